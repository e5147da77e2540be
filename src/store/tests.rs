//! Files uploaded, deleted, swept and lost acknowledgements, against a model that cannot be wrong.

use super::gc::{self, Collected, SweepLimits};
use super::*;
use crate::base::{Digest, Seed};
use crate::content::{ChunkSource, Chunker, Content, Pattern, ReadError, procedural, reader};
use futures::FutureExt;
use proptest::prelude::*;
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

const FILES: TableTag = TableTag(1);

fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("memory never waits")
}

fn lost() -> StorageError {
    StorageError::Failed("injected".into())
}

/// What the runtime will be: the state in memory above a storage, dropped after a failed commit.
struct World {
    storage: Rc<MemoryStorage>,
    catalog: Rc<RefCell<PackCatalog>>,
    builder: PackBuilder,
    sequence: u64,
    files: BTreeMap<u8, Content>,
}

impl World {
    fn open(storage: &MemoryStorage) -> Self {
        let opened = now(storage.open()).expect("memory opens");
        let mut files = BTreeMap::new();
        let mut sink = |key: &[u8], value: &[u8]| {
            files.insert(key[0], row::decode(1, value).map_err(|error| error.at("file"))?);
            Ok(())
        };
        now(storage.load_table(FILES, &mut sink)).expect("rows load");
        let catalog = now(PackCatalog::load(storage)).expect("packs load");
        Self {
            storage: Rc::new(storage.clone()),
            catalog: Rc::new(RefCell::new(catalog)),
            builder: PackBuilder::new(),
            sequence: opened.sequence,
            files,
        }
    }

    fn commit(&mut self, fill: impl FnOnce(&mut Batch)) -> Result<(), StorageError> {
        let mut batch = Batch::new(self.sequence + 1, Durability::Strict);
        fill(&mut batch);
        let packs: Vec<_> = batch.packs.iter().map(|pack| pack.id).collect();
        now(self.storage.commit(batch))?;
        self.sequence += 1;
        packs.into_iter().for_each(|id| self.catalog.borrow_mut().confirm(id));
        Ok(())
    }

    /// Uploads a file; gives back how many of its bytes were new.
    fn upload(&mut self, name: u8, bytes: &[u8]) -> Result<u64, StorageError> {
        let mut chunker = Chunker::new();
        let mut chunks = chunker.push(bytes);
        let (last, content) = chunker.finish();
        chunks.extend(last);
        let (mut pins, mut new_bytes) = (Pins::default(), 0);
        for chunk in &chunks {
            let added = self.builder.add(&mut self.catalog.borrow_mut(), &mut pins, chunk);
            new_bytes += if added.is_new { chunk.bytes.len() as u64 } else { 0 };
            if let Some(sealed) = added.sealed {
                self.commit(|batch| _ = sealed.add_to(batch))?;
            }
        }
        let sealed = self.builder.seal(&mut self.catalog.borrow_mut());
        self.commit(|batch| {
            let _ = sealed.map(|sealed| sealed.add_to(batch));
            batch.put(FILES, vec![name], row::encode(1, &content));
        })?;
        self.catalog.borrow_mut().release(pins);
        self.files.insert(name, content);
        Ok(new_bytes)
    }

    fn delete(&mut self, name: u8) -> Result<(), StorageError> {
        self.commit(|batch| batch.delete(FILES, vec![name]))?;
        self.files.remove(&name);
        Ok(())
    }

    fn live(&self) -> Vec<Digest> {
        self.files.values().flat_map(Content::chunks).collect()
    }

    fn sweep(&mut self, limits: SweepLimits) -> Result<Option<Collected>, StorageError> {
        let next = self.sequence + 1;
        let done = now(gc::collect(&*self.storage, &self.catalog, self.live(), limits, next))?;
        self.sequence += u64::from(done.is_some());
        Ok(done)
    }

    fn sweep_all(&mut self) -> ByteSize {
        let mut freed = ByteSize::ZERO;
        for _ in 0..1000 {
            match self.sweep(SweepLimits::default()).expect("no failure was ordered") {
                Some(done) => freed = freed + done.freed,
                None => return freed,
            }
        }
        panic!("garbage collection does not come to an end");
    }

    fn check_all_readable(&self) -> Result<(), TestCaseError> {
        let chunks = StoredChunks::new(self.storage.clone(), self.catalog.clone());
        for content in self.files.values() {
            let digest = now(reader::digest_of(content, &chunks));
            prop_assert_eq!(digest.ok(), content.digest);
        }
        Ok(())
    }
}

/// Bytes that share a beginning with every other file.
fn file_bytes(seed: u8, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    let shared = length.min(300_000);
    procedural::fill(Pattern::Noise, Seed(0), 0, &mut bytes[..shared]);
    procedural::fill(Pattern::Noise, Seed(seed.into()), 0, &mut bytes[shared..]);
    bytes
}

