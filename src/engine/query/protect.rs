//! Configuring protection, and the instances that came of it.

use crate::{
    base::{ArmId, ByteSize, SimTime},
    engine::{
        policy::DatasourceType,
        protection::{ContainerSelection, ProtectionState},
        rbac::PrincipalId,
        refusal::Refusal,
        resources::Region,
    },
};
use serde::{Deserialize, Serialize};

use super::JobRow;

/// Storage accounts that the picker of a vault lists: data lakes of its region, in all subscriptions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProtectableAccounts {
    pub vault: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProtectableAccount {
    pub id: ArmId,
    pub name: String,
    pub group_name: String,
    pub subscription_name: String,
    pub region: Region,
    pub containers: Vec<String>,
    /// Why it cannot be chosen; shown instead of hiding the row.
    pub reason: Option<Refusal>,
}

/// What *Backup readiness* says of one datasource of the wizard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackupReadiness {
    pub vault: ArmId,
    pub policy: Option<ArmId>,
    pub instance_name: String,
    pub datasource: ArmId,
    pub containers: ContainerSelection,
    pub principal: PrincipalId,
}

/// The result of a validation: ready, or the first thing in the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Readiness {
    Ready,
    /// The vault lacks a role and the viewer may assign it.
    RoleAssignmentNotDone(Refusal),
    /// The vault lacks a role and the viewer may not assign it.
    InsufficientPermission(Refusal),
    /// The role is assigned; it takes effect later.
    RoleNotEffective {
        refusal: Refusal,
        effective_at: SimTime,
    },
    Blocked(Refusal),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instances {
    pub vault: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstanceRow {
    pub id: ArmId,
    pub name: String,
    pub datasource: ArmId,
    pub datasource_name: String,
    pub datasource_group: String,
    pub datasource_type: DatasourceType,
    pub state: ProtectionState,
    pub policy: ArmId,
    pub policy_name: String,
    pub latest_point: Option<SimTime>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstanceDetail {
    pub instance: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstanceView {
    pub row: InstanceRow,
    pub vault: ArmId,
    pub vault_name: String,
    /// Whether the datasource still exists.
    pub datasource_exists: bool,
    pub containers: ContainerSelection,
    /// Containers that the selection means today.
    pub protected_containers: Vec<String>,
    pub points: usize,
    pub next_backup: Option<SimTime>,
    /// On-demand backups that are left today (UTC).
    pub on_demand_left: usize,
    /// The rules an on-demand backup can be kept by, with when it would expire.
    pub rules: Vec<(crate::engine::policy::RetentionTag, SimTime)>,
    /// Bytes the vault holds for it, each version once.
    pub stored: ByteSize,
    /// Jobs of the last seven days, newest first.
    pub jobs: Vec<JobRow>,
}

impl ProtectableAccounts {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<Vec<super::ProtectableAccount>, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl BackupReadiness {
    pub fn resolve(&self, _viewer: &super::Viewer<'_>) -> Result<super::Readiness, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl Instances {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<Vec<super::InstanceRow>, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl InstanceDetail {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<super::InstanceView, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

fn unbuilt<T>() -> Result<T, crate::engine::Refusal> {
    Err(crate::engine::rbac::RbacError::RoleAssignmentExists.into()) // BUILD ME
}
