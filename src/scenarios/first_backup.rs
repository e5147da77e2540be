//! The world of a first visit: a data lake to protect, one to restore to, and a vault with a week of history of a third, a
//! disk and an account with blobs.

use crate::{
    base::{ArmId, ByteSize, SimSpan},
    content::{Extent, Pattern, Source},
    engine::{
        Command,
        compute::{DiskSku, DiskSource, DiskWrite, SnapshotSku},
        policy::{DatasourceType, RetentionDuration, RetentionTag, ScheduleFrequency, TimeOfDay},
        protection::{ContainerSelection, PolicyParameters},
        rbac::Role,
        resources::{Region, Tags},
        storage::AccessTier,
    },
    scenarios::{
        builder::{Builder, account, container, disk, group},
        estate::{
            PROPAGATION, PlannedPolicy, create_account, create_groups, create_policy, create_vault, grant,
            protect, tags,
        },
        protected_blobs, protected_disk,
        sample_files::{self, SampleFile},
    },
};

/// How long things were protected before their last day.
const HISTORY: SimSpan = SimSpan::from_days(7);
/// The world opens before the backups of the morning begin.
const LAST_DAY: SimSpan = SimSpan::from_minutes(23 * 60 + 27);

pub fn build(world: &mut Builder) {
    create_groups(world, &["rg-data-weu", "rg-backup-weu", "rg-snapshots-weu"]);
    let (lake, history) = create_accounts(world);
    fill(world, &lake, "raw", &raw_files());
    fill(world, &lake, "curated", &curated_files());
    fill(world, &history, "ledger", &sample_files::daily_exports("journal", 8, 31, 96));
    protect_history(world, &history);
    create_disk(world);
    protected_disk::create(world);
    protected_blobs::create(world);
    world.pass(HISTORY);
    protected_blobs::work(world);
    world.pass(LAST_DAY);
    fill(world, &history, "ledger", &sample_files::daily_exports("journal", 9, 14, 96));
}

fn create_accounts(world: &mut Builder) -> (ArmId, ArmId) {
    let group = group("rg-data-weu");
    let accounts = [
        ("lakeweu01", true, "Sales and telemetry"),
        ("lakeweu02", true, "Restore target"),
        ("lakehistory", true, "Finance"),
        ("stmediaweu", false, "Web site"),
    ];
    for (name, is_lake, purpose) in accounts {
        create_account(world, "rg-data-weu", name, is_lake, purpose);
    }
    world.pass(SimSpan::from_minutes(2));
    let media = account(&group, "stmediaweu");
    fill(
        world,
        &media,
        "images",
        &[sample_files::single("catalogue.bin", ByteSize::kib(48), AccessTier::Hot)],
    );
    (account(&group, "lakeweu01"), account(&group, "lakehistory"))
}

/// A disk with data on it, one snapshot, and some work since then.
fn create_disk(world: &mut Builder) {
    let group = group("rg-data-weu");
    world.give(Command::CreateDisk {
        group: group.clone(),
        name: "disk-erp-data".to_string(),
        region: Region::WestEurope,
        zone: None,
        sku: DiskSku::StandardSsdLrs,
        size_gib: 64,
        source: DiskSource::Empty,
        tags: tags(&[("purpose", "ERP database")]),
    });
    let disk = disk(&group, "disk-erp-data");
    let source = Source::Procedural { pattern: Pattern::Lines, seed: world.state().seed(), origin: 0 };
    let extent = Extent { length: ByteSize::gib(12).bytes(), source };
    world.give(Command::WriteDisk { disk: disk.clone(), writes: vec![DiskWrite { offset: 0, extent }] });
    world.pass(SimSpan::from_minutes(2));
    world.give(Command::CreateSnapshot {
        group: group.clone(),
        name: "disk-erp-data-before-update".to_string(),
        disk: disk.clone(),
        incremental: true,
        sku: SnapshotSku::StandardZrs,
        tags: Tags::new(),
    });
    world.pass(SimSpan::from_minutes(2));
    world.give(Command::RewriteDisk { disk, per_mille: 20 });
}

pub(super) fn fill(world: &mut Builder, account: &ArmId, name: &str, files: &[SampleFile]) {
    let id = container(account, name);
    if world.state().find_container(&id).is_err() {
        world.give(Command::CreateContainer { account: account.clone(), name: name.to_string() });
    }
    let seed = world.state().seed();
    for file in files {
        let number = world.state().world().next_id;
        world.give(sample_files::put(&id, file, seed, number));
    }
}

fn raw_files() -> Vec<SampleFile> {
    let mut files = sample_files::daily_exports("sales", 8, 31, 220);
    files.extend(sample_files::daily_exports("telemetry", 8, 14, 900));
    files.push(sample_files::single("telemetry/2026/sensors.bin", ByteSize::mib(12), AccessTier::Cool));
    files.push(sample_files::single("notes.txt", ByteSize(2_304), AccessTier::Hot));
    files
}

fn curated_files() -> Vec<SampleFile> {
    vec![
        sample_files::single("customers/customers.csv", ByteSize::mib(3), AccessTier::Hot),
        sample_files::single("customers/regions.csv", ByteSize::kib(18), AccessTier::Hot),
        sample_files::single("orders/2026-08.csv", ByteSize::mib(6), AccessTier::Hot),
        sample_files::single("models/forecast.bin", ByteSize::mib(24), AccessTier::Cool),
    ]
}

fn protect_history(world: &mut Builder, datasource: &ArmId) {
    let vault = create_vault(world, "rg-backup-weu", "vault-weu-prod");
    let policy = PlannedPolicy {
        name: "daily-30-days",
        datasource_type: DatasourceType::DataLakeStorage,
        frequency: ScheduleFrequency::Daily,
        time: TimeOfDay { hour: 7, minute: 30 },
        rules: &[
            (RetentionTag::Default, RetentionDuration::Days(30)),
            (RetentionTag::Weekly, RetentionDuration::Weeks(12)),
        ],
        continuous: None,
    };
    let policy = create_policy(world, &vault, &policy);
    grant(world, &vault, Role::StorageAccountBackupContributor, datasource);
    world.pass(PROPAGATION);
    let selection = ContainerSelection::Listed(vec!["ledger".to_string()]);
    protect(world, "lakehistory", &policy, datasource, PolicyParameters::Containers(selection));
}
