//! One step of a commit: some neighbouring blocks, read, changed and written.

use super::{
    BLOCK_BYTES, BlockKey, block_key,
    frame::{self, Row, block_of, row_bytes},
    keeping::Keeping,
};
use crate::store::{RowWrite, StorageError, TableTag};
use std::iter::Peekable;

/// Blocks to read, and what becomes of their rows.
#[derive(Debug)]
pub struct Rewrite {
    table: TableTag,
    /// The key of the first block that is written.
    begins: BlockKey,
    reads: Vec<BlockKey>,
    /// The full block behind which it begins, and which it leaves alone.
    behind: Option<BlockKey>,
    /// In the order of their keys; of several for one key the last counts.
    rows: Vec<RowWrite>,
}

/// A block to write, or to delete where it has no value.
#[derive(Debug)]
pub struct BlockWrite {
    pub key: BlockKey,
    pub value: Option<Vec<u8>>,
}

impl Rewrite {
    pub(super) fn new(begins: BlockKey, reads: Vec<BlockKey>, row: RowWrite) -> Self {
        Self { table: row.table, begins, reads, behind: None, rows: vec![row] }
    }

    /// New blocks behind the last one of a table.
    pub(super) fn behind(block: BlockKey, row: RowWrite) -> Self {
        let begins = block_key(row.table, &row.key);
        Self { behind: Some(block), ..Self::new(begins, Vec::new(), row) }
    }

    pub(super) fn add(&mut self, row: RowWrite) {
        self.rows.push(row);
    }

    pub(super) fn extend(&mut self, block: BlockKey, row: RowWrite) {
        self.reads.push(block);
        self.rows.push(row);
    }

    pub(super) fn table(&self) -> TableTag {
        self.table
    }

    /// The last block before which none of its rows belongs.
    pub(super) fn last_block(&self) -> Option<&BlockKey> {
        self.reads.last().or(self.behind.as_ref())
    }

    /// The blocks that have to be read, in order.
    pub fn reads(&self) -> &[BlockKey] {
        &self.reads
    }

    /// Sees to what is kept: finds the values that rows of its table had in `read`, and fills them in where they go.
    ///
    /// Errors: [`StorageError::Corrupt`] for a block that cannot be read.
    fn keep(&mut self, read: &[Vec<u8>], keeping: &mut Keeping) -> Result<(), StorageError> {
        for write in &mut self.rows {
            if let Some(value) = keeping.filled(write) {
                write.value = Some(value);
            }
        }
        let written = |key: &[u8]| self.rows.binary_search_by(|write| write.key[..].cmp(key)).is_ok();
        if !keeping.wants(self.table) {
            return Ok(());
        }
        for block in read {
            for row in frame::rows(block) {
                let (key, value) = row?;
                if written(key) {
                    keeping.found(self.table, key, value);
                }
            }
        }
        Ok(())
    }

    /// What to write, when `read` holds the value of each of [`Rewrite::reads`]. Rewrites are finished in the order of the
    /// plan: what one keeps, a later one writes.
    ///
    /// Errors: [`StorageError::Corrupt`] for a block that cannot be read; [`StorageError::Failed`] for a key that is
    /// too long.
    pub fn finish(
        &mut self,
        read: &[Vec<u8>],
        keeping: &mut Keeping,
    ) -> Result<Vec<BlockWrite>, StorageError> {
        self.keep(read, keeping)?;
        let mut old = Vec::new();
        for block in read {
            for row in frame::rows(block) {
                old.push(row?);
            }
        }
        let merged = merge(&old, &self.rows);
        let mut writes = Vec::new();
        for (index, piece) in cut(&merged, self.is_appending(&merged)).enumerate() {
            let key = if index == 0 { self.begins.clone() } else { block_key(self.table, piece[0].0) };
            writes.push(BlockWrite { key, value: Some(block_of(piece.iter().copied())?) });
        }
        let is_gone = |key: &&BlockKey| !writes.iter().any(|write| write.key == **key);
        let gone: Vec<_> = self.reads.iter().filter(is_gone).cloned().collect();
        writes.extend(gone.into_iter().map(|key| BlockWrite { key, value: None }));
        Ok(writes)
    }

    /// Whether rows were added at the end: then more will follow there, and full blocks stay behind.
    fn is_appending(&self, merged: &[Row<'_>]) -> bool {
        let (last, written) = (merged.last(), self.rows.last());
        last.zip(written).is_some_and(|(last, written)| last.0 == written.key)
    }
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

/// The rows of each block: full ones and a rest where rows are added at the end, otherwise all of about one length.
fn cut<'r, 'a>(rows: &'r [Row<'a>], is_appending: bool) -> impl Iterator<Item = &'r [Row<'a>]> {
    let bytes: usize = rows.iter().copied().map(row_bytes).sum();
    let full_from =
        if is_appending { BLOCK_BYTES } else { bytes.div_ceil(bytes.div_ceil(BLOCK_BYTES).max(1)) };
    let mut rest = rows;
    std::iter::from_fn(move || {
        let mut filled = 0;
        let fits = |row: &&Row<'_>| {
            let before = filled;
            filled += row_bytes(**row);
            before == 0 || (before < full_from && filled <= BLOCK_BYTES)
        };
        let (piece, after) = rest.split_at(rest.iter().take_while(fits).count());
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}
