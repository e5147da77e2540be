//! An estate of managed disks that are backed up every four hours, for measuring what years of it cost.

pub mod clock;
#[allow(dead_code, reason = "other benchmarks ask questions")]
#[path = "../world/mod.rs"]
mod world;

use std::ops::{Deref, DerefMut};
use vault_lab::{
    base::{ArmId, SimSpan},
    engine::{
        Command,
        compute::{DiskSku, DiskSource},
        policy::{
            DatasourceType, RetentionDuration, RetentionRule, RetentionTag, Schedule, ScheduleFrequency,
            ScheduledBackups, TimeOfDay, TimeZone,
        },
        protection::PolicyParameters,
        rbac::Role,
        resources::Tags,
        vault::{SoftDeleteState, VaultRedundancy},
    },
};
use world::{REGION, World};

pub const YEAR: SimSpan = SimSpan::from_days(365);

/// A vault with so many protected disks, a week after the first backups: points begin to expire.
pub struct Estate {
    world: World,
}

impl Deref for Estate {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl DerefMut for Estate {
    fn deref_mut(&mut self) -> &mut World {
        &mut self.world
    }
}

impl Estate {
    pub fn new(disks: usize) -> Self {
        let mut world = World::new("rg-estate");
        let vault = create_vault(&mut world);
        let policy = create_policy(&mut world, &vault);
        let group = world.group.clone();
        for index in 0..disks {
            create_disk(&mut world, &format!("disk-{index:04}"));
        }
        // Roles of the vault's identity at the group count for all disks in it.
        let row = world.state.find_vault(&vault).expect("it was just created");
        let principal = row.identity.expect("it was created with one").principal;
        for role in [Role::DiskBackupReader, Role::DiskSnapshotContributor] {
            let scope = group.clone();
            world.run(Command::CreateRoleAssignment { scope, role, principal, name: None });
        }
        world.pass(SimSpan::from_hours(1));
        for index in 0..disks {
            let name = format!("disk-{index:04}");
            world.run(Command::ConfigureProtection {
                vault: vault.clone(),
                datasource: ArmId::resource(&group, "Microsoft.Compute/disks", &name),
                instance_name: name,
                policy: policy.clone(),
                parameters: PolicyParameters::SnapshotGroup(group.clone()),
                tags: Tags::new(),
            });
        }
        world.pass(SimSpan::from_days(8));
        Self { world }
    }
}

fn create_vault(world: &mut World) -> ArmId {
    let name = "vault-estate".to_string();
    let vault = ArmId::resource(&world.group, "Microsoft.DataProtection/backupVaults", &name);
    world.run(Command::CreateBackupVault {
        group: world.group.clone(),
        name,
        region: REGION,
        redundancy: VaultRedundancy::LocallyRedundant,
        system_assigned_identity: true,
        soft_delete: SoftDeleteState::On,
        soft_delete_days: 14,
        tags: Tags::new(),
    });
    vault
}

/// Every four hours, kept for a week; the first of a week for four.
fn create_policy(world: &mut World, vault: &ArmId) -> ArmId {
    let rule = |tag, duration| RetentionRule { tag, duration };
    world.run(Command::CreateBackupPolicy {
        vault: vault.clone(),
        name: "four-hourly".to_string(),
        datasource_type: DatasourceType::Disk,
        scheduled: Some(ScheduledBackups {
            schedule: Schedule {
                frequency: ScheduleFrequency::Hourly(4),
                time: TimeOfDay { hour: 0, minute: 0 },
                time_zone: TimeZone::Utc,
            },
            retention: vec![
                rule(RetentionTag::Default, RetentionDuration::Days(7)),
                rule(RetentionTag::Weekly, RetentionDuration::Weeks(4)),
            ],
        }),
        continuous: None,
    });
    vault.child("backupPolicies", "four-hourly")
}

fn create_disk(world: &mut World, name: &str) {
    world.run(Command::CreateDisk {
        group: world.group.clone(),
        name: name.to_string(),
        region: REGION,
        zone: None,
        sku: DiskSku::StandardSsdLrs,
        size_gib: 32,
        source: DiskSource::Empty,
        tags: Tags::new(),
    });
}
