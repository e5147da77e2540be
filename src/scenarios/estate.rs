//! What most prepared worlds are made of: groups, vaults, policies, things to protect, and the roles that it takes.

use crate::{
    base::{ArmId, ByteSize, SimSpan},
    content::{Extent, Pattern, Source},
    engine::{
        Command,
        compute::{DiskSku, DiskSource, DiskWrite},
        policy::{
            DatasourceType, RetentionDuration, RetentionRule, RetentionTag, Schedule, ScheduleFrequency,
            ScheduledBackups, TimeOfDay, TimeZone,
        },
        protection::PolicyParameters,
        rbac::Role,
        resources::{Region, SUBSCRIPTIONS, Tags},
        storage::StorageRedundancy,
        vault::{SoftDeleteState, VaultRedundancy},
    },
    scenarios::builder::{Builder, account, disk, group, vault},
};

/// Roles count after half an hour at most.
pub const PROPAGATION: SimSpan = SimSpan::from_minutes(31);

pub fn create_groups(world: &mut Builder, names: &[&str]) {
    for name in names {
        world.give(Command::CreateResourceGroup {
            subscription: SUBSCRIPTIONS[0].0,
            name: (*name).to_string(),
            region: Region::WestEurope,
            tags: tags(&[("environment", "production")]),
        });
    }
}

pub fn create_vault(world: &mut Builder, in_group: &str, name: &str) -> ArmId {
    let lies_in = group(in_group);
    world.give(Command::CreateBackupVault {
        group: lies_in.clone(),
        name: name.to_string(),
        region: Region::WestEurope,
        redundancy: VaultRedundancy::GeoRedundant,
        system_assigned_identity: true,
        soft_delete: SoftDeleteState::On,
        soft_delete_days: 14,
        tags: tags(&[("environment", "production")]),
    });
    vault(&lies_in, name)
}

/// Creates an account; it is there after two minutes.
pub fn create_account(
    world: &mut Builder,
    in_group: &str,
    name: &str,
    is_lake: bool,
    purpose: &str,
) -> ArmId {
    let lies_in = group(in_group);
    world.give(Command::CreateStorageAccount {
        group: lies_in.clone(),
        name: name.to_string(),
        region: Region::WestEurope,
        redundancy: StorageRedundancy::Zrs,
        hierarchical_namespace: is_lake,
        cross_tenant_replication: true,
        tags: tags(&[("purpose", purpose)]),
    });
    account(&lies_in, name)
}

/// A disk, how much of it is written, and how much of it changes every day.
#[derive(Clone, Copy, Debug)]
pub struct PlannedDisk {
    pub name: &'static str,
    pub purpose: &'static str,
    pub sku: DiskSku,
    pub size_gib: u32,
    pub written_gib: u64,
    pub per_mille: Option<u32>,
}

/// Creates a disk and writes on it.
pub fn create_disk(world: &mut Builder, in_group: &str, planned: PlannedDisk) -> ArmId {
    let lies_in = group(in_group);
    world.give(Command::CreateDisk {
        group: lies_in.clone(),
        name: planned.name.to_string(),
        region: Region::WestEurope,
        zone: None,
        sku: planned.sku,
        size_gib: planned.size_gib,
        source: DiskSource::Empty,
        tags: tags(&[("purpose", planned.purpose)]),
    });
    world.pass(SimSpan::from_minutes(2));
    let disk = disk(&lies_in, planned.name);
    let source = Source::Procedural { pattern: Pattern::Lines, seed: world.state().seed(), origin: 0 };
    let extent = Extent { length: ByteSize::gib(planned.written_gib).bytes(), source };
    world.give(Command::WriteDisk { disk: disk.clone(), writes: vec![DiskWrite { offset: 0, extent }] });
    if planned.per_mille.is_some() {
        world.give(Command::SetDiskWorkload { disk: disk.clone(), per_mille: planned.per_mille });
    }
    disk
}

/// Gives the identity of a vault a role.
pub fn grant(world: &mut Builder, vault: &ArmId, role: Role, scope: &ArmId) {
    let identity = world.state().find_vault(vault).ok().and_then(|vault| vault.identity);
    let principal = identity.expect("the vault was created with one").principal;
    world.give(Command::CreateRoleAssignment { scope: scope.clone(), role, principal, name: None });
}

/// When a policy backs up, and what it keeps.
#[derive(Clone, Debug)]
pub struct PlannedPolicy<'p> {
    pub name: &'p str,
    pub datasource_type: DatasourceType,
    pub frequency: ScheduleFrequency,
    /// In UTC.
    pub time: TimeOfDay,
    pub rules: &'p [(RetentionTag, RetentionDuration)],
    /// How far back blobs can be taken where they are. Units: days.
    pub continuous: Option<u32>,
}

pub fn create_policy(world: &mut Builder, vault: &ArmId, planned: &PlannedPolicy) -> ArmId {
    let retention = planned
        .rules
        .iter()
        .map(|(tag, duration)| RetentionRule { tag: *tag, duration: *duration })
        .collect();
    let (frequency, time) = (planned.frequency.clone(), planned.time);
    let schedule = Schedule { frequency, time, time_zone: TimeZone::Utc };
    world.give(Command::CreateBackupPolicy {
        vault: vault.clone(),
        name: planned.name.to_string(),
        datasource_type: planned.datasource_type,
        scheduled: Some(ScheduledBackups { schedule, retention }),
        continuous: planned.continuous.map(RetentionDuration::Days),
    });
    vault.child("backupPolicies", planned.name)
}

/// At the full hour.
pub const fn at_hour(hour: u8) -> TimeOfDay {
    TimeOfDay { hour, minute: 0 }
}

/// Protects something under a name.
pub fn protect(
    world: &mut Builder,
    instance_name: &str,
    policy: &ArmId,
    datasource: &ArmId,
    parameters: PolicyParameters,
) -> ArmId {
    let vault = vault_of(policy);
    world.give(Command::ConfigureProtection {
        vault: vault.clone(),
        instance_name: instance_name.to_string(),
        datasource: datasource.clone(),
        policy: policy.clone(),
        parameters,
        tags: Tags::new(),
    });
    vault.child("backupInstances", instance_name)
}

/// Protects something under the name that the portal proposes.
pub fn protect_as_proposed(
    world: &mut Builder,
    policy: &ArmId,
    datasource: &ArmId,
    parameters: PolicyParameters,
) -> ArmId {
    let name = format!("{}-backup", datasource.name());
    protect(world, &name, policy, datasource, parameters)
}

fn vault_of(policy: &ArmId) -> ArmId {
    let vault = policy.as_str().rsplitn(3, '/').nth(2).unwrap_or_default();
    ArmId::new(vault)
}

pub fn tags(pairs: &[(&str, &str)]) -> Tags {
    pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}
