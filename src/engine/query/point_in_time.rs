//! Point-in-time restore of an account: how far back it reaches, what it would change, and how the last one went.

use crate::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        query::{Viewer, access::READ_ACCOUNT},
        refusal::Refusal,
        storage::{
            BlobRestore, BlobRestoreStatus, RestoreCounts, RestoreFailure, RestoreRange, point_in_time,
        },
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The restorable window of an account, and its newest restore.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlobRestores {
    pub account: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlobRestoreView {
    pub account: ArmId,
    /// First and last time that can be restored; `None` where there is none.
    pub window: Option<(SimTime, SimTime)>,
    pub latest: Option<BlobRestoreRow>,
}

/// `blobRestoreStatus` of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlobRestoreRow {
    pub id: Uuid,
    pub time: SimTime,
    /// None are all containers.
    pub ranges: Vec<RestoreRange>,
    pub started_at: SimTime,
    /// When it ends, or ended.
    pub due_at: SimTime,
    pub status: BlobRestoreStatus,
    /// `failureReason`, in words.
    pub failure: Option<String>,
}

/// What a restore would do if it began now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlobRestorePreview {
    pub account: ArmId,
    pub time: SimTime,
    pub ranges: Vec<RestoreRange>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlobRestorePreviewView {
    /// What it would change, or why it would fail.
    pub outcome: Result<RestoreCounts, RestoreFailure>,
    pub duration: SimSpan,
}

impl BlobRestores {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<BlobRestoreView, Refusal> {
        viewer.require(READ_ACCOUNT, &self.account)?;
        let account = viewer.state.find_account(&self.account)?;
        Ok(BlobRestoreView {
            account: viewer.state.account_id(account),
            window: point_in_time::restorable_window(account, viewer.now),
            latest: point_in_time::latest(viewer.state, account.id).map(row),
        })
    }
}

fn row(restore: &BlobRestore) -> BlobRestoreRow {
    let failure = match &restore.status {
        BlobRestoreStatus::Failed(failure) => Some(failure.explain().message),
        BlobRestoreStatus::InProgress | BlobRestoreStatus::Complete(_) => None,
    };
    BlobRestoreRow {
        id: restore.id,
        time: restore.time,
        ranges: restore.ranges.clone(),
        started_at: restore.started_at,
        due_at: restore.due_at,
        status: restore.status.clone(),
        failure,
    }
}

impl BlobRestorePreview {
    /// # Errors
    /// What a restore would be refused with at once.
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<BlobRestorePreviewView, Refusal> {
        viewer.require(READ_ACCOUNT, &self.account)?;
        let (state, now) = (viewer.state, viewer.now);
        let account = state.find_account(&self.account)?;
        let ranges = point_in_time::check(state, account, self.time, &self.ranges, now)?;
        let (plan, duration) = point_in_time::preview(state, account, self.time, &ranges, now);
        Ok(BlobRestorePreviewView { outcome: plan.map(|plan| plan.counts), duration })
    }
}
