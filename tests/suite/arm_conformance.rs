//! The API against the published contract and against recorded answers of the service.

use crate::{
    arm_client::{Answered, Client},
    arm_contract::Contract,
    blob_backup_site::{BlobBackupSite, Parts},
    disk_site::DiskSite,
    site::Site,
};
use serde_json::{Value, json};
use vault_lab::{
    arm::route::{Service, routes},
    base::ArmId,
};

/// A path with its names taken out, for they differ: `/subscriptions/{}/…`.
fn shape(path: &str) -> String {
    let words = path.split('/').map(|word| if word.starts_with('{') { "{}" } else { word });
    words.collect::<Vec<&str>>().join("/").to_lowercase()
}

#[test]
fn every_operation_of_the_contract_has_a_route() {
    let Some(contract) = Contract::load() else { return };
    let routes: Vec<(&str, String)> =
        routes().map(|route| (route.method.name(), shape(route.path))).collect();
    let missing: Vec<String> = contract
        .operations()
        .filter(|(method, path, _)| !routes.contains(&(method, shape(path))))
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
    assert_eq!(contract.operations().count(), 75);
}

/// How much of the contract is served: a number to keep the coverage table honest.
#[test]
fn the_coverage_is_what_the_readme_says() {
    let ours = routes().filter(|route| route.path.contains("Microsoft.DataProtection"));
    let of_contract = ours.filter(|route| route.operation != "OperationStatusResourceGroupLocation_Get");
    let mut counts = (0, 0, 0);
    for route in of_contract {
        match route.service {
            Service::Served(_) => counts.0 += 1,
            Service::NotSimulated => counts.1 += 1,
            Service::NotApplicable => counts.2 += 1,
        }
    }
    let readme = include_str!("../../README.md");
    let line = format!(
        "{} of the {} operations of Microsoft.DataProtection",
        counts.0,
        counts.0 + counts.1 + counts.2
    );
    assert!(readme.contains(&line), "README.md should say: {line}");
    assert_eq!(counts.0 + counts.1 + counts.2, 75);
}

fn check(contract: &Contract, model: &str, answered: &Answered) {
    assert!(answered.status() < 300, "{answered:?}");
    let complaints = contract.unexpected(model, &answered.body);
    assert_eq!(complaints, Vec::<String>::new(), "{}", answered.body);
}

fn check_all(contract: &Contract, client: &mut Client, vault: &ArmId, instance: &ArmId) {
    for (path, model) in [
        (vault.as_str().to_string(), "BackupVaultResource"),
        (instance.as_str().to_string(), "BackupInstanceResource"),
    ] {
        check(contract, model, &client.get(path));
    }
    for (list, model) in [
        (format!("{vault}/backupPolicies"), "BaseBackupPolicyResource"),
        (format!("{instance}/recoveryPoints"), "AzureBackupRecoveryPointResource"),
        (format!("{vault}/backupJobs"), "AzureBackupJobResource"),
    ] {
        for item in client.get(list).body["value"].as_array().cloned().unwrap_or_default() {
            let id = item["id"].as_str().expect("an id").to_string();
            check(contract, model, &client.get(id));
        }
    }
}

#[test]
fn what_is_told_keeps_to_the_contract() {
    let Some(contract) = Contract::load() else { return };
    let mut lake = Site::protected();
    lake.back_up();
    let (vault, instance) = (lake.vault.clone(), lake.instance.clone());
    let mut client = Client::new(lake.lab);
    check_all(contract, &mut client, &vault, &instance);
    let options = json!({ "backupRuleOptions": { "ruleName": "BackupDaily", "triggerOption": {} } });
    let started = client.post(format!("{instance}/backup"), options);
    check(contract, "OperationResource", &client.get(started.header("Azure-AsyncOperation")));
    check(contract, "OperationJobExtendedInfo", &client.get(started.header("Location")));

    for parts in [Parts::Operational, Parts::Vaulted, Parts::Both] {
        let site = BlobBackupSite::protected(parts);
        let (vault, instance) = (site.vault.clone(), site.instance.clone());
        check_all(contract, &mut Client::new(site.lab), &vault, &instance);
    }
    let mut disk = DiskSite::protected();
    disk.back_up();
    let (vault, instance) = (disk.vault.clone(), disk.instance.clone());
    let mut client = Client::new(disk.lab);
    check_all(contract, &mut client, &vault, &instance);
    client.delete(instance.as_str());
    let deleted = client.get(format!("{vault}/deletedBackupInstances/{}", instance.name()));
    check(contract, "DeletedBackupInstanceResource", &deleted);
}

/// The policies that clients sent, and what the service made of them.
#[test]
fn recorded_policies_are_understood() {
    let Some(contract) = Contract::load() else { return };
    let mut understood = 0;
    for recorded in contract.recorded() {
        let url = recorded["url"].as_str().unwrap_or_default();
        let is_policy = recorded["method"] == "PUT" && url.contains("/backupPolicies/");
        let kind = &recorded["requestBody"]["properties"]["datasourceTypes"][0];
        let kind = kind.as_str().unwrap_or_default();
        let is_ours = kind.starts_with("Microsoft.Storage") || kind == "Microsoft.Compute/disks";
        if !is_policy || !is_ours || recorded["status"] != 200 {
            continue;
        }
        let site = Site::new();
        let path = site.vault.child("backupPolicies", "recorded");
        let mut client = Client::new(site.lab);
        let made = client.put(path.as_str(), recorded["requestBody"].clone());
        assert_eq!(made.status(), 200, "{url} {made:?}");
        assert_eq!(told(&made.body), told(&recorded["responseBody"]), "{url}");
        understood += 1;
    }
    assert!(understood >= 3, "{understood} were recorded");
}

/// What a policy says, whatever the order it says it in, without the moments that its schedule starts at.
fn told(body: &Value) -> Vec<String> {
    let rules = body["properties"]["policyRules"].as_array().cloned().unwrap_or_default();
    let mut told: Vec<String> = rules
        .into_iter()
        .map(|mut rule| {
            if let Some(intervals) = rule.pointer_mut("/trigger/schedule/repeatingTimeIntervals") {
                for interval in intervals.as_array_mut().into_iter().flatten() {
                    let text = interval.as_str().unwrap_or_default();
                    *interval = json!(text.rsplit('/').next());
                }
            }
            if let Some(tags) = rule.pointer_mut("/trigger/taggingCriteria").and_then(Value::as_array_mut) {
                tags.sort_by_key(|tag| tag["taggingPriority"].as_i64());
            }
            sorted(&rule).to_string()
        })
        .collect();
    told.sort();
    told
}

/// Members in one order, without those that say nothing: here defaults are told, there only what was sent.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> =
                members.iter().filter(|(name, value)| !says_nothing(name, value)).collect();
            members.sort_by_key(|(name, _)| name.to_string());
            Value::Object(members.into_iter().map(|(name, value)| (name.clone(), sorted(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

fn says_nothing(name: &str, value: &Value) -> bool {
    value.is_null()
        || name == "timeZone" && value == "UTC"
        || name == "targetDataStoreCopySettings" && *value == json!([])
}
