//! Past states of blobs: versions, snapshots, and what was soft-deleted.
//!
//! The table `paths` holds what is there now, and nothing else: a blob that never changed costs one row there
//! and none here. A past state comes into being in one of three ways:
//!
//! | What happens | with versioning | without, with soft delete | with neither |
//! |---|---|---|---|
//! | overwritten | version | soft-deleted snapshot, but not of an archived blob | gone |
//! | new metadata | version | gone | gone |
//! | deleted | version | soft-deleted blob | gone |
//! | another tier | gone | gone | gone |
//!
//! and a snapshot when somebody takes one. A blob that *is* a version, because it was written while versioning
//! was on, stays as one even when versioning is off by the time it changes: versions go only when somebody
//! deletes them. (The documentation says that all existing versions persist; that the current one is among
//! them is our reading.)
//!
//! What is soft-deleted ([`PastBlob::deletion`]) cannot be read; undeleting takes back all of a blob's at once.
//! When its days are over, it goes ([`crate::engine::storage::due`]).
//!
//! Invariants: a blob has at most one past state of kind [`PastKind::Base`], soft-deleted, and only while it has
//! no current one; snapshots and versions of one blob never share an id; past states exist in flat accounts only.
//!
//! Sources: Azure Storage, "Blob versioning", "Soft delete for blobs" (protection by operation), "Blob snapshots".

use crate::{
    base::{SimSpan, SimTime},
    engine::{
        decide::Context,
        event::Event,
        ids::ContainerId,
        state::State,
        storage::{
            AccessTier, BlobPath, Deletion, LeaseState, PathEntry, Previous, VersionId, due::Due,
            place::Place,
        },
    },
};
use serde::{Deserialize, Serialize};
use std::ops::Bound;

/// Names a past state of a blob. Those of one blob follow one another in the order of time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PastKey {
    pub container: ContainerId,
    pub path: BlobPath,
    pub id: VersionId,
}

/// A blob as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct PastBlob {
    pub kind: PastKind,
    pub entry: PathEntry,
    /// When it stopped being what the blob is, or when the snapshot was taken.
    pub ended_at: SimTime,
    /// When it was soft-deleted, if it was.
    pub deletion: Option<Deletion>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PastKind {
    Version,
    Snapshot,
    /// The blob itself, soft-deleted.
    Base,
}

/// Why what stands at a path does not stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Overwritten,
    Described,
    Deleted,
}

/// Keeps what the change would destroy, as the settings of the account ask for. Comes before the change itself;
/// [`due::timed`](crate::engine::storage::due) sees to the timer.
pub(super) fn supersede(context: &Context, place: &Place, cause: Cause) -> Vec<Event> {
    let state = context.state;
    let mut events = Vec::new();
    if !place.is_flat() {
        return events;
    }
    match place.entry(state) {
        Some(entry) => events.extend(kept(context, place, entry, cause)),
        None if cause == Cause::Overwritten => events.extend(displaced_base(state, place)),
        None => {}
    }
    if state.leases.get(&place.key()).is_some_and(|lease| lease.state(context.now) == LeaseState::Expired) {
        events.push(Event::LeaseSet { key: place.key(), lease: None });
    }
    if cause != Cause::Described && state.rehydrations.contains(&place.key()) {
        events.push(Event::RehydrationSet { blob: place.key(), rehydration: None });
    }
    events
}

/// What the change feed says that a change took the place of: what [`supersede`] makes of it.
pub(super) fn previous(context: &Context, place: &Place) -> Previous {
    match place.entry(context.state) {
        None => Previous::Absent,
        Some(entry) if stays_as_version(place, entry) => Previous::Kept(own_id(context.state, place, entry)),
        Some(_) => Previous::Lost,
    }
}

fn stays_as_version(place: &Place, entry: &PathEntry) -> bool {
    place.account.data_protection.versioning || entry.version.is_some()
}

fn kept(context: &Context, place: &Place, entry: &PathEntry, cause: Cause) -> Option<Event> {
    let settings = &place.account.data_protection;
    if stays_as_version(place, entry) {
        let id = own_id(context.state, place, entry);
        return Some(keep(place, id, PastKind::Version, entry, context.now, None));
    }
    let days = settings.blob_soft_delete_days?;
    let archived = entry.file().is_some_and(|facts| facts.tier == AccessTier::Archive);
    let kind = match cause {
        Cause::Deleted => PastKind::Base,
        Cause::Overwritten if !archived => PastKind::Snapshot,
        Cause::Overwritten | Cause::Described => return None,
    };
    let id = fresh_id(context.state, place, context.now);
    let deletion = Deletion::lasting(days, context.now);
    Some(keep(place, id, kind, entry, context.now, Some(deletion)))
}

/// A new blob in the place of a soft-deleted one makes that a soft-deleted snapshot; its days go on.
fn displaced_base(state: &State, place: &Place) -> Option<Event> {
    let (key, base) =
        of_blob(state, place.container.id, &place.path).find(|(_, past)| past.kind == PastKind::Base)?;
    let past = PastBlob { kind: PastKind::Snapshot, ..base.clone() };
    Some(Event::PastBlobKept { key: key.clone(), past })
}

pub(super) fn keep(
    place: &Place,
    id: VersionId,
    kind: PastKind,
    entry: &PathEntry,
    ended_at: SimTime,
    deletion: Option<Deletion>,
) -> Event {
    let key = PastKey { container: place.container.id, path: place.path.clone(), id };
    Event::PastBlobKept { key, past: PastBlob { kind, entry: entry.clone(), ended_at, deletion } }
}

