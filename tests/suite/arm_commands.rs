//! Commands that a laboratory could be given, made up.

use crate::{disk_site::DiskSite, lab::persona};
use proptest::{
    collection::{btree_map, btree_set},
    option,
    prelude::*,
    sample::select,
};
use uuid::Uuid;
use vault_lab::{
    base::ArmId,
    engine::{
        Command,
        compute::{DiskSku, DiskSource, SnapshotSku},
        policy::{
            DatasourceType, RetentionDuration, RetentionRule, RetentionTag, Schedule, ScheduleFrequency,
            ScheduledBackups, TimeOfDay, TimeZone, Weekday,
        },
        protection::PolicyParameters,
        rbac::Role,
        resources::{LockLevel, Region, ResourceKind, Tags},
        vault::{SoftDeleteState, VaultChanges, VaultRedundancy},
    },
};

pub type Commands = BoxedStrategy<Command>;

/// The command with which a request says the same: what changes one thing is told as what changes several, and names that
/// nobody chose are left out.
pub fn canonical(command: Command) -> Command {
    let vault = |vault, changes| Command::UpdateBackupVault { vault, changes };
    let none = VaultChanges::default();
    match command {
        Command::SetTags { resource, tags } => {
            match resource.resource_type().as_deref().and_then(ResourceKind::parse) {
                Some(ResourceKind::BackupVault) => vault(resource, VaultChanges { tags: Some(tags), ..none }),
                Some(ResourceKind::Disk) => {
                    Command::UpdateDisk { disk: resource, tags: Some(tags), size_gib: None }
                }
                Some(ResourceKind::StorageAccount) => Command::UpdateStorageAccount {
                    account: resource,
                    tags: Some(tags),
                    cross_tenant_replication: None,
                },
                Some(ResourceKind::Snapshot) | None => Command::SetTags { resource, tags },
            }
        }
        Command::SetVaultIdentity { vault: id, system_assigned } => {
            vault(id, VaultChanges { system_assigned_identity: Some(system_assigned), ..none })
        }
        Command::SetVaultRedundancy { vault: id, redundancy } => {
            vault(id, VaultChanges { redundancy: Some(redundancy), ..none })
        }
        Command::SetVaultSoftDelete { vault: id, state, days } => {
            vault(id, VaultChanges { soft_delete: Some((state, days)), ..none })
        }
        Command::CreateRoleAssignment { scope, role, principal, .. } => {
            Command::CreateRoleAssignment { scope, role, principal, name: None }
        }
        Command::Validate { command } => match *command {
            Command::ConfigureProtection { vault, datasource, policy, parameters, .. } => {
                let (instance_name, tags) = (String::new(), Tags::new());
                let command = Command::ConfigureProtection {
                    vault,
                    instance_name,
                    datasource,
                    policy,
                    parameters,
                    tags,
                };
                Command::Validate { command: Box::new(command) }
            }
            Command::UpdateProtection { instance, policy, parameters, .. } => {
                let tags = Tags::new();
                let command = Command::UpdateProtection { instance, policy, parameters, tags };
                Command::Validate { command: Box::new(command) }
            }
            other => Command::Validate { command: Box::new(other) },
        },
        other => other,
    }
}

pub fn region() -> impl Strategy<Value = Region> {
    select(Region::ALL.to_vec())
}

pub fn tags() -> impl Strategy<Value = Tags> {
    btree_map("[a-z][a-z0-9-]{0,8}", "[a-z '$\"ä]{0,8}", 0..3)
}

pub fn name() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9-]{2,10}[a-z0-9]"
}

pub fn just(command: Command) -> Commands {
    Just(command).boxed()
}

