//! What the snapshots of an instance's recovery points take together: counted once, and followed from then on.
//!
//! Snapshots of a disk lie in layers, one above the other. A new one changes nothing of what those below it take. Where one
//! goes, the next one takes over what it held, and no other is touched: two counts before and one after tell the
//! difference.

use crate::{
    base::ByteSize,
    engine::{
        event::Event,
        ids::{InstanceId, SnapshotId},
        protection::{RecoveryPoint, disk::snapshot_of, point::points_of},
        state::State,
    },
};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};
use uuid::Uuid;

/// Sizes by instance. Asking adds to it, events change it.
///
/// Invariant: what is in here is what counting again would give. So it is no part of what is true.
#[derive(Clone, Debug, Default)]
pub struct SnapshotSizes {
    known: RefCell<Known>,
}

#[derive(Clone, Debug, Default)]
struct Known {
    sizes: BTreeMap<InstanceId, Counted>,
    /// Instances with snapshots of a disk, by its `uniqueId`.
    of_disk: BTreeMap<Uuid, BTreeSet<InstanceId>>,
}

/// The snapshots of one instance.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    snapshots: usize,
    size: ByteSize,
}

impl PartialEq for SnapshotSizes {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A snapshot that is about to go, and the next one of its disk.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct Going {
    instance: InstanceId,
    next: Option<SnapshotId>,
    /// What both take.
    size: ByteSize,
}

/// Follows an event before it is made true; answers what [`after`] needs.
pub(in crate::engine) fn before(state: &mut State, event: &Event) -> Option<Going> {
    match event {
        Event::RecoveryPointStarted(point) => state.count_in(point),
        Event::RecoveryPointAbandoned { instance, point }
        | Event::RecoveryPointExpired { instance, point, .. } => {
            // Its snapshot is gone already, or belongs to nobody from now on.
            let row = state.points.get(&(*instance, *point));
            if row.is_some_and(|row| snapshot_of(state, row).is_some()) {
                state.snapshot_sizes.known.get_mut().sizes.remove(instance);
            }
        }
        Event::SnapshotDeleted(snapshot) => return state.going(*snapshot),
        _ => {}
    }
    None
}

/// Follows a snapshot that is gone.
pub(in crate::engine) fn after(state: &mut State, going: Option<Going>) {
    let Some(Going { instance, next, size }) = going else { return };
    let next = next.and_then(|next| state.snapshots.get(&next));
    let now = next.map_or(ByteSize::ZERO, |next| state.snapshot_used(next));
    if let Some(counted) = state.snapshot_sizes.known.get_mut().sizes.get_mut(&instance) {
        counted.snapshots -= 1;
        counted.size = ByteSize((counted.size + now).bytes().saturating_sub(size.bytes()));
    }
}

impl Known {
    fn forget_disk(&mut self, disk: Uuid) {
        for instance in self.of_disk.remove(&disk).into_iter().flatten() {
            self.sizes.remove(&instance);
        }
    }

    /// The only instance with snapshots of a disk, if all of so many are its.
    fn sole(&self, disk: Uuid, family: usize) -> Option<InstanceId> {
        let mut instances = self.of_disk.get(&disk)?.iter();
        let sole = instances.next().copied().filter(|_| instances.next().is_none())?;
        self.sizes.get(&sole).filter(|counted| counted.snapshots == family).map(|_| sole)
    }
}

impl State {
    /// What the snapshots of an instance's recovery points take together.
    pub fn snapshots_used(&self, instance: InstanceId) -> ByteSize {
        let known = self.snapshot_sizes.known.borrow().sizes.get(&instance).copied();
        known.unwrap_or_else(|| self.remember(instance)).size
    }

    fn remember(&self, instance: InstanceId) -> Counted {
        let mut counted = Counted::default();
        let mut known = self.snapshot_sizes.known.borrow_mut();
        for snapshot in points_of(self, instance).filter_map(|point| snapshot_of(self, point)) {
            known.of_disk.entry(snapshot.disk_unique_id).or_default().insert(instance);
            counted.snapshots += 1;
            counted.size = counted.size + self.snapshot_used(snapshot);
        }
        known.sizes.insert(instance, counted);
        counted
    }

    /// A recovery point is about to be there, whose snapshot was taken already.
    fn count_in(&mut self, point: &RecoveryPoint) {
        if !self.snapshot_sizes.known.get_mut().sizes.contains_key(&point.instance) {
            return;
        }
        let taken = snapshot_of(self, point).map(|row| (row.disk_unique_id, self.snapshot_used(row)));
        let Some((disk, used)) = taken else { return };
        let known = self.snapshot_sizes.known.get_mut();
        known.of_disk.entry(disk).or_default().insert(point.instance);
        if let Some(counted) = known.sizes.get_mut(&point.instance) {
            counted.snapshots += 1;
            counted.size = counted.size + used;
        }
    }

    /// What is to be known before a snapshot goes. Where not all snapshots of its disk are known to be one instance's, they
    /// are counted again.
    fn going(&mut self, snapshot: SnapshotId) -> Option<Going> {
        let row = self.snapshots.get(&snapshot)?;
        let disk = row.disk_unique_id;
        let sole = self.snapshot_sizes.known.borrow().sole(disk, self.snapshot_count(disk));
        let Some(instance) = sole else {
            self.snapshot_sizes.known.get_mut().forget_disk(disk);
            return None;
        };
        let next = self.next_of_family(disk, snapshot);
        let size = self.snapshot_used(row) + next.map_or(ByteSize::ZERO, |next| self.snapshot_used(next));
        Some(Going { instance, next: next.map(|next| next.id), size })
    }
}
