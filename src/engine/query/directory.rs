//! Subscriptions, resource groups, resources, deployments, role assignments.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        limits,
        query::{Viewer, resources::Readable},
        rbac::{Principal, PrincipalId, PrincipalKind, Role, RoleAssignment, action, assignment::standing},
        refusal::Refusal,
        resources::{
            Deployment, DeploymentStatus, Region, ResourceError, ResourceGroup, ResourceKind, Subscription,
            Tags,
        },
        state::State,
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
    pub deployments: Vec<DeploymentView>,
    /// Backup instances in vaults of this group: they stand in the way of deleting it.
    pub protected_instances: usize,
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
    pub created_by: PrincipalId,
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
    /// Whoever holds a role somewhere in a subscription sees it.
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<SubscriptionRow>, Refusal> {
        let counts = Readable::new(viewer).counts();
        let row = |subscription: &Subscription| {
            let my_role = effective_roles(viewer, &subscription.arm_id())?;
            let groups = viewer.state.groups.values().filter(|group| group.subscription == subscription.id);
            Some(SubscriptionRow {
                id: subscription.id,
                arm_id: subscription.arm_id(),
                name: subscription.name.clone(),
                my_role,
                resources: groups.filter_map(|group| counts.get(&group.id)).sum(),
            })
        };
        Ok(viewer.state.subscriptions.values().filter_map(row).collect())
    }
}

/// Roles of the viewer at `subscription` itself; `None` without any role in it at all.
fn effective_roles(viewer: &Viewer<'_>, subscription: &ArmId) -> Option<String> {
    let mine = |row: &&RoleAssignment| row.principal == viewer.principal && row.is_effective(viewer.now);
    let mine = viewer.state.assignments.values().filter(mine);
    let mut roles = Vec::new();
    let mut inside = viewer.principal == PrincipalId::SYSTEM;
    for row in mine {
        inside |= subscription.contains(&row.scope);
        if row.scope == *subscription && !roles.contains(&row.role) {
            roles.push(row.role);
        }
    }
    roles.sort();
    let names: Vec<&str> = roles.into_iter().map(Role::name).collect();
    inside.then(|| names.join(", "))
}

impl ResourceGroups {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<ResourceGroupRow>, Refusal> {
        let counts = Readable::new(viewer).counts();
        let wanted = |group: &&ResourceGroup| {
            self.subscription.is_none_or(|subscription| group.subscription == subscription)
                && viewer.may(action::READ_GROUP, &group.arm_id())
        };
        let groups = viewer.state.groups.values().filter(wanted);
        let count = |group: &ResourceGroup| counts.get(&group.id).copied().unwrap_or_default();
        let mut rows: Vec<ResourceGroupRow> =
            groups.map(|group| group_row(viewer, group, count(group))).collect();
        rows.sort_by_cached_key(|row| row.name.to_lowercase());
        Ok(rows)
    }
}

fn group_row(viewer: &Viewer<'_>, group: &ResourceGroup, resources: usize) -> ResourceGroupRow {
    ResourceGroupRow {
        resources,
        id: group.arm_id(),
        name: group.name.clone(),
        subscription: group.subscription,
        subscription_name: viewer.subscription_name(group.subscription),
        region: group.region,
        tags: group.tags.clone(),
    }
}

impl ResourceGroupDetail {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<ResourceGroupView, Refusal> {
        viewer.require(action::READ_GROUP, &self.group)?;
        let state = viewer.state;
        let group = state.find_group(&self.group)?;
        let resources = Readable::new(viewer).of(None, Some(group.id)).count();
        let deployments = state.deployments.values().rev().filter(|row| row.group == group.id);
        let readable = viewer.may(action::READ_DEPLOYMENT, &self.group);
        let vaults = state.vaults.values().filter(|vault| vault.group == group.id);
        Ok(ResourceGroupView {
            row: group_row(viewer, group, resources),
            created_at: group.created_at,
            deployments: deployments
                .filter(|_| readable)
                .take(limits::PAGE_ROWS_MAX)
                .map(|row| deployment_view(viewer, row))
                .collect(),
            protected_instances: vaults.map(|vault| state.held_instances(vault.id)).sum(),
        })
    }
}

