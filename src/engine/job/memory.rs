//! How long jobs are remembered. The portal lists those of a week, and an instance that is backed up every hour makes
//! nine thousand a year: without an end to it, the past would outgrow everything that exists.

use crate::{
    base::{SimSpan, SimTime},
    engine::{
        event::Event,
        ids::InstanceId,
        job::{Job, JobStatus, JobTrigger},
        limits,
        state::State,
    },
};

impl JobTrigger {
    /// How long such jobs are remembered from their start. What a person began stays as long as the activity log, which
    /// leads to it.
    pub fn kept_for(self) -> SimSpan {
        match self {
            JobTrigger::Scheduled => limits::SCHEDULED_JOB_RETENTION,
            JobTrigger::User => limits::ACTIVITY_LOG_RETENTION,
        }
    }
}

impl Job {
    /// Whether nobody is told of it any more.
    pub fn is_forgotten(&self, now: SimTime) -> bool {
        self.status != JobStatus::InProgress && self.started_at + self.trigger.kept_for() < now
    }
}

/// Forgets old jobs of an instance; asked with each new one, so that few go at a time.
pub fn forget_old(state: &State, instance: InstanceId, now: SimTime) -> impl Iterator<Item = Event> {
    let shortest = limits::SCHEDULED_JOB_RETENTION;
    let old = state.jobs.by(&instance).take_while(move |job| job.started_at + shortest < now);
    old.filter(move |job| job.is_forgotten(now)).map(|job| Event::JobForgotten(job.id))
}
