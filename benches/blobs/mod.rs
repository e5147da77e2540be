//! An account with many blobs, for measuring what listing them and putting them back costs.

#[path = "../world/mod.rs"]
mod world;

use std::{
    collections::BTreeMap,
    ops::{Deref, DerefMut},
};
use vault_lab::{
    base::{ArmId, ByteSize, Seed, SimSpan},
    content::{Content, Pattern},
    engine::{
        Command,
        job::JobStatus,
        policy::{
            DatasourceType, RetentionDuration, RetentionRule, RetentionTag, Schedule, ScheduleFrequency,
            ScheduledBackups, TimeOfDay, TimeZone, Weekday,
        },
        protection::{ContainerSelection, PolicyParameters},
        rbac::Role,
        resources::Tags,
        storage::{AccessTier, ChangeFeed, DataProtection, StorageRedundancy},
        vault::{SoftDeleteState, VaultRedundancy},
    },
};
use world::{REGION, World};

/// A world with one account, whose only container is there to be filled.
pub struct Site {
    world: World,
    pub account: ArmId,
    pub container: ArmId,
    /// How often blobs were written: each time with other bytes, of a few.
    written: u64,
}

/// Different bytes that a blob can have.
const CONTENTS: u64 = 1_009;

impl Deref for Site {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl DerefMut for Site {
    fn deref_mut(&mut self) -> &mut World {
        &mut self.world
    }
}

impl Site {
    pub fn new() -> Self {
        let mut world = World::new("rg-blobs");
        let account = ArmId::resource(&world.group, "Microsoft.Storage/storageAccounts", "manyblobs");
        let container = account.child("blobServices/default/containers", "data");
        world.run(Command::CreateStorageAccount {
            group: world.group.clone(),
            name: "manyblobs".to_string(),
            region: REGION,
            redundancy: StorageRedundancy::Lrs,
            hierarchical_namespace: false,
            cross_tenant_replication: true,
            tags: Tags::new(),
        });
        world.pass(SimSpan::from_minutes(1));
        world.run(Command::CreateContainer { account: account.clone(), name: "data".to_string() });
        Self { world, account, container, written: 0 }
    }

    pub fn protect(&mut self, days: u32) {
        self.world.run(Command::SetDataProtection {
            account: self.account.clone(),
            settings: DataProtection {
                blob_soft_delete_days: Some(days + 5),
                versioning: true,
                change_feed: ChangeFeed::KeepAll,
                point_in_time_restore_days: Some(days),
                ..DataProtection::default()
            },
        });
    }

    /// Vaulted backup of the container, with everything in the vault once.
    pub fn protect_in_vault(&mut self) -> ArmId {
        let vault = ArmId::resource(&self.group, "Microsoft.DataProtection/backupVaults", "vault");
        self.create_vault(&vault);
        let policy = vault.child("backupPolicies", "weekly");
        self.create_policy(&vault, &policy);
        let datasource = self.account.clone();
        let containers = ContainerSelection::Listed(vec!["data".to_string()]);
        self.world.run(Command::ConfigureProtection {
            vault: vault.clone(),
            instance_name: "manyblobs".to_string(),
            datasource,
            policy,
            parameters: PolicyParameters::Blobs(Some(containers)),
            tags: Tags::new(),
        });
        self.pass(SimSpan::from_hours(1));
        let instance = vault.child("backupInstances", "manyblobs");
        self.world.run(Site::backup_of(&instance));
        while self.state.jobs.values().any(|job| job.status == JobStatus::InProgress) {
            self.pass(SimSpan::from_days(1));
        }
        instance
    }

    fn create_vault(&mut self, vault: &ArmId) {
        let group = self.group.clone();
        self.world.run(Command::CreateBackupVault {
            group,
            name: vault.name().to_string(),
            region: REGION,
            redundancy: VaultRedundancy::LocallyRedundant,
            system_assigned_identity: true,
            soft_delete: SoftDeleteState::On,
            soft_delete_days: 14,
            tags: Tags::new(),
        });
        self.pass(SimSpan::from_minutes(1));
        let identity = self.state.find_vault(vault).expect("it was just made").identity;
        let principal = identity.expect("it was asked for").principal;
        let (scope, role) = (self.account.clone(), Role::StorageAccountBackupContributor);
        self.world.run(Command::CreateRoleAssignment { scope, role, principal, name: None });
        self.pass(SimSpan::from_hours(1));
    }

    fn create_policy(&mut self, vault: &ArmId, policy: &ArmId) {
        let schedule = Schedule {
            frequency: ScheduleFrequency::Weekly([Weekday::Sunday].into()),
            time: TimeOfDay { hour: 3, minute: 0 },
            time_zone: TimeZone::Utc,
        };
        let retention =
            vec![RetentionRule { tag: RetentionTag::Default, duration: RetentionDuration::Days(3_650) }];
        self.world.run(Command::CreateBackupPolicy {
            vault: vault.clone(),
            name: policy.name().to_string(),
            datasource_type: DatasourceType::Blob,
            scheduled: Some(ScheduledBackups { schedule, retention }),
            continuous: None,
        });
    }

    /// *Backup now*.
    pub fn backup_of(instance: &ArmId) -> Command {
        Command::BackupNow { instance: instance.clone(), tag: RetentionTag::Default }
    }

    /// The name of a blob; their order is that of the numbers.
    pub fn name(number: u64) -> String {
        format!("orders-of-the-day-{number:08}.parquet")
    }

    pub fn put(&mut self, number: u64) {
        self.written += 1;
        let seed = Seed(self.written % CONTENTS);
        self.world.run(Command::PutFile {
            container: self.container.clone(),
            path: Self::name(number),
            content: Content::procedural(Pattern::Noise, seed, ByteSize::mib(5)),
            content_type: "application/octet-stream".to_string(),
            tier: AccessTier::Hot,
            metadata: BTreeMap::new(),
            overwrite: true,
        });
    }

    pub fn delete(&mut self, number: u64) {
        self.world.run(Command::DeletePath { container: self.container.clone(), path: Self::name(number) });
    }

    /// So many writes and so many deletions a day, spread over all `blobs`. What is deleted is written again on
    /// another day.
    pub fn work(&mut self, blobs: u64, days: u64, writes: u64, deletions: u64) {
        let mut place = 0;
        let mut next = || {
            // A prime step visits every blob before it comes to one again.
            place = (place + 611_953) % blobs;
            place
        };
        for _ in 0..days {
            self.pass(SimSpan::from_days(1));
            (0..writes).for_each(|_| self.put(next()));
            (0..deletions).for_each(|_| {
                let number = next();
                self.put(number);
                self.delete(number);
            });
        }
    }
}
