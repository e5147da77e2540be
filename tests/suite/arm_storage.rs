//! Storage accounts, their blob service and containers over HTTP.

use crate::{
    arm_client::{Answered, Client},
    arm_vaults::client,
};
use serde_json::{Value, json};
use vault_lab::{base::Method, engine::resources::LockLevel};

/// What a client sends for a flat account.
pub fn account_body() -> Value {
    json!({ "location": "West Europe", "sku": { "name": "Standard_LRS" }, "kind": "StorageV2" })
}

pub fn accounts(group: &str) -> String {
    format!("{group}/providers/Microsoft.Storage/storageAccounts")
}

/// Makes an account and waits for it.
#[track_caller]
pub fn make_account(client: &mut Client, group: &str, name: &str) -> String {
    let path = format!("{}/{name}", accounts(group));
    let started = client.put(&path, account_body());
    assert_eq!(started.status(), 202, "{started:?}");
    assert_eq!(client.settle(&started).status(), 200);
    path
}

pub fn containers(account: &str) -> String {
    format!("{account}/blobServices/default/containers")
}

fn names(answered: &Answered) -> Vec<&str> {
    let items = answered.body["value"].as_array().expect("a list");
    items.iter().filter_map(|item| item["name"].as_str()).collect()
}

/// A table of what is refused: nothing of it changes the world.
#[track_caller]
pub fn check_refusals(client: &mut Client, cases: &[(Method, String, Value, u16, &str)]) {
    let before = client.unlogged();
    for (method, path, body, status, code) in cases {
        let answered = client.call(*method, path, Some(body.clone()));
        assert_eq!(
            (answered.status(), answered.code()),
            (*status, *code),
            "{method} {path} {body} {answered:?}"
        );
        let message = answered.body["error"]["message"].as_str().unwrap_or_default();
        assert!(
            !message.is_empty() && answered.body["error"].get("additionalInfo").is_none(),
            "{answered:?}"
        );
    }
    assert!(client.unlogged() == before, "refusals leave nothing but a row of the activity log");
}

#[test]
fn an_account_is_made_changed_and_deleted() {
    let (mut client, group) = client();
    let path = format!("{}/mediaweu", accounts(&group));
    let mut body = account_body();
    body["tags"] = json!({ "team": "media" });
    body["properties"] =
        json!({ "isHnsEnabled": true, "allowCrossTenantReplication": false, "minimumTlsVersion": "TLS1_2" });
    let started = client.put(&path, body.clone());
    assert_eq!((started.status(), &started.body), (202, &Value::Null));
    assert!(started.header("Location").contains("/Microsoft.Storage/locations/westeurope/asyncoperations/"));
    assert!(started.response.header("Azure-AsyncOperation").is_none());
    assert_eq!(client.get(&path).body["properties"]["provisioningState"], "Creating");
    let made = client.settle(&started);
    assert_eq!(made.body, client.get(&path).body);
    assert_eq!((&made.body["name"], &made.body["location"]), (&json!("mediaweu"), &json!("westeurope")));
    assert_eq!(made.body["sku"], json!({ "name": "Standard_LRS", "tier": "Standard" }));
    let properties = &made.body["properties"];
    assert_eq!(properties["provisioningState"], "Succeeded");
    assert_eq!(properties["isHnsEnabled"], true);
    assert_eq!(properties["allowCrossTenantReplication"], false);
    assert_eq!(properties["primaryEndpoints"]["dfs"], "https://mediaweu.dfs.core.windows.net/");

    // What was answered can be sent back, and says nothing new.
    let before = client.unlogged();
    assert_eq!(client.put(&path, made.body.clone()).body, made.body);
    assert!(client.unlogged() == before);
    let patch = json!({ "tags": { "team": "sales" }, "properties": { "allowCrossTenantReplication": true } });
    let patched = client.call(Method::Patch, &path, Some(patch));
    assert_eq!((patched.status(), &patched.body["tags"]), (200, &json!({ "team": "sales" })));
    assert_eq!(patched.body["properties"]["allowCrossTenantReplication"], true);
    // A PUT says all tags anew.
    assert_eq!(client.put(&path, account_body()).body["tags"], json!({}));

    assert_eq!(client.delete(&path).status(), 200);
    assert_eq!(client.delete(&path).status(), 204);
    let gone = client.get(&path);
    assert_eq!((gone.status(), gone.code()), (404, "ResourceNotFound"));
    let late = client.get(started.header("Location"));
    assert_eq!((late.status(), late.code()), (404, "ResourceNotFound"));
}

