//! What a restore brings back, and where to.

use crate::{
    base::{ArmId, SimTime},
    engine::{ids::PointSeq, storage::RestoreRange},
};
use serde::{Deserialize, Serialize};

/// What a restore brings back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RestoreSource {
    /// A recovery point.
    Point(PointSeq),
    /// How blobs were at a moment: operational backup has no recovery points.
    Time(SimTime),
}

impl RestoreSource {
    pub fn point(self) -> Option<PointSeq> {
        match self {
            RestoreSource::Point(point) => Some(point),
            RestoreSource::Time(_) => None,
        }
    }

    pub fn time(self) -> Option<SimTime> {
        match self {
            RestoreSource::Point(_) => None,
            RestoreSource::Time(time) => Some(time),
        }
    }
}

impl From<PointSeq> for RestoreSource {
    fn from(point: PointSeq) -> Self {
        RestoreSource::Point(point)
    }
}

/// Where a restore writes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RestoreDestination {
    /// New containers in a storage account.
    Account { account: ArmId, selection: RestoreSelection },
    /// A new disk in a resource group.
    Disk { group: ArmId, name: String },
    /// The storage account that was backed up: these ranges of its blobs, or all where there are none.
    InPlace { ranges: Vec<RestoreRange> },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RestoreSelection {
    /// Restore all backed-up containers.
    All,
    /// Browse and select containers to restore.
    Containers(Vec<ContainerPick>),
}

impl RestoreDestination {
    /// The storage account it writes to.
    pub fn account(&self) -> Option<&ArmId> {
        match self {
            RestoreDestination::Account { account, .. } => Some(account),
            RestoreDestination::Disk { .. } | RestoreDestination::InPlace { .. } => None,
        }
    }
}

/// A container to restore, whole or in part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContainerPick {
    pub container: String,
    /// Only paths starting with one of these; all when empty.
    pub prefixes: Vec<String>,
}
