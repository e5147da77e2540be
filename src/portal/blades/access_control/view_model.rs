//! What *Access control (IAM)* shows.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        query::RoleAssignmentRow,
        rbac::{PrincipalKind, RbacError, Role},
        refusal::Refusal,
    },
    portal::{
        blades::badge::Badge,
        format,
        route::{MenuItem, Route},
    },
};

/// A line of the list of assignments.
#[derive(Clone, Debug, PartialEq)]
pub struct AssignmentLine {
    pub key: String,
    pub id: ArmId,
    pub role: Role,
    pub name: String,
    pub kind: &'static str,
    pub scope_text: String,
    /// The IAM page of the scope it comes from, where that is another one.
    pub scope_href: Option<String>,
    pub badge: Badge,
    pub state: String,
    /// Why it cannot be removed here.
    pub locked: Option<String>,
}

/// Assignments of one role.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleSection {
    pub role: Role,
    pub lines: Vec<AssignmentLine>,
}

pub fn kind_text(kind: Option<PrincipalKind>) -> &'static str {
    match kind {
        Some(PrincipalKind::User) => "User",
        Some(PrincipalKind::ManagedIdentity) => "Managed identity",
        None => "Unknown",
    }
}

/// `Subscription`, `Resource group` or `Resource`.
pub fn level(scope: &ArmId) -> &'static str {
    match (scope.resource_type().is_some(), scope.resource_group_name().is_some()) {
        (true, _) => "Resource",
        (false, true) => "Resource group",
        (false, false) => "Subscription",
    }
}

pub fn assignment_line(row: &RoleAssignmentRow) -> AssignmentLine {
    let name = row.principal_name.clone().unwrap_or_else(|| "Identity not found".into());
    let (badge, state) = if row.effective {
        (Badge::Success, "In effect".to_string())
    } else {
        (Badge::Warning, format!("Takes effect at {}", format::moment(row.effective_at)))
    };
    let inherited = row.inherited.then(|| format!("{} (Inherited)", level(&row.scope)));
    let locked = row.inherited.then(|| {
        format!(
            "The assignment is inherited from '{}'. Remove it in the access control of that {}.",
            row.scope_name,
            level(&row.scope).to_lowercase()
        )
    });
    AssignmentLine {
        key: row.id.key(),
        id: row.id.clone(),
        role: row.role,
        name,
        kind: kind_text(row.principal_kind),
        scope_text: inherited.unwrap_or_else(|| "This resource".into()),
        scope_href: row.inherited.then(|| page(&row.scope, MenuItem::AccessControl).href()),
        badge,
        state,
        locked,
    }
}

/// The lines of each role that is assigned, in the order of the roles.
pub fn by_role(rows: &[RoleAssignmentRow]) -> Vec<RoleSection> {
    let section = |role: &Role| {
        let lines: Vec<AssignmentLine> =
            rows.iter().filter(|row| row.role == *role).map(assignment_line).collect();
        (!lines.is_empty()).then_some(RoleSection { role: *role, lines })
    };
    Role::ALL.iter().filter_map(section).collect()
}

/// `9 role assignments (5 inherited); 1 does not take effect before 9/14/2026, 10:05:09 PM UTC.`
pub fn summary(rows: &[RoleAssignmentRow]) -> String {
    let inherited = rows.iter().filter(|row| row.inherited).count() as u64;
    let count = format::counted(rows.len() as u64, "role assignment", "role assignments");
    let mut text = format!("{count} ({} inherited)", format::count(inherited));
    let pending: Vec<SimTime> =
        rows.iter().filter(|row| !row.effective).map(|row| row.effective_at).collect();
    if let Some(last) = pending.iter().max() {
        let one = pending.len() == 1;
        let (verb, number) = (if one { "takes" } else { "take" }, format::count(pending.len() as u64));
        text.push_str(&format!("; {number} {verb} effect by {}", format::moment(*last)));
    }
    text
}

