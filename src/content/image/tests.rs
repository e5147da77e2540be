//! Layers held against a disk that copies everything at every snapshot.

use super::*;
use crate::{
    base::{Digest, Seed},
    content::{Extent, Pattern, Source, procedural},
};
use proptest::{collection::vec, prelude::*};
use std::ops::Range;

const BLOCKS_A_UNIT: u64 = UNIT_BYTES / BLOCK_BYTES;
const UNITS: u64 = 6;
const BLOCKS: u64 = UNITS * BLOCKS_A_UNIT;

/// What somebody does to a disk.
#[derive(Clone, Debug)]
enum Step {
    Write {
        block: u64,
        blocks: u64,
        source: u8,
    },
    Churn {
        from: u64,
        units: u64,
        count: u64,
        seed: u64,
        is_run: bool,
    },
    /// Work that goes on over the whole disk.
    Work {
        count: u64,
        seed: u64,
    },
    Snapshot,
    /// Of the n-th snapshot that there is.
    Delete(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..BLOCKS, 1..9u64, any::<u8>()).prop_map(|(block, blocks, source)| Step::Write { block, blocks, source }),
        3 => (0..UNITS, 1..4u64, 0..4u64, any::<u64>(), any::<bool>())
            .prop_map(|(from, units, count, seed, is_run)| Step::Churn { from, units, count, seed, is_run }),
        3 => (0..UNITS + 2, any::<u64>()).prop_map(|(count, seed)| Step::Work { count, seed }),
        3 => Just(Step::Snapshot),
        2 => (0..8usize).prop_map(Step::Delete),
    ]
}

/// Names the bytes of a block, as a stand-in for them: the stream that is read and where.
fn source_of_block(source: Source, within: u64) -> Source {
    match source {
        Source::Procedural { pattern, seed, origin } => {
            Source::Procedural { pattern, seed, origin: origin + within }
        }
        other => other,
    }
}

/// A disk that copies everything at every snapshot.
struct Naive {
    blocks: Vec<Source>,
    changed: Vec<bool>,
    snapshots: Vec<(Vec<Source>, Vec<bool>)>,
}

impl Naive {
    fn write(&mut self, offset: u64, extent: Extent) {
        for within in (0..extent.length).step_by(BLOCK_BYTES as usize) {
            let block = ((offset + within) / BLOCK_BYTES) as usize;
            self.blocks[block] = source_of_block(extent.source, within);
            self.changed[block / BLOCKS_A_UNIT as usize] = true;
        }
    }

    fn snapshot(&mut self) {
        let changed = std::mem::replace(&mut self.changed, vec![false; UNITS as usize]);
        self.snapshots.push((self.blocks.clone(), changed));
    }

    /// What only the deleted one had stored is the next one's now.
    fn delete(&mut self, index: usize) {
        let (_, changed) = self.snapshots.remove(index);
        let above = self.snapshots.get_mut(index).map_or(&mut self.changed, |(_, changed)| changed);
        above.iter_mut().zip(changed).for_each(|(above, below)| *above |= below);
    }
}

/// The same disk in layers.
#[derive(Default)]
struct Layered {
    top: Layer,
    snapshots: Vec<Layer>,
}

impl Layered {
    fn delete(&mut self, index: usize) {
        let below = self.snapshots.remove(index);
        self.snapshots.get_mut(index).unwrap_or(&mut self.top).put_below(below);
    }

    fn blocks(&self, above: Option<&Layer>, snapshots: usize) -> Vec<Source> {
        let layers = above.into_iter().chain(self.snapshots[..snapshots].iter().rev());
        let stack = Stack::new(layers, BLOCKS * BLOCK_BYTES);
        blocks_of(&stack.extents(0..stack.size()))
    }
}

fn blocks_of(extents: &[(u64, Extent)]) -> Vec<Source> {
    let mut blocks = Vec::new();
    for (offset, extent) in extents {
        assert_eq!(*offset, blocks.len() as u64 * BLOCK_BYTES, "without a gap");
        blocks.extend(
            (0..extent.length).step_by(BLOCK_BYTES as usize).map(|at| source_of_block(extent.source, at)),
        );
    }
    blocks
}

