//! Rows of subscriptions, resource groups and deployments.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        ids::{DeploymentId, GroupId},
        index::Named,
        resources::Region,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Name and value pairs on a resource.
pub type Tags = BTreeMap<String, String>;

/// What a top-level resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ResourceKind {
    StorageAccount,
    BackupVault,
    Disk,
    Snapshot,
}

impl ResourceKind {
    pub const ALL: [ResourceKind; 4] =
        [ResourceKind::StorageAccount, ResourceKind::BackupVault, ResourceKind::Disk, ResourceKind::Snapshot];

    /// The ARM resource type.
    pub fn resource_type(self) -> &'static str {
        match self {
            ResourceKind::StorageAccount => "Microsoft.Storage/storageAccounts",
            ResourceKind::BackupVault => "Microsoft.DataProtection/backupVaults",
            ResourceKind::Disk => "Microsoft.Compute/disks",
            ResourceKind::Snapshot => "Microsoft.Compute/snapshots",
        }
    }

    pub fn display_name(self) -> &'static str {
        match self {
            ResourceKind::StorageAccount => "Storage account",
            ResourceKind::BackupVault => "Backup vault",
            ResourceKind::Disk => "Disk",
            ResourceKind::Snapshot => "Snapshot",
        }
    }

    pub fn parse(resource_type: &str) -> Option<ResourceKind> {
        ResourceKind::ALL.into_iter().find(|kind| kind.resource_type().eq_ignore_ascii_case(resource_type))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Subscription {
    pub id: Uuid,
    pub name: String,
}

impl Subscription {
    pub fn arm_id(&self) -> ArmId {
        ArmId::subscription(self.id)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct ResourceGroup {
    pub id: GroupId,
    pub subscription: Uuid,
    pub name: String,
    pub region: Region,
    pub tags: Tags,
    pub created_at: SimTime,
}

impl Named for ResourceGroup {
    type Place = Uuid;

    fn place(&self) -> Uuid {
        self.subscription
    }

    fn name(&self) -> &str {
        &self.name
    }
}

impl ResourceGroup {
    pub fn arm_id(&self) -> ArmId {
        ArmId::resource_group(self.subscription, &self.name)
    }
}

/// Where a resource is between being asked for and being usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProvisioningState {
    Provisioning,
    Succeeded,
}

/// A template deployment: what the portal's create wizards submit.
#[derive(Clone, Debug, PartialEq)]
pub struct Deployment {
    pub id: DeploymentId,
    /// `Microsoft.BackupVault-20260412093012`.
    pub name: String,
    pub group: GroupId,
    pub resource: ArmId,
    pub kind: ResourceKind,
    pub status: DeploymentStatus,
    pub started_at: SimTime,
    pub ended_at: Option<SimTime>,
    pub correlation: Uuid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeploymentStatus {
    Running,
    Succeeded,
}
