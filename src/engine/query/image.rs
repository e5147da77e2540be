//! The bytes of disks and snapshots: who may have them, and where they come from.

use crate::{
    base::{ArmId, ByteSize, SimTime},
    content::{
        Content, Extent, Source,
        image::{BLOCK_BYTES, Image, Stack},
    },
    engine::{
        compute::{ComputeError, ManagedDisk, Snapshot},
        limits,
        query::Viewer,
        rbac::action,
        refusal::Refusal,
        resources::{ResourceKind, lock},
    },
};
use std::ops::Range;
use uuid::Uuid;

/// A disk or a snapshot: both have bytes.
enum Found<'a> {
    Disk(&'a ManagedDisk),
    Snapshot(&'a Snapshot),
}

impl<'a> Found<'a> {
    /// What is granted by `beginGetAccess`.
    fn granted(viewer: &Viewer<'a>, id: &ArmId) -> Result<Self, Refusal> {
        if id.resource_type().as_deref().and_then(ResourceKind::parse) == Some(ResourceKind::Snapshot) {
            viewer.require(action::EXPORT_SNAPSHOT, id)?;
            return viewer.state.find_snapshot(id).map(Found::Snapshot);
        }
        viewer.require(action::EXPORT_DISK, id)?;
        viewer.state.find_disk(id).map(Found::Disk)
    }

    fn stack(&self, viewer: &Viewer<'a>) -> Stack<'a> {
        match self {
            Found::Disk(row) => viewer.state.disk_stack(row),
            Found::Snapshot(row) => viewer.state.snapshot_stack(row),
        }
    }
}

/// The bytes of a disk or snapshot, to be exported.
#[derive(Clone, Debug, PartialEq)]
pub struct DiskImage {
    pub name: String,
    pub unique_id: Uuid,
    pub created_at: SimTime,
    pub content: Content,
}

/// The bytes of a disk or snapshot as they are now, as one file.
///
/// # Errors
/// Not authorized, not found, locked, or too large for a download.
pub fn image(viewer: &Viewer<'_>, id: &ArmId) -> Result<DiskImage, Refusal> {
    let found = Found::granted(viewer, id)?;
    // Granting access is a POST.
    lock::check_write(viewer.state, id)?;
    let (name, unique_id, created_at) = match &found {
        Found::Disk(row) => (&row.name, row.unique_id, row.created_at),
        Found::Snapshot(row) => (&row.name, row.disk_unique_id, row.created_at),
    };
    let stack = found.stack(viewer);
    let extents: Vec<Extent> = stack.extents(0..stack.size()).into_iter().map(|(_, extent)| extent).collect();
    let held = extents.iter().filter(|extent| extent.source != Source::Zero);
    let used = held.map(|extent| ByteSize(extent.length)).sum();
    if used > limits::EXPORT_SIZE_MAX {
        return Err(ComputeError::ExportTooLarge { name: name.clone(), used }.into());
    }
    Ok(DiskImage { name: name.clone(), unique_id, created_at, content: Content::assembled(extents) })
}

/// A disk or snapshot whose bytes are read from its start to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldImage {
    pub image: Image,
    /// What of it was ever written: about as much as a reading reads.
    pub used: ByteSize,
}

/// All bytes of a disk or snapshot as they are now, however many.
///
/// # Errors
/// Not authorized, not found.
pub fn held_image(viewer: &Viewer<'_>, id: &ArmId) -> Result<HeldImage, Refusal> {
    let state = viewer.state;
    Ok(match Found::granted(viewer, id)? {
        Found::Disk(row) => HeldImage { image: state.disk_image(row), used: state.disk_used(row) },
        Found::Snapshot(row) => {
            HeldImage { image: state.snapshot_image(row), used: state.snapshot_held(row) }
        }
    })
}

/// Some bytes of a disk or snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct ImagePart {
    /// Whole blocks around what was asked for.
    pub content: Content,
    /// Where that lies in them.
    pub range: Range<u64>,
    /// Of the disk.
    pub size: ByteSize,
    /// Where the next run of written bytes starts, behind the one that the start lies in.
    pub next_run: Option<u64>,
}

/// Some bytes of a disk or snapshot; fewer than asked for where it ends.
///
/// # Errors
/// Not authorized, not found, behind the end, too many.
pub fn image_part(viewer: &Viewer<'_>, id: &ArmId, offset: u64, length: u64) -> Result<ImagePart, Refusal> {
    let stack = Found::granted(viewer, id)?.stack(viewer);
    let size = ByteSize(stack.size());
    if length > limits::IMAGE_READ_MAX.bytes() {
        return Err(ComputeError::RangeTooLong { length, most: limits::IMAGE_READ_MAX }.into());
    }
    if offset >= size.bytes() || length == 0 {
        return Err(ComputeError::RangeOutsideDisk { offset, length, size }.into());
    }
    let end = offset.saturating_add(length).min(size.bytes());
    Ok(ImagePart { next_run: stack.next_run(offset), ..part(&stack, offset..end) })
}

/// What lies under bytes that are to be written on a disk: whole blocks.
///
/// # Errors
/// Not authorized, not found, not within the disk, too many.
pub fn write_target(viewer: &Viewer<'_>, id: &ArmId, offset: u64, length: u64) -> Result<ImagePart, Refusal> {
    viewer.require(action::WRITE_DISK, id)?;
    let disk = viewer.state.find_disk(id)?;
    let size = disk.size();
    if length > limits::IMAGE_WRITE_MAX.bytes() {
        return Err(ComputeError::RangeTooLong { length, most: limits::IMAGE_WRITE_MAX }.into());
    }
    let end = offset.checked_add(length).filter(|end| length > 0 && *end <= size.bytes());
    let end = end.ok_or(ComputeError::RangeOutsideDisk { offset, length, size })?;
    Ok(part(&viewer.state.disk_stack(disk), offset..end))
}

fn part(stack: &Stack<'_>, asked: Range<u64>) -> ImagePart {
    let start = asked.start / BLOCK_BYTES * BLOCK_BYTES;
    let extents = stack.extents(asked.clone()).into_iter().map(|(_, extent)| extent).collect();
    ImagePart {
        content: Content::assembled(extents),
        range: asked.start - start..asked.end - start,
        size: ByteSize(stack.size()),
        next_run: None,
    }
}

/// The size of a disk that an image may be uploaded to.
///
/// # Errors
/// Not authorized, not found, locked, something was written on it.
pub fn upload_target(viewer: &Viewer<'_>, id: &ArmId) -> Result<ByteSize, Refusal> {
    viewer.require(action::WRITE_DISK, id)?;
    let disk = viewer.state.find_disk(id)?;
    lock::check_write(viewer.state, id)?;
    if viewer.state.disk_used(disk) > ByteSize::ZERO {
        return Err(ComputeError::DiskNotEmpty { disk: disk.name.clone() }.into());
    }
    Ok(disk.size())
}
