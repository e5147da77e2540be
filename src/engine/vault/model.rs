//! The row of a Backup vault.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        ids::{GroupId, VaultId},
        index::Named,
        rbac::PrincipalId,
        request::Command,
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

/// `softDeleteSettings.state` of a vault, as a request names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SoftDeleteState {
    /// Refused: vaults are secure by default, and nobody can make them otherwise.
    Off,
    On,
    /// As on, for ever.
    AlwaysOn,
}

impl SoftDeleteState {
    pub const ALL: [SoftDeleteState; 3] =
        [SoftDeleteState::Off, SoftDeleteState::On, SoftDeleteState::AlwaysOn];

    pub fn display_name(self) -> &'static str {
        match self {
            SoftDeleteState::Off => "Disabled",
            SoftDeleteState::On => "Enabled",
            SoftDeleteState::AlwaysOn => "Enabled and always-on",
        }
    }
}

/// How a vault keeps backup data that was deleted.
///
/// Source: Azure Backup, "Secure by default with soft delete".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoftDelete {
    /// Cannot be taken back. It makes no difference to what is kept: soft delete cannot be switched off anyway.
    pub always_on: bool,
    /// Days that backup data is kept from now on; what is deleted already keeps the days that counted then.
    pub days: u32,
}

impl SoftDelete {
    pub fn state(self) -> SoftDeleteState {
        if self.always_on { SoftDeleteState::AlwaysOn } else { SoftDeleteState::On }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct BackupVault {
    pub id: VaultId,
    pub group: GroupId,
    pub name: String,
    pub region: Region,
    pub redundancy: VaultRedundancy,
    pub identity: Option<VaultIdentity>,
    pub soft_delete: SoftDelete,
    pub tags: Tags,
    pub provisioning: ProvisioningState,
    pub created_at: SimTime,
}

impl Named for BackupVault {
    type Place = GroupId;

    fn place(&self) -> GroupId {
        self.group
    }

    fn name(&self) -> &str {
        &self.name
    }
}

impl BackupVault {
    pub fn arm_id(&self, group: &ArmId) -> ArmId {
        ArmId::resource(group, ResourceKind::BackupVault.resource_type(), &self.name)
    }
}

/// What to change of a vault; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultChanges {
    pub tags: Option<Tags>,
    pub system_assigned_identity: Option<bool>,
    pub redundancy: Option<VaultRedundancy>,
    pub soft_delete: Option<(SoftDeleteState, u32)>,
}

impl VaultChanges {
    pub fn is_empty(&self) -> bool {
        *self == VaultChanges::default()
    }

    /// The commands that each do one of the changes.
    pub(super) fn commands(&self, vault: &ArmId) -> impl Iterator<Item = Command> {
        let id = || vault.clone();
        let tags = self.tags.clone().map(|tags| Command::SetTags { resource: id(), tags });
        let identity = self
            .system_assigned_identity
            .map(|system_assigned| Command::SetVaultIdentity { vault: id(), system_assigned });
        let redundancy =
            self.redundancy.map(|redundancy| Command::SetVaultRedundancy { vault: id(), redundancy });
        let soft_delete =
            self.soft_delete.map(|(state, days)| Command::SetVaultSoftDelete { vault: id(), state, days });
        tags.into_iter().chain(identity).chain(redundancy).chain(soft_delete)
    }
}
