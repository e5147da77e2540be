//! The engine's tables as rows of the database.
//!
//! Each table has a tag, each key is written as bytes that sort as it does ([`key`]), each row as a
//! version byte and the frozen twin of its type ([`twin`], [`v1`]). Some rows lie in the order of a moment: it stands before
//! their key.
//!
//! To change the shape of a row: leave `v1` alone, put the new twin into `v2`, write that one in
//! [`StoredRow::encode`], let [`StoredRow::decode`] choose the twin by [`row::version_of`] and give the
//! old one's missing fields a value there. To change where rows lie: give their table another tag, and leave the old one behind
//! it. Add a golden database of the new version; the old one stays.

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
        table::{Home, Homed, RowChange, Table},
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

/// In which order the rows of a table lie in its first home.
trait Ordered {
    /// In the order of a moment that no row ever changes, then of their keys; none where only the keys count.
    const MOMENT: Option<fn(&Self) -> SimTime>;
}

macro_rules! moment {
    () => {
        None
    };
    ($field:ident) => {
        Some(|row| row.$field)
    };
}

macro_rules! rows_of_version_1 {
    ($($row:ident as $module:ident::$twin:ident $(by $moment:ident)?;)*) => {$(
        impl Ordered for $row {
            const MOMENT: Option<fn(&Self) -> SimTime> = moment!($($moment)?);
        }

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
    // Every instance gets some each day and loses others: in the order of their instances all blocks would change.
    RecoveryPoint as protection::RecoveryPointTwin by created_at;
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
    ($($tag:literal $(| $old:literal)? $table:ident: $key:ty => $row:ty;)*) => {
        /// Every table of the engine, by its name in the state.
        #[cfg(test)]
        pub const TABLES: &[(TableTag, &str)] = &[$((TableTag($tag), stringify!($table))),*];

        /// What a commit has to write of every table.
        pub fn changes(state: &State) -> impl Iterator<Item = Change<'_>> {
            [$(table_changes::<$key, $row, _>(homes!($tag $($old)?), &state.$table)),*].into_iter().flatten()
        }

        /// What makes the rows of one world those of another.
        pub fn replacement<'s>(old: &'s State, new: &'s State) -> impl Iterator<Item = Change<'s>> {
            let tables = [$(
                table_replacement::<$key, $row, _>(homes!($tag $($old)?), &old.$table, &new.$table)
            ),*];
            tables.into_iter().flatten()
        }

        /// The value of a row, as a commit writes it; none where there is no such row.
        ///
        /// Errors: [`RowError`] for a key that is none of the table's.
        pub fn value_of(state: &State, table: TableTag, key: &[u8]) -> Result<Option<Vec<u8>>, RowError> {
            Ok(match table.0 {
                $(
                    $tag => stored_value::<$key, $row, _>(&state.$table, Home::default(), key)?,
                    $($old => stored_value::<$key, $row, _>(&state.$table, Home(1), key)?,)?
                )*
                _ => None,
            })
        }

        /// Loads every table; answers how many rows there were.
        ///
        /// Errors: those of reading; [`StorageError::Corrupt`], [`StorageError::NewerVersion`].
        pub async fn load(storage: &impl Storage, state: &mut State) -> Result<usize, StorageError> {
            $(
                let homes = homes!($tag $($old)?);
                load_table::<$key, $row, _>(storage, homes, stringify!($table), &mut state.$table).await?;
            )*
            Ok([$(state.$table.len()),*].into_iter().sum())
        }

        /// Adds every row of every table.
        #[cfg(test)]
        pub fn add_all(state: &State, batch: &mut crate::store::Batch) {
            $(state.$table.iter().for_each(|(key, row)| {
                let homed = state.$table.homed(key).expect("it is there");
                batch.rows.push(write(homes!($tag $($old)?), key, homed, Some(row.encode())));
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

/// The tags of a table's homes, the first one in front.
type Homes = &'static [u8];

macro_rules! homes {
    ($($tag:literal)*) => {
        &[$($tag),*]
    };
}

// Tags are frozen: a table that is gone leaves its number unused. Behind the bar stands where earlier builds kept rows, in the
// order of their keys: they stay there until they go.
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
    0x34 | 0x0E points: (InstanceId, PointSeq) => RecoveryPoint;
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

/// What storage holds in the place of a row.
pub enum Before<V> {
    Nothing,
    Row(V),
    /// Something that has changed since the savepoint here: what there was then is kept.
    Told,
}

fn table_changes<K, V, I>(homes: Homes, table: &Table<K, V, I>) -> Box<dyn Iterator<Item = Change<'_>> + '_>
where
    K: StoredKey + Ord + Clone,
    V: StoredRow + Ordered + Clone,
    I: Index<K, V>,
{
    Box::new(table.changes().flat_map(move |(key, change)| row_changes(homes, key, change)))
}

fn table_replacement<'s, K, V, I>(
    homes: Homes,
    old: &'s Table<K, V, I>,
    new: &'s Table<K, V, I>,
) -> Box<dyn Iterator<Item = Change<'s>> + 's>
where
    K: StoredKey + Ord + Clone,
    V: StoredRow + Ordered + Clone + PartialEq,
    I: Index<K, V>,
{
    let change = move |key| {
        let change = RowChange { row: new.homed(key), stored: old.homed(key), is_told: false };
        row_changes(homes, key, change)
    };
    let gone = old.iter().map(|(key, _)| key).filter(|key| !new.contains(key));
    // An equal row may lie elsewhere: nobody would find it there.
    let others = new.iter().map(|(key, _)| key).filter(|key| old.homed(key) != new.homed(key));
    Box::new(gone.chain(others).flat_map(change))
}

/// What becomes of a row: one write, unless another has come in the place of one that lay elsewhere.
fn row_changes<'s, K: StoredKey + Clone, V: StoredRow + Ordered>(
    homes: Homes,
    key: &K,
    RowChange { row, stored, is_told }: RowChange<'s, V>,
) -> impl Iterator<Item = Change<'s>> {
    let before = |stored: Homed<'s, V>| match is_told {
        true => Before::Told,
        false => Before::Row(stored.row as &dyn StoredRow),
    };
    let put = row.map(|row| {
        let before = stored.filter(|stored| share_place(*stored, row)).map_or(Before::Nothing, before);
        Change { write: write(homes, key, row, Some(row.row.encode())), before }
    });
    let gone = stored.filter(|stored| row.is_none_or(|row| !share_place(*stored, row)));
    let gone = gone.map(|stored| Change { write: write(homes, key, stored, None), before: before(stored) });
    gone.into_iter().chain(put)
}

/// Writes a value where a row lies.
fn write<K: StoredKey + Clone, V: Ordered>(
    homes: Homes,
    key: &K,
    homed: Homed<'_, V>,
    value: Option<Vec<u8>>,
) -> RowWrite {
    let bytes = match moment(homed) {
        Some(moment) => key::encode(&(moment, key.clone())),
        None => key::encode(key),
    };
    RowWrite { table: tag(homes, homed.home), key: bytes, value }
}

/// The moment by which a row lies; none for those that lie by their keys alone.
fn moment<V: Ordered>(Homed { row, home }: Homed<'_, V>) -> Option<SimTime> {
    V::MOMENT.filter(|_| home == Home::default()).map(|moment| moment(row))
}

/// Whether two rows of one key lie in the same place.
fn share_place<V: Ordered>(one: Homed<'_, V>, other: Homed<'_, V>) -> bool {
    one.home == other.home && moment(one) == moment(other)
}

fn tag(homes: Homes, home: Home) -> TableTag {
    TableTag(homes[usize::from(home.0)])
}

/// Reads the key of a row in one of its homes, and the moment by which it lies.
///
/// Errors: [`RowError::Damaged`].
fn read_key<K: StoredKey, V: Ordered>(home: Home, bytes: &[u8]) -> Result<(Option<SimTime>, K), RowError> {
    match V::MOMENT.filter(|_| home == Home::default()) {
        Some(_) => key::decode(bytes).map(|(moment, key)| (Some(moment), key)),
        None => key::decode(bytes).map(|key| (None, key)),
    }
}

/// The stored value of a row; none where there is no row in this place.
fn stored_value<K, V, I>(
    table: &Table<K, V, I>,
    home: Home,
    bytes: &[u8],
) -> Result<Option<Vec<u8>>, RowError>
where
    K: StoredKey + Ord + Clone,
    V: StoredRow + Ordered + Clone,
    I: Index<K, V>,
{
    let (lies_by, key) = read_key::<K, V>(home, bytes)?;
    let found = table.homed(&key).filter(|found| found.home == home && moment(*found) == lies_by);
    Ok(found.map(|found| found.row.encode()))
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

async fn load_table<K, V, I>(
    storage: &impl Storage,
    homes: Homes,
    name: &str,
    table: &mut Table<K, V, I>,
) -> Result<(), StorageError>
where
    K: StoredKey + Ord + Clone,
    V: StoredRow + Ordered + Clone,
    I: Index<K, V>,
{
    for home in (0..).map(Home).take(homes.len()) {
        let mut load = |key: &[u8], value: &[u8]| {
            let read = read_key::<K, V>(home, key).and_then(|(_, row_key)| Ok((row_key, V::decode(value)?)));
            let (row_key, row) = read.map_err(|error| unreadable(name, key, error))?;
            table.load_from(home, row_key, row);
            Ok(())
        };
        storage.load_table(tag(homes, home), &mut load).await?;
    }
    Ok(())
}

fn unreadable(table: &str, key: &[u8], error: RowError) -> StorageError {
    let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    error.at(&format!("row {key} of {table}"))
}
