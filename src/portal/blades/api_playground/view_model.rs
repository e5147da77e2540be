//! Ready requests, and answers in words.

use super::form::ApiForm;
use crate::{
    base::{HttpResponse, Method},
    engine::{
        policy::DatasourceType,
        query::{ProtectedItem, ResourceRow},
    },
};
use serde_json::{Value, json};

/// What the ready requests ask for where nobody says another.
pub const VERSION: &str = "2025-07-01";

/// A ready request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    pub label: &'static str,
    pub form: ApiForm,
}

/// Names of what there is, for the ready requests to be about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    pub subscription: String,
    pub vault: String,
    pub instance: String,
    pub datasource: String,
    /// As ARM names it.
    pub datasource_type: String,
    pub policy: String,
}

impl Places {
    /// The first vault and the first instance there are; a name to fill in where there is none.
    pub fn of(subscription: &str, vaults: &[ResourceRow], items: &[ProtectedItem]) -> Places {
        let subscription = format!("/subscriptions/{subscription}");
        let in_group = format!("{subscription}/resourceGroups/my-group/providers");
        let item = items.first();
        let vault = item.map(|item| item.vault.to_string());
        let vault = vault.or_else(|| vaults.first().map(|row| row.id.to_string()));
        let vault =
            vault.unwrap_or_else(|| format!("{in_group}/Microsoft.DataProtection/backupVaults/my-vault"));
        let instance = item.map(|item| item.row.id.to_string());
        let datasource = item.map(|item| item.row.datasource.to_string());
        let kind = item.map_or(DatasourceType::Blob, |item| item.row.datasource_type);
        let policy = item.map(|item| item.row.policy.to_string());
        Places {
            instance: instance.unwrap_or_else(|| format!("{vault}/backupInstances/my-instance")),
            datasource: datasource
                .unwrap_or_else(|| format!("{in_group}/Microsoft.Storage/storageAccounts/msblobbackup")),
            datasource_type: kind.arm_name().to_string(),
            policy: policy.unwrap_or_else(|| format!("{vault}/backupPolicies/my-policy")),
            subscription,
            vault,
        }
    }
}

/// The ready requests: what one looks at, then what one does.
pub fn examples(places: &Places) -> Vec<Example> {
    let Places { subscription, vault, instance, .. } = places;
    let get = |label, path: String| Example { label, form: ApiForm::get(path, VERSION) };
    let send = |label, method, path: String, body: Value| {
        let body = serde_json::to_string_pretty(&body).unwrap_or_default();
        Example { label, form: ApiForm { method, body, ..ApiForm::get(path, VERSION) } }
    };
    let act = |label, method, path: String| Example {
        label,
        form: ApiForm { method, ..ApiForm::get(path, VERSION) },
    };
    vec![
        get("List Backup vaults", format!("{subscription}/providers/Microsoft.DataProtection/backupVaults")),
        get("Get a vault", vault.clone()),
        get("List backup policies", format!("{vault}/backupPolicies")),
        get("List backup instances", format!("{vault}/backupInstances")),
        get("List jobs", format!("{vault}/backupJobs")),
        get("List recovery points", format!("{instance}/recoveryPoints")),
        send(
            "Create a blob policy",
            Method::Put,
            format!("{vault}/backupPolicies/blob-operational"),
            blob_policy(),
        ),
        send("Validate for backup", Method::Post, format!("{vault}/validateForBackup"), validation(places)),
        send(
            "Find restorable time ranges",
            Method::Post,
            format!("{instance}/findRestorableTimeRanges"),
            json!({ "sourceDataStoreType": "OperationalStore" }),
        ),
        send(
            "Back up now",
            Method::Post,
            format!("{instance}/backup"),
            json!({ "backupRuleOptions": { "ruleName": "BackupDaily", "triggerOption": {} } }),
        ),
        act("Stop protection", Method::Post, format!("{instance}/stopProtection")),
        act("Resume protection", Method::Post, format!("{instance}/resumeProtection")),
        act("Delete a backup instance", Method::Delete, instance.clone()),
    ]
}

/// Operational backup for 30 days.
fn blob_policy() -> Value {
    let store = json!({ "objectType": "DataStoreInfoBase", "dataStoreType": "OperationalStore" });
    json!({ "properties": {
        "objectType": "BackupPolicy",
        "datasourceTypes": ["Microsoft.Storage/storageAccounts/blobServices"],
        "policyRules": [{
            "objectType": "AzureRetentionRule", "name": "Default", "isDefault": true,
            "lifecycles": [{
                "deleteAfter": { "objectType": "AbsoluteDeleteOption", "duration": "P30D" },
                "sourceDataStore": store,
            }],
        }],
    } })
}

fn validation(places: &Places) -> Value {
    json!({ "backupInstance": {
        "objectType": "BackupInstance",
        "dataSourceInfo": {
            "objectType": "Datasource",
            "resourceID": places.datasource,
            "datasourceType": places.datasource_type,
        },
        "policyInfo": { "policyId": places.policy },
    } })
}

/// An answer in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// `202 Accepted`.
    pub status: String,
    pub succeeded: bool,
    pub headers: Vec<(String, String)>,
    /// Indented.
    pub body: String,
    /// What a client would ask next: the status of the operation, its result.
    pub follow: Vec<(&'static str, ApiForm)>,
}

pub fn shown(response: &HttpResponse) -> Shown {
    let parsed: Option<Value> = serde_json::from_slice(&response.body).ok();
    let pretty = parsed.and_then(|body| serde_json::to_string_pretty(&body).ok());
    let link = |label, name| {
        let url = response.header(name)?;
        // The address has its version already.
        Some((label, ApiForm::get(url, VERSION)))
    };
    let follow = [link("Ask for the status", "Azure-AsyncOperation"), link("Ask for the result", "Location")];
    Shown {
        status: format!("{} {}", response.status, reason(response.status)),
        succeeded: response.status < 400,
        headers: response.headers.clone(),
        body: pretty.unwrap_or_else(|| String::from_utf8_lossy(&response.body).into_owned()),
        follow: follow.into_iter().flatten().collect(),
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        413 => "Content Too Large",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_requests_can_be_sent() {
        for example in examples(&Places::of("6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01", &[], &[])) {
            assert!(example.form.request().is_ok(), "{}", example.label);
        }
    }

    #[test]
    fn an_answer_leads_on() {
        let response = HttpResponse {
            status: 202,
            headers: vec![(
                "azure-asyncoperation".to_string(),
                "https://management.azure.com/op?api-version=1".to_string(),
            )],
            body: b"{\"a\":1}".to_vec(),
        };
        let shown = shown(&response);
        assert_eq!((shown.status.as_str(), shown.succeeded), ("202 Accepted", true));
        assert_eq!(shown.body, "{\n  \"a\": 1\n}");
        assert_eq!(shown.follow.len(), 1);
        assert_eq!(shown.follow[0].1.url(), "https://management.azure.com/op?api-version=1");
    }
}
