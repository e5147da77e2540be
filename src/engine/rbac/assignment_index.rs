//! Role assignments by who has the role, and by where it counts: kept beside the table.

use crate::{
    base::ArmId,
    engine::{
        ids::AssignmentId,
        index::Index,
        rbac::{PrincipalId, RoleAssignment},
        state::State,
    },
};
use std::collections::BTreeSet;

/// Role assignments by principal and by scope.
#[derive(Clone, Debug, Default)]
pub struct AssignmentIndex {
    of_principal: BTreeSet<(PrincipalId, AssignmentId)>,
    /// Ids sort by their letters, so that what lies inside a scope follows upon it.
    at_scope: BTreeSet<(ArmId, AssignmentId)>,
}

/// What the index knows of an assignment; none of it ever changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignmentEntry {
    assignment: AssignmentId,
    principal: PrincipalId,
    scope: ArmId,
}

impl Index<AssignmentId, RoleAssignment> for AssignmentIndex {
    type Entry = AssignmentEntry;

    fn entry(key: &AssignmentId, row: &RoleAssignment) -> AssignmentEntry {
        AssignmentEntry { assignment: *key, principal: row.principal, scope: row.scope.clone() }
    }

    fn add(&mut self, entry: AssignmentEntry) {
        self.of_principal.insert((entry.principal, entry.assignment));
        self.at_scope.insert((entry.scope, entry.assignment));
    }

    fn remove(&mut self, entry: &AssignmentEntry) {
        self.of_principal.remove(&(entry.principal, entry.assignment));
        self.at_scope.remove(&(entry.scope.clone(), entry.assignment));
    }
}

/// The assignments of a principal, in the order in which they were made.
pub fn assignments_of(state: &State, principal: PrincipalId) -> impl Iterator<Item = &RoleAssignment> {
    let all = (principal, AssignmentId(0))..=(principal, AssignmentId(u64::MAX));
    state.assignments.index().of_principal.range(all).filter_map(|(_, id)| state.assignments.get(id))
}

/// The assignments at a scope or inside it.
pub fn assignments_inside<'a>(
    state: &'a State,
    scope: &'a ArmId,
) -> impl Iterator<Item = &'a RoleAssignment> + use<'a> {
    let from = state.assignments.index().at_scope.range((scope.clone(), AssignmentId(0))..);
    // Among them are names that only begin as this one does.
    let alike = from.take_while(|(inside, _)| inside.begins_with(scope));
    let inside = alike.filter(|(inside, _)| scope.contains(inside));
    inside.filter_map(|(_, id)| state.assignments.get(id))
}
