//! Who, where, what, when, how much: every request here breaks two rules, and the earlier one answers.

use crate::{
    blob_site::{BlobSite, soft_delete, versioning},
    disk_site::{DiskSite, Setup, create_disk, disk_id, in_days, vault_id},
    lab::{Lab, create_account, create_vault, persona, put_file, put_generated},
    schedule::daily,
};
use std::collections::BTreeMap;
use uuid::Uuid;
use vault_lab::{
    base::{ArmId, ByteSize},
    engine::{
        Command,
        ids::{ContainerId, PointSeq},
        policy::{DatasourceType, RetentionTag, ScheduledBackups, TimeZone},
        protection::{ContainerSelection, PolicyParameters},
        rbac::{PrincipalId, Role},
        resources::{Region, Tags},
        restore::{RestoreDestination, RestoreSelection},
        storage::{AccessTier, Acl, DataProtection, LeaseAction, VersionId},
        vault::{SoftDeleteState, VaultRedundancy},
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
fn past_states_of_blobs() {
    let mut site = BlobSite::new(versioning());
    let group = ArmId::resource_group(site.subscription(0), "rg-blobs");
    let lake = site.data_lake(&group, "lakesource");
    let raw = site.lab.container(&lake, "raw");
    site.put("a.csv", "1");
    let nowhere = ArmId::resource(&group, "Microsoft.Storage/storageAccounts", "nowhere");
    let missing = lake.child("blobServices/default/containers", "missing");
    let protect = |account: &ArmId, days| Command::SetDataProtection {
        account: account.clone(),
        settings: DataProtection { versioning: true, ..soft_delete(days) },
    };
    let undelete = |container: &ArmId, path: &str| Command::UndeleteBlob {
        container: container.clone(),
        path: path.to_string(),
    };
    let version = VersionId::at(site.now());
    let promote = |container: &ArmId, path: &str| Command::PromoteBlobVersion {
        container: container.clone(),
        path: path.to_string(),
        version,
    };
    let lease = |container: &ArmId, path: &str| Command::Lease {
        container: container.clone(),
        path: Some(path.to_string()),
        action: LeaseAction::Acquire { seconds: Some(1), proposed: None },
    };
    let data = site.container.clone();
    let taken = Command::UndeleteContainer {
        account: site.account.clone(),
        name: "data".to_string(),
        version: ContainerId(0),
    };
    check(
        &mut site,
        vec![
            ("Ravi", protect(&nowhere, 0), "AuthorizationFailed"),
            ("Olivia", protect(&nowhere, 0), "ResourceNotFound"),
            ("Olivia", protect(&lake, 0), "InvalidValuesForRequestParameters"),
            ("Olivia", protect(&lake, 1), "FeatureNotSupportedForAccount"),
            ("Ravi", undelete(&missing, "a//b"), "AuthorizationFailed"),
            ("Olivia", undelete(&missing, "a//b"), "ContainerNotFound"),
            ("Olivia", undelete(&raw, "a//b"), "InvalidResourceName"),
            ("Olivia", undelete(&raw, "gone"), "FeatureNotSupportedForAccount"),
            ("Ravi", promote(&data, "gone"), "AuthorizationFailed"),
            ("Olivia", promote(&raw, "gone"), "FeatureNotSupportedForAccount"),
            ("Olivia", lease(&data, "gone"), "BlobNotFound"),
            ("Olivia", lease(&data, "a.csv"), "InvalidHeaderValue"),
            ("Olivia", taken, "ContainerNotFound"),
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
        name: None,
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
    let soft_delete =
        |vault: &ArmId, state, days| Command::SetVaultSoftDelete { vault: vault.clone(), state, days };
    check(
        &mut lab,
        vec![
            ("Ravi", create_vault(&gone, "1"), "AuthorizationFailed"),
            ("Olivia", create_vault(&gone, "1"), "ResourceGroupNotFound"),
            ("Olivia", taken_and_short, "BMSUserErrorInvalidInput"),
            ("Ravi", redundancy(&nowhere), "AuthorizationFailed"),
            ("Olivia", redundancy(&nowhere), "ResourceNotFound"),
            ("Oskar", soft_delete(&nowhere, SoftDeleteState::Off, 1), "AuthorizationFailed"),
            ("Olivia", soft_delete(&nowhere, SoftDeleteState::Off, 1), "ResourceNotFound"),
            ("Olivia", soft_delete(&vault, SoftDeleteState::Off, 1), "BMSUserErrorInvalidInput"),
            ("Oskar", Command::SetVaultIdentity { vault, system_assigned: true }, "AuthorizationFailed"),
            ("Bianca", Command::DeleteBackupVault { vault: nowhere }, "AuthorizationFailed"),
        ],
    );
}

/// A site whose lake `lakesource` is protected too.
fn disk_site() -> DiskSite {
    let mut site = DiskSite::protected();
    let group = site.group.clone();
    let lake = site.lab.data_lake(&group, "lakesource");
    site.give(Role::StorageAccountBackupContributor, &lake);
    site.lab.container(&lake, "bronze");
    let policy = site.vault.child("backupPolicies", "lakes");
    site.do_(Command::CreateBackupPolicy {
        vault: site.vault.clone(),
        name: "lakes".to_string(),
        datasource_type: DatasourceType::DataLakeStorage,
        scheduled: Some(ScheduledBackups {
            schedule: daily(20, 0, TimeZone::Utc),
            retention: in_days(&[(RetentionTag::Default, 7)]),
        }),
        continuous: None,
    });
    site.do_(Command::ConfigureProtection {
        vault: site.vault.clone(),
        instance_name: "lake-instance".to_string(),
        datasource: lake,
        policy,
        parameters: PolicyParameters::Containers(ContainerSelection::AllExcept { prefixes: Vec::new() }),
        tags: Tags::new(),
    });
    site
}

#[test]
fn configuring_disks() {
    let mut site = disk_site();
    let disks = site.disks.clone();
    site.do_(create_disk(&disks, "data-2", &Setup::default()));
    site.advance(1);
    let (vault, policy, group) = (site.vault.clone(), site.policy.clone(), site.snapshots.clone());
    let nowhere = vault_id(&site.group, "nowhere");
    let configure =
        |vault: &ArmId, policy: &str, name: &str, disk: &str, group: &ArmId| Command::ConfigureProtection {
            vault: vault.clone(),
            instance_name: name.to_string(),
            datasource: disk_id(&disks, disk),
            policy: vault.child("backupPolicies", policy),
            parameters: PolicyParameters::SnapshotGroup(group.clone()),
            tags: Tags::new(),
        };
    let (daily, none) = (policy.name(), ArmId::new(""));
    let invalid = "BMSUserErrorInvalidInput";
    check(
        &mut site.lab,
        vec![
            ("Rosa", configure(&nowhere, "gone", "?", "gone", &none), "AuthorizationFailed"),
            ("Oskar", configure(&nowhere, "gone", "?", "gone", &none), "ResourceNotFound"),
            ("Oskar", configure(&vault, "gone", "?", "gone", &none), "ResourceNotFound"),
            ("Oskar", configure(&vault, "lakes", "?", "gone", &none), invalid),
            ("Oskar", configure(&vault, "lakes", "new", "gone", &none), invalid),
            ("Oskar", configure(&vault, daily, "new", "gone", &none), "UserErrorManagedDiskNotFound"),
            (
                "Oskar",
                configure(&vault, daily, "disk-instance", "data-2", &none),
                "UserErrorOperationalStoreParametersNotProvided",
            ),
            // The name is taken, and the role on this disk is missing.
            ("Oskar", configure(&vault, daily, "disk-instance", "data-2", &group), invalid),
            (
                "Oskar",
                configure(&vault, daily, "new", "data-2", &group),
                "UserErrorNotEnoughPermissionOnDisk",
            ),
        ],
    );
}

#[test]
fn changing_the_protection_of_disks() {
    let mut site = disk_site();
    let (instance, policy) = (site.instance.clone(), site.policy.clone());
    let gone = site.vault.child("backupInstances", "gone");
    let no_policy = site.vault.child("backupPolicies", "gone");
    let (fixed, other) = (site.snapshots.clone(), site.disks.clone());
    let update = |instance: &ArmId, policy: &ArmId, group: &ArmId| Command::UpdateProtection {
        instance: instance.clone(),
        policy: policy.clone(),
        parameters: PolicyParameters::SnapshotGroup(group.clone()),
        tags: Tags::new(),
    };
    let disk = site.disk.clone();
    site.do_(site.stop());
    site.do_(Command::DeleteDisk { disk });
    check(
        &mut site.lab,
        vec![
            ("Rosa", update(&gone, &no_policy, &other), "AuthorizationFailed"),
            ("Oskar", update(&gone, &no_policy, &other), "ResourceNotFound"),
            ("Oskar", update(&instance, &no_policy, &other), "ResourceNotFound"),
            ("Oskar", update(&instance, &policy, &other), "UserErrorInvalidOperationalStoreResourceGroup"),
            ("Oskar", update(&instance, &policy, &fixed), "UserErrorManagedDiskNotFound"),
        ],
    );
    site.sign_in("Olivia");
    // A new disk, on which there is no role: but protection is stopped.
    let same = create_disk(&site.disks, "data-1", &Setup::default());
    site.do_(same);
    site.advance(1);
    check(&mut site.lab, vec![("Oskar", update(&instance, &policy, &fixed), STATE)]);
    site.sign_in("Olivia");
    assert_eq!(site.refused(site.resume()), "UserErrorNotEnoughPermissionOnDisk");
}

#[test]
fn stopping_and_deleting_disks() {
    let mut site = disk_site();
    let instance = site.instance.clone();
    let gone = site.vault.child("backupInstances", "gone");
    let backup = |instance: &ArmId, tag| Command::BackupNow { instance: instance.clone(), tag };
    let suspend = |instance: &ArmId| Command::SuspendBackups { instance: instance.clone() };
    let resume = |instance: &ArmId| Command::ResumeProtection { instance: instance.clone() };
    let delete = |instance: &ArmId| Command::DeleteBackupInstance { instance: instance.clone() };
    let undelete = |instance: &ArmId| Command::UndeleteBackupInstance { instance: instance.clone() };
    for _ in 0..9 {
        site.back_up();
    }
    site.do_(site.backup_now());
    let snapshots = site.snapshots.clone();
    let identity = site.identity(&site.vault);
    site.revoke_from(identity, Role::DiskSnapshotContributor, &snapshots);
    let (busy, default) = ("UserErrorMaxConcurrentOperationLimitReached", RetentionTag::Default);
    check(
        &mut site.lab,
        vec![
            ("Rosa", backup(&gone, RetentionTag::Yearly), "AuthorizationFailed"),
            ("Oskar", backup(&gone, RetentionTag::Yearly), "ResourceNotFound"),
            ("Oskar", backup(&instance, RetentionTag::Weekly), "BMSUserErrorInvalidInput"),
            // One is running, and it was the last of the day.
            ("Oskar", backup(&instance, default), busy),
            ("Oskar", suspend(&gone), "AuthorizationFailed"),
            ("Olivia", suspend(&gone), "ResourceNotFound"),
            ("Oskar", resume(&gone), "AuthorizationFailed"),
            ("Olivia", resume(&gone), "ResourceNotFound"),
            ("Olivia", resume(&instance), STATE),
            ("Oskar", delete(&gone), "AuthorizationFailed"),
            ("Olivia", delete(&gone), "ResourceNotFound"),
            // One is running, and the role is on its way out.
            ("Olivia", delete(&instance), busy),
            ("Oskar", undelete(&gone), "AuthorizationFailed"),
            ("Olivia", undelete(&gone), "UserErrorGenericResourceNotFound"),
            ("Olivia", undelete(&instance), "UserErrorGenericResourceNotFound"),
        ],
    );
    site.advance(6);
    site.do_(site.suspend());
    // Too many today, and suspended; suspended, and no role.
    check(
        &mut site.lab,
        vec![
            ("Oskar", backup(&instance, default), STATE),
            ("Olivia", suspend(&instance), STATE),
            ("Olivia", resume(&instance), "UserErrorNotEnoughPermissionOnSnapshotRG"),
            ("Olivia", delete(&instance), "UserErrorNotEnoughPermissionOnSnapshotRG"),
        ],
    );
}

#[test]
fn restoring_disks() {
    let mut site = disk_site();
    let (first, second) = (site.back_up(), site.back_up());
    site.delete_snapshot(first);
    let (target, disks) = (site.target.clone(), site.disks.clone());
    let nowhere = ArmId::resource_group(site.subscription(0), "rg-gone");
    let instance = site.instance.clone();
    let gone = site.vault.child("backupInstances", "gone");
    let restore = |instance: &ArmId, point: PointSeq, group: &ArmId, name: &str| {
        let destination = RestoreDestination::Disk { group: group.clone(), name: name.to_string() };
        Command::Restore { instance: instance.clone(), source: point.into(), destination }
    };
    let to_account = |point: PointSeq| {
        let (account, selection) = (nowhere.clone(), RestoreSelection::All);
        let destination = RestoreDestination::Account { account, selection };
        Command::Restore { instance: instance.clone(), source: point.into(), destination }
    };
    let no_point = "UserErrorRestorePointNotFoundInBackupVault";
    check(
        &mut site.lab,
        vec![
            ("Rosa", restore(&gone, PointSeq(9), &nowhere, "?"), "AuthorizationFailed"),
            ("Oskar", restore(&gone, PointSeq(9), &nowhere, "?"), "LinkedAuthorizationFailed"),
            ("Carlos", restore(&gone, PointSeq(9), &nowhere, "?"), "ResourceNotFound"),
            ("Carlos", restore(&instance, PointSeq(9), &nowhere, "?"), no_point),
            ("Carlos", to_account(PointSeq(9)), no_point),
            ("Carlos", to_account(first), "BMSUserErrorInvalidInput"),
            ("Carlos", restore(&instance, first, &nowhere, "?"), "UserErrorRestoreTargetRGNotFound"),
            ("Carlos", restore(&instance, first, &target, "?"), "InvalidParameter"),
            ("Carlos", restore(&instance, first, &disks, "data-1"), "UserErrorDiskSnapshotNotFound"),
            // The name is taken, and the role is missing there.
            ("Carlos", restore(&instance, second, &disks, "data-1"), "UserErrorSameNameDiskAlreadyExists"),
            ("Carlos", restore(&instance, second, &disks, "new"), "UserErrorNotEnoughPermissionOnTargetRG"),
        ],
    );
}

const STATE: &str = "UserErrorOperationNotAllowedInCurrentState";
