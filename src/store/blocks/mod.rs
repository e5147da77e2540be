//! Rows in blocks: many rows of a table as one value of the database.
//!
//! A browser's database takes as long for a value of sixty bytes as for one of sixteen thousand. So the rows of a
//! table lie in blocks, as in the leaves of a B-tree: a block holds the rows from its own key up to the key of the
//! next one, in order. A commit reads the blocks that its rows belong to, changes and writes them. A block that grows
//! beyond [`BLOCK_BYTES`] is cut, neighbours that have become small are fused. Behind a full block at the end of a table
//! a new one begins without a look into the full one, for a single row may fill it with tens of megabytes.
//!
//! A commit of many rows writes longer blocks, up to [`BULK_BYTES`], and joins neighbours to them; the first small commit
//! that comes to one of them cuts it again.
//!
//! Everything here is pure: [`Planning`] says what to read, by a [`Directory`], and [`Rewrite::finish`] what to write.
//!
//! Invariants: the key of a block is the table's tag, for the first block of a table alone, for the others followed by
//! the key of a row; no block is empty; the rows of a table are in order throughout its blocks.

mod frame;
mod planning;
mod recent;
mod rewrite;
#[cfg(test)]
mod tests;

pub use frame::rows;
pub use planning::Planning;
pub use rewrite::{BlockWrite, BlockWrites, Rewrite};

use crate::store::{RowWrite, TableTag};
use bytes::Bytes;
use recent::Recent;
use std::{collections::BTreeMap, ops::Bound};

/// The table's tag, then the key of the first row that the block is for.
pub type BlockKey = Vec<u8>;

/// A block is cut when it grows beyond this, unless one row alone is longer.
///
/// Measured: 100,000 rows of 60 bytes load in 70 ms from blocks, in 1,100 ms one by one; with larger blocks loading
/// gains little, and each small commit writes more.
pub const BLOCK_BYTES: usize = 16 << 10;

/// A commit of at least so many rows writes longer blocks: more than a person changes with one request, mostly.
pub const BULK_ROWS: usize = 1_000;

/// How long these are.
///
/// Measured: a day of 2,000 instances changes 16 MiB of blocks. With a request for each block of [`BLOCK_BYTES`] reading and
/// writing them takes 620 ms in the worker, with these and neighbours read together 120 to 150 ms.
pub const BULK_BYTES: usize = 256 << 10;

/// Neighbours that together are no longer than this become one block.
const FUSED_BYTES: usize = BLOCK_BYTES / 2;

/// As many neighbours are read together at most: while some are changed, the database fetches the next.
const RUN_BLOCKS_MAX: u32 = 8;

/// Neighbouring blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run<'p> {
    pub first: &'p BlockKey,
    pub last: &'p BlockKey,
    pub count: u32,
}

/// Where blocks begin, and what is known of those that were written since opening.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    blocks: BTreeMap<BlockKey, Option<Known>>,
    recent: Recent,
}

/// A block as it was written.
#[derive(Clone, Debug)]
struct Known {
    bytes: usize,
    /// Key of its last row.
    last: Vec<u8>,
}

impl Known {
    fn of(block: &[u8]) -> Option<Known> {
        let (last, _) = frame::rows(block).last()?.ok()?;
        Some(Known { bytes: block.len(), last: last.to_vec() })
    }
}

impl Directory {
    /// The directory of stored blocks.
    pub fn new(keys: impl IntoIterator<Item = BlockKey>) -> Self {
        Self { blocks: keys.into_iter().map(|key| (key, None)).collect(), recent: Recent::default() }
    }

    /// The first block that may hold rows whose keys begin with `prefix`; none where the table has no block before them.
    pub fn first_of(&self, table: TableTag, prefix: &[u8]) -> Option<&BlockKey> {
        let (key, _) = self.blocks.range(..=block_key(table, prefix)).next_back()?;
        (key[0] == table.0).then_some(key)
    }

    /// What a block holds, if that is still known of when it was written.
    pub fn recent(&self, block: &BlockKey) -> Option<Bytes> {
        self.recent.get(block).cloned()
    }

