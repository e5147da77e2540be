//! Recovery points: which there are, and when they expire.

use crate::{
    base::SimTime,
    engine::{
        decide::Context,
        event::Event,
        ids::{InstanceId, PointSeq},
        limits,
        policy::{
            RetentionRule, RetentionTag,
            retention::expires_at,
            verdict::{Obstacle, PointCase, Verdict, verdict},
        },
        protection::{
            BackupInstance, PointState, RecoveryPoint, disk, expiry_index::points_by_expiry, replica, timers,
        },
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

/// Slots of the completed points that the schedule made at or after `since`, newest first.
pub fn slots_since(state: &State, instance: InstanceId, since: SimTime) -> impl Iterator<Item = SimTime> {
    points_of(state, instance)
        .rev()
        .take_while(move |point| point.created_at >= since)
        .filter(|point| point.state == PointState::Completed)
        .filter_map(|point| point.slot)
}

/// What becomes of the points of an instance, the one that expires first in front, were nothing in the way of deleting
/// them.
pub fn verdicts<'a>(
    state: &'a State,
    instance: &'a BackupInstance,
    now: SimTime,
) -> impl Iterator<Item = (&'a RecoveryPoint, Verdict)> {
    let newest = newest_point(state, instance.id).map(|point| point.seq);
    points_by_expiry(state, instance.id)
        .map(move |point| (point, verdict(&case_of(instance, point, newest == Some(point.seq)), now)))
}

/// What bears on whether a point is kept, but for what is in the way of deleting it.
fn case_of(instance: &BackupInstance, point: &RecoveryPoint, is_newest: bool) -> PointCase {
    PointCase {
        datasource_type: instance.datasource_type,
        state: instance.state,
        purged_at: None,
        is_complete: point.state == PointState::Completed,
        is_newest,
        expires_at: point.expires_at,
        obstacle: None,
    }
}

/// What becomes of one point, with what is in the way of deleting it.
pub fn verdict_of(context: &Context, instance: &BackupInstance, point: &RecoveryPoint) -> Verdict {
    let newest = newest_point(context.state, instance.id).map(|newest| newest.seq);
    let case = case_of(instance, point, newest == Some(point.seq));
    let access = disk::check_cleanup(context, instance).is_err();
    verdict(&PointCase { obstacle: obstacle(context.state, point, access), ..case }, context.now)
}

fn obstacle(state: &State, point: &RecoveryPoint, lacks_access: bool) -> Option<Obstacle> {
    let is_locked = || disk::check_deletable(state, point).is_err();
    match lacks_access {
        true => Some(Obstacle::Access),
        false => is_locked().then_some(Obstacle::Lock),
    }
}

/// Expires the points that are due, with what only they hold, and sets the next timer.
///
/// While protection is stopped everything is retained. Where the vault may not delete snapshots, or a lock lies on
/// them, the points stay until it may.
pub fn expire(context: &mut Context, instance: InstanceId) -> Vec<Event> {
    let (state, now) = (context.state, context.now);
    let Some(row) = state.instances.get(&instance) else { return Vec::new() };
    let (mut due, mut next) = (Vec::new(), None);
    for (point, verdict) in verdicts(state, row, now) {
        match verdict {
            Verdict::Expire { .. } => due.push(point),
            Verdict::Keep { until: None, .. } => {}
            // Those behind it expire later.
            Verdict::Keep { until: Some(until), .. } => {
                next = Some(until);
                break;
            }
        }
    }
    let lacks_access = !due.is_empty() && disk::check_cleanup(context, row).is_err();
    let count = due.len();
    due.retain(|point| {
        // What is due is kept by nothing else.
        let case = PointCase { obstacle: obstacle(state, point, lacks_access), ..case_of(row, point, false) };
        !verdict(&case, now).is_kept()
    });
    let retry = (due.len() < count).then(|| now + limits::DISK_CLEANUP_RETRY);
    let mut events = remove(state, row, &due, now);
    let next = next.into_iter().chain(retry).min();
    events.extend(next.map(|next| timers::expire_by(context, instance, next)).unwrap_or_default());
    events
}

/// Takes points away now, with what only they hold.
pub fn remove(
    state: &State,
    instance: &BackupInstance,
    points: &[&RecoveryPoint],
    now: SimTime,
) -> Vec<Event> {
    let mut events = disk::delete_snapshots(state, points.iter().copied());
    events.extend(forget(state, instance, points, now));
    events
}

/// Takes points away, with what only they hold in the vault; snapshots stay.
pub fn forget(
    state: &State,
    instance: &BackupInstance,
    points: &[&RecoveryPoint],
    now: SimTime,
) -> Vec<Event> {
    let Some(first) = points.first() else { return Vec::new() };
    let id = instance.id;
    let expired =
        |point: &&RecoveryPoint| Event::RecoveryPointExpired { at: now, instance: id, point: point.seq };
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
    // The one that was the newest until now can expire from now on.
    let others = newest_point(context.state, instance.id).map(|point| case_of(instance, point, false));
    let new = PointCase { is_complete: true, ..case_of(instance, new, true) };
    let cases = others.into_iter().chain([new]);
    let next = cases.filter_map(|case| verdict(&case, context.now).removal()).min();
    next.map(|next| timers::expire_by(context, instance.id, next)).unwrap_or_default()
}

/// When the next point goes, if nothing changes.
pub fn next_removal(state: &State, instance: &BackupInstance, now: SimTime) -> Option<SimTime> {
    verdicts(state, instance, now).find_map(|(_, verdict)| verdict.removal())
}

/// When a point made at a moment goes, kept by a rule, once a newer one is there.
pub fn removal_once_older(
    instance: &BackupInstance,
    rules: &[RetentionRule],
    tag: RetentionTag,
    at: SimTime,
) -> Option<SimTime> {
    let rule = rules.iter().find(|rule| rule.tag == tag)?;
    let case = PointCase {
        datasource_type: instance.datasource_type,
        state: instance.state,
        purged_at: None,
        is_complete: true,
        is_newest: false,
        expires_at: expires_at(at, rule.duration),
        obstacle: None,
    };
    verdict(&case, at).removal()
}
