//! The engine's tables as rows of the database.
//!
//! Each table has a tag, each key is written as bytes that sort as it does ([`key`]), each row as a
//! version byte and the frozen twin of its type ([`twin`], [`v1`]).
//!
//! To change the shape of a row: leave `v1` alone, put the new twin into `v2`, write that one in
//! [`StoredRow::encode`], let [`StoredRow::decode`] choose the twin by [`row::version_of`] and give the
//! old one's missing fields a value there. Add a golden database of the new version; the old one stays.

pub mod key;
#[cfg(test)]
pub mod samples;
#[cfg(test)]
mod tests;
pub mod twin;
pub mod v1;

use crate::{
    base::{Digest, SimTime},
    content::{Content, ContentId},
    engine::{
        State,
        compute::{DiskLayer, ManagedDisk, Snapshot},
        ids::{
            AccountId, ActivityId, AlertId, AssignmentId, ChangeSeq, ContainerId, DeploymentId, DiskId,
            GroupId, InstanceId, JobId, LayerId, LockId, PointSeq, PolicyId, ReplicationId, SnapshotId,
            TimerId, VaultId,
        },
        index::Index,
        job::Job,
        monitor::{Activity, Alert},
        policy::BackupPolicy,
        protection::{BackupInstance, DeletedInstance, RecoveryPoint, ReplicaEntry, ReplicaKey},
        rbac::{Principal, PrincipalId, RoleAssignment},
        resources::{Deployment, ManagementLock, ResourceGroup, Subscription},
        state::{TimerAction, World},
        storage::{
            BlobChange, BlobPath, BlobRestore, BlockKey, BlockList, Container, DeletedContainer,
            Immutability, Lease, LeaseKey, LifecyclePolicy, ObjectReplication, PastBlob, PastKey, PathEntry,
            Rehydration, ReplicationPolicy, RestorePolicy, StagedBlock, StorageAccount,
        },
        table::{Before, RowChange, Table},
        usage::{DayCounts, StoredDay, UsageKey},
        vault::BackupVault,
    },
    store::{
        RowWrite, Storage, StorageError, TableTag,
        row::{self, RowError},
    },
};
use key::StoredKey;
use twin::Stored;
use uuid::Uuid;

/// A row type with its version byte and twin.
pub trait StoredRow {
    /// The value of the row in the newest version, behind other bytes.
    fn encode_behind(&self, before: &[u8]) -> Vec<u8>;

    /// The value of the row in the newest version.
    fn encode(&self) -> Vec<u8> {
        self.encode_behind(&[])
    }

    /// Reads a value of any version up to the newest.
    ///
    /// Errors: [`RowError`].
    fn decode(value: &[u8]) -> Result<Self, RowError>
    where
        Self: Sized;
}

macro_rules! rows_of_version_1 {
    ($($row:ident as $module:ident::$twin:ident;)*) => {$(
        impl StoredRow for $row {
            fn encode_behind(&self, before: &[u8]) -> Vec<u8> {
                row::encode_behind::<v1::$module::$twin>(before, 1, &self.store())
            }

            fn decode(value: &[u8]) -> Result<Self, RowError> {
                $row::restore(row::decode::<v1::$module::$twin>(1, value)?)
            }
        }
    )*};
}

rows_of_version_1! {
    World as world::WorldTwin;
    Subscription as directory::SubscriptionTwin;
    ResourceGroup as directory::ResourceGroupTwin;
    Deployment as directory::DeploymentTwin;
    StorageAccount as storage::StorageAccountTwin;
    Container as storage::ContainerTwin;
    PathEntry as storage::PathEntryTwin;
    Content as content::ContentTwin;
    Principal as directory::PrincipalTwin;
    RoleAssignment as directory::RoleAssignmentTwin;
    BackupVault as vault::BackupVaultTwin;
    BackupPolicy as policy::BackupPolicyTwin;
    BackupInstance as protection::BackupInstanceTwin;
    RecoveryPoint as protection::RecoveryPointTwin;
    ReplicaEntry as protection::ReplicaEntryTwin;
    Job as job::JobTwin;
    TimerAction as timer::TimerActionTwin;
    ManagedDisk as compute::ManagedDiskTwin;
    Snapshot as compute::SnapshotTwin;
    DiskLayer as compute::DiskLayerTwin;
    ManagementLock as directory::ManagementLockTwin;
    PastBlob as blobs::PastBlobTwin;
    DeletedContainer as blobs::DeletedContainerTwin;
    BlobChange as blobs::BlobChangeTwin;
    Rehydration as blobs::RehydrationTwin;
    Lease as blobs::LeaseTwin;
    ReplicationPolicy as storage::ReplicationPolicyTwin;
    ObjectReplication as storage::ObjectReplicationTwin;
    RestorePolicy as storage::RestorePolicyTwin;
    BlobRestore as blobs::BlobRestoreTwin;
    Immutability as blobs::ImmutabilityTwin;
    LifecyclePolicy as blobs::LifecyclePolicyTwin;
    StagedBlock as blocks::StagedBlockTwin;
    BlockList as blocks::BlockListTwin;
    Activity as activity::ActivityTwin;
    Alert as alert::AlertTwin;
    DeletedInstance as protection::DeletedInstanceTwin;
    DayCounts as usage::DayCountsTwin;
    StoredDay as usage::StoredDayTwin;
}

