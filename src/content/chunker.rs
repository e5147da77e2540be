//! Cuts a stream of bytes where its content says so, names the chunks and the whole.
//!
//! Equal runs of bytes give equal chunks wherever they lie in a file (FastCDC), so that a file uploaded
//! again, or grown in the middle, stores only what is new.

use super::{Content, ContentId, Extent, Source};
use crate::base::{ByteSize, Digest};
use bytes::{Bytes, BytesMut};
use fastcdc::v2020::MASKS;

/// Smallest chunk but a file's last. Units: bytes.
pub const CHUNK_BYTES_MIN: usize = 32 << 10;
/// What most chunks are near to. Units: bytes.
pub const CHUNK_BYTES_TYPICAL: usize = 128 << 10;
/// Largest chunk. Units: bytes.
pub const CHUNK_BYTES_MAX: usize = 512 << 10;

/// Stricter before the typical size, looser behind it: FastCDC's normalisation level 1.
const MASK_BEFORE_TYPICAL: u64 = MASKS[CHUNK_BYTES_TYPICAL.ilog2() as usize + 1];
const MASK_BEHIND_TYPICAL: u64 = MASKS[CHUNK_BYTES_TYPICAL.ilog2() as usize - 1];

/// Bytes with their name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    pub digest: Digest,
    pub bytes: Bytes,
}

/// Takes a file in slices of any length and gives out its chunks.
///
/// Holds at most one chunk and the last slice. Where the slices were cut changes nothing.
#[derive(Debug, Default)]
pub struct Chunker {
    waiting: BytesMut,
    whole: blake3::Hasher,
    size: u64,
    extents: Vec<Extent>,
}

impl Chunker {
    pub fn new() -> Self {
        Self::default()
    }

    /// Bytes taken so far.
    pub fn taken(&self) -> ByteSize {
        ByteSize(self.size + self.waiting.len() as u64)
    }

    /// Takes the next bytes of the file and gives out the chunks that are complete.
    ///
    /// Runs of zeros become extents without a chunk.
    pub fn push(&mut self, slice: &[u8]) -> Vec<Chunk> {
        self.waiting.extend_from_slice(slice);
        let mut chunks = Vec::new();
        // With less than the largest chunk at hand a cut could move when more bytes arrive.
        while self.waiting.len() >= CHUNK_BYTES_MAX {
            let bytes = self.cut();
            self.whole.update(&bytes);
            chunks.extend(self.name(bytes));
        }
        chunks
    }

    /// Ends the file: gives out what was waiting and the description of the whole.
    pub fn finish(mut self) -> (Vec<Chunk>, Content) {
        let mut chunks = Vec::new();
        while !self.waiting.is_empty() {
            let bytes = self.cut();
            let is_whole_file = self.size == 0 && self.waiting.is_empty();
            // Most files are one chunk, and have its digest: no second pass over their bytes.
            if !is_whole_file || is_zero(&bytes) {
                self.whole.update(&bytes);
            }
            chunks.extend(self.name(bytes));
        }
        let digest = match self.extents[..] {
            [Extent { source: Source::Chunk(digest), .. }] => digest,
            _ => Digest(*self.whole.finalize().as_bytes()),
        };
        let size = ByteSize(self.size);
        (chunks, Content { id: ContentId(digest), size, digest: Some(digest), extents: self.extents })
    }

    fn cut(&mut self) -> Bytes {
        let (_, length) = fastcdc::v2020::cut(
            &self.waiting,
            CHUNK_BYTES_MIN,
            CHUNK_BYTES_TYPICAL,
            CHUNK_BYTES_MAX,
            MASK_BEFORE_TYPICAL,
            MASK_BEHIND_TYPICAL,
            MASK_BEFORE_TYPICAL << 1,
            MASK_BEHIND_TYPICAL << 1,
        );
        self.waiting.split_to(length).freeze()
    }

    fn name(&mut self, bytes: Bytes) -> Option<Chunk> {
        let length = bytes.len() as u64;
        self.size += length;
        if is_zero(&bytes) {
            self.extend(length, Source::Zero);
            return None;
        }
        let digest = Digest::of(&bytes);
        self.extend(length, Source::Chunk(digest));
        Some(Chunk { digest, bytes })
    }

    /// Neighbouring zeros are one extent, so that an empty disk image is one row.
    fn extend(&mut self, length: u64, source: Source) {
        match self.extents.last_mut() {
            Some(last) if last.source == Source::Zero && source == Source::Zero => last.length += length,
            _ => self.extents.push(Extent { length, source }),
        }
    }
}

