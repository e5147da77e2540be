//! Protecting, backing up and restoring over HTTP, from the first request to the last.

use crate::{
    arm_client::{Answered, Client, lake_instance_body, lake_policy_body, retention},
    blob_backup_site::{BlobBackupSite, Parts},
    disk_site::DiskSite,
    lab::Lab,
};
use serde_json::{Value, json};
use vault_lab::{
    arm::time::ticks,
    base::{ArmId, Method},
    engine::{Command, rbac::Role},
};

/// A data lake with two containers and a policy for it; the vault has no role yet.
fn lake() -> (Client, ArmId, ArmId) {
    let mut lab = Lab::new();
    let group = lab.group("rg-lab");
    let vault = lab.vault(&group, "vault-lab");
    let account = lab.data_lake(&group, "lakesource");
    for name in ["bronze", "silver"] {
        let container = lab.container(&account, name);
        lab.file(&container, "readme.txt", name);
    }
    let mut client = Client::new(lab);
    let made = client.put(format!("{vault}/backupPolicies/weekly"), lake_policy_body());
    assert_eq!(made.status(), 200, "{made:?}");
    (client, vault, account)
}

fn give_role(client: &mut Client, vault: &ArmId, scope: &ArmId) {
    let identity = client.lab.identity(vault);
    client.lab.give(identity, Role::StorageAccountBackupContributor, scope);
}

/// A protected data lake; the path of its instance.
fn protected_lake() -> (Client, ArmId, ArmId, String) {
    let (mut client, vault, account) = lake();
    give_role(&mut client, &vault, &account);
    let instance = format!("{vault}/backupInstances/lake-1");
    let policy = vault.child("backupPolicies", "weekly");
    let body = json!({ "properties": lake_instance_body(&account, &policy, &["bronze", "silver"]) });
    let put = client.put(&instance, body);
    assert_eq!(put.status(), 202, "{put:?}");
    client.succeed(&put);
    client.lab.advance(2);
    (client, vault, account, instance)
}

#[track_caller]
fn state_of(client: &mut Client, instance: &str) -> Value {
    client.get(instance).body["properties"]["currentProtectionState"].clone()
}

#[test]
fn validation_tells_what_is_missing_and_protection_follows() {
    let (mut client, vault, account) = lake();
    let policy = vault.child("backupPolicies", "weekly");
    let body = lake_instance_body(&account, &policy, &["bronze", "silver"]);
    let validate = |client: &mut Client| {
        let asked =
            client.post(format!("{vault}/validateForBackup"), json!({ "backupInstance": body.clone() }));
        assert_eq!(asked.status(), 202, "{asked:?}");
        assert!(asked.header("Location").contains("/locations/westeurope/operationResults/"));
        asked
    };
    let asked = validate(&mut client);
    assert_eq!(client.get(asked.header("Azure-AsyncOperation")).body["status"], "Inprogress");
    assert_eq!(client.get(asked.header("Location")).status(), 202);
    let failed = client.follow(&asked);
    assert_eq!(failed["status"], "Failed");
    assert_eq!(failed["error"]["code"], "UserErrorMissingRequiredPermissions");
    let result = client.get(asked.header("Location"));
    assert_eq!((result.status(), result.code()), (400, "UserErrorMissingRequiredPermissions"));

    give_role(&mut client, &vault, &account);
    let asked = validate(&mut client);
    client.succeed(&asked);
    let instance = format!("{vault}/backupInstances/lake-1");
    let put = client.put(&instance, json!({ "properties": body }));
    assert_eq!((put.status(), &put.body), (202, &Value::Null));
    client.succeed(&put);
    client.lab.advance(2);
    let result = client.get(put.header("Location"));
    assert_eq!((result.status(), &result.body["name"]), (200, &json!("lake-1")));
    assert_eq!(state_of(&mut client, &instance), "ProtectionConfigured");

    // A second protection is refused at once, under the name of the first.
    let refused = client.post(format!("{vault}/validateForBackup"), json!({ "backupInstance": body }));
    assert_eq!((refused.status(), refused.code()), (400, "UserErrorDppDatasourceAlreadyProtected"));
    let message = refused.body["error"]["message"].as_str().unwrap_or_default();
    assert_eq!(message, format!("Datasource is already protected under the Backup vault {vault}."));
    let protecting = client.get(format!("{account}/providers/Microsoft.DataProtection/backupInstances"));
    assert_eq!(protecting.body["value"][0]["name"], "lake-1");
}

