//! Recovery points in the order in which they expire: kept beside the table, so that expiry looks at those that are due
//! and at the first one that is not.

use crate::{
    base::SimTime,
    engine::{
        ids::{InstanceId, PointSeq},
        index::Index,
        protection::RecoveryPoint,
        state::State,
    },
};
use std::collections::BTreeSet;

/// Recovery points by instance and by when they expire.
#[derive(Clone, Debug, Default)]
pub struct ExpiryIndex(BTreeSet<(InstanceId, SimTime, PointSeq)>);

impl Index<(InstanceId, PointSeq), RecoveryPoint> for ExpiryIndex {
    type Entry = (InstanceId, SimTime, PointSeq);

    fn entry((instance, seq): &(InstanceId, PointSeq), row: &RecoveryPoint) -> Self::Entry {
        (*instance, row.expires_at, *seq)
    }

    fn add(&mut self, entry: Self::Entry) {
        self.0.insert(entry);
    }

    fn remove(&mut self, entry: &Self::Entry) {
        self.0.remove(entry);
    }
}

/// The recovery points of an instance, the one that expires first in front.
pub fn points_by_expiry(state: &State, instance: InstanceId) -> impl Iterator<Item = &RecoveryPoint> {
    let range = (instance, SimTime::MIN, PointSeq(0))..=(instance, SimTime::MAX, PointSeq(u64::MAX));
    state.points.index().0.range(range).filter_map(|(instance, _, seq)| state.points.get(&(*instance, *seq)))
}
