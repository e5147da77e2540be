//! The state: every table of the simulated cloud, and the indexes derived from them.

use crate::{
    base::{ArmId, Seed, SimTime},
    content::{Content, ContentId},
    engine::{
        compute::{DiskLayer, LayerTree, ManagedDisk, Snapshot, SnapshotIndex},
        ids::{
            AccountId, ActivityId, AlertId, AssignmentId, ChangeSeq, ContainerId, DeploymentId, DiskId,
            GroupId, InstanceId, JobId, LayerId, LockId, PointSeq, PolicyId, ReplicationId, SnapshotId,
            TimerId, VaultId,
        },
        index::{By, Facet},
        job::Job,
        monitor::{Activity, Alert, alert::OfInstance},
        policy::BackupPolicy,
        protection::{
            BackupInstance, DeletedInstance, RecoveryPoint, ReplicaEntry, ReplicaKey,
            expiry_index::ExpiryIndex, replica_index::ReplicaIndex,
        },
        rbac::{AssignmentIndex, Principal, PrincipalId, RoleAssignment},
        resources::{Deployment, ManagementLock, ResourceGroup, Subscription},
        storage::{
            BlobChange, BlobPath, BlobRestore, BlockKey, BlockList, Container, DeletedContainer,
            Immutability, Lease, LeaseKey, LifecyclePolicy, ObjectReplication, PastBlob, PastKey, PathEntry,
            Rehydration, ReplicationIndex, ReplicationPolicy, RestorePolicy, StagedBlock, StorageAccount,
            due::{self, Due},
            rehydration,
            staging::{self, Staged},
        },
        table::{Forgotten, NamedTable, Table},
        usage::{DayCounts, StoredDay, UsageKey, sizes::SnapshotSizes},
        vault::BackupVault,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The one row that describes the world itself.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    pub seed: Seed,
    /// Name of the scenario it started from.
    pub scenario: String,
    /// How far simulated time has come.
    pub now: SimTime,
    /// Simulated seconds per real second.
    pub speed: u32,
    pub paused: bool,
    /// The next row id.
    pub next_id: u64,
}

/// When a timer is due; those of one moment in the order in which they were set.
pub type TimerKey = (SimTime, TimerId);

/// Timers by what they do.
#[derive(Clone, Debug, Default)]
pub struct OfAction;

impl Facet<TimerAction> for OfAction {
    type Value = TimerAction;

    fn of(row: &TimerAction) -> TimerAction {
        row.clone()
    }
}

/// Jobs by the instance they are of.
#[derive(Clone, Debug, Default)]
pub struct JobOfInstance;

impl Facet<Job> for JobOfInstance {
    type Value = InstanceId;

    fn of(row: &Job) -> InstanceId {
        row.instance
    }
}

/// What a due timer does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TimerAction {
    FinishDeployment(DeploymentId),
    /// Nothing changes but who is allowed; a stop for *Next event*.
    RoleEffective(AssignmentId),
    RemoveRole(AssignmentId),
    FinishConfiguring(JobId),
    ScheduledBackup(InstanceId),
    FinishBackup(JobId),
    FinishRestore(JobId),
    /// Expires what is due and sets itself again.
    ExpirePoints(InstanceId),
    /// Rewrites a share of a disk and sets itself again.
    WorkDisk(DiskId),
    /// Lets go what storage has kept long enough, and sets itself again while there is more.
    TendStorage,
    /// Puts the blobs of an account back to how they were.
    FinishBlobRestore(AccountId),
    /// Purges what was soft-deleted in a vault and has been kept long enough.
    PurgeInstances(VaultId),
    /// Measures what is stored at the end of a day, and sets itself again while there is anything.
    MeasureStores,
}

/// What an ARM id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceRef {
    Subscription(Uuid),
    Group(GroupId),
    Account(AccountId),
    Container(ContainerId),
    Vault(VaultId),
    Policy(PolicyId),
    Instance(InstanceId),
    Disk(DiskId),
    Snapshot(SnapshotId),
}