/// Resource groups, tags, locks, roles.
fn platform(site: &DiskSite) -> Commands {
    let subscription = site.subscription(0);
    let snapshot = site.take("by-hand");
    let Command::CreateSnapshot { group, name: snapshot_name, .. } = snapshot else { unreachable!() };
    let snapshot = ArmId::resource(&group, ResourceKind::Snapshot.resource_type(), &snapshot_name);
    let tagged = vec![site.group.clone(), site.vault.clone(), site.disk.clone(), snapshot];
    let scopes =
        vec![ArmId::subscription(subscription), site.group.clone(), site.vault.clone(), site.disk.clone()];
    let principals = vec![site.identity(&site.vault), persona("Rosa")];
    let assignments: Vec<ArmId> = site.state.assignments.values().map(|row| row.arm_id()).collect();
    let lock = site.disks.child("providers/Microsoft.Authorization/locks", "keep");
    prop_oneof![
        ("[a-zA-Z0-9._()-]{0,20}[a-z]", region(), tags()).prop_map(move |(name, region, tags)| {
            Command::CreateResourceGroup { subscription, name, region, tags }
        }),
        just(Command::DeleteResourceGroup { group: site.group.clone() }),
        (select(tagged), tags()).prop_map(|(resource, mut tags)| {
            // What is so already changes nothing.
            tags.insert("new".to_string(), "yes".to_string());
            Command::SetTags { resource, tags }
        }),
        (select(scopes.clone()), "[a-z (.)#?%-]{1,10}[a-z]", select(LockLevel::ALL.to_vec()), "[ -~]{0,20}")
            .prop_map(|(scope, name, level, notes)| {
                Command::CreateLock { scope, name: format!("l{name}"), level, notes }
            }),
        just(Command::DeleteLock { lock }),
        (select(scopes), select(Role::ALL.to_vec()), select(principals), option::of(any::<[u8; 16]>()))
            .prop_map(|(scope, role, principal, name)| Command::CreateRoleAssignment {
                scope,
                role,
                principal,
                name: name.map(Uuid::from_bytes),
            }),
        select(assignments).prop_map(|assignment| Command::DeleteRoleAssignment { assignment }),
    ]
    .boxed()
}

fn compute(site: &DiskSite) -> Commands {
    let (group, disk) = (site.target.clone(), site.disk.clone());
    let snapshot = ArmId::resource(&site.snapshots, ResourceKind::Snapshot.resource_type(), "by-hand");
    let sources = vec![DiskSource::Empty, DiskSource::Snapshot(snapshot.clone())];
    let [in_group, of, updated] = [group.clone(), disk.clone(), disk.clone()];
    prop_oneof![
        (
            name(),
            region(),
            option::of(1u8..4),
            select(DiskSku::ALL.to_vec()),
            1u32..5_000,
            select(sources),
            tags()
        )
            .prop_map(move |(name, region, zone, sku, size_gib, source, tags)| Command::CreateDisk {
                group: group.clone(),
                name,
                region,
                zone,
                sku,
                size_gib,
                source,
                tags
            }),
        (option::of(tags()), option::of(2u32..100)).prop_map(move |(tags, size_gib)| Command::UpdateDisk {
            disk: updated.clone(),
            tags,
            size_gib
        }),
        just(Command::DeleteDisk { disk }),
        (name(), any::<bool>(), select(SnapshotSku::ALL.to_vec()), tags()).prop_map(
            move |(name, incremental, sku, tags)| Command::CreateSnapshot {
                group: in_group.clone(),
                name,
                disk: of.clone(),
                incremental,
                sku,
                tags
            }
        ),
        just(Command::DeleteSnapshot { snapshot }),
    ]
    .boxed()
}

fn vaults(site: &DiskSite) -> Commands {
    let (group, vault) = (site.group.clone(), site.vault.clone());
    let [identity, redundant, soft, changed] = [vault.clone(), vault.clone(), vault.clone(), vault.clone()];
    let state = || select(vec![SoftDeleteState::On, SoftDeleteState::AlwaysOn]);
    let redundancy = || select(VaultRedundancy::ALL.to_vec());
    prop_oneof![
        (name(), region(), redundancy(), any::<bool>(), state(), 14u32..180, tags()).prop_map(
            move |(
                name,
                region,
                redundancy,
                system_assigned_identity,
                soft_delete,
                soft_delete_days,
                tags,
            )| {
                Command::CreateBackupVault {
                    group: group.clone(),
                    name,
                    region,
                    redundancy,
                    system_assigned_identity,
                    soft_delete,
                    soft_delete_days,
                    tags,
                }
            }
        ),
        just(Command::SetVaultIdentity { vault: identity, system_assigned: false }),
        just(Command::SetVaultRedundancy { vault: redundant, redundancy: VaultRedundancy::GeoRedundant }),
        (state(), 15u32..180).prop_map(move |(state, days)| Command::SetVaultSoftDelete {
            vault: soft.clone(),
            state,
            days
        }),
        (tags(), option::of(15u32..180)).prop_map(move |(mut tags, days)| {
            tags.insert("new".to_string(), String::new());
            let soft_delete = days.map(|days| (SoftDeleteState::AlwaysOn, days));
            let changes = VaultChanges { tags: Some(tags), soft_delete, ..VaultChanges::default() };
            Command::UpdateBackupVault { vault: changed.clone(), changes }
        }),
        just(Command::DeleteBackupVault { vault }),
        just(Command::DeleteBackupPolicy { policy: site.policy.clone() }),
        policies(site.vault.clone()),
    ]
    .boxed()
}

