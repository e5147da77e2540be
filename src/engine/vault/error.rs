//! What can be wrong with a request about a Backup vault.

use crate::engine::{limits, refusal::Explanation};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum VaultError {
    InvalidVaultName {
        name: String,
    },
    VaultNameTaken {
        name: String,
    },
    RedundancyNotInRegion {
        redundancy: String,
        region: String,
    },
    InvalidSoftDeleteDays {
        days: u32,
    },
    /// Soft delete cannot be switched off.
    SoftDeleteStaysOn {
        name: String,
    },
    /// Always-on soft delete cannot be taken back.
    SoftDeleteIsAlwaysOn {
        name: String,
    },
    /// Redundancy is fixed once something is protected.
    RedundancyIsFixed {
        instances: usize,
    },
    VaultNotEmpty {
        instances: usize,
        soft_deleted: usize,
        policies: usize,
    },
}

impl VaultError {
    /// The code for soft delete that is switched off is known of Recovery Services vaults; unverified for Backup vaults.
    pub fn explain(&self) -> Explanation {
        use VaultError::*;
        match self {
            InvalidVaultName { name } => Explanation::new(
                "BMSUserErrorInvalidInput",
                format!("'{name}' is not a valid Backup vault name."),
                format!(
                    "Vault names have {} to {} characters: letters, numbers and hyphens, starting with a letter.",
                    limits::VAULT_NAME_LENGTH_MIN,
                    limits::VAULT_NAME_LENGTH_MAX
                ),
                "Choose a name that follows the rule.",
            ),
            VaultNameTaken { name } => Explanation::new(
                "ResourceAlreadyExists",
                format!("A Backup vault named '{name}' already exists in this resource group."),
                "Vault names are unique in their resource group.",
                "Choose another name or another resource group.",
            ),
            RedundancyNotInRegion { redundancy, region } => Explanation::new(
                "BMSUserErrorInvalidInput",
                format!("{redundancy} backup storage is not available in {region}."),
                "Zone redundancy needs a region that offers it for Azure Backup, geo-redundancy a paired region.",
                "Choose another redundancy or another region.",
            ),
            InvalidSoftDeleteDays { days } => Explanation::new(
                "BMSUserErrorInvalidInput",
                format!("Soft delete retention cannot be {days} days."),
                format!("It is {} to {} days.", limits::SOFT_DELETE_DAYS_MIN, limits::SOFT_DELETE_DAYS_MAX),
                "Choose a number of days in that range.",
            ),
            SoftDeleteStaysOn { name } => Explanation::new(
                "BMSUserErrorDisablingSoftDeleteStateNotAllowed",
                format!("Soft delete cannot be disabled on the Backup vault {name}."),
                "Backup vaults are secure by default: what is deleted can always be taken back for some days.",
                "Keep soft delete enabled, with fewer days if that is enough.",
            ),
            SoftDeleteIsAlwaysOn { name } => Explanation::new(
                "UserErrorDisableSoftDeleteNotAllowed",
                "Cannot disable soft delete once set to AlwaysOn",
                format!("Soft delete of the Backup vault {name} is always on, which cannot be taken back."),
                "Please contact Microsoft Support if this is not expected.",
            ),
            RedundancyIsFixed { instances } => Explanation::new(
                "BMSUserErrorInvalidInput",
                "Backup storage redundancy cannot be changed.",
                format!(
                    "The vault protects {instances} backup instances; redundancy is fixed with the first one."
                ),
                "Create another vault with the redundancy you need.",
            ),
            VaultNotEmpty { instances, soft_deleted, policies } => Explanation::new(
                "VaultNotEmpty",
                format!(
                    "Cannot delete the Backup vault as there are existing backup instances ({instances}) or backup policies ({policies}) in the vault."
                ),
                match soft_deleted {
                    0 => "A vault has to be empty before it can be deleted.".to_string(),
                    some => format!(
                        "A vault has to be empty before it can be deleted, and {some} backup instances in it are soft-deleted. Azure would soft-delete such a vault; soft-deleted vaults are not simulated."
                    ),
                },
                "Delete all backup instances and backup policies that are present in the vault and then try deleting the vault.",
            ),
        }
    }
}