/// Everything that is true in the simulated cloud.
///
/// Equality compares rows and what is derived from them, not what is yet to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub world: Table<(), World>,
    pub subscriptions: Table<Uuid, Subscription>,
    pub groups: NamedTable<GroupId, ResourceGroup>,
    pub deployments: Table<DeploymentId, Deployment>,
    pub accounts: NamedTable<AccountId, StorageAccount>,
    pub containers: Table<ContainerId, Container>,
    pub paths: Table<(ContainerId, BlobPath), PathEntry>,
    pub contents: Table<ContentId, Content>,
    pub principals: Table<PrincipalId, Principal>,
    pub assignments: Table<AssignmentId, RoleAssignment, AssignmentIndex>,
    pub vaults: NamedTable<VaultId, BackupVault>,
    pub policies: NamedTable<PolicyId, BackupPolicy>,
    pub instances: NamedTable<InstanceId, BackupInstance>,
    pub points: Table<(InstanceId, PointSeq), RecoveryPoint, ExpiryIndex>,
    pub replicas: Table<ReplicaKey, ReplicaEntry>,
    pub jobs: Table<JobId, Job, By<JobOfInstance, JobId, Job>>,
    pub timers: Table<TimerKey, TimerAction, By<OfAction, TimerKey, TimerAction>>,
    pub disks: NamedTable<DiskId, ManagedDisk>,
    pub snapshots: Table<SnapshotId, Snapshot, SnapshotIndex>,
    pub layers: Table<LayerId, DiskLayer>,
    pub locks: Table<LockId, ManagementLock>,
    pub replication_policies: Table<AccountId, ReplicationPolicy>,
    pub deleted_instances: Table<(VaultId, InstanceId), DeletedInstance>,
    pub past_blobs: Table<PastKey, PastBlob>,
    pub deleted_containers: Table<ContainerId, DeletedContainer>,
    pub blob_changes: Table<(AccountId, ChangeSeq), BlobChange>,
    pub rehydrations: Table<(ContainerId, BlobPath), Rehydration>,
    pub leases: Table<LeaseKey, Lease>,
    pub blob_restores: Table<AccountId, BlobRestore>,
    pub immutability: Table<ContainerId, Immutability>,
    pub lifecycles: Table<AccountId, LifecyclePolicy>,
    pub activities: Table<ActivityId, Activity>,
    pub alerts: Table<AlertId, Alert, By<OfInstance, AlertId, Alert>>,
    pub object_replications: Table<ReplicationId, ObjectReplication>,
    pub restore_policies: Table<(AccountId, JobId), RestorePolicy>,
    pub day_counts: Table<UsageKey, DayCounts>,
    pub stored_days: Table<UsageKey, StoredDay>,
    pub staged_blocks: Table<BlockKey, StagedBlock>,
    pub block_lists: Table<(ContainerId, BlobPath), BlockList>,
    /// Derived: how many rows name each content.
    content_uses: BTreeMap<ContentId, u32>,
    /// Derived: who owns each layer, and what stands on it.
    pub(in crate::engine) layer_tree: LayerTree,
    /// Derived: what the vault copies hold, and what in them has ended.
    pub(in crate::engine) replica_index: ReplicaIndex,
    /// Derived: what the snapshots of instances take.
    pub(in crate::engine) snapshot_sizes: SnapshotSizes,
    /// Derived: activities by the name they have outside.
    pub(in crate::engine) activity_index: BTreeMap<Uuid, ActivityId>,
    /// Derived: what storage will do by itself, in order.
    pub(in crate::engine) storage_due: BTreeSet<(SimTime, Due)>,
    /// Derived: which blobs are in the archive tier.
    pub(in crate::engine) archived_blobs: BTreeSet<(ContainerId, BlobPath)>,
    /// Derived: the uncommitted blocks of each blob.
    pub(in crate::engine) staged: BTreeMap<(ContainerId, BlobPath), Staged>,
    /// Derived: who takes part in which object replication policy of one's own.
    pub(in crate::engine) replication_index: ReplicationIndex,
}