#[test]
fn accounts_are_listed_and_found_whatever_the_case() {
    let (mut client, group) = client();
    for name in ["beta", "alpha"] {
        make_account(&mut client, &group, name);
    }
    let path = accounts(&group).to_uppercase();
    assert_eq!(names(&client.get(&path)), ["alpha", "beta"]);
    let of_subscription = format!("/{}/providers/microsoft.storage/STORAGEACCOUNTS", &group[1..51]);
    assert_eq!(names(&client.get(of_subscription)), ["alpha", "beta"]);
    let found = client.get(format!("{path}/ALPHA"));
    assert_eq!((found.status(), &found.body["name"]), (200, &json!("alpha")));
    assert!(found.body["id"].as_str().is_some_and(|id| {
        id.ends_with("/resourceGroups/rg-lab/providers/Microsoft.Storage/storageAccounts/alpha")
    }));
}

#[test]
fn names_are_checked_before_they_are_taken() {
    let (mut client, group) = client();
    make_account(&mut client, &group, "taken");
    let path = format!("{}/providers/Microsoft.Storage/checkNameAvailability", &group[..51]);
    let mut check = |name: &str| {
        let body = json!({ "name": name, "type": "Microsoft.Storage/storageAccounts" });
        client.post(&path, body).body
    };
    assert_eq!(check("free"), json!({ "nameAvailable": true }));
    assert_eq!(check("taken")["reason"], "AlreadyExists");
    assert_eq!(check("Not Valid")["reason"], "AccountNameInvalid");
}

#[test]
fn what_an_account_cannot_be_is_refused() {
    let (mut client, group) = client();
    let path = make_account(&mut client, &group, "known");
    let other = format!("{}/other", accounts(&group));
    let with = |at: &str, value: Value| {
        let mut body = account_body();
        match at.split_once('.') {
            Some((object, name)) => body[object][name] = value,
            None => body[at] = value,
        }
        body
    };
    let invalid = "InvalidValuesForRequestParameters";
    let mut cases = vec![
        (Method::Put, other.clone(), json!([]), 400, "InvalidRequestContent"),
        (Method::Put, other.clone(), json!({}), 400, "LocationRequired"),
        (
            Method::Put,
            other.clone(),
            with("location", json!("atlantis")),
            400,
            "LocationNotAvailableForResourceType",
        ),
        (Method::Put, other.clone(), with("kind", json!("Oracle")), 400, invalid),
        (Method::Put, other.clone(), with("kind", json!("FileStorage")), 501, "NotSimulated"),
        (Method::Put, other.clone(), with("sku.name", json!("Standard_XYZ")), 400, invalid),
        (Method::Put, other.clone(), with("sku.name", json!("Premium_LRS")), 501, "NotSimulated"),
        (Method::Put, other.clone(), with("properties.isHnsEnabled", json!("yes")), 400, invalid),
        (Method::Put, other.clone(), with("identity.type", json!("SystemAssigned")), 501, "NotSimulated"),
        (Method::Put, format!("{}/Wrong-Name", accounts(&group)), account_body(), 400, "AccountNameInvalid"),
        (Method::Put, path.clone(), with("location", json!("northeurope")), 409, "InvalidResourceLocation"),
        (Method::Put, path.clone(), with("sku.name", json!("Standard_GRS")), 501, "NotSimulated"),
        (
            Method::Patch,
            path.clone(),
            json!({ "properties": { "isHnsEnabled": true } }),
            409,
            "AccountPropertyCannotBeUpdated",
        ),
        (Method::Patch, other.clone(), json!({}), 404, "ResourceNotFound"),
        (Method::Post, format!("{path}/regenerateKey"), json!({ "keyName": "key1" }), 501, "NotSimulated"),
    ];
    for (member, value) in [
        ("accessTier", json!("Cool")),
        ("allowBlobPublicAccess", json!(true)),
        ("allowSharedKeyAccess", json!(false)),
        ("minimumTlsVersion", json!("TLS1_0")),
        ("networkAcls", json!({ "defaultAction": "Deny" })),
        ("networkAcls", json!({ "ipRules": [{ "value": "10.0.0.0/8" }] })),
        ("publicNetworkAccess", json!("Disabled")),
        ("encryption", json!({ "keySource": "Microsoft.Keyvault" })),
        ("isSftpEnabled", json!(true)),
        ("immutableStorageWithVersioning", json!({ "enabled": true })),
    ] {
        cases.push((
            Method::Put,
            other.clone(),
            with(&format!("properties.{member}"), value),
            501,
            "NotSimulated",
        ));
    }
    check_refusals(&mut client, &cases);
    let elsewhere = client.lab.group("rg-elsewhere");
    let taken = client.put(format!("{}/known", accounts(elsewhere.as_str())), account_body());
    assert_eq!((taken.status(), taken.code()), (409, "StorageAccountAlreadyTaken"));
}

