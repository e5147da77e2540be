//! What can stand in the way of protecting blobs, beside what holds for every datasource.
//!
//! Azure Backup prints these codes for blobs and data lakes. Each either arises here, somewhere in the engine, or it does
//! not, because what it is about is not there:
//!
//! | Code | Arises | |
//! |---|---|---|
//! | `UserErrorUnsupportedStorageAccountType` | yes | kind of the account, region |
//! | `UserErrorMaxOrsPolicyExistOnStorageAccount` | yes | two policies of one's own |
//! | `UserErrorSelectedContainerPartOfAnotherORPolicy` | yes | a container in one of them |
//! | `UserErrorCrossTenantOrsPolicyDisabled` | yes | the setting of the account |
//! | `ObjectReplicationPolicyCreationFailure` | no | what would keep the policy from being made is refused before, with a code of its own |
//! | `UserErrorRequiredStorageFeaturesDisabled` | yes | versioning or change feed off |
//! | `UserErrorVaultedBackupFeatureNotEnabled` | no | vaulted backup is generally available: there is no preview to register for |
//! | `UserErrorRequestDisallowedByAzurePolicy` | no | there is no Azure Policy |
//! | `UserErrorDatasourceAndBackupVaultLocationMismatch` | yes | region |
//! | `UserErrorBackupRequestThrottled` | yes | backups of a day |
//! | `UserErrorIncorrectContainersSelectedForOperation` | yes | a listed container is gone |
//! | `UserErrorNoContainersSelectedForOperation` | yes | an empty selection |
//! | `UserErrorAzureResourceNotFoundByPlugin` | yes | source or target is gone |
//! | `UserErrorStorageAccountInLockedState` | yes | a read-only lock |
//! | `UserErrorBlobVersionDeletedDuringBackup` | yes | see `version_loss` |
//! | `UserErrorBlobVersionArchivedDuringBackup` | yes | see `version_loss` |
//! | `UserErrorBlobVersionArchivedAndDeletedDuringBackup` | yes | see `version_loss` |
//! | `UserErrorAzureStorageAccountManagementOperationLimitReached` | no | nobody counts what the service asks of the resource provider |
//! | `UserErrorInvalidRecoveryPointInTime` | yes | a moment outside of the window |
//! | `UserErrorInvalidRestorePrefixRange` | yes | a range that is none |
//! | `UserErrorPitrDisabledOnStorageAccount` | yes | switched off by hand |
//! | `UserErrorPitrRestoreInProgress` | yes | one at a time |
//! | `UserErrorImmutabilityPolicyConfigured` | yes | an operational restore; here also a legal hold on what is backed up to a vault |
//! | `UserErrorContainerHasImmutabilityPolicyDuringRestore` | yes | a container of that name on the target |
//! | `UserErrorContainerNotFoundForPointInTimeRestore` | yes | a deleted container in the ranges |
//! | `UserErrorRestorePointNotFound` | no | the next one is given |
//! | `UserErrorRestorePointNotFoundInBackupVault` | yes | expired, or not complete |
//! | `UserErrorArchivedRecoveryPointsRequestedForRestore` | no | vaults have no archive tier |
//! | `UserErrorTargetContainersExistOnAccount` | yes | a container of that name on the target |
//! | `UserErrorOriginalLocationRestoreNotSupported` | yes | the target is the source |
//! | `UserErrorTooManyRestoreCriteriaGivenForBlobRestore` | yes | containers or ranges |
//! | `UserErrorTooManyPrefixesGivenForBlobRestore` | yes | prefixes of a container |
//! | `UserErrorObjectReplicationPolicyDeletionFailureOnRestoreTarget` | yes | a warning, see `restore::restore_policy` |
//! | `UserErrorRestoreFailurePreviousObjectReplicationPolicyNotDeleted` | yes | the next restore |
//! | `LongRunningRestoreTrackingFailure` | yes | kept for an operational restore of which nothing is known; no request leads there |
//! | `LongRunningBackupTrackingFailure` | no | a job and its copy are one thing here |
//! | `LongRunningOperationTrackingFailure` | no | the same |
//! | `UserErrorStopProtectionNotSupportedForBlobOperationalBackup` | yes | nothing in the vault to retain |
//! | `UserErrorKeyVaultKeyWasNotFound` | no | there are no customer-managed keys |
//! | `UserErrorInvalidParameterInRequest` | no | parameters have types here; what types let through has the vault's `BMSUserErrorInvalidInput` |
//! | `UserErrorInvalidResourceUriInRequest` | yes | an id that is not that of a storage account |
//! | `LinkedAuthorizationFailed` | yes | no access of one's own to what a restore writes to |
//! | `UserErrorDppDatasourceAlreadyProtected` | yes | another vault |
//! | `UserErrorMissingRequiredPermissions` | yes | the role of the vault |
//!
//! Source: Azure Backup, "Troubleshoot issues in Azure Blob backup", "Troubleshoot Azure Data Lake Storage backup".

