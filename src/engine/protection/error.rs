//! What can stand in the way of protecting a datasource and of backing it up.

use crate::{
    base::ArmId,
    engine::{
        limits,
        policy::DatasourceType,
        protection::{BlobProtectionError, DiskProtectionError, ProtectionState, backup::on_demand_max},
        refusal::Explanation,
        resources::{StandingLock, lock::forbidden_by},
    },
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ProtectionError {
    InvalidInstanceName {
        name: String,
    },
    InstanceNameTaken {
        name: String,
    },
    /// The id is not that of a storage account.
    InvalidDatasource {
        datasource: ArmId,
    },
    DatasourceNotFound {
        datasource: ArmId,
    },
    UnsupportedStorageAccount {
        account: String,
        reason: String,
        datasource_type: DatasourceType,
    },
    RegionNotOffered {
        account: String,
        region: String,
    },
    RegionMismatch {
        datasource: String,
        datasource_region: String,
        vault: String,
        vault_region: String,
    },
    /// Backup writes on the account it protects, restore into the one it restores to.
    AccountLocked {
        account: String,
        locks: Vec<StandingLock>,
    },
    NoContainers {
        account: String,
    },
    TooManyContainers {
        account: String,
        count: usize,
    },
    ContainersNotFound {
        account: String,
        containers: Vec<String>,
    },
    /// Protection of all present and future containers cannot be narrowed again.
    AutoProtectionIsPermanent,
    AlreadyProtected {
        vault: ArmId,
        instance: String,
    },
    /// Another instance of the datasource is in the way: one that protects it, or a soft-deleted one in the same vault.
    AlreadyHasInstance {
        vault: ArmId,
        instance: String,
        state: ProtectionState,
    },
    DeletedInstanceNotFound {
        instance: String,
    },
    /// What only blobs can lack.
    Blob(BlobProtectionError),
    /// What only disks can lack.
    Disk(DiskProtectionError),
    WrongDatasourceType {
        policy: String,
        datasource_type: DatasourceType,
    },
    NoSuchRule {
        policy: String,
        tag: String,
    },
    StateForbids {
        instance: String,
        state: ProtectionState,
        operation: String,
    },
    BackupInProgress {
        instance: String,
    },
    BackupLimitReached {
        instance: String,
        datasource_type: DatasourceType,
    },
}

impl From<BlobProtectionError> for ProtectionError {
    fn from(error: BlobProtectionError) -> Self {
        ProtectionError::Blob(error)
    }
}

impl From<DiskProtectionError> for ProtectionError {
    fn from(error: DiskProtectionError) -> Self {
        ProtectionError::Disk(error)
    }
}

impl ProtectionError {
    pub fn explain(&self) -> Explanation {
        use ProtectionError::*;
        match self {
            InvalidInstanceName { name } => Explanation::new(
                "BMSUserErrorInvalidInput",
                format!("'{name}' is not a valid backup instance name."),
                format!(
                    "Names have {} to {} characters: letters, numbers and hyphens, starting with a letter or number.",
                    limits::INSTANCE_NAME_LENGTH_MIN,
                    limits::INSTANCE_NAME_LENGTH_MAX
                ),
                "Choose a name that follows the rule.",
            ),
            InstanceNameTaken { name } => Explanation::new(
                "BMSUserErrorInvalidInput",
                format!("A backup instance named '{name}' already exists in this vault."),
                "Names of backup instances are unique in their vault, soft-deleted ones among them.",
                "Choose another name.",
            ),
            InvalidDatasource { datasource } => Explanation::new(
                "UserErrorInvalidResourceUriInRequest",
                format!("'{datasource}' is not the resource id of a storage account."),
                "The id is malformed, or names a resource of another type.",
                "Give the full resource id of a storage account.",
            ),
            DatasourceNotFound { datasource } => Explanation::new(
                "UserErrorAzureResourceNotFoundByPlugin",
                format!("The storage account '{}' was not found.", datasource.name()),
                "The datasource was deleted or moved.",
                "Verify that the storage account exists.",
            ),
            UnsupportedStorageAccount { account, reason, datasource_type } => Explanation::new(
                "UserErrorUnsupportedStorageAccountType",
                "The storage account type isn't supported for backup.",
                format!("{account}: {reason}"),
                match datasource_type {
                    DatasourceType::Blob => {
                        "Choose a standard general-purpose v2 account without a hierarchical namespace."
                    }
                    DatasourceType::DataLakeStorage | DatasourceType::Disk => {
                        "Choose a standard general-purpose v2 account with a hierarchical namespace."
                    }
                },
            ),
            RegionNotOffered { account, region } => Explanation::new(
                "UserErrorUnsupportedStorageAccountType",
                format!("Backup of Azure Data Lake Storage isn't offered in {region}."),
                format!("{account} lies in a region outside the supported list."),
                "Choose an account in a supported region.",
            ),
            RegionMismatch { datasource, datasource_region, vault, vault_region } => Explanation::new(
                "UserErrorDatasourceAndBackupVaultLocationMismatch",
                format!("{datasource} is in {datasource_region}, the vault {vault} in {vault_region}."),
                "A datasource and its Backup vault must be in the same region.",
                "Use a vault in the region of the datasource.",
            ),
            AccountLocked { account, locks } => Explanation::new(
                "UserErrorStorageAccountInLockedState",
                format!("The storage account {account} is locked."),
                forbidden_by(locks),
                "Remove the read-only lock from the storage account and retry the operation.",
            ),
            NoContainers { account } => Explanation::new(
                "UserErrorNoContainersSelectedForOperation",
                format!("No container of {account} would be protected."),
                "Vaulted backup needs one container at least.",
                "Create a container, or select one that exists.",
            ),
            TooManyContainers { account, count } => Explanation::new(
                "UserErrorTooManyContainersSelected",
                format!("{count} containers of {account} are selected."),
                format!(
                    "At most {} containers of an account can be protected.",
                    limits::PROTECTED_CONTAINERS_PER_ACCOUNT_MAX
                ),
                "Select fewer containers, or exclude some by prefix.",
            ),
            ContainersNotFound { account, containers } => Explanation::new(
                "UserErrorIncorrectContainersSelectedForOperation",
                format!(
                    "Containers selected for backup do not exist in {account}: {}.",
                    containers.join(", ")
                ),
                "They were deleted from the storage account after protection was configured.",
                "Edit the backup instance and correct its list of containers, then retry.",
            ),
            AutoProtectionIsPermanent => Explanation::new(
                "BMSUserErrorInvalidInput",
                "Backup of all present and future containers cannot be changed back.",
                "This choice is permanent for a backup instance.",
                "Exclude containers by prefix instead.",
            ),
            AlreadyProtected { vault, instance } => Explanation::new(
                "UserErrorDppDatasourceAlreadyProtected",
                format!("Datasource is already protected under the Backup vault {vault}."),
                "A datasource can be protected by one vault at a time.",
                format!(
                    "Delete the backup instance {instance} from the Backup vault {vault} to re-protect the datasource in any other vault."
                ),
            ),
            AlreadyHasInstance { vault, instance, state } => already_has(vault, instance, *state),
            DeletedInstanceNotFound { instance } => Explanation::new(
                "UserErrorGenericResourceNotFound",
                "Azure resource does not exist. Please make sure required resources exist. If the issue persists, contact Microsoft support.",
                format!("The vault has no soft-deleted backup instance '{instance}'."),
                "Look at the soft-deleted instances of the vault: what is purged cannot be taken back.",
            ),
            Blob(error) => error.explain(),
            Disk(error) => error.explain(),
            WrongDatasourceType { policy, datasource_type } => Explanation::new(
                "BMSUserErrorInvalidInput",
                format!("The policy '{policy}' is for another datasource type."),
                "A backup instance needs a policy of its own datasource type.",
                format!("Choose or create a policy for {}.", datasource_type.display_name()),
            ),
            NoSuchRule { policy, tag } => Explanation::new(
                "BMSUserErrorInvalidInput",
                format!("The policy '{policy}' has no {tag} rule."),
                "An on-demand backup is kept by one of the rules of its policy.",
                "Choose a rule that the policy has.",
            ),
            StateForbids { instance, state, operation } => Explanation::new(
                "UserErrorOperationNotAllowedInCurrentState",
                format!("{operation} isn't possible for {instance}."),
                format!("Its protection status is '{}'.", state.display_name()),
                "Wait until the status changes, or resume backup first.",
            ),
            BackupInProgress { instance } => Explanation::new(
                "UserErrorMaxConcurrentOperationLimitReached",
                format!("A backup of {instance} is already running."),
                "One backup of an instance runs at a time.",
                "Wait until the running job has ended and try again.",
            ),
            BackupLimitReached { instance, datasource_type } => Explanation::new(
                "UserErrorBackupRequestThrottled",
                match datasource_type {
                    DatasourceType::DataLakeStorage | DatasourceType::Disk => {
                        format!("The number of on-demand backups of {instance} has reached today's maximum.")
                    }
                    DatasourceType::Blob => {
                        format!("The number of backups of {instance} has reached today's maximum.")
                    }
                },
                daily_limit(*datasource_type),
                "Wait for the next day (UTC) and try again.",
            ),
        }
    }
}

/// Words: Azure Backup, answers of the service.
fn already_has(vault: &ArmId, instance: &str, state: ProtectionState) -> Explanation {
    let (cause, action) = match state {
        ProtectionState::SoftDeleted => (
            "A datasource that has a soft-deleted instance in a vault cannot be protected anew in the same vault.",
            format!("Undelete {instance} and resume backup, or protect the datasource in another vault."),
        ),
        _ => (
            "Two vaults can never actively protect one datasource.",
            format!("Delete the backup instance {instance} from the Backup vault {vault}, then retry."),
        ),
    };
    Explanation::new(
        "UserErrorDppDatasourceAlreadyHasBackupInstance",
        format!(
            "Datasource is already associated with the backup instance {instance} in the Backup vault {vault} with the protection status as {}.",
            state.display_name()
        ),
        cause,
        action,
    )
}

fn daily_limit(datasource_type: DatasourceType) -> String {
    let (name, max) = (datasource_type.display_name(), on_demand_max(datasource_type));
    match datasource_type {
        DatasourceType::DataLakeStorage | DatasourceType::Disk => {
            format!("An instance of {name} takes {max} on-demand backups a day besides the scheduled ones.")
        }
        DatasourceType::Blob => {
            format!("An instance of {name} takes {max} backups a day, scheduled and on-demand ones together.")
        }
    }
}