macro_rules! tables {
    ($($tag:literal $table:ident: $key:ty => $row:ty;)*) => {
        /// Every table of the engine, by its name in the state.
        #[cfg(test)]
        pub const TABLES: &[(TableTag, &str)] = &[$((TableTag($tag), stringify!($table))),*];

        /// What a commit has to write of every table.
        pub fn changes(state: &State) -> impl Iterator<Item = Change<'_>> {
            [$(table_changes::<$key, $row, _>(TableTag($tag), &state.$table)),*].into_iter().flatten()
        }

        /// What makes the rows of one world those of another.
        pub fn replacement<'s>(old: &'s State, new: &'s State) -> impl Iterator<Item = Change<'s>> {
            let tables =
                [$(table_replacement::<$key, $row, _>(TableTag($tag), &old.$table, &new.$table)),*];
            tables.into_iter().flatten()
        }

        /// The value of a row, as a commit writes it; none where there is no such row.
        ///
        /// Errors: [`RowError`] for a key that is none of the table's.
        pub fn value_of(state: &State, table: TableTag, key: &[u8]) -> Result<Option<Vec<u8>>, RowError> {
            Ok(match table.0 {
                $($tag => state.$table.get(&key::decode::<$key>(key)?).map(StoredRow::encode),)*
                _ => None,
            })
        }

        /// Loads every table; answers how many rows there were.
        ///
        /// Errors: those of reading; [`StorageError::Corrupt`], [`StorageError::NewerVersion`].
        pub async fn load(storage: &impl Storage, state: &mut State) -> Result<usize, StorageError> {
            $(
                let place = Place { tag: TableTag($tag), name: stringify!($table) };
                load_table::<$key, $row, _>(storage, place, &mut state.$table).await?;
            )*
            Ok([$(state.$table.len()),*].into_iter().sum())
        }

        /// Adds every row of every table.
        #[cfg(test)]
        pub fn add_all(state: &State, batch: &mut crate::store::Batch) {
            $(state.$table.iter().for_each(|(key, row)| {
                batch.put(TableTag($tag), key::encode(key), row.encode());
            });)*
        }

        /// One line for each row, to be compared with what was written down.
        #[cfg(test)]
        pub fn print(state: &State) -> String {
            let mut lines = String::new();
            $(state.$table.iter().for_each(|(key, row)| {
                lines += &format!("{} {key:?} {row:?}\n", stringify!($table));
            });)*
            lines
        }
    };
}

// Tags are frozen: a table that is gone leaves its number unused.
tables! {
    0x01 world: () => World;
    0x02 subscriptions: Uuid => Subscription;
    0x03 groups: GroupId => ResourceGroup;
    0x04 deployments: DeploymentId => Deployment;
    0x05 accounts: AccountId => StorageAccount;
    0x06 containers: ContainerId => Container;
    0x07 paths: (ContainerId, BlobPath) => PathEntry;
    0x08 contents: ContentId => Content;
    0x09 principals: PrincipalId => Principal;
    0x0A assignments: AssignmentId => RoleAssignment;
    0x0B vaults: VaultId => BackupVault;
    0x0C policies: PolicyId => BackupPolicy;
    0x0D instances: InstanceId => BackupInstance;
    0x0E points: (InstanceId, PointSeq) => RecoveryPoint;
    0x0F replicas: ReplicaKey => ReplicaEntry;
    0x10 jobs: JobId => Job;
    0x11 timers: (SimTime, TimerId) => TimerAction;
    0x12 disks: DiskId => ManagedDisk;
    0x13 snapshots: SnapshotId => Snapshot;
    0x14 layers: LayerId => DiskLayer;
    0x15 locks: LockId => ManagementLock;
    0x16 replication_policies: AccountId => ReplicationPolicy;
    0x17 deleted_instances: (VaultId, InstanceId) => DeletedInstance;
    0x20 past_blobs: PastKey => PastBlob;
    0x21 deleted_containers: ContainerId => DeletedContainer;
    0x22 blob_changes: (AccountId, ChangeSeq) => BlobChange;
    0x23 rehydrations: (ContainerId, BlobPath) => Rehydration;
    0x24 leases: LeaseKey => Lease;
    0x25 blob_restores: AccountId => BlobRestore;
    0x26 immutability: ContainerId => Immutability;
    0x27 lifecycles: AccountId => LifecyclePolicy;
    0x30 activities: ActivityId => Activity;
    0x31 alerts: AlertId => Alert;
    0x28 object_replications: ReplicationId => ObjectReplication;
    0x29 restore_policies: (AccountId, JobId) => RestorePolicy;
    0x32 day_counts: UsageKey => DayCounts;
    0x33 stored_days: UsageKey => StoredDay;
    0x2A staged_blocks: BlockKey => StagedBlock;
    0x2B block_lists: (ContainerId, BlobPath) => BlockList;
}

