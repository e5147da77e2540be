//! What one commit writes.

use crate::base::ByteSize;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// The table a row belongs to: the first byte of its key in the database.
///
/// Shape: the engine's tables use `0x01..=0xEF`, the store's own `0xF0..=0xFF`. Frozen once used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TableTag(pub u8);

impl TableTag {
    /// Index rows of the packs: key is the pack's number, big-endian.
    pub const PACKS: TableTag = TableTag(0xF0);
    /// What rows were before: the ways from one savepoint to the next.
    pub const UNDO: TableTag = TableTag(0xF1);
    /// The savepoints.
    pub const SAVEPOINTS: TableTag = TableTag(0xF2);
}

/// The name of a pack. Never reused while the world is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PackId(pub u32);

/// Whether a commit must have reached the disk before it is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Durability {
    /// Survives a power cut: for what a person did.
    #[default]
    Strict,
    /// Survives a crash of the tab or the browser: for what can be done again.
    Relaxed,
}

/// A row to write, or to delete where it has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowWrite {
    pub table: TableTag,
    pub key: Vec<u8>,
    pub value: Option<Vec<u8>>,
}

/// A pack to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPack {
    pub id: PackId,
    pub bytes: Bytes,
}

/// Everything one transaction writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    pub durability: Durability,
    /// One more than the number of the commit before.
    pub sequence: u64,
    /// At most one write for a key; of several the last wins.
    pub rows: Vec<RowWrite>,
    pub packs: Vec<NewPack>,
    pub dropped_packs: Vec<PackId>,
}

impl Batch {
    /// A batch that writes nothing yet.
    pub fn new(sequence: u64, durability: Durability) -> Self {
        Self { durability, sequence, ..Self::default() }
    }

    /// Adds a row to write.
    pub fn put(&mut self, table: TableTag, key: Vec<u8>, value: Vec<u8>) {
        self.rows.push(RowWrite { table, key, value: Some(value) });
    }

    /// Adds a row to delete.
    pub fn delete(&mut self, table: TableTag, key: Vec<u8>) {
        self.rows.push(RowWrite { table, key, value: None });
    }

    /// Bytes of everything that would be written.
    pub fn size(&self) -> ByteSize {
        let rows = self.rows.iter().map(|row| row.key.len() + row.value.as_ref().map_or(0, Vec::len));
        let packs = self.packs.iter().map(|pack| pack.bytes.len());
        ByteSize(rows.chain(packs).map(|length| length as u64).sum())
    }
}
