//! Protecting a disk: what *Backup readiness* says, what stands in the way, and in which order.

use crate::{
    disk_site::{DiskSite, Setup, create_disk, create_vault, disk_id, in_days, vault_id},
    lab::persona,
    schedule::daily,
};
use RetentionTag::Default;
use expect_test::expect;
use std::fmt::Write;
use vault_lab::{
    base::ArmId,
    engine::{
        Command, Refusal,
        compute::DiskSku,
        policy::{DatasourceType, RetentionTag, ScheduleFrequency, ScheduledBackups, TimeZone},
        protection::{
            ContainerSelection, DiskProtectionError, PolicyParameters,
            access::{AccessGap, NeededRole},
        },
        query::{InstanceDetail, ProtectableDisks, Readiness},
        rbac::Role,
        resources::{Region, Tags},
    },
};

fn refusal_of(readiness: Readiness) -> Refusal {
    match readiness {
        Readiness::Ready => panic!("something should stand in the way"),
        Readiness::RoleAssignmentNotDone { refusal, .. }
        | Readiness::InsufficientPermission { refusal, .. }
        | Readiness::RoleNotEffective { refusal, .. }
        | Readiness::Blocked(refusal) => refusal,
    }
}

/// What the wizard says, which is what the command says.
#[track_caller]
fn blocked(site: &mut DiskSite) -> String {
    let shown = refusal_of(site.readiness());
    assert_eq!(site.refusal(site.configure()), shown);
    shown.to_string()
}

/// A data lake policy beside those for disks.
fn lake_policy(site: &mut DiskSite) -> ArmId {
    site.do_(Command::CreateBackupPolicy {
        vault: site.vault.clone(),
        name: "lakes".to_string(),
        datasource_type: DatasourceType::DataLakeStorage,
        scheduled: Some(ScheduledBackups {
            schedule: daily(20, 0, TimeZone::Utc),
            retention: in_days(&[(Default, 7)]),
        }),
        continuous: None,
    });
    site.vault.child("backupPolicies", "lakes")
}

fn group_in_other_subscription(site: &mut DiskSite) -> ArmId {
    let subscription = site.subscription(1);
    let (name, region) = ("rg-other".to_string(), Region::WestEurope);
    site.do_(Command::CreateResourceGroup { subscription, name, region, tags: Tags::new() });
    ArmId::resource_group(subscription, "rg-other")
}

/// What stands in the way, line by line.
#[derive(Default)]
struct Obstacles(String);

impl Obstacles {
    #[track_caller]
    fn note(&mut self, site: &mut DiskSite, what: &str) {
        let shown = blocked(site);
        writeln!(self.0, "{what}: {shown}").expect("text can be written");
    }
}

/// A site with a Premium SSD v2 disk, and a policy that is too much for it.
fn frequent() -> (DiskSite, ArmId) {
    let mut site = DiskSite::of(Setup { sku: DiskSku::PremiumV2Lrs, size_gib: 8, ..Setup::default() });
    let hourly = site.create_policy("hourly", ScheduleFrequency::Hourly(4), &[(Default, 7)]);
    (site, hourly)
}

