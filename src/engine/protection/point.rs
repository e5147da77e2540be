//! Recovery points: which there are, and when they expire.

use crate::{
    base::SimTime,
    engine::{
        decide::Context,
        event::Event,
        ids::{InstanceId, PointSeq},
        job::JobTrigger,
        limits,
        policy::DatasourceType,
        protection::{BackupInstance, PointState, ProtectionState, RecoveryPoint, disk, replica, timers},
        state::State,
    },
};
use std::collections::BTreeSet;

/// The recovery points of an instance, oldest first.
pub fn points_of(state: &State, instance: InstanceId) -> impl DoubleEndedIterator<Item = &RecoveryPoint> {
    let range = (instance, PointSeq(0))..=(instance, PointSeq(u64::MAX));
    state.points.range(range).map(|(_, point)| point)
}

/// The point that a running backup is making.
pub fn pending_point(state: &State, instance: InstanceId) -> Option<&RecoveryPoint> {
    points_of(state, instance).next_back().filter(|point| point.state == PointState::Replicating)
}

/// The newest point that can be restored.
pub fn newest_point(state: &State, instance: InstanceId) -> Option<&RecoveryPoint> {
    points_of(state, instance).rev().find(|point| point.state == PointState::Completed)
}

/// Moments of the completed points that the schedule made at or after `since`, newest first.
pub fn scheduled_moments(
    state: &State,
    instance: InstanceId,
    since: SimTime,
) -> impl Iterator<Item = SimTime> {
    let by_schedule = |point: &&RecoveryPoint| {
        let job = state.jobs.get(&point.job);
        job.is_some_and(|job| job.trigger == JobTrigger::Scheduled)
    };
    points_of(state, instance)
        .rev()
        .take_while(move |point| point.created_at >= since)
        .filter(|point| point.state == PointState::Completed)
        .filter(by_schedule)
        .map(|point| point.created_at)
}

/// Expires the points that are due, with what only they hold, and sets the next timer.
///
/// While protection is stopped everything is retained. Where the vault may not delete snapshots, or a lock lies on
/// them, the points stay until it may.
pub fn expire(context: &mut Context, instance: InstanceId) -> Vec<Event> {
    let (state, now) = (context.state, context.now);
    let Some(row) = state.instances.get(&instance) else { return Vec::new() };
    if row.state == ProtectionState::ProtectionStopped {
        return Vec::new();
    }
    let due: Vec<&RecoveryPoint> =
        expirable(state, row).filter(|point| removal_time(row, point) <= now).collect();
    if !due.is_empty() && disk::check_cleanup(context, row).is_err() {
        return timers::expire_by(context, instance, now + limits::DISK_CLEANUP_RETRY);
    }
    let (due, locked): (Vec<_>, Vec<_>) =
        due.into_iter().partition(|point| disk::check_deletable(state, point).is_ok());
    let retry = (!locked.is_empty()).then(|| now + limits::DISK_CLEANUP_RETRY);
    let later = expirable(state, row).map(|point| removal_time(row, point)).filter(|at| *at > now);
    let next = later.chain(retry).min();
    let mut events = remove(state, row, &due);
    events.extend(next.map(|next| timers::expire_by(context, instance, next)).unwrap_or_default());
    events
}

/// Takes points away, with what only they hold.
pub fn remove(state: &State, instance: &BackupInstance, points: &[&RecoveryPoint]) -> Vec<Event> {
    let mut events = disk::delete_snapshots(state, points.iter().copied());
    events.extend(forget(state, instance, points));
    events
}

/// Takes points away, with what only they hold in the vault; snapshots stay.
pub fn forget(state: &State, instance: &BackupInstance, points: &[&RecoveryPoint]) -> Vec<Event> {
    let Some(first) = points.first() else { return Vec::new() };
    let id = instance.id;
    let expired = |point: &&RecoveryPoint| Event::RecoveryPointExpired { instance: id, point: point.seq };
    let mut events: Vec<Event> = points.iter().map(expired).collect();
    if first.snapshot().is_none() {
        let gone: BTreeSet<PointSeq> = points.iter().map(|point| point.seq).collect();
        let remaining: Vec<PointSeq> =
            points_of(state, id).map(|point| point.seq).filter(|seq| !gone.contains(seq)).collect();
        events.extend(replica::sweep(state, id, &remaining, None));
    }
    events
}

/// Makes sure that expiry is looked at in time once `new` is complete.
pub fn expire_after(context: &mut Context, instance: &BackupInstance, new: &RecoveryPoint) -> Vec<Event> {
    if instance.state == ProtectionState::ProtectionStopped {
        return Vec::new();
    }
    // The one that was the newest until now can expire from now on.
    let newest = newest_point(context.state, instance.id).filter(|_| keeps_newest(instance));
    let times = if keeps_newest(instance) { newest } else { Some(new) };
    let next = times.map(|point| removal_time(instance, point));
    next.map(|next| timers::expire_by(context, instance.id, next)).unwrap_or_default()
}

/// When the next point goes, if nothing changes.
pub fn next_removal(state: &State, instance: &BackupInstance) -> Option<SimTime> {
    expirable(state, instance).map(|point| removal_time(instance, point)).min()
}

/// Completed points that may expire.
fn expirable<'a>(
    state: &'a State,
    instance: &BackupInstance,
) -> impl Iterator<Item = &'a RecoveryPoint> + use<'a> {
    let newest = newest_point(state, instance.id).filter(|_| keeps_newest(instance)).map(|point| point.seq);
    points_of(state, instance.id)
        .filter(move |point| point.state == PointState::Completed && Some(point.seq) != newest)
}

/// Whether the newest point stays, however old it is.
///
/// Source: Azure Backup, "Overview of Azure Disk Backup"; "Manage Azure Managed Disks" (retain as per policy).
fn keeps_newest(instance: &BackupInstance) -> bool {
    instance.datasource_type == DatasourceType::Disk || instance.state == ProtectionState::BackupsSuspended
}

fn removal_time(instance: &BackupInstance, point: &RecoveryPoint) -> SimTime {
    match instance.datasource_type {
        DatasourceType::Disk => point.expires_at + limits::DISK_CLEANUP_DELAY,
        DatasourceType::DataLakeStorage | DatasourceType::Blob => point.expires_at,
    }
}
