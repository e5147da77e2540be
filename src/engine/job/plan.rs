//! New jobs, and how far a job has come: a function of the clock.

use crate::{
    base::{ByteSize, SimSpan, SimTime},
    engine::{
        decide::Context,
        ids::JobId,
        job::{Job, JobOperation, JobStatus, JobTrigger, Stages, SubTask},
        protection::BackupInstance,
        restore::{RestoreDestination, RestoreSource},
    },
};

/// What a job is to do.
#[derive(Debug)]
pub struct Work {
    pub operation: JobOperation,
    pub trigger: JobTrigger,
    pub stages: Stages,
    pub transfer: ByteSize,
    /// What a restore brings back, or the recovery point that a backup makes.
    pub source: Option<RestoreSource>,
    pub destination: Option<RestoreDestination>,
}

/// The row of a job that starts now and runs through its stages.
pub fn start_job(context: &mut Context, instance: &BackupInstance, work: Work) -> Job {
    let id = JobId(context.ids.take());
    let sub_tasks = sub_tasks(context.now, &work.stages);
    let policy = context.state.policies.get(&instance.policy);
    Job {
        id,
        guid: context.seed().guid("job", id.0),
        activity: context.correlation,
        vault: instance.vault,
        instance: instance.id,
        instance_name: instance.name.clone(),
        datasource: instance.datasource.clone(),
        datasource_type: instance.datasource_type,
        policy_name: policy.map_or_else(String::new, |policy| policy.name.clone()),
        operation: work.operation,
        trigger: work.trigger,
        status: JobStatus::InProgress,
        started_at: context.now,
        due_at: sub_tasks.last().map_or(context.now, |stage| stage.ends_at),
        ended_at: None,
        sub_tasks,
        transfer: work.transfer,
        point: work.source.and_then(RestoreSource::point),
        restored_time: work.source.and_then(RestoreSource::time),
        destination: work.destination,
        error: None,
    }
}

fn sub_tasks(start: SimTime, stages: &[(&'static str, SimSpan)]) -> Vec<SubTask> {
    let mut starts_at = start;
    let mut sub_tasks = Vec::with_capacity(stages.len());
    for (name, span) in stages {
        let ends_at = starts_at + *span;
        sub_tasks.push(SubTask { name: (*name).to_string(), starts_at, ends_at });
        starts_at = ends_at;
    }
    sub_tasks
}

/// Where a sub-task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    NotStarted,
    InProgress,
    Completed,
    Failed,
}

impl Job {
    /// How much of the planned time has passed. A running job never shows 100.
    ///
    /// Units: percent.
    pub fn progress_percent(&self, now: SimTime) -> u8 {
        if self.status.is_success() {
            return 100;
        }
        let planned = self.due_at.since(self.started_at).millis();
        let passed = self.ended_at.unwrap_or(now).since(self.started_at).millis();
        let percent = passed.saturating_mul(100).checked_div(planned).unwrap_or(0);
        u8::try_from(percent.min(99)).unwrap_or(99)
    }

    /// Where each sub-task is. The one that was running when the job failed is the one that failed.
    pub fn stages(&self, now: SimTime) -> impl Iterator<Item = (&SubTask, Stage)> {
        let moment = self.ended_at.unwrap_or(now);
        let reached = self.sub_tasks.iter().rposition(|stage| stage.starts_at <= moment);
        self.sub_tasks.iter().enumerate().map(move |(index, sub_task)| {
            let stage = match self.status {
                JobStatus::Completed | JobStatus::CompletedWithWarnings => Stage::Completed,
                _ if reached.is_none_or(|reached| index > reached) => Stage::NotStarted,
                JobStatus::Failed if Some(index) == reached => Stage::Failed,
                JobStatus::InProgress if moment < sub_task.ends_at => Stage::InProgress,
                JobStatus::InProgress | JobStatus::Failed => Stage::Completed,
            };
            (sub_task, stage)
        })
    }
}