/// The id under which the current state of a blob is kept as a version: its own, or, where it was written
/// without versioning, that of its creation, behind whatever else is kept of that moment.
fn own_id(state: &State, place: &Place, entry: &PathEntry) -> VersionId {
    let created = || {
        let key = |id| PastKey { container: place.container.id, path: place.path.clone(), id };
        let first = VersionId::at(entry.created_at);
        let moment = key(first)..key(VersionId::at(entry.created_at + SimSpan::from_millis(1)));
        let taken = state.past_blobs.range(moment).next_back();
        taken.map_or(first, |(key, _)| key.id.next())
    };
    entry.version.unwrap_or_else(created)
}

/// An id for what happens to a blob now, greater than every one it has, and than the one that its current state
/// is about to be kept under.
pub(super) fn fresh_id(state: &State, place: &Place, now: SimTime) -> VersionId {
    let newest = newest_of_blob(state, place.container.id, &place.path).map(|(key, _)| key.id);
    let current = place.entry(state).map(|entry| own_id(state, place, entry));
    let after = newest.max(current).map(VersionId::next);
    after.map_or(VersionId::at(now), |after| after.max(VersionId::at(now)))
}

/// The id that a state written now has: none without versioning.
pub(super) fn new_version(context: &Context, place: &Place) -> Option<VersionId> {
    let versioned = place.is_flat() && place.account.data_protection.versioning;
    versioned.then(|| fresh_id(context.state, place, context.now))
}

/// Past states of one blob, oldest first.
pub fn of_blob<'a>(
    state: &'a State,
    container: ContainerId,
    path: &BlobPath,
) -> impl DoubleEndedIterator<Item = (&'a PastKey, &'a PastBlob)> + use<'a> {
    let key = |id| PastKey { container, path: path.clone(), id };
    let last = VersionId::from_ticks(u64::MAX).expect("it is not zero");
    let first = VersionId::from_ticks(1).expect("it is not zero");
    state.past_blobs.range(key(first)..=key(last))
}

/// Past states of one blob that are older than a state, newest first.
pub fn of_blob_before<'a>(
    state: &'a State,
    container: ContainerId,
    path: &BlobPath,
    before: Option<VersionId>,
) -> impl Iterator<Item = (&'a PastKey, &'a PastBlob)> + use<'a> {
    let key = |id| PastKey { container, path: path.clone(), id };
    let first = VersionId::from_ticks(1).expect("it is not zero");
    let end = before.map_or(Bound::Included(VersionId::MAX), |id| Bound::Excluded(id.max(first)));
    state.past_blobs.range((Bound::Included(key(first)), end.map(key))).rev()
}

fn newest_of_blob<'a>(
    state: &'a State,
    container: ContainerId,
    path: &BlobPath,
) -> Option<(&'a PastKey, &'a PastBlob)> {
    of_blob(state, container, path).next_back()
}

/// The first path at or behind `path` of which anything is kept.
pub(in crate::engine) fn first_from(
    state: &State,
    container: ContainerId,
    path: BlobPath,
) -> Option<&BlobPath> {
    let first = VersionId::from_ticks(1).expect("it is not zero");
    let (key, _) = state.past_blobs.range(PastKey { container, path, id: first }..).next()?;
    (key.container == container).then_some(&key.path)
}

/// The first path behind `path` of which anything is kept: one look-up, however many states `path` has.
pub(super) fn first_after<'a>(
    state: &'a State,
    container: ContainerId,
    path: &BlobPath,
) -> Option<&'a BlobPath> {
    let last = VersionId::from_ticks(u64::MAX).expect("it is not zero");
    let from = Bound::Excluded(PastKey { container, path: path.clone(), id: last });
    let (key, _) = state.past_blobs.range((from, Bound::Unbounded)).next()?;
    (key.container == container).then_some(&key.path)
}

/// Past states of everything in a container, by path and age.
pub fn of_container(state: &State, container: ContainerId) -> impl Iterator<Item = (&PastKey, &PastBlob)> {
    let first = VersionId::from_ticks(1).expect("it is not zero");
    let start = |container| PastKey { container, path: BlobPath(String::new()), id: first };
    state.past_blobs.range(start(container)..start(ContainerId(container.0 + 1)))
}

/// The table together with what is derived from it.
impl State {
    pub(in crate::engine) fn put_past(&mut self, key: &PastKey, past: &PastBlob) {
        self.use_content(&past.entry);
        self.index_past(key, past.deletion);
        if let Some(before) = self.past_blobs.put(key.clone(), past.clone()) {
            self.release_content(&before.entry);
            if before.deletion.map(|deletion| deletion.until) != past.deletion.map(|deletion| deletion.until)
            {
                self.unindex_past(key, before.deletion);
            }
        }
    }

    pub(in crate::engine) fn set_past_deletion(&mut self, key: &PastKey, deletion: Option<Deletion>) {
        let Some(before) = self.past_blobs.get(key).map(|past| past.deletion) else { return };
        self.unindex_past(key, before);
        self.index_past(key, deletion);
        self.past_blobs.update(key, |past| past.deletion = deletion);
    }

    pub(in crate::engine) fn drop_past(&mut self, key: &PastKey) {
        if let Some(before) = self.past_blobs.remove(key) {
            self.unindex_past(key, before.deletion);
            self.release_content(&before.entry);
        }
    }

    fn index_past(&mut self, key: &PastKey, deletion: Option<Deletion>) {
        self.storage_due.extend(deletion.map(|deletion| (deletion.until, Due::PastBlob(key.clone()))));
    }

    fn unindex_past(&mut self, key: &PastKey, deletion: Option<Deletion>) {
        if let Some(deletion) = deletion {
            self.storage_due.remove(&(deletion.until, Due::PastBlob(key.clone())));
        }
    }
}