fn extent(blocks: u64, source: u8) -> Extent {
    let (length, seed) = (blocks * BLOCK_BYTES, Seed(source.into()));
    match source % 3 {
        0 => Extent { length, source: Source::Zero },
        1 => Extent { length, source: Source::Procedural { pattern: Pattern::Noise, seed, origin: 0 } },
        _ => Extent { length: BLOCK_BYTES, source: Source::Chunk(Digest::of(&[source])) },
    }
}

proptest! {
    #[test]
    fn layers_hold_what_full_copies_would(steps in vec(step(), 1..60)) {
        let mut naive = Naive {
            blocks: vec![Source::Zero; BLOCKS as usize],
            changed: vec![false; UNITS as usize],
            snapshots: Vec::new(),
        };
        let mut layered = Layered::default();
        for step in steps {
            match step {
                Step::Write { block, blocks, source } => {
                    let extent = extent(blocks.min(BLOCKS - block), source);
                    naive.write(block * BLOCK_BYTES, extent);
                    layered.top.write(block * BLOCK_BYTES, extent);
                }
                Step::Churn { from, units, count, seed, is_run } => {
                    let make = if is_run { Churn::run } else { Churn::scattered };
                    let region = from..(from + units).min(UNITS);
                    let churn = make(region, count, Pattern::Noise, Seed(seed)).expect("the region has units");
                    for (offset, extent) in churn.within(&(0..BLOCKS * BLOCK_BYTES)) {
                        naive.write(offset, extent);
                    }
                    layered.top.churn(churn);
                }
                Step::Work { count, seed } => {
                    for churn in layered.top.more_churn(&(0..UNITS), count, Pattern::Lines, Seed(seed)) {
                        for (offset, extent) in churn.within(&(0..BLOCKS * BLOCK_BYTES)) {
                            naive.write(offset, extent);
                        }
                        layered.top.churn(churn);
                    }
                }
                Step::Snapshot => {
                    naive.snapshot();
                    layered.snapshots.push(std::mem::take(&mut layered.top));
                }
                Step::Delete(number) if naive.snapshots.is_empty() => { let _ = number; }
                Step::Delete(number) => {
                    let index = number % naive.snapshots.len();
                    naive.delete(index);
                    layered.delete(index);
                }
            }
            prop_assert_eq!(&layered.blocks(Some(&layered.top), layered.snapshots.len()), &naive.blocks);
            for (index, (blocks, changed)) in naive.snapshots.iter().enumerate() {
                prop_assert_eq!(&layered.blocks(None, index + 1), blocks);
                let units = changed.iter().filter(|changed| **changed).count() as u64;
                prop_assert_eq!(layered.snapshots[index].changed_units(), units);
            }
        }
    }

    #[test]
    fn a_range_is_a_part_of_the_whole(
        writes in vec((0..BLOCKS, 1..9u64, any::<u8>()), 0..20), start in 0..BLOCKS, blocks in 0..BLOCKS,
    ) {
        let mut layer = Layer::default();
        for (block, length, source) in writes {
            layer.write(block * BLOCK_BYTES, extent(length.min(BLOCKS - block), source));
        }
        let stack = Stack::new([&layer], BLOCKS * BLOCK_BYTES);
        let whole = blocks_of(&stack.extents(0..stack.size()));
        let end = (start + blocks).min(BLOCKS);
        let part = stack.extents(start * BLOCK_BYTES..end * BLOCK_BYTES);
        let shifted: Vec<_> = part.iter().map(|(offset, extent)| (offset - start * BLOCK_BYTES, *extent)).collect();
        prop_assert_eq!(&blocks_of(&shifted)[..], &whole[start as usize..end as usize]);
    }

    #[test]
    fn churn_names_as_many_units_as_it_says(units in 1..500u64, from in 0..1_000u64, count in 0..600u64, seed: u64) {
        let churn = Churn::scattered(from..from + units, count, Pattern::Noise, Seed(seed)).expect("it has units");
        let mut named: Vec<_> = churn.units().collect();
        named.sort_unstable();
        named.dedup();
        prop_assert_eq!(named.len() as u64, count.min(units));
        prop_assert_eq!(&named, &(from.saturating_sub(2)..from + units + 2).filter(|unit| churn.contains(*unit)).collect::<Vec<_>>());
        for unit in from.saturating_sub(2)..from + units + 2 {
            prop_assert_eq!(churn.next(unit), named.iter().copied().find(|named| *named >= unit));
        }
    }

    #[test]
    fn what_was_written_is_found_without_a_search(
        writes in vec((0..BLOCKS, 1..5u64, any::<u8>()), 0..6), churned in (0..UNITS, 0..3u64, any::<u64>()), from in 0..BLOCKS,
    ) {
        let mut layer = Layer::default();
        let (start, count, seed) = churned;
        layer.churn(Churn::scattered(start..UNITS, count, Pattern::Noise, Seed(seed)).expect("it has units"));
        for (block, length, source) in writes {
            layer.write(block * BLOCK_BYTES, extent(length.min(BLOCKS - block), source));
        }
        let stack = Stack::new([&layer], BLOCKS * BLOCK_BYTES);
        let whole = stack.extents(0..stack.size());
        let mut expected = vec![Source::Zero; BLOCKS as usize];
        for (offset, extent) in stack.written(from * BLOCK_BYTES) {
            for at in (0..extent.length).step_by(BLOCK_BYTES as usize) {
                expected[((offset + at) / BLOCK_BYTES) as usize] = source_of_block(extent.source, at);
            }
        }
        let blocks = blocks_of(&whole);
        prop_assert_eq!(&expected[from as usize..], &blocks[from as usize..]);
        let is_written = |block: &u64| blocks[*block as usize] != Source::Zero;
        let gap = (from..BLOCKS).find(|block| !is_written(block)).unwrap_or(BLOCKS);
        let next = (gap..BLOCKS).find(is_written).map(|block| block * BLOCK_BYTES);
        prop_assert_eq!(stack.next_run(from * BLOCK_BYTES + 5), next);
    }

    #[test]
    fn unit_sets_count_ranges(
        // At the beginning, and where one page of the set ends and the next begins.
        ranges in vec((prop_oneof![0..400u64, 32_500..32_900u64], 0..200u64), 0..8),
    ) {
        let mut units = UnitSet::default();
        ranges.iter().for_each(|(start, length)| units.add_range(*start..start + length));
        let is_in = |unit: &u64| ranges.iter().any(|(start, length)| (*start..start + length).contains(unit));
        let looked_at = || (0..700).chain(32_400..33_200);
        prop_assert_eq!(units.count(), looked_at().filter(is_in).count() as u64);
        prop_assert!(looked_at().all(|unit| units.contains(unit) == is_in(&unit)));
    }
}

