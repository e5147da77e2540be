//! Disks and snapshots without a look at what they hold: lists stay quick, however many snapshots there are.

use crate::{
    base::{ArmId, SimTime},
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

/// The disks of a subscription or of a resource group that the viewer may read, by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Disks {
    pub scope: ArmId,
}

/// One disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DiskFacts {
    pub disk: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DiskRow {
    pub id: ArmId,
    pub name: String,
    pub region: Region,
    pub zone: Option<u8>,
    pub sku: DiskSku,
    pub size_gib: u32,
    pub origin: DiskSource,
    pub unique_id: Uuid,
    /// The virtual machine that it is attached to.
    pub managed_by: Option<ArmId>,
    pub tags: Tags,
    pub provisioning: ProvisioningState,
    pub created_at: SimTime,
}

/// The snapshots of a subscription or of a resource group that the viewer may read, by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshots {
    pub scope: ArmId,
}

/// One snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SnapshotFacts {
    pub snapshot: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SnapshotFactsRow {
    pub id: ArmId,
    pub name: String,
    pub region: Region,
    pub sku: SnapshotSku,
    pub incremental: bool,
    pub disk: ArmId,
    /// `incrementalSnapshotFamilyId`, and `uniqueId` of the disk.
    pub family: Uuid,
    /// New whenever a snapshot is taken, even under a name that was there before.
    pub unique_id: Uuid,
    /// Of the disk, not of the snapshot.
    pub size_gib: u32,
    pub tags: Tags,
    pub provisioning: ProvisioningState,
    pub created_at: SimTime,
}

impl Disks {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<DiskRow>, Refusal> {
        let rows = viewer.state.disks.values().map(|disk| disk_row(viewer, disk));
        let mut rows: Vec<DiskRow> = rows
            .filter(|row| self.scope.contains(&row.id) && viewer.may(action::READ_DISK, &row.id))
            .collect();
        rows.sort_by_cached_key(|row| (row.name.to_lowercase(), row.id.key()));
        Ok(rows)
    }
}

impl DiskFacts {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<DiskRow, Refusal> {
        viewer.require(action::READ_DISK, &self.disk)?;
        Ok(disk_row(viewer, viewer.state.find_disk(&self.disk)?))
    }
}

fn disk_row(viewer: &Viewer<'_>, disk: &ManagedDisk) -> DiskRow {
    let group = viewer.group(disk.group).arm_id();
    let machine = |name: &String| ArmId::resource(&group, "Microsoft.Compute/virtualMachines", name);
    DiskRow {
        id: disk.arm_id(&group),
        name: disk.name.clone(),
        region: disk.region,
        zone: disk.zone,
        sku: disk.sku,
        size_gib: disk.size_gib,
        origin: disk.origin.clone(),
        unique_id: disk.unique_id,
        managed_by: disk.managed_by.as_ref().map(machine),
        tags: disk.tags.clone(),
        provisioning: disk.provisioning,
        created_at: disk.created_at,
    }
}

impl Snapshots {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<SnapshotFactsRow>, Refusal> {
        let rows = viewer.state.snapshots.values().map(|snapshot| snapshot_row(viewer, snapshot));
        let mut rows: Vec<SnapshotFactsRow> = rows
            .filter(|row| self.scope.contains(&row.id) && viewer.may(action::READ_SNAPSHOT, &row.id))
            .collect();
        rows.sort_by_cached_key(|row| (row.name.to_lowercase(), row.id.key()));
        Ok(rows)
    }
}

impl SnapshotFacts {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<SnapshotFactsRow, Refusal> {
        viewer.require(action::READ_SNAPSHOT, &self.snapshot)?;
        Ok(snapshot_row(viewer, viewer.state.find_snapshot(&self.snapshot)?))
    }
}

fn snapshot_row(viewer: &Viewer<'_>, snapshot: &Snapshot) -> SnapshotFactsRow {
    SnapshotFactsRow {
        id: viewer.state.snapshot_id(snapshot),
        name: snapshot.name.clone(),
        region: snapshot.region,
        sku: snapshot.sku,
        incremental: snapshot.incremental,
        disk: snapshot.disk.clone(),
        family: snapshot.disk_unique_id,
        unique_id: viewer.state.seed().guid("snapshot", snapshot.id.0),
        size_gib: snapshot.size_gib,
        tags: snapshot.tags.clone(),
        provisioning: snapshot.provisioning,
        created_at: snapshot.created_at,
    }
}
