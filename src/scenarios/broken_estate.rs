//! An estate with eight misconfigurations in it. Each can be found in the portal, and mended there.
//!
//! | Planted | How it shows |
//! |---|---|
//! | the vault lacks Disk Snapshot Contributor on the group of the snapshots of one disk | its backups fail |
//! | the identity of the second vault was switched off and on: the roles are those of the one before | its backups fail |
//! | a CanNotDelete lock on a group of snapshots | points pile up beyond their rule |
//! | a container in the selection of a lake was deleted | its backups fail |
//! | the change feed of an account with vaulted blobs is off | its backups fail |
//! | a lifecycle rule deletes versions after a day | a long copy may lose what it copies |
//! | the weekly rule keeps for a shorter time than the default one | the first point of a week goes before the others |
//! | an instance was suspended and forgotten | no new points, and the newest grows old |

use crate::{
    base::{ArmId, SimSpan},
    engine::{
        Command,
        compute::DiskSku,
        policy::{DatasourceType, RetentionDuration, RetentionTag, ScheduleFrequency},
        protection::{ContainerSelection, PolicyParameters},
        rbac::Role,
        resources::LockLevel,
        storage::{ChangeFeed, DataProtection, LifecycleActions, LifecycleRule},
    },
    scenarios::{
        builder::{Builder, container, group},
        estate::{
            PROPAGATION, PlannedDisk, PlannedPolicy, at_hour, create_account, create_disk, create_groups,
            create_policy, create_vault, grant, protect_as_proposed,
        },
        first_backup::fill,
        sample_files,
    },
};
use RetentionDuration::Days;
use RetentionTag::{Default, Weekly};

const DATA: &str = "rg-data-weu";
const BACKUP: &str = "rg-backup-weu";
const SNAPSHOTS: &str = "rg-snapshots-weu";
const LOCKED: &str = "rg-snapshots-locked";
const UNGRANTED: &str = "rg-snapshots-new";

pub fn build(world: &mut Builder) {
    create_groups(world, &[DATA, BACKUP, SNAPSHOTS, LOCKED, UNGRANTED]);
    let vault = create_vault(world, BACKUP, "vault-weu-prod");
    let second = create_vault(world, BACKUP, "vault-weu-finance");
    let lake = protected_lake(world, &vault);
    let [documents, scans] = protected_blobs(world, &vault);
    let suspended = protected_disks(world, &vault);
    protected_finance(world, &second);
    world.pass(SimSpan::from_days(10));
    break_access(world, &second);
    break_storage(world, &lake, &documents, &scans);
    world.give(Command::SuspendBackups { instance: suspended });
    world.pass(SimSpan::from_days(9));
}

fn listed(names: &[&str]) -> ContainerSelection {
    ContainerSelection::Listed(names.iter().map(ToString::to_string).collect())
}

fn planned<'p>(
    name: &'p str,
    datasource_type: DatasourceType,
    hour: u8,
    rules: &'p [(RetentionTag, RetentionDuration)],
) -> PlannedPolicy<'p> {
    PlannedPolicy {
        name,
        datasource_type,
        frequency: ScheduleFrequency::Daily,
        time: at_hour(hour),
        rules,
        continuous: None,
    }
}

/// A lake of which two containers are selected.
fn protected_lake(world: &mut Builder, vault: &ArmId) -> ArmId {
    let lake = create_account(world, DATA, "lakesales", true, "Sales");
    world.pass(SimSpan::from_minutes(2));
    fill(world, &lake, "orders", &sample_files::daily_exports("orders", 8, 31, 180));
    fill(world, &lake, "returns", &sample_files::daily_exports("returns", 8, 9, 90));
    grant(world, vault, Role::StorageAccountBackupContributor, &lake);
    world.pass(PROPAGATION);
    let rules = [(Default, Days(30)), (Weekly, Days(84))];
    let policy = planned("lakes-daily", DatasourceType::DataLakeStorage, 2, &rules);
    let policy = create_policy(world, vault, &policy);
    protect_as_proposed(world, &policy, &lake, PolicyParameters::Containers(listed(&["orders", "returns"])));
    lake
}

