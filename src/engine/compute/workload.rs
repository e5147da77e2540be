//! Work that goes on by itself: a share of a disk rewritten every day, a step every few hours.
//!
//! What is written follows from the seed of the world. Within one layer no unit is written twice before all others
//! were, so the snapshot of a day takes exactly the share of that day.

use crate::{
    base::{ArmId, SimSpan},
    content::{Pattern, image::UNIT_BYTES},
    engine::{
        compute::{DiskUseError, Workload, disk::WHOLE_DISK},
        decide::Context,
        event::Event,
        ids::DiskId,
        limits,
        rbac::action,
        refusal::Refusal,
        state::{State, TimerAction},
    },
};

/// Parts in which a step counts: of a disk, a thousandth; of a day, a step.
const PARTS: u64 =
    WHOLE_DISK as u64 * (SimSpan::from_days(1).millis() / limits::WORK_INTERVAL.millis()) as u64;

/// Checks a share that is rewritten every day.
///
/// # Errors
/// [`DiskUseError::WorkloadNotOffered`].
pub fn check_share(per_mille: u32) -> Result<(), DiskUseError> {
    if (1..=WHOLE_DISK).contains(&per_mille) {
        return Ok(());
    }
    Err(DiskUseError::WorkloadNotOffered { per_mille })
}

/// Has a share of a disk rewritten every day, another one, or none.
pub fn set(context: &mut Context, id: &ArmId, per_mille: Option<u32>) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::WRITE_DISK, id)?;
    let disk = context.state.find_disk(id)?;
    per_mille.map_or(Ok(()), check_share)?;
    if disk.workload.map(|workload| workload.per_mille) == per_mille {
        return Ok(Vec::new());
    }
    let carry = disk.workload.map_or(0, |workload| workload.carry);
    let workload = per_mille.map(|per_mille| Workload { per_mille, carry });
    let mut events = vec![Event::DiskWorkloadSet { disk: disk.id, workload }];
    match (disk.workload, workload) {
        (None, Some(_)) => events.push(next_step(context, disk.id)),
        (_, None) => events.extend(stop(context.state, disk.id)),
        // The next step comes when it would have come.
        (Some(_), Some(_)) => {}
    }
    Ok(events)
}

/// One step of the work on a disk; nothing where it has ended.
pub fn work(context: &mut Context, id: DiskId) -> Vec<Event> {
    let state = context.state;
    let found = state.disks.get(&id).and_then(|disk| Some((disk, disk.workload?)));
    let Some((disk, workload)) = found else { return Vec::new() };
    let units = disk.size().bytes() / UNIT_BYTES;
    let parts = workload.carry + units * u64::from(workload.per_mille);
    let (count, carry) = (parts / PARTS, parts % PARTS);
    let seed = context.seed().derive("disk work", state.world().next_id);
    let layer = state.layers.get(&disk.layer).map(|row| &row.written);
    let churns = layer.map(|layer| layer.more_churn(&(0..units), count, Pattern::Lines, seed));
    let churns = churns.into_iter().flatten();
    let mut events: Vec<_> = churns.map(|churn| Event::DiskChurned { disk: id, churn }).collect();
    events.push(Event::DiskWorkloadSet { disk: id, workload: Some(Workload { carry, ..workload }) });
    events.push(next_step(context, id));
    events
}

fn next_step(context: &mut Context, disk: DiskId) -> Event {
    context.timer(context.now + limits::WORK_INTERVAL, TimerAction::WorkDisk(disk))
}

/// Removes the timer of the next step.
pub fn stop(state: &State, disk: DiskId) -> Vec<Event> {
    let set = state.timers.index().keys(&TimerAction::WorkDisk(disk));
    set.iter().map(|(due, timer)| Event::TimerRemoved { due: *due, timer: *timer }).collect()
}
