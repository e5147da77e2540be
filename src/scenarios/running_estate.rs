//! A month of everything: two lakes, blobs and four disks that are backed up, with a failure behind them.

use crate::{
    base::{ArmId, ByteSize, SimSpan},
    engine::{
        Command,
        compute::DiskSku,
        policy::{DatasourceType, RetentionDuration, RetentionTag, ScheduleFrequency},
        protection::{ContainerSelection, PolicyParameters},
        rbac::Role,
        resources::LockLevel,
        storage::AccessTier,
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

const DATA: &str = "rg-data-weu";
pub(super) const SNAPSHOTS: &str = "rg-snapshots-weu";

const DISKS: [PlannedDisk; 4] = [
    disk_of("disk-erp-db", "ERP database", 64, 21, Some(12)),
    disk_of("disk-erp-log", "ERP log", 32, 6, Some(40)),
    disk_of("disk-files", "File server", 128, 70, Some(4)),
    disk_of("disk-archive", "Archive of the web shop", 32, 30, None),
];

const fn disk_of(
    name: &'static str,
    purpose: &'static str,
    size_gib: u32,
    written_gib: u64,
    per_mille: Option<u32>,
) -> PlannedDisk {
    PlannedDisk { name, purpose, sku: DiskSku::StandardSsdLrs, size_gib, written_gib, per_mille }
}

/// What is protected, by what.
pub(super) struct Estate {
    pub vault: ArmId,
    pub lakes: [ArmId; 2],
    pub documents: ArmId,
    pub disks: Vec<ArmId>,
}

pub fn build(world: &mut Builder) {
    let estate = create(world);
    world.pass(SimSpan::from_days(17));
    locked_night(world);
    world.pass(SimSpan::from_days(12));
    late_work(world, &estate);
    world.pass(SimSpan::from_hours(20));
}

/// Creates and protects everything; backups begin with their next slots.
pub(super) fn create(world: &mut Builder) -> Estate {
    create_groups(world, &[DATA, "rg-backup-weu", SNAPSHOTS]);
    let vault = create_vault(world, "rg-backup-weu", "vault-weu-prod");
    let lakes = [("lakesales", "Sales"), ("laketelemetry", "Telemetry")]
        .map(|(name, purpose)| create_account(world, DATA, name, true, purpose));
    let documents = create_account(world, DATA, "stdocsweu", false, "Contracts and scans");
    create_account(world, DATA, "lakerestore", true, "Restore target");
    world.pass(SimSpan::from_minutes(2));
    fill(world, &lakes[0], "orders", &sample_files::daily_exports("orders", 8, 31, 180));
    fill(world, &lakes[0], "customers", &sample_files::daily_exports("customers", 8, 6, 400));
    fill(world, &lakes[1], "sensors", &sample_files::daily_exports("sensors", 8, 24, 700));
    fill(world, &documents, "contracts", &sample_files::daily_exports("clients", 8, 20, 64));
    let scan = sample_files::single("inbox/letter.bin", ByteSize::mib(2), AccessTier::Hot);
    fill(world, &documents, "scans", &[scan]);
    let disks: Vec<ArmId> = DISKS.iter().map(|planned| create_disk(world, DATA, *planned)).collect();
    let estate = Estate { vault, lakes, documents, disks };
    grant_all(world, &estate);
    world.pass(PROPAGATION);
    protect_all(world, &estate);
    estate
}

fn grant_all(world: &mut Builder, estate: &Estate) {
    for account in estate.lakes.iter().chain([&estate.documents]) {
        grant(world, &estate.vault, Role::StorageAccountBackupContributor, account);
    }
    for disk in &estate.disks {
        grant(world, &estate.vault, Role::DiskBackupReader, disk);
    }
    grant(world, &estate.vault, Role::DiskSnapshotContributor, &group(SNAPSHOTS));
}

fn protect_all(world: &mut Builder, estate: &Estate) {
    use RetentionDuration::Days;
    use RetentionTag::{Daily, Default, Weekly};
    let planned = |name, datasource_type, frequency, hour, rules| PlannedPolicy {
        name,
        datasource_type,
        frequency,
        time: at_hour(hour),
        rules,
        continuous: None,
    };
    let (daily, rules) = (ScheduleFrequency::Daily, &[(Default, Days(30)), (Weekly, Days(84))]);
    let lakes = planned("lakes-daily", DatasourceType::DataLakeStorage, daily.clone(), 2, rules);
    let lakes = create_policy(world, &estate.vault, &lakes);
    let blobs = planned("blobs-daily", DatasourceType::Blob, daily, 21, rules);
    let blobs = create_policy(world, &estate.vault, &PlannedPolicy { continuous: Some(30), ..blobs });
    let often = ScheduleFrequency::Hourly(4);
    let disks =
        planned("disks-4-hourly", DatasourceType::Disk, often, 0, &[(Default, Days(7)), (Daily, Days(30))]);
    let disks = create_policy(world, &estate.vault, &disks);
    let listed = |names: &[&str]| ContainerSelection::Listed(names.iter().map(ToString::to_string).collect());
    let [sales, telemetry] = &estate.lakes;
    protect_as_proposed(world, &lakes, sales, PolicyParameters::Containers(listed(&["customers", "orders"])));
    protect_as_proposed(world, &lakes, telemetry, PolicyParameters::Containers(listed(&["sensors"])));
    let both = Some(listed(&["contracts", "scans"]));
    protect_as_proposed(world, &blobs, &estate.documents, PolicyParameters::Blobs(both));
    for disk in &estate.disks {
        protect_as_proposed(world, &disks, disk, PolicyParameters::SnapshotGroup(group(SNAPSHOTS)));
    }
}

/// Somebody locks the snapshots for a night: backups of disks fail until the lock is gone.
fn locked_night(world: &mut Builder) {
    let scope = group(SNAPSHOTS);
    world.give(Command::CreateLock {
        scope: scope.clone(),
        name: "freeze".to_string(),
        level: LockLevel::ReadOnly,
        notes: "No changes during the audit".to_string(),
    });
    world.pass(SimSpan::from_hours(9));
    world
        .give(Command::DeleteLock { lock: scope.child("providers/Microsoft.Authorization/locks", "freeze") });
}

/// What the last days brought.
fn late_work(world: &mut Builder, estate: &Estate) {
    fill(world, &estate.lakes[0], "orders", &sample_files::daily_exports("orders", 9, 5, 180));
    world.give(Command::DeletePath {
        container: container(&estate.documents, "scans"),
        path: "inbox/letter.bin".to_string(),
    });
}
