//! Identifiers of rows. A policy's id cannot be passed where a vault's is meant.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! row_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u64);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    )*};
}

row_ids! {
    GroupId;
    AccountId;
    ContainerId;
    VaultId;
    PolicyId;
    InstanceId;
    JobId;
    AssignmentId;
    LockId;
    ReplicationId;
    DeploymentId;
    DiskId;
    SnapshotId;
    LayerId;
    TimerId;
    ActivityId;
    AlertId;
    /// Position of a record in a change feed; gaps are usual.
    ChangeSeq;
    /// Position of a recovery point among those of its backup instance, counted from 1.
    PointSeq;
}

/// Hands out row ids; every id of a world comes from one counter, so none is ever reused.
#[derive(Debug)]
pub struct IdAllocator {
    next: u64,
}

impl IdAllocator {
    pub fn starting_at(next: u64) -> Self {
        Self { next }
    }

    /// The id that is handed out next.
    pub fn next(&self) -> u64 {
        self.next
    }

    pub fn take(&mut self) -> u64 {
        let id = self.next;
        self.next += 1;
        id
    }
}
