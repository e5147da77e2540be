//! Events: what happened. Applying them is the only way state changes.

use crate::{
    base::{ArmId, SimDay, SimTime},
    content::{Content, image::Churn},
    engine::{
        compute::{DiskWrite, ManagedDisk, Snapshot, Workload},
        ids::{
            AccountId, ActivityId, AlertId, AssignmentId, ChangeSeq, ContainerId, DeploymentId, DiskId,
            GroupId, InstanceId, JobId, LayerId, LockId, PointSeq, PolicyId, ReplicationId, SnapshotId,
            TimerId, VaultId,
        },
        job::{Job, JobStatus},
        monitor::{Activity, Alert, AlertChange},
        policy::{BackupPolicy, DatasourceType},
        protection::{
            BackupInstance, PolicyParameters, ProtectionState, RecoveryPoint, ReplicaEntry, ReplicaKey,
        },
        rbac::{Principal, PrincipalId, RoleAssignment},
        refusal::Refusal,
        resources::{Deployment, ManagementLock, ResourceGroup, Subscription, Tags},
        state::TimerAction,
        storage::{
            BlobChange, BlobPath, BlobRestore, BlockKey, BlockList, Container, DataProtection, Deletion,
            Immutability, Lease, LeaseKey, LifecyclePolicy, ObjectReplication, PastBlob, PastKey, PathEntry,
            Rehydration, ReplicationPolicy, RestorePolicy, StagedBlock, StorageAccount,
        },
        usage::{DayCounts, StoredDay, UsageKey},
        vault::{BackupVault, SoftDelete, VaultIdentity, VaultRedundancy},
    },
};
use uuid::Uuid;

