//! Recovery points: which there are, and when they expire.

use crate::{
    base::SimTime,
    engine::{
        decide::Context,
        event::Event,
        ids::{InstanceId, PointSeq},
        job::JobTrigger,
        protection::{PointState, ProtectionState, RecoveryPoint, replica, timers},
        state::State,
    },
};

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

/// Expires the points that are due, with the versions that no other point shows, and sets the next timer.
///
/// While protection is stopped everything is retained. A configured instance keeps no point beyond its
/// rule, not even its newest.
pub fn expire(context: &mut Context, instance: InstanceId) -> Vec<Event> {
    let (state, now) = (context.state, context.now);
    let stopped =
        state.instances.get(&instance).is_none_or(|row| row.state == ProtectionState::ProtectionStopped);
    if stopped {
        return Vec::new();
    }
    let is_due = |point: &&RecoveryPoint| point.state == PointState::Completed && point.expires_at <= now;
    let (expired, kept): (Vec<_>, Vec<_>) = points_of(state, instance).partition(is_due);
    let mut events = Vec::new();
    if !expired.is_empty() {
        events.extend(expired.iter().map(|point| Event::RecoveryPointExpired { instance, point: point.seq }));
        let remaining: Vec<PointSeq> = kept.iter().map(|point| point.seq).collect();
        events.extend(replica::sweep(state, instance, &remaining, None));
    }
    if let Some(next) = earliest_expiry(kept.into_iter()) {
        events.extend(timers::expire_by(context, instance, next));
    }
    events
}

/// When the first completed point expires.
pub fn earliest_expiry<'a>(points: impl Iterator<Item = &'a RecoveryPoint>) -> Option<SimTime> {
    points.filter(|point| point.state == PointState::Completed).map(|point| point.expires_at).min()
}
