//! Counting what happens, as it becomes true.

use crate::{
    base::{SimDay, SimTime},
    engine::{
        event::Event,
        ids::{InstanceId, VaultId},
        job::{JobOperation, JobStatus},
        policy::DatasourceType,
        state::State,
        usage::{DayCounts, UsageKey},
    },
};

/// Counts an event before it is made true.
pub(in crate::engine) fn count(state: &mut State, event: &Event) {
    match event {
        Event::JobEnded { job, status, at, .. } => {
            let Some(row) = state.jobs.get(job) else { return };
            let (instance, operation) = (row.instance, row.operation);
            if let Some(counts) = counts_of(operation, *status) {
                add_of(state, instance, *at, counts);
            }
        }
        Event::RecoveryPointExpired { instance, at, .. } => {
            add_of(state, *instance, *at, DayCounts { points_removed: 1, ..DayCounts::default() });
        }
        Event::DaysCounted { vault, datasource_type, days } => {
            for (day, counts) in days {
                add(state, UsageKey { vault: *vault, datasource_type: *datasource_type, day: *day }, *counts);
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

fn add_of(state: &mut State, instance: InstanceId, at: SimTime, counts: DayCounts) {
    if let Some((vault, datasource_type)) = home(state, instance) {
        add(state, UsageKey { vault, datasource_type, day: SimDay::of(at) }, counts);
    }
}

/// The vault of an instance and what it protects. Of one that is soft-deleted, too.
fn home(state: &State, instance: InstanceId) -> Option<(VaultId, DatasourceType)> {
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