impl DeploymentDetail {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<DeploymentView, Refusal> {
        viewer.require(action::READ_DEPLOYMENT, &self.group)?;
        let group = viewer.state.find_group(&self.group)?;
        let mut in_group = viewer.state.deployments.values().filter(|row| row.group == group.id);
        let found = in_group.find(|row| row.name.eq_ignore_ascii_case(&self.name));
        let not_found = || ResourceError::ResourceNotFound {
            resource: self.group.child("providers/Microsoft.Resources/deployments", &self.name),
        };
        Ok(deployment_view(viewer, found.ok_or_else(not_found)?))
    }
}

fn deployment_view(viewer: &Viewer<'_>, deployment: &Deployment) -> DeploymentView {
    let group = viewer.group(deployment.group);
    DeploymentView {
        name: deployment.name.clone(),
        group: group.arm_id(),
        subscription_name: viewer.subscription_name(group.subscription),
        resource: deployment.resource.clone(),
        kind: deployment.kind,
        status: deployment.status,
        started_at: deployment.started_at,
        ended_at: deployment.ended_at,
        correlation: deployment.correlation,
    }
}

impl RoleAssignments {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<RoleAssignmentRow>, Refusal> {
        viewer.require(action::READ_ASSIGNMENT, &self.scope)?;
        viewer.state.scope(&self.scope)?;
        let here = standing(viewer.state).filter(|row| row.scope.contains(&self.scope));
        let mut rows: Vec<RoleAssignmentRow> =
            here.map(|row| assignment_row(viewer, row, &self.scope)).collect();
        rows.sort_by_cached_key(|row| (row.role, row.principal_name.clone(), row.scope.key()));
        Ok(rows)
    }
}

pub(super) fn assignment_row(
    viewer: &Viewer<'_>,
    row: &RoleAssignment,
    seen_from: &ArmId,
) -> RoleAssignmentRow {
    let principal = viewer.state.principals.get(&row.principal);
    RoleAssignmentRow {
        id: row.arm_id(),
        principal: row.principal,
        principal_name: principal.map(|principal| principal.name.clone()),
        principal_kind: principal.map(|principal| principal.kind),
        role: row.role,
        scope: row.scope.clone(),
        scope_name: scope_name(viewer.state, &row.scope),
        inherited: row.scope != *seen_from,
        created_at: row.created_at,
        created_by: row.created_by,
        effective_at: row.effective_at,
        effective: row.is_effective(viewer.now),
    }
}

/// Display name of a scope.
pub(super) fn scope_name(state: &State, scope: &ArmId) -> String {
    let subscription = scope.subscription_id().filter(|_| scope.resource_group_name().is_none());
    let found = subscription.and_then(|subscription| state.subscriptions.get(&subscription));
    found.map_or_else(|| scope.name().to_string(), |row| row.name.clone())
}

impl Principals {
    /// Everybody may look into the directory.
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<PrincipalRow>, Refusal> {
        let text = self.text.trim().to_lowercase();
        let wanted = |row: &&Principal| {
            self.kind.is_none_or(|kind| row.kind == kind) && row.name.to_lowercase().contains(&text)
        };
        let mut rows: Vec<PrincipalRow> =
            viewer.state.principals.values().filter(wanted).map(principal_row).collect();
        rows.sort_by_cached_key(|row| (row.name.to_lowercase(), row.id));
        rows.truncate(limits::PAGE_ROWS_MAX);
        Ok(rows)
    }
}

fn principal_row(principal: &Principal) -> PrincipalRow {
    let owner = principal.resource.as_ref().and_then(ArmId::resource_type);
    let kind = owner.as_deref().and_then(ResourceKind::parse);
    PrincipalRow {
        id: principal.id,
        name: principal.name.clone(),
        kind: principal.kind,
        detail: kind.map_or("User", ResourceKind::display_name).to_string(),
    }
}

impl IdentityAssignments {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<RoleAssignmentRow>, Refusal> {
        viewer.require(action::READ_VAULT, &self.vault)?;
        let vault = viewer.state.find_vault(&self.vault)?;
        let identity = vault.identity.map(|identity| identity.principal);
        let visible = |row: &&RoleAssignment| {
            Some(row.principal) == identity && viewer.may(action::READ_ASSIGNMENT, &row.scope)
        };
        let rows = standing(viewer.state).filter(visible);
        let mut rows: Vec<RoleAssignmentRow> =
            rows.map(|row| assignment_row(viewer, row, &row.scope)).collect();
        rows.sort_by_cached_key(|row| (row.role, row.scope.key()));
        Ok(rows)
    }
}
