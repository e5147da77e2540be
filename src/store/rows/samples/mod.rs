//! Rows of every table with every variant of everything in them, for the tests of storing them.

use crate::{
    base::{ArmId, ByteSize, Digest, Seed, SimSpan, SimTime},
    content::{
        Content, ContentId, Extent, Pattern, Source,
        image::{BLOCK_BYTES, Churn, Layer},
    },
    engine::{
        State,
        compute::{DiskLayer, DiskSku, DiskSource, ManagedDisk, Snapshot, SnapshotSku, Workload},
        ids::{
            AccountId, ActivityId, AlertId, AssignmentId, ContainerId, DeploymentId, DiskId, GroupId,
            InstanceId, JobId, LayerId, LockId, PointSeq, PolicyId, SnapshotId, TimerId, VaultId,
        },
        policy::TimeZone,
        rbac::{Principal, PrincipalId, PrincipalKind, Role, RoleAssignment},
        resources::{
            Deployment, DeploymentStatus, LockLevel, ManagementLock, ProvisioningState, Region,
            ResourceGroup, ResourceKind, Subscription, Tags,
        },
        state::TimerAction,
        storage::{
            AccessTier, Acl, AclEntry, AclScope, BlobPath, Container, ContentType, FileFacts, PathEntry,
            PathKind, StorageAccount, StorageRedundancy, VersionId,
        },
        vault::{BackupVault, SoftDelete, VaultIdentity, VaultRedundancy},
    },
};
use uuid::Uuid;

mod activities;
pub mod alerts;
mod backup;
mod blobs;
mod blocks;
mod usage;

pub use backup::*;
pub use blobs::*;
pub use blocks::*;

/// One of `values`, by a number of any size.
fn pick<T: Copy>(values: &[T], number: u64) -> T {
    values[number as usize % values.len()]
}

fn guid(label: &str, number: u64) -> Uuid {
    Seed(7).guid(label, number)
}

/// Minutes after a Monday morning.
pub fn minute(minutes: u64) -> SimTime {
    SimTime::from_millis(1_789_372_800_000) + SimSpan::from_minutes(minutes as i64)
}

pub fn scope(number: u64) -> ArmId {
    ArmId::resource_group(subscription(number).id, &group(number).name)
}

pub fn tags(number: u64) -> Tags {
    (0..number % 3).map(|tag| (format!("tag{tag}"), format!("värde {number}"))).collect()
}

fn provisioning(number: u64) -> ProvisioningState {
    pick(&[ProvisioningState::Provisioning, ProvisioningState::Succeeded], number)
}

pub fn subscription(number: u64) -> Subscription {
    Subscription { id: guid("subscription", number % 2), name: format!("Subscription {}", number % 2) }
}

pub fn group(number: u64) -> ResourceGroup {
    ResourceGroup {
        id: GroupId(number),
        subscription: guid("subscription", number % 2),
        name: format!("RG-{number}"),
        region: pick(Region::ALL, number),
        tags: tags(number),
        created_at: minute(number),
    }
}

pub fn deployment(number: u64) -> Deployment {
    Deployment {
        id: DeploymentId(number),
        name: format!("Microsoft.BackupVault-{number}"),
        group: GroupId(number),
        resource: scope(number).child("providers/Microsoft.DataProtection/backupVaults", "vault"),
        kind: pick(&ResourceKind::ALL, number),
        status: pick(&[DeploymentStatus::Running, DeploymentStatus::Succeeded], number),
        started_at: minute(number),
        ended_at: (number % 2 == 1).then(|| minute(number + 1)),
        correlation: guid("correlation", number),
    }
}

pub fn account(number: u64) -> StorageAccount {
    StorageAccount {
        id: AccountId(number),
        group: GroupId(number),
        name: format!("stlake{number}"),
        region: pick(Region::ALL, number),
        redundancy: pick(&StorageRedundancy::ALL, number),
        hierarchical_namespace: number.is_multiple_of(2),
        tags: tags(number),
        provisioning: provisioning(number),
        created_at: minute(number),
        data_protection: data_protection(number),
        restorable_since: (number % 2 == 1).then(|| minute(number)),
        change_feed_since: (number % 3 == 1).then(|| minute(number)),
        cross_tenant_replication: number % 2 == 1,
    }
}

pub fn container(number: u64) -> Container {
    Container {
        id: ContainerId(number),
        account: AccountId(number),
        name: format!("raw-{number}"),
        created_at: minute(number),
        modified_at: minute(number + 1),
    }
}

pub fn content(number: u64) -> Content {
    let chunk = |label: &str| Source::Chunk(Digest::of(format!("{label} {number}").as_bytes()));
    let pattern = pick(&[Pattern::Noise, Pattern::Lines], number);
    let extents = vec![
        Extent { length: 131_072, source: chunk("first") },
        Extent { length: 1 << 30, source: Source::Zero },
        Extent { length: 1 << 45, source: Source::Procedural { pattern, seed: Seed(number), origin: 512 } },
        Extent { length: 7, source: chunk("last") },
    ];
    Content {
        id: content_id(number),
        size: extents.iter().map(|extent| ByteSize(extent.length)).sum(),
        digest: (number % 2 == 1).then(|| Digest::of(b"all of it")),
        extents,
    }
}

