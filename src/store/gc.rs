//! Garbage collection: drops packs nobody needs, rewrites those that are mostly dead, merges small ones.
//!
//! A sweep has three steps. [`Sweep::plan`] marks from the live digests and from the pins and condemns
//! packs, without waiting for anything, so that no upload can come between marking and condemning.
//! [`Sweep::gather`] reads what must move. The resulting [`PackChange`] is committed, new packs, index
//! rows and dropped packs together, and then [`PackChange::complete`]d. [`collect`] does all three.
//!
//! A tab that dies in between leaves the old packs as they were.

use super::packs::{Location, PACK_BYTES_MIN, Pack, PackBuilder, PackCatalog, PackState, SealedPack};
use super::{Batch, Durability, PackId, Storage, StorageError};
use crate::base::{ByteSize, Digest};
use std::{cell::RefCell, collections::BTreeSet};

/// How much one sweep may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SweepLimits {
    /// Packs without a live chunk: only deleted.
    pub dropped_packs_max: usize,
    /// Packs that are read and whose live chunks are written again: up to 2 MiB each.
    pub rewritten_packs_max: usize,
}

impl Default for SweepLimits {
    fn default() -> Self {
        Self { dropped_packs_max: 256, rewritten_packs_max: 8 }
    }
}

/// So many small packs are worth becoming one; with fewer, each upload would copy those before it.
const MERGED_PACKS_MIN: usize = 8;

/// What a sweep freed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Collected {
    pub packs_dropped: u64,
    pub packs_written: u64,
    pub freed: ByteSize,
    /// False where another sweep would find more.
    pub is_finished: bool,
}

/// Packs condemned, and what of them has to be moved first.
#[derive(Debug)]
#[must_use = "condemned packs stay condemned until the change is completed or the sweep pardoned"]
pub struct Sweep {
    condemned: Vec<PackId>,
    /// Live chunks in the order of their places, so that each pack is read once.
    moving: Vec<(Digest, Location)>,
    new_ids: Vec<PackId>,
    old_size: u64,
    is_finished: bool,
}

/// New packs for old ones.
#[derive(Debug)]
pub struct PackChange {
    added: Vec<SealedPack>,
    dropped: Vec<PackId>,
    collected: Collected,
}

/// A pack with the chunks of it that are needed.
struct Weighed {
    id: PackId,
    size: u64,
    live: Vec<(Digest, Location)>,
    live_size: u64,
}

impl Sweep {
    /// Marks, and condemns what the limits allow; nothing where there is nothing to gain.
    ///
    /// `live` are the chunks that rows and savepoints need; pinned chunks are added to them.
    pub fn plan(
        catalog: &mut PackCatalog,
        live: impl IntoIterator<Item = Digest>,
        limits: SweepLimits,
    ) -> Option<Sweep> {
        let live: BTreeSet<Digest> = live.into_iter().collect();
        let weighed = weigh(catalog, &live);
        let (dead, rest): (Vec<_>, Vec<_>) = weighed.into_iter().partition(|pack| pack.live.is_empty());
        let (rewrite, all_rewritten) = worth_rewriting(rest, limits.rewritten_packs_max);
        let is_finished = all_rewritten && dead.len() <= limits.dropped_packs_max;
        let dropped = dead.into_iter().take(limits.dropped_packs_max);
        let chosen: Vec<Weighed> = dropped.chain(rewrite).collect();
        if chosen.is_empty() {
            return None;
        }
        Some(Self::condemn(catalog, chosen, is_finished))
    }

    fn condemn(catalog: &mut PackCatalog, chosen: Vec<Weighed>, is_finished: bool) -> Sweep {
        let condemned: Vec<PackId> = chosen.iter().map(|pack| pack.id).collect();
        let old_size = chosen.iter().map(|pack| pack.size).sum();
        // No more packs can come out than had anything to give.
        let outputs_max = chosen.iter().filter(|pack| !pack.live.is_empty()).count();
        let moving: Vec<_> = chosen.into_iter().flat_map(|pack| pack.live).collect();
        let kept: BTreeSet<Digest> = moving.iter().map(|(digest, _)| *digest).collect();
        for id in &condemned {
            catalog.condemn(*id, &kept);
        }
        let new_ids = (0..outputs_max).map(|_| catalog.next_id()).collect();
        Sweep { condemned, moving, new_ids, old_size, is_finished }
    }

