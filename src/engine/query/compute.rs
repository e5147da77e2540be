//! Disks, snapshots and the chains that snapshots form.

use crate::{
    base::{ArmId, ByteSize, SimTime},
    engine::{
        compute::{DiskSku, DiskSource, ManagedDisk, Snapshot, SnapshotSku},
        query::Viewer,
        rbac::action,
        refusal::Refusal,
        resources::{ProvisioningState, Region, Tags},
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

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
    /// Whether that snapshot is still there.
    pub source_exists: bool,
    pub unique_id: Uuid,
    pub managed_by: Option<String>,
    /// What of it simulated work rewrites every day. Units: thousandths.
    pub workload: Option<u32>,
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
        viewer.require(action::READ_DISK, &self.disk)?;
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
            source_exists: source_exists(viewer, disk),
            unique_id: disk.unique_id,
            managed_by: disk.managed_by.clone(),
            workload: disk.workload.map(|workload| workload.per_mille),
            tags: disk.tags.clone(),
            provisioning: disk.provisioning,
            created_at: disk.created_at,
            used: state.disk_used(disk),
            unsaved: unsaved(viewer, disk),
            snapshots: snapshots_of(viewer, disk.unique_id),
        })
    }
}

/// A snapshot that was taken later under the same name is another one.
fn source_exists(viewer: &Viewer<'_>, disk: &ManagedDisk) -> bool {
    match &disk.origin {
        DiskSource::Empty => false,
        DiskSource::Snapshot(id) => {
            viewer.state.find_snapshot(id).is_ok_and(|snapshot| snapshot.created_at <= disk.created_at)
        }
    }
}

/// Without a snapshot before it, the first takes all that is used.
fn unsaved(viewer: &Viewer<'_>, disk: &ManagedDisk) -> ByteSize {
    let has_family = viewer.state.snapshots_of(disk.unique_id).next().is_some();
    if has_family { viewer.state.disk_unsaved(disk) } else { viewer.state.disk_used(disk) }
}

impl SnapshotDetail {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<SnapshotView, Refusal> {
        viewer.require(action::READ_SNAPSHOT, &self.snapshot)?;
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

/// In the order of time.
fn snapshots_of(viewer: &Viewer<'_>, disk: Uuid) -> Vec<SnapshotRow> {
    let rows = viewer.state.snapshots_of(disk).map(|snapshot| snapshot_row(viewer, snapshot));
    rows.filter(|row| viewer.may(action::READ_SNAPSHOT, &row.id)).collect()
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
