//! What can stand in the way of a restore.

use crate::{
    base::ArmId,
    engine::{
        limits,
        policy::DatasourceType,
        refusal::Explanation,
        resources::{StandingLock, lock::forbidden_by},
        storage::{RestoreFailure, RestoreRefusal},
    },
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RestoreError {
    PointNotFound,
    OriginalLocation {
        account: String,
    },
    /// The id is not that of a storage account.
    InvalidTarget {
        target: ArmId,
    },
    TargetNotFound {
        target: ArmId,
    },
    UnsupportedTarget {
        account: String,
        reason: String,
        datasource_type: DatasourceType,
    },
    RegionMismatch {
        account: String,
        account_region: String,
        vault_region: String,
    },
    TargetContainersExist {
        account: String,
        containers: Vec<String>,
    },
    /// Containers of that name on the target have a retention policy or a legal hold.
    TargetContainersImmutable {
        account: String,
        containers: Vec<String>,
    },
    /// Containers that would be put back in place have one.
    ImmutabilityConfigured {
        account: String,
        containers: Vec<String>,
    },
    NothingSelected,
    TooManyContainers {
        count: usize,
    },
    TooManyPrefixes {
        container: String,
        count: usize,
    },
    ContainersNotInPoint {
        containers: Vec<String>,
    },
    NothingMatches {
        container: String,
    },
    /// `$web` cannot be written back under its own name.
    SystemContainer {
        container: String,
    },
    /// A disk is restored as a disk, a data lake into an account.
    WrongDestination {
        datasource_type: DatasourceType,
    },
    TargetGroupNotFound {
        group: String,
    },
    DiskNameTaken {
        name: String,
        group: String,
    },
    SnapshotNotFound,
    /// The policy of the instance makes recovery points only.
    NoOperationalBackup {
        instance: String,
    },
    /// The account cannot be put back to that time, or not now.
    NotRestorable(RestoreRefusal),
    /// The account put nothing back.
    NotPutBack(RestoreFailure),
    /// Nothing is known of the restore that a job watches over. Both end at the same moment and the row of the account
    /// is kept, so that no request leads here; a job must not call that a success all the same.
    TrackingLost {
        account: ArmId,
    },
    /// The restore is complete; the object replication policy that it wrote through is still on the target.
    PolicyNotDeleted {
        account: String,
        policy: String,
        locks: Vec<StandingLock>,
    },
    /// That of an earlier restore is.
    PolicyOfEarlierRestore {
        account: String,
        policies: Vec<String>,
    },
    DailyLimitReached {
        instance: String,
    },
    /// The caller may act on the vault but not on the account it would write to.
    LinkedAuthorizationFailed {
        client: String,
        action: String,
        scope: ArmId,
    },
}

impl RestoreError {
    pub fn explain(&self) -> Explanation {
        use RestoreError::*;
        match self {
            PointNotFound => Explanation::new(
                "UserErrorRestorePointNotFoundInBackupVault",
                "The restore point was not found in the Backup vault.",
                "It expired, or the job that makes it has not finished.",
                "Choose another restore point.",
            ),
            OriginalLocation { account } => Explanation::new(
                "UserErrorOriginalLocationRestoreNotSupported",
                format!("{account} is the account that was backed up."),
                "Vaulted backups are restored to another storage account only.",
                "Choose another storage account as the target.",
            ),
            InvalidTarget { target } => invalid_target(target),
            TargetNotFound { target } => Explanation::new(
                "UserErrorAzureResourceNotFoundByPlugin",
                format!("The target storage account '{}' was not found.", target.name()),
                "It was deleted or moved.",
                "Choose an existing storage account.",
            ),
            UnsupportedTarget { account, reason, datasource_type } => Explanation::new(
                "UserErrorUnsupportedStorageAccountType",
                "The storage account type isn't supported for restore.",
                format!("{account}: {reason}"),
                match datasource_type {
                    DatasourceType::Blob => "Choose an account without a hierarchical namespace.",
                    DatasourceType::DataLakeStorage | DatasourceType::Disk => {
                        "Choose an account with a hierarchical namespace."
                    }
                },
            ),
            RegionMismatch { account, account_region, vault_region } => Explanation::new(
                "UserErrorDatasourceAndBackupVaultLocationMismatch",
                format!("{account} is in {account_region}, the vault in {vault_region}."),
                "The target of a restore must be in the region of the vault.",
                "Choose a storage account in that region.",
            ),
            TargetContainersExist { account, containers } => Explanation::new(
                "UserErrorTargetContainersExistOnAccount",
                format!("Containers with these names already exist in {account}: {}.", containers.join(", ")),
                "A restore never overwrites containers.",
                "Choose another target account, leave these containers out, or delete them on the target.",
            ),
            TargetContainersImmutable { account, containers } => immutable_on_target(account, containers),
            ImmutabilityConfigured { account, containers } => immutable_in_place(account, containers),
            NothingSelected => Explanation::new(
                "UserErrorNoContainersSelectedForOperation",
                "No container is selected.",
                "A restore needs one container at least.",
                "Select the containers to restore.",
            ),
            TooManyContainers { count } => Explanation::new(
                "UserErrorTooManyRestoreCriteriaGivenForBlobRestore",
                format!("{count} containers are selected."),
                format!("At most {} containers can be selected one by one.", limits::RESTORE_CONTAINERS_MAX),
                "Select fewer, or restore all backed-up containers.",
            ),
            TooManyPrefixes { container, count } => Explanation::new(
                "UserErrorTooManyPrefixesGivenForBlobRestore",
                format!("{count} prefixes are given for {container}."),
                format!(
                    "At most {} prefixes can be given for a container.",
                    limits::RESTORE_PREFIXES_PER_CONTAINER_MAX
                ),
                "Remove some prefixes.",
            ),
            ContainersNotInPoint { containers } => Explanation::new(
                "UserErrorIncorrectContainersSelectedForOperation",
                format!("The restore point does not hold: {}.", containers.join(", ")),
                "They were not protected, or did not exist, when the backup was taken.",
                "Select containers that the restore point holds.",
            ),
            NothingMatches { container } => Explanation::new(
                "UserErrorInvalidRestorePrefixRange",
                format!("No file of {container} starts with any of its prefixes."),
                "Prefixes are compared character by character, with case.",
                "Correct the prefixes, or remove them to restore the whole container.",
            ),
            SystemContainer { container } => Explanation::new(
                "UserErrorIncorrectContainersSelectedForOperation",
                format!("{container} cannot be restored under its own name."),
                "System containers cannot be written by a restore.",
                "Leave it out of the selection.",
            ),
            WrongDestination { datasource_type } => Explanation::new(
                "BMSUserErrorInvalidInput",
                "The restore target does not fit the restore point.",
                match datasource_type {
                    DatasourceType::Disk => "A disk is restored as a new disk.",
                    DatasourceType::DataLakeStorage => "A data lake is restored to a storage account.",
                    DatasourceType::Blob => "Vaulted backups of blobs are restored to a storage account.",
                },
                "Name a target of the right kind.",
            ),
            TargetGroupNotFound { group } => Explanation::new(
                "UserErrorRestoreTargetRGNotFound",
                "Operation failed as the Target Resource Group does not exist.",
                format!("There is no resource group {group}."),
                "Choose an existing resource group.",
            ),
            DiskNameTaken { name, group } => Explanation::new(
                "UserErrorSameNameDiskAlreadyExists",
                "Could not restore as a Disk with same name already exists in the selected target resource group.",
                format!("{group} has a disk {name}."),
                "Choose another name, or another resource group.",
            ),
            SnapshotNotFound => Explanation::new(
                "UserErrorDiskSnapshotNotFound",
                "The disk snapshot for this Restore point has been deleted.",
                "Recovery points of disks are snapshots in a resource group of yours; this one is no longer there.",
                "Use another restore point.",
            ),
            NoOperationalBackup { instance } => Explanation::new(
                "BMSUserErrorInvalidInput",
                format!("{instance} has no operational backup."),
                "Its policy makes recovery points only: there is no moment between two of them to go back to.",
                "Restore a recovery point to another storage account.",
            ),
            NotRestorable(refusal) => not_restorable(refusal),
            NotPutBack(failure) => not_put_back(failure),
            TrackingLost { account } => Explanation::new(
                "LongRunningRestoreTrackingFailure",
                format!("The restore of {} can no longer be tracked.", account.name()),
                "The account says nothing of it.",
                "Look at the blobs, and restore again where they are not as they were.",
            ),
            PolicyNotDeleted { account, policy, locks } => policy_not_deleted(account, policy, locks),
            PolicyOfEarlierRestore { account, policies } => policy_of_earlier_restore(account, policies),
            DailyLimitReached { instance } => Explanation::new(
                "UserErrorRestoreRequestThrottled",
                format!("The number of restores of {instance} has reached today's maximum."),
                format!("An instance takes {} restores a day.", limits::DISK_RESTORES_PER_DAY_MAX),
                "Wait for the next day (UTC) and try again.",
            ),
            LinkedAuthorizationFailed { client, action, scope } => Explanation::new(
                "LinkedAuthorizationFailed",
                format!(
                    "The client '{client}' has permission to restore from the vault; however, it does not have permission to perform action '{action}' on the linked scope '{scope}' or the linked scope is invalid."
                ),
                "A restore also needs access of your own to what it writes to.",
                "Ask an owner of the target for access.",
            ),
        }
    }
}

fn policy_of_earlier_restore(account: &str, policies: &[String]) -> Explanation {
    Explanation::new(
        "UserErrorRestoreFailurePreviousObjectReplicationPolicyNotDeleted",
        format!(
            "Object replication policies of an earlier restore are still on {account}: {}.",
            policies.join(", ")
        ),
        "Azure Backup could not delete them when that restore ended.",
        "Remove locks from the account, delete the policies on its page Object replication, then restore again.",
    )
}

fn invalid_target(target: &ArmId) -> Explanation {
    Explanation::new(
        "UserErrorInvalidResourceUriInRequest",
        format!("'{target}' is not the resource id of a storage account."),
        "The id is malformed, or names a resource of another type.",
        "Give the full resource id of a storage account.",
    )
}

fn policy_not_deleted(account: &str, policy: &str, locks: &[StandingLock]) -> Explanation {
    Explanation::new(
        "UserErrorObjectReplicationPolicyDeletionFailureOnRestoreTarget",
        format!(
            "The data was restored, but the object replication policy {policy} could not be deleted from {account}."
        ),
        match locks {
            [] => "The vault no longer has its role on the account.".to_string(),
            locks => forbidden_by(locks),
        },
        "Remove what is in the way and delete the policy on the page Object replication of the account: the next restore to it fails as long as it is there.",
    )
}

fn immutable_on_target(account: &str, containers: &[String]) -> Explanation {
    Explanation::new(
        "UserErrorContainerHasImmutabilityPolicyDuringRestore",
        format!("Selected containers have an immutability policy in {account}: {}.", containers.join(", ")),
        "Containers of these names are there already, with a retention policy or a legal hold: a restore can neither write to them nor make them anew.",
        "Choose another target account, leave these containers out, or remove the policies and holds and delete the containers.",
    )
}

fn immutable_in_place(account: &str, containers: &[String]) -> Explanation {
    Explanation::new(
        "UserErrorImmutabilityPolicyConfigured",
        format!(
            "An immutability policy is configured on containers of {account}: {}.",
            containers.join(", ")
        ),
        "Blobs under a retention policy or a legal hold cannot be put back in place.",
        "Remove the policies and holds, or restore ranges that leave these containers out.",
    )
}

/// What the account refuses, under the codes of Azure Backup. Source: Azure Backup, "Troubleshoot Azure Blobs backup".
fn not_restorable(refusal: &RestoreRefusal) -> Explanation {
    let code = match refusal {
        RestoreRefusal::TooManyRanges { .. } => "UserErrorTooManyRestoreCriteriaGivenForBlobRestore",
        RestoreRefusal::InvalidRangeBound { .. } | RestoreRefusal::RangeIsEmpty { .. } => {
            "UserErrorInvalidRestorePrefixRange"
        }
        RestoreRefusal::RestoreDisabled { .. } => "UserErrorPitrDisabledOnStorageAccount",
        RestoreRefusal::TimeOutsideWindow { .. } => "UserErrorInvalidRecoveryPointInTime",
        RestoreRefusal::InProgress { .. } | RestoreRefusal::Blocked { .. } => {
            "UserErrorPitrRestoreInProgress"
        }
    };
    Explanation { code, ..refusal.explain() }
}

/// What kept the account from putting anything back. Only for containers does Azure Backup document a code of its own.
fn not_put_back(failure: &RestoreFailure) -> Explanation {
    let explanation = failure.explain();
    match failure {
        RestoreFailure::ContainerNotFound(_) => {
            Explanation { code: "UserErrorContainerNotFoundForPointInTimeRestore", ..explanation }
        }
        RestoreFailure::ArchivedBlob(_) | RestoreFailure::LeasedBlob(_) | RestoreFailure::StateLost(_) => {
            explanation
        }
    }
}
