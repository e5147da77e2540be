//! From ARM ids to rows. Every look-up answers a typed "not found".
//!
//! `find_…` takes the id of the thing itself and nothing that merely lies in it: the caller was authorized
//! over that id, so acting on a parent of it would go round the authorization.

use crate::{
    base::ArmId,
    engine::{
        compute::{ManagedDisk, Snapshot},
        ids::{AccountId, ContainerId, InstanceId, VaultId},
        job::Job,
        policy::BackupPolicy,
        protection::{BackupInstance, DeletedInstance, ProtectionError, ProtectionState},
        rbac::RoleAssignment,
        refusal::Refusal,
        resources::{ManagementLock, ResourceError, ResourceGroup, ResourceKind, Subscription},
        state::State,
        storage::{
            Container, DeletedContainer, FoundReplication, StorageAccount, StorageRefusal,
            object_replication::{policies_from, policies_to},
            replication::restore_policies,
        },
        vault::BackupVault,
    },
};
use uuid::Uuid;

type Found<'a, T> = Result<&'a T, Refusal>;

impl State {
    pub fn find_subscription(&self, id: &ArmId) -> Found<'_, Subscription> {
        let subscription = id.subscription_id().unwrap_or_default();
        self.subscriptions
            .get(&subscription)
            .ok_or_else(|| ResourceError::SubscriptionNotFound { subscription }.into())
    }

    pub fn find_group(&self, id: &ArmId) -> Found<'_, ResourceGroup> {
        let group = self.group_holding(id)?;
        let name = id.resource_group_name().unwrap_or_default().to_string();
        exactly(group, &group.arm_id(), id, || ResourceError::ResourceGroupNotFound { name })
    }

    /// The resource group an id names, or the one the named resource lies in.
    fn group_holding(&self, id: &ArmId) -> Found<'_, ResourceGroup> {
        let subscription = self.find_subscription(id)?;
        let name = id.resource_group_name().unwrap_or_default();
        self.groups
            .named(subscription.id, name)
            .ok_or_else(|| ResourceError::ResourceGroupNotFound { name: name.to_string() }.into())
    }

    pub fn find_account(&self, id: &ArmId) -> Found<'_, StorageAccount> {
        let account = self.account_holding(id)?;
        exactly(account, &self.account_id(account), id, || resource_not_found(id))
    }

    fn account_holding(&self, id: &ArmId) -> Found<'_, StorageAccount> {
        let not_found = || resource_not_found(id);
        let group = self.group_holding(id)?;
        let name = resource_name(id, ResourceKind::StorageAccount).ok_or_else(not_found)?;
        Ok(self.accounts.named(group.id, name).ok_or_else(not_found)?)
    }

    pub fn find_container(&self, id: &ArmId) -> Found<'_, Container> {
        let account = self.account_holding(id)?;
        let not_found = || StorageRefusal::ContainerNotFound { name: id.name().to_string() };
        let container = self.container_named(account.id, id.name()).ok_or_else(not_found)?;
        exactly(container, &self.container_id(container), id, not_found)
    }

    pub fn container_named(&self, account: AccountId, name: &str) -> Option<&Container> {
        self.containers_of(account).find(|container| container.name == name)
    }

    pub fn containers_of(&self, account: AccountId) -> impl Iterator<Item = &Container> {
        self.containers.values().filter(move |container| container.account == account)
    }

    /// Soft-deleted containers of an account.
    pub fn deleted_containers_of(&self, account: AccountId) -> impl Iterator<Item = &DeletedContainer> {
        self.deleted_containers.values().filter(move |row| row.container.account == account)
    }

    /// The object replication policy that an id names, on either of its accounts.
    pub fn find_replication_policy(&self, id: &ArmId) -> Result<FoundReplication, Refusal> {
        let account = self.account_holding(id)?;
        let (account_id, account) = (self.account_id(account), account.id);
        let backup = self.replication_policies.get(&account);
        let backup = backup.map(|row| (row.arm_id(&account_id), FoundReplication::OfBackup(account)));
        let restores = restore_policies(self, account)
            .map(|row| (row.arm_id(&account_id), FoundReplication::OfRestore(account, row.job)));
        let own = policies_from(self, account).chain(policies_to(self, account));
        let own = own.map(|row| (row.arm_id(&account_id), FoundReplication::Own(row.id)));
        let found = backup.into_iter().chain(restores).chain(own).find(|(policy, _)| policy == id);
        Ok(found.map(|(_, found)| found).ok_or_else(|| resource_not_found(id))?)
    }

    pub fn find_disk(&self, id: &ArmId) -> Found<'_, ManagedDisk> {
        let group = self.group_holding(id)?.id;
        let disk = self.disks.named(group, id.name()).ok_or_else(|| resource_not_found(id))?;
        exactly(disk, &self.disk_id(disk), id, || resource_not_found(id))
    }

    pub fn find_snapshot(&self, id: &ArmId) -> Found<'_, Snapshot> {
        let group = self.group_holding(id)?.id;
        let snapshot = self.snapshot_named(group, id.name()).ok_or_else(|| resource_not_found(id))?;
        exactly(snapshot, &self.snapshot_id(snapshot), id, || resource_not_found(id))
    }

    pub fn find_vault(&self, id: &ArmId) -> Found<'_, BackupVault> {
        let vault = self.vault_holding(id)?;
        exactly(vault, &self.vault_id(vault), id, || resource_not_found(id))
    }

    fn vault_holding(&self, id: &ArmId) -> Found<'_, BackupVault> {
        let not_found = || resource_not_found(id);
        let group = self.group_holding(id)?;
        let name = resource_name(id, ResourceKind::BackupVault).ok_or_else(not_found)?;
        Ok(self.vaults.named(group.id, name).ok_or_else(not_found)?)
    }

    pub fn find_policy(&self, id: &ArmId) -> Found<'_, BackupPolicy> {
        let vault = self.vault_holding(id)?.id;
        let policy = self.policies.named(vault, id.name()).ok_or_else(|| resource_not_found(id))?;
        exactly(policy, &self.policy_id(policy), id, || resource_not_found(id))
    }

    pub fn find_instance(&self, id: &ArmId) -> Found<'_, BackupInstance> {
        let vault = self.vault_holding(id)?.id;
        let instance = self.instances.named(vault, id.name()).ok_or_else(|| resource_not_found(id))?;
        exactly(instance, &self.instance_id(instance), id, || resource_not_found(id))
    }

    /// A soft-deleted instance, by its id among those.
    pub fn find_deleted_instance(&self, id: &ArmId) -> Found<'_, DeletedInstance> {
        let not_found = || ProtectionError::DeletedInstanceNotFound { instance: id.name().to_string() };
        let vault = self.vault_holding(id)?.id;
        let mut deleted = self.deleted_instances_of(vault);
        let found = deleted.find(|row| row.instance.name.eq_ignore_ascii_case(id.name()));
        let row = found.ok_or_else(not_found)?;
        exactly(row, &self.instance_id(&row.instance), id, not_found)
    }

    /// Soft-deleted instances of a vault, in the order in which they were configured.
    pub fn deleted_instances_of(&self, vault: VaultId) -> impl DoubleEndedIterator<Item = &DeletedInstance> {
        let all = (vault, InstanceId(0))..=(vault, InstanceId(u64::MAX));
        self.deleted_instances.range(all).map(|(_, row)| row)
    }

    /// How many instances a vault holds, soft-deleted ones too.
    pub fn held_instances(&self, vault: VaultId) -> usize {
        self.instances_of(vault).count() + self.deleted_instances_of(vault).count()
    }

    /// The instances of a datasource. There can be several where one was undeleted besides another; one at most is not
    /// stopped.
    pub fn instances_for(&self, datasource: &ArmId) -> impl Iterator<Item = &BackupInstance> {
        self.instances.values().filter(move |instance| instance.datasource == *datasource)
    }

    /// Who protects a datasource: where there are several, the instance that is not stopped, or not for ever.
    pub fn protecting(&self, datasource: &ArmId) -> Option<&BackupInstance> {
        let idle = |instance: &&BackupInstance| {
            let state = instance.state;
            (state.is_stopped(), state != ProtectionState::BackupsSuspended)
        };
        self.instances_for(datasource).min_by_key(idle)
    }

    /// A job of a vault by its GUID, the newest looked at first.
    pub fn find_job(&self, vault: &ArmId, guid: Uuid) -> Found<'_, Job> {
        let id = self.find_vault(vault)?.id;
        let found = self.jobs.values().rev().find(|job| job.vault == id && job.guid == guid);
        Ok(found.ok_or_else(|| resource_not_found(&vault.child("backupJobs", &guid.to_string())))?)
    }

    pub fn instances_of(&self, vault: VaultId) -> impl Iterator<Item = &BackupInstance> {
        self.instances.values().filter(move |instance| instance.vault == vault)
    }

    pub fn find_assignment(&self, id: &ArmId) -> Option<&RoleAssignment> {
        let guid = Uuid::parse_str(id.name()).ok()?;
        // One that is being removed may stand beside a newer one of its name.
        self.assignments
            .values()
            .rev()
            .find(|assignment| assignment.guid == guid && assignment.arm_id() == *id)
    }

    pub fn find_lock(&self, id: &ArmId) -> Found<'_, ManagementLock> {
        let found = self.locks.values().find(|lock| lock.arm_id() == *id);
        found.ok_or_else(|| ResourceError::LockNotFound { lock: id.clone() }.into())
    }

    /// What exists under this id, in the case it was made with: what a role assignment or a lock needs of its scope.
    pub fn scope(&self, id: &ArmId) -> Result<ArmId, Refusal> {
        match id.resource_type() {
            None if id.resource_group_name().is_some() => self.find_group(id).map(ResourceGroup::arm_id),
            None => {
                let known = self.find_subscription(id)?.arm_id();
                if known == *id { Ok(known) } else { Err(resource_not_found(id).into()) }
            }
            Some(kind) => match kind.to_ascii_lowercase().as_str() {
                "microsoft.storage/storageaccounts" => self.find_account(id).map(|row| self.account_id(row)),
                "microsoft.storage/storageaccounts/blobservices/containers" => {
                    self.find_container(id).map(|row| self.container_id(row))
                }
                "microsoft.compute/disks" => self.find_disk(id).map(|row| self.disk_id(row)),
                "microsoft.compute/snapshots" => self.find_snapshot(id).map(|row| self.snapshot_id(row)),
                "microsoft.dataprotection/backupvaults" => self.find_vault(id).map(|row| self.vault_id(row)),
                "microsoft.dataprotection/backupvaults/backuppolicies" => {
                    self.find_policy(id).map(|row| self.policy_id(row))
                }
                "microsoft.dataprotection/backupvaults/backupinstances" => {
                    self.find_instance(id).map(|row| self.instance_id(row))
                }
                _ => Err(ResourceError::ResourceNotFound { resource: id.clone() }.into()),
            },
        }
    }

    pub fn account_of(&self, container: ContainerId) -> Option<&StorageAccount> {
        self.accounts.get(&self.containers.get(&container)?.account)
    }
}

/// `row`, when its id is the one that was asked for.
fn exactly<'a, T, E: Into<Refusal>>(
    row: &'a T,
    id: &ArmId,
    asked: &ArmId,
    not_found: impl FnOnce() -> E,
) -> Found<'a, T> {
    if id == asked { Ok(row) } else { Err(not_found().into()) }
}

fn resource_not_found(id: &ArmId) -> ResourceError {
    ResourceError::ResourceNotFound { resource: id.clone() }
}

/// The name that follows `kind` in an id, for the resource itself and for its children.
fn resource_name(id: &ArmId, kind: ResourceKind) -> Option<&str> {
    let tail = id.provider_tail()?;
    let (found, rest) = tail.split_at_checked(kind.resource_type().len())?;
    let name = rest.strip_prefix('/')?.split('/').next();
    name.filter(|_| found.eq_ignore_ascii_case(kind.resource_type()))
}