/// Does the same with every table of a state.
macro_rules! each_table {
    ($state:ident, $method:ident) => {
        each_table!($state, $method;
            world subscriptions groups deployments accounts containers paths contents principals
            assignments vaults policies instances points replicas jobs timers disks snapshots layers
            locks replication_policies deleted_instances past_blobs deleted_containers blob_changes
            rehydrations leases blob_restores immutability lifecycles activities alerts
            object_replications restore_policies day_counts stored_days staged_blocks block_lists)
    };
    ($state:ident, $method:ident; $($table:ident)*) => {
        [$($state.$table.$method()),*]
    };
}

impl State {
    /// A world in which nothing exists yet.
    pub fn new(seed: Seed, scenario: &str, now: SimTime) -> State {
        let mut state = State::unloaded();
        state.world.put(
            (),
            World { seed, scenario: scenario.to_string(), now, speed: 60, paused: false, next_id: 1 },
        );
        state
    }

    /// A state without any row, to load stored ones into; [`State::rebuild_indexes`] comes after.
    pub fn unloaded() -> State {
        State {
            world: Table::default(),
            subscriptions: Table::default(),
            groups: Table::default(),
            deployments: Table::default(),
            accounts: Table::default(),
            containers: Table::default(),
            paths: Table::default(),
            contents: Table::default(),
            principals: Table::default(),
            assignments: Table::default(),
            vaults: Table::default(),
            policies: Table::default(),
            instances: Table::default(),
            points: Table::default(),
            replicas: Table::default(),
            jobs: Table::default(),
            timers: Table::default(),
            disks: Table::default(),
            snapshots: Table::default(),
            layers: Table::default(),
            locks: Table::default(),
            replication_policies: Table::default(),
            deleted_instances: Table::default(),
            past_blobs: Table::default(),
            deleted_containers: Table::default(),
            blob_changes: Table::default(),
            rehydrations: Table::default(),
            leases: Table::default(),
            blob_restores: Table::default(),
            immutability: Table::default(),
            lifecycles: Table::default(),
            activities: Table::default(),
            alerts: Table::default(),
            object_replications: Table::default(),
            restore_policies: Table::default(),
            day_counts: Table::default(),
            stored_days: Table::default(),
            staged_blocks: Table::default(),
            block_lists: Table::default(),
            staged: BTreeMap::new(),
            layer_tree: LayerTree::default(),
            replica_index: ReplicaIndex::default(),
            snapshot_sizes: SnapshotSizes::default(),
            activity_index: BTreeMap::new(),
            storage_due: BTreeSet::new(),
            archived_blobs: BTreeSet::new(),
            replication_index: ReplicationIndex::default(),
            content_uses: BTreeMap::new(),
        }
    }

    /// The description of the world.
    ///
    /// # Panics
    /// When the state was never loaded: a bug of the caller, not an input.
    pub fn world(&self) -> &World {
        self.world.get(&()).expect("a loaded state has its world row")
    }

    pub fn now(&self) -> SimTime {
        self.world().now
    }

    /// The seed of everything that looks random.
    pub fn seed(&self) -> Seed {
        self.world().seed
    }