#[test]
fn keys_are_worth_nothing_and_locks_hide_them() {
    let (mut client, group) = client();
    let path = make_account(&mut client, &group, "keyed");
    let keys = client.post(format!("{path}/listKeys?$expand=kerb"), Value::Null);
    assert_eq!(keys.body["keys"][1]["keyName"], "key2");
    assert_eq!(keys.body["keys"][0]["value"].as_str().map(str::len), Some(88));
    let id = vault_lab::base::ArmId::new(&path);
    client.lab.do_(crate::lab::create_lock(&id, "keep", LockLevel::ReadOnly));
    let locked = client.post(format!("{path}/listKeys"), Value::Null);
    assert_eq!((locked.status(), locked.code()), (409, "ScopeLocked"));
    client.lab.sign_in("Rosa");
    let reader = client.post(format!("{path}/listKeys"), Value::Null);
    assert_eq!((reader.status(), reader.code()), (403, "AuthorizationFailed"));
}

#[test]
fn operations_are_told_to_those_who_may_know() {
    let (mut client, group) = client();
    let started = client.put(format!("{}/secret", accounts(&group)), account_body());
    let location = started.header("Location");
    let of_compute = location.replace("Microsoft.Storage", "Microsoft.Compute");
    let of_compute = of_compute.replace("asyncoperations", "DiskOperations");
    let path = of_compute.trim_start_matches("https://management.azure.com").split('?').next();
    assert_eq!(client.get(path.expect("a path")).status(), 404);
    let guid =
        location.rsplit('/').next().and_then(|tail| tail.split('?').next()).expect("a name").to_string();
    for unknown in ["none", &"0".repeat(36)] {
        let answered = client.get(location.replace(&guid, unknown));
        assert_eq!((answered.status(), answered.code()), (404, "ResourceNotFound"), "{unknown}");
    }
    client.lab.sign_in("Ravi");
    assert_eq!(client.get(&location).status(), 202, "readers may read how it goes");
    client.sign_in_as_stranger(&group);
    let refused = client.get(&location);
    assert_eq!((refused.status(), refused.code()), (403, "AuthorizationFailed"));
}

