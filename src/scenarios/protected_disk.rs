//! The disk of the first world that is backed up: a file server that changes a little every day.

use crate::{
    base::{ArmId, ByteSize, SimSpan},
    content::{Extent, Pattern, Source},
    engine::{
        compute::{DiskSku, DiskSource, DiskWrite},
        policy::{DatasourceType, RetentionDuration, RetentionTag, ScheduleFrequency},
        protection::PolicyParameters,
        rbac::Role,
        request::Command,
        resources::Region,
    },
    scenarios::{
        builder::{Builder, disk, group, vault},
        estate::{PROPAGATION, PlannedPolicy, at_hour, create_policy, grant, protect_as_proposed, tags},
    },
};

/// Creates the disk and protects it; backups start with the next slot.
pub fn create(world: &mut Builder) {
    let disk = create_disk(world);
    let vault = vault(&group("rg-backup-weu"), "vault-weu-prod");
    let policy = create_policy(
        world,
        &vault,
        &PlannedPolicy {
            name: "disks-4-hourly",
            datasource_type: DatasourceType::Disk,
            frequency: ScheduleFrequency::Hourly(4),
            time: at_hour(0),
            rules: &[
                (RetentionTag::Default, RetentionDuration::Days(7)),
                (RetentionTag::Daily, RetentionDuration::Days(30)),
            ],
            continuous: None,
        },
    );
    let snapshots = group("rg-snapshots-weu");
    grant(world, &vault, Role::DiskBackupReader, &disk);
    grant(world, &vault, Role::DiskSnapshotContributor, &snapshots);
    world.pass(PROPAGATION);
    protect_as_proposed(world, &policy, &disk, PolicyParameters::SnapshotGroup(snapshots));
}

fn create_disk(world: &mut Builder) -> ArmId {
    let group = group("rg-data-weu");
    world.give(Command::CreateDisk {
        group: group.clone(),
        name: "disk-files".to_string(),
        region: Region::WestEurope,
        zone: Some(1),
        sku: DiskSku::PremiumLrs,
        size_gib: 32,
        source: DiskSource::Empty,
        tags: tags(&[("purpose", "File server")]),
    });
    world.pass(SimSpan::from_minutes(2));
    let disk = disk(&group, "disk-files");
    let source = Source::Procedural { pattern: Pattern::Lines, seed: world.state().seed(), origin: 0 };
    let extent = Extent { length: ByteSize::gib(9).bytes(), source };
    world.give(Command::WriteDisk { disk: disk.clone(), writes: vec![DiskWrite { offset: 0, extent }] });
    world.give(Command::SetDiskWorkload { disk: disk.clone(), per_mille: Some(10) });
    disk
}
