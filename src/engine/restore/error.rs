//! What can stand in the way of a restore.

use crate::{
    base::{ArmId, SimTime},
    engine::{limits, protection::access::AccessGap, refusal::Explanation},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RestoreError {
    PointNotFound,
    OriginalLocation {
        account: String,
    },
    TargetNotFound {
        target: ArmId,
    },
    UnsupportedTarget {
        account: String,
        reason: String,
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
    VaultHasNoIdentity {
        vault: String,
    },
    MissingRole {
        vault: String,
        role: String,
        scope: ArmId,
        caller_can_assign: bool,
    },
    RoleNotEffective {
        vault: String,
        role: String,
        scope: ArmId,
        effective_at: SimTime,
    },
    /// The caller may act on the vault but not on the account it would write to.
    LinkedAuthorizationFailed {
        client: String,
        action: String,
        scope: ArmId,
    },
}

impl From<AccessGap> for RestoreError {
    fn from(gap: AccessGap) -> RestoreError {
        match gap {
            AccessGap::NoIdentity { vault } => RestoreError::VaultHasNoIdentity { vault },
            AccessGap::NoRole { vault, role, scope, caller_can_assign } => {
                RestoreError::MissingRole { vault, role, scope, caller_can_assign }
            }
            AccessGap::NotEffective { vault, role, scope, effective_at } => {
                RestoreError::RoleNotEffective { vault, role, scope, effective_at }
            }
        }
    }
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
            TargetNotFound { target } => Explanation::new(
                "UserErrorAzureResourceNotFoundByPlugin",
                format!("The target storage account '{}' was not found.", target.name()),
                "It was deleted or moved.",
                "Choose an existing storage account.",
            ),
            UnsupportedTarget { account, reason } => Explanation::new(
                "UserErrorUnsupportedStorageAccountType",
                "The storage account type isn't supported for restore.",
                format!("{account}: {reason}"),
                "Choose an account with a hierarchical namespace.",
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
            VaultHasNoIdentity { vault } => Explanation::new(
                "UserErrorMissingRequiredPermissions",
                "Appropriate permissions to perform the operation is missing.",
                format!("The vault {vault} has no system-assigned managed identity."),
                "Switch on the system-assigned identity on the vault's Identity page and give it the role.",
            ),
            MissingRole { vault, role, scope, .. } => Explanation::new(
                "UserErrorMissingRequiredPermissions",
                "Appropriate permissions to perform the operation is missing.",
                format!(
                    "The managed identity of the vault {vault} does not have the role {role} on {scope}."
                ),
                "Grant appropriate permissions on the target and retry the operation.",
            ),
            RoleNotEffective { vault, role, scope, effective_at } => Explanation::new(
                "UserErrorMissingRequiredPermissions",
                "Appropriate permissions to perform the operation is missing.",
                format!(
                    "The role {role} was assigned to the vault {vault} on {scope} but takes effect only at {effective_at}."
                ),
                "Wait for the role assignment to propagate (up to 30 minutes), then validate again.",
            ),
            LinkedAuthorizationFailed { client, action, scope } => Explanation::new(
                "LinkedAuthorizationFailed",
                format!(
                    "The client '{client}' has permission to restore from the vault; however, it does not have permission to perform action '{action}' on the linked scope '{scope}' or the linked scope is invalid."
                ),
                "A restore also needs access of your own to the storage account it writes to.",
                "Ask an owner of the storage account for access.",
            ),
        }
    }
}
