//! Where a restore can go, and whether it may.

use super::{Readiness, Viewer};
use crate::{
    base::ArmId,
    engine::{
        policy::DatasourceType,
        protection::{BackupInstance, access, readiness::vault_of},
        rbac::{PrincipalId, action},
        refusal::Refusal,
        resources::Region,
        restore::{
            RestoreDestination, RestoreSource,
            decide::{check, needed_roles},
            restore_policy::check_none_left,
            vaulted_storage::check_target,
        },
        storage::StorageAccount,
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Storage accounts a restore of an instance could write to, of the kind of its own, with why not where not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RestoreTargets {
    pub instance: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RestoreTarget {
    pub id: ArmId,
    pub name: String,
    pub subscription: Uuid,
    pub subscription_name: String,
    pub group_name: String,
    pub region: Region,
    pub reason: Option<Refusal>,
}

/// What *Validate* says of a restore; the answer is a [`super::Readiness`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RestoreReadiness {
    pub instance: ArmId,
    pub source: RestoreSource,
    pub destination: RestoreDestination,
    pub principal: PrincipalId,
}

impl RestoreTargets {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<RestoreTarget>, Refusal> {
        viewer.require(action::READ_INSTANCES, &self.instance)?;
        let instance = viewer.state.find_instance(&self.instance)?;
        let is_lake = instance.datasource_type != DatasourceType::Blob;
        let accounts =
            viewer.state.accounts.values().filter(|account| account.hierarchical_namespace == is_lake);
        let mut targets: Vec<RestoreTarget> =
            accounts.filter_map(|account| target_row(viewer, instance, account)).collect();
        targets.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(targets)
    }
}

/// The row of an account that the viewer can see.
fn target_row(
    viewer: &Viewer<'_>,
    instance: &BackupInstance,
    account: &StorageAccount,
) -> Option<RestoreTarget> {
    let id = viewer.state.account_id(account);
    viewer.require(action::READ_ACCOUNT, &id).ok()?;
    let context = viewer.context(viewer.principal);
    let vault = vault_of(&context, instance);
    let subscription = id.subscription_id().unwrap_or_default();
    Some(RestoreTarget {
        name: account.name.clone(),
        subscription,
        subscription_name: viewer.subscription_of(&id),
        group_name: id.resource_group_name().unwrap_or_default().to_string(),
        region: account.region,
        reason: check_target(&context, instance, vault, account)
            .and_then(|()| check_none_left(&context, account))
            .err()
            .map(Refusal::from),
        id,
    })
}

impl RestoreReadiness {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Readiness, Refusal> {
        let context = viewer.context(self.principal);
        let feasible = check(&context, &self.instance, self.source, &self.destination);
        let instance = viewer.state.find_instance(&self.instance)?;
        let needed = needed_roles(instance, &self.destination);
        let gaps = access::gaps(&context, vault_of(&context, instance), &needed);
        Ok(Readiness::of(feasible.map(drop), gaps))
    }
}
