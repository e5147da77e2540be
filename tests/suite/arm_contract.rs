//! The published contract of Microsoft.DataProtection, read from `CONFORMANCE_DATA`, and holding bodies against it.
//!
//! The folder is no part of the project. Where it is absent the tests that need it say so and pass.

use serde_json::{Map, Value};
use std::{env, fs, path::PathBuf};

pub struct Contract {
    folder: PathBuf,
    model: Value,
}

impl Contract {
    /// `None` where the folder is absent.
    pub fn load() -> Option<Contract> {
        let folder =
            env::var_os("CONFORMANCE_DATA").map_or_else(|| PathBuf::from("../shared/arm"), PathBuf::from);
        let path = folder.join("derived/microsoft.dataprotection-2026-06-01.sdk-model.json");
        let Ok(text) = fs::read_to_string(&path) else {
            println!("not checked: there is no {}", path.display());
            return None;
        };
        let model = serde_json::from_str(&text).expect("the contract is JSON");
        Some(Contract { folder, model })
    }

    /// Method, path and body of the answer of each operation.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &str, Option<&str>)> {
        let operations = self.model["operations"].as_array().expect("a list");
        operations.iter().map(|operation| {
            let text = |name: &str| operation[name].as_str();
            (text("method").expect("a method"), text("path").expect("a path"), text("responseBody"))
        })
    }

    /// Recorded requests with the answers they got, of all recordings.
    pub fn recorded(&self) -> Vec<Value> {
        let folder = self.folder.join("wire");
        let mut files: Vec<PathBuf> =
            fs::read_dir(folder).expect("recordings").flatten().map(|entry| entry.path()).collect();
        files.sort();
        let read = |path: &PathBuf| {
            let text = fs::read_to_string(path).expect("a file");
            let recording: Value = serde_json::from_str(&text).expect("JSON");
            recording["interactions"].as_array().cloned().unwrap_or_default()
        };
        files.iter().flat_map(read).collect()
    }

    /// What a body is against its model: members that lack, of another type, or outside of their enum.
    pub fn complaints(&self, model: &str, body: &Value) -> Vec<String> {
        let mut complaints = Vec::new();
        self.check_type(model, body, model, &mut complaints);
        complaints
    }

    fn check_type(&self, kind: &str, value: &Value, at: &str, complaints: &mut Vec<String>) {
        if value.is_null() {
            return;
        }
        let fits = match kind {
            "str" | "date-time" | "duration" => value.is_string(),
            "int" => value.is_i64() || value.is_u64(),
            "float" => value.is_number(),
            "bool" => value.is_boolean(),
            "Any" => true,
            _ => return self.check_composite(kind, value, at, complaints),
        };
        let is_moment = kind != "date-time"
            || value.as_str().is_some_and(|text| vault_lab::base::SimTime::parse(text).is_some());
        if !fits || !is_moment {
            complaints.push(format!("{at} is no {kind}: {value}"));
        }
    }

    fn check_composite(&self, kind: &str, value: &Value, at: &str, complaints: &mut Vec<String>) {
        if let Some(name) = kind.strip_prefix("enum:") {
            let values = self.model["enums"][name].as_array().expect("an enum");
            if !values.contains(value) {
                complaints.push(format!("{at} is no {name}: {value}"));
            }
        } else if let Some(inner) = kind.strip_prefix("list[").and_then(|rest| rest.strip_suffix(']')) {
            match value.as_array() {
                Some(items) => {
                    let checked = items.iter().enumerate();
                    checked.for_each(|(index, item)| {
                        self.check_type(inner, item, &format!("{at}[{index}]"), complaints);
                    });
                }
                None => complaints.push(format!("{at} is no list: {value}")),
            }
        } else if kind.starts_with("dict[") {
            if !value.is_object() {
                complaints.push(format!("{at} is no object: {value}"));
            }
        } else {
            self.check_model(kind, value, at, complaints);
        }
    }

    fn check_model(&self, name: &str, value: &Value, at: &str, complaints: &mut Vec<String>) {
        let Some(object) = value.as_object() else {
            return complaints.push(format!("{at} is no {name}: {value}"));
        };
        let members = self.members(self.subtype(name, object));
        for (member, facts) in &members {
            let required = facts["required"] == true;
            if required && object.get(member).is_none_or(Value::is_null) {
                complaints.push(format!("{at}.{member} is missing"));
            }
        }
        for (member, value) in object {
            match members.get(member).and_then(|facts| facts["type"].as_str()) {
                Some(kind) => self.check_type(kind, value, &format!("{at}.{member}"), complaints),
                None => complaints.push(format!("{at}.{member} is in no {name}")),
            }
        }
    }

    /// The model that the `objectType` of an object names, where that derives from `name`.
    fn subtype<'a>(&'a self, name: &'a str, object: &Map<String, Value>) -> &'a str {
        let Some(wanted) = object.get("objectType") else { return name };
        let models = self.model["models"].as_object().expect("models");
        let found = models
            .iter()
            .find(|(known, facts)| facts["discriminatorValue"] == *wanted && self.derives(known, name));
        found.map_or(name, |(known, _)| known)
    }

    fn derives(&self, model: &str, base: &str) -> bool {
        let bases = self.model["models"][model]["bases"].as_array();
        model == base
            || bases.is_some_and(|bases| {
                bases.iter().filter_map(Value::as_str).any(|known| self.derives(known, base))
            })
    }

    fn members(&self, model: &str) -> Map<String, Value> {
        let facts = &self.model["models"][model];
        let mut members = facts["properties"].as_object().cloned().unwrap_or_default();
        for base in facts["bases"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            for (name, facts) in self.members(base) {
                members.entry(name).or_insert(facts);
            }
        }
        members
    }
}
