//! What is decided about all blobs of an account or of a container over HTTP: restores, lifecycle, replication, immutability.

use crate::{
    arm_client::{Answered, Client},
    arm_storage::{check_refusals, containers, make_account},
    arm_vaults::client,
};
use serde_json::{Value, json};
use vault_lab::base::{HttpRequest, Method};

/// A client with an account that keeps everything, and a container in it.
fn site() -> (Client, String) {
    let (mut client, group) = client();
    let account = protect(&mut client, &group, "source");
    client.put(format!("{}/raw", containers(&account)), json!({}));
    (client, account)
}

fn protect(client: &mut Client, group: &str, name: &str) -> String {
    let account = make_account(client, group, name);
    let settings = json!({ "properties": {
        "isVersioningEnabled": true,
        "changeFeed": { "enabled": true },
        "deleteRetentionPolicy": { "enabled": true, "days": 14 },
        "restorePolicy": { "enabled": true, "days": 7 },
    } });
    assert_eq!(client.put(format!("{account}/blobServices/default"), settings).status(), 200);
    account
}

#[test]
fn blobs_are_put_back_and_the_account_says_how_it_went() {
    let (mut client, account) = site();
    client.lab.advance(60);
    let early = client.now();
    client.lab.advance(60);
    let path = format!("{account}/restoreBlobRanges");
    let ranges = json!([{ "startRange": "raw", "endRange": "raw-0" }]);
    let body = json!({ "timeToRestore": early.to_string(), "blobRanges": ranges });
    let started = client.post(&path, body.clone());
    assert_eq!((started.status(), &started.body["status"]), (202, &json!("InProgress")), "{started:?}");
    let again = client.post(&path, body.clone());
    assert_eq!(again.status(), 409, "one account has one restore: {again:?}");
    let ended = client.settle(&started);
    assert_eq!((ended.status(), &ended.body["status"]), (200, &json!("Complete")));
    assert_eq!(ended.body["restoreId"], started.body["restoreId"]);
    assert_eq!(ended.body["parameters"]["blobRanges"], ranges);
    assert_eq!(client.get(&account).body["properties"]["blobRestoreStatus"], ended.body);
    // An account remembers the newest one alone.
    let second = client.post(&path, body);
    assert_eq!(second.status(), 202, "{second:?}");
    assert_eq!(client.get(started.header("Location")).code(), "ResourceNotFound");
}

#[test]
fn restores_that_cannot_be_are_refused() {
    let (mut client, account) = site();
    let path = format!("{account}/restoreBlobRanges");
    let invalid = "InvalidValuesForRequestParameters";
    let now = client.now().to_string();
    let bodies = [
        json!({}),
        json!({ "timeToRestore": "yesterday", "blobRanges": [] }),
        json!({ "timeToRestore": now, "blobRanges": [{ "startRange": "a" }] }),
        json!({ "timeToRestore": now, "blobRanges": [{ "startRange": "a", "endRange": "b" }] }),
        json!({ "timeToRestore": "2001-01-01T00:00:00Z", "blobRanges": [] }),
    ];
    let cases = bodies.map(|body| (Method::Post, path.clone(), body, 400, invalid));
    check_refusals(&mut client, &cases);
}

fn rule(actions: Value, filters: Value) -> Value {
    json!({ "properties": { "policy": { "rules": [{
        "enabled": true, "name": "old", "type": "Lifecycle",
        "definition": { "actions": actions, "filters": filters },
    }] } } })
}

#[test]
fn lifecycle_rules_are_set_read_and_deleted() {
    let (mut client, account) = site();
    let path = format!("{account}/managementPolicies/default");
    let none = client.get(&path);
    assert_eq!((none.status(), none.code()), (404, "ManagementPolicyNotFound"));
    assert_eq!(client.delete(&path).status(), 204);
    let body = rule(
        json!({
            "baseBlob": {
                "tierToCool": { "daysAfterModificationGreaterThan": 30 },
                "tierToArchive": { "daysAfterModificationGreaterThan": 90.0 },
            },
            "snapshot": { "delete": { "daysAfterCreationGreaterThan": 7 } },
        }),
        json!({ "blobTypes": ["blockBlob"], "prefixMatch": ["raw/2025"] }),
    );
    let set = client.put(&path, body.clone());
    assert_eq!(set.status(), 200, "{set:?}");
    let told = &set.body["properties"]["policy"]["rules"][0]["definition"];
    assert_eq!(
        told["actions"]["baseBlob"]["tierToArchive"],
        json!({ "daysAfterModificationGreaterThan": 90 })
    );
    assert_eq!(told["actions"].get("version"), None);
    assert_eq!(told["filters"]["prefixMatch"], json!(["raw/2025"]));
    assert_eq!(client.get(&path).body, set.body);
    assert_eq!(client.put(&path, set.body.clone()).body, set.body);
    assert_eq!(client.delete(&path).status(), 200);
    assert_eq!(client.get(&path).status(), 404);
}

