//! Disks and snapshots over HTTP.

use crate::{
    arm_client::{Answered, Client},
    arm_storage::check_refusals,
    arm_vaults::client,
};
use serde_json::{Value, json};
use vault_lab::{base::ArmId, base::Method, engine::Command};

fn disks(group: &str) -> String {
    format!("{group}/providers/Microsoft.Compute/disks")
}

fn snapshots(group: &str) -> String {
    format!("{group}/providers/Microsoft.Compute/snapshots")
}

fn disk_body(size_gib: u32) -> Value {
    json!({
        "location": "West Europe",
        "sku": { "name": "Premium_LRS" },
        "properties": { "creationData": { "createOption": "Empty" }, "diskSizeGB": size_gib },
    })
}

fn snapshot_body(disk: &str) -> Value {
    json!({
        "location": "westeurope",
        "properties": { "creationData": { "createOption": "Copy", "sourceResourceId": disk }, "incremental": true },
    })
}

/// Makes something and waits for it; answers what came of it.
#[track_caller]
fn make(client: &mut Client, path: &str, body: Value) -> Answered {
    let started = client.put(path, body);
    assert_eq!(started.status(), 202, "{started:?}");
    assert_eq!(started.body["properties"]["provisioningState"], "Updating");
    let status = client.succeed(&started);
    let made = client.settle(&started);
    assert_eq!((made.status(), &made.body), (200, &client.get(path).body));
    assert_eq!(status["properties"]["output"], made.body);
    assert_eq!(made.body["properties"]["provisioningState"], "Succeeded");
    made
}

fn names(answered: &Answered) -> Vec<&str> {
    let items = answered.body["value"].as_array().expect("a list");
    items.iter().filter_map(|item| item["name"].as_str()).collect()
}

#[test]
fn a_disk_is_made_grown_and_deleted() {
    let (mut client, group) = client();
    let path = format!("{}/data", disks(&group));
    let mut body = disk_body(100);
    body["zones"] = json!(["2"]);
    body["properties"]["osType"] = json!("Linux");
    let started = client.put(&path, body.clone());
    assert!(
        started
            .header("Azure-AsyncOperation")
            .contains("/Microsoft.Compute/locations/westeurope/DiskOperations/")
    );
    assert!(started.header("Location").contains("?monitor=true&"));
    started.header("Retry-After");
    let running = client.get(started.header("Azure-AsyncOperation"));
    assert_eq!((running.status(), &running.body["status"]), (200, &json!("InProgress")));
    assert_eq!(client.get(&path).body["properties"]["provisioningState"], "Updating");
    client.succeed(&started);
    let made = client.get(&path).body;
    assert_eq!(
        (&made["zones"], &made["sku"]),
        (&json!(["2"]), &json!({ "name": "Premium_LRS", "tier": "Premium" }))
    );
    let properties = &made["properties"];
    assert_eq!((&properties["tier"], &properties["diskState"]), (&json!("P10"), &json!("Unattached")));
    assert_eq!(properties["diskSizeBytes"], 100u64 << 30);

    // What was answered can be sent back; larger is another size, with what it gives.
    let same = client.put(&path, made.clone());
    assert_eq!((same.status(), &same.body), (200, &made));
    let mut larger = made.clone();
    larger["properties"]["diskSizeGB"] = json!(300);
    larger["tags"] = json!({ "team": "sales" });
    let grown = client.put(&path, larger);
    assert_eq!(grown.status(), 202, "{grown:?}");
    client.succeed(&grown);
    let patch = json!({ "properties": { "diskSizeGB": 600 }, "tags": { "a": "b" } });
    let patched = client.call(Method::Patch, &path, Some(patch));
    assert_eq!(patched.status(), 202);
    let told = client.settle(&patched);
    assert_eq!((&told.body["properties"]["tier"], &told.body["tags"]), (&json!("P30"), &json!({ "a": "b" })));
    // Both or nothing.
    let before = client.unlogged();
    let shrunk = json!({ "properties": { "diskSizeGB": 1 }, "tags": { "c": "d" } });
    let refused = client.call(Method::Patch, &path, Some(shrunk));
    assert_eq!((refused.status(), refused.code()), (400, "InvalidParameter"));
    assert!(client.unlogged() == before);

    client.lab.do_(Command::AttachDisk { disk: ArmId::new(&path), machine: "vm-1".to_string() });
    let attached = client.get(&path);
    assert_eq!(attached.body["properties"]["diskState"], "Attached");
    assert!(attached.body["managedBy"].as_str().is_some_and(|id| id.ends_with("/virtualMachines/vm-1")));
    let used = client.delete(&path);
    assert_eq!((used.status(), used.code()), (409, "OperationNotAllowed"));
    client.lab.do_(Command::DetachDisk { disk: ArmId::new(&path) });
    let deleted = client.delete(&path);
    assert_eq!(deleted.status(), 202);
    assert_eq!(client.succeed(&deleted).get("properties"), None);
    assert_eq!((client.settle(&deleted).status(), client.delete(&path).status()), (200, 204));
    assert_eq!(client.get(&path).code(), "ResourceNotFound");
}

