//! Rows of disks, snapshots and layers.

use crate::{
    base::{ArmId, ByteSize, SimTime},
    content::{Extent, image::Layer},
    engine::{
        compute::DiskSku,
        ids::{DiskId, GroupId, LayerId, SnapshotId},
        index::Named,
        resources::{ProvisioningState, Region, ResourceKind, Tags},
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a disk is made of: `creationData`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DiskSource {
    Empty,
    /// All bytes of a snapshot, which may be gone by now.
    Snapshot(ArmId),
}

/// Bytes for one place of a disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiskWrite {
    /// Units: bytes, whole blocks of [`crate::content::image::BLOCK_BYTES`].
    pub offset: u64,
    pub extent: Extent,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ManagedDisk {
    pub id: DiskId,
    pub group: GroupId,
    pub name: String,
    pub region: Region,
    /// Availability zone: 1 to 3.
    pub zone: Option<u8>,
    pub sku: DiskSku,
    pub size_gib: u32,
    pub origin: DiskSource,
    /// New whenever a disk is created, even under a name that was there before.
    pub unique_id: Uuid,
    /// Name of the virtual machine that it is attached to.
    pub managed_by: Option<String>,
    /// What the simulator writes on it by itself.
    pub workload: Option<Workload>,
    /// Where it is written.
    pub layer: LayerId,
    pub tags: Tags,
    pub provisioning: ProvisioningState,
    pub created_at: SimTime,
}

/// Work that goes on by itself, as that of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workload {
    /// Of the disk, rewritten every day. Units: parts of [`crate::engine::compute::disk::WHOLE_DISK`].
    pub per_mille: u32,
    /// What the steps so far left over, too little for a unit: the next one adds it.
    pub carry: u64,
}

impl Named for ManagedDisk {
    type Place = GroupId;

    fn place(&self) -> GroupId {
        self.group
    }

    fn name(&self) -> &str {
        &self.name
    }
}

impl ManagedDisk {
    pub fn arm_id(&self, group: &ArmId) -> ArmId {
        ArmId::resource(group, ResourceKind::Disk.resource_type(), &self.name)
    }

    pub fn size(&self) -> ByteSize {
        ByteSize::gib(self.size_gib.into())
    }
}

/// `sku.name` of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SnapshotSku {
    StandardLrs,
    StandardZrs,
}

impl SnapshotSku {
    pub const ALL: [SnapshotSku; 2] = [SnapshotSku::StandardLrs, SnapshotSku::StandardZrs];

    pub fn arm_name(self) -> &'static str {
        match self {
            SnapshotSku::StandardLrs => "Standard_LRS",
            SnapshotSku::StandardZrs => "Standard_ZRS",
        }
    }

    pub fn display_name(self) -> &'static str {
        match self {
            SnapshotSku::StandardLrs => "Standard HDD LRS",
            SnapshotSku::StandardZrs => "Zone-redundant",
        }
    }
}

/// What a disk held at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    pub id: SnapshotId,
    pub group: GroupId,
    pub name: String,
    pub region: Region,
    pub sku: SnapshotSku,
    pub incremental: bool,
    /// ARM id of the disk, which may be gone by now.
    pub disk: ArmId,
    /// `unique_id` of that disk: what makes a family.
    pub disk_unique_id: Uuid,
    pub disk_sku: DiskSku,
    /// Of the disk at that moment, not of what the snapshot takes.
    pub size_gib: u32,
    /// What it added to the snapshot before it.
    pub layer: LayerId,
    pub tags: Tags,
    pub provisioning: ProvisioningState,
    pub created_at: SimTime,
}

impl Snapshot {
    pub fn arm_id(&self, group: &ArmId) -> ArmId {
        ArmId::resource(group, ResourceKind::Snapshot.resource_type(), &self.name)
    }
}

/// What was written above another layer.
#[derive(Clone, Debug, PartialEq)]
pub struct DiskLayer {
    pub id: LayerId,
    pub parent: Option<LayerId>,
    pub written: Layer,
}
