//! A site with disks, for measuring what happens to large ones.

use vault_lab::{
    base::{ArmId, Digest, Seed, SimSpan, SimTime},
    content::{Extent, Source, image::BLOCK_BYTES},
    engine::{
        self, Command, Request, State,
        compute::{DiskSku, DiskSource, DiskWrite, SnapshotSku},
        next_due,
        query::{self, Ask, HeldImage, Viewer},
        rbac::{PERSONAS, PrincipalId},
        resources::{Region, SUBSCRIPTIONS, Tags, found_directory},
    },
};

const GIB: u64 = 1 << 30;

/// Writes of one command: as many as an image of a gibibyte has.
pub const IMAGE_BLOCKS: u64 = GIB / BLOCK_BYTES;

/// A world with one resource group, its owner, and a clock that only moves when told to.
pub struct Site {
    pub state: State,
    group: ArmId,
    requests: u64,
}

impl Site {
    pub fn new() -> Self {
        let mut state = State::new(Seed(7), "benchmark", SimTime::from_millis(1_789_372_800_000));
        for event in found_directory(&state) {
            engine::apply::apply_event(&mut state, &event);
        }
        let (subscription, name) = (SUBSCRIPTIONS[0].0, "rg-disks");
        let mut site = Self { state, group: ArmId::resource_group(subscription, name), requests: 0 };
        let (name, region) = (name.to_string(), Region::WestEurope);
        site.run(Command::CreateResourceGroup { subscription, name, region, tags: Tags::new() });
        site
    }

    /// Carries out what must not be refused.
    pub fn run(&mut self, command: Command) {
        self.run_as(PERSONAS[0].id, command, self.state.now());
    }

    fn run_as(&mut self, principal: PrincipalId, command: Command, at: SimTime) {
        self.requests += 1;
        let correlation = Seed(1).guid("correlation", self.requests);
        let request = Request { command, principal, at, correlation };
        let events = engine::decide(&self.state, &request).expect("the benchmark asks for what is allowed");
        engine::apply(&mut self.state, &request, &events);
    }

    /// Lets time pass, with what comes due in it.
    pub fn pass(&mut self, span: SimSpan) {
        let until = self.state.now() + span;
        while let Some((due, timer)) = next_due(&self.state).filter(|(due, _)| *due <= until) {
            self.run_as(PrincipalId::SYSTEM, Command::FireTimer { due, timer }, due);
        }
        self.run_as(PrincipalId::SYSTEM, Command::KeepTime, until);
    }

    /// Asks what a blade asks.
    pub fn ask<Q: Ask>(&self, query: Q) -> Q::Answer {
        query.resolve(&self.viewer()).expect("the owner may see everything")
    }

    /// All bytes of a disk.
    pub fn held_image(&self, disk: &ArmId) -> HeldImage {
        query::held_image(&self.viewer(), disk).expect("the owner may read everything")
    }

    fn viewer(&self) -> Viewer<'_> {
        Viewer { state: &self.state, principal: PERSONAS[0].id, now: self.state.now() }
    }

    pub fn disk_id(&self, name: &str) -> ArmId {
        ArmId::resource(&self.group, "Microsoft.Compute/disks", name)
    }

    pub fn snapshot_id(&self, name: &str) -> ArmId {
        ArmId::resource(&self.group, "Microsoft.Compute/snapshots", name)
    }

    pub fn create_disk(&mut self, name: &str, size_gib: u32, source: DiskSource) {
        self.run(Command::CreateDisk {
            group: self.group.clone(),
            name: name.to_string(),
            region: Region::WestEurope,
            zone: None,
            sku: DiskSku::PremiumV2Lrs,
            size_gib,
            source,
            tags: Tags::new(),
        });
    }

    pub fn take_snapshot(&mut self, disk: &str, name: &str) {
        self.run(Command::CreateSnapshot {
            group: self.group.clone(),
            name: name.to_string(),
            disk: self.disk_id(disk),
            incremental: true,
            sku: SnapshotSku::StandardLrs,
            tags: Tags::new(),
        });
    }

    pub fn delete_snapshot(&mut self, name: &str) {
        self.run(Command::DeleteSnapshot { snapshot: self.snapshot_id(name) });
    }

    pub fn rewrite(&mut self, disk: &str, per_mille: u32) {
        self.run(Command::RewriteDisk { disk: self.disk_id(disk), per_mille });
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
            self.run(Command::WriteDisk { disk: disk.clone(), writes });
        }
    }
}