    /// The blocks that a plan reads and that are not [`Directory::recent`], neighbours together.
    pub fn runs<'p>(&self, plan: &'p [Rewrite]) -> Vec<Run<'p>> {
        let mut runs: Vec<Run<'p>> = Vec::new();
        let blocks = plan.iter().flat_map(Rewrite::reads);
        for block in blocks.filter(|block| self.recent.get(block).is_none()) {
            match runs
                .last_mut()
                .filter(|run| run.count < RUN_BLOCKS_MAX && self.next(run.last) == Some(block))
            {
                Some(run) => *run = Run { last: block, count: run.count + 1, ..*run },
                None => runs.push(Run { first: block, last: block, count: 1 }),
            }
        }
        runs
    }

    /// Takes note of what was written.
    pub fn record(&mut self, write: &BlockWrite) {
        match &write.value {
            Some(value) => {
                self.recent.put(&write.key, value);
                self.blocks.insert(write.key.clone(), Known::of(value));
            }
            None => {
                self.recent.remove(&write.key);
                self.blocks.remove(&write.key);
            }
        }
    }

    /// Plans the block of a row, with the one before it where there is room for both.
    fn start(&self, plan: &mut Vec<Rewrite>, row: RowWrite, block_bytes: usize) {
        let Some(block) = self.first_of(row.table, &row.key) else {
            let begins = block_key(row.table, &[]);
            let ends = self.next(&block_key(row.table, &row.key)).cloned();
            return plan.push(Rewrite { ends, ..Rewrite::new(begins, Vec::new(), row, block_bytes) });
        };
        if self.is_behind_all(block, &row) {
            return plan.push(Rewrite::behind(block, row, block_bytes));
        }
        let ends = self.next(block).cloned();
        let last = plan.last_mut().filter(|last| last.is_just_before(block));
        let is_neighbour = last.is_some();
        if let Some(last) = last.filter(|last| last.has_room_for(self.bytes_of(block))) {
            return last.extend(block.clone(), self.bytes_of(block), ends, row);
        }
        let before = self.small_neighbour(block).filter(|_| !is_neighbour);
        let reads: Vec<_> = before.into_iter().chain([block]).cloned().collect();
        let bytes = reads.iter().map(|block| self.bytes_of(block)).sum();
        plan.push(Rewrite { ends, bytes, ..Rewrite::new(reads[0].clone(), reads, row, block_bytes) });
    }

    /// The block behind one, of whatever table.
    fn next(&self, block: &BlockKey) -> Option<&BlockKey> {
        let behind = (Bound::Excluded(block), Bound::Unbounded);
        self.blocks.range::<BlockKey, _>(behind).next().map(|(next, _)| next)
    }

    /// How long a block is; of one that was not written since opening it is assumed.
    fn bytes_of(&self, block: &BlockKey) -> usize {
        self.blocks.get(block).and_then(Option::as_ref).map_or(BLOCK_BYTES, |known| known.bytes)
    }

    /// Whether a row comes behind all others of its table, of which `block` is the last, and has no room left.
    fn is_behind_all(&self, block: &BlockKey, row: &RowWrite) -> bool {
        let known = self.blocks.get(block).and_then(Option::as_ref);
        let is_behind = known.is_some_and(|known| known.bytes >= BLOCK_BYTES && known.last < row.key);
        is_behind && self.next(block).is_none_or(|next| next[0] != block[0])
    }

    fn small_neighbour(&self, block: &BlockKey) -> Option<&BlockKey> {
        let (before, before_bytes) = self.blocks.range::<BlockKey, _>(..block).next_back()?;
        let bytes = before_bytes.as_ref()?.bytes + self.blocks.get(block)?.as_ref()?.bytes;
        (before[0] == block[0] && bytes <= FUSED_BYTES).then_some(before)
    }
}

fn block_key(table: TableTag, row: &[u8]) -> BlockKey {
    [&[table.0], row].concat()
}