/// Two accounts with blobs, copied to the vault every evening.
fn protected_blobs(world: &mut Builder, vault: &ArmId) -> [ArmId; 2] {
    let accounts = [("stdocsweu", "Contracts"), ("stscansweu", "Scans")]
        .map(|(name, purpose)| create_account(world, DATA, name, false, purpose));
    world.pass(SimSpan::from_minutes(2));
    for account in &accounts {
        fill(world, account, "inbox", &sample_files::daily_exports("letters", 8, 20, 64));
        grant(world, vault, Role::StorageAccountBackupContributor, account);
    }
    world.pass(PROPAGATION);
    let rules = [(Default, Days(30))];
    let policy = create_policy(world, vault, &planned("blobs-daily", DatasourceType::Blob, 21, &rules));
    for account in &accounts {
        protect_as_proposed(world, &policy, account, PolicyParameters::Blobs(Some(listed(&["inbox"]))));
    }
    accounts
}

/// Four disks; answers the instance of one that works as it should.
fn protected_disks(world: &mut Builder, vault: &ArmId) -> ArmId {
    let rules = [(Default, Days(7))];
    let policy = create_policy(world, vault, &planned("disks-daily", DatasourceType::Disk, 1, &rules));
    // Points of a Sunday go before those of the Saturday.
    let rules = [(Default, Days(30)), (Weekly, Days(7))];
    let short = create_policy(world, vault, &planned("disks-weekly", DatasourceType::Disk, 1, &rules));
    let disks = [
        ("disk-web", "Web shop", SNAPSHOTS, &policy),
        ("disk-queue", "Orders in progress", LOCKED, &policy),
        ("disk-search", "Search index", UNGRANTED, &policy),
        ("disk-mail", "Mail", SNAPSHOTS, &short),
    ];
    for snapshots in [SNAPSHOTS, LOCKED, UNGRANTED] {
        grant(world, vault, Role::DiskSnapshotContributor, &group(snapshots));
    }
    let instances = disks.map(|(name, purpose, snapshots, policy)| {
        let disk = add_disk(world, vault, name, purpose);
        protect_as_proposed(world, policy, &disk, PolicyParameters::SnapshotGroup(group(snapshots)))
    });
    let [web, ..] = instances;
    web
}

fn add_disk(world: &mut Builder, vault: &ArmId, name: &'static str, purpose: &'static str) -> ArmId {
    let (size_gib, written_gib) = (32, 11);
    let sku = DiskSku::StandardSsdLrs;
    let disk = PlannedDisk { name, purpose, sku, size_gib, written_gib, per_mille: Some(8) };
    let disk = create_disk(world, DATA, disk);
    grant(world, vault, Role::DiskBackupReader, &disk);
    world.pass(PROPAGATION);
    disk
}

/// A disk in a vault of its own.
fn protected_finance(world: &mut Builder, vault: &ArmId) {
    grant(world, vault, Role::DiskSnapshotContributor, &group(SNAPSHOTS));
    let rules = [(Default, Days(14))];
    let policy = create_policy(world, vault, &planned("finance-daily", DatasourceType::Disk, 3, &rules));
    let disk = add_disk(world, vault, "disk-ledger", "General ledger");
    protect_as_proposed(world, &policy, &disk, PolicyParameters::SnapshotGroup(group(SNAPSHOTS)));
}

/// What keeps the vaults from doing their work.
fn break_access(world: &mut Builder, second: &ArmId) {
    let at = group(UNGRANTED);
    let found = world.state().assignments.values().find(|row| row.scope == at);
    let assignment = found.expect("it was granted").arm_id();
    world.give(Command::DeleteRoleAssignment { assignment });
    world.give(Command::CreateLock {
        scope: group(LOCKED),
        name: "keep-everything".to_string(),
        level: LockLevel::CanNotDelete,
        notes: "Asked for by the auditors".to_string(),
    });
    for system_assigned in [false, true] {
        world.give(Command::SetVaultIdentity { vault: second.clone(), system_assigned });
        world.pass(SimSpan::from_minutes(10));
    }
}

/// What keeps backups of storage from being what they should be.
fn break_storage(world: &mut Builder, lake: &ArmId, documents: &ArmId, scans: &ArmId) {
    world.give(Command::DeleteContainer { container: container(lake, "returns") });
    let settings = world.state().find_account(documents).map(|account| account.data_protection.clone());
    let settings = settings.expect("it was created");
    world.give(Command::SetDataProtection {
        account: documents.clone(),
        settings: DataProtection { change_feed: ChangeFeed::Off, ..settings },
    });
    let delete = LifecycleActions { delete: Some(1), ..LifecycleActions::default() };
    world.give(Command::SetLifecyclePolicy {
        account: scans.clone(),
        rules: vec![LifecycleRule {
            name: "save-money".to_string(),
            enabled: true,
            prefixes: Vec::new(),
            blobs: LifecycleActions::default(),
            snapshots: LifecycleActions::default(),
            versions: delete,
        }],
    });
}
