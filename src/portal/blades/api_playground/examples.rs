//! Ready requests: about what there is, and the five of the documentation's how-to.

use super::form::ApiForm;
use crate::{
    base::{Method, Seed},
    engine::{
        policy::DatasourceType,
        query::{PolicyRow, ProtectableAccount, ProtectedItem, ResourceRow},
        rbac::{PrincipalId, Role},
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
    /// A policy of the vault for operational backup of blobs.
    pub blob_policy: String,
    /// A blob account that could be protected.
    pub account: String,
    /// Its region, as ARM names it.
    pub location: String,
    /// Object id of the vault's identity.
    pub identity: String,
}

impl Places {
    /// The first vault and the first instance there are; a name to fill in where there is none.
    pub fn of(
        subscription: &str,
        vaults: &[ResourceRow],
        items: &[ProtectedItem],
        account: Option<&ProtectableAccount>,
        identity: Option<PrincipalId>,
        policies: &[PolicyRow],
    ) -> Places {
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
        let identity = identity
            .map_or_else(|| "00000000-0000-0000-0000-000000000000".to_string(), |id| id.0.to_string());
        // The how-to protects without choosing containers: in place, and not in the vault.
        let is_operational = |policy: &&PolicyRow| {
            policy.datasource_type == DatasourceType::Blob && policy.scheduled.is_none()
        };
        let of_blobs = policies.iter().find(is_operational);
        Places {
            blob_policy: of_blobs.map_or_else(
                || format!("{vault}/backupPolicies/{BLOB_POLICY}"),
                |policy| policy.id.to_string(),
            ),
            account: account.map_or_else(
                || format!("{in_group}/Microsoft.Storage/storageAccounts/msblobbackup"),
                |account| account.id.to_string(),
            ),
            location: account.map_or("westeurope", |account| account.region.name()).to_string(),
            identity,
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
    let mut requests = vec![
        get("List Backup vaults", format!("{subscription}/providers/Microsoft.DataProtection/backupVaults")),
        get("Get a vault", vault.clone()),
        get("List backup policies", format!("{vault}/backupPolicies")),
        get("List backup instances", format!("{vault}/backupInstances")),
        get("List jobs", format!("{vault}/backupJobs")),
        get("List recovery points", format!("{instance}/recoveryPoints")),
        send(
            "Create a blob policy",
            Method::Put,
            format!("{vault}/backupPolicies/{BLOB_POLICY}"),
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
    ];
    requests.extend(of_account(name_of(&places.account)));
    requests.extend(how_to(places));
    requests
}

/// Of the endpoints of an account; they have a version of their own.
fn of_account(account: &str) -> [Example; 2] {
    let get = |label, url: String| {
        let headers = vec![("x-ms-version".to_string(), STORAGE_VERSION.to_string())];
        Example { label, form: ApiForm { headers, ..ApiForm::get(url, "") } }
    };
    [
        get("List containers", format!("https://{account}.blob.core.windows.net/?comp=list")),
        get("List file systems", format!("https://{account}.dfs.core.windows.net/?resource=account")),
    ]
}

/// The version of the storage services that the ready requests ask for.
const STORAGE_VERSION: &str = "2023-11-03";

/// What *Create a blob policy* makes.
const BLOB_POLICY: &str = "blob-operational";

/// The version that the documentation's how-to asks for.
const HOW_TO_VERSION: &str = "2021-07-01";
const ROLES_VERSION: &str = "2022-04-01";

/// The five requests of the documentation, in their order, with what there is here in the place of its names. The policy
/// is the first for operational backup that the vault has, or that of the request *Create a blob policy*.
///
/// Source: Azure documentation, "Back up blobs in a storage account using Azure Data Protection via REST API".
fn how_to(places: &Places) -> Vec<Example> {
    let Places { vault, account, identity, .. } = places;
    let instance = format!("{vault}/backupInstances/{}", name_of(account));
    let instance_body = how_to_instance(places);
    let form = |method, path: String, version: &str, body: Option<Value>| ApiForm {
        method,
        path,
        version: version.to_string(),
        headers: Vec::new(),
        body: body.and_then(|body| serde_json::to_string_pretty(&body).ok()).unwrap_or_default(),
    };
    let role = Role::StorageAccountBackupContributor.facts().guid;
    let definition =
        format!("{}/providers/Microsoft.Authorization/roleDefinitions/{role}", places.subscription);
    // The client names an assignment; the same one each time, so that sending it twice changes nothing.
    let name = Seed(1).guid(&format!("{account} {identity}"), 0);
    let role = json!({ "properties": { "roleDefinitionId": definition, "principalId": identity } });
    vec![
        Example {
            label: "How-to 1: validate the request to protect",
            form: form(
                Method::Post,
                format!("{vault}/validateForBackup"),
                HOW_TO_VERSION,
                Some(json!({ "backupInstance": instance_body })),
            ),
        },
        Example {
            label: "How-to 2: give the vault its role",
            form: form(
                Method::Put,
                format!("{account}/providers/Microsoft.Authorization/roleAssignments/{name}"),
                ROLES_VERSION,
                Some(role),
            ),
        },
        Example {
            label: "How-to 3: protect the storage account",
            form: form(
                Method::Put,
                instance.clone(),
                HOW_TO_VERSION,
                Some(json!({ "properties": instance_body })),
            ),
        },
        Example {
            label: "How-to 4: look at the backup instance",
            form: form(Method::Get, instance.clone(), HOW_TO_VERSION, None),
        },
        Example {
            label: "How-to 5: stop protection and delete the data",
            form: form(Method::Delete, instance, HOW_TO_VERSION, None),
        },
    ]
}

fn name_of(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or_default()
}

fn how_to_instance(places: &Places) -> Value {
    let Places { blob_policy, account, location, .. } = places;
    json!({
        "objectType": "BackupInstance",
        "dataSourceInfo": {
            "objectType": "Datasource",
            "resourceID": account,
            "resourceName": name_of(account),
            "resourceType": "Microsoft.Storage/storageAccounts",
            "resourceLocation": location,
            "resourceUri": "",
            "datasourceType": "Microsoft.Storage/storageAccounts/blobServices",
        },
        "policyInfo": { "policyId": blob_policy, "policyVersion": "" },
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_requests_can_be_sent() {
        for example in
            examples(&Places::of("6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01", &[], &[], None, None, &[]))
        {
            assert!(example.form.request().is_ok(), "{}", example.label);
        }
    }
}