#[test]
fn tags_of_an_instance_are_kept_and_replaced() {
    let (mut client, vault, account, instance) = protected_lake();
    let policy = vault.child("backupPolicies", "weekly");
    let body = |tags: Option<Value>| {
        let mut body = json!({ "properties": lake_instance_body(&account, &policy, &["bronze", "silver"]) });
        if let Some(tags) = tags {
            body["tags"] = tags;
        }
        body
    };
    assert_eq!(client.get(&instance).body.get("tags"), None, "it was made without");
    let owner = json!({ "Owner": "dppclitest", "empty": "" });
    for (tags, kept) in [(Some(owner.clone()), Some(&owner)), (None, None)] {
        let put = client.put(&instance, body(tags));
        client.succeed(&put);
        assert_eq!(client.get(&instance).body.get("tags"), kept, "a PUT replaces what was there");
        assert_eq!(client.get(put.header("Location")).body.get("tags"), kept);
        let listed = client.get(format!("{vault}/backupInstances")).body["value"][0].clone();
        assert_eq!(listed.get("tags"), kept);
    }
    let refused = client.put(&instance, body(Some(json!({ "a/b": "" }))));
    assert_eq!((refused.status(), refused.code()), (400, "InvalidTagNameCharacters"));
    let unread = client.put(&instance, body(Some(json!({ "a": 1 }))));
    assert_eq!(unread.status(), 400, "{unread:?}");
}

/// Older versions answered with the instance.
#[test]
fn old_versions_answer_with_a_body() {
    let (mut client, vault, account) = lake();
    give_role(&mut client, &vault, &account);
    client.version = "2024-04-01";
    let policy = vault.child("backupPolicies", "weekly");
    let body = json!({ "properties": lake_instance_body(&account, &policy, &["bronze"]) });
    let put = client.put(format!("{vault}/backupInstances/lake-1"), body);
    assert_eq!((put.status(), &put.body["name"]), (201, &json!("lake-1")));
    assert_eq!(put.body["properties"]["currentProtectionState"], "ConfiguringProtection");
    client.succeed(&put);
}

fn back_up(client: &mut Client, instance: &str) -> Answered {
    let options = json!({ "backupRuleOptions": { "ruleName": "BackupWeekly", "triggerOption": {} } });
    let started = client.post(format!("{instance}/backup"), options);
    assert_eq!(started.status(), 202, "{started:?}");
    started
}

