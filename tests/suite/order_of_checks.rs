//! Who, where, what, when, how much: every request here breaks two rules, and the earlier one answers.

use crate::lab::{Lab, create_account, create_vault, persona, put_file, put_generated};
use std::collections::BTreeMap;
use uuid::Uuid;
use vault_lab::{
    base::{ArmId, ByteSize},
    engine::{
        Command,
        rbac::{PrincipalId, Role},
        resources::{Region, Tags},
        storage::{AccessTier, Acl},
        vault::VaultRedundancy,
    },
};

/// One request: who asks, for what, and the code that has to come back.
type Case = (&'static str, Command, &'static str);

fn check(lab: &mut Lab, cases: Vec<Case>) {
    for (who, command, code) in cases {
        let shown = format!("{who}: {command:?}");
        assert_eq!(lab.sign_in(who).refused(command), code, "{shown}");
    }
}

fn properties(container: &ArmId, path: &str, metadata: &str, acl: Option<Acl>) -> Command {
    let metadata = Some(BTreeMap::from([(metadata.to_string(), String::new())]));
    let (container, path, tier) = (container.clone(), path.to_string(), Some(AccessTier::Cool));
    Command::SetPathProperties { container, path, tier, metadata, acl }
}

#[test]
fn resource_groups() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let create = |name: &str, region, tag: &str| Command::CreateResourceGroup {
        subscription: vault_lab::engine::resources::SUBSCRIPTIONS[0].0,
        name: name.to_string(),
        region,
        tags: Tags::from([(tag.to_string(), String::new())]),
    };
    let gone = ArmId::resource_group(lab.subscription(0), "rg-gone");
    let bad_tags = Tags::from([("a/b".to_string(), String::new())]);
    let set_tags = |resource: &ArmId| Command::SetTags { resource: resource.clone(), tags: bad_tags.clone() };
    check(
        &mut lab,
        vec![
            ("Ravi", create("rg.", Region::WestEurope, "t"), "AuthorizationFailed"),
            ("Olivia", create("rg.", Region::WestEurope, "a/b"), "InvalidResourceGroup"),
            ("Olivia", create("rg-lake", Region::UkSouth, "a/b"), "InvalidTagNameCharacters"),
            ("Ravi", Command::DeleteResourceGroup { group: gone.clone() }, "AuthorizationFailed"),
            ("Ravi", set_tags(&gone), "AuthorizationFailed"),
            ("Olivia", set_tags(&gone), "ResourceGroupNotFound"),
            ("Ravi", set_tags(&group), "AuthorizationFailed"),
        ],
    );
}

#[test]
fn storage() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let gone = ArmId::resource_group(lab.subscription(0), "rg-gone");
    let lake = lab.data_lake(&group, "lakesource");
    let flat = lab.flat_account(&group, "flataccount");
    let raw = lab.container(&lake, "raw");
    let plain = lab.container(&flat, "raw");
    lab.file(&raw, "orders.csv", "1");
    let missing = lake.child("blobServices/default/containers", "missing");
    let container = |account: &ArmId, name: &str| Command::CreateContainer {
        account: account.clone(),
        name: name.to_string(),
    };
    let directory = |container: &ArmId, path: &str| Command::CreateDirectory {
        container: container.clone(),
        path: path.to_string(),
    };
    let delete = |container: &ArmId, path: &str| Command::DeletePath {
        container: container.clone(),
        path: path.to_string(),
    };
    let nowhere = ArmId::resource(&group, "Microsoft.Storage/storageAccounts", "nowhere");
    let large = ByteSize::gib(65);
    check(
        &mut lab,
        vec![
            ("Ravi", create_account(&gone, "lake2", true), "AuthorizationFailed"),
            ("Olivia", create_account(&gone, "X", true), "ResourceGroupNotFound"),
            ("Ravi", Command::DeleteStorageAccount { account: nowhere.clone() }, "AuthorizationFailed"),
            ("Ravi", container(&nowhere, "X"), "AuthorizationFailed"),
            ("Olivia", container(&nowhere, "X"), "ResourceNotFound"),
            ("Ravi", Command::DeleteContainer { container: missing.clone() }, "AuthorizationFailed"),
            ("Ravi", put_file(&missing, "a//b", "1"), "AuthorizationFailed"),
            ("Olivia", put_file(&missing, "a//b", "1"), "ContainerNotFound"),
            ("Olivia", put_generated(&raw, "a//b", 1, large), "InvalidResourceName"),
            ("Olivia", put_generated(&raw, "orders.csv/below", 1, large), "RequestBodyTooLarge"),
            ("Olivia", directory(&missing, "a//b"), "ContainerNotFound"),
            ("Olivia", directory(&plain, "a//b"), "InvalidResourceName"),
            ("Ravi", delete(&raw, "gone"), "AuthorizationFailed"),
            ("Olivia", delete(&missing, "a//b"), "ContainerNotFound"),
            ("Olivia", properties(&raw, "gone", "2nd", None), "PathNotFound"),
            ("Olivia", properties(&plain, "a//b", "2nd", None), "InvalidResourceName"),
            ("Ravi", properties(&raw, "orders.csv", "2nd", None), "AuthorizationFailed"),
        ],
    );
}

#[test]
fn role_assignments() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let gone = ArmId::resource_group(lab.subscription(0), "rg-gone");
    let nobody = PrincipalId(Uuid::from_u128(5));
    let assign = |scope: &ArmId, principal| Command::CreateRoleAssignment {
        scope: scope.clone(),
        role: Role::Reader,
        principal,
    };
    lab.do_(assign(&group, persona("Stella")));
    check(
        &mut lab,
        vec![
            ("Ravi", assign(&gone, nobody), "AuthorizationFailed"),
            ("Olivia", assign(&gone, nobody), "ResourceGroupNotFound"),
            ("Ravi", assign(&group, persona("Stella")), "AuthorizationFailed"),
            ("Ravi", Command::DeleteRoleAssignment { assignment: group.clone() }, "AuthorizationFailed"),
        ],
    );
}

#[test]
fn vaults() {
    let mut lab = Lab::new();
    let group = lab.group("rg-backup");
    let gone = ArmId::resource_group(lab.subscription(0), "rg-gone");
    let vault = lab.vault(&group, "vault-west");
    let nowhere = ArmId::resource(&group, "Microsoft.DataProtection/backupVaults", "nowhere");
    let mut taken_and_short = create_vault(&group, "vault-west");
    if let Command::CreateBackupVault { soft_delete_days, .. } = &mut taken_and_short {
        *soft_delete_days = 1;
    }
    let redundancy = |vault: &ArmId| Command::SetVaultRedundancy {
        vault: vault.clone(),
        redundancy: VaultRedundancy::ZoneRedundant,
    };
    check(
        &mut lab,
        vec![
            ("Ravi", create_vault(&gone, "1"), "AuthorizationFailed"),
            ("Olivia", create_vault(&gone, "1"), "ResourceGroupNotFound"),
            ("Olivia", taken_and_short, "BMSUserErrorInvalidInput"),
            ("Ravi", redundancy(&nowhere), "AuthorizationFailed"),
            ("Olivia", redundancy(&nowhere), "ResourceNotFound"),
            ("Oskar", Command::SetVaultIdentity { vault, system_assigned: true }, "AuthorizationFailed"),
            ("Bianca", Command::DeleteBackupVault { vault: nowhere }, "AuthorizationFailed"),
        ],
    );
}
