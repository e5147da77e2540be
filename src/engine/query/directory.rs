//! Subscriptions, resource groups, resources, deployments, role assignments.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        rbac::{PrincipalId, PrincipalKind, Role},
        resources::{DeploymentStatus, Region, ResourceKind, Tags},
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subscriptions;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubscriptionRow {
    pub id: Uuid,
    pub arm_id: ArmId,
    pub name: String,
    /// Effective roles of the viewer at the subscription, joined by commas; empty when none.
    pub my_role: String,
    pub resources: usize,
}

/// Resource groups, of one subscription or of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResourceGroups {
    pub subscription: Option<Uuid>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResourceGroupRow {
    pub id: ArmId,
    pub name: String,
    pub subscription: Uuid,
    pub subscription_name: String,
    pub region: Region,
    pub tags: Tags,
    pub resources: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResourceGroupDetail {
    pub group: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResourceGroupView {
    pub row: ResourceGroupRow,
    pub created_at: SimTime,
    pub resources: Vec<ResourceRow>,
    pub deployments: Vec<DeploymentView>,
    /// Backup instances in vaults of this group: they stand in the way of deleting it.
    pub protected_instances: usize,
}

/// Top-level resources. Empty filters mean all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Resources {
    pub kind: Option<ResourceKind>,
    pub group: Option<ArmId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResourceRow {
    pub id: ArmId,
    pub name: String,
    pub kind: ResourceKind,
    pub group: ArmId,
    pub group_name: String,
    pub region: Region,
    pub subscription: Uuid,
    pub subscription_name: String,
    pub tags: Tags,
    /// Redundancy, kind or other fact that tells it from its like: `Data lake, ZRS`.
    pub detail: String,
    pub created_at: SimTime,
}

/// A deployment, by the id of its resource group and its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeploymentDetail {
    pub group: ArmId,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeploymentView {
    pub name: String,
    pub group: ArmId,
    pub subscription_name: String,
    pub resource: ArmId,
    pub kind: ResourceKind,
    pub status: DeploymentStatus,
    pub started_at: SimTime,
    pub ended_at: Option<SimTime>,
    pub correlation: Uuid,
}

/// Role assignments that count at a scope: its own and inherited ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleAssignments {
    pub scope: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleAssignmentRow {
    pub id: ArmId,
    pub principal: PrincipalId,
    /// `None` when the identity is gone: the portal says "Identity not found".
    pub principal_name: Option<String>,
    pub principal_kind: Option<PrincipalKind>,
    pub role: Role,
    pub scope: ArmId,
    /// Display name of the scope: of the resource, group or subscription.
    pub scope_name: String,
    pub inherited: bool,
    pub created_at: SimTime,
    pub effective_at: SimTime,
    pub effective: bool,
}

/// Users and managed identities whose name contains the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Principals {
    pub text: String,
    pub kind: Option<PrincipalKind>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrincipalRow {
    pub id: PrincipalId,
    pub name: String,
    pub kind: PrincipalKind,
    /// `User`, or the type of the resource an identity belongs to.
    pub detail: String,
}

/// What a vault's identity was given, anywhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IdentityAssignments {
    pub vault: ArmId,
}

impl Subscriptions {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<Vec<super::SubscriptionRow>, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl ResourceGroups {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<Vec<super::ResourceGroupRow>, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl ResourceGroupDetail {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<super::ResourceGroupView, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl Resources {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<Vec<super::ResourceRow>, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl DeploymentDetail {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<super::DeploymentView, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl RoleAssignments {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<Vec<super::RoleAssignmentRow>, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl Principals {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<Vec<super::PrincipalRow>, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl IdentityAssignments {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<Vec<super::RoleAssignmentRow>, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

fn unbuilt<T>() -> Result<T, crate::engine::Refusal> {
    Err(crate::engine::rbac::RbacError::RoleAssignmentExists.into()) // BUILD ME
}
