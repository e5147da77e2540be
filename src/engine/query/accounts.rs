//! Storage accounts and their containers without a look into them: lists stay quick, however many files there are.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        query::{BlobRestoreRow, ImmutabilityPolicyView, Viewer, immutability, point_in_time, storage},
        rbac::action,
        refusal::Refusal,
        resources::{ProvisioningState, Region, Tags},
        storage::{
            Container, DeletedContainer, LeaseState, StorageAccount, StorageRedundancy, StorageRefusal,
            account::is_name_taken, lease, names, point_in_time as restores,
        },
    },
};
use serde::{Deserialize, Serialize};

/// The accounts of a subscription or of a resource group that the viewer may read, by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StorageAccounts {
    pub scope: ArmId,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StorageAccountFacts {
    pub account: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountRow {
    pub id: ArmId,
    pub name: String,
    pub region: Region,
    pub redundancy: StorageRedundancy,
    pub hierarchical_namespace: bool,
    pub cross_tenant_replication: bool,
    pub tags: Tags,
    pub provisioning: ProvisioningState,
    pub created_at: SimTime,
    /// The newest point-in-time restore.
    pub restore: Option<BlobRestoreRow>,
}

/// What keeps an account from having a name, asked by whoever may ask in the subscription.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StorageAccountName {
    pub subscription: ArmId,
    pub name: String,
}

/// The containers of an account that the viewer may read, by name; soft-deleted ones behind those that are there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContainerList {
    pub account: ArmId,
    /// Only names that start with this.
    pub prefix: String,
    pub with_deleted: bool,
}

/// One container that is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContainerFacts {
    pub container: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContainerItem {
    pub id: ArmId,
    pub name: String,
    pub modified_at: SimTime,
    /// How its lease stood when this was asked.
    pub lease: LeaseState,
    pub policy: Option<ImmutabilityPolicyView>,
    /// In alphabetical order.
    pub legal_hold_tags: Vec<String>,
    pub deleted: Option<ContainerDeletion>,
}

/// What is known of a container that was deleted softly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContainerDeletion {
    /// Tells those of one name apart.
    pub version: u64,
    pub at: SimTime,
    pub days_left: i64,
}

impl StorageAccounts {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<AccountRow>, Refusal> {
        let rows = viewer.state.accounts.values().map(|account| account_row(viewer, account));
        let mut rows: Vec<AccountRow> = rows
            .filter(|row| self.scope.contains(&row.id) && viewer.may(action::READ_ACCOUNT, &row.id))
            .collect();
        rows.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(rows)
    }
}

impl StorageAccountFacts {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<AccountRow, Refusal> {
        viewer.require(action::READ_ACCOUNT, &self.account)?;
        Ok(account_row(viewer, viewer.state.find_account(&self.account)?))
    }
}

fn account_row(viewer: &Viewer<'_>, account: &StorageAccount) -> AccountRow {
    AccountRow {
        id: viewer.state.account_id(account),
        name: account.name.clone(),
        region: account.region,
        redundancy: account.redundancy,
        hierarchical_namespace: account.hierarchical_namespace,
        cross_tenant_replication: account.cross_tenant_replication,
        tags: account.tags.clone(),
        provisioning: account.provisioning,
        created_at: account.created_at,
        restore: restores::latest(viewer.state, account.id).map(point_in_time::row),
    }
}

impl StorageAccountName {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Option<Refusal>, Refusal> {
        viewer.require(action::CHECK_ACCOUNT_NAME, &self.subscription)?;
        if let Err(invalid) = names::check_account_name(&self.name) {
            return Ok(Some(invalid.into()));
        }
        let taken = || StorageRefusal::AccountNameTaken { name: self.name.clone() }.into();
        Ok(is_name_taken(viewer.state, &self.name).then(taken))
    }
}

impl ContainerList {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<ContainerItem>, Refusal> {
        let (account, mut containers) = storage::readable_containers(viewer, &self.account)?;
        containers.retain(|container| container.name.starts_with(&self.prefix));
        let mut rows: Vec<ContainerItem> =
            containers.into_iter().map(|container| container_item(viewer, account, container)).collect();
        if self.with_deleted {
            rows.extend(self.deleted(viewer, account));
            rows.sort_by(|one, other| (&one.name, version_of(one)).cmp(&(&other.name, version_of(other))));
        }
        Ok(rows)
    }

    fn deleted(&self, viewer: &Viewer<'_>, account: &StorageAccount) -> Vec<ContainerItem> {
        let all = viewer.state.deleted_containers_of(account.id);
        let named = all.filter(|row| row.container.name.starts_with(&self.prefix));
        let items = named.map(|row| deleted_item(viewer, account, row));
        items.filter(|row| viewer.may(action::READ_CONTAINER, &row.id)).collect()
    }
}

fn version_of(item: &ContainerItem) -> Option<u64> {
    item.deleted.map(|deleted| deleted.version)
}

impl ContainerFacts {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<ContainerItem, Refusal> {
        viewer.require(action::READ_CONTAINER, &self.container)?;
        let container = viewer.state.find_container(&self.container)?;
        let account = viewer.state.account_of(container.id).expect("containers lie in accounts");
        Ok(container_item(viewer, account, container))
    }
}

fn container_item(viewer: &Viewer<'_>, account: &StorageAccount, container: &Container) -> ContainerItem {
    let state = viewer.state;
    let immutability =
        immutability::of_container(state, &container.arm_id(&state.account_id(account)), container.id);
    ContainerItem {
        id: immutability.container,
        name: container.name.clone(),
        modified_at: container.modified_at,
        lease: lease::state_of(state, &lease::container_key(container.id), viewer.now),
        policy: immutability.policy,
        legal_hold_tags: immutability.legal_hold_tags,
        deleted: None,
    }
}

fn deleted_item(viewer: &Viewer<'_>, account: &StorageAccount, row: &DeletedContainer) -> ContainerItem {
    let deleted = ContainerDeletion {
        version: row.container.id.0,
        at: row.deletion.at,
        days_left: row.deletion.days_left(viewer.now),
    };
    ContainerItem { deleted: Some(deleted), ..container_item(viewer, account, &row.container) }
}