    /// Recomputes what is derived from the rows.
    pub fn rebuild_indexes(&mut self) {
        self.content_uses.clear();
        let paths = self.paths.values().filter_map(|entry| entry.file());
        let replicas = self.replicas.values().filter_map(|replica| replica.entry.file());
        let past = self.past_blobs.values().filter_map(|past| past.entry.file());
        for facts in paths.chain(replicas).chain(past) {
            *self.content_uses.entry(facts.content).or_default() += 1;
        }
        self.layer_tree = LayerTree::of(self.layers.values(), self.disks.values(), self.snapshots.values());
        self.replica_index = ReplicaIndex::of(self.replicas.iter());
        self.snapshot_sizes = SnapshotSizes::default();
        self.activity_index = self.activities.iter().map(|(id, row)| (row.guid, *id)).collect();
        self.staged = staging::index(self);
        self.storage_due = due::index(self);
        self.archived_blobs = rehydration::index(self);
        self.replication_index = ReplicationIndex::of(self.object_replications.values());
    }

    /// Notes that one more row names the content of `entry`.
    pub(in crate::engine) fn use_content(&mut self, entry: &PathEntry) {
        if let Some(facts) = entry.file() {
            *self.content_uses.entry(facts.content).or_default() += 1;
        }
    }

    /// Notes that one row fewer does; a content nobody names any more is gone.
    pub(in crate::engine) fn release_content(&mut self, entry: &PathEntry) {
        let Some(facts) = entry.file() else { return };
        let Some(uses) = self.content_uses.get_mut(&facts.content) else { return };
        *uses -= 1;
        if *uses == 0 {
            self.content_uses.remove(&facts.content);
            self.contents.remove(&facts.content);
        }
    }

    pub fn content_uses(&self, content: ContentId) -> u32 {
        self.content_uses.get(&content).copied().unwrap_or(0)
    }

    /// Whether a commit has anything to write.
    pub fn is_dirty(&self) -> bool {
        self.change_count() > 0
    }

    /// How many rows a commit has to write.
    pub fn change_count(&self) -> usize {
        each_table!(self, change_count).into_iter().sum()
    }

    /// Tells every table that storage holds its rows; answers what they need not remember any more.
    pub fn mark_clean(&mut self) -> Vec<Forgotten> {
        Vec::from(each_table!(self, mark_clean))
    }

    /// Puts back what storage holds.
    pub fn revert(&mut self) {
        if self.is_dirty() {
            each_table!(self, revert);
            self.rebuild_indexes();
        }
    }

    /// Begins an epoch of every table: before anything changes that a savepoint to come has to keep.
    pub fn begin_epoch(&mut self) {
        each_table!(self, begin_epoch);
    }
}

/// ARM ids of rows.
impl State {
    pub fn group_id(&self, group: GroupId) -> ArmId {
        self.groups.get(&group).map_or_else(|| ArmId::new("/"), ResourceGroup::arm_id)
    }

    pub fn account_id(&self, account: &StorageAccount) -> ArmId {
        account.arm_id(&self.group_id(account.group))
    }

    pub fn container_id(&self, container: &Container) -> ArmId {
        let account = self.accounts.get(&container.account);
        container.arm_id(&account.map_or_else(|| ArmId::new("/"), |account| self.account_id(account)))
    }

    pub fn disk_id(&self, disk: &ManagedDisk) -> ArmId {
        disk.arm_id(&self.group_id(disk.group))
    }

    pub fn snapshot_id(&self, snapshot: &Snapshot) -> ArmId {
        snapshot.arm_id(&self.group_id(snapshot.group))
    }

    pub fn vault_id(&self, vault: &BackupVault) -> ArmId {
        vault.arm_id(&self.group_id(vault.group))
    }

    fn vault_id_of(&self, vault: VaultId) -> ArmId {
        self.vaults.get(&vault).map_or_else(|| ArmId::new("/"), |vault| self.vault_id(vault))
    }

    pub fn policy_id(&self, policy: &BackupPolicy) -> ArmId {
        policy.arm_id(&self.vault_id_of(policy.vault))
    }

    /// That of a deleted instance while it is soft-deleted.
    pub fn instance_id(&self, instance: &BackupInstance) -> ArmId {
        instance.arm_id(&self.vault_id_of(instance.vault))
    }
}