#[derive(Clone, Debug)]
enum Step {
    Upload { name: u8, seed: u8, length: usize },
    Delete { name: u8 },
    Sweep(SweepLimits),
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let limits = (0usize..4, 0usize..12).prop_map(|(dropped_packs_max, rewritten_packs_max)| {
        Step::Sweep(SweepLimits { dropped_packs_max, rewritten_packs_max })
    });
    prop_oneof![
        4 => (0u8..12, 1u8..6, 0usize..2_500_000)
            .prop_map(|(name, seed, length)| Step::Upload { name, seed, length }),
        2 => (0u8..12).prop_map(|name| Step::Delete { name }),
        3 => limits,
        1 => Just(Step::Reopen),
    ]
}

fn fault() -> impl Strategy<Value = Option<(u64, FaultMoment)>> {
    let moment = prop_oneof![Just(FaultMoment::Before), Just(FaultMoment::After)];
    prop_oneof![3 => Just(None), 1 => (1u64..5, moment).prop_map(Some)]
}

/// Runs a step; says which files would be right after it, if it took effect.
fn run(world: &mut World, step: &Step) -> (Result<(), StorageError>, BTreeMap<u8, Digest>) {
    let mut intended = digests(world);
    let outcome = match step {
        Step::Upload { name, seed, length } => {
            let bytes = file_bytes(*seed, *length);
            intended.insert(*name, Digest::of(&bytes));
            world.upload(*name, &bytes).map(drop)
        }
        Step::Delete { name } => {
            intended.remove(name);
            world.delete(*name)
        }
        Step::Sweep(limits) => world.sweep(*limits).map(drop),
        Step::Reopen => Ok(()),
    };
    (outcome, intended)
}

