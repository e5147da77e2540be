//! Input of *Add role assignment*.

use crate::{
    base::ArmId,
    engine::{
        query::PrincipalRow,
        rbac::{PrincipalId, PrincipalKind, Role},
        request::Command,
    },
    portal::format,
};
use serde::{Deserialize, Serialize};

/// The tabs.
pub const TABS: [&str; 3] = ["Role", "Members", "Review + assign"];
pub const REVIEW: usize = 2;

/// Somebody chosen to get the role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub id: PrincipalId,
    pub name: String,
    /// `User`, or the type of the resource an identity belongs to.
    pub detail: String,
}

impl Member {
    pub fn of(row: &PrincipalRow) -> Member {
        Member { id: row.id, name: row.name.clone(), detail: row.detail.clone() }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssignmentForm {
    pub step: usize,
    pub role: Option<Role>,
    /// Whom the role goes to: users or managed identities.
    pub assign_to: PrincipalKind,
    pub members: Vec<Member>,
}

impl Default for AssignmentForm {
    fn default() -> Self {
        Self { step: 0, role: None, assign_to: PrincipalKind::User, members: Vec::new() }
    }
}

impl AssignmentForm {
    /// Under what the page is kept while it is open.
    pub fn draft_key(scope: &ArmId) -> String {
        format!("role-assignment.{}", scope.key())
    }

    /// Users and managed identities are not mixed: another kind starts an empty list.
    pub fn assign_to(&mut self, kind: PrincipalKind) {
        if self.assign_to != kind {
            self.assign_to = kind;
            self.members.clear();
        }
    }

    /// What a tab still needs.
    pub fn missing(&self, tab: usize) -> Option<String> {
        match tab {
            0 if self.role.is_none() => Some("You must select a role.".into()),
            1 if self.members.is_empty() => Some("You must select at least one member.".into()),
            _ => None,
        }
    }

    /// One command for each member; nothing while something is missing.
    pub fn commands(&self, scope: &ArmId) -> Vec<Command> {
        let Some(role) = self.role else { return Vec::new() };
        let command = |member: &Member| Command::CreateRoleAssignment {
            scope: scope.clone(),
            role,
            principal: member.id,
            name: None,
        };
        self.members.iter().map(command).collect()
    }

    /// `vault1 was added as Reader for lake1.`
    pub fn done_text(&self, scope_name: &str) -> String {
        let who = match self.members.as_slice() {
            [one] => format!("{} was", one.name),
            many => format!("{} were", format::counted(many.len() as u64, "member", "members")),
        };
        let role = self.role.map(Role::name).unwrap_or_default();
        format!("{who} added as {role} for {scope_name}. It can take up to 30 minutes to take effect.")
    }
}

/// Puts somebody on the list, or takes him off it.
pub fn toggle(members: &mut Vec<Member>, member: Member) {
    match members.iter().position(|other| other.id == member.id) {
        Some(index) => drop(members.remove(index)),
        None => members.push(member),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn member(number: u128) -> Member {
        Member {
            id: PrincipalId(Uuid::from_u128(number)),
            name: format!("vault{number}"),
            detail: String::new(),
        }
    }

    fn form() -> AssignmentForm {
        AssignmentForm {
            role: Some(Role::Reader),
            assign_to: PrincipalKind::ManagedIdentity,
            members: vec![member(1), member(2)],
            ..AssignmentForm::default()
        }
    }

    #[test]
    fn every_member_gets_the_role() {
        let scope = ArmId::subscription(Uuid::nil());
        assert_eq!(form().commands(&scope).len(), 2);
        assert!(AssignmentForm::default().commands(&scope).is_empty());
        assert!(form().done_text("lake1").starts_with("2 members were added as Reader for lake1."));
    }

    #[test]
    fn tabs_say_what_they_need() {
        let empty = AssignmentForm::default();
        assert!(empty.missing(0).is_some() && empty.missing(1).is_some());
        assert_eq!([form().missing(0), form().missing(1), empty.missing(REVIEW)], [None, None, None]);
    }

    #[test]
    fn kinds_of_members_are_not_mixed() {
        let mut form = form();
        form.assign_to(PrincipalKind::ManagedIdentity);
        assert_eq!(form.members.len(), 2);
        form.assign_to(PrincipalKind::User);
        assert!(form.members.is_empty());
    }

    #[test]
    fn choosing_twice_takes_back() {
        let mut members = vec![member(1)];
        toggle(&mut members, member(2));
        toggle(&mut members, member(1));
        assert_eq!(members, [member(2)]);
    }
}