#[test]
fn the_blob_service_takes_settings_one_by_one() {
    let (mut client, group) = client();
    let account = make_account(&mut client, &group, "settings");
    let path = format!("{account}/blobServices/default");
    let off = client.get(&path);
    assert_eq!(off.body["properties"]["deleteRetentionPolicy"], json!({ "enabled": false }));
    let put = |client: &mut Client, properties: Value| client.put(&path, json!({ "properties": properties }));
    let first = put(
        &mut client,
        json!({
            "isVersioningEnabled": true,
            "changeFeed": { "enabled": true },
            "deleteRetentionPolicy": { "enabled": true, "days": 14 },
            "containerDeleteRetentionPolicy": { "enabled": true, "days": 7 },
            "cors": { "corsRules": [] },
        }),
    );
    assert_eq!(first.status(), 200, "{first:?}");
    let second = put(&mut client, json!({ "restorePolicy": { "enabled": true, "days": 6 } }));
    let properties = &second.body["properties"];
    assert_eq!(properties["deleteRetentionPolicy"], json!({ "enabled": true, "days": 14 }), "it stays");
    assert_eq!(properties["restorePolicy"]["days"], 6);
    assert!(properties["restorePolicy"]["lastEnabledTime"].is_string());
    // What was answered can be sent back.
    let before = client.unlogged();
    assert_eq!(client.put(&path, second.body.clone()).body, second.body);
    assert!(client.unlogged() == before);
    assert_eq!(names(&client.get(format!("{account}/blobServices"))), ["default"]);
    let settings = |properties: Value| json!({ "properties": properties });
    let invalid = "InvalidValuesForRequestParameters";
    let cases = [
        (settings(json!({ "deleteRetentionPolicy": { "enabled": true } })), 400, invalid),
        (settings(json!({ "deleteRetentionPolicy": { "enabled": true, "days": 0 } })), 400, invalid),
        (settings(json!({ "deleteRetentionPolicy": { "days": 7 } })), 400, invalid),
        (settings(json!({ "isVersioningEnabled": "on" })), 400, invalid),
        (
            settings(json!({ "restorePolicy": { "enabled": true, "days": 14 } })),
            400,
            "ContainerOperationFailure",
        ),
        (settings(json!({ "cors": { "corsRules": [{}] } })), 501, "NotSimulated"),
        (settings(json!({ "staticWebsite": { "enabled": true } })), 501, "NotSimulated"),
        (settings(json!({ "lastAccessTimeTrackingPolicy": { "enable": true } })), 501, "NotSimulated"),
    ];
    let cases = cases.map(|(body, status, code)| (Method::Put, path.clone(), body, status, code));
    check_refusals(&mut client, &cases);
}

#[test]
fn containers_are_made_listed_and_deleted() {
    let (mut client, group) = client();
    let account = make_account(&mut client, &group, "containers");
    let all = containers(&account);
    let kept = json!({ "properties": { "containerDeleteRetentionPolicy": { "enabled": true, "days": 7 } } });
    client.put(format!("{account}/blobServices/default"), kept);
    for name in ["raw-1", "raw-2", "web"] {
        let made = client.put(format!("{all}/{name}"), json!({ "properties": {} }));
        assert_eq!((made.status(), &made.body["name"]), (201, &json!(name)), "{made:?}");
    }
    assert_eq!(client.put(format!("{all}/web"), json!({})).status(), 200);
    let found = client.get(format!("{all}/web"));
    assert_eq!(found.body["properties"]["leaseState"], "Available");
    assert_eq!(found.body["properties"]["legalHold"], json!({ "hasLegalHold": false, "tags": [] }));
    let patched = client.call(
        Method::Patch,
        format!("{all}/web"),
        Some(json!({ "properties": { "publicAccess": "None" } })),
    );
    assert_eq!((patched.status(), &patched.body), (200, &found.body));

    assert_eq!(client.delete(format!("{all}/raw-2")).status(), 200);
    assert_eq!(client.delete(format!("{all}/raw-2")).status(), 204);
    assert_eq!(names(&client.get(&all)), ["raw-1", "web"]);
    let deleted = client.get(format!("{all}?$include=deleted&%24filter=startswith(name,%20'raw')"));
    assert_eq!(names(&deleted), ["raw-1", "raw-2"]);
    let properties = &deleted.body["value"][1]["properties"];
    assert_eq!((&properties["deleted"], &properties["remainingRetentionDays"]), (&json!(true), &json!(7)));
    assert!(properties["version"].is_string() && properties["deletedTime"].is_string());

    let mut page = client.get(format!("{all}?$maxpagesize=1"));
    let mut seen = names(&page).join(" ");
    while let Some(next) = page.body["nextLink"].as_str().map(str::to_string) {
        page = client.get(next);
        seen = format!("{seen} {}", names(&page).join(" "));
    }
    assert_eq!(seen, "raw-1 web");
}

