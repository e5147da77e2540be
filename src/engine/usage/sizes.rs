//! What the snapshots of an instance's recovery points take together: counted when it is asked for, and again only after
//! something of it has changed.

use crate::{
    base::ByteSize,
    engine::{
        event::Event,
        ids::InstanceId,
        protection::{disk::snapshot_of, point::points_of},
        state::State,
    },
};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};
use uuid::Uuid;

/// Sizes by instance. Asking adds to it, events take from it.
///
/// Invariant: what is in here is what counting again would give. So it is no part of what is true.
#[derive(Clone, Debug, Default)]
pub struct SnapshotSizes {
    known: RefCell<Known>,
}

#[derive(Clone, Debug, Default)]
struct Known {
    sizes: BTreeMap<InstanceId, ByteSize>,
    /// Instances with snapshots of a disk, by its `uniqueId`.
    of_disk: BTreeMap<Uuid, BTreeSet<InstanceId>>,
}

impl PartialEq for SnapshotSizes {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Takes out what an event will make untrue, before it is made true.
pub(in crate::engine) fn forget(state: &mut State, event: &Event) {
    let known = state.snapshot_sizes.known.get_mut();
    match event {
        Event::RecoveryPointStarted(point) => {
            known.sizes.remove(&point.instance);
        }
        Event::RecoveryPointAbandoned { instance, .. } | Event::RecoveryPointExpired { instance, .. } => {
            known.sizes.remove(instance);
        }
        Event::SnapshotCreated { snapshot, .. } => known.forget_disk(snapshot.disk_unique_id),
        Event::SnapshotDeleted(snapshot) => {
            if let Some(row) = state.snapshots.get(snapshot) {
                known.forget_disk(row.disk_unique_id);
            }
        }
        _ => {}
    }
}

impl Known {
    fn forget_disk(&mut self, disk: Uuid) {
        for instance in self.of_disk.remove(&disk).into_iter().flatten() {
            self.sizes.remove(&instance);
        }
    }
}

impl State {
    /// What the snapshots of an instance's recovery points take together.
    pub fn snapshots_used(&self, instance: InstanceId) -> ByteSize {
        let known = self.snapshot_sizes.known.borrow().sizes.get(&instance).copied();
        known.unwrap_or_else(|| self.count_snapshots(instance))
    }

    fn count_snapshots(&self, instance: InstanceId) -> ByteSize {
        let mut disks = BTreeSet::new();
        let snapshots = points_of(self, instance).filter_map(|point| snapshot_of(self, point));
        let sizes = snapshots.map(|snapshot| {
            disks.insert(snapshot.disk_unique_id);
            self.snapshot_used(snapshot)
        });
        let size = sizes.sum();
        let mut known = self.snapshot_sizes.known.borrow_mut();
        for disk in disks {
            known.of_disk.entry(disk).or_default().insert(instance);
        }
        known.sizes.insert(instance, size);
        size
    }
}
