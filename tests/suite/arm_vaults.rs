//! Vaults and resource groups over HTTP.

use crate::{
    arm_client::{Client, lake_policy_body, vault_body},
    lab::Lab,
};
use serde_json::json;
use vault_lab::base::Method;

/// A client, and the path of a resource group that is there.
pub fn client() -> (Client, String) {
    let mut lab = Lab::new();
    let group = lab.group("rg-lab").as_str().to_string();
    (Client::new(lab), group)
}

fn vaults(group: &str) -> String {
    format!("{group}/providers/Microsoft.DataProtection/backupVaults")
}

#[test]
fn a_vault_is_made_changed_and_deleted() {
    let (mut client, group) = client();
    let path = format!("{}/vault-lab", vaults(&group));
    let made = client.put(&path, vault_body());
    assert_eq!(made.status(), 201);
    assert_eq!(made.body["properties"]["provisioningState"], "Provisioning");
    assert_eq!(made.body["type"], "Microsoft.DataProtection/backupVaults");
    client.succeed(&made);
    let vault = client.get(&path);
    assert_eq!(vault.status(), 200);
    assert_eq!(vault.body["properties"]["provisioningState"], "Succeeded");
    assert_eq!(vault.body["location"], "westeurope");
    assert!(vault.body["identity"]["principalId"].is_string());
    assert_eq!(vault.body["properties"]["securitySettings"]["softDeleteSettings"]["state"], "On");

    // What is so already takes no time.
    let same = client.put(&path, vault_body());
    assert_eq!((same.status(), same.response.header("Azure-AsyncOperation")), (200, None));
    let patch = json!({ "tags": { "team": "finance" }, "properties": { "securitySettings": {
        "softDeleteSettings": { "state": "ALWAYSON", "retentionDurationInDays": 30.0 }
    } } });
    let changed = client.call(Method::Patch, &path, Some(patch));
    assert_eq!(changed.status(), 202);
    client.succeed(&changed);
    let result = client.get(changed.header("Location"));
    assert_eq!(result.body["tags"]["team"], "finance");
    assert_eq!(result.body["properties"]["securitySettings"]["softDeleteSettings"]["state"], "AlwaysOn");
    // A PUT says everything anew: the tags it leaves out are gone, what cannot be left out stays.
    assert_eq!(client.put(&path, vault_body()).status(), 201);
    let replaced = client.get(&path).body;
    assert!(replaced.get("tags").is_none());
    assert_eq!(replaced["properties"]["securitySettings"]["softDeleteSettings"]["state"], "AlwaysOn");
    // Changes come together or not at all.
    let before = client.unlogged();
    let off = json!({ "location": "westeurope", "tags": { "a": "b" }, "properties": { "securitySettings": {
        "softDeleteSettings": { "state": "Off" }
    } } });
    let refused = client.put(&path, off);
    assert_eq!((refused.status(), refused.code()), (400, "UserErrorDisableSoftDeleteNotAllowed"));
    assert!(refused.body["error"]["additionalInfo"][0]["info"]["recommendedAction"][0].is_string());
    assert!(client.unlogged() == before);

    let deleted = client.delete(&path);
    assert_eq!(deleted.status(), 202);
    let status = deleted.header("Azure-AsyncOperation");
    assert!(status.contains(
        "/resourceGroups/rg-lab/providers/Microsoft.DataProtection/locations/westeurope/operationStatus/"
    ));
    client.succeed(&deleted);
    assert_eq!(client.get(deleted.header("Location")).status(), 200);
    assert_eq!(client.delete(&path).status(), 204);
    let gone = client.get(&path);
    assert_eq!((gone.status(), gone.code()), (404, "ResourceNotFound"));
}

#[test]
fn ids_compare_without_case_and_answer_in_the_case_they_were_made_in() {
    let (mut client, group) = client();
    client.put(format!("{}/Vault-Lab", vaults(&group)), vault_body());
    let shouted = format!("/{}/VAULT-LAB", vaults(&group).to_uppercase());
    let found = client.get(&shouted);
    assert_eq!((found.status(), &found.body["name"]), (200, &json!("Vault-Lab")));
}

