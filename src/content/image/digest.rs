//! The digest of a whole image: the same for the same bytes, however its layers lie.

use super::{BLOCK_BYTES, Layer, Stack};
use crate::{
    base::Digest,
    content::{ChunkSource, Extent, Hasher, ReadError, Reader},
};

/// The layers of a disk or snapshot at one moment, kept for a reading that takes its time.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// The newest first.
    layers: Vec<Layer>,
    size: u64,
}

impl Image {
    /// `layers`: the newest first. `size`: of the disk, in bytes.
    pub fn new(layers: Vec<Layer>, size: u64) -> Self {
        Self { layers, size }
    }

    pub fn stack(&self) -> Stack<'_> {
        Stack::new(&self.layers, self.size)
    }

    /// The stored chunks it needs.
    pub fn chunks(&self) -> impl Iterator<Item = Digest> {
        self.layers.iter().flat_map(Layer::chunks)
    }
}

/// Computes the digest of an image from its blocks.
///
/// Shape: BLAKE3 of the size in bytes, then of each block that holds anything but zeros, in order: its number and its
/// bytes. Numbers are 8 bytes, the lowest first.
#[derive(Debug)]
pub struct ImageHasher(Hasher);

impl ImageHasher {
    /// `size`: of the disk, in bytes.
    pub fn new(size: u64) -> Self {
        let mut hasher = Hasher::new();
        hasher.update(&size.to_le_bytes());
        Self(hasher)
    }

    /// Takes whole blocks that stand at `offset`, behind all that came before.
    pub fn push(&mut self, offset: u64, bytes: &[u8]) {
        debug_assert!(offset.is_multiple_of(BLOCK_BYTES), "blocks are whole");
        for (number, block) in (offset / BLOCK_BYTES..).zip(bytes.chunks(BLOCK_BYTES as usize)) {
            if block.iter().any(|byte| *byte != 0) {
                self.0.update(&number.to_le_bytes());
                self.0.update(block);
            }
        }
    }

    pub fn finish(&self) -> Digest {
        self.0.finish()
    }
}

/// The digest of an image. Its cost is that of what was written; a few pieces of it are in memory at a time.
///
/// `go_on` is told how many bytes were read, and answers whether to read more; nothing where it did not.
///
/// # Errors
/// Those of reading.
pub async fn digest_of<S: ChunkSource>(
    stack: &Stack<'_>,
    chunks: &S,
    mut go_on: impl AsyncFnMut(u64) -> bool,
) -> Result<Option<Digest>, ReadError> {
    let mut hasher = ImageHasher::new(stack.size());
    let mut extents = stack.written(0).peekable();
    while let Some((offset, first)) = extents.next() {
        let mut run = vec![first];
        let mut end = offset + first.length;
        while let Some((_, next)) = extents.next_if(|(at, _)| *at == end && run.len() < RUN_EXTENTS_MAX) {
            end += next.length;
            run.push(next);
        }
        if !digest_run(&mut hasher, offset, &run, chunks, &mut go_on).await? {
            return Ok(None);
        }
    }
    Ok(Some(hasher.finish()))
}

/// Extents read by one reader: enough to fetch some ahead, few enough to be no list of the image.
const RUN_EXTENTS_MAX: usize = 1_024;

