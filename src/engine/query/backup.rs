//! Recovery points and jobs.

use crate::{
    base::{ArmId, ByteSize, SimSpan, SimTime},
    engine::{
        ids::PointSeq,
        job::{JobOperation, JobStatus, JobTrigger, RestoreDestination},
        policy::{DatasourceType, RetentionTag},
        protection::PointState,
        refusal::Refusal,
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
    pub containers: usize,
    pub files: u64,
    pub size: ByteSize,
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
    /// The instance, while it exists.
    pub instance: Option<ArmId>,
    pub datasource: ArmId,
    pub policy_name: String,
    pub activity: Uuid,
    pub due_at: SimTime,
    pub transfer: ByteSize,
    pub point_time: Option<SimTime>,
    pub destination: Option<RestoreDestination>,
    pub sub_tasks: Vec<SubTaskRow>,
    pub error: Option<Refusal>,
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
    pub fn resolve(&self, _viewer: &super::Viewer<'_>) -> Result<super::PointPage, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl PointContents {
    pub fn resolve(&self, _viewer: &super::Viewer<'_>) -> Result<super::PointView, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl Jobs {
    pub fn resolve(&self, _viewer: &super::Viewer<'_>) -> Result<Vec<super::JobRow>, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl JobDetail {
    pub fn resolve(&self, _viewer: &super::Viewer<'_>) -> Result<super::JobView, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

fn unbuilt<T>() -> Result<T, crate::engine::Refusal> {
    Err(crate::engine::rbac::RbacError::RoleAssignmentExists.into()) // BUILD ME
}