#[test]
fn lifecycle_rules_that_cannot_be_are_refused() {
    let (mut client, account) = site();
    let path = format!("{account}/managementPolicies/default");
    let blobs = json!({ "blobTypes": ["blockBlob"] });
    let delete = json!({ "baseBlob": { "delete": { "daysAfterModificationGreaterThan": 1 } } });
    let by = |name: &str| json!({ "baseBlob": { "delete": { name: 1 } } });
    let invalid = "InvalidValuesForRequestParameters";
    let cases = [
        (json!({}), 400, invalid),
        (json!({ "properties": { "policy": { "rules": [] } } }), 400, invalid),
        (rule(json!({}), blobs.clone()), 400, invalid),
        (rule(delete.clone(), json!({})), 400, invalid),
        (rule(delete.clone(), json!({ "blobTypes": ["pageBlob"] })), 400, invalid),
        (rule(delete.clone(), json!({ "blobTypes": ["appendBlob"] })), 501, "NotSimulated"),
        (rule(delete, json!({ "blobTypes": ["blockBlob"], "blobIndexMatch": [{}] })), 501, "NotSimulated"),
        (rule(by("daysAfterLastAccessTimeGreaterThan"), blobs.clone()), 501, "NotSimulated"),
        (rule(by("daysAfterCreationGreaterThan"), blobs.clone()), 501, "NotSimulated"),
        (rule(json!({ "baseBlob": { "tierToHot": {} } }), blobs.clone()), 501, "NotSimulated"),
        (rule(json!({ "baseBlob": { "delete": {} } }), blobs), 400, invalid),
    ];
    let cases = cases.map(|(body, status, code)| (Method::Put, path.clone(), body, status, code));
    check_refusals(&mut client, &cases);
}

/// A policy from `source` to `target`, as the service is told of it.
fn policy(source: &str, target: &str) -> Value {
    json!({ "properties": {
        "sourceAccount": source,
        "destinationAccount": target,
        "rules": [{
            "sourceContainer": "raw", "destinationContainer": "copies",
            "filters": { "minCreationTime": "1601-01-01T00:00:00Z" },
        }],
    } })
}

fn replicated() -> (Client, String, String) {
    let (mut client, account) = site();
    let group = account.split("/providers").next().expect("a group").to_string();
    let target = protect(&mut client, &group, "target");
    client.put(format!("{}/copies", containers(&target)), json!({}));
    (client, account, target)
}

#[test]
fn a_replication_policy_is_made_on_both_sides_and_deleted_once() {
    let (mut client, source, target) = replicated();
    let made = client.put(format!("{target}/objectReplicationPolicies/default"), policy("source", &target));
    assert_eq!(made.status(), 200, "{made:?}");
    let id = made.body["properties"]["policyId"].as_str().expect("an id").to_string();
    assert_eq!(made.body["properties"]["rules"][0]["destinationContainer"], "copies");
    assert!(made.body["properties"]["rules"][0]["ruleId"].is_string());
    // The same at the source is nothing new.
    let before = client.unlogged();
    let at_source = format!("{source}/objectReplicationPolicies/{id}");
    let confirmed = client.put(&at_source, made.body.clone());
    assert_eq!((confirmed.status(), &confirmed.body["properties"]), (200, &made.body["properties"]));
    assert!(client.unlogged() == before);
    for account in [&source, &target] {
        let list = client.get(format!("{account}/objectReplicationPolicies"));
        assert_eq!(list.body["value"][0]["properties"], made.body["properties"]);
    }
    let other = json!({ "properties": { "rules": [{ "sourceContainer": "a", "destinationContainer": "b" }],
        "sourceAccount": "source", "destinationAccount": "target" } });
    let changed = client.put(&at_source, other);
    assert_eq!((changed.status(), changed.code()), (501, "NotSimulated"));
    assert_eq!(client.get(&at_source).status(), 200);
    assert_eq!(client.delete(&at_source).status(), 200);
    assert_eq!(client.delete(&at_source).status(), 204);
    let gone = client.get(format!("{target}/objectReplicationPolicies/{id}"));
    assert_eq!((gone.status(), gone.code()), (404, "ResourceNotFound"));
}

#[test]
fn replication_policies_that_cannot_be_are_refused() {
    let (mut client, source, target) = replicated();
    let at = |account: &str, name: &str| format!("{account}/objectReplicationPolicies/{name}");
    let with = |path: &str, value: Value| {
        let mut body = policy("source", "target");
        *body.pointer_mut(path).expect("it is there") = value;
        body
    };
    let invalid = "InvalidValuesForRequestParameters";
    let since = "/properties/rules/0/filters/minCreationTime";
    let cases = [
        (at(&source, "default"), policy("source", "target"), 400, invalid),
        (at(&source, &"0".repeat(36)), policy("source", "target"), 404, "ResourceNotFound"),
        (at(&target, "default"), policy("nobody", "target"), 400, invalid),
        (at(&target, "default"), with("/properties/rules", json!([])), 400, "InvalidRequestPropertyValue"),
        (
            at(&target, "default"),
            with("/properties/rules/0/sourceContainer", json!("none")),
            404,
            "ContainerNotFound",
        ),
        (at(&target, "default"), with(since, json!("soon")), 400, invalid),
        (at(&target, "default"), with(since, json!("2026-01-01T00:00:00Z")), 501, "NotSimulated"),
        (
            at(&target, "default"),
            with("/properties/rules/0/filters", json!({ "prefixMatch": ["a"] })),
            501,
            "NotSimulated",
        ),
    ];
    let cases = cases.map(|(path, body, status, code)| (Method::Put, path, body, status, code));
    check_refusals(&mut client, &cases);
}

