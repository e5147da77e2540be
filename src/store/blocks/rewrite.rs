//! One step of a commit: some neighbouring blocks, read, changed and written.

use super::{
    BlockKey, block_key,
    frame::{self, Row, block_of, row_bytes},
};
use crate::store::{RowWrite, StorageError, TableTag};
use bytes::Bytes;
use std::{collections::VecDeque, iter::Peekable};

/// Neighbouring blocks to read, and what becomes of their rows.
#[derive(Debug)]
pub struct Rewrite {
    pub(super) table: TableTag,
    /// The key of the first block that is written.
    pub(super) begins: BlockKey,
    /// The key of the first block that it leaves alone, of whatever table.
    pub(super) ends: Option<BlockKey>,
    pub(super) reads: Vec<BlockKey>,
    /// How long these are together.
    pub(super) bytes: usize,
    /// How long the blocks that it writes may be.
    pub(super) block_bytes: usize,
    /// In the order of their keys; of several for one key the last counts.
    pub(super) rows: Vec<RowWrite>,
}

/// A block to write, or to delete where it has no value.
#[derive(Debug)]
pub struct BlockWrite {
    pub key: BlockKey,
    pub value: Option<Bytes>,
}

impl Rewrite {
    pub(super) fn new(begins: BlockKey, reads: Vec<BlockKey>, row: RowWrite, block_bytes: usize) -> Self {
        Self { table: row.table, begins, ends: None, reads, bytes: 0, block_bytes, rows: vec![row] }
    }

    /// New blocks behind the last one of a table, which is left alone.
    pub(super) fn behind(block: &BlockKey, row: RowWrite, block_bytes: usize) -> Self {
        let begins = block_key(row.table, &row.key);
        // The next table.
        let ends = block[0].checked_add(1).map(|table| vec![table]);
        Self { ends, ..Self::new(begins, Vec::new(), row, block_bytes) }
    }

    /// Whether a row, which comes behind those it has, belongs to it.
    pub(super) fn is_for(&self, row: &RowWrite) -> bool {
        let is_before = |ends: &BlockKey| (row.table.0, &row.key[..]) < (ends[0], &ends[1..]);
        self.table == row.table && self.ends.as_ref().is_none_or(is_before)
    }

    /// Whether a block follows those that it reads.
    pub(super) fn is_just_before(&self, block: &BlockKey) -> bool {
        self.table.0 == block[0] && self.ends.as_ref() == Some(block)
    }

    pub(super) fn add(&mut self, row: RowWrite) {
        self.rows.push(row);
    }

    pub(super) fn has_room_for(&self, bytes: usize) -> bool {
        self.bytes + bytes <= self.block_bytes
    }

    /// Takes in the next block, for a row of it.
    pub(super) fn extend(&mut self, block: BlockKey, bytes: usize, ends: Option<BlockKey>, row: RowWrite) {
        self.reads.push(block);
        self.bytes += bytes;
        self.ends = ends;
        self.rows.push(row);
    }

    /// The blocks that have to be read, in order.
    pub fn reads(&self) -> &[BlockKey] {
        &self.reads
    }

    /// What to write, when `read` holds the value of each of [`Rewrite::reads`].
    ///
    /// Errors: [`StorageError::Corrupt`] for a block that cannot be read.
    pub fn finish<'r>(&'r self, read: &'r [Bytes]) -> Result<BlockWrites<'r>, StorageError> {
        let mut old = Vec::new();
        for block in read {
            for row in frame::rows(block) {
                old.push(row?);
            }
        }
        let rows = merge(&old, &self.rows);
        let full_from = self.full_from(&rows);
        Ok(BlockWrites { rewrite: self, rows, written: 0, full_from, gone: self.reads.iter().collect() })
    }

    /// How long a block has to be before another one begins: full where rows are added at the end, with a rest behind
    /// them, otherwise all of about one length.
    fn full_from(&self, merged: &[Row<'_>]) -> usize {
        if self.is_appending(merged) {
            return self.block_bytes;
        }
        let bytes: usize = merged.iter().copied().map(row_bytes).sum();
        bytes.div_ceil(bytes.div_ceil(self.block_bytes).max(1))
    }

    /// Whether rows were added at the end: then more will follow there, and full blocks stay behind.
    fn is_appending(&self, merged: &[Row<'_>]) -> bool {
        let (last, written) = (merged.last(), self.rows.last());
        last.zip(written).is_some_and(|(last, written)| last.0 == written.key)
    }
}

/// The blocks that a rewrite writes, then those that it deletes. Each is made when it is asked for: all of them may be tens of
/// megabytes.
///
/// Errors: [`StorageError::Failed`] for a key that is too long.
#[derive(Debug)]
pub struct BlockWrites<'r> {
    rewrite: &'r Rewrite,
    rows: Vec<Row<'r>>,
    /// So many of these, the first ones, are in blocks.
    written: usize,
    full_from: usize,
    /// Blocks that were read and that none was written in the place of.
    gone: VecDeque<&'r BlockKey>,
}

impl Iterator for BlockWrites<'_> {
    type Item = Result<BlockWrite, StorageError>;

    fn next(&mut self) -> Option<Self::Item> {
        let Rewrite { table, begins, block_bytes, .. } = self.rewrite;
        let rest = &self.rows[self.written..];
        let piece = &rest[..rows_in_block(rest, self.full_from, *block_bytes)];
        let Some((first, _)) = piece.first() else {
            return self.gone.pop_front().map(|key| Ok(BlockWrite { key: key.clone(), value: None }));
        };
        let key = if self.written == 0 { begins.clone() } else { block_key(*table, first) };
        let block = block_of(piece);
        self.gone.retain(|gone| **gone != key);
        self.written += piece.len();
        Some(block.map(|value| BlockWrite { key, value: Some(value.into()) }))
    }
}

/// How many of these rows the next block takes: one at least, where there is one.
fn rows_in_block(rows: &[Row<'_>], full_from: usize, block_bytes: usize) -> usize {
    let mut filled = 0;
    let fits = |row: &&Row<'_>| {
        let before = filled;
        filled += row_bytes(**row);
        before == 0 || (before < full_from && filled <= block_bytes)
    };
    rows.iter().take_while(fits).count()
}

/// Old rows with the new ones in their places.
fn merge<'a>(old: &[Row<'a>], new: &'a [RowWrite]) -> Vec<Row<'a>> {
    let mut merged = Vec::with_capacity(old.len() + new.len());
    let mut old = old.iter().copied().peekable();
    for (index, write) in new.iter().enumerate() {
        if new.get(index + 1).is_some_and(|next| next.key == write.key) {
            continue;
        }
        take_before(&mut old, &write.key, &mut merged);
        old.next_if(|row| row.0 == write.key);
        merged.extend(write.value.as_ref().map(|value| (&write.key[..], &value[..])));
    }
    merged.extend(old);
    merged
}

fn take_before<'a>(old: &mut Peekable<impl Iterator<Item = Row<'a>>>, key: &[u8], merged: &mut Vec<Row<'a>>) {
    while let Some(row) = old.next_if(|row| row.0 < key) {
        merged.push(row);
    }
}
