//! Which snapshots are of a disk, and which one a name means: kept beside the table, so that nobody walks through all.

use crate::engine::{
    compute::Snapshot,
    ids::{GroupId, SnapshotId},
    index::{Index, folded},
    state::State,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};
use uuid::Uuid;

/// Snapshots by the disk they are of, and by name.
#[derive(Clone, Debug, Default)]
pub struct SnapshotIndex {
    of_disk: BTreeMap<Uuid, BTreeSet<SnapshotId>>,
    /// Those of them that are incremental.
    families: BTreeMap<Uuid, BTreeSet<SnapshotId>>,
    /// By the group and a number that the name has in common with those that differ in case only.
    named: BTreeMap<(GroupId, u64), Vec<SnapshotId>>,
}

/// What the index knows of a snapshot; none of it ever changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SnapshotEntry {
    snapshot: SnapshotId,
    disk: Uuid,
    incremental: bool,
    name: (GroupId, u64),
}

impl Index<SnapshotId, Snapshot> for SnapshotIndex {
    type Entry = SnapshotEntry;

    fn entry(key: &SnapshotId, row: &Snapshot) -> SnapshotEntry {
        let name = (row.group, folded(&row.name));
        SnapshotEntry { snapshot: *key, disk: row.disk_unique_id, incremental: row.incremental, name }
    }

    fn add(&mut self, entry: SnapshotEntry) {
        self.of_disk.entry(entry.disk).or_default().insert(entry.snapshot);
        if entry.incremental {
            self.families.entry(entry.disk).or_default().insert(entry.snapshot);
        }
        self.named.entry(entry.name).or_default().push(entry.snapshot);
    }

    fn remove(&mut self, entry: &SnapshotEntry) {
        remove(&mut self.of_disk, entry);
        remove(&mut self.families, entry);
        let Some(named) = self.named.get_mut(&entry.name) else { return };
        named.retain(|snapshot| *snapshot != entry.snapshot);
        if named.is_empty() {
            self.named.remove(&entry.name);
        }
    }
}

fn remove(sets: &mut BTreeMap<Uuid, BTreeSet<SnapshotId>>, entry: &SnapshotEntry) {
    let Some(set) = sets.get_mut(&entry.disk) else { return };
    set.remove(&entry.snapshot);
    if set.is_empty() {
        sets.remove(&entry.disk);
    }
}

impl State {
    /// The snapshots of the disk with this `uniqueId`, in the order they were taken: ids are given in that order.
    pub fn snapshots_of(&self, disk: Uuid) -> impl DoubleEndedIterator<Item = &Snapshot> {
        let ids = self.snapshots.index().of_disk.get(&disk).into_iter().flatten();
        ids.filter_map(|id| self.snapshots.get(id))
    }

    /// The incremental ones of them.
    pub fn family_of(&self, disk: Uuid) -> impl DoubleEndedIterator<Item = &Snapshot> {
        let ids = self.snapshots.index().families.get(&disk).into_iter().flatten();
        ids.filter_map(|id| self.snapshots.get(id))
    }

    /// How many there are.
    pub fn snapshot_count(&self, disk: Uuid) -> usize {
        self.snapshots.index().of_disk.get(&disk).map_or(0, BTreeSet::len)
    }

    /// The incremental one that was taken next.
    pub fn next_of_family(&self, disk: Uuid, snapshot: SnapshotId) -> Option<&Snapshot> {
        let family = self.snapshots.index().families.get(&disk)?;
        self.snapshots.get(family.range((Bound::Excluded(snapshot), Bound::Unbounded)).next()?)
    }

    /// How many incremental ones there are.
    pub fn family_size(&self, disk: Uuid) -> usize {
        self.snapshots.index().families.get(&disk).map_or(0, BTreeSet::len)
    }

    /// The snapshot of this name, whatever its case.
    pub fn snapshot_named(&self, group: GroupId, name: &str) -> Option<&Snapshot> {
        let alike = self.snapshots.index().named.get(&(group, folded(name)))?;
        let mut alike = alike.iter().filter_map(|id| self.snapshots.get(id));
        alike.find(|snapshot| snapshot.name.eq_ignore_ascii_case(name))
    }
}
