//! Bytes of a disk, read and changed by hand.
//!
//! Disks are written in whole blocks. A change of a few bytes reads the blocks around them, and writes those; nothing
//! else is carried out in between, because the one who does it holds the world.

use crate::{
    base::{ArmId, Digest, SimTime},
    content::{Chunk, Extent, ReadError, Source, image::BLOCK_BYTES, reader::read_range},
    engine::{
        Command, Refusal,
        compute::DiskWrite,
        query::{self, HeldImage, ImagePart},
        rbac::PrincipalId,
    },
    rpc::{Failure, Trouble},
    runtime::{UploadSession, World, world::Executed},
    store::Storage,
};
use bytes::Bytes;

impl<S: Storage + 'static> World<S> {
    /// All bytes of a disk or snapshot at a simulated moment.
    ///
    /// # Errors
    /// Not authorized, not found.
    pub fn held_image(&self, principal: PrincipalId, id: &ArmId, now: SimTime) -> Result<HeldImage, Refusal> {
        query::held_image(&self.viewer(principal, now), id)
    }

    /// Some bytes of a disk or snapshot at a simulated moment.
    ///
    /// # Errors
    /// Not authorized, not found, not within it, too many.
    pub fn image_part(
        &self,
        principal: PrincipalId,
        id: &ArmId,
        offset: u64,
        length: u64,
        now: SimTime,
    ) -> Result<ImagePart, Refusal> {
        query::image_part(&self.viewer(principal, now), id, offset, length)
    }

    /// Writes bytes at an offset of a disk: all of them or none. One result; it is durable when this returns.
    pub async fn write_bytes(
        &mut self,
        principal: PrincipalId,
        disk: &ArmId,
        offset: u64,
        bytes: &[u8],
        now: SimTime,
    ) -> Executed {
        let mut session = UploadSession::begin(self.shelf());
        let executed = match self.change_blocks(&mut session, principal, disk, offset, bytes, now).await {
            Ok(writes) => {
                let command = Command::WriteDisk { disk: disk.clone(), writes };
                self.execute(vec![(principal, command)], now).await
            }
            Err(failure) => self.unchanged(failure),
        };
        session.release().await;
        executed
    }

    /// The blocks with the bytes in them; their chunks are stored.
    async fn change_blocks(
        &self,
        session: &mut UploadSession<S>,
        principal: PrincipalId,
        disk: &ArmId,
        offset: u64,
        bytes: &[u8],
        now: SimTime,
    ) -> Result<Vec<DiskWrite>, Failure> {
        let target = query::write_target(&self.viewer(principal, now), disk, offset, bytes.len() as u64)?;
        let _held = self.shelf().hold(&target.content);
        let all = 0..target.content.size.bytes();
        let mut blocks =
            read_range(&target.content, &self.shelf().chunks(), all).await.map_err(damaged)?.to_vec();
        blocks[target.range.start as usize..target.range.end as usize].copy_from_slice(bytes);
        let start = offset - target.range.start;
        let mut writes = Vec::new();
        for (at, block) in (start..).step_by(BLOCK_BYTES as usize).zip(blocks.chunks(BLOCK_BYTES as usize)) {
            let source = keep_block(session, block).await.map_err(Failure::Trouble)?;
            writes.push(DiskWrite { offset: at, extent: Extent { length: BLOCK_BYTES, source } });
        }
        session.finish().await.map_err(Failure::Trouble)?;
        Ok(writes)
    }
}

/// Stores a block; zeros need no chunk.
async fn keep_block<S: Storage + 'static>(
    session: &mut UploadSession<S>,
    block: &[u8],
) -> Result<Source, Trouble> {
    if block.iter().all(|byte| *byte == 0) {
        return Ok(Source::Zero);
    }
    let digest = Digest::of(block);
    session.add(&[Chunk { digest, bytes: Bytes::copy_from_slice(block) }]).await?;
    Ok(Source::Chunk(digest))
}

