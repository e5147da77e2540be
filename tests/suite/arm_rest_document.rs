//! The published way to protect blobs by REST, request by request, with the versions and bodies of the article.
//!
//! Source: Azure Backup, "Back up blobs in a storage account using Azure Data Protection via REST API".

use crate::{
    arm_client::{Answered, Client, retention},
    lab::Lab,
};
use serde_json::{Value, json};
use vault_lab::{base::ArmId, engine::rbac::Role};

/// The places of the article.
struct Article {
    client: Client,
    vault: ArmId,
    account: ArmId,
    policy: ArmId,
}

fn article(version: &'static str) -> Article {
    let mut lab = Lab::new();
    let vaults = lab.group("TestBkpVaultRG");
    let vault = lab.vault(&vaults, "testBkpVault");
    let group = lab.group("RG-BlobBackup");
    let account = lab.flat_account(&group, "msblobbackup");
    let policy = vault.child("backupPolicies", "BlobBackup-Policy");
    let mut client = Client { version, ..Client::new(lab) };
    let body = json!({ "properties": {
        "objectType": "BackupPolicy",
        "datasourceTypes": ["Microsoft.Storage/storageAccounts/blobServices"],
        "policyRules": [retention("Default", "P30D", "OperationalStore")],
    } });
    let made = client.put(policy.as_str(), body);
    assert_eq!(made.status(), 200, "{made:?}");
    Article { client, vault, account, policy }
}

impl Article {
    fn backup_instance(&self) -> Value {
        json!({
            "dataSourceInfo": {
                "datasourceType": "Microsoft.Storage/storageAccounts/blobServices",
                "objectType": "Datasource",
                "resourceID": self.account.as_str(),
                "resourceLocation": "westEurope",
                "resourceName": "msblobbackup",
                "resourceType": "Microsoft.Storage/storageAccounts",
                "resourceUri": "",
            },
            "policyInfo": { "policyId": self.policy.as_str() },
            "objectType": "BackupInstance",
        })
    }

    fn validate(&mut self) -> Answered {
        let body = json!({ "backupInstance": self.backup_instance() });
        self.client.post(format!("{}/validateForBackup", self.vault), body)
    }

    /// What an accepted request says besides: two addresses at the location, and when to come back.
    fn check_accepted(&self, answered: &Answered) {
        assert_eq!(answered.status(), 202, "{answered:?}");
        assert_eq!(answered.header("Content-Length"), "0");
        assert!((1..=60).contains(&answered.header("Retry-After").parse::<u32>().expect("seconds")));
        self.check_addresses(answered, &["Azure-AsyncOperation", "Location"]);
    }

    fn check_addresses(&self, answered: &Answered, names: &[&str]) {
        let subscription = &self.vault.as_str()[..51];
        for (name, kind) in names.iter().zip(["operationStatus", "operationResults"]) {
            let url = answered.header(name);
            let place = format!(
                "https://management.azure.com{subscription}/providers/Microsoft.DataProtection/locations/westeurope/{kind}/"
            );
            assert!(url.starts_with(&place), "{url}");
            assert!(url.ends_with(&format!("?api-version={}", self.client.version)), "{url}");
        }
    }
}

fn user_error(error: &Value) -> &Value {
    assert_eq!(error["additionalInfo"][0]["type"], "UserFacingError");
    &error["additionalInfo"][0]["info"]
}

fn check_missing_permissions(article: &mut Article) {
    let asked = article.validate();
    article.check_accepted(&asked);
    let running = article.client.get(asked.header("Azure-AsyncOperation"));
    assert_eq!((running.status(), &running.body["status"]), (200, &json!("Inprogress")));
    let id = running.body["id"].as_str().expect("an id");
    assert!(id.ends_with(running.body["name"].as_str().expect("a name")), "{id}");
    assert!(running.body["endTime"].as_str().is_some_and(|end| end.starts_with("0001-01-01T00:00:00")));

    let failed = article.client.follow(&asked);
    assert_eq!(failed["status"], "Failed");
    let error = &failed["error"];
    assert_eq!(error["code"], "UserErrorMissingRequiredPermissions");
    assert_eq!(error["message"], "Appropriate permissions to perform the operation is missing.");
    let inner = user_error(error);
    assert_eq!(
        inner["recommendedAction"],
        json!([
            "Grant appropriate permissions to perform this operation as mentioned at https://aka.ms/UserErrorMissingRequiredPermissions and retry the operation."
        ])
    );
    assert_eq!(inner["innerError"]["code"], "UserErrorMissingRequiredPermissions");
    let detail = inner["innerError"]["additionalInfo"]["DetailedNonLocalisedMessage"].as_str();
    let identity = article.client.lab.identity(&article.vault).0;
    let expected = format!(
        "Validate for Protection failed. Exception Message: The client '{identity}' with object id '{identity}' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/read' over scope '{}/providers/Microsoft.Authorization' or the scope is invalid. If access was recently granted, please refresh your credentials.",
        article.account
    );
    assert_eq!(detail, Some(expected.as_str()));
    assert_eq!(inner["properties"]["ActivityId"], asked.header("x-ms-correlation-request-id"));
}

