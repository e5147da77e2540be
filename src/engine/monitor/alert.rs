//! The row of an alert: which built-in rule fired for which backup instance, and what people made of it.
//!
//! Two things are told of an alert, and neither follows from the other. Its *condition* is the service's: fired, and
//! resolved once what it is about is over. Its *state* is people's: new, acknowledged, closed.
//!
//! Source: Azure Backup, "Azure Monitor alerts for Azure Backup"; Azure Monitor, "Overview of Azure Monitor alerts".

pub use crate::engine::ids::AlertId;
use crate::{
    base::{ArmId, SimTime},
    engine::{
        ids::InstanceId, index::Facet, job::JobOperation, policy::DatasourceType, rbac::PrincipalId,
        refusal::RecordedRefusal,
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A built-in rule. Those that the service has for other workloads alone are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AlertRule {
    DeleteBackupData,
    BackupFailure,
    RestoreFailure,
}

/// How bad it is. The worst comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AlertSeverity {
    Critical,
    Error,
}

/// What people made of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AlertState {
    New,
    Acknowledged,
    Closed,
}

/// Whether what an alert is about still is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AlertCondition {
    Fired,
    Resolved,
}

/// A person gave an alert another state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertChange {
    pub at: SimTime,
    pub by: PrincipalId,
    pub to: AlertState,
    /// Empty where nobody wrote one.
    pub comment: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    pub id: AlertId,
    pub guid: Uuid,
    pub rule: AlertRule,
    pub vault: ArmId,
    pub instance: InstanceId,
    /// Name of the instance when it fired: the list still reads well after the instance is gone.
    pub instance_name: String,
    pub datasource: ArmId,
    pub datasource_type: DatasourceType,
    pub fired_at: SimTime,
    /// When the newest of the occurrences was that it stands for.
    pub last_at: SimTime,
    pub occurrences: u32,
    /// The newest job that failed.
    pub job: Option<Uuid>,
    /// Of the request that made it fire.
    pub correlation: Uuid,
    /// Why the job failed.
    pub error: Option<RecordedRefusal>,
    pub resolved_at: Option<SimTime>,
    pub state: AlertState,
    /// Oldest first; at most [`crate::engine::limits::ALERT_CHANGES_MAX`].
    pub changes: Vec<AlertChange>,
}

impl AlertRule {
    pub const ALL: [AlertRule; 3] =
        [AlertRule::DeleteBackupData, AlertRule::BackupFailure, AlertRule::RestoreFailure];

    pub fn display_name(self) -> &'static str {
        match self {
            AlertRule::DeleteBackupData => "Delete Backup Data",
            AlertRule::BackupFailure => "Backup Failure",
            AlertRule::RestoreFailure => "Restore Failure",
        }
    }

    pub fn severity(self) -> AlertSeverity {
        match self {
            AlertRule::DeleteBackupData => AlertSeverity::Critical,
            AlertRule::BackupFailure | AlertRule::RestoreFailure => AlertSeverity::Error,
        }
    }

    pub fn category(self) -> &'static str {
        match self {
            AlertRule::DeleteBackupData => "Security",
            AlertRule::BackupFailure | AlertRule::RestoreFailure => "Jobs",
        }
    }

    /// The rule that watches jobs of this kind.
    pub fn of_job(operation: JobOperation) -> Option<AlertRule> {
        match operation {
            JobOperation::Backup => Some(AlertRule::BackupFailure),
            JobOperation::Restore => Some(AlertRule::RestoreFailure),
            JobOperation::ConfigureProtection => None,
        }
    }

    /// Whether the service watches datasources of this kind.
    ///
    /// | | Azure Disks | Azure Blobs | Azure Data Lake Storage |
    /// |---|---|---|---|
    /// | Delete Backup Data | yes | yes | not listed |
    /// | Backup Failure | yes | no: operational backup has no jobs, vaulted backup is not listed | simulated |
    /// | Restore Failure | yes | yes | simulated |
    ///
    /// Data lakes are in no published table; elsewhere all workloads are said to be covered. That no alert came is no
    /// sign that all is well.
    pub fn watches(self, datasource_type: DatasourceType) -> bool {
        match (self, datasource_type) {
            (_, DatasourceType::Disk) => true,
            (AlertRule::DeleteBackupData | AlertRule::RestoreFailure, DatasourceType::Blob) => true,
            (AlertRule::BackupFailure, DatasourceType::Blob) => false,
            (AlertRule::BackupFailure | AlertRule::RestoreFailure, DatasourceType::DataLakeStorage) => true,
            (AlertRule::DeleteBackupData, DatasourceType::DataLakeStorage) => false,
        }
    }
}

impl AlertSeverity {
    pub const ALL: [AlertSeverity; 2] = [AlertSeverity::Critical, AlertSeverity::Error];

    pub fn display_name(self) -> &'static str {
        match self {
            AlertSeverity::Critical => "0 - Critical",
            AlertSeverity::Error => "1 - Error",
        }
    }
}

impl AlertState {
    pub const ALL: [AlertState; 3] = [AlertState::New, AlertState::Acknowledged, AlertState::Closed];

    pub fn display_name(self) -> &'static str {
        match self {
            AlertState::New => "New",
            AlertState::Acknowledged => "Acknowledged",
            AlertState::Closed => "Closed",
        }
    }
}

impl AlertCondition {
    pub const ALL: [AlertCondition; 2] = [AlertCondition::Fired, AlertCondition::Resolved];

    pub fn display_name(self) -> &'static str {
        match self {
            AlertCondition::Fired => "Fired",
            AlertCondition::Resolved => "Resolved",
        }
    }
}

impl Alert {
    pub fn condition(&self) -> AlertCondition {
        if self.resolved_at.is_some() { AlertCondition::Resolved } else { AlertCondition::Fired }
    }

    /// Whether somebody has to look at it still.
    pub fn is_active(&self) -> bool {
        self.condition() == AlertCondition::Fired && self.state != AlertState::Closed
    }
}

/// Alerts by the instance they are about, those apart that are resolved.
#[derive(Clone, Debug, Default)]
pub struct OfInstance;

impl Facet<Alert> for OfInstance {
    type Value = (InstanceId, AlertCondition);

    fn of(row: &Alert) -> (InstanceId, AlertCondition) {
        (row.instance, row.condition())
    }
}
