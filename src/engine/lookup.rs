//! From ARM ids to rows. Every look-up answers a typed "not found".

use crate::{
    base::ArmId,
    engine::{
        ids::{AccountId, ContainerId, VaultId},
        policy::BackupPolicy,
        protection::BackupInstance,
        rbac::RoleAssignment,
        refusal::Refusal,
        resources::{ResourceError, ResourceGroup, ResourceKind, Subscription},
        state::State,
        storage::{Container, StorageAccount, StorageRefusal},
        vault::BackupVault,
    },
};

type Found<'a, T> = Result<&'a T, Refusal>;

impl State {
    pub fn find_subscription(&self, id: &ArmId) -> Found<'_, Subscription> {
        let subscription = id.subscription_id().unwrap_or_default();
        self.subscriptions
            .get(&subscription)
            .ok_or_else(|| ResourceError::SubscriptionNotFound { subscription }.into())
    }

    /// The resource group an id names, or the one the named resource lies in.
    pub fn find_group(&self, id: &ArmId) -> Found<'_, ResourceGroup> {
        let subscription = self.find_subscription(id)?;
        let name = id.resource_group_name().unwrap_or_default();
        self.groups
            .values()
            .find(|group| group.subscription == subscription.id && group.name.eq_ignore_ascii_case(name))
            .ok_or_else(|| ResourceError::ResourceGroupNotFound { name: name.to_string() }.into())
    }

    pub fn find_account(&self, id: &ArmId) -> Found<'_, StorageAccount> {
        let not_found = || ResourceError::ResourceNotFound { resource: id.clone() };
        let group = self.find_group(id)?;
        let name = resource_name(id, ResourceKind::StorageAccount).ok_or_else(not_found)?;
        let found = self
            .accounts
            .values()
            .find(|account| account.group == group.id && account.name.eq_ignore_ascii_case(&name));
        Ok(found.ok_or_else(not_found)?)
    }

    pub fn find_container(&self, id: &ArmId) -> Found<'_, Container> {
        let account = self.find_account(id)?;
        let not_found = || StorageRefusal::ContainerNotFound { name: id.name().to_string() };
        Ok(self.container_named(account.id, id.name()).ok_or_else(not_found)?)
    }

    pub fn container_named(&self, account: AccountId, name: &str) -> Option<&Container> {
        self.containers_of(account).find(|container| container.name == name)
    }

    pub fn containers_of(&self, account: AccountId) -> impl Iterator<Item = &Container> {
        self.containers.values().filter(move |container| container.account == account)
    }

    pub fn find_vault(&self, id: &ArmId) -> Found<'_, BackupVault> {
        let not_found = || ResourceError::ResourceNotFound { resource: id.clone() };
        let group = self.find_group(id)?;
        let name = resource_name(id, ResourceKind::BackupVault).ok_or_else(not_found)?;
        let found = self
            .vaults
            .values()
            .find(|vault| vault.group == group.id && vault.name.eq_ignore_ascii_case(&name));
        Ok(found.ok_or_else(not_found)?)
    }

    pub fn find_policy(&self, id: &ArmId) -> Found<'_, BackupPolicy> {
        let vault = self.find_vault(id)?.id;
        let found = self
            .policies
            .values()
            .find(|policy| policy.vault == vault && policy.name.eq_ignore_ascii_case(id.name()));
        Ok(found.ok_or_else(|| ResourceError::ResourceNotFound { resource: id.clone() })?)
    }

    pub fn find_instance(&self, id: &ArmId) -> Found<'_, BackupInstance> {
        let vault = self.find_vault(id)?.id;
        let found = self.instances_of(vault).find(|instance| instance.name.eq_ignore_ascii_case(id.name()));
        Ok(found.ok_or_else(|| ResourceError::ResourceNotFound { resource: id.clone() })?)
    }

    pub fn instances_of(&self, vault: VaultId) -> impl Iterator<Item = &BackupInstance> {
        self.instances.values().filter(move |instance| instance.vault == vault)
    }

    pub fn find_assignment(&self, id: &ArmId) -> Option<&RoleAssignment> {
        self.assignments.values().find(|assignment| assignment.arm_id() == *id)
    }

    /// Whether anything exists under this id: what a role assignment needs of its scope.
    pub fn scope_exists(&self, id: &ArmId) -> Result<(), Refusal> {
        match id.resource_type() {
            None if id.resource_group_name().is_some() => self.find_group(id).map(drop),
            None => self.find_subscription(id).map(drop),
            Some(kind) => match kind.to_ascii_lowercase().as_str() {
                "microsoft.storage/storageaccounts" => self.find_account(id).map(drop),
                "microsoft.storage/storageaccounts/blobservices/containers" => {
                    self.find_container(id).map(drop)
                }
                "microsoft.dataprotection/backupvaults" => self.find_vault(id).map(drop),
                "microsoft.dataprotection/backupvaults/backuppolicies" => self.find_policy(id).map(drop),
                "microsoft.dataprotection/backupvaults/backupinstances" => self.find_instance(id).map(drop),
                _ => Err(ResourceError::ResourceNotFound { resource: id.clone() }.into()),
            },
        }
    }

    pub fn account_of(&self, container: ContainerId) -> Option<&StorageAccount> {
        self.accounts.get(&self.containers.get(&container)?.account)
    }
}

/// The name that follows `kind` in an id, for the resource itself and for its children.
fn resource_name(id: &ArmId, kind: ResourceKind) -> Option<String> {
    let (_, tail) = id.as_str().split_once("/providers/")?;
    let mut segments = tail.split('/');
    let found = format!("{}/{}", segments.next()?, segments.next()?);
    found.eq_ignore_ascii_case(kind.resource_type()).then(|| segments.next().map(str::to_string)).flatten()
}