/// A page of whatever a scope is.
pub fn page(scope: &ArmId, item: MenuItem) -> Route {
    match Route::of_resource(scope) {
        Route::Subscription { id, .. } => Route::Subscription { id, item },
        Route::ResourceGroup { id, .. } => Route::ResourceGroup { id, item },
        Route::StorageAccount { id, .. } => Route::StorageAccount { id, item },
        Route::Disk { id, .. } => Route::Disk { id, item },
        Route::Snapshot { id, .. } => Route::Snapshot { id, item },
        Route::Vault { id, .. } => Route::Vault { id, item },
        other => other,
    }
}

/// Why the signed-in person cannot change assignments, from what the engine would answer. Refusals about a single
/// assignment do not count.
pub fn not_allowed(refusal: Option<&Refusal>) -> Option<String> {
    match refusal {
        Some(Refusal::Rbac(RbacError::AuthorizationFailed { action, .. })) => Some(format!(
            "You do not have permission to change role assignments at this scope. It needs a role with {action}, such as Owner or User Access Administrator."
        )),
        _ => None,
    }
}

/// Why the ticked assignments cannot be removed.
pub fn remove_blocked(lines: &[AssignmentLine], allowed: Option<String>) -> Option<String> {
    if lines.is_empty() {
        return Some("Select one or more role assignments first.".into());
    }
    allowed.or_else(|| lines.iter().find_map(|line| line.locked.clone()))
}

/// What removing means.
pub fn remove_question(lines: &[AssignmentLine]) -> String {
    let what = match lines {
        [one] => format!("the role '{}' from '{}'", one.role.name(), one.name),
        many => format::counted(many.len() as u64, "role assignment", "role assignments"),
    };
    format!("This removes {what}. It can take several minutes until the removal takes effect.")
}

/// A line of the list of roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleLine {
    pub role: Role,
    pub name: &'static str,
    pub description: &'static str,
    pub category: &'static str,
}

fn role_line(role: Role) -> RoleLine {
    let facts = role.facts();
    RoleLine { role, name: facts.name, description: facts.description, category: category(role) }
}

fn category(role: Role) -> &'static str {
    match role {
        Role::Owner
        | Role::Contributor
        | Role::Reader
        | Role::UserAccessAdministrator
        | Role::RoleBasedAccessControlAdministrator => "General",
        Role::BackupContributor | Role::BackupOperator | Role::BackupReader => "Management + governance",
        Role::StorageAccountBackupContributor
        | Role::StorageAccountContributor
        | Role::StorageBlobDataOwner
        | Role::StorageBlobDataContributor
        | Role::StorageBlobDataReader => "Storage",
        Role::DiskBackupReader | Role::DiskSnapshotContributor | Role::DiskRestoreOperator => "Compute",
    }
}

/// Roles of one of the two lists: job functions, or privileged administrators.
pub fn role_lines(privileged: bool) -> Vec<RoleLine> {
    Role::ALL
        .iter()
        .filter(|role| role.facts().privileged == privileged)
        .map(|role| role_line(*role))
        .collect()
}

pub fn all_role_lines() -> Vec<RoleLine> {
    Role::ALL.iter().map(|role| role_line(*role)).collect()
}

