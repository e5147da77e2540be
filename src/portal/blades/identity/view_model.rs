//! Rows of the identity's role assignments.

use crate::{
    base::{ArmId, SimTime},
    engine::{query::RoleAssignmentRow, resources::ResourceKind},
    portal::{
        blades::badge::Badge,
        format::{duration, moment},
        route::Route,
    },
};

/// What an assignment is made on, in words.
pub fn scope_kind(scope: &ArmId) -> String {
    match scope.resource_type() {
        Some(kind) => ResourceKind::parse(&kind).map_or(kind, |known| known.display_name().to_string()),
        None if scope.resource_group_name().is_some() => "Resource group".into(),
        None => "Subscription".into(),
    }
}

/// An assignment as the list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct AssignmentLine {
    pub key: String,
    pub role: &'static str,
    pub resource: String,
    pub resource_href: String,
    pub resource_type: String,
    pub assigned: String,
    pub badge: Badge,
    pub effect: String,
}

impl AssignmentLine {
    pub fn new(row: &RoleAssignmentRow, now: Option<SimTime>) -> AssignmentLine {
        let (badge, effect) = if row.effective || now.is_some_and(|now| now >= row.effective_at) {
            (Badge::Success, format!("Effective since {}", moment(row.effective_at)))
        } else {
            let wait = now.map(|now| format!(" (in {})", duration(row.effective_at.since(now))));
            let wait = wait.unwrap_or_default();
            (Badge::Warning, format!("Takes effect at {}{wait}", moment(row.effective_at)))
        };
        AssignmentLine {
            key: row.id.key(),
            role: row.role.name(),
            resource: row.scope_name.clone(),
            resource_href: Route::of_resource(&row.scope).href(),
            resource_type: scope_kind(&row.scope),
            assigned: moment(row.created_at),
            badge,
            effect,
        }
    }
}

/// What switching the identity does, to be confirmed.
pub fn switch_warning(on: bool) -> &'static str {
    if on {
        "The vault gets a managed identity with a new object ID. It has no roles yet: give it those that backups need."
    } else {
        "Backups and restores of this vault stop working. A new identity has another object ID: all roles have to be assigned again."
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::SimSpan,
        engine::rbac::{PrincipalId, PrincipalKind, Role},
    };
    use uuid::Uuid;

    fn row(effective: bool) -> RoleAssignmentRow {
        RoleAssignmentRow {
            id: ArmId::new("/a"),
            principal: PrincipalId(Uuid::nil()),
            principal_name: Some("vault1".into()),
            principal_kind: Some(PrincipalKind::ManagedIdentity),
            role: Role::StorageAccountBackupContributor,
            scope: ArmId::resource_group(Uuid::nil(), "g"),
            scope_name: "g".into(),
            inherited: false,
            created_at: SimTime::EPOCH,
            effective_at: SimTime::EPOCH + SimSpan::from_minutes(10),
            effective,
        }
    }

    #[test]
    fn an_assignment_on_its_way_says_when() {
        let now = SimTime::EPOCH + SimSpan::from_minutes(6);
        let line = AssignmentLine::new(&row(false), Some(now));
        assert_eq!(line.badge, Badge::Warning);
        assert!(line.effect.ends_with("(in 4 min)"), "{}", line.effect);
        let later = AssignmentLine::new(&row(false), Some(now + SimSpan::from_minutes(4)));
        assert_eq!(later.badge, Badge::Success);
        assert_eq!(AssignmentLine::new(&row(true), None).badge, Badge::Success);
    }

    #[test]
    fn scopes_have_a_kind() {
        let group = ArmId::resource_group(Uuid::nil(), "g");
        assert_eq!(scope_kind(&group), "Resource group");
        assert_eq!(scope_kind(&ArmId::subscription(Uuid::nil())), "Subscription");
        let account = ArmId::resource(&group, "Microsoft.Storage/storageAccounts", "lake1");
        assert_eq!(scope_kind(&account), "Storage account");
    }
}
