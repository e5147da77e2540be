//! Where the role is assigned, and the commands that do it.

use crate::{
    base::ArmId,
    engine::{
        rbac::{PrincipalId, Role},
        request::Command,
    },
};
use std::collections::BTreeSet;

/// The role that backup and restore of a storage account need.
pub const ROLE: Role = Role::StorageAccountBackupContributor;

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

    /// The scope of this width that a storage account lies in.
    pub fn around(self, account: &ArmId) -> ArmId {
        let subscription = account.subscription_id().unwrap_or_default();
        match self {
            RoleScope::Resource => account.clone(),
            RoleScope::ResourceGroup => {
                ArmId::resource_group(subscription, account.resource_group_name().unwrap_or_default())
            }
            RoleScope::Subscription => ArmId::subscription(subscription),
        }
    }

    /// The scopes to assign the role at, each once.
    pub fn scopes(self, accounts: &[ArmId]) -> BTreeSet<ArmId> {
        accounts.iter().map(|account| self.around(account)).collect()
    }

    /// One assignment for each scope.
    pub fn commands(self, accounts: &[ArmId], identity: PrincipalId) -> Vec<Command> {
        let assign = |scope| Command::CreateRoleAssignment { scope, role: ROLE, principal: identity };
        self.scopes(accounts).into_iter().map(assign).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn accounts_of_one_group_need_one_assignment_at_it() {
        let group = ArmId::resource_group(Uuid::nil(), "rg-a");
        let account = |name: &str| ArmId::resource(&group, "Microsoft.Storage/storageAccounts", name);
        let accounts = [account("lake1"), account("lake2")];
        assert_eq!(RoleScope::Resource.scopes(&accounts), accounts.clone().into());
        assert_eq!(RoleScope::ResourceGroup.scopes(&accounts), [group].into());
        assert_eq!(
            RoleScope::Subscription.commands(&accounts, PrincipalId(Uuid::nil())),
            [Command::CreateRoleAssignment {
                scope: ArmId::subscription(Uuid::nil()),
                role: ROLE,
                principal: PrincipalId(Uuid::nil()),
            }]
        );
    }

    #[test]
    fn titles_read_back() {
        for scope in RoleScope::ALL {
            assert_eq!(RoleScope::parse(scope.title()), Some(scope));
        }
    }
}
