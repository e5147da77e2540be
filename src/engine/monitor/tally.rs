//! Counting what happens while the clock runs ahead.

use crate::engine::{
    event::Event,
    job::JobStatus,
    state::{State, TimerAction},
};
use serde::{Deserialize, Serialize};

/// How many of the things happened that a person asks about after a long run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Backups and restores that ended, with those that failed.
    pub jobs: u64,
    pub failed: u64,
    pub alerts: u64,
    pub points_expired: u64,
    pub roles_effective: u64,
}

impl Tally {
    /// Counts a due timer with this action and these events, of the state that they have led to.
    pub fn count(&mut self, state: &State, fired: &TimerAction, events: &[Event]) {
        if let TimerAction::RoleEffective(assignment) = fired {
            self.roles_effective += u64::from(state.assignments.contains(assignment));
        }
        for event in events {
            match event {
                Event::JobEnded { job, status, .. } => {
                    let listed = state.jobs.get(job).is_some_and(|job| job.operation.is_listed());
                    self.jobs += u64::from(listed);
                    self.failed += u64::from(listed && *status == JobStatus::Failed);
                }
                Event::AlertFired(_) => self.alerts += 1,
                Event::RecoveryPointExpired { .. } => self.points_expired += 1,
                _ => {}
            }
        }
    }

    pub fn add(&mut self, other: Tally) {
        self.jobs += other.jobs;
        self.failed += other.failed;
        self.alerts += other.alerts;
        self.points_expired += other.points_expired;
        self.roles_effective += other.roles_effective;
    }
}
