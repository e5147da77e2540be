//! Point-in-time restore: putting the blobs of an account back to how they were.
//!
//! A restore takes as long as there is to read and to undo. While it runs, the blobs in its ranges can be neither
//! read nor written, one account has one restore, nobody can cancel it, and its settings stay as they are. At its
//! end everything is put back in one commit, or nothing is and the account says why. What happens in between is
//! written in the row of the restore alone: a tab that is closed in the middle finds it there.
//!
//! How far back it reaches: to when it was switched on, some minutes later, and at most its days. Should anything
//! that is needed for earlier times be let go of all the same, which only fewer days of keeping before can cause,
//! it reaches back to that moment ([`State::restorable_from`]).
//!
//! Whoever lets blobs be restored for another reason, as Azure Backup does, checks its caller itself, calls
//! [`start`], and looks at [`latest`] when the restore is due.
//!
//! Sources: Azure Storage, "Point-in-time restore for block blobs"; Storage resource provider, "Restore Blob
//! Ranges" and `blobRestoreStatus`.

use crate::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        decide::Context,
        event::Event,
        ids::AccountId,
        limits,
        rbac::action,
        refusal::Refusal,
        request::Command,
        state::{State, TimerAction},
        storage::{
            Container, LeaseKey, RestoreCounts, RestoreFailure, RestoreRange, RestoreRanges, RestoreRefusal,
            StorageAccount, change_feed, due,
            restore_plan::{self, RestorePlan},
        },
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The newest restore of an account: `blobRestoreStatus`.
#[derive(Clone, Debug, PartialEq)]
pub struct BlobRestore {
    pub account: AccountId,
    pub id: Uuid,
    pub time: SimTime,
    /// As they were asked for; none are all containers.
    pub ranges: Vec<RestoreRange>,
    pub started_at: SimTime,
    /// When it ends, or ended.
    pub due_at: SimTime,
    pub status: BlobRestoreStatus,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlobRestoreStatus {
    InProgress,
    Complete(RestoreCounts),
    Failed(RestoreFailure),
}

impl BlobRestoreStatus {
    /// `status` of `blobRestoreStatus`.
    pub fn arm_name(&self) -> &'static str {
        match self {
            BlobRestoreStatus::InProgress => "InProgress",
            BlobRestoreStatus::Complete(_) => "Complete",
            BlobRestoreStatus::Failed(_) => "Failed",
        }
    }
}

impl BlobRestore {
    fn is_running(&self) -> bool {
        self.status == BlobRestoreStatus::InProgress
    }

    fn parsed_ranges(&self) -> RestoreRanges {
        RestoreRanges::parse(&self.ranges).expect("they were checked when it was begun")
    }
}

/// A restore that has begun, and the events that begin it.
#[derive(Debug)]
pub struct StartedRestore {
    pub restore: BlobRestore,
    pub events: Vec<Event>,
}

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    let Command::RestoreBlobRanges { account, time, ranges } = command else {
        unreachable!("{command:?} is decided elsewhere")
    };
    let account = find(context, account)?;
    Ok(start(context, account, *time, ranges)?.events)
}

/// Who and where.
fn find<'a>(context: &Context<'a>, id: &ArmId) -> Result<&'a StorageAccount, Refusal> {
    context.authorize(action::RESTORE_BLOB_RANGES, id)?;
    let account = context.state.find_account(id)?;
    context.check_write(id)?;
    Ok(account)
}

/// The times that can be restored, first and last; `None` where there is none yet, or no restoring at all.
pub fn restorable_window(account: &StorageAccount, now: SimTime) -> Option<(SimTime, SimTime)> {
    let days = account.data_protection.point_in_time_restore_days?;
    let begun = account.restorable_since? + limits::POINT_IN_TIME_RESTORE_DELAY;
    let from = begun.max(now - SimSpan::from_days(i64::from(days)));
    (from <= now).then_some((from, now))
}

/// The newest restore of an account, running or not.
pub fn latest(state: &State, account: AccountId) -> Option<&BlobRestore> {
    state.blob_restores.get(&account)
}

/// Checks a restore: its ranges, then whether the account can put anything back to that time, then whether it is
/// free to.
///
/// # Errors
/// The first thing in the way. What only the restore itself finds out is a [`RestoreFailure`] of its end.
pub fn check(
    state: &State,
    account: &StorageAccount,
    time: SimTime,
    ranges: &[RestoreRange],
    now: SimTime,
) -> Result<RestoreRanges, RestoreRefusal> {
    let ranges = RestoreRanges::parse(ranges)?;
    if account.data_protection.point_in_time_restore_days.is_none() {
        return Err(RestoreRefusal::RestoreDisabled { account: account.name.clone() });
    }
    let window = restorable_window(account, now);
    if !window.is_some_and(|(from, to)| (from..=to).contains(&time)) {
        let from = window.map(|(from, _)| from);
        return Err(RestoreRefusal::TimeOutsideWindow { time, from, to: now });
    }
    check_account_unblocked(state, account)?;
    Ok(ranges)
}

