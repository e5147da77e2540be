//! The row of a job.

pub use crate::engine::ids::JobId;
use crate::{
    base::{ArmId, ByteSize, SimTime},
    engine::{
        ids::{InstanceId, PointSeq, VaultId},
        policy::DatasourceType,
        refusal::RecordedRefusal,
        restore::RestoreDestination,
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum JobOperation {
    ConfigureProtection,
    Backup,
    Restore,
}

impl JobOperation {
    /// Whether the API lists such jobs: configuring protection is an operation to it, and no job.
    pub fn is_listed(self) -> bool {
        match self {
            JobOperation::ConfigureProtection => false,
            JobOperation::Backup | JobOperation::Restore => true,
        }
    }

    pub const ALL: [JobOperation; 3] =
        [JobOperation::ConfigureProtection, JobOperation::Backup, JobOperation::Restore];

    pub fn display_name(self) -> &'static str {
        match self {
            JobOperation::ConfigureProtection => "Configure protection",
            JobOperation::Backup => "Backup",
            JobOperation::Restore => "Restore",
        }
    }
}

/// Who asked for a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum JobTrigger {
    Scheduled,
    User,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum JobStatus {
    InProgress,
    Completed,
    Failed,
    /// What was asked for is done; something beside it is not.
    CompletedWithWarnings,
}

impl JobStatus {
    pub const ALL: [JobStatus; 4] =
        [JobStatus::InProgress, JobStatus::Completed, JobStatus::Failed, JobStatus::CompletedWithWarnings];

    /// Whether it ended, and what was asked for is done.
    pub fn is_success(self) -> bool {
        matches!(self, JobStatus::Completed | JobStatus::CompletedWithWarnings)
    }

    pub fn display_name(self) -> &'static str {
        match self {
            JobStatus::InProgress => "In progress",
            JobStatus::Completed => "Completed",
            JobStatus::Failed => "Failed",
            JobStatus::CompletedWithWarnings => "Completed with warnings",
        }
    }
}

/// A planned stage of a job; its state is a function of the clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubTask {
    pub name: String,
    pub starts_at: SimTime,
    pub ends_at: SimTime,
}

/// Why a job failed, or what it left undone: a refusal in words.
pub type JobError = RecordedRefusal;

#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    pub id: JobId,
    pub guid: Uuid,
    pub activity: Uuid,
    pub vault: VaultId,
    pub instance: InstanceId,
    /// Name of the instance when the job ran: the list still reads well after the instance is gone.
    pub instance_name: String,
    pub datasource: ArmId,
    pub datasource_type: DatasourceType,
    pub policy_name: String,
    pub operation: JobOperation,
    pub trigger: JobTrigger,
    pub status: JobStatus,
    pub started_at: SimTime,
    /// When it is due to end; the plan of a running job.
    pub due_at: SimTime,
    pub ended_at: Option<SimTime>,
    pub sub_tasks: Vec<SubTask>,
    /// Bytes it moves in all.
    pub transfer: ByteSize,
    /// The recovery point it makes or restores from.
    pub point: Option<PointSeq>,
    /// The moment that an operational restore puts blobs back to.
    pub restored_time: Option<SimTime>,
    pub destination: Option<RestoreDestination>,
    pub error: Option<JobError>,
}