/// Something that happened, with everything needed to make it so in the state.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    SubscriptionCreated(Subscription),
    ResourceGroupCreated(ResourceGroup),
    ResourceGroupDeleted(GroupId),
    TagsReplaced {
        resource: ArmId,
        tags: Tags,
    },
    DeploymentStarted(Deployment),
    /// The resource it made is usable from now on.
    DeploymentSucceeded {
        deployment: DeploymentId,
        at: SimTime,
    },

    StorageAccountCreated(StorageAccount),
    StorageAccountDeleted(AccountId),
    ContainerCreated(Container),
    /// With everything in it, also when it was soft-deleted before.
    ContainerDeleted(ContainerId),
    ContentStored(Content),
    PathWritten {
        container: ContainerId,
        path: BlobPath,
        entry: PathEntry,
    },
    /// New, or in the place of the one of that name.
    BlockStaged {
        key: BlockKey,
        block: StagedBlock,
    },
    BlocksDiscarded {
        blob: (ContainerId, BlobPath),
    },
    /// The blocks that the blob consists of from now on.
    BlockListSet {
        blob: (ContainerId, BlobPath),
        list: BlockList,
    },
    PathDeleted {
        container: ContainerId,
        path: BlobPath,
    },
    ContainerTouched {
        container: ContainerId,
        at: SimTime,
    },
    DataProtectionSet {
        account: AccountId,
        settings: DataProtection,
        restorable_since: Option<SimTime>,
        change_feed_since: Option<SimTime>,
    },
    ContainerSoftDeleted {
        container: ContainerId,
        deletion: Deletion,
    },
    ContainerUndeleted(ContainerId),
    /// A past state, new or in the place of the one of that name.
    PastBlobKept {
        key: PastKey,
        past: PastBlob,
    },
    PastBlobDeleted {
        key: PastKey,
        deletion: Deletion,
    },
    PastBlobUndeleted {
        key: PastKey,
    },
    PastBlobDropped {
        key: PastKey,
    },
    /// A record at the end of the change feed.
    BlobChanged {
        account: AccountId,
        seq: ChangeSeq,
        change: BlobChange,
    },
    /// The change feed forgets what lies before a record.
    ChangesForgotten {
        account: AccountId,
        before: ChangeSeq,
    },
    RehydrationSet {
        blob: (ContainerId, BlobPath),
        rehydration: Option<Rehydration>,
    },
    LeaseSet {
        key: LeaseKey,
        lease: Option<Lease>,
    },
    /// What makes the blobs of a container immutable; `None` nothing any more.
    ImmutabilitySet {
        container: ContainerId,
        immutability: Option<Immutability>,
    },
    /// New rules, or the next run of those there are; `None` no rules any more.
    LifecycleSet {
        account: AccountId,
        policy: Option<LifecyclePolicy>,
    },
    /// New, or in the place of what it was before.
    ReplicationPolicySet(ReplicationPolicy),
    ReplicationPolicyDeleted(AccountId),
    /// New, or after it has read the change feed of its source.
    ObjectReplicationSet(ObjectReplication),
    ObjectReplicationDeleted(ReplicationId),
    RestorePolicySet(RestorePolicy),
    RestorePolicyDeleted {
        account: AccountId,
        job: JobId,
    },
    CrossTenantReplicationSet {
        account: AccountId,
        allowed: bool,
    },
    /// A point-in-time restore began or ended; the account keeps the newest.
    BlobRestoreSet(BlobRestore),

    /// Its layer lies above another one, or on nothing.
    DiskCreated {
        disk: ManagedDisk,
        above: Option<LayerId>,
    },
    DiskResized {
        disk: DiskId,
        size_gib: u32,
    },
    DiskWritten {
        disk: DiskId,
        write: DiskWrite,
    },
    DiskChurned {
        disk: DiskId,
        churn: Churn,
    },
    DiskWorkloadSet {
        disk: DiskId,
        workload: Option<Workload>,
    },
    /// It is attached to a virtual machine, or to none.
    DiskManaged {
        disk: DiskId,
        machine: Option<String>,
    },
    DiskDeleted(DiskId),
    /// The layer of the disk is the snapshot's from now on; the disk gets a new one above it.
    SnapshotCreated {
        snapshot: Snapshot,
        disk: DiskId,
        top: LayerId,
    },
    SnapshotDeleted(SnapshotId),

    PrincipalCreated(Principal),
    PrincipalDeleted(PrincipalId),
    RoleAssigned(RoleAssignment),
    RoleUnassigned(AssignmentId),
    /// New, or in the place of what it was before.
    LockCreated(ManagementLock),
    LockDeleted(LockId),

    VaultCreated(BackupVault),
    VaultIdentitySet {
        vault: VaultId,
        identity: Option<VaultIdentity>,
    },
    VaultRedundancySet {
        vault: VaultId,
        redundancy: VaultRedundancy,
    },
    VaultSoftDeleteSet {
        vault: VaultId,
        soft_delete: SoftDelete,
    },
    VaultDeleted(VaultId),

    PolicyCreated(BackupPolicy),
    PolicyDeleted(PolicyId),

    InstanceCreated(BackupInstance),
    InstanceUpdated {
        instance: InstanceId,
        policy: PolicyId,
        parameters: PolicyParameters,
        tags: Tags,
    },
    /// With its recovery points gone before.
    InstanceDeleted(InstanceId),
    /// With its recovery points, which stay.
    InstanceSoftDeleted {
        instance: InstanceId,
        deletion: Deletion,
    },
    InstanceUndeleted {
        vault: VaultId,
        instance: InstanceId,
    },
    /// What was soft-deleted is gone for good, with its recovery points gone before.
    InstancePurged {
        vault: VaultId,
        instance: InstanceId,
    },
    ProtectionStateChanged {
        instance: InstanceId,
        state: ProtectionState,
    },

    JobStarted(Job),
    /// It ended long ago.
    JobForgotten(JobId),
    JobEnded {
        job: JobId,
        status: JobStatus,
        at: SimTime,
        error: Option<Refusal>,
    },
    /// The marker of a new recovery point is written; its sequence number is taken.
    RecoveryPointStarted(RecoveryPoint),
    RecoveryPointCompleted {
        instance: InstanceId,
        point: PointSeq,
    },
    /// The copy was given up; what it had added to the vault is taken out again.
    RecoveryPointAbandoned {
        instance: InstanceId,
        point: PointSeq,
    },
    RecoveryPointExpired {
        at: SimTime,
        instance: InstanceId,
        point: PointSeq,
    },
    /// A version entered the vault copy.
    ReplicaWritten {
        key: ReplicaKey,
        replica: ReplicaEntry,
    },
    /// A version stopped being the newest from recovery point `until` on.
    ReplicaClosed {
        key: ReplicaKey,
        until: PointSeq,
    },
    ReplicaReopened {
        key: ReplicaKey,
    },
    ReplicaDropped {
        key: ReplicaKey,
    },

    /// What happened on days of one kind of datasource in a vault, beside what other events tell.
    DaysCounted {
        vault: VaultId,
        datasource_type: DatasourceType,
        days: Vec<(SimDay, DayCounts)>,
    },
    /// What was stored at the end of a day, where it has changed.
    StoresMeasured(Vec<(UsageKey, StoredDay)>),

    TimerSet {
        due: SimTime,
        timer: TimerId,
        action: TimerAction,
    },
    TimerRemoved {
        due: SimTime,
        timer: TimerId,
    },
    ClockSet {
        speed: u32,
        paused: bool,
    },

    AlertFired(Alert),
    /// What it is about happened again, in another job.
    AlertRepeated {
        alert: AlertId,
        at: SimTime,
        job: Uuid,
    },
    AlertResolved {
        alert: AlertId,
        at: SimTime,
    },
    AlertStateChanged {
        alert: AlertId,
        change: AlertChange,
    },
    /// The alerts up to this one are kept no longer.
    AlertsForgotten {
        through: AlertId,
    },

    ActivityRecorded(Activity),
    /// The log no longer has the rows up to this one.
    ActivitiesForgotten {
        through: ActivityId,
    },
    /// A command was checked and not carried out; whoever asked learns what stands in its way after a while.
    Checked {
        until: SimTime,
        refusal: Option<Refusal>,
    },
}
