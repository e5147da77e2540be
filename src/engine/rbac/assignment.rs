//! Assigning roles and taking them away.
//!
//! Both take effect later. A removed assignment is gone from every list at once but counts until its
//! `RemoveRole` timer fires; that timer is what tells that it is being removed.
//!
//! Source: Azure RBAC, "Troubleshoot Azure RBAC".

use crate::{
    base::{ArmId, SimSpan},
    engine::{
        decide::Context,
        event::Event,
        ids::AssignmentId,
        limits,
        rbac::{PrincipalId, RbacError, Role, RoleAssignment, action, assignment_index::assignments_inside},
        refusal::Refusal,
        request::Command,
        state::{State, TimerAction},
    },
};
use std::collections::BTreeSet;
use uuid::Uuid;

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::CreateRoleAssignment { scope, role, principal, name } => {
            create(context, scope, *role, *principal, *name)
        }
        Command::DeleteRoleAssignment { assignment } => delete(context, assignment),
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

fn create(
    context: &mut Context,
    scope: &ArmId,
    role: Role,
    principal: PrincipalId,
    name: Option<Uuid>,
) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::ASSIGN_ROLES, scope)?;
    let scope = &context.state.scope(scope)?;
    context.check_write(scope)?;
    if !context.state.principals.contains(&principal) {
        return Err(RbacError::PrincipalNotFound { principal }.into());
    }
    let same = |row: &&RoleAssignment| row.principal == principal && row.role == role && row.scope == *scope;
    if let Some(named) = standing(context.state).find(|row| name == Some(row.guid)) {
        // Asked for again it is there already; nothing of it can change.
        return if same(&named) { Ok(Vec::new()) } else { Err(RbacError::UpdateNotPermitted.into()) };
    }
    if standing(context.state).any(|row| same(&row)) {
        return Err(RbacError::RoleAssignmentExists.into());
    }
    check_limit(context.state, scope.subscription_id())?;
    let id = AssignmentId(context.ids.take());
    let effective_at = context.now + propagation(context, id);
    let assignment = RoleAssignment {
        id,
        guid: name.unwrap_or_else(|| context.seed().guid("role assignment", id.0)),
        scope: scope.clone(),
        principal,
        role,
        created_at: context.now,
        created_by: context.principal,
        effective_at,
    };
    let timer = context.timer(effective_at, TimerAction::RoleEffective(id));
    Ok(vec![Event::RoleAssigned(assignment), timer])
}

fn check_limit(state: &State, subscription: Option<Uuid>) -> Result<(), RbacError> {
    let count = standing(state).filter(|row| row.scope.subscription_id() == subscription).count();
    if count < limits::ROLE_ASSIGNMENTS_PER_SUBSCRIPTION_MAX {
        Ok(())
    } else {
        Err(RbacError::RoleAssignmentLimitExceeded)
    }
}

/// Minutes until a new assignment counts: mostly few, now and then many.
fn propagation(context: &Context, assignment: AssignmentId) -> SimSpan {
    let (seed, number) = (context.seed(), assignment.0);
    let slow = seed.below("slow role propagation", number, limits::ROLE_PROPAGATION_SLOW_ONE_IN) == 0;
    let (min, max) = if slow {
        (limits::ROLE_PROPAGATION_TYPICAL_MAX, limits::ROLE_PROPAGATION_MAX)
    } else {
        (limits::ROLE_PROPAGATION_MIN, limits::ROLE_PROPAGATION_TYPICAL_MAX)
    };
    let spread = (max.seconds() - min.seconds() + 1) as u64;
    min + SimSpan::from_seconds(seed.below("role propagation", number, spread) as i64)
}

fn delete(context: &mut Context, id: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::UNASSIGN_ROLES, id)?;
    let state = context.state;
    let found = state.find_assignment(id).filter(|row| !is_being_removed(state, row.id));
    let assignment = found.ok_or_else(|| RbacError::RoleAssignmentNotFound { assignment: id.clone() })?;
    context.check_delete(id)?;
    check_not_last_owner(state, assignment)?;
    let mut events: Vec<Event> = timers_of(state, assignment.id).collect();
    if !assignment.is_effective(context.now) {
        // Nothing was allowed by it yet, so nothing has to be unlearned.
        events.push(Event::RoleUnassigned(assignment.id));
        return Ok(events);
    }
    let seconds = 1 + context.seed().below("role removal", assignment.id.0, limits::ROLE_REMOVAL_SECONDS_MAX);
    let due = context.now + SimSpan::from_seconds(seconds as i64);
    events.push(context.timer(due, TimerAction::RemoveRole(assignment.id)));
    Ok(events)
}

/// At least one principal that exists must be able to assign roles over the whole subscription.
fn check_not_last_owner(state: &State, assignment: &RoleAssignment) -> Result<(), RbacError> {
    let assigns_roles = |row: &RoleAssignment| {
        row.role.allows(action::ASSIGN_ROLES)
            && row.scope.subscription_id().map(ArmId::subscription) == Some(row.scope.clone())
    };
    let remaining = |row: &&RoleAssignment| {
        assigns_roles(row)
            && row.id != assignment.id
            && row.scope == assignment.scope
            && state.principals.contains(&row.principal)
    };
    if !assigns_roles(assignment) || standing(state).any(|row| remaining(&row)) {
        return Ok(());
    }
    Err(RbacError::LastOwner)
}

/// Assignments that nobody has removed, effective or not.
pub fn standing(state: &State) -> impl Iterator<Item = &RoleAssignment> {
    state.assignments.values().filter(|row| !is_being_removed(state, row.id))
}

fn is_being_removed(state: &State, assignment: AssignmentId) -> bool {
    !state.timers.index().keys(&TimerAction::RemoveRole(assignment)).is_empty()
}

/// Takes away every assignment at `scope` or below it: what happens when the scope is deleted.
pub fn forget_scope(state: &State, scope: &ArmId) -> Vec<Event> {
    // In the order in which they were made.
    let inside: BTreeSet<AssignmentId> = assignments_inside(state, scope).map(|row| row.id).collect();
    let timers = inside.iter().flat_map(|assignment| timers_of(state, *assignment));
    timers.chain(inside.iter().map(|assignment| Event::RoleUnassigned(*assignment))).collect()
}

/// Removes the timers of an assignment.
fn timers_of(state: &State, assignment: AssignmentId) -> impl Iterator<Item = Event> + use<'_> {
    let actions = [TimerAction::RoleEffective(assignment), TimerAction::RemoveRole(assignment)];
    let set = actions.into_iter().flat_map(|action| state.timers.index().keys(&action));
    set.map(|(due, timer)| Event::TimerRemoved { due: *due, timer: *timer })
}
