//! Disks, snapshots and the chains that snapshots form.

use crate::{
    base::{ArmId, ByteSize, SimTime},
    content::{Content, Extent, Source},
    engine::{
        compute::{ComputeError, DiskSku, DiskSource, ManagedDisk, Snapshot, SnapshotSku, disk::WRITE_DISK},
        limits,
        query::{
            Viewer,
            access::{READ_DISK, READ_SNAPSHOT},
        },
        refusal::Refusal,
        resources::{ProvisioningState, Region, ResourceKind, Tags},
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const EXPORT_DISK: &str = "Microsoft.Compute/disks/beginGetAccess/action";
const EXPORT_SNAPSHOT: &str = "Microsoft.Compute/snapshots/beginGetAccess/action";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DiskDetail {
    pub disk: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DiskView {
    pub id: ArmId,
    pub name: String,
    pub group: ArmId,
    pub group_name: String,
    pub subscription: Uuid,
    pub subscription_name: String,
    pub region: Region,
    pub zone: Option<u8>,
    pub sku: DiskSku,
    pub size_gib: u32,
    /// The snapshot it was made of, if any; it may be gone.
    pub made_of: Option<ArmId>,
    pub unique_id: Uuid,
    pub managed_by: Option<String>,
    pub tags: Tags,
    pub provisioning: ProvisioningState,
    pub created_at: SimTime,
    /// What of it was ever written.
    pub used: ByteSize,
    /// What was written since its newest snapshot: what the next incremental one takes.
    pub unsaved: ByteSize,
    /// Of this disk, the oldest first; those the viewer may not see are left out.
    pub snapshots: Vec<SnapshotRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SnapshotRow {
    pub id: ArmId,
    pub name: String,
    pub incremental: bool,
    pub sku: SnapshotSku,
    /// Of the disk, not of the snapshot.
    pub size_gib: u32,
    /// What it takes: the part that is paid for.
    pub used: ByteSize,
    pub created_at: SimTime,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SnapshotDetail {
    pub snapshot: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SnapshotView {
    pub row: SnapshotRow,
    pub group: ArmId,
    pub group_name: String,
    pub subscription: Uuid,
    pub subscription_name: String,
    pub region: Region,
    pub disk: ArmId,
    /// Whether the disk it was taken of is still there.
    pub disk_exists: bool,
    pub disk_sku: DiskSku,
    /// `incrementalSnapshotFamilyId`.
    pub family: Uuid,
    pub tags: Tags,
    pub provisioning: ProvisioningState,
    /// The snapshots of the same disk, the oldest first.
    pub chain: Vec<SnapshotRow>,
}

impl DiskDetail {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<DiskView, Refusal> {
        viewer.require(READ_DISK, &self.disk)?;
        let state = viewer.state;
        let disk = state.find_disk(&self.disk)?;
        let group = viewer.group(disk.group);
        Ok(DiskView {
            id: state.disk_id(disk),
            name: disk.name.clone(),
            group: group.arm_id(),
            group_name: group.name.clone(),
            subscription: group.subscription,
            subscription_name: viewer.subscription_name(group.subscription),
            region: disk.region,
            zone: disk.zone,
            sku: disk.sku,
            size_gib: disk.size_gib,
            made_of: match &disk.origin {
                DiskSource::Empty => None,
                DiskSource::Snapshot(snapshot) => Some(snapshot.clone()),
            },
            unique_id: disk.unique_id,
            managed_by: disk.managed_by.clone(),
            tags: disk.tags.clone(),
            provisioning: disk.provisioning,
            created_at: disk.created_at,
            used: state.disk_used(disk),
            unsaved: unsaved(viewer, disk),
            snapshots: snapshots_of(viewer, disk.unique_id),
        })
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

/// What is granted by `beginGetAccess`: the bytes of a disk or snapshot as they are now.
///
/// # Errors
/// Not authorized, not found, or too large for a download.
pub fn image(viewer: &Viewer<'_>, id: &ArmId) -> Result<DiskImage, Refusal> {
    let state = viewer.state;
    let of_snapshot =
        id.resource_type().as_deref().and_then(ResourceKind::parse) == Some(ResourceKind::Snapshot);
    viewer.require(if of_snapshot { EXPORT_SNAPSHOT } else { EXPORT_DISK }, id)?;
    let (name, unique_id, created_at, stack) = if of_snapshot {
        let row = state.find_snapshot(id)?;
        (&row.name, row.disk_unique_id, row.created_at, state.snapshot_stack(row))
    } else {
        let row = state.find_disk(id)?;
        (&row.name, row.unique_id, row.created_at, state.disk_stack(row))
    };
    let extents: Vec<Extent> = stack.extents(0..stack.size()).into_iter().map(|(_, extent)| extent).collect();
    let held = extents.iter().filter(|extent| extent.source != Source::Zero);
    let used = held.map(|extent| ByteSize(extent.length)).sum();
    if used > limits::EXPORT_SIZE_MAX {
        return Err(ComputeError::ExportTooLarge { name: name.clone(), used }.into());
    }
    Ok(DiskImage { name: name.clone(), unique_id, created_at, content: Content::assembled(extents) })
}

/// The size of a disk that an image may be uploaded to.
///
/// # Errors
/// Not authorized, not found, something was written on it.
pub fn upload_target(viewer: &Viewer<'_>, id: &ArmId) -> Result<ByteSize, Refusal> {
    viewer.require(WRITE_DISK, id)?;
    let disk = viewer.state.find_disk(id)?;
    if viewer.state.disk_used(disk) > ByteSize::ZERO {
        return Err(ComputeError::DiskNotEmpty { disk: disk.name.clone() }.into());
    }
    Ok(disk.size())
}

/// Without a snapshot before it, the first takes all that is used.
fn unsaved(viewer: &Viewer<'_>, disk: &ManagedDisk) -> ByteSize {
    let has_family = viewer.state.snapshots.values().any(|row| row.disk_unique_id == disk.unique_id);
    if has_family { viewer.state.disk_unsaved(disk) } else { viewer.state.disk_used(disk) }
}

impl SnapshotDetail {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<SnapshotView, Refusal> {
        viewer.require(READ_SNAPSHOT, &self.snapshot)?;
        let state = viewer.state;
        let snapshot = state.find_snapshot(&self.snapshot)?;
        let group = viewer.group(snapshot.group);
        Ok(SnapshotView {
            row: snapshot_row(viewer, snapshot),
            group: group.arm_id(),
            group_name: group.name.clone(),
            subscription: group.subscription,
            subscription_name: viewer.subscription_name(group.subscription),
            region: snapshot.region,
            disk: snapshot.disk.clone(),
            disk_exists: state.find_disk(&snapshot.disk).is_ok(),
            disk_sku: snapshot.disk_sku,
            family: snapshot.disk_unique_id,
            tags: snapshot.tags.clone(),
            provisioning: snapshot.provisioning,
            chain: snapshots_of(viewer, snapshot.disk_unique_id),
        })
    }
}

/// Ids are handed out in the order of creation, so rows are in the order of time.
fn snapshots_of(viewer: &Viewer<'_>, disk: Uuid) -> Vec<SnapshotRow> {
    let of_disk = viewer.state.snapshots.values().filter(|row| row.disk_unique_id == disk);
    let rows = of_disk.map(|snapshot| snapshot_row(viewer, snapshot));
    rows.filter(|row| viewer.may(READ_SNAPSHOT, &row.id)).collect()
}

fn snapshot_row(viewer: &Viewer<'_>, snapshot: &Snapshot) -> SnapshotRow {
    SnapshotRow {
        id: viewer.state.snapshot_id(snapshot),
        name: snapshot.name.clone(),
        incremental: snapshot.incremental,
        sku: snapshot.sku,
        size_gib: snapshot.size_gib,
        used: viewer.state.snapshot_used(snapshot),
        created_at: snapshot.created_at,
    }
}
