//! Where the roles are assigned, and the commands that do it.

use crate::{
    base::ArmId,
    engine::{protection::access::NeededRole, rbac::PrincipalId, request::Command},
    portal::blades::backup_words::joined,
};
use std::collections::BTreeSet;

/// How wide the assignment reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RoleScope {
    #[default]
    Resource,
    ResourceGroup,
    Subscription,
}

impl RoleScope {
    pub const ALL: [RoleScope; 3] = [RoleScope::Resource, RoleScope::ResourceGroup, RoleScope::Subscription];

    pub fn title(self) -> &'static str {
        match self {
            RoleScope::Resource => "Resource",
            RoleScope::ResourceGroup => "Resource group",
            RoleScope::Subscription => "Subscription",
        }
    }

    pub fn parse(title: &str) -> Option<RoleScope> {
        RoleScope::ALL.into_iter().find(|scope| scope.title() == title)
    }

    /// The scope of this width that a resource lies in.
    pub fn around(self, resource: &ArmId) -> ArmId {
        let subscription = resource.subscription_id().unwrap_or_default();
        match self {
            RoleScope::Resource => resource.clone(),
            RoleScope::ResourceGroup => {
                ArmId::resource_group(subscription, resource.resource_group_name().unwrap_or_default())
            }
            RoleScope::Subscription => ArmId::subscription(subscription),
        }
    }

    /// The assignments to make, each once, by scope and name of the role.
    pub fn assignments(self, needed: &[NeededRole]) -> Vec<NeededRole> {
        let widened =
            needed.iter().map(|needed| NeededRole { role: needed.role, scope: self.around(&needed.scope) });
        let mut seen = BTreeSet::new();
        widened.filter(|needed| seen.insert((needed.scope.clone(), needed.role))).collect()
    }

    /// One command for each assignment.
    pub fn commands(self, needed: &[NeededRole], principal: PrincipalId) -> Vec<Command> {
        let assign =
            |NeededRole { role, scope }| Command::CreateRoleAssignment { scope, role, principal, name: None };
        self.assignments(needed).into_iter().map(assign).collect()
    }
}

/// Names of the roles, each once: `Disk Backup Reader and Disk Snapshot Contributor`.
pub fn role_names(needed: &[NeededRole]) -> String {
    let mut names: Vec<&str> = needed.iter().map(|needed| needed.role.name()).collect();
    names.sort_unstable();
    names.dedup();
    joined(&names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::rbac::Role;
    use uuid::Uuid;

    #[test]
    fn resources_of_one_group_need_one_assignment_of_each_role_at_it() {
        let group = ArmId::resource_group(Uuid::nil(), "rg-a");
        let on = |role, name: &str| NeededRole {
            role,
            scope: ArmId::resource(&group, "Microsoft.Compute/disks", name),
        };
        let needed = [
            on(Role::DiskBackupReader, "disk1"),
            on(Role::DiskBackupReader, "disk2"),
            NeededRole { role: Role::DiskSnapshotContributor, scope: group.clone() },
        ];
        assert_eq!(RoleScope::Resource.assignments(&needed), needed);
        let at_group = |role| NeededRole { role, scope: group.clone() };
        assert_eq!(
            RoleScope::ResourceGroup.assignments(&needed),
            [at_group(Role::DiskBackupReader), at_group(Role::DiskSnapshotContributor)]
        );
        let (scope, principal) = (ArmId::subscription(Uuid::nil()), PrincipalId(Uuid::nil()));
        assert_eq!(
            RoleScope::Subscription.commands(&needed[..2], principal),
            [Command::CreateRoleAssignment { scope, role: Role::DiskBackupReader, principal, name: None }]
        );
        assert_eq!(role_names(&needed), "Disk Backup Reader and Disk Snapshot Contributor");
    }

    #[test]
    fn titles_read_back() {
        for scope in RoleScope::ALL {
            assert_eq!(RoleScope::parse(scope.title()), Some(scope));
        }
    }
}
