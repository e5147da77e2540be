//! Which instances may go into a lane: those of whose backups nothing but a command, or a timer that settles the lane,
//! could make anything else than it makes of the next one.

use crate::{
    base::{ArmId, ByteSize, Seed, SimSpan, SimTime},
    engine::{
        compute::{ManagedDisk, snapshot::check_limits},
        decide::Context,
        ids::{GroupId, InstanceId, PointSeq},
        job::durations,
        limits,
        monitor::AlertCondition,
        policy::{BackupPolicy, DatasourceType, retention::expires_at},
        protection::{
            BackupInstance, PointState, ProtectionState,
            backup::policy_of,
            disk,
            point::points_of,
            readiness::{Source, check_source},
            timers::{self, Lateness},
        },
        quiet::{
            backups::LaneBackups,
            lane::{BACKUPS_MIN, Lane, LanePoint, SLACK},
            uncounted::{PlaceNumber, Uncounted},
        },
        rbac::{PrincipalId, assignment_index::assignments_inside},
        state::{State, TimerAction, TimerKey},
        usage::measure,
    },
};
use std::collections::VecDeque;
use uuid::Uuid;

/// The lane of an instance whose backup is due now, if it may have one. `until` is how far time is to run, `uncounted`
/// what the lanes of the run share.
pub(super) fn enter(
    state: &State,
    seed: Seed,
    instance: InstanceId,
    now: SimTime,
    until: SimTime,
    uncounted: &mut Uncounted,
) -> Option<Lane> {
    let row = state.instances.get(&instance)?;
    let is_disk = row.datasource_type == DatasourceType::Disk;
    if !is_disk || row.state != ProtectionState::ProtectionConfigured || is_alerting(state, instance) {
        return None;
    }
    let policy = policy_of(state, row);
    let interval = timers::interval(policy);
    let is_long = until.since(now).millis() >= interval.millis() * BACKUPS_MIN;
    if !is_long || !keeps_longer(policy, interval, now) {
        return None;
    }
    let (disk, group) = steady_source(state, row, now)?;
    if !measure::is_scheduled(state) || !stays_as_large(state, row, disk) {
        return None;
    }
    let place = uncounted.number((row.vault, row.datasource_type));
    let lateness = Lateness::of(seed, instance, policy);
    lane(state, row, policy, (disk, group), now, lateness, place)
}

/// Whether what is stored of a disk stays the same, whatever points come and go: nothing new is on it, no part of it was
/// written twice, and it has no snapshots but those of its points.
fn stays_as_large(state: &State, instance: &BackupInstance, disk: &ManagedDisk) -> bool {
    let points = points_of(state, instance.id).count();
    if state.disk_unsaved(disk) != ByteSize::ZERO || state.family_size(disk.unique_id) != points {
        return false;
    }
    state.snapshots_used(instance.id) == state.disk_used(disk)
}

/// The next backup that succeeds resolves what an instance was alerted of.
fn is_alerting(state: &State, instance: InstanceId) -> bool {
    state.alerts.by(&(instance, AlertCondition::Fired)).next().is_some()
}

/// Whether every rule keeps a point until there is a newer one. So the newest is never due.
fn keeps_longer(policy: &BackupPolicy, interval: SimSpan, now: SimTime) -> bool {
    let Some(scheduled) = &policy.scheduled else { return false };
    let longest = now + interval + interval + SLACK;
    !scheduled.retention.is_empty()
        && scheduled.retention.iter().all(|rule| expires_at(now, rule.duration) > longest)
}

/// The disk of an instance and the group of its snapshots, if the checks of a backup and of cleaning up pass and nobody
/// else has a hand in them.
fn steady_source<'a>(
    state: &'a State,
    instance: &BackupInstance,
    now: SimTime,
) -> Option<(&'a ManagedDisk, GroupId)> {
    let context = Context::new(state, PrincipalId::SYSTEM, now, Uuid::nil());
    // First what costs little: this is asked at each backup of an instance that may have no lane.
    let disk = disk::find_disk(&context, &instance.datasource).ok()?;
    if disk.sku.copies_snapshots() || disk.workload.is_some() {
        return None;
    }
    let Ok(Source::Disk(disk, group)) = check_source(&context, instance) else { return None };
    let is_steady = check_limits(&context, disk).is_ok()
        && disk::check_cleanup(&context, instance).is_ok()
        && is_unlocked(state, &group.arm_id())
        && has_no_roles_on_snapshots(state, &group.arm_id());
    is_steady.then_some((disk, group.id))
}

/// Whether no lock lies on a group, above it or in it.
fn is_unlocked(state: &State, group: &ArmId) -> bool {
    state.locks.values().all(|lock| !lock.scope.contains(group) && !group.contains(&lock.scope))
}

/// A role on a snapshot goes with it.
fn has_no_roles_on_snapshots(state: &State, group: &ArmId) -> bool {
    let snapshots = group.child("providers/Microsoft.Compute", "snapshots");
    assignments_inside(state, &snapshots).next().is_none()
}

fn lane(
    state: &State,
    instance: &BackupInstance,
    policy: &BackupPolicy,
    (disk, group): (&ManagedDisk, GroupId),
    now: SimTime,
    lateness: Lateness,
    place: PlaceNumber,
) -> Option<Lane> {
    let set = |action| state.timers.index().keys(&action);
    let [start] = *set(TimerAction::ScheduledBackup(instance.id)) else { return None };
    let expiries: Vec<TimerKey> = set(TimerAction::ExpirePoints(instance.id)).to_vec();
    let mut points = VecDeque::new();
    let mut newest_slot = None;
    for point in points_of(state, instance.id) {
        if point.state != PointState::Completed {
            return None;
        }
        newest_slot = point.slot.or(newest_slot);
        let removal = point.expires_at + limits::DISK_CLEANUP_DELAY;
        points.push_back(LanePoint { seq: point.seq, removal });
    }
    // The next one has to be there before the newest is due.
    if points.back().is_some_and(|newest: &LanePoint| newest.removal < now + SLACK) {
        return None;
    }
    let mut removals: Vec<(SimTime, PointSeq)> =
        points.iter().map(|point| (point.removal, point.seq)).collect();
    removals.sort_unstable();
    let context = Context::new(state, PrincipalId::SYSTEM, now, Uuid::nil());
    let stages = durations::disk_backup(disk.size_gib, None);
    let duration = SimSpan::from_millis(stages.iter().map(|(_, span)| span.millis()).sum());
    Some(Lane {
        instance: instance.id,
        disk: disk.id,
        group,
        policy: policy.clone(),
        lateness,
        duration,
        next_point: instance.next_point,
        newest_slot,
        same_periods_until: SimTime::MIN,
        slot: timers::slot_of(&context, instance.id, policy, start.0),
        removals: removals.into(),
        points,
        backups: LaneBackups::new(duration),
        first: None,
        last_start: None,
        top: disk.layer,
        removed: Default::default(),
        place,
        snapshots: state.family_size(disk.unique_id),
        start,
        end: None,
        expiries,
    })
}
