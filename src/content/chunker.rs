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