#[test]
fn a_disk_is_made_of_a_snapshot_of_another() {
    let (mut client, group) = client();
    let disk = format!("{}/data", disks(&group));
    let made = make(&mut client, &disk, disk_body(32));
    let path = format!("{}/noon", snapshots(&group));
    let taken = make(&mut client, &path, snapshot_body(&disk));
    let properties = &taken.body["properties"];
    assert_eq!(properties["incrementalSnapshotFamilyId"], made.body["properties"]["uniqueId"]);
    assert_eq!((&properties["incremental"], &properties["diskSizeGB"]), (&json!(true), &json!(32)));
    assert_eq!(properties["creationData"]["sourceResourceId"], disk.as_str());
    assert_eq!(client.put(&path, taken.body.clone()).body, taken.body);

    let copy = format!("{}/copy", disks(&group));
    let creation = json!({ "createOption": "copy", "sourceResourceId": path.to_uppercase() });
    let body = json!({ "location": "westeurope", "sku": { "name": "Premium_LRS" }, "properties": { "creationData": creation } });
    let copied = make(&mut client, &copy, body);
    assert_eq!(copied.body["properties"]["diskSizeGB"], 32, "of the snapshot");
    assert_ne!(copied.body["properties"]["uniqueId"], made.body["properties"]["uniqueId"]);

    let tagged = client.call(Method::Patch, &path, Some(json!({ "tags": { "keep": "yes" } })));
    assert_eq!(client.settle(&tagged).body["tags"], json!({ "keep": "yes" }));
    let deleted = client.delete(&path);
    client.succeed(&deleted);
    assert_eq!((deleted.status(), client.delete(&path).status()), (202, 204));
}

#[test]
fn lists_come_in_pages_of_the_group_or_the_subscription() {
    let (mut client, group) = client();
    let disk = format!("{}/Data", disks(&group));
    make(&mut client, &disk, disk_body(4));
    for name in ["c", "A", "b"] {
        let taken = client.put(format!("{}/{name}", snapshots(&group)), snapshot_body(&disk));
        assert_eq!(taken.status(), 202, "{taken:?}");
    }
    let all = snapshots(&group.to_uppercase());
    assert_eq!(names(&client.get(&all)), ["A", "b", "c"]);
    assert_eq!(names(&client.get(format!("{all}?$skipToken=2"))), ["c"]);
    assert_eq!(client.get(format!("{all}?$skipToken=4")).code(), "InvalidParameter");
    let of_subscription = client.get(format!("{}/providers/Microsoft.Compute/disks", &group[..51]));
    assert_eq!(names(&of_subscription), ["Data"]);
    assert_eq!(client.get(disk.to_lowercase()).body["name"], "Data");
    client.sign_in_as_stranger(&group);
    assert_eq!(client.get(disks(&group)).body["value"], json!([]));
}