/// What a restore would change, or what it would fail with, and how long it takes.
pub fn preview<'a>(
    state: &'a State,
    account: &'a StorageAccount,
    time: SimTime,
    ranges: &RestoreRanges,
    now: SimTime,
) -> (Result<RestorePlan<'a>, RestoreFailure>, SimSpan) {
    let plan = restore_plan::plan(state, account, time, ranges, now);
    let duration = match &plan {
        Ok(_) => duration(change_feed::since(state, account.id, time).count()),
        // What is in the way is found before anything is read.
        Err(_) => limits::POINT_IN_TIME_RESTORE_DURATION_MIN,
    };
    (plan, duration)
}

/// Source: Azure Backup, "Overview of Azure Blob backup" (time by the writes and deletes since; the rate is ours).
fn duration(changes: usize) -> SimSpan {
    let changes = i64::try_from(changes).unwrap_or(i64::MAX);
    let reading = changes.saturating_mul(SimSpan::from_minutes(1).millis())
        / limits::POINT_IN_TIME_RESTORE_CHANGES_PER_MINUTE;
    SimSpan::from_millis(reading).max(limits::POINT_IN_TIME_RESTORE_DURATION_MIN)
}

/// Begins a restore. Whether the caller may is not asked here.
///
/// # Errors
/// See [`check`].
pub fn start(
    context: &mut Context,
    account: &StorageAccount,
    time: SimTime,
    ranges: &[RestoreRange],
) -> Result<StartedRestore, RestoreRefusal> {
    let (state, now) = (context.state, context.now);
    let parsed = check(state, account, time, ranges, now)?;
    let (_, duration) = preview(state, account, time, &parsed, now);
    let restore = BlobRestore {
        account: account.id,
        id: context.seed().guid("blob restore", context.ids.take()),
        time,
        ranges: ranges.to_vec(),
        started_at: now,
        due_at: now + duration,
        status: BlobRestoreStatus::InProgress,
    };
    let timer = context.timer(restore.due_at, TimerAction::FinishBlobRestore(account.id));
    let events = vec![Event::BlobRestoreSet(restore.clone()), timer];
    Ok(StartedRestore { restore, events })
}

/// Puts everything back at once, or nothing: what is in the way is looked for again at this moment.
pub fn finish(context: &mut Context, account: AccountId) -> Vec<Event> {
    let (state, now) = (context.state, context.now);
    let running = latest(state, account).filter(|restore| restore.is_running());
    let (Some(running), Some(account)) = (running, state.accounts.get(&account)) else { return Vec::new() };
    let (mut events, status) =
        match restore_plan::plan(state, account, running.time, &running.parsed_ranges(), now) {
            Ok(plan) => (plan.write(context), BlobRestoreStatus::Complete(plan.counts)),
            Err(failure) => (Vec::new(), BlobRestoreStatus::Failed(failure)),
        };
    events.push(Event::BlobRestoreSet(BlobRestore { status, due_at: now, ..running.clone() }));
    due::timed(context, events)
}

fn running(state: &State, account: AccountId) -> Option<&BlobRestore> {
    latest(state, account).filter(|restore| restore.is_running())
}

/// # Errors
/// [`RestoreRefusal::InProgress`] while the account has a restore running.
pub fn check_account_unblocked(state: &State, account: &StorageAccount) -> Result<(), RestoreRefusal> {
    match running(state, account.id) {
        None => Ok(()),
        Some(restore) => {
            Err(RestoreRefusal::InProgress { account: account.name.clone(), until: restore.due_at })
        }
    }
}

/// # Errors
/// [`RestoreRefusal::InProgress`] while blobs of the container are being put back.
pub(super) fn check_container_unblocked(state: &State, container: &Container) -> Result<(), RestoreRefusal> {
    let restore = running(state, container.account);
    if restore.is_none_or(|restore| !restore.parsed_ranges().touches(&container.name)) {
        return Ok(());
    }
    let account = state.accounts.get(&container.account).expect("containers lie in accounts");
    check_account_unblocked(state, account)
}

/// # Errors
/// [`RestoreRefusal::Blocked`] while the blob is being put back.
pub(super) fn check_unblocked(state: &State, (container, path): &LeaseKey) -> Result<(), RestoreRefusal> {
    let Some(container) = state.containers.get(container) else { return Ok(()) };
    let holds = |restore: &&BlobRestore| restore.parsed_ranges().contains(&container.name, path);
    match running(state, container.account).filter(holds) {
        None => Ok(()),
        Some(restore) => Err(RestoreRefusal::Blocked { path: path.to_string(), until: restore.due_at }),
    }
}

impl State {
    /// Notes that an account cannot be put back to any time before `moment` any more.
    pub(in crate::engine) fn restorable_from(&mut self, account: AccountId, moment: SimTime) {
        let since = self.accounts.get(&account).and_then(|row| row.restorable_since);
        if since.is_some_and(|since| since < moment) {
            self.accounts.update(&account, |row| row.restorable_since = Some(moment));
        }
    }
}
