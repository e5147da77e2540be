//! Requests: everything anybody asks of the engine goes through one of these.

mod unread;

use crate::{
    base::{ArmId, SimTime},
    content::Content,
    engine::{
        compute::{DiskSku, DiskSource, DiskWrite, SnapshotSku},
        ids::{ContainerId, TimerId},
        monitor::AlertState,
        policy::{DatasourceType, RetentionDuration, RetentionTag, ScheduledBackups},
        protection::PolicyParameters,
        rbac::{PrincipalId, Role},
        refusal::RecordedRefusal,
        resources::{LockLevel, Region, Tags},
        restore::{RestoreDestination, RestoreSource},
        state::State,
        storage::{
            AccessTier, Acl, BlockId, BlockSource, DataProtection, LeaseAction, LifecycleRule,
            RehydratePriority, ReplicationRule, RestoreRange, StorageRedundancy, VersionId,
        },
        vault::{SoftDeleteState, VaultChanges, VaultRedundancy},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A command with who gives it, when, and under which correlation id.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub command: Command,
    pub principal: PrincipalId,
    pub at: SimTime,
    pub correlation: Uuid,
}

impl Request {
    /// What a due timer asks for. Its correlation id is a function of the timer: what comes of it is the same, however
    /// many requests came before.
    pub fn of_timer(state: &State, due: SimTime, timer: TimerId) -> Request {
        Request {
            command: Command::FireTimer { due, timer },
            principal: PrincipalId::SYSTEM,
            at: due.max(state.now()),
            correlation: state.seed().guid("timer", timer.0),
        }
    }

    /// Lets time pass in which nothing is due. It leaves nothing that could name its correlation.
    pub fn of_time(state: &State, until: SimTime) -> Request {
        Request {
            command: Command::KeepTime,
            principal: PrincipalId::SYSTEM,
            at: until.max(state.now()),
            correlation: Uuid::nil(),
        }
    }
}

/// What can be asked. Resources are named by their ARM ids, as on the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    CreateResourceGroup {
        subscription: Uuid,
        name: String,
        region: Region,
        tags: Tags,
    },
    /// Deletes the group with everything in it.
    DeleteResourceGroup {
        group: ArmId,
    },
    /// Replaces all tags of a resource group, storage account, vault, disk or snapshot.
    SetTags {
        resource: ArmId,
        tags: Tags,
    },

    CreateStorageAccount {
        group: ArmId,
        name: String,
        region: Region,
        redundancy: StorageRedundancy,
        hierarchical_namespace: bool,
        /// Whether object replication may reach into another tenant.
        cross_tenant_replication: bool,
        tags: Tags,
    },
    /// Changes several things of a storage account: all of them, or nothing.
    UpdateStorageAccount {
        account: ArmId,
        tags: Option<Tags>,
        /// Whether object replication may reach into another tenant.
        cross_tenant_replication: Option<bool>,
    },
    DeleteStorageAccount {
        account: ArmId,
    },
    CreateContainer {
        account: ArmId,
        name: String,
    },
    DeleteContainer {
        container: ArmId,
    },
    CreateDirectory {
        container: ArmId,
        path: String,
    },
    /// Makes an uploaded file visible. Its chunks are already stored.
    PutFile {
        container: ArmId,
        path: String,
        content: Content,
        content_type: String,
        tier: AccessTier,
        metadata: BTreeMap<String, String>,
        overwrite: bool,
    },
    /// Keeps a block of a blob until it is committed. Its chunks are already stored.
    StageBlock {
        container: ArmId,
        path: String,
        block: BlockId,
        content: Content,
    },
    /// Makes a blob of blocks, in this order; uncommitted blocks that are not among them are discarded.
    CommitBlockList {
        container: ArmId,
        path: String,
        blocks: Vec<(BlockSource, BlockId)>,
        content_type: String,
        tier: AccessTier,
        metadata: BTreeMap<String, String>,
    },
    /// Keeps bytes that are to stand at a place behind the end of a file of a data lake, until they are flushed.
    AppendToFile {
        container: ArmId,
        path: String,
        position: u64,
        content: Content,
    },
    /// Makes what was appended up to a place part of the file; the rest is kept or discarded.
    FlushFile {
        container: ArmId,
        path: String,
        position: u64,
        keep_rest: bool,
        content_type: Option<String>,
    },
    /// Gives another command in the name of whoever holds a lease.
    WithLease {
        lease: Uuid,
        command: Box<Command>,
    },
    /// Deletes one blob, or an empty directory, and nothing below it; with its snapshots, or only where there are none.
    DeleteBlob {
        container: ArmId,
        path: String,
        with_snapshots: bool,
    },
    /// Moves a file or a directory of a data lake; a file that stands there gives way where `overwrite` says so.
    RenamePath {
        container: ArmId,
        path: String,
        to: String,
        overwrite: bool,
    },
    /// What the bytes of a file are served as.
    SetContentType {
        container: ArmId,
        path: String,
        content_type: String,
    },
    /// Deletes a file, or a directory with everything below it.
    DeletePath {
        container: ArmId,
        path: String,
    },
    /// Replaces what is given and keeps the rest.
    SetPathProperties {
        container: ArmId,
        path: String,
        tier: Option<AccessTier>,
        metadata: Option<BTreeMap<String, String>>,
        acl: Option<Acl>,
    },
    /// Replaces all data protection settings of a storage account.
    SetDataProtection {
        account: ArmId,
        settings: DataProtection,
    },
    /// Puts blobs back to how they were; without ranges, all of the account.
    RestoreBlobRanges {
        account: ArmId,
        time: SimTime,
        ranges: Vec<RestoreRange>,
    },
    /// Takes back a soft-deleted container, which its version tells from others of its name.
    UndeleteContainer {
        account: ArmId,
        name: String,
        version: ContainerId,
    },
    /// Takes back everything of a blob that is soft-deleted.
    UndeleteBlob {
        container: ArmId,
        path: String,
    },
    /// Copies a version or snapshot of a blob over the blob.
    PromoteBlobVersion {
        container: ArmId,
        path: String,
        version: VersionId,
    },
    /// Deletes a version that is not the current one.
    DeleteBlobVersion {
        container: ArmId,
        path: String,
        version: VersionId,
    },
    CreateBlobSnapshot {
        container: ArmId,
        path: String,
    },
    /// Deletes one snapshot of a blob, or all.
    DeleteBlobSnapshots {
        container: ArmId,
        path: String,
        snapshot: Option<VersionId>,
    },
    /// Makes an object replication policy between two flat accounts.
    CreateReplicationPolicy {
        source: ArmId,
        destination: ArmId,
        rules: Vec<ReplicationRule>,
    },
    /// Deletes an object replication policy, one's own or one that Azure Backup made.
    DeleteReplicationPolicy {
        policy: ArmId,
    },
    /// Another tier for a blob; out of the archive tier it takes hours, fewer with a high priority.
    SetBlobTier {
        container: ArmId,
        path: String,
        tier: AccessTier,
        priority: RehydratePriority,
    },
    /// Asks something of the lease of a blob, or of the container without a path.
    Lease {
        container: ArmId,
        path: Option<String>,
        action: LeaseAction,
    },
    /// Replaces the lifecycle rules of an account; without any, nothing is done.
    SetLifecyclePolicy {
        account: ArmId,
        rules: Vec<LifecycleRule>,
    },
    /// Makes the time-based retention policy of a container, or changes it while it is not locked.
    SetImmutabilityPolicy {
        container: ArmId,
        days: u32,
    },
    /// Makes a locked policy longer.
    ExtendImmutabilityPolicy {
        container: ArmId,
        days: u32,
    },
    /// For ever: nobody can unlock a policy or delete it then.
    LockImmutabilityPolicy {
        container: ArmId,
    },
    DeleteImmutabilityPolicy {
        container: ArmId,
    },
    /// Adds tags to the legal hold of a container.
    SetLegalHold {
        container: ArmId,
        tags: Vec<String>,
    },
    /// Takes tags away; without any, there is no legal hold.
    ClearLegalHold {
        container: ArmId,
        tags: Vec<String>,
    },

    CreateDisk {
        group: ArmId,
        name: String,
        region: Region,
        /// Availability zone: 1 to 3.
        zone: Option<u8>,
        sku: DiskSku,
        size_gib: u32,
        source: DiskSource,
        tags: Tags,
    },
    /// Changes several things of a disk: all of them, or nothing. Disks grow; they never shrink.
    UpdateDisk {
        disk: ArmId,
        tags: Option<Tags>,
        size_gib: Option<u32>,
    },
    /// Bytes for some places of a disk. Their chunks are already stored.
    WriteDisk {
        disk: ArmId,
        writes: Vec<DiskWrite>,
    },
    /// Rewrites a share of a disk with generated bytes, as a day of work or ransomware would.
    RewriteDisk {
        disk: ArmId,
        per_mille: u32,
    },
    /// Has a share of a disk rewritten every day from now on, or no more.
    SetDiskWorkload {
        disk: ArmId,
        per_mille: Option<u32>,
    },
    /// Attaches a disk to a virtual machine, which is no more than its name.
    AttachDisk {
        disk: ArmId,
        machine: String,
    },
    DetachDisk {
        disk: ArmId,
    },
    DeleteDisk {
        disk: ArmId,
    },
    CreateSnapshot {
        group: ArmId,
        name: String,
        disk: ArmId,
        incremental: bool,
        sku: SnapshotSku,
        tags: Tags,
    },
    DeleteSnapshot {
        snapshot: ArmId,
    },

    CreateRoleAssignment {
        scope: ArmId,
        role: Role,
        principal: PrincipalId,
        /// Who makes one under a name of one's own can repeat it; without, the engine draws one.
        name: Option<Uuid>,
    },
    DeleteRoleAssignment {
        assignment: ArmId,
    },

    /// Locks a subscription, a resource group or a resource, or changes the lock of that name.
    CreateLock {
        scope: ArmId,
        name: String,
        level: LockLevel,
        notes: String,
    },
    DeleteLock {
        lock: ArmId,
    },

    CreateBackupVault {
        group: ArmId,
        name: String,
        region: Region,
        redundancy: VaultRedundancy,
        system_assigned_identity: bool,
        soft_delete: SoftDeleteState,
        soft_delete_days: u32,
        tags: Tags,
    },
    /// Switches the system-assigned identity on or off. A new identity has a new object id.
    SetVaultIdentity {
        vault: ArmId,
        system_assigned: bool,
    },
    SetVaultRedundancy {
        vault: ArmId,
        redundancy: VaultRedundancy,
    },
    /// Changes several things of a vault: all of them, or nothing.
    UpdateBackupVault {
        vault: ArmId,
        changes: VaultChanges,
    },
    /// How long deleted backup data is kept. Always-on is for ever, and off is refused.
    SetVaultSoftDelete {
        vault: ArmId,
        state: SoftDeleteState,
        days: u32,
    },
    DeleteBackupVault {
        vault: ArmId,
    },

    CreateBackupPolicy {
        vault: ArmId,
        name: String,
        datasource_type: DatasourceType,
        scheduled: Option<ScheduledBackups>,
        continuous: Option<RetentionDuration>,
    },
    DeleteBackupPolicy {
        policy: ArmId,
    },

    ConfigureProtection {
        vault: ArmId,
        instance_name: String,
        datasource: ArmId,
        policy: ArmId,
        parameters: PolicyParameters,
        tags: Tags,
    },
    /// Assigns another policy, other containers, other tags: whatever of them is not as it was.
    UpdateProtection {
        instance: ArmId,
        policy: ArmId,
        parameters: PolicyParameters,
        tags: Tags,
    },
    BackupNow {
        instance: ArmId,
        tag: RetentionTag,
    },
    /// Stops backups and retains the data for ever.
    StopProtection {
        instance: ArmId,
    },
    /// Stops backups and retains the data as the policy says.
    SuspendBackups {
        instance: ArmId,
    },
    /// Takes backups up again, however they were stopped.
    ResumeProtection {
        instance: ArmId,
    },
    Restore {
        instance: ArmId,
        source: RestoreSource,
        destination: RestoreDestination,
    },
    /// Stops protection and deletes all recovery points: softly, where there are any.
    DeleteBackupInstance {
        instance: ArmId,
    },
    /// Takes back what was soft-deleted, named by its id among the deleted instances of its vault. Backups stay stopped.
    UndeleteBackupInstance {
        instance: ArmId,
    },

    /// Looks whether protecting something or restoring it would be carried out, and takes its time for it. What is
    /// found is the outcome of the operation; only what no validation begins with is refused.
    Validate {
        command: Box<Command>,
    },

    /// Sets pace and pause of the simulated clock.
    SetClock {
        speed: u32,
        paused: bool,
    },
    /// Says what people made of an alert of a vault.
    ChangeAlertState {
        vault: ArmId,
        alert: Uuid,
        state: AlertState,
        comment: String,
    },
    /// Writes down that a request was refused before it became a command.
    LogRefusal {
        action: String,
        resource: ArmId,
        refusal: RecordedRefusal,
    },
    /// Records how far the simulated clock has come.
    KeepTime,
    /// A timer came due. Only the runtime asks this.
    FireTimer {
        due: SimTime,
        timer: TimerId,
    },
}
