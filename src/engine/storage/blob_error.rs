//! What can be wrong with a request about the protection of blobs, their past states, tiers and leases.
//!
//! Sources: Blob service REST API, "Azure Blob Storage error codes". The resource provider's answers to settings
//! that do not go together are known from public issues in part (azure-rest-api-specs #11236); the code of the
//! others is assumed to be the same.

use crate::engine::{
    limits,
    refusal::{Explanation, Refusal},
    storage::{
        BlockRefusal, ImmutabilityRefusal, ReplicationRefusal, RestoreRefusal, StorageRefusal, VersionId,
    },
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum BlobRefusal {
    /// `setting` is the name of its policy in ARM.
    DaysOutOfRange {
        setting: String,
        days: u32,
        min: u32,
        max: u32,
    },
    NotInHierarchicalNamespace {
        feature: String,
    },
    LakeSoftDeleteNotSimulated,
    LakeLifecycleNotSimulated,
    /// The code is unverified.
    LifecycleInvalid {
        reason: String,
    },
    RestoreNeedsVersioning,
    RestoreNeedsChangeFeed,
    RestoreNeedsSoftDelete,
    /// `kept` days of soft delete are not more than the `days` to restore.
    RestoreOutlastsSoftDelete {
        days: u32,
        kept: u32,
    },
    RestoreOutlastsChangeFeed {
        days: u32,
        kept: u32,
    },
    /// The blob is not there, or not as the version or snapshot named.
    BlobNotFound {
        path: String,
        version: Option<VersionId>,
    },
    BlobArchived {
        path: String,
    },
    BlobBeingRehydrated {
        path: String,
    },
    SnapshotsPresent {
        path: String,
    },
    /// The current version is not deleted by its id.
    CurrentVersion {
        version: VersionId,
    },
    /// An empty path is a container.
    LeaseIdMissing {
        path: String,
    },
    LeaseAlreadyPresent,
    LeaseIsBreaking,
    LeaseIsBroken,
    LeaseNotPresent,
    LeaseIdMismatch,
    LeaseLengthOutOfRange {
        seconds: u32,
    },
    Restore(RestoreRefusal),
    Immutable(ImmutabilityRefusal),
    Replication(ReplicationRefusal),
    Block(BlockRefusal),
    /// Backup of a data lake and undeleting in it do not go together.
    UndeleteUnderBackup {
        account: String,
    },
}

impl From<BlobRefusal> for Refusal {
    fn from(error: BlobRefusal) -> Self {
        StorageRefusal::Blob(error).into()
    }
}

/// The resource provider's code for settings of the blob service that do not go together.
pub(super) const SETTINGS_REFUSED: &str = "ContainerOperationFailure";

impl BlobRefusal {
    pub fn explain(&self) -> Explanation {
        use BlobRefusal::*;
        match self {
            DaysOutOfRange { setting, days, min, max } => Explanation::new(
                "InvalidValuesForRequestParameters",
                format!("Values for request parameters are invalid: {setting}.days."),
                format!("{days} is not between {min} and {max} days."),
                "Enter a number of days within the bounds.",
            ),
            NotInHierarchicalNamespace { feature } => Explanation::new(
                "FeatureNotSupportedForAccount",
                format!("{feature} is not supported for the account."),
                "Accounts with a hierarchical namespace do not have it.",
                "Use an account without hierarchical namespace.",
            ),
            LakeSoftDeleteNotSimulated => Explanation::new(
                "FeatureNotSupportedForAccount",
                "Blob soft delete is not simulated for accounts with a hierarchical namespace.",
                "Azure offers it there, and keeps whole directories; the simulator does not.",
                "Use container soft delete, or an account without hierarchical namespace.",
            ),
            LakeLifecycleNotSimulated => Explanation::new(
                "FeatureNotSupportedForAccount",
                "Lifecycle management is not simulated for accounts with a hierarchical namespace.",
                "Azure offers it there, too; the simulator does not.",
                "Use an account without hierarchical namespace.",
            ),
            LifecycleInvalid { reason } => Explanation::new(
                "InvalidValuesForRequestParameters",
                format!("Values for request parameters are invalid: policy.rules; {reason}."),
                format!(
                    "There are up to {} rules, each with a name of its own of up to {} letters, digits and hyphens, up to {} prefixes and at least one action.",
                    limits::LIFECYCLE_RULES_MAX,
                    limits::LIFECYCLE_RULE_NAME_LENGTH_MAX,
                    limits::LIFECYCLE_PREFIXES_MAX
                ),
                "Correct the rules.",
            ),
            RestoreNeedsVersioning => Explanation::new(
                SETTINGS_REFUSED,
                "Point In Time Restore policy requires versioning to be enabled.",
                "Blobs are put back from their versions.",
                "Switch versioning on, or point-in-time restore off.",
            ),
            RestoreNeedsChangeFeed => Explanation::new(
                SETTINGS_REFUSED,
                "Point In Time Restore policy requires the change feed to be enabled.",
                "What has to be put back is found in the change feed.",
                "Switch the change feed on, or point-in-time restore off.",
            ),
            RestoreNeedsSoftDelete => Explanation::new(
                SETTINGS_REFUSED,
                "Point In Time Restore policy requires the blob delete retention policy to be enabled.",
                "Deleted versions have to stay for as long as they may be put back.",
                "Switch soft delete for blobs on, or point-in-time restore off.",
            ),
            RestoreOutlastsSoftDelete { days, kept } => Explanation::new(
                SETTINGS_REFUSED,
                "Blob Delete Retention policy days should be longer than Point In Time Restore policy days.",
                format!("Deleted blobs are kept for {kept} days, restoring reaches back {days}."),
                "Keep deleted blobs for at least one day more, or restore from fewer days.",
            ),
            RestoreOutlastsChangeFeed { days, kept } => Explanation::new(
                SETTINGS_REFUSED,
                "Change feed retention days should be longer than Point In Time Restore policy days.",
                format!("Changes are kept for {kept} days, restoring reaches back {days}."),
                "Keep changes for at least one day more, or keep all of them.",
            ),
            BlobNotFound { path, version } => Explanation::new(
                "BlobNotFound",
                match version {
                    Some(version) => format!("The specified blob '{path}' does not exist as of {version}."),
                    None => format!("The specified blob '{path}' does not exist."),
                },
                "It was deleted, or its name is different.",
                "Refresh the list. What is soft-deleted has to be undeleted first.",
            ),
            BlobArchived { path } => Explanation::new(
                "BlobArchived",
                format!("This operation is not permitted on an archived blob: '{path}'."),
                "Blobs in the archive tier are offline.",
                "Change the tier to hot, cool or cold, and wait until the blob is online.",
            ),
            BlobBeingRehydrated { path } => Explanation::new(
                "BlobBeingRehydrated",
                format!("This operation is not permitted because '{path}' is being rehydrated."),
                "A blob on its way from the archive tier keeps the tier and at least the priority it was given.",
                "Wait until it is online, or ask for a high priority.",
            ),
            SnapshotsPresent { path } => Explanation::new(
                "SnapshotsPresent",
                format!("This operation is not permitted while '{path}' has snapshots."),
                "A blob cannot be deleted without its snapshots.",
                "Delete its snapshots first.",
            ),
            CurrentVersion { version } => Explanation::new(
                "OperationNotAllowedOnRootBlob",
                format!("The operation is not allowed on {version}, the current version."),
                "Only previous versions are deleted by their id.",
                "Delete the blob: its current version becomes a previous one.",
            ),
            LeaseIdMissing { path } => Explanation::new(
                "LeaseIdMissing",
                match path.as_str() {
                    "" => "There is currently a lease on the container and no lease ID was specified.".into(),
                    path => format!("There is currently a lease on '{path}' and no lease ID was specified."),
                },
                "Whoever holds the lease is the only one who may write or delete.",
                "Break the lease, or wait until it ends.",
            ),
            LeaseAlreadyPresent => lease("LeaseAlreadyPresent", "There is already a lease present."),
            LeaseIsBreaking => lease(
                "LeaseIsBreakingAndCannotBeAcquired",
                "The lease is breaking and cannot be acquired until it is broken.",
            ),
            LeaseIsBroken => lease(
                "LeaseIsBrokenAndCannotBeRenewed",
                "The lease has been broken explicitly and cannot be renewed.",
            ),
            LeaseNotPresent => lease("LeaseNotPresentWithLeaseOperation", "There is currently no lease."),
            LeaseIdMismatch => lease(
                "LeaseIdMismatchWithLeaseOperation",
                "The lease ID specified did not match the lease ID for the blob or container.",
            ),
            LeaseLengthOutOfRange { seconds } => Explanation::new(
                "InvalidHeaderValue",
                format!("A lease or a break of {seconds} seconds is not possible."),
                format!(
                    "A lease lasts {} to {} seconds or for ever, a break takes up to {} seconds.",
                    limits::LEASE_SECONDS_MIN,
                    limits::LEASE_SECONDS_MAX,
                    limits::LEASE_BREAK_SECONDS_MAX
                ),
                "Choose a length within the bounds.",
            ),
            Restore(refusal) => refusal.explain(),
            Immutable(refusal) => refusal.explain(),
            Replication(refusal) => refusal.explain(),
            Block(refusal) => refusal.explain(),
            UndeleteUnderBackup { account } => Explanation::new(
                "FeatureNotSupportedForAccount",
                format!("Blobs of {account} cannot be undeleted while vaulted backup protects it."),
                "In a protected data lake what is soft-deleted is not taken back: the copies in the vault would not follow.",
                "Stop the backup first. It copies everything again when it is resumed.",
            ),
        }
    }
}

fn lease(code: &'static str, message: &str) -> Explanation {
    Explanation::new(
        code,
        message,
        "A lease has one holder at a time, who knows its id.",
        "Look at the state of the lease, and break it if need be.",
    )
}