fn duration() -> impl Strategy<Value = RetentionDuration> {
    prop_oneof![
        (1u32..400).prop_map(RetentionDuration::Days),
        (1u32..60).prop_map(RetentionDuration::Weeks),
        (1u32..40).prop_map(RetentionDuration::Months),
        (1u32..10).prop_map(RetentionDuration::Years),
    ]
}

fn scheduled() -> impl Strategy<Value = ScheduledBackups> {
    let frequency = prop_oneof![
        Just(ScheduleFrequency::Daily),
        btree_set(select(Weekday::ALL.to_vec()), 1..7).prop_map(ScheduleFrequency::Weekly),
        select(vec![4u8, 6, 8, 12]).prop_map(ScheduleFrequency::Hourly),
    ];
    let tags = btree_map(select(RetentionTag::ALL[1..].to_vec()), duration(), 0..4);
    (frequency, 0u8..24, 0u8..60, select(TimeZone::ALL.to_vec()), duration(), tags).prop_map(
        |(frequency, hour, minute, time_zone, default, more)| {
            let rule = |(tag, duration)| RetentionRule { tag, duration };
            let retention = std::iter::once((RetentionTag::Default, default)).chain(more).map(rule).collect();
            let schedule = Schedule { frequency, time: TimeOfDay { hour, minute }, time_zone };
            ScheduledBackups { schedule, retention }
        },
    )
}

fn policies(vault: ArmId) -> Commands {
    let parts = prop_oneof![
        (select(DatasourceType::ALL.to_vec()), scheduled()).prop_map(|(kind, part)| (kind, Some(part), None)),
        (option::of(scheduled()), duration()).prop_map(|(part, kept)| (
            DatasourceType::Blob,
            part,
            Some(kept)
        )),
    ];
    let create = move |(name, (datasource_type, scheduled, continuous))| Command::CreateBackupPolicy {
        vault: vault.clone(),
        name,
        datasource_type,
        scheduled,
        continuous,
    };
    (name(), parts).prop_map(create).boxed()
}

pub fn validated(command: Command) -> Commands {
    prop_oneof![just(command.clone()), just(Command::Validate { command: Box::new(command) })].boxed()
}

fn disk_protection(site: &DiskSite) -> Commands {
    let (vault, datasource, policy) = (site.vault.clone(), site.disk.clone(), site.policy.clone());
    let (instance, other) = (site.instance.clone(), site.vault.child("backupPolicies", "other"));
    let seq = site.points()[0].seq;
    let (tagged, snapshots) = (instance.clone(), site.snapshots.clone());
    prop_oneof![
        (name(), select(vec![site.snapshots.clone(), site.group.clone()]), tags()).prop_flat_map(
            move |(name, group, tags)| {
                validated(Command::ConfigureProtection {
                    vault: vault.clone(),
                    instance_name: format!("new-{name}"),
                    datasource: datasource.clone(),
                    policy: policy.clone(),
                    parameters: PolicyParameters::SnapshotGroup(group),
                    tags,
                })
            }
        ),
        tags().prop_flat_map(move |tags| validated(Command::UpdateProtection {
            instance: instance.clone(),
            policy: other.clone(),
            parameters: PolicyParameters::SnapshotGroup(snapshots.clone()),
            tags,
        })),
        select(RetentionTag::ALL.to_vec())
            .prop_map(move |tag| Command::BackupNow { instance: tagged.clone(), tag }),
        just(site.stop()),
        just(site.suspend()),
        just(site.delete_instance()),
        validated(site.restore(seq, "restored-1")),
    ]
    .boxed()
}

pub fn disk_site_command(site: &DiskSite) -> Commands {
    prop_oneof![platform(site), compute(site), vaults(site), disk_protection(site)].boxed()
}
