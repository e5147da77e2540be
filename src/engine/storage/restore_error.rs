//! What can be wrong with a point-in-time restore: with the request for it, and with the restore itself.
//!
//! The codes for what the resource provider and the blob service refuse in general are Azure's. Which of them a
//! restore gives is not documented: the choice is ours, and [`RestoreRefusal::Blocked`]'s code is unverified.

use crate::{
    base::SimTime,
    engine::{
        limits,
        refusal::{Explanation, Refusal},
        storage::{BlobRefusal, StorageRefusal, blob_error::SETTINGS_REFUSED},
    },
};
use serde::{Deserialize, Serialize};

/// Why a restore was not begun, or why something else has to wait for one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RestoreRefusal {
    TooManyRanges {
        ranges: usize,
    },
    /// Neither empty nor `container/blob` with a container name that is long enough.
    InvalidRangeBound {
        bound: String,
    },
    RangeIsEmpty {
        start: String,
        end: String,
    },
    RestoreDisabled {
        account: String,
    },
    /// `from` is the earliest time there is, if there is any yet.
    TimeOutsideWindow {
        time: SimTime,
        from: Option<SimTime>,
        to: SimTime,
    },
    /// The account has a restore running, until about `until`.
    InProgress {
        account: String,
        until: SimTime,
    },
    /// A blob is being put back.
    Blocked {
        path: String,
        until: SimTime,
    },
}

impl From<RestoreRefusal> for BlobRefusal {
    fn from(refusal: RestoreRefusal) -> Self {
        BlobRefusal::Restore(refusal)
    }
}

impl From<RestoreRefusal> for StorageRefusal {
    fn from(refusal: RestoreRefusal) -> Self {
        StorageRefusal::Blob(refusal.into())
    }
}

impl From<RestoreRefusal> for Refusal {
    fn from(refusal: RestoreRefusal) -> Self {
        BlobRefusal::Restore(refusal).into()
    }
}

/// The resource provider's code for a value that it does not take.
const INVALID_VALUE: &str = "InvalidValuesForRequestParameters";

impl RestoreRefusal {
    pub fn explain(&self) -> Explanation {
        use RestoreRefusal::*;
        match self {
            TooManyRanges { ranges } => Explanation::new(
                INVALID_VALUE,
                "Values for request parameters are invalid: blobRanges.",
                format!(
                    "There are {ranges} ranges; a restore takes at most {}.",
                    limits::POINT_IN_TIME_RESTORE_RANGES_MAX
                ),
                "Leave ranges out, or restore in two steps.",
            ),
            InvalidRangeBound { bound } => Explanation::new(
                INVALID_VALUE,
                format!(
                    "Values for request parameters are invalid: blobRanges. '{bound}' is not a bound of a range."
                ),
                format!(
                    "A bound is empty, a container, or a container, a slash and the beginning of a blob's name; the container has at least {} characters.",
                    limits::CONTAINER_NAME_LENGTH_MIN
                ),
                "Write container/blob.",
            ),
            RangeIsEmpty { start, end } => Explanation::new(
                INVALID_VALUE,
                format!(
                    "Values for request parameters are invalid: blobRanges. Nothing lies between '{start}' and '{end}'."
                ),
                "A range begins with its start and ends before its end; names are compared character by character.",
                "Write an end that follows the start. The whole of a container ends at its name with -0 behind it.",
            ),
            RestoreDisabled { account } => Explanation::new(
                SETTINGS_REFUSED,
                format!("Point In Time Restore policy is not enabled for the account {account}."),
                "Only what is kept while point-in-time restore is on can be put back.",
                "Switch point-in-time restore on. It reaches back to that moment and no further.",
            ),
            TimeOutsideWindow { time, from, to } => Explanation::new(
                INVALID_VALUE,
                format!(
                    "Values for request parameters are invalid: timeToRestore. {} cannot be restored.",
                    time.iso()
                ),
                match from {
                    Some(from) => format!("Times from {} to {} can be.", from.iso(), to.iso()),
                    None => "Point-in-time restore was switched on only now.".to_string(),
                },
                "Choose a time within the restorable window.",
            ),
            InProgress { account, until } => Explanation::new(
                "StorageAccountOperationInProgress",
                format!(
                    "An operation is currently performing on the storage account {account} that requires exclusive access."
                ),
                format!("Blobs are being put back to an earlier time, until about {}.", until.iso()),
                "Wait until the restore has ended. It cannot be cancelled; another one can undo it.",
            ),
            Blocked { path, until } => Explanation::new(
                "BlobRestoreInProgress",
                format!(
                    "This operation is not permitted because '{path}' is being restored to an earlier time."
                ),
                format!(
                    "Blobs in the ranges of a restore cannot be read or written, until about {}.",
                    until.iso()
                ),
                "Try again when the restore has ended.",
            ),
        }
    }
}

/// Why a restore that was begun put nothing back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RestoreFailure {
    /// A container of that time is gone.
    ContainerNotFound(String),
    /// `container/blob` is, or was then, in the archive tier.
    ArchivedBlob(String),
    /// `container/blob` has a lease and is another version than then.
    LeasedBlob(String),
    /// What `container/blob`, or something in the account of the name, was is not kept any more.
    StateLost(String),
}

impl RestoreFailure {
    pub fn explain(&self) -> Explanation {
        use RestoreFailure::*;
        match self {
            ContainerNotFound(name) => Explanation::new(
                "ContainerNotFound",
                format!("The container '{name}', which was there at that time, does not exist."),
                "A restore puts blobs back, not containers, and all of the ranges or nothing. A new container of the name is another one.",
                "Undelete the container first, where it is soft-deleted, or restore ranges that leave it out.",
            ),
            ArchivedBlob(blob) => Explanation::new(
                "BlobArchived",
                format!("'{blob}' is in the archive tier."),
                "Blobs in the archive tier cannot be put back, and a container that holds any fails as a whole.",
                "Move it to the hot or cool tier first, or restore ranges that leave the container out.",
            ),
            LeasedBlob(blob) => Explanation::new(
                "LeaseIdMissing",
                format!("There is currently a lease on '{blob}', which has changed since that time."),
                "Only the holder of the lease may write the blob.",
                "Break the lease, and restore again.",
            ),
            StateLost(blob) => Explanation::new(
                "BlobNotFound",
                format!("What '{blob}' was at that time is not kept any more."),
                "Versions and changes were kept for fewer days before, and the last of them have passed.",
                "Choose a later time.",
            ),
        }
    }
}