#[test]
fn chunks_that_nobody_can_read_are_let_go() {
    let chunk = |byte| Extent { length: BLOCK_BYTES, source: Source::Chunk(Digest::of(&[byte])) };
    let (mut below, mut above) = (Layer::default(), Layer::default());
    below.write(0, chunk(1));
    below.write(UNIT_BYTES, chunk(2));
    below.write(2 * UNIT_BYTES, chunk(3));
    above.churn(Churn::run(1..2, 1, Pattern::Noise, Seed(1)).expect("one unit"));
    above.write(0, chunk(4));
    above.put_below(below);
    let kept: Vec<_> = above.chunks().collect();
    assert_eq!(kept, [Digest::of(&[3]), Digest::of(&[4])]);
}

#[test]
fn the_few_written_units_of_the_largest_disk_are_found() {
    let units = (64 << 40) / UNIT_BYTES;
    let churn = Churn::scattered(0..units, 50, Pattern::Noise, Seed(9)).expect("it has units");
    let mut named: Vec<_> = churn.units().collect();
    named.sort_unstable();
    let found = std::iter::successors(churn.next(0), |unit| churn.next(unit + 1));
    assert_eq!(found.collect::<Vec<_>>(), named);
    let mut layer = Layer::default();
    layer.churn(churn);
    let stack = Stack::new([&layer], 64 << 40);
    let offsets: Vec<_> = stack.written(0).map(|(offset, _)| offset / UNIT_BYTES).collect();
    assert_eq!(offsets, named);
}

