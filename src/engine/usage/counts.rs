//! Counting what happens, as it becomes true.

use crate::{
    base::SimDay,
    engine::{
        event::Event,
        ids::InstanceId,
        job::{JobOperation, JobStatus},
        state::State,
        usage::{DayCounts, Place, UsageKey},
    },
};

/// Counts an event before it is made true.
pub(in crate::engine) fn count(state: &mut State, event: &Event) {
    match event {
        Event::JobEnded { job, status, at, .. } => {
            let Some(row) = state.jobs.get(job) else { return };
            if let Some(counts) = counts_of(row.operation, *status) {
                add(state, UsageKey::of((row.vault, row.datasource_type), SimDay::of(*at)), counts);
            }
        }
        Event::RecoveryPointExpired { instance, at, .. } => {
            let Some(place) = place_of(state, *instance) else { return };
            let counts = DayCounts { points_removed: 1, ..DayCounts::default() };
            add(state, UsageKey::of(place, SimDay::of(*at)), counts);
        }
        Event::DaysCounted { vault, datasource_type, days } => {
            for (day, counts) in days {
                add(state, UsageKey::of((*vault, *datasource_type), *day), *counts);
            }
        }
        _ => {}
    }
}

fn counts_of(operation: JobOperation, status: JobStatus) -> Option<DayCounts> {
    let none = DayCounts::default();
    Some(match (operation, status) {
        (JobOperation::Backup, JobStatus::Completed) => DayCounts { backups_completed: 1, ..none },
        (JobOperation::Backup, JobStatus::Failed) => DayCounts { backups_failed: 1, ..none },
        (JobOperation::Restore, JobStatus::Completed | JobStatus::CompletedWithWarnings) => {
            DayCounts { restores_completed: 1, ..none }
        }
        (JobOperation::Restore, JobStatus::Failed) => DayCounts { restores_failed: 1, ..none },
        _ => return None,
    })
}

/// Where an instance counts. Also a soft-deleted one.
fn place_of(state: &State, instance: InstanceId) -> Option<Place> {
    let deleted = || state.deleted_instances.values().map(|row| &row.instance).find(|row| row.id == instance);
    let row = state.instances.get(&instance).or_else(deleted)?;
    Some((row.vault, row.datasource_type))
}

fn add(state: &mut State, key: UsageKey, counts: DayCounts) {
    if state.day_counts.contains(&key) {
        state.day_counts.update(&key, |row| *row += counts);
    } else {
        state.day_counts.put(key, counts);
    }
}
