//! Cuts the bytes of an image into the blocks of a disk.

use super::BLOCK_BYTES;
use crate::{base::Digest, content::Chunk};
use bytes::Bytes;

/// Takes the bytes of an image in the order of the disk, with gaps, and gives out its blocks.
///
/// Blocks of zeros are left out: a disk is zero where nothing was written.
#[derive(Debug, Default)]
pub struct BlockCutter {
    /// Where the block that is being filled starts; its bytes are empty where there is none.
    start: u64,
    bytes: Vec<u8>,
}

impl BlockCutter {
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes bytes that stand at `offset` of the disk, behind all that came before.
    pub fn push(&mut self, mut offset: u64, mut bytes: &[u8]) -> Vec<(u64, Chunk)> {
        let mut blocks = Vec::new();
        while !bytes.is_empty() {
            let within = offset % BLOCK_BYTES;
            if self.start != offset - within {
                blocks.extend(self.take());
                self.start = offset - within;
            }
            let length = bytes.len().min((BLOCK_BYTES - within) as usize);
            let (part, rest) = bytes.split_at(length);
            self.bytes.resize(within as usize, 0);
            self.bytes.extend_from_slice(part);
            (bytes, offset) = (rest, offset + length as u64);
        }
        blocks
    }

    /// The last block.
    pub fn finish(mut self) -> Option<(u64, Chunk)> {
        self.take()
    }

    fn take(&mut self) -> Option<(u64, Chunk)> {
        let mut bytes = std::mem::take(&mut self.bytes);
        if bytes.iter().all(|byte| *byte == 0) {
            return None;
        }
        bytes.resize(BLOCK_BYTES as usize, 0);
        let bytes = Bytes::from(bytes);
        Some((self.start, Chunk { digest: Digest::of(&bytes), bytes }))
    }
}