#[test]
fn a_backup_is_a_job_and_a_recovery_point_that_restores() {
    let (mut client, vault, account, instance) = protected_lake();
    let started = back_up(&mut client, &instance);
    let job = client.succeed(&started)["properties"]["jobId"].as_str().expect("a job").to_string();
    let running = client.get(&job).body;
    assert_eq!(running["properties"]["status"], "InProgress");
    assert_eq!(
        (&running["properties"]["duration"], &running["properties"]["endTime"]),
        (&json!("PT0S"), &Value::Null)
    );
    client.lab.advance(60);
    let done = client.get(&job).body;
    assert_eq!(done["properties"]["status"], "Completed");
    assert_eq!(done["properties"]["extendedInfo"]["subTasks"][0]["taskName"], "Trigger Backup");
    let jobs = client.get(format!("{vault}/backupJobs")).body;
    assert_eq!(jobs["value"].as_array().map(Vec::len), Some(1), "configuring is no job: {jobs}");
    assert!(jobs["value"][0]["properties"]["duration"].as_str().is_some_and(|text| text.starts_with("00:")));

    let points = client.get(format!("{instance}/recoveryPoints?$filter=")).body;
    let point = points["value"][0]["name"].as_str().expect("a point").to_string();
    assert_eq!(client.get(format!("{instance}/recoveryPoints/{point}")).body, points["value"][0]);
    let none = client.get(format!("{instance}/recoveryPoints?$filter=endDate eq '2020-01-01T00:00:00Z'"));
    assert_eq!(none.body, json!({ "value": [] }));

    let group = client.lab.state.find_account(&account).map(|row| client.lab.state.group_id(row.group));
    let target = client.lab.data_lake(&group.expect("it is there"), "laketarget");
    give_role(&mut client, &vault, &target);
    let request = |account: &ArmId| {
        json!({
            "objectType": "AzureBackupRecoveryPointBasedRestoreRequest",
            "sourceDataStoreType": "VaultStore",
            "recoveryPointId": point,
            "restoreTargetInfo": {
                "objectType": "itemLevelRestoreTargetInfo", "recoveryOption": "FailIfExists",
                "restoreLocation": "westeurope",
                "datasourceInfo": { "objectType": "Datasource", "resourceId": account.as_str() },
                "restoreCriteria": [{
                    "objectType": "ItemPathBasedRestoreCriteria", "itemPath": "silver",
                    "isPathRelativeToBackupItem": true,
                }],
            },
        })
    };
    let validated = client
        .post(format!("{instance}/validateRestore"), json!({ "restoreRequestObject": request(&target) }));
    client.succeed(&validated);
    let restoring = client.post(format!("{instance}/restore"), request(&target));
    let job = client.succeed(&restoring)["properties"]["jobId"].as_str().expect("a job").to_string();
    client.lab.advance(120);
    assert_eq!(client.get(&job).body["properties"]["status"], "Completed");
    let restored = client.lab.state.find_account(&target).expect("it is there").id;
    let names: Vec<&str> =
        client.lab.state.containers_of(restored).map(|container| container.name.as_str()).collect();
    assert_eq!(names, ["silver"]);
    // The same again meets what it has restored.
    let again = client
        .post(format!("{instance}/validateRestore"), json!({ "restoreRequestObject": request(&target) }));
    assert_eq!(client.follow(&again)["error"]["code"], "UserErrorTargetContainersExistOnAccount");
    let home = client.post(format!("{instance}/restore"), request(&account));
    assert_eq!((home.status(), home.code()), (400, "UserErrorOriginalLocationRestoreNotSupported"));
}

#[test]
fn protection_is_stopped_resumed_deleted_and_taken_back() {
    let (mut client, vault, _, instance) = protected_lake();
    back_up(&mut client, &instance);
    client.lab.advance(60);
    for (action, state) in [
        ("suspendBackups", "BackupsSuspended"),
        ("resumeProtection", "ProtectionConfigured"),
        ("stopProtection", "ProtectionStopped"),
        ("resumeProtection", "ProtectionConfigured"),
    ] {
        let asked = client.call(Method::Post, format!("{instance}/{action}"), None);
        assert_eq!(asked.status(), 202, "{asked:?}");
        client.succeed(&asked);
        client.lab.advance(2);
        assert_eq!(state_of(&mut client, &instance), state);
    }
    let on = client.call(Method::Post, format!("{instance}/resumeProtection"), None);
    assert_eq!((on.status(), on.response.header("Location")), (200, None), "protection is on");

    let deleted = client.delete(&instance);
    assert_eq!(deleted.status(), 202, "{deleted:?}");
    client.succeed(&deleted);
    assert_eq!(client.get(&instance).status(), 404);
    assert_eq!(client.delete(&instance).status(), 204);
    let list = client.get(format!("{vault}/deletedBackupInstances")).body;
    assert_eq!(list["value"][0]["properties"]["currentProtectionState"], "SoftDeleted");
    assert!(list["value"][0]["properties"]["deletionInfo"]["scheduledPurgeTime"].is_string());
    let unknown = client.call(Method::Post, format!("{vault}/deletedBackupInstances/none/undelete"), None);
    assert_eq!((unknown.status(), unknown.code()), (404, "UserErrorGenericResourceNotFound"));
    let back = client.call(Method::Post, format!("{vault}/deletedBackupInstances/lake-1/undelete"), None);
    assert_eq!(back.status(), 200, "{back:?}");
    assert_eq!(state_of(&mut client, &instance), "ProtectionStopped");
}

