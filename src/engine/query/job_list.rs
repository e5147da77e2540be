//! The list of a vault's jobs, page by page, and the words that it shows.

use super::{
    JobRow, Viewer,
    backup::{job_row, jobs_of},
    page::{Direction, ListColumn, Listing, Page, PageRequest, SortKey, is_chosen},
};
use crate::{
    base::{ArmId, SimSpan, SimTime, words},
    engine::{
        job::{Job, JobOperation, JobStatus, JobTrigger},
        policy::DatasourceType,
        rbac::action,
        refusal::Refusal,
    },
};
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

/// A page of the jobs of a vault that started within the window; newest first unless sorted.
///
/// An empty list of a filter lets everything pass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobPage {
    pub vault: ArmId,
    /// How far back; at most [`crate::engine::limits::JOB_LIST_WINDOW`] is listed.
    pub window: SimSpan,
    /// As [`job_title`] calls them.
    pub operations: Vec<String>,
    pub statuses: Vec<JobStatus>,
    pub datasource_types: Vec<DatasourceType>,
    /// Names.
    pub instances: Vec<String>,
    pub page: PageRequest<JobColumn>,
}

/// With the names of the instances that have jobs in the window.
pub type JobRows = Page<JobRow, JobColumn, Vec<String>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum JobColumn {
    Instance,
    DatasourceType,
    Subscription,
    ResourceGroup,
    Operation,
    Status,
    StartTime,
    Duration,
}

impl ListColumn for JobColumn {
    const ALL: &'static [JobColumn] = &[
        JobColumn::Instance,
        JobColumn::DatasourceType,
        JobColumn::Subscription,
        JobColumn::ResourceGroup,
        JobColumn::Operation,
        JobColumn::Status,
        JobColumn::StartTime,
        JobColumn::Duration,
    ];

    fn title(self) -> &'static str {
        match self {
            JobColumn::Instance => "Backup instance",
            JobColumn::DatasourceType => "Datasource type",
            JobColumn::Subscription => "Datasource subscription",
            JobColumn::ResourceGroup => "Datasource resource group",
            JobColumn::Operation => "Operation",
            JobColumn::Status => "Status",
            JobColumn::StartTime => "Start time",
            JobColumn::Duration => "Duration",
        }
    }
}

impl JobColumn {
    /// The order that the list opens in.
    pub const SORTED_BY: (JobColumn, Direction) = (JobColumn::StartTime, Direction::Descending);
}

/// What a job does, with who asked for it where that matters.
pub fn job_title(operation: JobOperation, trigger: JobTrigger) -> &'static str {
    match (operation, trigger) {
        (JobOperation::Backup, JobTrigger::Scheduled) => "Scheduled backup",
        (JobOperation::Backup, JobTrigger::User) => "On-demand backup",
        (JobOperation::Restore, _) => "Restore",
        (JobOperation::ConfigureProtection, _) => "Configure protection",
    }
}

/// `In progress, 38 %`, `Completed`, `Failed`.
pub fn job_status_text(status: JobStatus, progress_percent: u8) -> Cow<'static, str> {
    match status {
        JobStatus::InProgress => format!("{}, {progress_percent} %", status.display_name()).into(),
        JobStatus::Completed | JobStatus::Failed | JobStatus::CompletedWithWarnings => {
            status.display_name().into()
        }
    }
}

/// How long a job took, or has been running.
pub fn job_duration(started_at: SimTime, ended_at: Option<SimTime>, now: Option<SimTime>) -> String {
    ended_at.or(now).map_or_else(|| "-".into(), |end| words::duration(end.since(started_at)))
}

struct JobList<'v, 'a>(&'v Viewer<'a>);

impl<'a> Listing<'a> for JobList<'_, 'a> {
    type Item = &'a Job;
    type Column = JobColumn;
    type Row = JobRow;

    fn text(&self, job: &'a Job, column: JobColumn) -> Cow<'a, str> {
        let viewer = self.0;
        match column {
            JobColumn::Instance => job.instance_name.as_str().into(),
            JobColumn::DatasourceType => job.datasource_type.display_name().into(),
            JobColumn::Subscription => viewer.subscription_of(&job.datasource).into(),
            JobColumn::ResourceGroup => job.datasource.resource_group_name().unwrap_or_default().into(),
            JobColumn::Operation => job_title(job.operation, job.trigger).into(),
            JobColumn::Status => job_status_text(job.status, job.progress_percent(viewer.now)),
            JobColumn::StartTime => words::moment(job.started_at).into(),
            JobColumn::Duration => job_duration(job.started_at, job.ended_at, Some(viewer.now)).into(),
        }
    }

    fn key(&self, job: &'a Job, column: JobColumn) -> SortKey<'a> {
        match column {
            JobColumn::StartTime => SortKey::Moment(Some(job.started_at)),
            _ => SortKey::Shown(self.text(job, column)),
        }
    }

    fn order(&self, one: &'a Job, other: &'a Job) -> Ordering {
        other.id.cmp(&one.id)
    }

    fn row(&self, job: &'a Job) -> JobRow {
        job_row(self.0, job)
    }
}

impl JobPage {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<JobRows, Refusal> {
        // Reading a vault covers its jobs.
        viewer.require(action::READ_VAULT, &self.vault)?;
        let vault = viewer.state.find_vault(&self.vault)?.id;
        // By id first: an instance has many jobs, and ids are compared quickly.
        let mut instances = BTreeMap::new();
        let jobs = jobs_of(viewer, vault, self.window).inspect(|job| {
            instances.entry(job.instance).or_insert(job.instance_name.as_str());
        });
        let page = JobList(viewer).page(jobs.filter(|job| self.keeps(job)), &self.page);
        let names: BTreeSet<&str> = instances.into_values().collect();
        Ok(page.with_choices(names.into_iter().map(str::to_string).collect()))
    }

    fn keeps(&self, job: &Job) -> bool {
        is_chosen(&self.operations, job_title(job.operation, job.trigger))
            && is_chosen(&self.statuses, &job.status)
            && is_chosen(&self.datasource_types, &job.datasource_type)
            && is_chosen(&self.instances, job.instance_name.as_str())
    }
}