fn damaged(error: ReadError) -> Failure {
    Failure::Trouble(Trouble::Corrupt { message: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        engine::{
            rbac::PERSONAS,
            resources::{ResourceKind, SUBSCRIPTIONS},
        },
        runtime::Ledger,
        scenarios,
        store::{FaultMoment, MemoryStorage, StorageError},
    };
    use futures::executor::block_on;
    use std::rc::Rc;

    struct Bench {
        world: World<MemoryStorage>,
        storage: MemoryStorage,
        disk: ArmId,
    }

    impl Bench {
        fn new() -> Bench {
            let storage = MemoryStorage::new();
            let ledger = block_on(Ledger::open(Rc::new(storage.clone()))).expect("memory opens");
            let founded = World::found(Rc::new(ledger), scenarios::first_visit());
            let world = block_on(founded).expect("memory takes a world");
            let group = ArmId::resource_group(SUBSCRIPTIONS[0].0, "rg-data-weu");
            let disk = ArmId::resource(&group, ResourceKind::Disk.resource_type(), "disk-erp-data");
            Bench { world, storage, disk }
        }

        fn write(&mut self, offset: u64, bytes: &[u8]) -> Result<(), Failure> {
            self.write_as("Olivia", offset, bytes)
        }

        fn write_as(&mut self, name: &str, offset: u64, bytes: &[u8]) -> Result<(), Failure> {
            let now = self.world.state().now();
            let writing = self.world.write_bytes(principal(name), &self.disk, offset, bytes, now);
            block_on(writing).results.remove(0).map(drop)
        }

        fn part(&self, offset: u64, length: u64) -> Result<ImagePart, Refusal> {
            let now = self.world.state().now();
            self.world.image_part(principal("Olivia"), &self.disk, offset, length, now)
        }

        fn read(&self, offset: u64, length: u64) -> Vec<u8> {
            let part = self.part(offset, length).expect("it may be read");
            let chunks = self.world.shelf().chunks();
            block_on(read_range(&part.content, &chunks, part.range)).expect("everything is stored").to_vec()
        }
    }

    fn principal(name: &str) -> PrincipalId {
        PERSONAS.iter().find(|persona| persona.name.starts_with(name)).expect("a persona of that name").id
    }

    fn code(result: Result<(), Failure>) -> &'static str {
        match result {
            Err(Failure::Refused(refusal)) => refusal.code(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn bytes_are_changed_where_they_are_and_nowhere_else() {
        let mut bench = Bench::new();
        let (at, before) = (BLOCK_BYTES - 3, bench.read(BLOCK_BYTES - 200, 400));
        assert!(before.starts_with(b"0") || before.contains(&b','), "the disk holds lines");
        assert_eq!(bench.write(at, b"across the seam"), Ok(()));
        let mut expected = before;
        expected[197..212].copy_from_slice(b"across the seam");
        assert_eq!(bench.read(BLOCK_BYTES - 200, 400), expected);
        // What was written is there after the tab was closed.
        block_on(bench.world.reopen()).expect("memory reads");
        assert_eq!(bench.read(BLOCK_BYTES - 200, 400), expected);
    }

    #[test]
    fn the_last_bytes_of_a_disk_can_be_written_and_read() {
        let mut bench = Bench::new();
        let end = 64 << 30;
        assert_eq!(bench.write(end - 4, b"last"), Ok(()));
        assert_eq!(bench.read(end - 4, 4_096), b"last");
        // A block that is all zero again takes no chunk.
        assert_eq!(bench.write(end - 4, &[0; 4]), Ok(()));
        let part = bench.part(end - 4, 4).expect("it may be read");
        assert_eq!(part.content.extents[0].source, Source::Zero);
        assert_eq!(part.next_run, None);
    }

    #[test]
    fn what_cannot_be_is_refused_and_changes_nothing() {
        let mut bench = Bench::new();
        let before = bench.world.state().clone();
        let (end, large) = (64 << 30, vec![1; (64 << 10) + 1]);
        assert_eq!(code(bench.write(end - 3, b"over")), "InvalidPageRange");
        assert_eq!(code(bench.write(u64::MAX, b"far")), "InvalidPageRange");
        assert_eq!(code(bench.write(0, b"")), "InvalidPageRange");
        assert_eq!(code(bench.write(0, &large)), "RequestBodyTooLarge");
        assert_eq!(code(bench.write_as("Ravi", 0, b"x")), "AuthorizationFailed");
        let read = |offset, length| bench.part(offset, length).expect_err("it is refused").code();
        assert_eq!(read(end, 1), "InvalidPageRange");
        assert_eq!(read(0, 0), "InvalidPageRange");
        assert_eq!(read(0, 4_097), "RequestBodyTooLarge");
        bench.disk = ArmId::new(bench.disk.as_str().replace("disk-erp-data", "gone"));
        assert_eq!(code(bench.write(0, b"x")), "ResourceNotFound");
        assert!(before == *bench.world.state());
    }

    #[test]
    fn a_failing_storage_leaves_the_disk_as_it_was() {
        let mut bench = Bench::new();
        let before = bench.read(0, 64);
        bench.storage.fail_next(FaultMoment::Before, StorageError::Failed("ordered".into()));
        assert!(matches!(bench.write(0, b"lost"), Err(Failure::Trouble(Trouble::StorageFailed { .. }))));
        assert_eq!(bench.read(0, 64), before);
        assert_eq!(bench.write(0, b"kept"), Ok(()));
        assert_eq!(&bench.read(0, 4), b"kept");
    }
}