pub fn content_id(number: u64) -> ContentId {
    ContentId(Digest::of(&number.to_le_bytes()))
}

pub fn path(number: u64) -> BlobPath {
    BlobPath(pick(&["a", "a/b", "a-b", "2026/09/größe.csv", "a/b/c"], number).to_string())
}

pub fn entry(number: u64) -> PathEntry {
    let file = FileFacts {
        content: content_id(number % 4),
        size: ByteSize(number << 33),
        content_type: ContentType::new("text/csv"),
        tier: pick(&AccessTier::ALL, number),
    };
    PathEntry {
        kind: if number.is_multiple_of(5) { PathKind::Directory } else { PathKind::File(file) },
        created_at: minute(number),
        modified_at: minute(number + 1),
        metadata: tags(number + 1),
        acl: pick(&[Some(true), Some(false), None], number)
            .map(|is_new| Box::new(if is_new { Acl::initial("olivia") } else { acl() })),
        etag: number,
        version: (number % 3 == 1).then(|| VersionId::at(minute(number))),
    }
}

fn acl() -> Acl {
    let scopes = [
        AclScope::OwningUser,
        AclScope::OwningGroup,
        AclScope::NamedUser("carlos".to_string()),
        AclScope::NamedGroup("operators".to_string()),
        AclScope::Mask,
        AclScope::Other,
    ];
    let entry = |(index, scope): (usize, AclScope)| AclEntry {
        default: index % 2 == 1,
        scope,
        read: index != 2,
        write: index == 2,
        execute: index > 3,
    };
    Acl {
        owner: "olivia".to_string(),
        group: "$superuser".to_string(),
        entries: scopes.into_iter().enumerate().map(entry).collect(),
    }
}

pub fn principal(number: u64) -> Principal {
    let is_identity = number % 2 == 1;
    Principal {
        id: PrincipalId(guid("principal", number)),
        kind: if is_identity { PrincipalKind::ManagedIdentity } else { PrincipalKind::User },
        name: format!("Olivia {number}"),
        resource: is_identity.then(|| scope(number)),
    }
}

pub fn assignment(number: u64) -> RoleAssignment {
    RoleAssignment {
        id: AssignmentId(number),
        guid: guid("assignment", number),
        scope: scope(number),
        principal: principal(number).id,
        role: pick(Role::ALL, number),
        created_at: minute(number),
        created_by: PrincipalId::SYSTEM,
        effective_at: minute(number + 30),
    }
}

pub fn lock(number: u64) -> ManagementLock {
    ManagementLock {
        id: LockId(number),
        scope: scope(number),
        name: format!("keep-{number}"),
        level: pick(&LockLevel::ALL, number),
        notes: if number.is_multiple_of(2) { String::new() } else { format!("värde {number}") },
        created_at: minute(number),
    }
}

pub fn identity(number: u64) -> Option<VaultIdentity> {
    (number % 2 == 1).then(|| VaultIdentity { principal: principal(number).id })
}

pub fn vault(number: u64) -> BackupVault {
    BackupVault {
        id: VaultId(number),
        group: GroupId(number),
        name: format!("vault{number}"),
        region: pick(Region::ALL, number),
        redundancy: pick(&VaultRedundancy::ALL, number),
        identity: identity(number),
        soft_delete: SoftDelete { always_on: number % 3 == 1, days: 14 + number as u32 },
        tags: tags(number),
        provisioning: provisioning(number),
        created_at: minute(number),
    }
}

pub fn timer(number: u64) -> TimerAction {
    match number % 13 {
        0 => TimerAction::FinishDeployment(DeploymentId(number)),
        1 => TimerAction::RoleEffective(AssignmentId(number)),
        2 => TimerAction::RemoveRole(AssignmentId(number)),
        3 => TimerAction::FinishConfiguring(JobId(number)),
        4 => TimerAction::ScheduledBackup(InstanceId(number)),
        5 => TimerAction::FinishBackup(JobId(number)),
        6 => TimerAction::FinishRestore(JobId(number)),
        8 => TimerAction::WorkDisk(DiskId(number)),
        9 => TimerAction::TendStorage,
        10 => TimerAction::FinishBlobRestore(AccountId(number)),
        11 => TimerAction::PurgeInstances(VaultId(number)),
        12 => TimerAction::MeasureStores,
        _ => TimerAction::ExpirePoints(InstanceId(number)),
    }
}

