//! Members of a body that are the same for every resource here, because nothing else is simulated.
//!
//! A body may leave such a member out or say what is so; anything else it may not, for nobody would keep to it. Answers
//! tell them, so that what a client reads it can send back. Each provider has one table of them, for both.

use crate::arm::{ApiError, body::Member};
use serde_json::{Map, Value, json};

/// Where a member stands, and what it says.
pub type Fixed = (&'static str, Only);

/// The only thing that a member may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// In any case.
    Text(&'static str),
    Flag(bool),
    Number(u32),
    /// Not there, or with nothing in it.
    Nothing,
}

/// # Errors
/// [`ApiError::NotSimulated`] for the first member that says something else; not of the type that it has.
pub fn check(body: &Member<'_>, table: &[Fixed]) -> Result<(), ApiError> {
    for (path, only) in table {
        let Some(member) = body.at(path) else { continue };
        let is_so = match only {
            Only::Text(text) => member.text()?.eq_ignore_ascii_case(text),
            Only::Flag(flag) => member.boolean()? == *flag,
            Only::Number(number) => member.whole_number()? == *number,
            Only::Nothing => member.is_empty(),
        };
        if !is_so {
            return Err(ApiError::NotSimulated { operation: only.other_than(path) });
        }
    }
    Ok(())
}

impl Only {
    fn other_than(self, path: &str) -> String {
        match self {
            Only::Text(text) => format!("'{path}' other than {text}"),
            Only::Flag(flag) => format!("'{path}' other than {flag}"),
            Only::Number(number) => format!("'{path}' other than {number}"),
            Only::Nothing => format!("'{path}'"),
        }
    }

    fn value(self) -> Option<Value> {
        match self {
            Only::Text(text) => Some(json!(text)),
            Only::Flag(flag) => Some(json!(flag)),
            Only::Number(number) => Some(json!(number)),
            Only::Nothing => None,
        }
    }
}

/// Tells the members of a table that stand in `properties`.
pub fn tell(properties: &mut Map<String, Value>, table: &[Fixed]) {
    for (path, only) in table {
        let (Some(path), Some(value)) = (path.strip_prefix("properties."), only.value()) else { continue };
        match path.split_once('.') {
            None => drop(properties.insert(path.to_string(), value)),
            Some((object, name)) => {
                let object = properties.entry(object).or_insert_with(|| json!({}));
                object[name] = value;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[Fixed] = &[
        ("kind", Only::Text("StorageV2")),
        ("properties.tls", Only::Text("TLS1_2")),
        ("properties.rules.open", Only::Flag(true)),
        ("properties.rules.list", Only::Nothing),
        ("properties.shares", Only::Number(1)),
    ];

    #[test]
    fn what_is_told_can_be_said_and_nothing_else() {
        let mut properties = Map::new();
        tell(&mut properties, TABLE);
        assert_eq!(
            Value::Object(properties.clone()),
            json!({ "tls": "TLS1_2", "rules": { "open": true }, "shares": 1 })
        );
        let said = |body: Value| Member::root(&body).and_then(|body| check(&body, TABLE));
        assert_eq!(said(json!({ "kind": "storagev2", "properties": properties })), Ok(()));
        assert_eq!(said(json!({ "properties": { "rules": { "list": [] } } })), Ok(()));
        let other = |body: Value| match said(body) {
            Err(ApiError::NotSimulated { operation }) => operation,
            found => panic!("{found:?}"),
        };
        assert_eq!(other(json!({ "properties": { "tls": "TLS1_0" } })), "'properties.tls' other than TLS1_2");
        assert_eq!(other(json!({ "properties": { "rules": { "list": [1] } } })), "'properties.rules.list'");
        assert!(matches!(
            said(json!({ "properties": { "shares": "many" } })),
            Err(ApiError::InvalidInput { .. })
        ));
    }
}
