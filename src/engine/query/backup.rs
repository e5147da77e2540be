//! Recovery points and jobs.

use super::Viewer;
use crate::{
    base::{ArmId, ByteSize, SimSpan, SimTime},
    engine::{
        ids::{PointSeq, VaultId},
        job::{Job, JobOperation, JobStatus, JobTrigger, Stage, SubTask},
        limits,
        monitor::alerting,
        policy::{DatasourceType, RetentionTag},
        protection::{
            PointData, PointState, RecoveryPoint, disk::snapshot_of, point::points_of, replica::entries_at,
        },
        rbac::action,
        refusal::{RecordedRefusal, Refusal},
        restore::{RestoreDestination, RestoreError},
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Recovery points of an instance, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecoveryPoints {
    pub instance: ArmId,
    /// Only points made at or after this moment.
    pub since: Option<SimTime>,
    pub offset: usize,
    pub limit: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointPage {
    pub rows: Vec<PointRow>,
    pub total: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointRow {
    pub seq: PointSeq,
    pub guid: Uuid,
    pub created_at: SimTime,
    pub state: PointState,
    pub tag: RetentionTag,
    pub expires_at: SimTime,
    pub data: PointFacts,
    pub size: ByteSize,
}

/// What a point consists of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PointFacts {
    VaultStore {
        containers: usize,
        files: u64,
    },
    OperationalStore {
        snapshot: ArmId,
        exists: bool,
        /// What it adds to the snapshot before it: the part that is paid for.
        takes: ByteSize,
    },
}

/// What one recovery point holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointContents {
    pub instance: ArmId,
    pub point: PointSeq,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointView {
    pub row: PointRow,
    /// Name, number of files and bytes of each container.
    pub containers: Vec<(String, u64, ByteSize)>,
}

/// Jobs of a vault that started within the window, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Jobs {
    pub vault: ArmId,
    /// Only jobs of this instance.
    pub instance: Option<ArmId>,
    /// How far back; at most [`crate::engine::limits::JOB_LIST_WINDOW`] is listed.
    pub window: SimSpan,
    pub operation: Option<JobOperation>,
    pub status: Option<JobStatus>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobRow {
    pub id: ArmId,
    pub guid: Uuid,
    /// The instance, while it is there or soft-deleted.
    pub instance: Option<ArmId>,
    pub instance_name: String,
    pub datasource_type: DatasourceType,
    pub datasource_group: String,
    pub datasource_subscription: String,
    pub operation: JobOperation,
    pub trigger: JobTrigger,
    pub status: JobStatus,
    pub started_at: SimTime,
    pub ended_at: Option<SimTime>,
    /// 0 to 100, of the planned time.
    pub progress_percent: u8,
    /// Azure's code of the error, when it failed.
    pub error_code: Option<String>,
}

/// A job, by the id of its vault and its GUID.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobDetail {
    pub vault: ArmId,
    pub guid: Uuid,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobView {
    pub row: JobRow,
    pub vault: ArmId,
    pub vault_name: String,
    pub datasource: ArmId,
    pub policy_name: String,
    pub activity: Uuid,
    pub due_at: SimTime,
    pub transfer: ByteSize,
    pub point_time: Option<SimTime>,
    pub destination: Option<RestoreDestination>,
    pub sub_tasks: Vec<SubTaskRow>,
    pub error: Option<RecordedRefusal>,
    /// The alert that its failure fired, or counted for.
    pub alert: Option<Uuid>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubTaskRow {
    pub name: String,
    pub state: SubTaskState,
    pub started_at: Option<SimTime>,
    pub duration: Option<SimSpan>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SubTaskState {
    NotStarted,
    InProgress,
    Completed,
    Failed,
}

impl RecoveryPoints {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<PointPage, Refusal> {
        viewer.require(action::READ_POINTS, &self.instance)?;
        let instance = viewer.state.find_instance(&self.instance)?;
        let since = self.since.unwrap_or(SimTime::from_millis(i64::MIN));
        let newest_first =
            points_of(viewer.state, instance.id).rev().take_while(|point| point.created_at >= since);
        let points: Vec<&RecoveryPoint> = newest_first.collect();
        let page = points.iter().skip(self.offset).take(self.limit.min(limits::PAGE_ROWS_MAX));
        Ok(PointPage { rows: page.map(|point| point_row(viewer, point)).collect(), total: points.len() })
    }
}

impl PointContents {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<PointView, Refusal> {
        viewer.require(action::READ_POINTS, &self.instance)?;
        let instance = viewer.state.find_instance(&self.instance)?;
        let point = viewer.state.points.get(&(instance.id, self.point));
        let point = point.ok_or(RestoreError::PointNotFound)?;
        let containers = point.containers().iter().map(|name| {
            let entries = entries_at(viewer.state, instance.id, name, point.seq);
            let files = entries.filter_map(|(_, entry)| entry.file());
            let (count, size) =
                files.fold((0, ByteSize::ZERO), |(count, size), facts| (count + 1, size + facts.size));
            (name.clone(), count, size)
        });
        Ok(PointView { row: point_row(viewer, point), containers: containers.collect() })
    }
}

fn point_row(viewer: &Viewer<'_>, point: &RecoveryPoint) -> PointRow {
    PointRow {
        seq: point.seq,
        guid: point.guid,
        created_at: point.created_at,
        state: point.state,
        tag: point.tag,
        expires_at: point.expires_at,
        data: point_facts(viewer, point),
        size: point.size,
    }
}

fn point_facts(viewer: &Viewer<'_>, point: &RecoveryPoint) -> PointFacts {
    match &point.data {
        PointData::VaultStore { containers, files } => {
            PointFacts::VaultStore { containers: containers.len(), files: *files }
        }
        PointData::OperationalStore { snapshot } => {
            let found = snapshot_of(viewer.state, point);
            PointFacts::OperationalStore {
                snapshot: snapshot.clone(),
                exists: found.is_some(),
                takes: found.map_or(ByteSize::ZERO, |found| viewer.state.snapshot_used(found)),
            }
        }
    }
}

impl Jobs {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<JobRow>, Refusal> {
        // Reading a vault covers its jobs.
        viewer.require(action::READ_VAULT, &self.vault)?;
        let vault = viewer.state.find_vault(&self.vault)?.id;
        let find = |id: &ArmId| match viewer.state.find_deleted_instance(id) {
            Ok(deleted) => Ok(deleted.instance.id),
            Err(_) => viewer.state.find_instance(id).map(|instance| instance.id),
        };
        let instance = self.instance.as_ref().map(find).transpose()?;
        let jobs = jobs_of(viewer, vault, self.window)
            .filter(|job| instance.is_none_or(|instance| job.instance == instance))
            .filter(|job| self.operation.is_none_or(|operation| job.operation == operation))
            .filter(|job| self.status.is_none_or(|status| job.status == status));
        Ok(jobs.map(|job| job_row(viewer, job)).collect())
    }
}

/// Jobs of a vault that started in the window, newest first; never older than the portal lists.
pub fn jobs_of<'a>(
    viewer: &Viewer<'a>,
    vault: VaultId,
    window: SimSpan,
) -> impl Iterator<Item = &'a Job> + use<'a> {
    let since = viewer.now - window.min(limits::JOB_LIST_WINDOW);
    // Jobs are numbered in the order they start.
    let recent = viewer.state.jobs.values().rev().take_while(move |job| job.started_at >= since);
    recent.filter(move |job| job.vault == vault)
}

pub(super) fn job_row(viewer: &Viewer<'_>, job: &Job) -> JobRow {
    let vault = viewer.state.vaults.get(&job.vault).map(|vault| viewer.state.vault_id(vault));
    let vault = vault.unwrap_or_else(|| ArmId::new("/"));
    let state = viewer.state;
    let deleted = || state.deleted_instances.get(&(job.vault, job.instance)).map(|row| &row.instance);
    let instance = state.instances.get(&job.instance).or_else(deleted);
    JobRow {
        id: vault.child("backupJobs", &job.guid.to_string()),
        guid: job.guid,
        instance: instance.map(|instance| state.instance_id(instance)),
        instance_name: job.instance_name.clone(),
        datasource_type: job.datasource_type,
        datasource_group: job.datasource.resource_group_name().unwrap_or_default().to_string(),
        datasource_subscription: viewer.subscription_of(&job.datasource),
        operation: job.operation,
        trigger: job.trigger,
        status: job.status,
        started_at: job.started_at,
        ended_at: job.ended_at,
        progress_percent: job.progress_percent(viewer.now),
        error_code: job.error.as_ref().map(|refusal| refusal.code.clone()),
    }
}

impl JobDetail {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<JobView, Refusal> {
        viewer.require(action::READ_VAULT, &self.vault)?;
        let state = viewer.state;
        let vault = state.find_vault(&self.vault)?;
        let job = state.find_job(&self.vault, self.guid)?;
        let point = job.point.and_then(|point| state.points.get(&(job.instance, point)));
        Ok(JobView {
            row: job_row(viewer, job),
            vault: state.vault_id(vault),
            vault_name: vault.name.clone(),
            datasource: job.datasource.clone(),
            policy_name: job.policy_name.clone(),
            activity: job.activity,
            due_at: job.due_at,
            transfer: job.transfer,
            point_time: point.map(|point| point.created_at).or(job.restored_time),
            destination: job.destination.clone(),
            sub_tasks: job.stages(viewer.now).map(|(task, stage)| sub_task_row(job, task, stage)).collect(),
            error: job.error.clone(),
            alert: alerting::alert_of_job(state, job).map(|alert| alert.guid),
        })
    }
}

fn sub_task_row(job: &Job, task: &SubTask, stage: Stage) -> SubTaskRow {
    let ended_at = match stage {
        Stage::Completed => Some(task.ends_at),
        Stage::Failed => job.ended_at,
        Stage::NotStarted | Stage::InProgress => None,
    };
    SubTaskRow {
        name: task.name.clone(),
        state: match stage {
            Stage::NotStarted => SubTaskState::NotStarted,
            Stage::InProgress => SubTaskState::InProgress,
            Stage::Completed => SubTaskState::Completed,
            Stage::Failed => SubTaskState::Failed,
        },
        started_at: (stage != Stage::NotStarted).then_some(task.starts_at),
        duration: ended_at.map(|ended_at| ended_at.since(task.starts_at)),
    }
}