/// Where the disk lies comes first, and then who protects it, whatever else is wrong.
#[test]
fn region_and_present_protection_come_first() {
    let (mut site, hourly) = frequent();
    site.do_(site.configure());
    site.advance(2);
    let (group, west) = (site.group.clone(), site.vault.clone());
    site.do_(create_vault(&group, "vault-north", Region::NorthEurope));
    site.advance(1);
    site.vault = vault_id(&group, "vault-north");
    site.policy = site.create_policy("hourly", ScheduleFrequency::Hourly(4), &[(Default, 7)]);
    site.set_identity(false);
    site.snapshots = ArmId::new("");
    let mut obstacles = Obstacles::default();
    obstacles.note(&mut site, "region");
    (site.vault, site.policy) = (west, hourly);
    site.set_identity(false);
    obstacles.note(&mut site, "already protected");
    // A disk that is gone is protected still: its instance keeps its points.
    let disk = site.disk.clone();
    site.do_(Command::DeleteDisk { disk });
    obstacles.note(&mut site, "also without the disk");
    expect![[r#"
        region: UserErrorDatasourceAndBackupVaultLocationMismatch: data-1 is in West Europe, the vault vault-north in North Europe.
        already protected: UserErrorDppDatasourceAlreadyProtected: Datasource is already protected under the Backup vault /subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/vault-lab.
        also without the disk: UserErrorDppDatasourceAlreadyProtected: Datasource is already protected under the Backup vault /subscriptions/6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/vault-lab.
    "#]].assert_eq(&obstacles.0);
}

/// Everything stands in the way at once; what is mended uncovers the next, in the order of the service.
#[test]
fn each_obstacle_hides_the_next() {
    let (mut site, hourly) = frequent();
    let (disk, snapshots) = (site.disk.clone(), site.snapshots.clone());
    let foreign = group_in_other_subscription(&mut site);
    site.do_(Command::DeleteDisk { disk: disk.clone() });
    site.set_identity(false);
    site.snapshots = ArmId::new("");
    let daily = std::mem::replace(&mut site.policy, hourly);
    let mut obstacles = Obstacles::default();
    obstacles.note(&mut site, "identity off");
    site.set_identity(true);
    obstacles.note(&mut site, "disk gone");
    let same = Setup { sku: DiskSku::PremiumV2Lrs, size_gib: 8, ..Setup::default() };
    let command = create_disk(&site.disks, disk.name(), &same);
    site.do_(command);
    site.advance(1);
    obstacles.note(&mut site, "too often for the kind of disk");
    site.policy = daily;
    obstacles.note(&mut site, "no snapshot group");
    site.snapshots = disk;
    obstacles.note(&mut site, "no group at all");
    site.snapshots = ArmId::resource_group(site.subscription(0), "rg-gone");
    obstacles.note(&mut site, "snapshot group missing");
    site.snapshots = foreign;
    obstacles.note(&mut site, "snapshot group elsewhere");
    site.snapshots = snapshots;
    obstacles.note(&mut site, "role on the disk");
    let roles = site.roles();
    site.give(roles[0].0, &roles[0].1);
    obstacles.note(&mut site, "role on the group");
    site.give(roles[1].0, &roles[1].1);
    expect![[r#"
        identity off: UserErrorSystemIdentityNotEnabledWithVault: The system-assigned identity is not enabled on the Backup vault.
        disk gone: UserErrorManagedDiskNotFound: Could not perform the operation as Managed Disk no longer exists.
        too often for the kind of disk: UserErrorDiskBackupDiskTypeNotSupported: Unsupported disk type.
        no snapshot group: UserErrorOperationalStoreParametersNotProvided: Could not perform the operation as Snapshot Data store Resource Group parameter is not provided.
        no group at all: UserErrorInvalidOperationalStoreResourceGroup: Snapshot Data store Resource Group provided is invalid.
        snapshot group missing: UserErrorSnapshotRGNotFound: Could not perform the operation as Snapshot Data store Resource Group does not exist.
        snapshot group elsewhere: UserErrorSnapshotRGSubscriptionMismatch: Invalid subscription selected for Snapshot Data store.
        role on the disk: UserErrorNotEnoughPermissionOnDisk: Azure Backup Service requires additional permissions on the Disk to do this operation.
        role on the group: UserErrorNotEnoughPermissionOnSnapshotRG: Azure Backup Service requires additional permissions on the Snapshot Data store Resource Group to do this operation.
    "#]].assert_eq(&obstacles.0);
    assert_eq!(site.readiness(), Readiness::Ready);
}

#[test]
fn readiness_lists_all_roles_that_are_missing() {
    let mut site = DiskSite::new();
    assert_eq!(site.readiness(), Readiness::Ready);
    let roles = site.roles();
    let needed = |(role, scope): &(Role, ArmId)| NeededRole { role: *role, scope: scope.clone() };
    for (role, scope) in &roles[..2] {
        site.revoke(*role, scope);
    }
    let Readiness::RoleAssignmentNotDone { missing, refusal } = site.readiness() else {
        panic!("an owner may assign roles");
    };
    assert_eq!(missing, [needed(&roles[0]), needed(&roles[1])]);
    assert_eq!(refusal.code(), "UserErrorNotEnoughPermissionOnDisk");
    site.sign_in("Oskar");
    let Readiness::InsufficientPermission { missing, .. } = site.readiness() else {
        panic!("a backup operator may not");
    };
    assert_eq!(missing.len(), 2);
    // A role that is on its way does not hide one that nobody has assigned.
    site.sign_in("Olivia");
    site.grant(roles[0].0, &roles[0].1);
    let Readiness::RoleAssignmentNotDone { missing, refusal } = site.readiness() else {
        panic!("one is missing altogether");
    };
    assert_eq!(missing, [needed(&roles[1])]);
    assert_eq!(refusal.code(), "UserErrorNotEnoughPermissionOnSnapshotRG");
    site.grant(roles[1].0, &roles[1].1);
    let Readiness::RoleNotEffective { refusal, effective_at } = site.readiness() else {
        panic!("both take a while");
    };
    assert!(matches!(refusal, Refusal::Access(AccessGap::NotEffective { .. })));
    assert_eq!(site.refusal(site.configure()), refusal);
    let latest = site.state.assignments.values().map(|row| row.effective_at).max();
    assert_eq!(Some(effective_at), latest, "no use in trying before the last one counts");
    site.advance_to(effective_at);
    assert_eq!(site.readiness(), Readiness::Ready);
}

#[test]
fn no_other_role_is_a_substitute() {
    let mut site = DiskSite::new();
    let roles = site.roles();
    for (role, scope) in &roles[..2] {
        site.revoke(*role, scope);
    }
    let subscription = ArmId::subscription(site.subscription(0));
    for role in [Role::Owner, Role::Contributor, Role::StorageAccountBackupContributor] {
        site.give(role, &subscription);
        assert_eq!(refusal_of(site.readiness()).code(), "UserErrorNotEnoughPermissionOnDisk", "{role:?}");
    }
    // The right roles count from wider scopes too.
    let disks = site.disks.clone();
    site.give(Role::DiskBackupReader, &disks);
    assert_eq!(refusal_of(site.readiness()).code(), "UserErrorNotEnoughPermissionOnSnapshotRG");
    site.give(Role::DiskSnapshotContributor, &subscription);
    assert_eq!(site.readiness(), Readiness::Ready);
}

#[test]
fn frequencies_by_kind_of_disk() {
    let mut shown = String::new();
    for sku in DiskSku::ALL {
        let mut site = DiskSite::of(Setup { sku, size_gib: 8, ..Setup::default() });
        let mut offered = Vec::new();
        for hours in [1, 2, 4, 6, 8, 12] {
            let name = format!("every-{hours}");
            site.policy = site.create_policy(&name, ScheduleFrequency::Hourly(hours), &[(Default, 7)]);
            match site.readiness() {
                Readiness::Ready => offered.push(hours.to_string()),
                other => {
                    let refusal = refusal_of(other).explain();
                    assert_eq!(refusal.code, "UserErrorDiskBackupDiskTypeNotSupported");
                    assert!(refusal.cause.contains("support only 12-hour or daily frequency"));
                }
            }
        }
        site.policy = site.vault.child("backupPolicies", "daily");
        assert_eq!(site.readiness(), Readiness::Ready);
        writeln!(shown, "{}: {}", sku.arm_name(), offered.join(" ")).expect("text can be written");
    }
    expect![[r#"
        Premium_LRS: 1 2 4 6 8 12
        Premium_ZRS: 1 2 4 6 8 12
        PremiumV2_LRS: 12
        StandardSSD_LRS: 1 2 4 6 8 12
        StandardSSD_ZRS: 1 2 4 6 8 12
        Standard_LRS: 1 2 4 6 8 12
        UltraSSD_LRS: 12
    "#]]
    .assert_eq(&shown);
}

#[test]
fn policies_and_datasources_fit_each_other() {
    let mut site = DiskSite::new();
    let lakes = lake_policy(&mut site);
    let group = site.group.clone();
    let lake = site.lab.data_lake(&group, "lakesource");
    site.lab.container(&lake, "bronze");
    let wrong = "BMSUserErrorInvalidInput";
    let disk_policy = std::mem::replace(&mut site.policy, lakes.clone());
    assert_eq!(site.refused(site.configure()), wrong, "a lake's policy for a disk");
    site.policy = disk_policy.clone();
    let containers = PolicyParameters::Containers(ContainerSelection::AllExcept { prefixes: Vec::new() });
    let mut command = site.configure();
    if let Command::ConfigureProtection { datasource, parameters, instance_name, .. } = &mut command {
        (*datasource, *parameters) = (lake.clone(), containers.clone());
        *instance_name = "lake-instance".to_string();
    }
    assert_eq!(site.refused(command.clone()), wrong, "a disk's policy for a lake");
    if let Command::ConfigureProtection { policy, .. } = &mut command {
        *policy = lakes.clone();
    }
    site.give(Role::StorageAccountBackupContributor, &lake);
    site.do_(command);
    site.do_(site.configure());
    site.advance(2);
    // The same when an instance is edited, by its policy or by its parameters.
    let lake_instance = site.vault.child("backupInstances", "lake-instance");
    let update = |instance: &ArmId, policy: &ArmId, parameters: &PolicyParameters| {
        let (instance, policy) = (instance.clone(), policy.clone());
        Command::UpdateProtection { instance, policy, parameters: parameters.clone(), tags: Tags::new() }
    };
    let snapshots = site.parameters();
    for (instance, policy, parameters) in [
        (&site.instance.clone(), &lakes, &snapshots),
        (&site.instance.clone(), &disk_policy, &containers),
        (&lake_instance, &disk_policy, &containers),
        (&lake_instance, &lakes, &snapshots),
    ] {
        assert_eq!(site.refused(update(instance, policy, parameters)), wrong, "{instance} {policy}");
    }
    site.do_(update(&lake_instance, &lakes, &containers));
    site.do_(update(&site.instance.clone(), &disk_policy, &snapshots));
}

#[test]
fn the_snapshot_group_is_fixed() {
    let mut site = DiskSite::protected();
    let fixed =
        Refusal::from(DiskProtectionError::SnapshotGroupIsFixed { group: site.snapshots.name().to_string() });
    assert_eq!(fixed.code(), "UserErrorInvalidOperationalStoreResourceGroup");
    let gone = ArmId::resource_group(site.subscription(0), "rg-gone");
    for group in [site.disks.clone(), gone, ArmId::new("")] {
        let mut command = site.update(&site.policy);
        if let Command::UpdateProtection { parameters, .. } = &mut command {
            *parameters = PolicyParameters::SnapshotGroup(group);
        }
        assert_eq!(site.refusal(command), fixed);
    }
    // Names of groups are compared without regard to case.
    let mut command = site.update(&site.policy);
    if let Command::UpdateProtection { parameters, .. } = &mut command {
        *parameters = PolicyParameters::SnapshotGroup(ArmId::new(site.snapshots.as_str().to_uppercase()));
    }
    site.do_(command);
}

#[test]
fn another_policy_concerns_new_points_only() {
    let mut site = DiskSite::protected();
    let first = site.back_up();
    let before = site.point(first);
    let longer = site.create_policy("longer", ScheduleFrequency::Hourly(12), &[(Default, 30)]);
    site.do_(site.update(&longer));
    assert_eq!(site.point(first), before);
    let second = site.back_up();
    let row = site.point(second);
    assert_eq!(row.expires_at.since(row.created_at).minutes(), 30 * 1_440);
    let view = site.ask(InstanceDetail { instance: site.instance.clone() });
    assert_eq!((view.row.policy_name.as_str(), view.on_demand_max), ("longer", 10));
    // 20:00 and 08:00 now, each once.
    site.advance_days(1);
    assert_eq!(site.points().len(), 4);
    let old = site.policy.clone();
    site.do_(Command::DeleteBackupPolicy { policy: old });
}

#[test]
fn a_disk_and_its_vault_may_lie_in_different_subscriptions() {
    let mut site = DiskSite::new();
    let group = group_in_other_subscription(&mut site);
    site.do_(create_disk(&group, "far", &Setup::default()));
    site.advance(1);
    (site.disk, site.snapshots) = (disk_id(&group, "far"), group);
    for (role, scope) in &site.roles()[..2] {
        site.give(*role, scope);
    }
    // The snapshot group may even be the disk's own: not advised, and not refused.
    assert_eq!(site.readiness(), Readiness::Ready);
    site.do_(site.configure());
    site.advance(2);
    site.back_up();
}

#[test]
fn the_picker_lists_the_disks_of_the_region() {
    let mut site = DiskSite::protected();
    let disks = site.disks.clone();
    site.do_(create_disk(&disks, "other", &Setup::default()));
    site.do_(create_disk(&disks, "far", &Setup { region: Region::NorthEurope, ..Setup::default() }));
    site.advance(1);
    let rows = |site: &DiskSite| {
        let rows = site.ask(ProtectableDisks { vault: site.vault.clone() });
        rows.into_iter().map(|row| (row.name, row.reason.map(|reason| reason.code()))).collect::<Vec<_>>()
    };
    let protected = Some("UserErrorDppDatasourceAlreadyProtected");
    assert_eq!(rows(&site), [("data-1".to_string(), protected), ("other".to_string(), None)]);
    // Who may not see a disk is not told of it.
    site.sign_in("Bianca");
    assert_eq!(rows(&site), []);
    site.sign_in("Olivia");
    site.lab.give(persona("Bianca"), Role::Reader, &disks.clone());
    site.sign_in("Bianca");
    assert_eq!(rows(&site).len(), 2);
}