#[test]
fn lists_come_in_pages() {
    let (mut client, group) = client();
    let vault = format!("{}/vault-lab", vaults(&group));
    let made = client.put(&vault, vault_body());
    client.succeed(&made);
    for number in 0..1_005 {
        let made = client.put(format!("{vault}/backupPolicies/policy-{number:04}"), lake_policy_body());
        assert_eq!(made.status(), 200, "{made:?}");
    }
    let first = client.get(format!("{vault}/backupPolicies"));
    assert_eq!(first.body["value"].as_array().map(Vec::len), Some(1_000));
    let next = client.get(first.body["nextLink"].as_str().expect("there is more"));
    assert_eq!(next.body["value"].as_array().map(Vec::len), Some(5));
    assert!(next.body.get("nextLink").is_none());
    assert_eq!(next.body["value"][4]["name"], "policy-1004");
    let forged = client.get(format!("{vault}/backupPolicies?$skipToken=99999"));
    assert_eq!((forged.status(), forged.code()), (400, "DppPluginInvalidInputParameters"));
    let of_subscription =
        client.get(format!("{}/providers/Microsoft.DataProtection/backupVaults", &group[..51]));
    assert_eq!(of_subscription.body["value"].as_array().map(Vec::len), Some(1), "{of_subscription:?}");
}

#[test]
fn resource_groups_are_put_found_and_deleted() {
    let (mut client, group) = client();
    let path = group.replace("rg-lab", "rg-new");
    let head = |client: &mut Client| client.call(Method::Head, &path, None).status();
    assert_eq!(head(&mut client), 404);
    let body = json!({ "location": "northeurope", "tags": { "a": "b" } });
    assert_eq!(client.put(&path, body.clone()).status(), 201);
    assert_eq!(client.put(&path, body).status(), 200);
    assert_eq!(head(&mut client), 204);
    let moved = client.put(&path, json!({ "location": "westeurope" }));
    assert_eq!((moved.status(), moved.code()), (409, "InvalidResourceLocation"));
    assert_eq!(client.get(&path).body["tags"]["a"], "b");
    let deleted = client.delete(&path);
    assert_eq!(deleted.status(), 202);
    assert_eq!(client.get(deleted.header("Location")).status(), 200);
    assert_eq!(head(&mut client), 404);
}

/// Nobody is to believe that a vault has what it cannot have.
#[test]
fn what_vaults_cannot_have_is_refused() {
    let (mut client, group) = client();
    let path = format!("{}/vault-lab", vaults(&group));
    for (pointer, state) in [
        ("securitySettings", json!({ "immutabilitySettings": { "state": "Unlocked" } })),
        ("securitySettings", json!({ "encryptionSettings": { "state": "Enabled" } })),
        ("featureSettings", json!({ "crossRegionRestoreSettings": { "state": "enabled" } })),
    ] {
        let mut body = vault_body();
        body["properties"][pointer] = state;
        let refused = client.put(&path, body);
        assert_eq!((refused.status(), refused.code()), (501, "NotSimulated"), "{pointer}");
    }
    let request = client.request(Method::Put, &path, Some(&vault_body()));
    let deleted = format!("{group}/providers/Microsoft.DataProtection/deletedVaults/vault-lab");
    let refused = client.send(&request.with_header("x-ms-deleted-vault-id", deleted));
    assert_eq!((refused.status(), refused.code()), (501, "NotSimulated"));

    // Off is how they are.
    let mut body = vault_body();
    body["properties"]["securitySettings"] = json!({ "immutabilitySettings": { "state": "Disabled" } });
    body["properties"]["featureSettings"] = json!({ "crossRegionRestoreSettings": { "state": "Disabled" } });
    assert_eq!(client.put(&path, body).status(), 201);
}