pub fn disk(number: u64) -> ManagedDisk {
    ManagedDisk {
        id: DiskId(number),
        group: GroupId(number),
        name: format!("disk-{number}"),
        region: pick(Region::ALL, number),
        zone: (number % 2 == 1).then_some(2),
        sku: pick(&DiskSku::ALL, number),
        size_gib: 128 << number,
        origin: if number.is_multiple_of(2) {
            DiskSource::Empty
        } else {
            DiskSource::Snapshot(scope(number))
        },
        unique_id: guid("disk", number),
        managed_by: (number % 3 == 1).then(|| format!("vm-{number}")),
        workload: (number % 2 == 1).then_some(Workload { per_mille: 50, carry: number }),
        layer: LayerId(2 * number + 1),
        tags: tags(number),
        provisioning: provisioning(number),
        created_at: minute(number),
    }
}

pub fn snapshot(number: u64) -> Snapshot {
    Snapshot {
        id: SnapshotId(number),
        group: GroupId(number),
        name: format!("snapshot-{number}"),
        region: pick(Region::ALL, number),
        sku: pick(&SnapshotSku::ALL, number),
        incremental: number.is_multiple_of(2),
        disk: scope(number).child("providers/Microsoft.Compute/disks", &format!("disk-{number}")),
        disk_unique_id: guid("disk", number),
        disk_sku: pick(&DiskSku::ALL, number),
        size_gib: 128 << number,
        layer: LayerId(2 * number),
        tags: tags(number),
        provisioning: provisioning(number),
        created_at: minute(number),
    }
}

/// Even ones are a snapshot's, the odd ones above them a disk's.
pub fn layer(number: u64) -> DiskLayer {
    let chunk = Source::Chunk(Digest::of(format!("block {number}").as_bytes()));
    let mut written = Layer::default();
    written.write(BLOCK_BYTES * number, Extent { length: BLOCK_BYTES, source: chunk });
    written.write(1 << 40, Extent { length: 1 << 30, source: Source::Zero });
    if number % 2 == 1 {
        let churn = Churn::scattered(1..1_000 + number, 10 * number, Pattern::Noise, Seed(number));
        written.churn(churn.expect("the region has units"));
        let source = Source::Procedural { pattern: Pattern::Lines, seed: Seed(number), origin: 4_096 };
        written.write(0, Extent { length: 3 * BLOCK_BYTES, source });
    }
    let parent = (number % 2 == 1).then(|| LayerId(number - 1));
    DiskLayer { id: LayerId(number), parent, written }
}

/// A world in which every table has rows, and every variant occurs.
pub fn world() -> State {
    let mut state = State::new(Seed(0xFEED), "samples", minute(90));
    state.world.update(&(), |world| (world.next_id, world.paused) = (1_000, true));
    for number in 0..2 {
        state.subscriptions.put(subscription(number).id, subscription(number));
        state.deployments.put(DeploymentId(number), deployment(number));
        state.principals.put(principal(number).id, principal(number));
        state.locks.put(LockId(number), lock(number));
    }
    for number in 0..4 {
        state.accounts.put(AccountId(number), account(number));
        state.containers.put(ContainerId(number), container(number));
        state.contents.put(content_id(number), content(number));
        state.vaults.put(VaultId(number), vault(number));
        state.instances.put(InstanceId(number), instance(number));
        state.points.put((InstanceId(1), PointSeq(number)), point(1, number));
    }
    for number in 0..8 {
        state.disks.put(DiskId(number), disk(number));
        state.snapshots.put(SnapshotId(number), snapshot(number));
        state.layers.put(LayerId(2 * number), layer(2 * number));
        state.layers.put(LayerId(2 * number + 1), layer(2 * number + 1));
        state.paths.put((ContainerId(number / 5), path(number)), entry(number));
        state.replicas.put(replica_key(1, number), replica(number));
    }
    for number in 0..3 {
        let row = backup::deleted_instance(number);
        state.deleted_instances.put((row.instance.vault, row.instance.id), row);
    }
    blobs::add(&mut state);
    add_blocks(&mut state);
    (0..5).for_each(|number| drop(state.activities.put(ActivityId(number), activities::activity(number))));
    for number in 0..4 {
        state.day_counts.put(usage::key(number), usage::counts(number));
        state.stored_days.put(usage::key(number), usage::stored(number));
    }
    (0..4).for_each(|number| drop(state.alerts.put(AlertId(number), alerts::alert(number))));
    for number in 0..10 {
        state.timers.put((minute(200 - number), TimerId(number)), timer(number));
    }
    (0..12).for_each(|number| drop(state.jobs.put(JobId(number), job(number))));
    every(Region::ALL, |number| drop(state.groups.put(GroupId(number), group(number))));
    every(TimeZone::ALL, |number| drop(state.policies.put(PolicyId(number), policy(number))));
    every(Role::ALL, |number| drop(state.assignments.put(AssignmentId(number), assignment(number))));
    state.rebuild_indexes();
    state
}

fn every<T>(values: &[T], add: impl FnMut(u64)) {
    (0..values.len() as u64).for_each(add);
}
