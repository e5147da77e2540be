//! Which pack holds which chunk, which chunks somebody needs just now, which packs are on their way out.

use super::builder::SealedPack;
use super::{PACK_BYTES_MAX, PACKED_CHUNK_BYTES_MAX, index_row};
use crate::base::{ByteSize, Digest};
use crate::store::{PackId, Storage, StorageError, TableTag};
use bytes::Bytes;
use std::collections::{BTreeMap, BTreeSet};

/// Where a chunk lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    pub pack: PackId,
    /// Units: bytes from the start of the pack.
    pub offset: u32,
    /// Units: bytes.
    pub length: u32,
}

impl Location {
    /// The chunk's bytes.
    ///
    /// Errors: [`StorageError::Corrupt`] where the pack is too short.
    pub fn cut(self, pack: &Bytes) -> Result<Bytes, StorageError> {
        let range = self.offset as usize..self.offset as usize + self.length as usize;
        if range.end > pack.len() {
            let reason = format!("it has {} bytes and a chunk that ends at {}", pack.len(), range.end);
            return Err(StorageError::corrupt(format!("pack {}", self.pack.0), reason));
        }
        Ok(pack.slice(range))
    }
}

/// What is known of a pack.
#[derive(Clone, Debug)]
pub(in crate::store) struct Pack {
    pub chunks: Vec<(Digest, Location)>,
    pub size: u64,
    pub state: PackState,
}

/// Where a pack is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum PackState {
    /// Sealed; its commit has not been confirmed.
    Pending,
    Stored,
    /// A sweep is about to drop it; its dead chunks are not offered any more.
    Condemned,
}

/// Sums over all packs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct PackTotals {
    pub packs: u64,
    /// Different chunks.
    pub chunks: u64,
    pub stored: ByteSize,
}

/// Chunks that an upload or a download needs although no row may need them.
///
/// Shape: give it back with [`PackCatalog::release`] when the rows are committed, the transfer has
/// ended or was cancelled; until then garbage collection keeps the chunks.
#[derive(Debug, Default, PartialEq, Eq)]
#[must_use = "released only by PackCatalog::release"]
pub struct Pins(Vec<Digest>);

/// All packs and chunks of the world, in memory.
#[derive(Debug, Default)]
pub struct PackCatalog {
    pub(in crate::store) packs: BTreeMap<PackId, Pack>,
    pub(in crate::store) chunks: BTreeMap<Digest, Location>,
    pins: BTreeMap<Digest, u32>,
    last: u32,
}

impl PackCatalog {
    /// Reads the index rows of all packs.
    ///
    /// Errors: those of reading, and [`StorageError::Corrupt`] for an index that cannot be true.
    pub async fn load(storage: &impl Storage) -> Result<Self, StorageError> {
        let mut catalog = Self::default();
        let mut sink = |key: &[u8], value: &[u8]| {
            let (id, entries) = index_row::decode(key, value)?;
            let pack = Pack::new(id, entries.iter().map(|entry| (entry.digest, entry.length)))?;
            catalog.insert(id, Pack { state: PackState::Stored, ..pack });
            Ok(())
        };
        storage.load_table(TableTag::PACKS, &mut sink).await?;
        Ok(catalog)
    }

    /// Takes what storage holds after a failed commit. Pins stay, for their transfers go on; numbers of packs
    /// that were promised are not given out again, for a queued commit may still write one of them.
    pub fn take_over(&mut self, stored: PackCatalog) {
        let last = self.last.max(stored.last);
        let pins = std::mem::take(&mut self.pins);
        *self = PackCatalog { last, pins, ..stored };
    }

    /// Where to read a chunk.
    pub fn find(&self, digest: Digest) -> Option<Location> {
        self.chunks.get(&digest).copied()
    }

    /// Sums over all packs.
    pub fn totals(&self) -> PackTotals {
        PackTotals {
            packs: self.packs.len() as u64,
            chunks: self.chunks.len() as u64,
            stored: self.packs.values().map(|pack| ByteSize(pack.size)).sum(),
        }
    }

    /// Keeps chunks from garbage collection while a transfer needs them.
    pub fn pin(&mut self, pins: &mut Pins, digest: Digest) {
        *self.pins.entry(digest).or_default() += 1;
        pins.0.push(digest);
    }

    /// Lets garbage collection have again what no row needs.
    pub fn release(&mut self, pins: Pins) {
        for digest in pins.0 {
            match self.pins.get_mut(&digest) {
                Some(count) if *count > 1 => *count -= 1,
                _ => drop(self.pins.remove(&digest)),
            }
        }
    }

    /// Notes that the commit which wrote the pack is complete.
    pub fn confirm(&mut self, id: PackId) {
        if let Some(pack) = self.packs.get_mut(&id).filter(|pack| pack.state == PackState::Pending) {
            pack.state = PackState::Stored;
        }
    }

    pub(in crate::store) fn is_pinned(&self, digest: &Digest) -> bool {
        self.pins.contains_key(digest)
    }

    pub(in crate::store) fn next_id(&mut self) -> PackId {
        self.last = self.last.checked_add(1).expect("four thousand million packs are 4 PiB");
        PackId(self.last)
    }

    /// Makes the chunks of a new pack known, so that they are not stored a second time.
    pub(super) fn register(&mut self, sealed: &SealedPack) {
        self.insert(sealed.id, sealed.as_pack());
    }

    /// Adds a pack; chunks that another pack has keep their place.
    fn insert(&mut self, id: PackId, pack: Pack) {
        self.last = self.last.max(id.0);
        for (digest, location) in &pack.chunks {
            self.chunks.entry(*digest).or_insert(*location);
        }
        self.packs.insert(id, pack);
    }

    /// Stops offering a pack's chunks, but for those that are kept and will move.
    pub(in crate::store) fn condemn(&mut self, id: PackId, kept: &BTreeSet<Digest>) {
        let Some(pack) = self.packs.get_mut(&id) else { return };
        pack.state = PackState::Condemned;
        for (digest, place) in &pack.chunks {
            if !kept.contains(digest) && self.chunks.get(digest) == Some(place) {
                self.chunks.remove(digest);
            }
        }
    }

    /// Offers a condemned pack's chunks again.
    pub(in crate::store) fn pardon(&mut self, id: PackId) {
        let Some(pack) = self.packs.get_mut(&id) else { return };
        pack.state = PackState::Stored;
        for (digest, place) in &pack.chunks {
            self.chunks.entry(*digest).or_insert(*place);
        }
    }

    /// Adds a pack whose chunks have moved into it.
    pub(in crate::store) fn insert_moved(&mut self, sealed: &SealedPack) {
        let pack = Pack { state: PackState::Stored, ..sealed.as_pack() };
        self.chunks.extend(pack.chunks.iter().copied());
        self.packs.insert(sealed.id, pack);
    }
}

impl Pack {
    /// A pack of chunks that lie one behind the other.
    pub(super) fn new(id: PackId, chunks: impl Iterator<Item = (Digest, u32)>) -> Result<Self, StorageError> {
        let mut offset = 0;
        let mut placed = Vec::new();
        for (digest, length) in chunks {
            let end = u64::from(offset) + u64::from(length);
            if length as usize > PACKED_CHUNK_BYTES_MAX || end > PACK_BYTES_MAX as u64 {
                let reason = format!("a chunk of {length} bytes at byte {offset} is too long");
                return Err(StorageError::corrupt(format!("index of pack {}", id.0), reason));
            }
            placed.push((digest, Location { pack: id, offset, length }));
            offset += length;
        }
        Ok(Self { chunks: placed, size: offset.into(), state: PackState::Pending })
    }
}