fn is_zero(bytes: &[u8]) -> bool {
    // Ordinary content is told apart by its first block.
    bytes.chunks(64).all(|block| block.iter().all(|byte| *byte == 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Seed;
    use crate::content::{Pattern, procedural};
    use proptest::prelude::*;

    fn noise(seed: u64, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        procedural::fill(Pattern::Noise, Seed(seed), 0, &mut bytes);
        bytes
    }

    fn chunk_whole(bytes: &[u8]) -> (Vec<Chunk>, Content) {
        chunk_sliced(bytes, std::iter::empty())
    }

    fn chunk_sliced(mut bytes: &[u8], lengths: impl Iterator<Item = usize>) -> (Vec<Chunk>, Content) {
        let mut chunker = Chunker::new();
        let mut chunks = Vec::new();
        for length in lengths {
            let (slice, rest) = bytes.split_at(length.min(bytes.len()));
            chunks.extend(chunker.push(slice));
            bytes = rest;
        }
        chunks.extend(chunker.push(bytes));
        let (last, content) = chunker.finish();
        chunks.extend(last);
        (chunks, content)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn slices_do_not_matter(
            parts in prop::collection::vec((any::<bool>(), 0usize..900_000), 0..4),
            lengths in prop::collection::vec(0usize..600_000, 0..12),
        ) {
            let mut bytes = Vec::new();
            for (index, (is_zero, length)) in parts.into_iter().enumerate() {
                bytes.extend(if is_zero { vec![0; length] } else { noise(index as u64, length) });
            }
            let whole = chunk_whole(&bytes);
            let sliced = chunk_sliced(&bytes, lengths.into_iter());
            prop_assert_eq!(&whole, &sliced);
            let (chunks, content) = whole;
            prop_assert!(content.is_consistent());
            prop_assert_eq!(content.size, ByteSize(bytes.len() as u64));
            prop_assert_eq!(content.digest, Some(Digest::of(&bytes)));
            prop_assert_eq!(content.chunks().collect::<Vec<_>>(),
                chunks.iter().map(|chunk| chunk.digest).collect::<Vec<_>>());
            prop_assert!(chunks.iter().all(|chunk| chunk.digest == Digest::of(&chunk.bytes)));
        }
    }

    #[test]
    fn cuts_are_those_of_the_published_algorithm() {
        let bytes = noise(1, 3 << 20);
        let (chunks, _) = chunk_whole(&bytes);
        let reference =
            fastcdc::v2020::FastCDC::new(&bytes, CHUNK_BYTES_MIN, CHUNK_BYTES_TYPICAL, CHUNK_BYTES_MAX);
        let expected: Vec<usize> = reference.map(|cut| cut.length).collect();
        assert_eq!(chunks.iter().map(|chunk| chunk.bytes.len()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn an_insertion_changes_few_chunks() {
        let before = noise(2, 8 << 20);
        let after = [&before[..3_000_000], b"a few new bytes", &before[3_000_000..]].concat();
        let (known, _) = chunk_whole(&before);
        let (chunks, _) = chunk_whole(&after);
        let is_new = |chunk: &&Chunk| known.iter().all(|known| known.digest != chunk.digest);
        let new_bytes: usize = chunks.iter().filter(is_new).map(|chunk| chunk.bytes.len()).sum();
        assert!(new_bytes <= 2 * CHUNK_BYTES_MAX, "{new_bytes} bytes are new");
    }

    #[test]
    fn zeros_are_not_stored() {
        let (chunks, content) = chunk_whole(&vec![0; 5 << 20]);
        assert_eq!(chunks, []);
        assert_eq!(content.extents, [Extent { length: 5 << 20, source: Source::Zero }]);
        assert_eq!(content.digest, Some(Digest::of(&vec![0; 5 << 20])));
    }

    #[test]
    fn the_smallest_files_are_whole() {
        assert_eq!(Content::empty().id, ContentId(Digest::of(b"")));
        assert_eq!(Content::empty().extents, []);
        let (chunks, content) = chunk_whole(b"x");
        assert_eq!((chunks.len(), content.id), (1, ContentId(Digest::of(b"x"))));
        let (chunks, content) = chunk_whole(&[0]);
        assert_eq!((chunks.len(), content.id), (0, ContentId(Digest::of(&[0]))));
    }

    #[test]
    fn a_large_file_is_never_held() {
        let slice = noise(3, 4 << 20);
        let mut chunker = Chunker::new();
        for _ in 0..4 {
            drop(chunker.push(&slice));
            assert!(chunker.waiting.len() < CHUNK_BYTES_MAX);
            assert!(chunker.waiting.capacity() <= slice.len() + 2 * CHUNK_BYTES_MAX);
        }
        assert_eq!(chunker.taken(), ByteSize::mib(16));
    }
}