/// Gives the vault its role, over HTTP too.
fn grant(article: &mut Article) {
    let identity = article.client.get(article.vault.as_str()).body["identity"]["principalId"].clone();
    let role = Role::StorageAccountBackupContributor.facts().guid;
    let name = "0b5fe924-9a61-425c-96af-cfe6e287ca2d";
    let made = article.client.put(
        format!("{}/providers/Microsoft.Authorization/roleAssignments/{name}", article.account),
        json!({ "properties": {
            "roleDefinitionId": format!("{}/providers/Microsoft.Authorization/roleDefinitions/{role}", &article.vault.as_str()[..51]),
            "principalId": identity,
            "principalType": "ServicePrincipal",
        } }),
    );
    assert_eq!(made.status(), 201, "{made:?}");
    article.client.lab.advance(40);
}

fn check_already_protected(article: &mut Article, instance: &ArmId) {
    let refused = article.validate();
    assert_eq!((refused.status(), refused.code()), (400, "UserErrorDppDatasourceAlreadyProtected"));
    let error = &refused.body["error"];
    let message = format!("Datasource is already protected under the Backup vault {}.", article.vault);
    assert_eq!(error["message"], message);
    let inner = user_error(error);
    assert_eq!(
        inner["recommendedAction"],
        json!([format!(
            "Delete the backup instance {} from the Backup vault {} to re-protect the datasource in any other vault.",
            instance.name(),
            article.vault
        )])
    );
    assert_eq!(inner["properties"]["ActivityId"], refused.header("x-ms-correlation-request-id"));
    assert_eq!((&inner["isRetryable"], &inner["isUserError"]), (&json!(false), &json!(false)));
}

#[test]
fn blobs_are_protected_as_the_article_says() {
    for version in ["2021-01-01", "2021-07-01"] {
        let mut article = article(version);
        check_missing_permissions(&mut article);
        grant(&mut article);
        let asked = article.validate();
        article.check_accepted(&asked);
        let succeeded = article.client.succeed(&asked);
        assert!(succeeded.get("error").is_none());
        assert_eq!(article.client.get(asked.header("Location")).status(), 200);

        let instance =
            article.vault.child("backupInstances", "msblobbackup-f2df34eb-5628-4570-87b2-0331d797c67d");
        let mut properties = article.backup_instance();
        // The article changes the case of this member from one sample to the next.
        let source = properties.as_object_mut().and_then(|members| members.remove("dataSourceInfo"));
        properties["datasourceinfo"] = source.expect("the body has it");
        let body = json!({
            "name": instance.name(),
            "type": "Microsoft.DataProtection/backupvaults/backupInstances",
            "properties": properties,
        });
        let put = article.client.put(instance.as_str(), body);
        assert_eq!(put.status(), 201, "{put:?}");
        article.check_addresses(&put, &["Azure-AsyncOperation"]);
        assert_eq!(put.response.header("Location"), None);
        let told = &put.body["properties"];
        assert_eq!(told["protectionStatus"]["status"], "ConfiguringProtection");
        assert_eq!(
            (&told["provisioningState"], &told["friendlyName"]),
            (&json!("Provisioning"), &json!("msblobbackup"))
        );
        article.client.succeed(&put);
        article.client.lab.advance(2);
        let got = article.client.get(instance.as_str());
        assert_eq!(
            (got.status(), &got.body["properties"]["currentProtectionState"]),
            (200, &json!("ProtectionConfigured"))
        );

        check_already_protected(&mut article, &instance);
        let deleted = article.client.delete(instance.as_str());
        assert_eq!(deleted.status(), 202, "{deleted:?}");
        article.check_addresses(&deleted, &["Azure-AsyncOperation", "Location"]);
        article.client.succeed(&deleted);
        assert_eq!(article.client.get(deleted.header("Location")).status(), 200);
        assert_eq!(article.client.delete(instance.as_str()).status(), 204);
    }
}

/// From the next version on operations are followed at their vault.
#[test]
fn later_versions_follow_operations_at_the_vault() {
    let mut article = article("2022-01-01");
    let asked = article.validate();
    let url = asked.header("Azure-AsyncOperation");
    assert!(url.contains("/backupVaults/testBkpVault/operationStatus/"), "{url}");
    assert_eq!(article.client.get(url).status(), 200);
}