fn digests(world: &World) -> BTreeMap<u8, Digest> {
    world.files.iter().map(|(name, content)| (*name, content.id.0)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn nothing_acknowledged_is_lost(steps in prop::collection::vec((step(), fault()), 1..24)) {
        let storage = MemoryStorage::new();
        let mut world = World::open(&storage);
        for (step, fault) in steps {
            let before = digests(&world);
            if let Some((distance, moment)) = fault {
                let operation = storage.operations() + distance;
                storage.inject(Fault { operation, moment, error: lost() });
            }
            let (outcome, intended) = run(&mut world, &step);
            storage.forget_faults();
            if outcome.is_err() || matches!(step, Step::Reopen) {
                world = World::open(&storage);
                let found = digests(&world);
                prop_assert!(found == before || found == intended, "half of {step:?} is visible");
                prop_assert!(outcome.is_err() || found == intended);
            } else {
                prop_assert_eq!(digests(&world), intended);
            }
            world.check_all_readable()?;
        }
        world.sweep_all();
        world.check_all_readable()?;
        check_little_is_dead(&world)?;
    }
}

/// When sweeps find nothing more, no pack is mostly dead and memory agrees with the database.
fn check_little_is_dead(world: &World) -> Result<(), TestCaseError> {
    let live: std::collections::BTreeSet<Digest> = world.live().into_iter().collect();
    let catalog = world.catalog.borrow();
    let live_bytes: u64 =
        live.iter().filter_map(|digest| catalog.find(*digest)).map(|place| u64::from(place.length)).sum();
    prop_assert!(catalog.totals().stored.bytes() <= 2 * live_bytes);
    let stored = now(PackCatalog::load(&*world.storage)).expect("packs load");
    prop_assert_eq!(stored.totals().packs, catalog.totals().packs);
    prop_assert_eq!(stored.totals().packs as usize, world.storage.pack_ids().len());
    Ok(())
}

#[test]
fn an_upload_again_stores_nothing() {
    let mut world = World::open(&MemoryStorage::new());
    let bytes = file_bytes(1, 6_000_000);
    assert_eq!(world.upload(1, &bytes), Ok(6_000_000));
    assert_eq!(world.upload(2, &bytes), Ok(0));
    let sizes: Vec<_> = world
        .storage
        .pack_ids()
        .into_iter()
        .map(|id| now(world.storage.read_pack(id)).unwrap().len())
        .collect();
    let (last, full) = sizes.split_last().expect("packs were written");
    assert!(full.iter().all(|size| (packs::PACK_BYTES_MIN..=packs::PACK_BYTES_MAX).contains(size)));
    assert!(*last <= packs::PACK_BYTES_MAX);
}

#[test]
fn what_nobody_needs_goes_and_pinned_chunks_stay() {
    let mut world = World::open(&MemoryStorage::new());
    let bytes = file_bytes(1, 4_000_000);
    world.upload(1, &bytes).unwrap();
    let content = world.files[&1].clone();
    world.delete(1).unwrap();
    let mut pins = Pins::default();
    content.chunks().for_each(|digest| world.catalog.borrow_mut().pin(&mut pins, digest));
    assert_eq!(world.sweep_all(), ByteSize::ZERO);
    let chunks = StoredChunks::new(world.storage.clone(), world.catalog.clone());
    assert_eq!(now(reader::digest_of(&content, &chunks)).ok(), content.digest);
    world.catalog.borrow_mut().release(pins);
    assert_eq!(world.sweep_all(), ByteSize(4_000_000));
    assert_eq!(world.storage.pack_ids(), []);
    assert_eq!(world.catalog.borrow().totals(), Default::default());
    assert!(matches!(now(chunks.chunk(content.chunks().next().unwrap())), Err(ReadError::Missing(_))));
}

#[test]
fn many_small_packs_become_few() {
    let mut world = World::open(&MemoryStorage::new());
    for name in 0..40 {
        world.upload(name, &[name + 1; 1000]).unwrap();
    }
    assert_eq!(world.storage.pack_ids().len(), 40);
    world.sweep_all();
    assert!(world.storage.pack_ids().len() < 8, "{:?}", world.storage.pack_ids());
    world.check_all_readable().unwrap();
}

#[test]
fn an_upload_during_a_sweep_relies_on_nothing_condemned() {
    let mut world = World::open(&MemoryStorage::new());
    let bytes = file_bytes(1, 3_000_000);
    world.upload(1, &bytes).unwrap();
    world.delete(1).unwrap();
    let sweep = gc::Sweep::plan(&mut world.catalog.borrow_mut(), [], SweepLimits::default());
    let sweep = sweep.expect("everything is dead");
    assert_eq!(world.upload(2, &bytes), Ok(3_000_000), "dead chunks are stored anew");
    let change = now(sweep.gather(&*world.storage)).unwrap();
    world.commit(|batch| change.add_to(batch)).unwrap();
    change.complete(&mut world.catalog.borrow_mut());
    world.check_all_readable().unwrap();
    world = World::open(&world.storage);
    world.check_all_readable().unwrap();
}

#[test]
fn a_sweep_that_cannot_read_is_pardoned() {
    let mut world = World::open(&MemoryStorage::new());
    let bytes = file_bytes(1, 3_000_000);
    world.upload(1, &bytes).unwrap();
    world.upload(2, &bytes[..400_000]).unwrap();
    world.delete(1).unwrap();
    world.storage.fail_next(FaultMoment::Before, lost());
    assert_eq!(world.sweep(SweepLimits::default()), Err(lost()));
    assert_eq!(world.upload(3, &bytes), Ok(0), "everything is offered again");
    assert_eq!(world.sweep_all(), ByteSize::ZERO);
    world.check_all_readable().unwrap();
}

#[test]
fn a_reader_follows_a_chunk_that_moves() {
    let mut world = World::open(&MemoryStorage::new());
    let bytes = file_bytes(1, 3_000_000);
    world.upload(1, &bytes).unwrap();
    world.upload(2, &bytes[..400_000]).unwrap();
    let chunks = StoredChunks::new(world.storage.clone(), world.catalog.clone());
    world.delete(1).unwrap();
    assert!(world.sweep_all() > ByteSize::mib(2));
    assert_eq!(now(reader::digest_of(&world.files[&2], &chunks)), Ok(Digest::of(&bytes[..400_000])));
}

#[test]
fn damage_in_a_pack_is_told() {
    let mut world = World::open(&MemoryStorage::new());
    world.upload(1, &file_bytes(1, 100_000)).unwrap();
    let (id, content) = (world.storage.pack_ids()[0], world.files[&1].clone());
    let chunks = || StoredChunks::new(world.storage.clone(), world.catalog.clone());
    world.storage.damage_pack(id, |bytes| bytes[7] ^= 1);
    assert!(matches!(now(reader::digest_of(&content, &chunks())), Err(ReadError::Damaged { .. })));
    world.storage.damage_pack(id, |bytes| bytes.truncate(9));
    assert!(matches!(now(reader::digest_of(&content, &chunks())), Err(ReadError::Failed(_))));
}

#[test]
fn an_index_that_cannot_be_true_is_damage() {
    let storage = MemoryStorage::new();
    now(storage.open()).unwrap();
    let mut batch = Batch::new(1, Durability::Strict);
    let entries: Vec<(Digest, u32)> = vec![(Digest([1; 32]), u32::MAX)];
    batch.put(TableTag::PACKS, vec![0, 0, 0, 1], row::encode(1, &entries));
    now(storage.commit(batch)).unwrap();
    assert!(matches!(now(PackCatalog::load(&storage)), Err(StorageError::Corrupt { .. })));
}

#[test]
fn a_full_disk_says_how_much_is_needed_and_keeps_nothing() {
    let storage = MemoryStorage::new();
    let mut world = World::open(&storage);
    world.upload(1, &file_bytes(1, 1_000_000)).unwrap();
    let usage = now(storage.estimate()).unwrap().usage;
    storage.set_quota(usage + ByteSize::kib(900));
    let refused = world.upload(2, &file_bytes(2, 3_000_000));
    let Err(StorageError::QuotaExceeded { needed, available }) = refused else { panic!("{refused:?}") };
    assert!(needed > ByteSize::mib(1) && available == ByteSize::kib(900), "{needed} {available}");
    assert_eq!(now(storage.estimate()).unwrap().usage, usage);
    let mut world = World::open(&storage);
    assert_eq!(world.files.len(), 1);
    world.check_all_readable().unwrap();
    world.upload(3, &[7; 100]).unwrap();
}
