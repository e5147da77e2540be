//! The body of a PUT as a Bicep resource, whatever it is of.
//!
//! What the resource lies in is declared as existing, so that the file can be deployed by itself; other resources are
//! named by their ids.
//!
//! Source: Bicep documentation, "File structure and syntax", "Set name and type for child resources", "Extension
//! resource types".

use crate::base::ArmId;
use serde_json::Value;

const INDENT: &str = "  ";

/// A resource of an id, or of a type and a name within others.
struct Place {
    /// `Microsoft.DataProtection/backupVaults/backupPolicies`
    kind: String,
    /// From the outermost to its own.
    names: Vec<String>,
    /// What it is about, where it is an extension of something.
    scope: Option<ArmId>,
}

/// Writes the resource `id` as `body` says it should be.
pub fn write(id: &ArmId, version: &str, body: &Value) -> String {
    let place = Place::of(id);
    let mut text = String::new();
    if place.needs_subscription() {
        text += "targetScope = 'subscription'\n\n";
    }
    let scope = place.scope.as_ref().filter(|scope| scope.resource_type().is_some());
    let scope = scope.map(|scope| declare_existing(&Place::of(scope), version, &mut text));
    let parent = place.parent().map(|parent| declare_existing(&parent, version, &mut text));
    text += &format!("resource {} '{}@{version}' = {{\n", place.symbol(), place.kind);
    let own = place.names.last().map_or("", String::as_str);
    for (name, value) in [("parent", parent), ("scope", scope)] {
        if let Some(value) = value {
            text += &format!("{INDENT}{name}: {value}\n");
        }
    }
    text += &format!("{INDENT}name: {}\n", quoted(own));
    for (name, value) in body.as_object().into_iter().flatten() {
        text += &format!("{INDENT}{}: {}\n", key(name), written(value, 1));
    }
    text + "}\n"
}

/// Declares what is there already, from the outermost on; answers the symbol of the innermost.
fn declare_existing(place: &Place, version: &str, text: &mut String) -> String {
    let parent = place.parent().map(|parent| declare_existing(&parent, version, text));
    let symbol = place.symbol();
    let own = place.names.last().map_or("", String::as_str);
    *text +=
        &format!("resource {symbol} '{}@{}' existing = {{\n", place.kind, version_of(&place.kind, version));
    if let Some(parent) = parent {
        *text += &format!("{INDENT}parent: {parent}\n");
    }
    *text += &format!("{INDENT}name: {}\n}}\n\n", quoted(own));
    symbol
}

/// A scope is of another provider than what is said about it.
fn version_of<'a>(kind: &str, version: &'a str) -> &'a str {
    let namespace = kind.split('/').next().unwrap_or_default();
    super::versions::of_namespace(namespace).unwrap_or(version)
}

impl Place {
    fn of(id: &ArmId) -> Place {
        let Some((scope, tail)) = id.as_str().rsplit_once("/providers/") else {
            let kind = match id.resource_group_name() {
                Some(_) => "Microsoft.Resources/resourceGroups",
                None => "Microsoft.Resources/subscriptions",
            };
            return Place { kind: kind.to_string(), names: vec![id.name().to_string()], scope: None };
        };
        let mut words = tail.split('/');
        let mut kind = words.next().unwrap_or_default().to_string();
        let mut names = Vec::new();
        while let (Some(word), Some(name)) = (words.next(), words.next()) {
            kind = format!("{kind}/{word}");
            names.push(name.to_string());
        }
        let is_extension = kind.starts_with("Microsoft.Authorization/");
        Place { kind, names, scope: is_extension.then(|| ArmId::new(scope)) }
    }

    /// A file is deployed to a resource group unless it says otherwise.
    fn needs_subscription(&self) -> bool {
        let is_group = self.kind.ends_with("/resourceGroups");
        is_group || self.scope.as_ref().is_some_and(|scope| scope.resource_group_name().is_none())
    }

    fn parent(&self) -> Option<Place> {
        let (kind, _) = self.kind.rsplit_once('/').filter(|_| self.names.len() > 1)?;
        let names = self.names[..self.names.len() - 1].to_vec();
        Some(Place { kind: kind.to_string(), names, scope: self.scope.clone() })
    }

    /// `backupVault`, of the last word of the type.
    fn symbol(&self) -> String {
        let word = self.kind.rsplit('/').next().unwrap_or_default();
        let one = match word.strip_suffix("ies") {
            Some(stem) => format!("{stem}y"),
            None => word.strip_suffix('s').unwrap_or(word).to_string(),
        };
        one.chars().filter(char::is_ascii_alphanumeric).collect()
    }
}

fn key(name: &str) -> String {
    let mut letters = name.chars();
    let begins = letters.next().is_some_and(|letter| letter.is_ascii_alphabetic() || letter == '_');
    let is_plain = begins && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if is_plain { name.to_string() } else { quoted(name) }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => quoted += "\\\\",
            '\'' => quoted += "\\'",
            '\n' => quoted += "\\n",
            '\r' => quoted += "\\r",
            '\t' => quoted += "\\t",
            '$' if letters.peek() == Some(&'{') => quoted += "\\$",
            letter if letter.is_control() => quoted += &format!("\\u{{{:x}}}", u32::from(letter)),
            letter => quoted.push(letter),
        }
    }
    quoted.push('\'');
    quoted
}

fn written(value: &Value, depth: usize) -> String {
    let inner = INDENT.repeat(depth + 1);
    let outer = INDENT.repeat(depth);
    match value {
        Value::Null => "null".to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => match number.as_f64() {
            // Bicep has whole numbers only.
            Some(whole) if whole.fract() == 0.0 => format!("{whole:.0}"),
            _ => format!("json({})", quoted(&number.to_string())),
        },
        Value::String(text) => quoted(text),
        Value::Array(items) if items.is_empty() => "[]".to_string(),
        Value::Array(items) => {
            let lines: Vec<String> =
                items.iter().map(|item| format!("{inner}{}\n", written(item, depth + 1))).collect();
            format!("[\n{}{outer}]", lines.concat())
        }
        Value::Object(members) if members.is_empty() => "{}".to_string(),
        Value::Object(members) => {
            let line = |(name, value): (&String, &Value)| {
                format!("{inner}{}: {}\n", key(name), written(value, depth + 1))
            };
            format!("{{\n{}{outer}}}", members.iter().map(line).collect::<String>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_names_are_escaped() {
        assert_eq!(quoted("it's ${a} $b \\ \n\u{1}"), "'it\\'s \\${a} $b \\\\ \\n\\u{1}'");
        assert_eq!((key("isDefault"), key("cost-center")), ("isDefault".into(), "'cost-center'".into()));
        assert_eq!(written(&serde_json::json!([14.0, 1.5, null]), 0), "[\n  14\n  json('1.5')\n  null\n]");
    }
}