#[test]
fn what_a_disk_cannot_be_is_refused() {
    let (mut client, group) = client();
    let known = format!("{}/known", disks(&group));
    make(&mut client, &known, disk_body(64));
    let path = format!("{}/new", disks(&group));
    let with = |at: &str, value: Value| {
        let mut body = disk_body(64);
        match at.split_once('.') {
            Some((object, name)) => body[object][name] = value,
            None => body[at] = value,
        }
        body
    };
    let creation = |option: &str| with("properties.creationData", json!({ "createOption": option }));
    let copy_of =
        |id: &str| with("properties.creationData", json!({ "createOption": "Copy", "sourceResourceId": id }));
    let put = |path: &str, body: Value, status: u16, code: &'static str| {
        (Method::Put, path.to_string(), body, status, code)
    };
    let missing = format!("{}/none", snapshots(&group));
    let mut cases = vec![
        put(&path, json!([]), 400, "InvalidRequestContent"),
        put(&path, json!({}), 400, "LocationRequired"),
        put(&path, with("location", json!("atlantis")), 400, "LocationNotAvailableForResourceType"),
        put(&path, with("sku.name", json!("Floppy_LRS")), 400, "InvalidParameter"),
        put(&path, with("zones", json!(["1", "2"])), 400, "InvalidParameter"),
        put(&path, with("zones", json!(["7"])), 400, "InvalidAvailabilityZone"),
        put(&path, with("properties.diskSizeGB", json!(null)), 400, "InvalidParameter"),
        put(&path, with("properties.diskSizeGB", json!(0)), 400, "InvalidParameter"),
        put(&path, creation("FromImage"), 501, "NotSimulated"),
        put(&path, creation("Upload"), 501, "NotSimulated"),
        put(&path, creation("Magic"), 400, "InvalidParameter"),
        put(&path, creation("Copy"), 400, "InvalidParameter"),
        put(&path, copy_of(&missing), 404, "ResourceNotFound"),
        put(&path, copy_of(&known), 501, "NotSimulated"),
        put(&path, copy_of("nothing"), 400, "InvalidParameter"),
        put(&format!("{path} !"), disk_body(4), 400, "InvalidParameter"),
        put(&known, with("location", json!("northeurope")), 409, "InvalidResourceLocation"),
        put(&known, with("zones", json!(["1"])), 409, "PropertyChangeNotAllowed"),
        put(&known, copy_of(&missing), 409, "PropertyChangeNotAllowed"),
        put(&known, with("sku.name", json!("Standard_LRS")), 501, "NotSimulated"),
        (Method::Patch, path.clone(), json!({}), 404, "ResourceNotFound"),
        (
            Method::Post,
            format!("{known}/beginGetAccess"),
            json!({ "access": "Read", "durationInSeconds": 60 }),
            501,
            "NotSimulated",
        ),
        (Method::Post, format!("{known}/endGetAccess"), Value::Null, 501, "NotSimulated"),
    ];
    for (member, value) in [
        ("networkAccessPolicy", json!("DenyAll")),
        ("publicNetworkAccess", json!("Disabled")),
        ("encryption", json!({ "type": "EncryptionAtRestWithCustomerKey" })),
        ("maxShares", json!(2)),
        ("tier", json!("P30")),
        ("diskIOPSReadWrite", json!(7)),
        ("diskMBpsReadWrite", json!(7)),
        ("securityProfile", json!({ "securityType": "TrustedLaunch" })),
        ("burstingEnabled", json!(true)),
    ] {
        cases.push(put(&path, with(&format!("properties.{member}"), value), 501, "NotSimulated"));
    }
    check_refusals(&mut client, &cases);
}

#[test]
fn what_a_snapshot_cannot_be_is_refused() {
    let (mut client, group) = client();
    let disk = format!("{}/data", disks(&group));
    make(&mut client, &disk, disk_body(64));
    let known = format!("{}/known", snapshots(&group));
    make(&mut client, &known, snapshot_body(&disk));
    let path = format!("{}/new", snapshots(&group));
    let with = |at: &str, value: Value| {
        let mut body = snapshot_body(&disk);
        match at.split_once('.') {
            Some((object, name)) => body[object][name] = value,
            None => body[at] = value,
        }
        body
    };
    let put = |path: &str, body: Value, status: u16, code: &'static str| {
        (Method::Put, path.to_string(), body, status, code)
    };
    let none = format!("{}/none", disks(&group));
    let cases = [
        put(&path, json!({ "location": "westeurope" }), 400, "InvalidParameter"),
        put(&path, with("properties.creationData", json!({ "createOption": "Empty" })), 501, "NotSimulated"),
        put(&path, snapshot_body(&known), 501, "NotSimulated"),
        put(&path, snapshot_body(&none), 404, "ResourceNotFound"),
        put(&path, with("location", json!("northeurope")), 400, "InvalidParameter"),
        put(&path, with("properties.diskSizeGB", json!(1)), 501, "NotSimulated"),
        put(&path, with("properties.incremental", json!("yes")), 400, "InvalidParameter"),
        put(&path, with("sku", json!({ "name": "Premium_LRS" })), 501, "NotSimulated"),
        put(&path, with("sku", json!({ "name": "Tape" })), 400, "InvalidParameter"),
        put(&known, with("location", json!("northeurope")), 409, "InvalidResourceLocation"),
        put(&known, with("properties.incremental", json!(false)), 409, "PropertyChangeNotAllowed"),
        put(&known, snapshot_body(&none), 409, "PropertyChangeNotAllowed"),
        put(&known, with("sku", json!({ "name": "Standard_ZRS" })), 501, "NotSimulated"),
        (Method::Patch, path.clone(), json!({}), 404, "ResourceNotFound"),
        (Method::Post, format!("{known}/beginGetAccess"), json!({}), 501, "NotSimulated"),
    ];
    check_refusals(&mut client, &cases);
    client.sign_in_as_stranger(&group);
    for path in [&known, &path, &disk] {
        for method in [Method::Get, Method::Put, Method::Patch, Method::Delete] {
            let refused = client.call(method, path, Some(json!([])));
            assert_eq!((refused.status(), refused.code()), (403, "AuthorizationFailed"), "{method} {path}");
        }
    }
}
