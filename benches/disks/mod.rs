//! A site with disks, for measuring what happens to large ones.

#[path = "../world/mod.rs"]
mod world;

use std::ops::{Deref, DerefMut};
use vault_lab::{
    base::{ArmId, Digest},
    content::{Extent, Source, image::BLOCK_BYTES},
    engine::{
        Command,
        compute::{DiskSku, DiskSource, DiskWrite, SnapshotSku},
        query::{self, HeldImage},
        resources::Tags,
    },
};
use world::{REGION, World};

const GIB: u64 = 1 << 30;

/// Writes of one command: as many as an image of a gibibyte has.
pub const IMAGE_BLOCKS: u64 = GIB / BLOCK_BYTES;

/// A world with a resource group for disks.
pub struct Site(World);

impl Deref for Site {
    type Target = World;

    fn deref(&self) -> &World {
        &self.0
    }
}

impl DerefMut for Site {
    fn deref_mut(&mut self) -> &mut World {
        &mut self.0
    }
}

impl Site {
    pub fn new() -> Self {
        Self(World::new("rg-disks"))
    }

    /// All bytes of a disk.
    pub fn held_image(&self, disk: &ArmId) -> HeldImage {
        query::held_image(&self.viewer(), disk).expect("the owner may read everything")
    }

    pub fn disk_id(&self, name: &str) -> ArmId {
        ArmId::resource(&self.group, "Microsoft.Compute/disks", name)
    }

    pub fn snapshot_id(&self, name: &str) -> ArmId {
        ArmId::resource(&self.group, "Microsoft.Compute/snapshots", name)
    }

    pub fn create_disk(&mut self, name: &str, size_gib: u32, source: DiskSource) {
        self.0.run(Command::CreateDisk {
            group: self.group.clone(),
            name: name.to_string(),
            region: REGION,
            zone: None,
            sku: DiskSku::PremiumV2Lrs,
            size_gib,
            source,
            tags: Tags::new(),
        });
    }

    pub fn take_snapshot(&mut self, disk: &str, name: &str) {
        self.0.run(Command::CreateSnapshot {
            group: self.group.clone(),
            name: name.to_string(),
            disk: self.disk_id(disk),
            incremental: true,
            sku: SnapshotSku::StandardLrs,
            tags: Tags::new(),
        });
    }

    pub fn delete_snapshot(&mut self, name: &str) {
        self.0.run(Command::DeleteSnapshot { snapshot: self.snapshot_id(name) });
    }

    pub fn rewrite(&mut self, disk: &str, per_mille: u32) {
        self.0.run(Command::RewriteDisk { disk: self.disk_id(disk), per_mille });
    }

    /// Writes so many blocks of an image, spread evenly over a disk.
    pub fn write_blocks(&mut self, disk: &str, size_gib: u32, blocks: u64) {
        let stride = u64::from(size_gib) * GIB / blocks / BLOCK_BYTES * BLOCK_BYTES;
        let disk = self.disk_id(disk);
        let write = |block: u64| {
            let source = Source::Chunk(Digest::of(&block.to_le_bytes()));
            DiskWrite { offset: block * stride, extent: Extent { length: BLOCK_BYTES, source } }
        };
        for first in (0..blocks).step_by(IMAGE_BLOCKS as usize) {
            let writes = (first..blocks.min(first + IMAGE_BLOCKS)).map(write).collect();
            self.0.run(Command::WriteDisk { disk: disk.clone(), writes });
        }
    }
}
