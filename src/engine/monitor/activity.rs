//! One row of the activity log.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        decide::Context,
        event::Event,
        ids::{ActivityId, DeploymentId, JobId},
        limits,
        rbac::PrincipalId,
        refusal::{RecordedRefusal, Refusal},
        resources::DeploymentStatus,
        state::State,
        storage::{BlobRestore, BlobRestoreStatus, point_in_time},
    },
};
use uuid::Uuid;

/// A request: carried out, or refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    pub id: ActivityId,
    /// Names it to the outside, as an operation and as an event of the log.
    pub guid: Uuid,
    pub at: SimTime,
    pub principal: PrincipalId,
    pub correlation: Uuid,
    /// What the caller asked to be authorized for, such as `Microsoft.DataProtection/backupVaults/write`.
    pub action: String,
    pub resource: ArmId,
    pub work: ActivityWork,
}

/// What goes on after the request was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActivityWork {
    /// It was done at once.
    Nothing,
    Job(JobId),
    Deployment(DeploymentId),
    /// A command was only looked at.
    Check(ActivityCheck),
    /// Putting blobs of the storage account back; the id of that restore.
    BlobRestore(Uuid),
}

/// A check that takes a while, and what it found, which is told when it is over. A request that was refused is one that
/// was over at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityCheck {
    pub until: SimTime,
    pub refusal: Option<RecordedRefusal>,
}

/// How the work of an activity stands at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Until when it will take, if nothing comes in between.
    Running {
        until: SimTime,
    },
    Succeeded {
        at: SimTime,
    },
    Failed {
        at: SimTime,
        refusal: RecordedRefusal,
    },
}

impl Activity {
    /// How its work stands. A deployment that is gone has succeeded long ago.
    pub fn progress(&self, state: &State, now: SimTime) -> Progress {
        match &self.work {
            // An operation that starts a job is over when the job has started; how that ends is the job's to tell.
            ActivityWork::Nothing | ActivityWork::Job(_) => Progress::Succeeded { at: self.at },
            ActivityWork::Check(check) => check.progress(now),
            ActivityWork::BlobRestore(restore) => self.progress_of_restore(state, *restore),
            ActivityWork::Deployment(deployment) => match state.deployments.get(deployment) {
                Some(row) if row.status == DeploymentStatus::Running => {
                    Progress::Running { until: row.started_at + limits::DEPLOYMENT_MAX }
                }
                row => Progress::Succeeded { at: row.and_then(|row| row.ended_at).unwrap_or(self.at) },
            },
        }
    }

    /// An account remembers its newest restore alone: one that another came after has ended.
    fn progress_of_restore(&self, state: &State, restore: Uuid) -> Progress {
        let account = state.find_account(&self.resource).ok();
        let latest = account.and_then(|account| point_in_time::latest(state, account.id));
        match latest.filter(|latest| latest.id == restore) {
            None => Progress::Succeeded { at: self.at },
            Some(BlobRestore { status: BlobRestoreStatus::InProgress, due_at, .. }) => {
                Progress::Running { until: *due_at }
            }
            Some(BlobRestore { status: BlobRestoreStatus::Complete(_), due_at, .. }) => {
                Progress::Succeeded { at: *due_at }
            }
            Some(BlobRestore { status: BlobRestoreStatus::Failed(failure), due_at, .. }) => {
                Progress::Failed { at: *due_at, refusal: failure.explain().into() }
            }
        }
    }
}

impl ActivityCheck {
    fn progress(&self, now: SimTime) -> Progress {
        let at = self.until;
        match &self.refusal {
            _ if at > now => Progress::Running { until: at },
            None => Progress::Succeeded { at },
            Some(refusal) => Progress::Failed { at, refusal: refusal.clone() },
        }
    }
}

/// What the log says of a request that leads to these events, and what it forgets now.
pub(in crate::engine) fn record(context: &mut Context, events: &[Event]) -> Vec<Event> {
    match context.asked.get().cloned() {
        Some(asked) => record_work(context, asked, work_of_all(events)),
        None => Vec::new(),
    }
}

/// What the log says of a request that was refused. Of requests that were refused before anybody was asked for, and of those
/// on data, it says nothing.
pub(in crate::engine) fn record_refused(context: &mut Context, refusal: &Refusal) -> Vec<Event> {
    match context.asked.get().cloned() {
        Some(asked) => record_told(context, asked, refusal.record()),
        None => Vec::new(),
    }
}

/// The same of a request that was refused before it became a command.
pub(in crate::engine) fn record_told(
    context: &mut Context,
    asked: (String, ArmId),
    refusal: RecordedRefusal,
) -> Vec<Event> {
    let check = ActivityCheck { until: context.now, refusal: Some(refusal) };
    record_work(context, asked, ActivityWork::Check(check))
}

fn record_work(context: &mut Context, asked: (String, ArmId), work: ActivityWork) -> Vec<Event> {
    let (action, resource) = asked;
    let id = ActivityId(context.ids.take());
    let activity = Activity {
        id,
        guid: context.seed().guid("activity", id.0),
        at: context.now,
        principal: context.principal,
        correlation: context.correlation,
        action,
        resource,
        work,
    };
    let mut recorded = vec![Event::ActivityRecorded(activity)];
    recorded.extend(forgotten(context));
    recorded
}

/// A restore of Azure Backup is a job, and puts blobs back by the way.
fn work_of_all(events: &[Event]) -> ActivityWork {
    let restore = || {
        events.iter().find_map(|event| match event {
            Event::BlobRestoreSet(restore) => Some(ActivityWork::BlobRestore(restore.id)),
            _ => None,
        })
    };
    events.iter().find_map(work_of).or_else(restore).unwrap_or(ActivityWork::Nothing)
}

fn work_of(event: &Event) -> Option<ActivityWork> {
    match event {
        Event::JobStarted(job) => Some(ActivityWork::Job(job.id)),
        Event::DeploymentStarted(deployment) => Some(ActivityWork::Deployment(deployment.id)),
        Event::Checked { until, refusal } => {
            let refusal = refusal.as_ref().map(|found| found.record());
            Some(ActivityWork::Check(ActivityCheck { until: *until, refusal }))
        }
        _ => None,
    }
}

/// Rows go when they are too old, and the oldest of too many; asked with each new one, so that few go at a time.
fn forgotten(context: &Context) -> Option<Event> {
    let rows = &context.state.activities;
    let kept_since = context.now - limits::ACTIVITY_LOG_RETENTION;
    let too_many = (rows.len() + 1).saturating_sub(limits::ACTIVITIES_MAX);
    let goes = |index: usize, row: &Activity| index < too_many || row.at < kept_since;
    let old = rows.iter().enumerate().take_while(|(index, (_, row))| goes(*index, row));
    old.last().map(|(_, (id, _))| Event::ActivitiesForgotten { through: *id })
}

impl State {
    /// The activity of this name.
    pub fn activity_named(&self, guid: Uuid) -> Option<&Activity> {
        self.activities.get(self.activity_index.get(&guid)?)
    }

    pub(in crate::engine) fn put_activity(&mut self, activity: &Activity) {
        self.activity_index.insert(activity.guid, activity.id);
        self.activities.put(activity.id, activity.clone());
    }

    pub(in crate::engine) fn forget_activities(&mut self, through: ActivityId) {
        let old: Vec<ActivityId> = self.activities.range(..=through).map(|(id, _)| *id).collect();
        for activity in old.iter().filter_map(|id| self.activities.remove(id)).collect::<Vec<_>>() {
            self.activity_index.remove(&activity.guid);
        }
    }
}
