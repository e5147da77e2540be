//! What can be wrong with a request about disks and snapshots.

use crate::{
    base::ByteSize,
    engine::{
        compute::{DiskSku, DiskUseError, names},
        limits,
        refusal::Explanation,
    },
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ComputeError {
    InvalidName {
        name: String,
    },
    NameTaken {
        name: String,
        group: String,
    },
    SizeNotOffered {
        sku: DiskSku,
        size_gib: u32,
    },
    /// Disks grow, and never shrink.
    SizeBelowCurrent {
        size_gib: u32,
        current_gib: u32,
    },
    SkuNotInRegion {
        sku: String,
        region: String,
    },
    ZoneNotOffered {
        reason: String,
    },
    /// A disk lies in the region of the snapshot it is made of.
    SourceInOtherRegion {
        snapshot: String,
        region: String,
    },
    DiskAttached {
        disk: String,
        machine: String,
    },
    Use(DiskUseError),
    /// A write beyond the end, or between two blocks.
    WriteOutOfRange {
        offset: u64,
        length: u64,
    },
    /// Bytes of a disk or snapshot that are not there.
    RangeOutsideDisk {
        offset: u64,
        length: u64,
        size: ByteSize,
    },
    /// More bytes than are looked at, or written by hand, at once.
    RangeTooLong {
        length: u64,
        most: ByteSize,
    },
    FullSnapshotNotOffered {
        sku: DiskSku,
    },
    SnapshotLimitReached {
        disk: String,
    },
    SnapshotRateReached {
        disk: String,
    },
    /// Only a disk that nothing was ever written on takes an image.
    DiskNotEmpty {
        disk: String,
    },
    /// The file is no image, or a damaged one.
    InvalidImage {
        file: String,
        reason: String,
    },
    ImageTooLarge {
        file: String,
        size: ByteSize,
        disk: ByteSize,
    },
    /// So much was written that the browser could not hold the file.
    ExportTooLarge {
        name: String,
        used: ByteSize,
    },
}

impl ComputeError {
    pub fn explain(&self) -> Explanation {
        use ComputeError::*;
        match self {
            InvalidName { name } => Explanation::new(
                "InvalidParameter",
                format!("The entity name '{name}' is invalid according to its validation rule."),
                format!(
                    "Names have 1 to {} characters: letters, numbers, underscores, periods and hyphens, starting with a letter or number and ending with a letter, number or underscore.",
                    limits::DISK_NAME_LENGTH_MAX
                ),
                "Choose a name that follows the rule.",
            ),
            NameTaken { name, group } => Explanation::new(
                "Conflict",
                format!("'{name}' already exists in the resource group {group}."),
                "Names of disks, and those of snapshots, are unique in their resource group.",
                "Choose another name.",
            ),
            SizeNotOffered { sku, size_gib } => Explanation::new(
                "InvalidParameter",
                format!("The value '{size_gib}' of parameter 'disk.diskSizeGB' is out of range."),
                format!(
                    "A disk of type {} has {} to {} GiB.",
                    sku.display_name(),
                    names::sizes(*sku).start(),
                    names::sizes(*sku).end()
                ),
                "Choose another size or another type of disk.",
            ),
            SizeBelowCurrent { size_gib, current_gib } => Explanation::new(
                "InvalidParameter",
                format!(
                    "The value '{size_gib}' of parameter 'disk.diskSizeGB' is smaller than {current_gib}."
                ),
                "Disks can grow but not shrink, and a disk made of a snapshot holds at least what the snapshot holds.",
                format!("Choose a size of at least {current_gib} GiB."),
            ),
            SkuNotInRegion { sku, region } => Explanation::new(
                "SkuNotAvailable",
                format!("{sku} is not available in {region}."),
                "Zone-redundant storage needs a region with availability zones.",
                "Choose another type of storage or another region.",
            ),
            ZoneNotOffered { reason } => Explanation::new(
                "InvalidAvailabilityZone",
                "The availability zone is not offered.",
                format!("{}.", capitalised(reason)),
                "Choose another zone, or no infrastructure redundancy.",
            ),
            SourceInOtherRegion { snapshot, region } => Explanation::new(
                "InvalidParameter",
                format!("The snapshot {snapshot} lies in {region}."),
                "A disk is created in the region of the snapshot it is made of.",
                format!("Choose {region}."),
            ),
            DiskAttached { disk, machine } => Explanation::new(
                "OperationNotAllowed",
                format!("Disk {disk} is attached to VM {machine}."),
                "A disk that a virtual machine uses cannot be deleted.",
                "Detach the disk first.",
            ),
            Use(error) => error.explain(),
            WriteOutOfRange { offset, length } => Explanation::new(
                "InvalidPageRange",
                format!("{length} bytes at {offset} are not within the disk."),
                "Bytes are written in whole blocks between the start and the end of the disk.",
                "Write within the disk, or resize it first.",
            ),
            RangeOutsideDisk { offset, length, size } => Explanation::new(
                "InvalidPageRange",
                "The page range specified is invalid.",
                format!("{length} bytes at {offset} are not within the disk, which has {}.", size.bytes()),
                "Choose an offset within the disk.",
            ),
            RangeTooLong { length, most } => Explanation::new(
                "RequestBodyTooLarge",
                "The request body is too large and exceeds the maximum permissible limit.",
                format!("It has {length} bytes; at most {} are taken at once.", most.bytes()),
                "Ask for less at once.",
            ),
            FullSnapshotNotOffered { sku } => Explanation::new(
                "OperationNotAllowed",
                format!("Full snapshots of {} disks are not supported.", sku.display_name()),
                "Disks of this type have incremental snapshots only.",
                "Choose Incremental.",
            ),
            SnapshotLimitReached { disk } => Explanation::new(
                "OperationNotAllowed",
                format!(
                    "The disk {disk} has {} incremental snapshots, which is the maximum.",
                    limits::SNAPSHOTS_PER_DISK_MAX
                ),
                "Snapshots of backups and those taken by hand count together.",
                "Delete snapshots that are not needed any more.",
            ),
            SnapshotRateReached { disk } => Explanation::new(
                "TooManyRequests",
                format!("Too many incremental snapshots of the disk {disk} were taken in a short time."),
                format!(
                    "At most {} incremental snapshots of a disk are taken in {} minutes.",
                    limits::SNAPSHOTS_PER_DISK_AND_WINDOW_MAX,
                    limits::SNAPSHOT_WINDOW.millis() / 60_000
                ),
                "Wait a few minutes and try again.",
            ),
            DiskNotEmpty { disk } => Explanation::new(
                "OperationNotAllowed",
                format!("An image cannot be uploaded to the disk {disk}."),
                "Something was written on it already.",
                "Create an empty disk and upload the image to that.",
            ),
            InvalidImage { file, reason } => Explanation::new(
                "InvalidVhd",
                format!("{file} cannot be used as a disk."),
                format!("{}.", capitalised(reason)),
                "Upload a fixed or dynamic VHD, or a raw image in whole sectors of 512 bytes.",
            ),
            ImageTooLarge { file, size, disk } => Explanation::new(
                "InvalidVhd",
                format!("{file} describes a disk of {size}."),
                format!("The disk it should go to has {disk}."),
                "Resize the disk, or create a larger one.",
            ),
            ExportTooLarge { name, used } => Explanation::new(
                "ExportNotSimulated",
                format!("{name} holds {used}, which is too much for a download."),
                format!("The simulator exports disks that hold up to {}.", limits::EXPORT_SIZE_MAX),
                "Export a smaller disk, or a snapshot that was taken before so much was written.",
            ),
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