/// A row to write.
pub struct Change<'s> {
    pub write: RowWrite,
    /// What storage holds in its place.
    pub before: Before<&'s dyn StoredRow>,
}

fn table_changes<K, V, I>(tag: TableTag, table: &Table<K, V, I>) -> Box<dyn Iterator<Item = Change<'_>> + '_>
where
    K: StoredKey + Ord + Clone,
    V: StoredRow + Clone,
    I: Index<K, V>,
{
    Box::new(table.changes().map(move |(key, RowChange { row, before })| change(tag, key, row, before)))
}

fn table_replacement<'s, K, V, I>(
    tag: TableTag,
    old: &'s Table<K, V, I>,
    new: &'s Table<K, V, I>,
) -> Box<dyn Iterator<Item = Change<'s>> + 's>
where
    K: StoredKey + Ord + Clone,
    V: StoredRow + Clone + PartialEq,
    I: Index<K, V>,
{
    let gone = old.iter().filter(|(key, _)| !new.contains(key));
    let gone = gone.map(move |(key, before)| change(tag, key, None, Before::Row(before)));
    let others = new.iter().filter_map(move |(key, row)| {
        let before = old.get(key);
        let is_other = before != Some(row);
        is_other.then(|| change(tag, key, Some(row), before.map_or(Before::Nothing, Before::Row)))
    });
    Box::new(gone.chain(others))
}

fn change<'s, K: StoredKey, V: StoredRow>(
    table: TableTag,
    key: &K,
    row: Option<&V>,
    before: Before<&'s V>,
) -> Change<'s> {
    let write = RowWrite { table, key: key::encode(key), value: row.map(StoredRow::encode) };
    let before = match before {
        Before::Nothing => Before::Nothing,
        Before::Row(row) => Before::Row(row as &dyn StoredRow),
        Before::Told => Before::Told,
    };
    Change { write, before }
}

/// The chunks that the stored value of a row names; none for tables whose rows name none.
///
/// Errors: [`RowError`].
pub fn chunks_of(table: TableTag, value: &[u8]) -> Result<Vec<Digest>, RowError> {
    Ok(match table {
        CONTENTS => Content::decode(value)?.chunks().collect(),
        LAYERS => DiskLayer::decode(value)?.written.chunks().collect(),
        STAGED_BLOCKS => StagedBlock::decode(value)?.content.chunks().collect(),
        _ => Vec::new(),
    })
}

/// Tables whose rows name chunks.
pub const CHUNK_TABLES: [TableTag; 3] = [CONTENTS, LAYERS, STAGED_BLOCKS];
const CONTENTS: TableTag = TableTag(0x08);
const LAYERS: TableTag = TableTag(0x14);
const STAGED_BLOCKS: TableTag = TableTag(0x2A);

/// The table of the one row that describes the world.
pub const WORLD: TableTag = TableTag(0x01);

/// Which table a row was found in.
#[derive(Clone, Copy, Debug)]
struct Place {
    tag: TableTag,
    name: &'static str,
}

impl Place {
    fn error(self, key: &[u8], error: RowError) -> StorageError {
        let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        error.at(&format!("row {key} of {}", self.name))
    }
}

async fn load_table<K, V, I>(
    storage: &impl Storage,
    place: Place,
    table: &mut Table<K, V, I>,
) -> Result<(), StorageError>
where
    K: StoredKey + Ord + Clone,
    V: StoredRow + Clone,
    I: Index<K, V>,
{
    let mut load = |key: &[u8], value: &[u8]| {
        let read = key::decode(key).and_then(|row_key| Ok((row_key, V::decode(value)?)));
        let (row_key, row) = read.map_err(|error| place.error(key, error))?;
        table.load(row_key, row);
        Ok(())
    };
    storage.load_table(place.tag, &mut load).await
}
