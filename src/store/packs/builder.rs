//! Collects chunks until they are a pack.

use super::catalog::{Location, Pack, PackState};
use super::index_row::{self, IndexEntry};
use super::{PACK_BYTES_MIN, PACKED_CHUNK_BYTES_MAX, PackCatalog, Pins};
use crate::base::Digest;
use crate::content::Chunk;
use crate::store::{Batch, NewPack, PackId, TableTag};
use bytes::Bytes;
use std::collections::BTreeSet;

/// A pack ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "its chunks exist only when it has been committed"]
pub struct SealedPack {
    pub id: PackId,
    pub bytes: Bytes,
    entries: Vec<IndexEntry>,
}

/// What became of a chunk.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a sealed pack has to be committed"]
pub struct Added {
    /// False where the chunk was stored already.
    pub is_new: bool,
    /// The pack that this chunk has filled.
    pub sealed: Option<SealedPack>,
}

/// The open pack of a world. There is one, whatever the number of uploads.
#[derive(Debug, Default)]
pub struct PackBuilder {
    bytes: Vec<u8>,
    entries: Vec<IndexEntry>,
    known: BTreeSet<Digest>,
}

impl PackBuilder {
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a chunk where it is not known yet, and pins it either way.
    pub fn add(&mut self, catalog: &mut PackCatalog, pins: &mut Pins, chunk: &Chunk) -> Added {
        catalog.pin(pins, chunk.digest);
        if catalog.find(chunk.digest).is_some() || !self.known.insert(chunk.digest) {
            return Added { is_new: false, sealed: None };
        }
        self.append(chunk.digest, &chunk.bytes);
        let is_full = self.bytes.len() >= PACK_BYTES_MIN;
        Added { is_new: true, sealed: if is_full { self.seal(catalog) } else { None } }
    }

    /// Closes the open pack, however small; nothing where it is empty.
    ///
    /// The pack is known to the catalog from now on: later commits may rely on it, because they come
    /// behind its own.
    pub fn seal(&mut self, catalog: &mut PackCatalog) -> Option<SealedPack> {
        if self.entries.is_empty() {
            return None;
        }
        let sealed = self.take(catalog.next_id());
        catalog.register(&sealed);
        Some(sealed)
    }

    pub(in crate::store) fn append(&mut self, digest: Digest, bytes: &[u8]) {
        assert!(bytes.len() <= PACKED_CHUNK_BYTES_MAX, "a chunk must leave a pack below its limit");
        if self.bytes.capacity() == 0 {
            self.bytes.reserve_exact(PACK_BYTES_MIN + PACK_BYTES_MIN / 2);
        }
        self.bytes.extend_from_slice(bytes);
        self.entries.push(IndexEntry { digest, length: bytes.len() as u32 });
    }

    pub(in crate::store) fn is_full(&self) -> bool {
        self.bytes.len() >= PACK_BYTES_MIN
    }

    pub(in crate::store) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(in crate::store) fn take(&mut self, id: PackId) -> SealedPack {
        self.known.clear();
        SealedPack {
            id,
            bytes: std::mem::take(&mut self.bytes).into(),
            entries: std::mem::take(&mut self.entries),
        }
    }
}

impl SealedPack {
    /// Adds the pack and its index row to a batch; confirm the id when the batch has been committed.
    pub fn add_to(self, batch: &mut Batch) -> PackId {
        batch.put(TableTag::PACKS, index_row::key(self.id), index_row::encode(&self.entries));
        batch.packs.push(NewPack { id: self.id, bytes: self.bytes });
        self.id
    }

    pub(super) fn as_pack(&self) -> Pack {
        let mut offset = 0;
        let placed = self.entries.iter().map(|entry| {
            let location = Location { pack: self.id, offset, length: entry.length };
            offset += entry.length;
            (entry.digest, location)
        });
        let chunks = placed.collect();
        Pack { chunks, size: self.bytes.len() as u64, state: PackState::Pending }
    }
}

impl Batch {
    /// Drops a pack together with its index row.
    pub fn drop_pack(&mut self, id: PackId) {
        self.delete(TableTag::PACKS, index_row::key(id));
        self.dropped_packs.push(id);
    }
}