    /// Reads the live chunks of the condemned packs into new packs, one old pack at a time.
    ///
    /// Errors: those of reading; pardon the sweep then.
    pub async fn gather(&self, storage: &impl Storage) -> Result<PackChange, StorageError> {
        let mut builder = PackBuilder::new();
        let mut ids = self.new_ids.iter().copied();
        let mut added = Vec::new();
        for chunks in self.moving.chunk_by(|(_, left), (_, right)| left.pack == right.pack) {
            let pack = storage.read_pack(chunks[0].1.pack).await?;
            for (digest, place) in chunks {
                builder.append(*digest, &place.cut(&pack)?);
                if builder.is_full() {
                    added.push(builder.take(ids.next().expect("outputs are not more than inputs")));
                }
            }
        }
        if !builder.is_empty() {
            added.push(builder.take(ids.next().expect("outputs are not more than inputs")));
        }
        Ok(self.change(added))
    }

    fn change(&self, added: Vec<SealedPack>) -> PackChange {
        let new_size: u64 = added.iter().map(|pack| pack.bytes.len() as u64).sum();
        let collected = Collected {
            packs_dropped: self.condemned.len() as u64,
            packs_written: added.len() as u64,
            freed: ByteSize(self.old_size.saturating_sub(new_size)),
            is_finished: self.is_finished,
        };
        PackChange { added, dropped: self.condemned.clone(), collected }
    }

    /// Lets the condemned packs be, after a failure to read them.
    pub fn pardon(self, catalog: &mut PackCatalog) {
        for id in self.condemned {
            catalog.pardon(id);
        }
    }
}

impl PackChange {
    /// Adds new packs, their index rows and the deletion of the old ones to one batch.
    pub fn add_to(&self, batch: &mut Batch) {
        for sealed in &self.added {
            let _ = sealed.clone().add_to(batch);
        }
        for id in &self.dropped {
            batch.drop_pack(*id);
        }
    }

    /// Makes the catalog follow, when the batch has been committed.
    pub fn complete(self, catalog: &mut PackCatalog) -> Collected {
        for sealed in &self.added {
            catalog.insert_moved(sealed);
        }
        for id in self.dropped {
            catalog.packs.remove(&id);
        }
        self.collected
    }
}

/// Does one sweep as commit number `sequence`; nothing where there is nothing to gain.
///
/// Errors: those of reading and committing. After a failed commit drop the catalog and load it again.
pub async fn collect(
    storage: &impl Storage,
    catalog: &RefCell<PackCatalog>,
    live: impl IntoIterator<Item = Digest>,
    limits: SweepLimits,
    sequence: u64,
) -> Result<Option<Collected>, StorageError> {
    let planned = Sweep::plan(&mut catalog.borrow_mut(), live, limits);
    let Some(sweep) = planned else { return Ok(None) };
    let change = match sweep.gather(storage).await {
        Ok(change) => change,
        Err(error) => {
            sweep.pardon(&mut catalog.borrow_mut());
            return Err(error);
        }
    };
    // Nobody waits for it, and losing it loses nothing.
    let mut batch = Batch::new(sequence, Durability::Relaxed);
    change.add_to(&mut batch);
    storage.commit(batch).await?;
    Ok(Some(change.complete(&mut catalog.borrow_mut())))
}

/// Packs that are stored, each with its live chunks. A chunk is live only at the place the catalog names.
fn weigh(catalog: &PackCatalog, live: &BTreeSet<Digest>) -> Vec<Weighed> {
    let is_needed = |(digest, place): &(Digest, Location)| {
        (live.contains(digest) || catalog.is_pinned(digest)) && catalog.find(*digest) == Some(*place)
    };
    let weighed = catalog.packs.iter().filter(|(_, pack)| pack.state == PackState::Stored);
    weighed
        .map(|(id, Pack { chunks, size, .. })| {
            let live: Vec<_> = chunks.iter().copied().filter(is_needed).collect();
            let live_size = live.iter().map(|(_, place)| u64::from(place.length)).sum();
            Weighed { id: *id, size: *size, live, live_size }
        })
        .collect()
}

/// Packs more than half dead, and small ones where there are enough of them; and whether that is all.
fn worth_rewriting(packs: Vec<Weighed>, count_max: usize) -> (Vec<Weighed>, bool) {
    let (mut chosen, rest): (Vec<_>, Vec<_>) =
        packs.into_iter().partition(|pack| pack.live_size * 2 < pack.size);
    let mut is_all = chosen.len() <= count_max;
    chosen.truncate(count_max);
    let mut small: Vec<_> =
        rest.into_iter().filter(|pack| pack.live_size < PACK_BYTES_MIN as u64 / 2).collect();
    let room = count_max - chosen.len();
    if small.len() >= MERGED_PACKS_MIN {
        is_all &= small.len() <= room;
        // Merging a few of them would copy bytes and gain nothing.
        small.truncate(if room < MERGED_PACKS_MIN { 0 } else { room });
        chosen.extend(small);
    }
    (chosen, is_all)
}