fn with_match(client: &mut Client, method: Method, path: &str, body: Option<Value>, etag: &str) -> Answered {
    let request: HttpRequest = client.request(method, path, body.as_ref()).with_header("If-Match", etag);
    client.send(&request)
}

#[test]
fn a_retention_policy_is_set_locked_and_made_longer() {
    let (mut client, account) = site();
    let path = format!("{}/raw/immutabilityPolicies/default", containers(&account));
    let days = |days: u32| json!({ "properties": { "immutabilityPeriodSinceCreationInDays": days } });
    assert_eq!(client.get(&path).code(), "ImmutabilityPolicyNotFound");
    let set = client.put(&path, days(3));
    assert_eq!((set.status(), &set.body["properties"]["state"]), (200, &json!("Unlocked")), "{set:?}");
    let first = set.body["etag"].as_str().expect("an etag").to_string();
    assert_eq!(set.header("ETag"), first);
    let longer = with_match(&mut client, Method::Put, &path, Some(days(4)), &first);
    assert_eq!(longer.status(), 200);
    let stale = with_match(&mut client, Method::Delete, &path, None, &first);
    assert_eq!((stale.status(), stale.code()), (412, "PreconditionFailed"));
    let bare = client.post(format!("{path}/lock"), Value::Null);
    assert_eq!((bare.status(), bare.code()), (400, "MissingRequiredHeader"));
    let deleted = with_match(&mut client, Method::Delete, &path, None, "*");
    assert_eq!(deleted.body["properties"]["immutabilityPeriodSinceCreationInDays"], 0);
    let made = client.put(&path, days(5));
    let etag = made.header("ETag");
    let locked = with_match(&mut client, Method::Post, &format!("{path}/lock"), None, &etag);
    assert_eq!(locked.body["properties"]["state"], "Locked");
    let extended = with_match(
        &mut client,
        Method::Post,
        &format!("{path}/extend"),
        Some(days(9)),
        &locked.header("ETag"),
    );
    assert_eq!(extended.body["properties"]["immutabilityPeriodSinceCreationInDays"], 9);
    let shorter = client.put(&path, days(2));
    assert_eq!((shorter.status(), shorter.code()), (409, "ImmutabilityPolicyStateNotAllowed"));
    let container = client.get(format!("{}/raw", containers(&account))).body;
    assert_eq!(container["properties"]["hasImmutabilityPolicy"], true);
    assert_eq!(container["properties"]["immutabilityPolicy"]["etag"], extended.body["etag"]);
    let put = |body: Value, status, code| (Method::Put, path.clone(), body, status, code);
    let cases = [
        put(json!({}), 400, "InvalidValuesForRequestParameters"),
        put(json!({ "properties": { "allowProtectedAppendWrites": true } }), 501, "NotSimulated"),
        put(days(0), 400, "InvalidValuesForRequestParameters"),
    ];
    check_refusals(&mut client, &cases);
}

#[test]
fn legal_holds_come_and_go_by_tags() {
    let (mut client, account) = site();
    let container = format!("{}/raw", containers(&account));
    let hold = client.post(format!("{container}/setLegalHold"), json!({ "tags": ["CASE1", "case2"] }));
    assert_eq!(hold.body, json!({ "hasLegalHold": true, "tags": ["case1", "case2"] }));
    let cleared = client.post(format!("{container}/clearLegalHold"), json!({ "tags": ["case1"] }));
    assert_eq!(cleared.body, json!({ "hasLegalHold": true, "tags": ["case2"] }));
    assert_eq!(client.get(&container).body["properties"]["legalHold"]["tags"][0]["tag"], "case2");
    let held = client.delete(&container);
    assert_eq!((held.status(), held.code()), (409, "ContainerHasLegalHold"));
    let set =
        |body: Value, status, code| (Method::Post, format!("{container}/setLegalHold"), body, status, code);
    let cases = [
        set(json!({}), 400, "InvalidValuesForRequestParameters"),
        set(json!({ "tags": ["no spaces"] }), 400, "InvalidValuesForRequestParameters"),
        set(json!({ "tags": ["abc"], "allowProtectedAppendWritesAll": true }), 501, "NotSimulated"),
    ];
    check_refusals(&mut client, &cases);
}