use crate::engine::{limits, refusal::Explanation};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum BlobProtectionError {
    /// Some regions have no operational backup.
    RegionNotOffered {
        account: String,
        region: String,
    },
    /// Blobs protected by operational backup only: there is nothing to back up by hand.
    NoVaultedBackup {
        instance: String,
        policy: String,
    },
    /// Operational backup of blobs keeps nothing in the vault that could be retained.
    OperationalCannotStop {
        instance: String,
    },
    /// Somebody switched off what vaulted backups of blobs read changes from.
    RequiredFeaturesDisabled {
        account: String,
        features: Vec<String>,
    },
    /// The account of the service that vaulted backups are copied to lies in another tenant.
    CrossTenantReplicationDisabled {
        account: String,
    },
    /// The account is replicated to as many others as it can be.
    TooManyReplicationPolicies {
        account: String,
    },
    /// Containers that an object replication policy of one's own copies, or copies to.
    ContainersReplicated {
        account: String,
        containers: Vec<String>,
    },
    ContainersUnderHold {
        account: String,
        containers: Vec<String>,
    },
    /// Versions that a running backup still had to copy.
    VersionsLost {
        account: String,
        deleted: usize,
        archived: usize,
    },
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
            CrossTenantReplicationDisabled { account } => Explanation::new(
                "UserErrorCrossTenantOrsPolicyDisabled",
                format!("Cross-tenant replication is not allowed on {account}."),
                "Vaulted backups are copied by object replication to an account of the service, which lies in another tenant.",
                "Open Object replication of the storage account, allow cross-tenant replication in its advanced settings, then retry.",
            ),
            TooManyReplicationPolicies { account } => Explanation::new(
                "UserErrorMaxOrsPolicyExistOnStorageAccount",
                format!("{account} has the maximum number of object replication policies."),
                format!(
                    "It is replicated to {} accounts already; vaulted backup needs a policy of its own.",
                    limits::REPLICATION_DESTINATIONS_MAX
                ),
                "Delete one of the object replication policies of the storage account, then retry.",
            ),
            ContainersReplicated { account, containers } => Explanation::new(
                "UserErrorSelectedContainerPartOfAnotherORPolicy",
                format!(
                    "Selected containers of {account} are part of another object replication policy: {}.",
                    containers.join(", ")
                ),
                "A container takes part in one object replication policy only, and vaulted backup needs it in its own.",
                "Delete the other policy, or leave these containers out of the backup.",
            ),
            ContainersUnderHold { account, containers } => Explanation::new(
                "UserErrorImmutabilityPolicyConfigured",
                format!(
                    "Selected containers of {account} are under a legal hold: {}.",
                    containers.join(", ")
                ),
                "Vaulted backup does not support containers under a legal hold.",
                "Clear the legal hold, or leave these containers out of the backup.",
            ),
            VersionsLost { account, deleted, archived } => versions_lost(account, *deleted, *archived),
        }
    }
}

fn versions_lost(account: &str, deleted: usize, archived: usize) -> Explanation {
    let (code, what) = match (deleted, archived) {
        (_, 0) => ("UserErrorBlobVersionDeletedDuringBackup", "were deleted"),
        (0, _) => ("UserErrorBlobVersionArchivedDuringBackup", "were moved to the archive tier"),
        _ => (
            "UserErrorBlobVersionArchivedAndDeletedDuringBackup",
            "were deleted or moved to the archive tier",
        ),
    };
    Explanation::new(
        code,
        format!("Versions of blobs of {account} {what} during the backup: {}.", deleted + archived),
        "Somebody, or a lifecycle rule, took them away before they were copied.",
        format!(
            "Retry, and leave versions alone while a backup runs. Set lifecycle rules to act on versions after {} days or more.",
            limits::BLOB_VERSION_NEEDED.minutes() / (24 * 60)
        ),
    )
}
