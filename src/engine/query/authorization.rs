//! Role assignments and locks one by one, those below a scope, and what a viewer may do at one.

use crate::{
    base::ArmId,
    engine::{
        query::{LockRow, RoleAssignmentRow, Viewer, directory::assignment_row, locks::lock_row},
        rbac::{RbacError, Role, RoleAssignment, action, assignment::standing},
        refusal::Refusal,
    },
};
use serde::{Deserialize, Serialize};

/// A role assignment by its id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleAssignmentDetail {
    pub assignment: ArmId,
}

/// Role assignments of what lies below a scope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleAssignmentsBelow {
    pub scope: ArmId,
}

/// A lock by its id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LockDetail {
    pub lock: ArmId,
}

/// Locks on what lies below a scope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LocksBelow {
    pub scope: ArmId,
}

/// The roles of the viewer that count at a scope now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EffectiveRoles {
    pub scope: ArmId,
}

impl RoleAssignmentDetail {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<RoleAssignmentRow, Refusal> {
        let assignment = self.assignment.clone();
        viewer.require(action::READ_ASSIGNMENT, &assignment)?;
        let found = standing(viewer.state).find(|row| row.arm_id() == assignment);
        let row = found.ok_or(RbacError::RoleAssignmentNotFound { assignment })?;
        Ok(assignment_row(viewer, row, &row.scope))
    }
}

impl RoleAssignmentsBelow {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<RoleAssignmentRow>, Refusal> {
        viewer.require(action::READ_ASSIGNMENT, &self.scope)?;
        viewer.state.scope(&self.scope)?;
        let is_below = |row: &&RoleAssignment| row.scope != self.scope && self.scope.contains(&row.scope);
        let below = standing(viewer.state).filter(is_below);
        let mut rows: Vec<RoleAssignmentRow> =
            below.map(|row| assignment_row(viewer, row, &row.scope)).collect();
        rows.sort_by_cached_key(|row| (row.scope.key(), row.role, row.principal));
        Ok(rows)
    }
}

impl LockDetail {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<LockRow, Refusal> {
        viewer.require(action::READ_LOCK, &self.lock)?;
        let lock = viewer.state.find_lock(&self.lock)?;
        Ok(lock_row(viewer, lock, &lock.scope))
    }
}

impl LocksBelow {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<LockRow>, Refusal> {
        viewer.require(action::READ_LOCK, &self.scope)?;
        viewer.state.scope(&self.scope)?;
        let locks = viewer.state.locks.values();
        let below = locks.filter(|lock| lock.scope != self.scope && self.scope.contains(&lock.scope));
        let mut rows: Vec<LockRow> = below.map(|lock| lock_row(viewer, lock, &lock.scope)).collect();
        rows.sort_by_cached_key(|row| row.id.key());
        Ok(rows)
    }
}

impl EffectiveRoles {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<Role>, Refusal> {
        viewer.require(action::READ_PERMISSIONS, &self.scope)?;
        viewer.state.scope(&self.scope)?;
        let counts = |row: &&RoleAssignment| {
            row.principal == viewer.principal
                && row.is_effective(viewer.now)
                && row.scope.contains(&self.scope)
        };
        let mut roles: Vec<Role> =
            viewer.state.assignments.values().filter(counts).map(|row| row.role).collect();
        roles.sort();
        roles.dedup();
        Ok(roles)
    }
}
