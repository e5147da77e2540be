//! What can stand in the way of protecting blobs, beside what holds for every datasource.

use crate::engine::refusal::Explanation;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum BlobProtectionError {
    /// Some regions have no operational backup.
    RegionNotOffered { account: String, region: String },
    /// Blobs protected by operational backup only: there is nothing to back up by hand.
    NoVaultedBackup { instance: String, policy: String },
    /// Operational backup of blobs keeps nothing in the vault that could be retained.
    OperationalCannotStop { instance: String },
    /// Somebody switched off what vaulted backups of blobs read changes from.
    RequiredFeaturesDisabled { account: String, features: Vec<String> },
}

impl BlobProtectionError {
    /// Codes: Azure Backup, "Troubleshoot issues in Azure Blob backup". That of a backup on demand is unverified.
    pub fn explain(&self) -> Explanation {
        use BlobProtectionError::*;
        match self {
            RegionNotOffered { account, region } => Explanation::new(
                "UserErrorUnsupportedStorageAccountType",
                format!("Operational backup of Azure Blobs isn't offered in {region}."),
                format!("{account} lies in a region that it does not support."),
                "Use a policy with vaulted backups only, or an account in another region.",
            ),
            NoVaultedBackup { instance, policy } => Explanation::new(
                "BMSUserErrorInvalidInput",
                format!("{instance} cannot be backed up on demand."),
                format!(
                    "Its policy '{policy}' makes operational backups only, which protect the blobs continuously."
                ),
                "Assign a policy with vaulted backups for recovery points in the vault.",
            ),
            OperationalCannotStop { instance } => Explanation::new(
                "UserErrorStopProtectionNotSupportedForBlobOperationalBackup",
                "Stop protection is not supported for operational backup of blobs.",
                format!(
                    "{instance} has operational backups only. They are kept in the storage account; there is no data in the vault to retain."
                ),
                "Delete the backup instance instead.",
            ),
            RequiredFeaturesDisabled { account, features } => Explanation::new(
                "UserErrorRequiredStorageFeaturesDisabled",
                format!("Features that backup needs are switched off on {account}: {}.", features.join(", ")),
                "Vaulted backups read what has changed from the change feed and from versions.",
                "Switch them on in the data protection settings of the storage account, then retry.",
            ),
        }
    }
}
