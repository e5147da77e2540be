//! What can stand in the way of protecting a disk, beside what holds for every datasource.

use crate::{
    base::ArmId,
    engine::{
        compute::DiskSku,
        refusal::Explanation,
        resources::{LockedOperation, StandingLock, lock::forbidden_by},
    },
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum DiskProtectionError {
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
    /// A lock keeps the vault from taking snapshots in the group, or from deleting some.
    SnapshotGroupLocked {
        group: String,
        operation: LockedOperation,
        locks: Vec<StandingLock>,
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
}

impl DiskProtectionError {
    /// Codes and messages: Azure Backup, "Troubleshoot backup failures in Azure Disk Backup".
    pub fn explain(&self) -> Explanation {
        use DiskProtectionError::*;
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
            SnapshotGroupLocked { group, operation, locks } => Explanation::new(
                "ScopeLocked",
                format!(
                    "Azure Backup cannot {} snapshots in the resource group {group}, which is locked.",
                    match operation {
                        LockedOperation::Write => "take",
                        LockedOperation::Delete => "delete",
                    }
                ),
                forbidden_by(locks),
                "Remove the lock from the snapshot resource group and retry the operation.",
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
        }
    }
}
