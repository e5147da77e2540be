//! Published examples of requests: their bodies are understood, though what they name is not there.

use crate::{
    arm_client::{Answered, Client},
    arm_contract::Contract,
    arm_vaults::client,
};
use serde_json::{Value, json};
use vault_lab::base::ArmId;

/// Codes that say that a body is not understood.
const MISUNDERSTOOD: &[&str] = &[
    "BMSUserErrorInvalidInput",
    "BMSUserErrorInvalidPolicyInput",
    "HttpMethodNotAllowed",
    "InvalidParameter",
    "InvalidRequestContent",
    "InvalidResourceType",
    "LocationRequired",
    "LocationNotAvailableForResourceType",
    "NotSimulated",
    "",
];

/// What an example asks for that is not simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beyond {
    OtherWorkload,
    PairedRegion,
    VaultKeys,
    Guards,
}

/// Examples that are not taken, by their titles.
const EXCEPTIONS: &[(&str, Beyond)] = &[
    ("Create BackupVault", Beyond::PairedRegion),
    ("Create BackupVault With CMK", Beyond::VaultKeys),
    ("Create BackupVault With Cost Management Settings", Beyond::PairedRegion),
    ("Create BackupVault With MSI", Beyond::PairedRegion),
    ("Create or Update Backup Vault With CMK and Resource Guard Enabled", Beyond::VaultKeys),
    ("Restore a soft-deleted backup vault", Beyond::PairedRegion),
    ("PutBackupVaultWithUndelete", Beyond::PairedRegion),
    ("Create BackupInstance", Beyond::OtherWorkload),
    ("Create BackupInstance to perform critical operation With MUA", Beyond::OtherWorkload),
    ("Create BackupInstance with GenericBackupDatasourceParameters", Beyond::OtherWorkload),
    ("Create BackupInstance With KubernetesClusterBackupDatasourceParameters", Beyond::OtherWorkload),
    ("CreateOrUpdate BackupPolicy", Beyond::OtherWorkload),
    ("Create ResourceGuardProxy", Beyond::Guards),
    ("Create ResourceGuard", Beyond::Guards),
];

/// Takes out of a body what it is refused for, so that the rest of it is read as well: what is not simulated, and
/// values that the contract itself does not have. `None` where nothing is left to read.
fn without(beyond: Beyond, body: &Value) -> Option<Value> {
    let mut body = body.clone();
    let properties = body["properties"].as_object_mut()?;
    match beyond {
        Beyond::OtherWorkload | Beyond::Guards => return None,
        Beyond::PairedRegion => drop(properties.remove("featureSettings")),
        Beyond::VaultKeys => {
            properties["securitySettings"].as_object_mut()?.remove("encryptionSettings");
        }
    }
    let soft_delete = &mut properties["securitySettings"]["softDeleteSettings"];
    if soft_delete["state"] == "Enabled" {
        soft_delete["state"] = json!("On");
    }
    if soft_delete["retentionDurationInDays"] == 0 {
        soft_delete["state"] = json!("On");
        soft_delete["retentionDurationInDays"] = json!(14.0);
    }
    Some(body)
}

/// Sends an example to where its resource would lie.
fn send(client: &mut Client, group: &str, vault: &ArmId, kind: &str, body: Value) -> Answered {
    let place = match kind.rsplit('/').next() {
        Some("backupVaults") => format!("{group}/providers/Microsoft.DataProtection/backupVaults/example"),
        Some("resourceGuards") => {
            format!("{group}/providers/Microsoft.DataProtection/resourceGuards/example")
        }
        Some(child) => vault.child(child, "example").as_str().to_string(),
        None => panic!("{kind} is no type"),
    };
    client.put(place, body)
}

fn is_understood(answered: &Answered) -> bool {
    answered.status() < 300 || !MISUNDERSTOOD.contains(&answered.code())
}

#[test]
fn published_examples_are_understood() {
    let Some(contract) = Contract::load() else { return };
    let mut surprises = Vec::new();
    let mut unused: Vec<&str> = EXCEPTIONS.iter().map(|(title, _)| *title).collect();
    for (title, kind, body) in contract.examples() {
        let (mut client, group) = client();
        client.version = "2026-06-01";
        let vault = client.lab.vault(&ArmId::new(&group), "vault-lab");
        let mut answered = send(&mut client, &group, &vault, &kind, body.clone());
        if let Some((_, beyond)) = EXCEPTIONS.iter().find(|(known, _)| *known == title) {
            unused.retain(|known| *known != title);
            assert_eq!((answered.status(), answered.code()), (501, "NotSimulated"), "{title}: {answered:?}");
            let Some(rest) = without(*beyond, &body) else { continue };
            answered = send(&mut client, &group, &vault, &kind, rest);
        }
        if !is_understood(&answered) {
            surprises.push(format!("{title}: {} {}", answered.status(), answered.body));
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
    assert_eq!(unused, Vec::<&str>::new(), "these are taken by now");
}
