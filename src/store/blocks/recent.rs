//! Blocks that were written lately, which the next commit that changes them need not read.
//!
//! Whoever makes time pass day by day changes the same blocks with every commit.

use super::{BULK_BYTES, BlockKey};
use bytes::Bytes;
use std::collections::HashMap;

/// Two generations of so many bytes are kept at most: a day of a large estate writes 17 MiB. Units: bytes.
const GENERATION_BYTES: usize = 16 << 20;

/// A block of one long row is not worth its place.
const BLOCK_BYTES_MAX: usize = 2 * BULK_BYTES;

/// The blocks, of which those that were written longest ago go first.
#[derive(Clone, Debug, Default)]
pub struct Recent {
    young: HashMap<BlockKey, Bytes>,
    /// Of these.
    young_bytes: usize,
    old: HashMap<BlockKey, Bytes>,
}

impl Recent {
    pub fn get(&self, key: &BlockKey) -> Option<&Bytes> {
        self.young.get(key).or_else(|| self.old.get(key))
    }

    /// A block was written.
    pub fn put(&mut self, key: &BlockKey, block: &Bytes) {
        self.remove(key);
        if block.len() > BLOCK_BYTES_MAX {
            return;
        }
        if self.young_bytes + block.len() > GENERATION_BYTES {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes += block.len();
        self.young.insert(key.clone(), block.clone());
    }

    /// A block is gone.
    pub fn remove(&mut self, key: &BlockKey) {
        self.old.remove(key);
        if let Some(block) = self.young.remove(key) {
            self.young_bytes -= block.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_longest_ago_goes_first() {
        let mut recent = Recent::default();
        let block = Bytes::from(vec![0; BULK_BYTES]);
        let count = 3 * GENERATION_BYTES / BULK_BYTES;
        let key = |number: usize| number.to_be_bytes().to_vec();
        for number in 0..count {
            recent.put(&key(number), &block);
            let held: usize = recent.young.values().chain(recent.old.values()).map(Bytes::len).sum();
            assert!(held <= 2 * GENERATION_BYTES, "{held}");
        }
        assert_eq!(recent.get(&key(0)), None);
        assert!((count / 2..count).all(|number| recent.get(&key(number)).is_some()));
    }

    #[test]
    fn what_is_written_again_or_gone_is_not_what_it_was() {
        let mut recent = Recent::default();
        let key = vec![1];
        for bytes in [&b"one"[..], b"another"] {
            recent.put(&key, &Bytes::from_static(bytes));
            assert_eq!(recent.get(&key).map(|block| &block[..]), Some(bytes));
        }
        recent.put(&key, &Bytes::from(vec![0; BLOCK_BYTES_MAX + 1]));
        assert_eq!(recent.get(&key), None, "what it was before least of all");
        recent.put(&key, &Bytes::from_static(b"one"));
        recent.remove(&key);
        assert_eq!((recent.get(&key), recent.young_bytes), (None, 0));
    }
}
