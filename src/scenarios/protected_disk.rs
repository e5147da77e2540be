//! The disk of the first world that is backed up: a file server that changes a little every day.

use crate::{
    base::{ArmId, ByteSize, SimSpan},
    content::{Extent, Pattern, Source},
    engine::{
        compute::{DiskSku, DiskSource, DiskWrite},
        policy::{
            DatasourceType, RetentionDuration, RetentionRule, RetentionTag, Schedule, ScheduleFrequency,
            ScheduledBackups, TimeOfDay, TimeZone,
        },
        protection::PolicyParameters,
        rbac::Role,
        request::Command,
        resources::{Region, Tags},
    },
    scenarios::{
        builder::{Builder, disk, group, vault},
        first_backup::tags,
    },
};

const POLICY: &str = "disks-4-hourly";

/// Creates the disk and protects it; backups start with the next slot.
pub fn create(world: &mut Builder) {
    let disk = create_disk(world);
    let vault = vault(&group("rg-backup-weu"), "vault-weu-prod");
    create_policy(world, &vault);
    let snapshots = group("rg-snapshots-weu");
    let identity = world.state().find_vault(&vault).ok().and_then(|vault| vault.identity);
    let principal = identity.expect("the vault was created with one").principal;
    let roles = [(Role::DiskBackupReader, &disk), (Role::DiskSnapshotContributor, &snapshots)];
    for (role, scope) in roles {
        world.give(Command::CreateRoleAssignment { scope: scope.clone(), role, principal, name: None });
    }
    world.pass(SimSpan::from_minutes(31));
    world.give(Command::ConfigureProtection {
        policy: vault.child("backupPolicies", POLICY),
        vault,
        instance_name: "disk-files-backup".to_string(),
        datasource: disk,
        parameters: PolicyParameters::SnapshotGroup(snapshots),
        tags: Tags::new(),
    });
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

fn create_policy(world: &mut Builder, vault: &ArmId) {
    let rule = |tag, days| RetentionRule { tag, duration: RetentionDuration::Days(days) };
    world.give(Command::CreateBackupPolicy {
        vault: vault.clone(),
        name: POLICY.to_string(),
        datasource_type: DatasourceType::Disk,
        scheduled: Some(ScheduledBackups {
            schedule: Schedule {
                frequency: ScheduleFrequency::Hourly(4),
                time: TimeOfDay { hour: 0, minute: 0 },
                time_zone: TimeZone::Utc,
            },
            retention: vec![rule(RetentionTag::Default, 7), rule(RetentionTag::Daily, 30)],
        }),
        continuous: None,
    });
}