#[test]
fn a_run_without_end_is_left_in_its_middle() {
    let units = (64 << 40) / UNIT_BYTES;
    let mut layer = Layer::default();
    layer.churn(Churn::run(0..units, units, Pattern::Noise, Seed(9)).expect("it has units"));
    let stack = Stack::new([&layer], 64 << 40);
    let next = stack.next_run(0).expect("there is more");
    assert!(next > 0 && next < stack.size(), "{next}");
}

#[test]
fn steady_work_is_one_entry_and_exact() {
    let mut layer = Layer::default();
    let region = 0..1_000;
    for step in 0..50 {
        let churns = layer.more_churn(&region, 13, Pattern::Lines, Seed(step));
        churns.into_iter().for_each(|churn| layer.churn(churn));
        assert_eq!((layer.stages().len(), layer.changed_units()), (1, 13 * (step + 1)));
    }
    // Something else in between is not written over by what had been done before it.
    layer.write(0, Extent { length: BLOCK_BYTES, source: Source::Zero });
    let more = layer.more_churn(&region, 13, Pattern::Lines, Seed(99));
    assert_eq!(more.iter().map(Churn::count).collect::<Vec<_>>(), [13]);
    more.into_iter().for_each(|churn| layer.churn(churn));
    assert_eq!(layer.stages().len(), 3);
    // When everything was rewritten, what was below is forgotten, and work starts over.
    let churns = layer.more_churn(&region, 1_500, Pattern::Lines, Seed(100));
    assert_eq!(churns.iter().map(Churn::count).collect::<Vec<_>>(), [1_000, 513]);
    churns.into_iter().for_each(|churn| layer.churn(churn));
    assert_eq!((layer.stages().len(), layer.changed_units()), (2, 1_000));
}

#[test]
fn many_units_are_counted_as_few_are() {
    let region = 400_000u64;
    let mut layer = Layer::default();
    let churns = [(1, 200_000), (2, 150_000), (3, 100_000)].map(|(seed, count)| {
        Churn::scattered(0..region, count, Pattern::Noise, Seed(seed)).expect("it has units")
    });
    churns.into_iter().for_each(|churn| layer.churn(churn));
    let changed = (0..region).filter(|unit| churns.iter().any(|churn| churn.contains(*unit)));
    assert_eq!(layer.changed_units(), changed.count() as u64);
}

#[test]
fn rewriting_everything_is_one_entry() {
    let units = (32 << 40) / UNIT_BYTES;
    let region: Range<u64> = 0..units;
    let churn = Churn::scattered(region, units, Pattern::Noise, Seed(3)).expect("it has units");
    let mut layer = Layer::default();
    layer.churn(churn);
    assert_eq!(layer.changed_units(), units);
    let stack = Stack::new([&layer], 32 << 40);
    let mut bytes = vec![0; 64];
    let last = stack.extents(stack.size() - 64..stack.size());
    assert_eq!(last.len(), 1);
    let Source::Procedural { pattern, seed, origin } = last[0].1.source else { panic!("it is generated") };
    procedural::fill(pattern, seed, origin, &mut bytes);
    assert!(bytes.iter().any(|byte| *byte != 0));
    assert!(Churn::scattered(5..5, 1, Pattern::Noise, Seed(3)).is_none());
}

proptest! {
    #[test]
    fn blocks_hold_the_bytes_that_were_pushed(
        pieces in vec((0..300_000u64, 1..400_000usize, any::<bool>()), 1..8),
    ) {
        let (mut cutter, mut blocks, mut whole) = (BlockCutter::new(), Vec::new(), Vec::new());
        for (gap, length, is_zero) in pieces {
            whole.resize(whole.len() + gap as usize, 0);
            let piece = vec![if is_zero { 0 } else { 7 }; length];
            blocks.extend(cutter.push(whole.len() as u64, &piece));
            whole.extend(piece);
        }
        blocks.extend(cutter.finish());
        whole.resize(whole.len().next_multiple_of(BLOCK_BYTES as usize), 0);
        let mut disk = vec![0; whole.len()];
        for (offset, chunk) in &blocks {
            prop_assert_eq!(chunk.digest, Digest::of(&chunk.bytes));
            prop_assert!(chunk.bytes.iter().any(|byte| *byte != 0));
            disk[*offset as usize..][..BLOCK_BYTES as usize].copy_from_slice(&chunk.bytes);
        }
        prop_assert!(disk == whole);
    }
}