/// Permissions under a heading.
pub fn permissions(role: Role) -> [(&'static str, &'static [&'static str]); 3] {
    let facts = role.facts();
    [("Actions", facts.actions), ("NotActions", facts.not_actions), ("DataActions", facts.data_actions)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::rbac::PrincipalId;
    use uuid::Uuid;

    fn account() -> ArmId {
        let group = ArmId::resource_group(Uuid::nil(), "rg");
        ArmId::resource(&group, "Microsoft.Storage/storageAccounts", "lake1")
    }

    fn row(scope: ArmId, effective: bool) -> RoleAssignmentRow {
        RoleAssignmentRow {
            id: scope.child("providers/Microsoft.Authorization/roleAssignments", "1"),
            principal: PrincipalId(Uuid::nil()),
            principal_name: Some("vault1".into()),
            principal_kind: Some(PrincipalKind::ManagedIdentity),
            role: Role::StorageAccountBackupContributor,
            inherited: scope != account(),
            scope_name: scope.name().into(),
            scope,
            created_at: SimTime::EPOCH,
            created_by: PrincipalId(Uuid::nil()),
            effective_at: SimTime::EPOCH,
            effective,
        }
    }

    #[test]
    fn an_assignment_says_when_it_takes_effect() {
        let own = assignment_line(&row(account(), false));
        assert_eq!((own.kind, own.scope_text.as_str()), ("Managed identity", "This resource"));
        assert_eq!(own.state, "Takes effect at 1/1/1970, 12:00:00 AM UTC");
        assert_eq!((own.badge, own.locked), (Badge::Warning, None));
    }

    #[test]
    fn inherited_assignments_are_removed_where_they_come_from() {
        let line = assignment_line(&row(ArmId::resource_group(Uuid::nil(), "rg"), true));
        assert_eq!(line.scope_text, "Resource group (Inherited)");
        assert!(line.scope_href.is_some_and(|href| href.ends_with("resourceGroups/rg/iam")));
        assert!(line.locked.is_some_and(|text| text.contains("that resource group")));
        let subscription = assignment_line(&row(ArmId::subscription(Uuid::nil()), true));
        assert_eq!(subscription.scope_text, "Subscription (Inherited)");
    }

    #[test]
    fn lost_identities_are_unknown() {
        let lost = RoleAssignmentRow { principal_name: None, principal_kind: None, ..row(account(), true) };
        let line = assignment_line(&lost);
        assert_eq!((line.name.as_str(), line.kind), ("Identity not found", "Unknown"));
    }

    #[test]
    fn assignments_are_grouped_and_counted() {
        let rows = [row(account(), false), row(ArmId::subscription(Uuid::nil()), true)];
        let sections = by_role(&rows);
        assert_eq!((sections.len(), sections[0].lines.len()), (1, 2));
        assert_eq!(
            summary(&rows),
            "2 role assignments (1 inherited); 1 takes effect by 1/1/1970, 12:00:00 AM UTC"
        );
    }

    #[test]
    fn removing_says_why_not() {
        let own = assignment_line(&row(account(), true));
        let inherited = assignment_line(&row(ArmId::subscription(Uuid::nil()), true));
        assert!(remove_blocked(&[], None).is_some());
        assert_eq!(remove_blocked(std::slice::from_ref(&own), None), None);
        assert!(remove_blocked(&[own.clone(), inherited], None).is_some());
        assert!(remove_blocked(std::slice::from_ref(&own), Some("no".into())).is_some());
        assert!(remove_question(&[own]).contains("'Storage Account Backup Contributor' from 'vault1'"));
    }

    #[test]
    fn only_missing_rights_disable_the_page() {
        let refused = RbacError::AuthorizationFailed {
            client: "Ravi".into(),
            principal: PrincipalId(Uuid::nil()),
            action: "Microsoft.Authorization/roleAssignments/write".into(),
            scope: account(),
        };
        assert!(
            not_allowed(Some(&refused.into())).is_some_and(|text| text.contains("roleAssignments/write"))
        );
        assert_eq!(not_allowed(Some(&RbacError::RoleAssignmentExists.into())), None);
        assert_eq!(not_allowed(None), None);
    }

    #[test]
    fn every_role_stands_in_one_of_the_two_lists() {
        let names = |privileged| role_lines(privileged).into_iter().map(|line| line.name).collect::<Vec<_>>();
        assert!(names(true).contains(&"Owner") && !names(false).contains(&"Owner"));
        assert!(names(false).contains(&"Storage Account Backup Contributor"));
        assert_eq!(names(true).len() + names(false).len(), all_role_lines().len());
        assert_eq!(permissions(Role::Owner)[0], ("Actions", &["*"][..]));
    }
}
