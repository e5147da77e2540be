//! Which snapshots are of a disk, and which one a name means: kept beside the table, so that nobody walks through all.

use crate::engine::{
    compute::Snapshot,
    ids::{GroupId, SnapshotId},
    state::State,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Derived: snapshots by the disk they are of, and by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SnapshotIndex {
    of_disk: BTreeMap<Uuid, BTreeSet<SnapshotId>>,
    /// Names in small letters, as no group holds two that differ in case only.
    named: BTreeMap<(GroupId, String), SnapshotId>,
}

impl SnapshotIndex {
    /// The index of the rows that there are.
    pub fn of<'a>(snapshots: impl Iterator<Item = &'a Snapshot>) -> SnapshotIndex {
        let mut index = SnapshotIndex::default();
        snapshots.for_each(|snapshot| index.add(snapshot));
        index
    }

    fn add(&mut self, snapshot: &Snapshot) {
        self.of_disk.entry(snapshot.disk_unique_id).or_default().insert(snapshot.id);
        self.named.insert((snapshot.group, snapshot.name.to_ascii_lowercase()), snapshot.id);
    }

    fn remove(&mut self, snapshot: &Snapshot) {
        self.named.remove(&(snapshot.group, snapshot.name.to_ascii_lowercase()));
        if let Some(of_disk) = self.of_disk.get_mut(&snapshot.disk_unique_id) {
            of_disk.remove(&snapshot.id);
            if of_disk.is_empty() {
                self.of_disk.remove(&snapshot.disk_unique_id);
            }
        }
    }
}

/// The table together with what is derived from it.
impl State {
    pub(in crate::engine) fn put_snapshot(&mut self, snapshot: &Snapshot) {
        self.snapshot_index.add(snapshot);
        self.snapshots.put(snapshot.id, snapshot.clone());
    }

    pub(in crate::engine) fn drop_snapshot(&mut self, snapshot: SnapshotId) -> Option<Snapshot> {
        let dropped = self.snapshots.remove(&snapshot)?;
        self.snapshot_index.remove(&dropped);
        Some(dropped)
    }

    /// The snapshots of the disk with this `uniqueId`, in the order they were taken: ids are given in that order.
    pub fn snapshots_of(&self, disk: Uuid) -> impl DoubleEndedIterator<Item = &Snapshot> {
        let ids = self.snapshot_index.of_disk.get(&disk).into_iter().flatten();
        ids.filter_map(|id| self.snapshots.get(id))
    }

    /// The snapshot of this name, whatever its case.
    pub fn snapshot_named(&self, group: GroupId, name: &str) -> Option<&Snapshot> {
        self.snapshots.get(self.snapshot_index.named.get(&(group, name.to_ascii_lowercase()))?)
    }
}