#[test]
fn what_a_container_cannot_be_is_refused() {
    let (mut client, group) = client();
    let account = make_account(&mut client, &group, "refusals");
    let all = containers(&account);
    let nowhere = containers(&format!("{}/nowhere", accounts(&group)));
    let invalid = "InvalidValuesForRequestParameters";
    let body = |properties: Value| json!({ "properties": properties });
    let one = format!("{all}/one");
    let cases = [
        (Method::Put, one.clone(), body(json!({ "publicAccess": "Blob" })), 409, "PublicAccessNotPermitted"),
        (Method::Put, one.clone(), body(json!({ "publicAccess": "All" })), 400, invalid),
        (Method::Put, one.clone(), body(json!({ "metadata": { "a": "b" } })), 501, "NotSimulated"),
        (
            Method::Put,
            one.clone(),
            body(json!({ "immutableStorageWithVersioning": { "enabled": true } })),
            501,
            "NotSimulated",
        ),
        (Method::Put, format!("{all}/No"), json!({}), 400, "InvalidResourceName"),
        (Method::Put, format!("{nowhere}/one"), json!({}), 404, "ResourceNotFound"),
        (Method::Patch, one.clone(), json!({}), 404, "ContainerNotFound"),
        (Method::Get, one.clone(), Value::Null, 404, "ContainerNotFound"),
        (Method::Get, nowhere.clone(), Value::Null, 404, "ResourceNotFound"),
        (Method::Delete, format!("{nowhere}/one"), Value::Null, 404, "ResourceNotFound"),
        (Method::Get, format!("{all}?$filter=name eq 'x'"), Value::Null, 400, invalid),
        (Method::Get, format!("{all}?$include=metadata"), Value::Null, 400, invalid),
        (Method::Get, format!("{all}?$maxpagesize=0"), Value::Null, 400, invalid),
        (Method::Get, format!("{all}?$skipToken=7"), Value::Null, 400, invalid),
        (Method::Post, format!("{one}/lease"), json!({ "action": "Acquire" }), 501, "NotSimulated"),
    ];
    check_refusals(&mut client, &cases);
}

#[test]
fn strangers_learn_nothing_of_an_account() {
    let (mut client, group) = client();
    let account = make_account(&mut client, &group, "closed");
    client.put(format!("{}/one", containers(&account)), json!({}));
    client.sign_in_as_stranger(&group);
    for path in [account.clone(), account.replace("closed", "none")] {
        let one = format!("{}/one", containers(&path));
        let service = format!("{path}/blobServices/default");
        for (method, path) in [
            (Method::Get, path.clone()),
            (Method::Put, path.clone()),
            (Method::Patch, path.clone()),
            (Method::Delete, path.clone()),
            (Method::Get, service.clone()),
            (Method::Put, service),
            (Method::Get, containers(&path)),
            (Method::Get, one.clone()),
            (Method::Put, one.clone()),
            (Method::Patch, one.clone()),
            (Method::Delete, one.clone()),
            (Method::Post, format!("{one}/setLegalHold")),
            (Method::Put, format!("{one}/immutabilityPolicies/default")),
            (Method::Post, format!("{path}/restoreBlobRanges")),
            (Method::Put, format!("{path}/managementPolicies/default")),
            (Method::Delete, format!("{path}/managementPolicies/default")),
            (Method::Put, format!("{path}/objectReplicationPolicies/default")),
            (Method::Delete, format!("{path}/objectReplicationPolicies/default")),
        ] {
            let refused = client.call(method, &path, Some(json!([])));
            assert_eq!((refused.status(), refused.code()), (403, "AuthorizationFailed"), "{method} {path}");
        }
    }
    assert_eq!(client.get(accounts(&group)).body["value"], json!([]));
}
