//! Point-in-time restore of an account: how far back it reaches, what it would change, and how the last one went.

use crate::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        ids::AccountId,
        query::Viewer,
        rbac::action,
        refusal::Refusal,
        state::State,
        storage::{
            BlobRestore, BlobRestoreStatus, RestoreCounts, RestoreFailure, RestoreRange, change_feed,
            point_in_time,
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
    /// How many changes there were in each of [`ACTIVITY_PARTS`] equal parts of the window; empty without one.
    pub activity: Vec<u32>,
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

/// What a restore would do if it began now. It reads every change since its time, and is not asked again at each tick of
/// the clock: what a passing moment alone can change, *Validate* finds.
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

/// Parts of the window that changes are counted in.
pub const ACTIVITY_PARTS: usize = 60;

fn activity(state: &State, account: AccountId, (first, last): (SimTime, SimTime)) -> Vec<u32> {
    let length = last.since(first).millis().max(1);
    let mut parts = vec![0; ACTIVITY_PARTS];
    for change in change_feed::since(state, account, first) {
        let part = change.at.since(first).millis() * ACTIVITY_PARTS as i64 / length;
        let part = usize::try_from(part).unwrap_or(0).min(ACTIVITY_PARTS - 1);
        parts[part] += 1;
    }
    parts
}

impl BlobRestores {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<BlobRestoreView, Refusal> {
        viewer.require(action::READ_ACCOUNT, &self.account)?;
        let account = viewer.state.find_account(&self.account)?;
        let window = point_in_time::restorable_window(account, viewer.now);
        Ok(BlobRestoreView {
            account: viewer.state.account_id(account),
            activity: window.map(|window| activity(viewer.state, account.id, window)).unwrap_or_default(),
            window,
            latest: point_in_time::latest(viewer.state, account.id).map(row),
        })
    }
}

pub(super) fn row(restore: &BlobRestore) -> BlobRestoreRow {
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
        viewer.require(action::READ_ACCOUNT, &self.account)?;
        let (state, now) = (viewer.state, viewer.now);
        let account = state.find_account(&self.account)?;
        let ranges = point_in_time::check(state, account, self.time, &self.ranges, now)?;
        let (plan, duration) = point_in_time::preview(state, account, self.time, &ranges, now);
        Ok(BlobRestorePreviewView { outcome: plan.map(|plan| plan.counts), duration })
    }
}
