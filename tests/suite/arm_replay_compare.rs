//! Holding an answer of ours against a recorded one: what it says, not with which values.
//!
//! Compared are the status, the addresses of operations, and of bodies the members with their JSON types; of members
//! that name a state or a kind, the values too.

use serde_json::{Map, Value};
use std::{collections::BTreeSet, fmt};

/// Members whose values count.
const STATES: &[&str] = &[
    "backupType",
    "bcdrSecurityLevel",
    "code",
    "currentProtectionState",
    "dataSourceType",
    "dataStoreType",
    "datasourceType",
    "destinationDataStoreName",
    "isUserTriggered",
    "objectType",
    "operation",
    "operationCategory",
    "provisioningState",
    "recoveryPointState",
    "recoveryPointType",
    "secureScore",
    "sourceDataStoreType",
    "state",
    "status",
    "taskStatus",
    "type",
];

/// States that something else follows upon.
const PASSING: &[&str] = &["Inprogress", "InProgress", "ConfiguringProtection", "Provisioning"];

/// One thing in which two answers differ. Prints as a line of the table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    Status { recorded: u16, ours: u16, code: String },
    HeaderMissing(&'static str),
    HeaderSurplus(&'static str),
    Address { header: &'static str, recorded: String, ours: String },
    Missing(String),
    Surplus(String),
    Type { at: String, recorded: &'static str, ours: &'static str },
    State { at: String, recorded: String, ours: String },
    ItemMissing(String),
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Difference::Status { recorded, ours, code } => {
                write!(out, "status {recorded}, here {ours} {code}")
            }
            Difference::HeaderMissing(name) => write!(out, "no header {name}"),
            Difference::HeaderSurplus(name) => write!(out, "surplus header {name}"),
            Difference::Address { header, recorded, ours } => {
                write!(out, "{header} at {recorded}, here at {ours}")
            }
            Difference::Missing(at) => write!(out, "no member {at}"),
            Difference::Surplus(at) => write!(out, "surplus member {at}"),
            Difference::Type { at, recorded, ours } => write!(out, "{at} is {recorded}, here {ours}"),
            Difference::State { at, recorded, ours } => write!(out, "{at} '{recorded}', here '{ours}'"),
            Difference::ItemMissing(at) => write!(out, "an item of {at} is not there"),
        }
    }
}

/// Compares bodies; also tells the pairs of texts that stand for the same thing.
#[derive(Default)]
pub struct Comparison {
    pub differences: BTreeSet<Difference>,
    /// Texts of `name`, `jobId` and `recoveryPointId`: recorded, and ours.
    pub names: Vec<(String, String)>,
}

impl Comparison {
    pub fn compare(&mut self, at: &str, recorded: &Value, ours: &Value) {
        match (recorded, ours) {
            (Value::Object(recorded), Value::Object(ours)) => self.compare_objects(at, recorded, ours),
            (Value::Array(recorded), Value::Array(ours)) => self.compare_lists(at, recorded, ours),
            _ => self.compare_scalars(at, recorded, ours),
        }
    }

    fn compare_objects(&mut self, at: &str, recorded: &Map<String, Value>, ours: &Map<String, Value>) {
        let path = |name: &str| if at.is_empty() { name.to_string() } else { format!("{at}.{name}") };
        for (name, value) in recorded {
            match ours.get(name) {
                Some(found) => self.compare(&path(name), value, found),
                None => drop(self.differences.insert(Difference::Missing(path(name)))),
            }
        }
        for name in ours.keys().filter(|name| !recorded.contains_key(*name)) {
            self.differences.insert(Difference::Surplus(path(name)));
        }
    }

    fn compare_lists(&mut self, at: &str, recorded: &[Value], ours: &[Value]) {
        let at = format!("{at}[]");
        let mut used = BTreeSet::new();
        for item in recorded {
            let fits = |(index, other): &(usize, &Value)| !used.contains(index) && is_same(item, other);
            match ours.iter().enumerate().find(fits) {
                Some((index, other)) => {
                    used.insert(index);
                    self.compare(&at, item, other);
                }
                None => drop(self.differences.insert(Difference::ItemMissing(at.clone()))),
            }
        }
        if recorded.is_empty() && !ours.is_empty() {
            self.differences.insert(Difference::Surplus(at));
        }
    }

    fn compare_scalars(&mut self, at: &str, recorded: &Value, ours: &Value) {
        let name = at.rsplit('.').next().unwrap_or_default();
        let types = (type_of(recorded), type_of(ours));
        if types.0 != types.1 {
            let (recorded, ours) = types;
            self.differences.insert(Difference::Type { at: at.to_string(), recorded, ours });
        } else if STATES.contains(&name) && recorded != ours {
            let (recorded, ours) = (shown(recorded), shown(ours));
            self.differences.insert(Difference::State { at: at.to_string(), recorded, ours });
        }
        if let ("name" | "jobId" | "recoveryPointId", Some(recorded), Some(ours)) =
            (name, recorded.as_str(), ours.as_str())
        {
            let last = |text: &str| text.rsplit('/').next().unwrap_or_default().to_string();
            self.names.push((last(recorded), last(ours)));
        }
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_string)
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

/// Whether two items of lists stand for the same thing: what both are named by, else what they are.
fn is_same(recorded: &Value, ours: &Value) -> bool {
    for pointer in ["/tagInfo/tagName", "/properties/operation", "/properties/dataSourceType"] {
        if recorded.pointer(pointer) != ours.pointer(pointer) {
            return false;
        }
    }
    match (recorded["name"].as_str(), ours["name"].as_str()) {
        (Some(recorded), Some(ours)) => is_made_up(recorded) && is_made_up(ours) || recorded == ours,
        _ => true,
    }
}

/// Whether a name is a number that nobody chose.
pub fn is_made_up(name: &str) -> bool {
    name.len() >= 32 && name.chars().all(|letter| letter.is_ascii_hexdigit() || letter == '-')
}

/// Whether something in a body will be another way by itself.
pub fn is_passing(body: &Value) -> bool {
    match body {
        Value::String(text) => PASSING.contains(&text.as_str()),
        Value::Array(items) => items.iter().any(is_passing),
        Value::Object(members) => members.values().any(is_passing),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn lines(recorded: &Value, ours: &Value) -> Vec<String> {
        let mut comparison = Comparison::default();
        comparison.compare("", recorded, ours);
        comparison.differences.iter().map(Difference::to_string).collect()
    }

    #[test]
    fn what_differs_is_told() {
        let recorded =
            json!({ "a": 1.0, "b": null, "c": { "status": "Done" }, "d": [{ "name": "x", "e": 1 }] });
        assert_eq!(lines(&recorded, &recorded), Vec::<String>::new());
        let ours = json!({ "a": 1, "c": { "status": "Ended", "f": 1 }, "d": [{ "name": "y" }] });
        assert_eq!(
            lines(&recorded, &ours),
            [
                "no member b",
                "surplus member c.f",
                "a is float, here int",
                "c.status 'Done', here 'Ended'",
                "an item of d[] is not there",
            ]
        );
    }

    #[test]
    fn values_and_the_order_of_members_do_not_count() {
        let (recorded, ours) = (json!({ "a": "x", "b": true }), json!({ "b": false, "a": "y" }));
        assert_eq!(lines(&recorded, &ours), Vec::<String>::new());
        assert_eq!(lines(&json!([]), &json!([1])), ["surplus member []"]);
    }
}
