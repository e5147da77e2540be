//! Rows in blocks: many rows of a table as one value of the database.
//!
//! A browser's database takes as long for a value of sixty bytes as for one of sixteen thousand. So the rows of a
//! table lie in blocks, as in the leaves of a B-tree: a block holds the rows from its own key up to the key of the
//! next one, in order. A commit reads the blocks that its rows belong to, changes and writes them. A block that grows
//! beyond [`BLOCK_BYTES`] is cut, neighbours that have become small are fused. Behind a full block at the end of a table
//! a new one begins without a look into the full one, for a single row may fill it with tens of megabytes.
//!
//! Everything here is pure: [`Directory`] says what to read, [`Rewrite::finish`] what to write.
//!
//! Invariants: the key of a block is the table's tag, for the first block of a table alone, for the others followed by
//! the key of a row; no block is empty; the rows of a table are in order throughout its blocks.

mod frame;
mod keeping;
mod rewrite;
#[cfg(test)]
mod tests;

pub use frame::rows;
pub use keeping::Keeping;
pub use rewrite::{BlockWrite, Rewrite};

use crate::store::{RowWrite, TableTag};
use std::{collections::BTreeMap, ops::Bound};

/// The table's tag, then the key of the first row that the block is for.
pub type BlockKey = Vec<u8>;

/// A block is cut when it grows beyond this, unless one row alone is longer.
///
/// Measured: 100,000 rows of 60 bytes load in 70 ms from blocks, in 1,100 ms one by one; with larger blocks loading
/// gains little, and each small commit writes more.
pub const BLOCK_BYTES: usize = 16 << 10;

/// Neighbours that together are no longer than this become one block.
const FUSED_BYTES: usize = BLOCK_BYTES / 2;

/// Where blocks begin, and what is known of those that were written since opening.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    blocks: BTreeMap<BlockKey, Option<Known>>,
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
        Self { blocks: keys.into_iter().map(|key| (key, None)).collect() }
    }

    /// The first block that may hold rows whose keys begin with `prefix`; none where the table has no block before them.
    pub fn first_of(&self, table: TableTag, prefix: &[u8]) -> Option<&BlockKey> {
        let (key, _) = self.blocks.range(..=block_key(table, prefix)).next_back()?;
        (key[0] == table.0).then_some(key)
    }

    /// Which blocks have to be read and rewritten for these rows, in the order of their keys.
    pub fn plan(&self, mut rows: Vec<RowWrite>) -> Vec<Rewrite> {
        rows.sort_by(|left, right| (left.table, &left.key).cmp(&(right.table, &right.key)));
        let mut plan: Vec<Rewrite> = Vec::new();
        for row in rows {
            match plan.last_mut().filter(|last| self.is_for(last, &row)) {
                Some(last) => last.add(row),
                None => self.start(&mut plan, row),
            }
        }
        plan
    }

    /// Takes note of what was written.
    pub fn record(&mut self, write: &BlockWrite) {
        match &write.value {
            Some(value) => self.blocks.insert(write.key.clone(), Known::of(value)),
            None => self.blocks.remove(&write.key),
        };
    }

    /// Whether the row belongs to the last block of a rewrite.
    fn is_for(&self, rewrite: &Rewrite, row: &RowWrite) -> bool {
        rewrite.table() == row.table && self.block_for(row) == rewrite.last_block()
    }

    /// The block that a row belongs to; none where the table has no block that begins so early.
    fn block_for(&self, row: &RowWrite) -> Option<&BlockKey> {
        self.first_of(row.table, &row.key)
    }

    /// Plans the block of a row, together with the one before where the two have become small.
    fn start(&self, plan: &mut Vec<Rewrite>, row: RowWrite) {
        let Some(block) = self.block_for(&row) else {
            return plan.push(Rewrite::new(block_key(row.table, &[]), Vec::new(), row));
        };
        if self.is_behind_all(block, &row) {
            return plan.push(Rewrite::behind(block.clone(), row));
        }
        let before = self.small_neighbour(block);
        match plan.last_mut().filter(|last| before.is_some() && last.reads().last() == before) {
            Some(last) => last.extend(block.clone(), row),
            None => {
                let reads: Vec<_> = before.into_iter().chain([block]).cloned().collect();
                plan.push(Rewrite::new(reads[0].clone(), reads, row));
            }
        }
    }

    /// Whether a row comes behind all others of its table, of which `block` is the last, and has no room left.
    fn is_behind_all(&self, block: &BlockKey, row: &RowWrite) -> bool {
        let known = self.blocks.get(block).and_then(Option::as_ref);
        let is_behind = known.is_some_and(|known| known.bytes >= BLOCK_BYTES && known.last < row.key);
        let next = self.blocks.range::<BlockKey, _>((Bound::Excluded(block), Bound::Unbounded)).next();
        is_behind && next.is_none_or(|(next, _)| next[0] != block[0])
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
