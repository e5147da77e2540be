//! The timers of a backup instance.

use crate::{
    base::{Seed, SimSpan, SimTime},
    engine::{
        decide::Context,
        event::Event,
        ids::{InstanceId, TimerId},
        limits,
        policy::{
            BackupPolicy, DatasourceType, ScheduledBackups,
            schedule::{last_firing, next_firing},
        },
        state::{State, TimerAction},
    },
};

/// When the next scheduled backup of an instance runs.
pub fn next_backup(state: &State, instance: InstanceId) -> Option<SimTime> {
    set(state, &TimerAction::ScheduledBackup(instance)).map(|(due, _)| due).next()
}

/// Sets the timer of the next scheduled backup, if the policy has a schedule, in the place of one there may be.
pub fn schedule_backup(context: &mut Context, instance: InstanceId, policy: &BackupPolicy) -> Vec<Event> {
    let action = TimerAction::ScheduledBackup(instance);
    let mut events = clear_later(context, &action);
    let Some(ScheduledBackups { schedule, .. }) = &policy.scheduled else { return events };
    let slot = next_firing(schedule, context.now);
    let lateness = Lateness::of(context.seed(), instance, policy);
    events.push(context.timer(slot + lateness.after(slot), action));
    events
}

/// The slot of the schedule that a backup was for which started at this moment. One that no slot explains, because
/// another policy made it, counts as its own.
pub fn slot_of(context: &Context, instance: InstanceId, policy: &BackupPolicy, started: SimTime) -> SimTime {
    let slot = policy.scheduled.as_ref().and_then(|scheduled| last_firing(&scheduled.schedule, started));
    let lateness = Lateness::of(context.seed(), instance, policy);
    slot.filter(|slot| *slot + lateness.after(*slot) == started).unwrap_or(started)
}

/// How long after its slots the backups of an instance start. Those of disks start a little late, some of them much.
#[derive(Clone, Copy, Debug)]
pub struct Lateness {
    /// None of what starts on time.
    variety: Option<Seed>,
    /// Units: seconds.
    longest: u64,
}

impl Lateness {
    pub fn of(seed: Seed, instance: InstanceId, policy: &BackupPolicy) -> Lateness {
        let is_late = policy.datasource_type == DatasourceType::Disk;
        let variety = is_late.then(|| seed.derive("start of a backup", instance.0));
        Lateness { variety, longest: latest_start(policy).seconds().unsigned_abs() }
    }

    /// How long after this slot.
    pub fn after(&self, slot: SimTime) -> SimSpan {
        let Some(variety) = self.variety else { return SimSpan::ZERO };
        let draw = slot.millis().unsigned_abs();
        let (min, typical) =
            (limits::DISK_BACKUP_LATENESS_SECONDS_MIN, limits::DISK_BACKUP_LATENESS_SECONDS_TYPICAL_MAX);
        let max = match variety.below("rank", draw, limits::DISK_BACKUP_LATE_ONE_IN) {
            0 => self.longest,
            _ => typical,
        };
        let seconds = min + variety.below("seconds", draw, max - min);
        SimSpan::from_seconds(i64::try_from(seconds).unwrap_or(0))
    }
}

/// Never so late that the next slot is near.
fn latest_start(policy: &BackupPolicy) -> SimSpan {
    let half_interval = SimSpan::from_millis(interval(policy).millis() / 2);
    half_interval.min(limits::DISK_BACKUP_LATENESS_MAX)
}

/// How long it is from one slot of a policy to the next, on average.
pub fn interval(policy: &BackupPolicy) -> SimSpan {
    let runs = policy.scheduled.as_ref().map_or(0, |scheduled| scheduled.schedule.frequency.runs_per_week());
    SimSpan::from_millis(SimSpan::from_days(7).millis() / i64::from(runs.max(1)))
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

/// Removes the timer that starts backups.
pub fn stop_backups(state: &State, instance: InstanceId) -> Vec<Event> {
    set(state, &TimerAction::ScheduledBackup(instance)).map(removed).collect()
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
    state.timers.index().keys(action).iter().copied()
}
