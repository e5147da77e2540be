//! Backup vaults and backup policies.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        job::JobStatus,
        policy::{DatasourceType, RetentionRule, RetentionTag, Schedule},
        protection::ProtectionState,
        rbac::PrincipalId,
        resources::{ProvisioningState, Region, Tags},
        vault::VaultRedundancy,
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VaultDetail {
    pub vault: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VaultView {
    pub id: ArmId,
    pub name: String,
    pub group: ArmId,
    pub group_name: String,
    pub subscription: Uuid,
    pub subscription_name: String,
    pub region: Region,
    pub redundancy: VaultRedundancy,
    pub identity: Option<PrincipalId>,
    pub soft_delete_days: u32,
    pub tags: Tags,
    pub provisioning: ProvisioningState,
    pub created_at: SimTime,
    pub policies: usize,
    /// Backup instances by protection status; statuses without any are left out.
    pub instances: Vec<(ProtectionState, usize)>,
    /// Jobs of the last seven days by status; statuses without any are there with 0.
    pub jobs: Vec<(JobStatus, usize)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policies {
    pub vault: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyRow {
    pub id: ArmId,
    pub name: String,
    pub datasource_type: DatasourceType,
    pub schedule: Schedule,
    pub retention: Vec<RetentionRule>,
    pub instances: usize,
    pub created_at: SimTime,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyDetail {
    pub policy: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyView {
    pub row: PolicyRow,
    pub vault: ArmId,
    pub instances: Vec<ArmId>,
    pub preview: Vec<PreviewRun>,
}

/// The next runs of a schedule, with the rule each recovery point would be kept by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyPreview {
    pub schedule: Schedule,
    pub retention: Vec<RetentionRule>,
    pub runs: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviewRun {
    pub at: SimTime,
    /// The same moment on a clock in the schedule's zone, `Sun 20 Sep 2026 07:30`.
    pub local: String,
    pub tag: RetentionTag,
    pub expires_at: SimTime,
}

impl VaultDetail {
    pub fn resolve(&self, _viewer: &super::Viewer<'_>) -> Result<super::VaultView, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl Policies {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<Vec<super::PolicyRow>, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl PolicyDetail {
    pub fn resolve(&self, _viewer: &super::Viewer<'_>) -> Result<super::PolicyView, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl PolicyPreview {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<Vec<super::PreviewRun>, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

fn unbuilt<T>() -> Result<T, crate::engine::Refusal> {
    Err(crate::engine::rbac::RbacError::RoleAssignmentExists.into()) // BUILD ME
}
