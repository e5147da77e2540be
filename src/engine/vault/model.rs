//! The row of a Backup vault.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        ids::{GroupId, VaultId},
        rbac::PrincipalId,
        resources::{ProvisioningState, Region, ResourceKind, Tags},
    },
};
use serde::{Deserialize, Serialize};

/// Backup storage redundancy of the vault store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum VaultRedundancy {
    GeoRedundant,
    ZoneRedundant,
    LocallyRedundant,
}

impl VaultRedundancy {
    pub const ALL: [VaultRedundancy; 3] =
        [VaultRedundancy::GeoRedundant, VaultRedundancy::ZoneRedundant, VaultRedundancy::LocallyRedundant];

    pub fn arm_name(self) -> &'static str {
        match self {
            VaultRedundancy::GeoRedundant => "GeoRedundant",
            VaultRedundancy::ZoneRedundant => "ZoneRedundant",
            VaultRedundancy::LocallyRedundant => "LocallyRedundant",
        }
    }

    pub fn display_name(self) -> &'static str {
        match self {
            VaultRedundancy::GeoRedundant => "Geo-redundant",
            VaultRedundancy::ZoneRedundant => "Zone-redundant",
            VaultRedundancy::LocallyRedundant => "Locally-redundant",
        }
    }
}

/// The system-assigned managed identity of a vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VaultIdentity {
    pub principal: PrincipalId,
}

#[derive(Clone, Debug, PartialEq)]
pub struct BackupVault {
    pub id: VaultId,
    pub group: GroupId,
    pub name: String,
    pub region: Region,
    pub redundancy: VaultRedundancy,
    pub identity: Option<VaultIdentity>,
    /// Days that deleted backup data is kept; soft delete itself is always on here.
    pub soft_delete_days: u32,
    pub tags: Tags,
    pub provisioning: ProvisioningState,
    pub created_at: SimTime,
}

impl BackupVault {
    pub fn arm_id(&self, group: &ArmId) -> ArmId {
        ArmId::resource(group, ResourceKind::BackupVault.resource_type(), &self.name)
    }
}
