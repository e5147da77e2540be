//! The timers of a backup instance.

use crate::{
    base::SimTime,
    engine::{
        decide::Context,
        event::Event,
        ids::{InstanceId, TimerId},
        policy::{BackupPolicy, schedule::next_firing},
        state::{State, TimerAction},
    },
};

/// When the next scheduled backup of an instance runs.
pub fn next_backup(state: &State, instance: InstanceId) -> Option<SimTime> {
    set(state, &TimerAction::ScheduledBackup(instance)).map(|(due, _)| due).next()
}

/// Sets the timer of the next scheduled backup, in the place of one there may be.
pub fn schedule_backup(context: &mut Context, instance: InstanceId, policy: &BackupPolicy) -> Vec<Event> {
    let action = TimerAction::ScheduledBackup(instance);
    let mut events = clear_later(context, &action);
    events.push(context.timer(next_firing(&policy.schedule, context.now), action));
    events
}

/// Makes sure that expiry is looked at by `expires_at`.
///
/// A timer due at this very moment is being fired or about to be; it is left alone.
pub fn expire_by(context: &mut Context, instance: InstanceId, expires_at: SimTime) -> Vec<Event> {
    let action = TimerAction::ExpirePoints(instance);
    let later = set(context.state, &action).map(|(due, _)| due).find(|due| *due > context.now);
    if later.is_some_and(|due| due <= expires_at) {
        return Vec::new();
    }
    let mut events = clear_later(context, &action);
    events.push(context.timer(expires_at.max(context.now), action));
    events
}

/// Removes the timers that start backups and expire points.
pub fn stop(state: &State, instance: InstanceId) -> Vec<Event> {
    let actions = [TimerAction::ScheduledBackup(instance), TimerAction::ExpirePoints(instance)];
    actions.iter().flat_map(|action| set(state, action).map(removed)).collect()
}

fn clear_later(context: &Context, action: &TimerAction) -> Vec<Event> {
    set(context.state, action).filter(|(due, _)| *due > context.now).map(removed).collect()
}

fn removed((due, timer): (SimTime, TimerId)) -> Event {
    Event::TimerRemoved { due, timer }
}

fn set<'a>(state: &'a State, action: &'a TimerAction) -> impl Iterator<Item = (SimTime, TimerId)> + use<'a> {
    state.timers.iter().filter(move |(_, set)| *set == action).map(|(key, _)| *key)
}
