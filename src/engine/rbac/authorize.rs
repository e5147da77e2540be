//! The evaluation of role assignments.
//!
//! Source: Azure RBAC, "How Azure RBAC determines if a user has access to a resource". Deny assignments and
//! group membership are not simulated.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        rbac::{PrincipalId, RbacError, Role, RoleAssignment, action, assignment_index::assignments_of},
        refusal::Refusal,
        resources::lock,
        state::State,
    },
};

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
    if allowed { Ok(()) } else { Err(authorization_failed(state, principal, action, scope)) }
}

fn authorization_failed(state: &State, principal: PrincipalId, action: &str, scope: &ArmId) -> RbacError {
    let client = state.principals.get(&principal).map_or_else(String::new, |row| row.name.clone());
    RbacError::AuthorizationFailed { client, principal, action: action.to_string(), scope: scope.clone() }
}

/// Whether `principal` may perform `action` on the data in `container` at `now`: by a role on data, or with
/// a key of the account, which nobody is given while a read-only lock lies on it. POSIX ACLs are stored, backed up and
/// restored, but not evaluated.
///
/// Source: Azure Storage, "Choose how to authorize access to blob data in the Azure portal"; Azure Resource Manager,
/// "Lock your Azure resources to protect your infrastructure".
///
/// # Errors
/// [`RbacError::AuthorizationFailed`] when neither allows it; the lock when only that forbids it.
pub fn authorize_data(
    state: &State,
    principal: PrincipalId,
    action: &str,
    container: &ArmId,
    now: SimTime,
) -> Result<(), Refusal> {
    let by_role = assignments_at(state, principal, container)
        .any(|assignment| assignment.is_effective(now) && assignment.role.allows_data(action));
    if by_role {
        return Ok(());
    }
    let account = account_of(container);
    authorize(state, principal, action::LIST_KEYS, &account, now)
        .map_err(|_| authorization_failed(state, principal, action, container))?;
    Ok(lock::check_write(state, &account)?)
}

/// The id of the account a container lies in: four segments shorter.
fn account_of(container: &ArmId) -> ArmId {
    let account = container.as_str().rsplitn(5, '/').nth(4).unwrap_or_default();
    ArmId::new(account)
}

/// Whether `principal` may create role assignments at `scope`.
pub fn can_assign_roles(state: &State, principal: PrincipalId, scope: &ArmId, now: SimTime) -> bool {
    authorize(state, principal, action::ASSIGN_ROLES, scope, now).is_ok()
}

/// How a principal holds a role at a scope.
///
/// The better comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoleHold {
    Effective,
    /// Assigned; counts from this moment on.
    From(SimTime),
    No,
}

/// Whether `principal` holds a role over `scope`, now or soon.
pub fn holds_role(
    state: &State,
    principal: PrincipalId,
    role: Role,
    scope: &ArmId,
    now: SimTime,
) -> RoleHold {
    assignments_at(state, principal, scope)
        .filter(|assignment| assignment.role == role)
        .map(|assignment| assignment.effective_at)
        .min()
        .map_or(RoleHold::No, |from| if from <= now { RoleHold::Effective } else { RoleHold::From(from) })
}

fn assignments_at<'a>(
    state: &'a State,
    principal: PrincipalId,
    scope: &'a ArmId,
) -> impl Iterator<Item = &'a RoleAssignment> {
    assignments_of(state, principal).filter(move |assignment| assignment.scope.contains(scope))
}