#[test]
fn an_instance_keeps_its_datasource() {
    let (mut client, vault, account, instance) = protected_lake();
    let policy = vault.child("backupPolicies", "weekly");
    let put = |client: &mut Client, datasource: &ArmId, containers: &[&str]| {
        let properties = lake_instance_body(datasource, &policy, containers);
        client.put(&instance, json!({ "properties": properties }))
    };
    let other = ArmId::new(account.as_str().replace("lakesource", "lakeother"));
    let refused = put(&mut client, &other, &["bronze"]);
    assert_eq!((refused.status(), refused.code()), (400, "BMSUserErrorInvalidInput"));
    // The same datasource with other containers is a change.
    assert_eq!(put(&mut client, &account, &["bronze"]).status(), 202);
    let read = client.get(&instance).body;
    let list = &read["properties"]["policyInfo"]["policyParameters"]["backupDatasourceParametersList"];
    assert_eq!(list[0]["containersList"], json!(["bronze"]));
}

/// Only what the API can ask for is validated.
#[test]
fn what_is_no_protection_and_no_restore_is_not_validated() {
    let (mut client, vault, ..) = protected_lake();
    let command = Box::new(Command::DeleteBackupVault { vault });
    assert_eq!(client.lab.refused(Command::Validate { command }), "NotSimulated");
}

#[test]
fn operations_of_others_are_not_found() {
    let (mut client, vault, _, instance) = protected_lake();
    let started = back_up(&mut client, &instance);
    let url = started.header("Azure-AsyncOperation");
    let name = url.split("operationStatus/").nth(1).and_then(|rest| rest.split('?').next()).expect("a name");
    for operation in ["", "eHk=", "not base64", &name[..20]] {
        let polled = client.get(format!("{vault}/operationStatus/x{operation}"));
        assert_eq!((polled.status(), polled.code()), (404, "ResourceNotFound"), "{operation}");
    }
    let group = client.lab.group("rg-other");
    let other = client.lab.vault(&group, "vault-other");
    let polled = client.get(format!("{other}/operationStatus/{name}"));
    assert_eq!((polled.status(), polled.code()), (404, "ResourceNotFound"));
    // The vault's own identity may do nothing with the vault.
    client.lab.principal = client.lab.identity(&vault);
    assert_eq!(client.get(&url).status(), 403);
}

/// A disk answers with a body in every version, and takes the group of its snapshots.
#[test]
fn disks_are_protected_and_restored() {
    let site = DiskSite::new();
    let (vault, disk, snapshots) = (site.vault.clone(), site.disk.clone(), site.snapshots.clone());
    let policy = site.policy.clone();
    let mut client = Client::new(site.lab);
    let body = json!({ "properties": {
        "objectType": "BackupInstance",
        "dataSourceInfo": {
            "objectType": "Datasource", "datasourceType": "Microsoft.Compute/disks", "resourceID": disk.as_str(),
        },
        "policyInfo": { "policyId": policy.as_str(), "policyParameters": { "dataStoreParametersList": [{
            "objectType": "AzureOperationalStoreParameters", "dataStoreType": "OperationalStore",
            "resourceGroupId": snapshots.as_str(),
        }] } },
    } });
    let instance = format!("{vault}/backupInstances/disk-1");
    let mut without = body.clone();
    without["properties"]["policyInfo"]["policyParameters"] = Value::Null;
    assert_eq!(client.put(&instance, without).code(), "BMSUserErrorInvalidInput");
    let put = client.put(&instance, body);
    assert_eq!(put.status(), 201, "{put:?}");
    client.succeed(&put);
    client.lab.advance(2);
    let read = client.get(&instance).body;
    assert_eq!(
        read["properties"]["policyInfo"]["policyParameters"]["dataStoreParametersList"][0]["resourceGroupId"],
        snapshots.as_str()
    );
    assert!(read["properties"].get("dataSourceSetInfo").is_none());
}

/// Blobs have both parts in one policy, and a window instead of points.
#[test]
fn operational_backup_has_a_window_and_no_stop() {
    let site = BlobBackupSite::protected(Parts::Operational);
    let instance = site.instance.as_str().to_string();
    let mut client = Client::new(site.lab);
    client.lab.advance(24 * 60);
    let ranges =
        |client: &mut Client, body: Value| client.post(format!("{instance}/findRestorableTimeRanges"), body);
    let all = ranges(&mut client, json!({ "sourceDataStoreType": "OperationalStore", "startTime": "" }));
    let found = all.body["properties"]["restorableTimeRanges"][0].clone();
    assert_eq!(found["endTime"], json!(ticks(client.lab.now())), "{all:?}");
    assert!(found["startTime"].as_str() < found["endTime"].as_str());
    let wrong = json!({
        "sourceDataStoreType": "OperationalStore",
        "startTime": "2026-09-15T00:00:00Z", "endTime": "2026-09-14T00:00:00Z",
    });
    assert_eq!(ranges(&mut client, wrong).code(), "UserErrorInvalidRestorableTimeRange");
    let before = json!({ "sourceDataStoreType": "OperationalStore", "endTime": "2020-01-01T00:00:00Z" });
    assert_eq!(ranges(&mut client, before).body["properties"]["restorableTimeRanges"], json!([]));
    let stopped = client.call(Method::Post, format!("{instance}/stopProtection"), None);
    assert_eq!(
        (stopped.status(), stopped.code()),
        (400, "UserErrorStopProtectionNotSupportedForBlobOperationalBackup")
    );
    assert_eq!(client.get(format!("{instance}/recoveryPoints")).body, json!({ "value": [] }));
}