/// Extents that lie one behind the other; answers whether to go on.
async fn digest_run<S: ChunkSource>(
    hasher: &mut ImageHasher,
    mut offset: u64,
    run: &[Extent],
    chunks: &S,
    go_on: &mut impl AsyncFnMut(u64) -> bool,
) -> Result<bool, ReadError> {
    let mut reader = Reader::of_extents(run, chunks);
    while let Some(bytes) = reader.next().await? {
        hasher.push(offset, &bytes);
        offset += bytes.len() as u64;
        if !go_on(bytes.len() as u64).await {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::Seed,
        content::{
            Pattern, Source,
            image::{Churn, UNIT_BYTES},
            procedural,
        },
    };
    use bytes::Bytes;
    use futures::FutureExt;
    use proptest::{collection::vec, prelude::*};
    use std::collections::BTreeMap;

    const UNITS: u64 = 3;
    const SIZE: u64 = UNITS * UNIT_BYTES;
    const BLOCKS: u64 = SIZE / BLOCK_BYTES;

    #[derive(Default)]
    struct Shelf(BTreeMap<Digest, Bytes>);

    impl Shelf {
        fn keep(&mut self, bytes: &[u8]) -> Extent {
            let digest = Digest::of(bytes);
            self.0.insert(digest, Bytes::copy_from_slice(bytes));
            Extent { length: bytes.len() as u64, source: Source::Chunk(digest) }
        }
    }

    impl ChunkSource for Shelf {
        async fn chunk(&self, digest: Digest) -> Result<Bytes, ReadError> {
            self.0.get(&digest).cloned().ok_or(ReadError::Missing(digest))
        }
    }

    /// The digest, and how many bytes were read for it.
    fn digest(stack: &Stack<'_>, shelf: &Shelf) -> (Digest, u64) {
        let mut read = 0;
        let count = async |bytes| {
            read += bytes;
            true
        };
        let found = digest_of(stack, shelf, count).now_or_never().expect("a shelf never waits");
        (found.expect("everything is stored").expect("nobody stopped it"), read)
    }

    /// What the shape of the digest says, word by word.
    fn expected(size: u64, bytes: &[u8]) -> Digest {
        let mut text = size.to_le_bytes().to_vec();
        for (number, block) in bytes.chunks(BLOCK_BYTES as usize).enumerate() {
            if block.iter().any(|byte| *byte != 0) {
                text.extend((number as u64).to_le_bytes());
                text.extend(block);
            }
        }
        Digest::of(&text)
    }

    #[derive(Clone, Debug)]
    enum Step {
        /// Nothing but zeros where the letter is zero.
        Store {
            block: u64,
            letter: u8,
        },
        Zero {
            block: u64,
            blocks: u64,
        },
        Generate {
            block: u64,
            blocks: u64,
            seed: u64,
        },
        Churn {
            count: u64,
            seed: u64,
        },
        Snapshot,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            3 => (0..BLOCKS, 0..4u8).prop_map(|(block, letter)| Step::Store { block, letter }),
            1 => (0..BLOCKS, 1..9u64).prop_map(|(block, blocks)| Step::Zero { block, blocks }),
            2 => (0..BLOCKS, 1..9u64, 0..3u64)
                .prop_map(|(block, blocks, seed)| Step::Generate { block, blocks, seed }),
            1 => (0..3u64, 0..3u64).prop_map(|(count, seed)| Step::Churn { count, seed }),
            2 => Just(Step::Snapshot),
        ]
    }

    fn generate(bytes: &mut [u8], offset: u64, length: u64, seed: u64, origin: u64) {
        let target = &mut bytes[offset as usize..(offset + length) as usize];
        procedural::fill(Pattern::Noise, Seed(seed), origin, target);
    }

    fn write(step: &Step, layers: &mut Vec<Layer>, bytes: &mut [u8], shelf: &mut Shelf) {
        let top = layers.last_mut().expect("there is one");
        match *step {
            Step::Store { block, letter } => {
                let at = block * BLOCK_BYTES;
                let target = &mut bytes[at as usize..][..BLOCK_BYTES as usize];
                target.fill(letter);
                top.write(at, shelf.keep(target));
            }
            Step::Zero { block, blocks } => {
                let (at, length) = (block * BLOCK_BYTES, blocks.min(BLOCKS - block) * BLOCK_BYTES);
                bytes[at as usize..(at + length) as usize].fill(0);
                top.write(at, Extent { length, source: Source::Zero });
            }
            Step::Generate { block, blocks, seed } => {
                let (at, length) = (block * BLOCK_BYTES, blocks.min(BLOCKS - block) * BLOCK_BYTES);
                generate(bytes, at, length, seed, 0);
                let source = Source::Procedural { pattern: Pattern::Noise, seed: Seed(seed), origin: 0 };
                top.write(at, Extent { length, source });
            }
            Step::Churn { count, seed } => {
                let churn =
                    Churn::scattered(0..UNITS, count, Pattern::Noise, Seed(seed)).expect("it has units");
                for unit in churn.units() {
                    generate(bytes, unit * UNIT_BYTES, UNIT_BYTES, seed, unit * UNIT_BYTES);
                }
                top.churn(churn);
            }
            Step::Snapshot => layers.push(Layer::default()),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn equal_bytes_have_equal_digests_however_the_layers_lie(steps in vec(step(), 0..24)) {
            let (mut layers, mut shelf) = (vec![Layer::default()], Shelf::default());
            let mut bytes = vec![0; SIZE as usize];
            steps.iter().for_each(|step| write(step, &mut layers, &mut bytes, &mut shelf));
            let layered = Image::new(layers.iter().rev().cloned().collect(), SIZE);
            let found = digest(&layered.stack(), &shelf).0;
            prop_assert_eq!(found, expected(SIZE, &bytes));
            prop_assert!(layered.chunks().all(|digest| shelf.0.contains_key(&digest)));
            // The same bytes as an upload would have them: one layer of blocks.
            let mut flat = Layer::default();
            for (number, block) in (0..).zip(bytes.chunks(BLOCK_BYTES as usize)) {
                flat.write(number * BLOCK_BYTES, shelf.keep(block));
            }
            prop_assert_eq!(digest(&Stack::new([&flat], SIZE), &shelf).0, found);
            // And after every snapshot but the newest was deleted.
            let merged = layers.into_iter().reduce(|below, mut above| {
                above.put_below(below);
                above
            });
            prop_assert_eq!(digest(&Stack::new(&merged, SIZE), &shelf).0, found);
        }
    }

    #[test]
    fn one_byte_its_place_and_the_size_all_count() {
        let (mut shelf, mut block) = (Shelf::default(), vec![0; BLOCK_BYTES as usize]);
        let mut seen =
            vec![digest(&Stack::new([], SIZE), &shelf).0, digest(&Stack::new([], 2 * SIZE), &shelf).0];
        for (offset, byte) in [(0, 1), (BLOCK_BYTES, 1), (0, 2)] {
            block[77] = byte;
            let mut layer = Layer::default();
            layer.write(offset, shelf.keep(&block));
            seen.push(digest(&Stack::new([&layer], SIZE), &shelf).0);
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }

    #[test]
    fn the_largest_disk_costs_what_was_written_on_it() {
        let units = (64 << 40) / UNIT_BYTES;
        let mut layer = Layer::default();
        layer.churn(Churn::scattered(0..units, 3, Pattern::Noise, Seed(1)).expect("it has units"));
        layer.write(5 << 40, Extent { length: 1 << 40, source: Source::Zero });
        assert_eq!(digest(&Stack::new([&layer], 64 << 40), &Shelf::default()).1, 3 * UNIT_BYTES);
    }

    #[test]
    fn it_can_be_stopped_and_notices_what_is_missing() {
        let (mut layer, mut shelf) = (Layer::default(), Shelf::default());
        let extent = shelf.keep(&vec![7; BLOCK_BYTES as usize]);
        layer.write(0, extent);
        let stack = Stack::new([&layer], SIZE);
        let stopped = digest_of(&stack, &shelf, async |_| false).now_or_never();
        assert_eq!(stopped, Some(Ok(None)));
        let missing = ReadError::Missing(extent.chunk().expect("it is stored"));
        let failed = digest_of(&stack, &Shelf::default(), async |_| true).now_or_never();
        assert_eq!(failed, Some(Err(missing)));
    }
}
