//! The evaluation of role assignments.
//!
//! Source: Azure RBAC, "How Azure RBAC determines if a user has access to a resource". Deny assignments and
//! group membership are not simulated.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        rbac::{PrincipalId, RbacError, Role, RoleAssignment},
        state::State,
    },
};

/// Needed to create role assignments.
pub const ASSIGN_ROLES: &str = "Microsoft.Authorization/roleAssignments/write";
/// Needed to remove role assignments.
pub const UNASSIGN_ROLES: &str = "Microsoft.Authorization/roleAssignments/delete";

/// Whether `principal` may perform `action` over `scope` at `now`.
///
/// # Errors
/// [`RbacError::AuthorizationFailed`] when no effective assignment allows it.
pub fn authorize(
    state: &State,
    principal: PrincipalId,
    action: &str,
    scope: &ArmId,
    now: SimTime,
) -> Result<(), RbacError> {
    let allowed = principal == PrincipalId::SYSTEM
        || assignments_at(state, principal, scope)
            .any(|assignment| assignment.is_effective(now) && assignment.role.allows(action));
    if allowed {
        return Ok(());
    }
    let client = state.principals.get(&principal).map_or_else(String::new, |row| row.name.clone());
    Err(RbacError::AuthorizationFailed {
        client,
        principal,
        action: action.to_string(),
        scope: scope.clone(),
    })
}

/// Whether `principal` may create role assignments at `scope`.
pub fn can_assign_roles(state: &State, principal: PrincipalId, scope: &ArmId, now: SimTime) -> bool {
    authorize(state, principal, ASSIGN_ROLES, scope, now).is_ok()
}

/// How a principal holds a role at a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleHold {
    No,
    /// Assigned; counts from this moment on.
    From(SimTime),
    Effective,
}

/// Whether `principal` holds a role that allows `action` over `scope`, now or soon.
pub fn holds_role(
    state: &State,
    principal: PrincipalId,
    role: Role,
    scope: &ArmId,
    now: SimTime,
) -> RoleHold {
    assignments_at(state, principal, scope)
        .filter(|assignment| assignment.role == role || assignment.role == Role::Owner)
        .map(|assignment| assignment.effective_at)
        .min()
        .map_or(RoleHold::No, |from| if from <= now { RoleHold::Effective } else { RoleHold::From(from) })
}

fn assignments_at<'a>(
    state: &'a State,
    principal: PrincipalId,
    scope: &'a ArmId,
) -> impl Iterator<Item = &'a RoleAssignment> {
    state
        .assignments
        .values()
        .filter(move |assignment| assignment.principal == principal && assignment.scope.contains(scope))
}
