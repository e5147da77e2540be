//! The published contract of Microsoft.DataProtection, read from `CONFORMANCE_DATA`, and holding bodies against it.
//!
//! The folder is no part of the project. Where it is absent the tests that need it say so and pass.

use serde_json::{Map, Value, json};
use std::{env, fs, path::PathBuf, sync::OnceLock};

pub struct Contract {
    folder: PathBuf,
    model: Value,
}

/// Requests in the order in which they were recorded, with the answers they got.
pub struct Recording {
    pub name: String,
    pub exchanges: Vec<Value>,
}

/// Where answers of the recorded service depart from its contract, and ours with them: the end of where a member
/// stands, and what is said of it.
const DEPARTURES: &[(&str, &str)] = &[
    ("currentProtectionState", "BackupsSuspended"),
    ("protectionStatus.status", "BackupsSuspended"),
    ("properties.sourceDataStoreType", "is in no AzureBackupJob"),
    ("properties.isCrossRegionRestore", "is in no AzureBackupJob"),
];

impl Contract {
    /// `None` where the folder is absent, which is said once.
    pub fn load() -> Option<&'static Contract> {
        static SHARED: OnceLock<Option<Contract>> = OnceLock::new();
        SHARED.get_or_init(Contract::read).as_ref()
    }

    fn read() -> Option<Contract> {
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

    /// What answers a request successfully, by its method and the path of its URL: a model, and whether it is a page.
    pub fn answer_of(&self, method: &str, path: &str) -> Option<(&str, bool)> {
        // Where the service sends whoever deletes a vault; the contract does not know it.
        if path.contains("/resourceGroups/")
            && path.contains("/locations/")
            && path.contains("/operationStatus/")
        {
            return Some(("OperationResource", false));
        }
        let operations = self.model["operations"].as_array().expect("a list");
        let found = operations.iter().find(|operation| {
            operation["method"] == method
                && operation["path"].as_str().is_some_and(|template| is_of(template, path))
        })?;
        Some((found["responseBody"].as_str()?, found["paged"] == true))
    }

    /// All recordings, by name.
    pub fn recordings(&self) -> Vec<Recording> {
        let folder = self.folder.join("wire");
        let mut files: Vec<PathBuf> =
            fs::read_dir(folder).expect("recordings").flatten().map(|entry| entry.path()).collect();
        files.sort();
        let recordings = files.iter().map(|path| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().to_string();
            let exchanges = read_json(path)["interactions"].as_array().cloned().unwrap_or_default();
            Recording { name, exchanges }
        });
        recordings.filter(|recording| !recording.exchanges.is_empty()).collect()
    }

    /// Recorded requests with the answers they got, of all recordings.
    pub fn recorded(&self) -> Vec<Value> {
        self.recordings().into_iter().flat_map(|recording| recording.exchanges).collect()
    }

    /// Published examples of requests: title, type of resource and body.
    pub fn examples(&self) -> Vec<(String, String, Value)> {
        let read = |name: &str| read_json(&self.folder.join("examples-2026").join(name));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        let samples = read("put-bodies-2026-06-01.json")["samples"].as_array().cloned().unwrap_or_default();
        let mut examples: Vec<(String, String, Value)> = samples
            .iter()
            .map(|sample| (text(&sample["title"]), text(&sample["type"]), sample["requestBody"].clone()))
            .collect();
        for (name, kind) in [
            (
                "PutBackupInstance_ADLSBlobBackupAutoProtection",
                "Microsoft.DataProtection/backupVaults/backupInstances",
            ),
            ("PutBackupVaultWithUndelete", "Microsoft.DataProtection/backupVaults"),
        ] {
            let body = read(&format!("{name}.json"))["parameters"]["parameters"].clone();
            examples.push((name.to_string(), kind.to_string(), body));
        }
        examples
    }

    /// As [`Contract::complaints`], but for what the recorded service does as well.
    pub fn unexpected(&self, model: &str, body: &Value) -> Vec<String> {
        let mut complaints = self.complaints(model, body);
        complaints.retain(|complaint| {
            !DEPARTURES.iter().any(|(member, said)| {
                let at = complaint.split(' ').next().unwrap_or_default();
                at.ends_with(member) && complaint.contains(said)
            })
        });
        complaints
    }

    /// Complaints of a successful answer to a request; none where the contract has nothing to say of it.
    pub fn complaints_of_answer(&self, method: &str, path: &str, body: &Value) -> Vec<String> {
        match self.answer_of(method, path) {
            None => Vec::new(),
            Some((model, false)) => self.unexpected(model, body),
            Some((model, true)) => {
                let items = body["value"].as_array();
                let Some(items) = items else { return vec![format!("{body} is no page")] };
                items.iter().flat_map(|item| self.unexpected(model, item)).collect()
            }
        }
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

fn read_json(path: &PathBuf) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}

/// Whether a path is one of a template, whose `{name}` stand for a segment, and at its beginning for any number.
pub fn is_of(template: &str, path: &str) -> bool {
    let mut wanted: Vec<&str> = template.split('/').filter(|segment| !segment.is_empty()).collect();
    let mut given: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    if wanted.first().is_some_and(|first| first.starts_with('{')) && given.len() >= wanted.len() {
        given.drain(..=given.len() - wanted.len());
        wanted.remove(0);
    }
    wanted.len() == given.len()
        && wanted.iter().zip(given).all(|(wanted, given)| {
            wanted.starts_with('{') && !given.is_empty() || wanted.eq_ignore_ascii_case(given)
        })
}

#[test]
fn paths_are_known_by_their_templates() {
    let vault = "/subscriptions/{subscriptionId}/resourceGroups/{group}/providers/Microsoft.DataProtection/backupVaults/{vault}";
    assert!(is_of(
        vault,
        "/subscriptions/s/resourcegroups/g/providers/Microsoft.DataProtection/backupVaults/v"
    ));
    assert!(!is_of(
        vault,
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults"
    ));
    let of_resource = "/{resourceId}/providers/Microsoft.DataProtection/backupInstances";
    assert!(is_of(
        of_resource,
        "/subscriptions/s/resourceGroups/g/providers/A/b/c/providers/Microsoft.DataProtection/backupInstances"
    ));
    assert!(!is_of(of_resource, "/subscriptions/s/providers/Microsoft.DataProtection/backupVaults"));
}

#[test]
fn what_is_not_in_the_contract_is_found() {
    let Some(contract) = Contract::load() else { return };
    let path = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults";
    let vault = json!({ "location": "westeurope", "properties": { "storageSettings": [], "provisioningState": "Done", "surplus": 1 } });
    let complaints = contract.complaints_of_answer("GET", path, &json!({ "value": [vault] }));
    assert_eq!(complaints.len(), 2, "{complaints:?}");
    assert_eq!(contract.complaints_of_answer("GET", path, &json!({})).len(), 1);
}