#[test]
fn policies_are_told_as_they_were_given() {
    let (mut client, vault, _) = lake();
    let backup_rule = |store: &str, interval: &str, tags: Value| {
        // Either name of a zone is taken; the Windows one is told.
        let zone = if store == "VaultStore" { "Europe/Berlin" } else { "W. Europe Standard Time" };
        json!({
            "objectType": "AzureBackupRule", "name": "BackupDaily",
            "backupParameters": { "objectType": "AzureBackupParams", "backupType": "Discrete" },
            "dataStore": { "objectType": "DataStoreInfoBase", "dataStoreType": store },
            "trigger": {
                "objectType": "ScheduleBasedTriggerContext",
                "schedule": { "repeatingTimeIntervals": [interval], "timeZone": zone },
                "taggingCriteria": tags,
            },
        })
    };
    let default = json!({ "isDefault": true, "taggingPriority": 99, "tagInfo": { "tagName": "Default" } });
    let monthly = json!({
        "isDefault": false, "taggingPriority": 15, "tagInfo": { "tagName": "Monthly" },
        "criteria": [{ "objectType": "ScheduleBasedBackupCriteria", "absoluteCriteria": ["FirstOfMonth"] }],
    });
    let daily = |zone_offset: &str| format!("R/2026-05-02T07:30:00{zone_offset}/P1D");
    let body = |kind: &str, rules: Value| json!({ "properties": { "objectType": "BackupPolicy", "datasourceTypes": [kind], "policyRules": rules } });
    let blob = "Microsoft.Storage/storageAccounts/blobServices";
    let hybrid = json!([
        backup_rule("VaultStore", &daily("+02:00"), json!([monthly, default])),
        retention("Default_OperationalStore", "P30D", "OperationalStore"),
        retention("Default", "P4W", "VaultStore"),
        retention("Monthly", "P12M", "VaultStore"),
    ]);
    let operational = json!([retention("Default", "P30D", "OperationalStore")]);
    let disk = json!([
        backup_rule("OperationalStore", "R/2026-05-02T05:30:00/PT4H", json!([default])),
        retention("Default", "P7D", "OperationalStore"),
    ]);
    for (name, sent) in [
        ("hybrid", body(blob, hybrid.clone())),
        ("operational", body(blob, operational)),
        ("disk", body("Microsoft.Compute/disks", disk)),
    ] {
        let path = format!("{vault}/backupPolicies/{name}");
        let made = client.put(&path, sent);
        assert_eq!(made.status(), 200, "{made:?}");
        let read = client.get(&path).body;
        assert_eq!(read, made.body);
        // What it says of itself is the same policy again, and nothing to change.
        let again = client.put(&path, read.clone());
        assert_eq!((again.status(), &again.body), (200, &read), "{name}");
    }
    let told = client.get(format!("{vault}/backupPolicies/hybrid")).body;
    let schedule = &told["properties"]["policyRules"][0]["trigger"]["schedule"];
    assert_eq!(schedule["repeatingTimeIntervals"][0], "R/2026-09-15T05:30:00+00:00/P1D");
    assert_eq!(schedule["timeZone"], "W. Europe Standard Time");
    // Two rules called Default are refused, as the service does since September 2026.
    let mut twice = body(blob, hybrid);
    twice["properties"]["policyRules"][1]["name"] = json!("Default");
    assert_eq!(client.put(format!("{vault}/backupPolicies/twice"), twice).code(), "BMSUserErrorInvalidInput");
}
