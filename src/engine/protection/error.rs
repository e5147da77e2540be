//! What can stand in the way of protecting a datasource and of backing it up.

use crate::{
    base::ArmId,
    engine::{
        compute::DiskSku,
        limits,
        policy::DatasourceType,
        protection::{ProtectionState, backup::on_demand_max},
        refusal::Explanation,
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
    DatasourceNotFound {
        datasource: ArmId,
    },
    UnsupportedStorageAccount {
        account: String,
        reason: String,
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
    DiskNotFound {
        disk: String,
    },
    SnapshotGroupNotProvided,
    SnapshotGroupNotFound {
        group: String,
    },
    /// The id names something else than a resource group.
    SnapshotGroupInvalid {
        group: ArmId,
    },
    /// Snapshots are taken in the subscription of the disk.
    SnapshotGroupInOtherSubscription {
        group: String,
    },
    /// The snapshot group of an instance cannot be changed.
    SnapshotGroupIsFixed {
        group: String,
    },
    /// Disks that copy their snapshots in the background take one every 12 hours.
    FrequencyNotSupported {
        disk: String,
        sku: DiskSku,
        policy: String,
    },
    /// Somebody deleted the snapshot of a running backup.
    SnapshotVanished,
    /// Somebody resized a disk while its snapshot was copied in the background.
    DiskGrewMeanwhile {
        disk: String,
    },
    NotSimulated {
        operation: String,
    },
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
    OnDemandLimitReached {
        instance: String,
        datasource_type: DatasourceType,
    },
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
                "Names of backup instances are unique in their vault.",
                "Choose another name.",
            ),
            DatasourceNotFound { datasource } => Explanation::new(
                "UserErrorAzureResourceNotFoundByPlugin",
                format!("The storage account '{}' was not found.", datasource.name()),
                "The datasource was deleted or moved.",
                "Verify that the storage account exists.",
            ),
            UnsupportedStorageAccount { account, reason } => Explanation::new(
                "UserErrorUnsupportedStorageAccountType",
                "The storage account type isn't supported for backup.",
                format!("{account}: {reason}"),
                "Choose a standard general-purpose v2 account with a hierarchical namespace.",
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
            DiskNotFound { .. }
            | SnapshotGroupNotProvided
            | SnapshotGroupNotFound { .. }
            | SnapshotGroupInvalid { .. }
            | SnapshotGroupInOtherSubscription { .. }
            | SnapshotGroupIsFixed { .. }
            | FrequencyNotSupported { .. }
            | SnapshotVanished
            | DiskGrewMeanwhile { .. } => self.explain_disk(),
            NotSimulated { operation } => Explanation::new(
                "NotSimulated",
                format!("{operation} is not simulated."),
                "This simulator does not have it yet.",
                "Look at the coverage table for what it has.",
            ),
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
            OnDemandLimitReached { instance, datasource_type } => Explanation::new(
                "UserErrorBackupRequestThrottled",
                format!("The number of on-demand backups of {instance} has reached today's maximum."),
                format!(
                    "An instance of {} takes {} on-demand backups a day besides the scheduled ones.",
                    datasource_type.display_name(),
                    on_demand_max(*datasource_type)
                ),
                "Wait for the next day (UTC) and try again.",
            ),
        }
    }

    /// What only concerns disks. Source: Azure Backup, "Troubleshoot backup failures in Azure Disk Backup".
    fn explain_disk(&self) -> Explanation {
        use ProtectionError::*;
        match self {
            DiskNotFound { disk } => Explanation::new(
                "UserErrorManagedDiskNotFound",
                "Could not perform the operation as Managed Disk no longer exists.",
                format!(
                    "There is no disk {disk} in the place where it was protected: it was deleted or moved."
                ),
                "Restore from an existing recovery point, or configure backup for the disk in its new place.",
            ),
            SnapshotGroupNotProvided => Explanation::new(
                "UserErrorOperationalStoreParametersNotProvided",
                "Could not perform the operation as Snapshot Data store Resource Group parameter is not provided.",
                "Backups of disks are snapshots in a resource group of yours.",
                "Choose a snapshot resource group.",
            ),
            SnapshotGroupNotFound { group } => Explanation::new(
                "UserErrorSnapshotRGNotFound",
                "Could not perform the operation as Snapshot Data store Resource Group does not exist.",
                format!("There is no resource group {group}."),
                "Create a resource group of this name, and give the vault the role on it.",
            ),
            SnapshotGroupInvalid { group } => Explanation::new(
                "UserErrorInvalidOperationalStoreResourceGroup",
                "Snapshot Data store Resource Group provided is invalid.",
                format!("{group} is not the id of a resource group."),
                "Choose a resource group in the subscription of the disk.",
            ),
            SnapshotGroupInOtherSubscription { group } => Explanation::new(
                "UserErrorSnapshotRGSubscriptionMismatch",
                "Invalid subscription selected for Snapshot Data store.",
                format!(
                    "{group} lies in another subscription than the disk; snapshots are taken in the disk's own."
                ),
                "Choose a resource group in the subscription of the disk.",
            ),
            SnapshotGroupIsFixed { group } => Explanation::new(
                "UserErrorInvalidOperationalStoreResourceGroup",
                "Snapshot Data store Resource Group provided is invalid.",
                format!("The snapshots of this backup instance are kept in {group}; that cannot be changed."),
                "Delete the backup instance with its data, and configure the disk again, to use another group.",
            ),
            FrequencyNotSupported { disk, sku, policy } => Explanation::new(
                "UserErrorDiskBackupDiskTypeNotSupported",
                "Unsupported disk type.",
                format!(
                    "{disk} is a {} disk, which the policy {policy} would back up too often. Premium SSD v2 and Ultra disks support only 12-hour or daily frequency.",
                    sku.display_name()
                ),
                "Choose a policy that backs up every 12 hours or daily.",
            ),
            SnapshotVanished => Explanation::new(
                "UserErrorDiskSnapshotNotFound",
                "The disk snapshot for this Restore point has been deleted.",
                "Somebody deleted it while the backup was running.",
                "Start another backup, and keep people from deleting in the snapshot resource group.",
            ),
            DiskGrewMeanwhile { disk } => Explanation::new(
                "OperationNotAllowed",
                format!("The snapshot failed because the disk {disk} was resized while it was being copied."),
                "Snapshots of Premium SSD v2 and Ultra disks are copied in the background before they can be used.",
                "Start another backup, and resize such disks only when none of their snapshots is being copied.",
            ),
            other => unreachable!("{other:?} is explained elsewhere"),
        }
    }
}
