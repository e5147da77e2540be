//! Working with past states of blobs: making one current again, deleting them, taking snapshots, undeleting.

use crate::{
    base::ArmId,
    engine::{
        decide::Context,
        event::Event,
        ids::ContainerId,
        rbac::action,
        refusal::Refusal,
        request::Command,
        state::State,
        storage::{
            AccessTier, BlobOperation, BlobPath, BlobRefusal, Deletion, FileFacts, PastBlob, PastKey,
            PastKind, PathEntry, PathKind, Previous, StorageRefusal, VersionId, change_feed, due,
            immutability::{self, Change},
            lease, object_replication,
            past::{self, Cause},
            place::Place,
            point_in_time, rehydration,
        },
    },
};

/// A copy without a tier of its own gets the default of the account, which is hot in all that can be created here.
const TIER_OF_COPIES: AccessTier = AccessTier::Hot;

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    let events = match command {
        Command::PromoteBlobVersion { container, path, version } => {
            promote(context, container, path, *version)
        }
        Command::DeleteBlobVersion { container, path, version } => {
            delete_version(context, container, path, *version)
        }
        Command::CreateBlobSnapshot { container, path } => take_snapshot(context, container, path),
        Command::DeleteBlobSnapshots { container, path, snapshot } => {
            delete_snapshots(context, container, path, *snapshot)
        }
        Command::UndeleteBlob { container, path } => undelete(context, container, path),
        other => unreachable!("{other:?} is decided elsewhere"),
    }?;
    Ok(due::timed(context, events))
}

/// The blob as it is, or as a version or snapshot of it that can be read.
///
/// # Errors
/// [`BlobRefusal::BlobNotFound`] also for what is soft-deleted.
pub fn readable<'a>(state: &'a State, key: &PastKey) -> Result<&'a PathEntry, BlobRefusal> {
    let current = state.paths.get(&(key.container, key.path.clone()));
    let current = current.filter(|entry| entry.version == Some(key.id));
    let past = state.past_blobs.get(key).filter(|past| past.deletion.is_none()).map(|past| &past.entry);
    let not_found = || BlobRefusal::BlobNotFound { path: key.path.to_string(), version: Some(key.id) };
    current.or(past).ok_or_else(not_found)
}

/// What is known of the bytes of a blob, current or past, that somebody is about to read.
///
/// # Errors
/// Not there, soft-deleted, being put back, or offline.
pub fn facts_to_read<'a>(
    state: &'a State,
    container: ContainerId,
    path: &BlobPath,
    version: Option<VersionId>,
) -> Result<&'a FileFacts, Refusal> {
    let key = (container, path.clone());
    let not_found = || StorageRefusal::PathNotFound { path: path.to_string() };
    let entry = match version {
        Some(id) => readable(state, &PastKey { container, path: path.clone(), id })?,
        None => state.paths.get(&key).ok_or_else(not_found)?,
    };
    let facts = entry.file().ok_or_else(|| StorageRefusal::PathKindMismatch { path: path.to_string() })?;
    point_in_time::check_unblocked(state, &key)?;
    let hierarchical = state.account_of(container).is_some_and(|account| account.hierarchical_namespace);
    rehydration::check_online(facts, hierarchical, path)?;
    Ok(facts)
}

fn past_key(place: &Place, id: VersionId) -> PastKey {
    PastKey { container: place.container.id, path: place.path.clone(), id }
}

/// Copies a past state over what is there now.
fn promote(
    context: &mut Context,
    container: &ArmId,
    path: &str,
    version: VersionId,
) -> Result<Vec<Event>, Refusal> {
    let place = Place::find(context, action::WRITE_BLOBS, container, path)?;
    place.check_flat("Versioning")?;
    let copied = readable(context.state, &past_key(&place, version))?.clone();
    point_in_time::check_unblocked(context.state, &place.key())?;
    if let Some(facts) = copied.file() {
        rehydration::check_online(facts, false, &place.path)?;
    }
    lease::check_free(context, &place.key())?;
    object_replication::check_writable(context.state, place.container)?;
    immutability::check_change(context, &place.key(), Change::Overwrite)?;
    let mut events = past::supersede(context, &place, Cause::Overwritten);
    let mut entry = PathEntry {
        created_at: context.now,
        modified_at: context.now,
        version: past::new_version(context, &place),
        etag: context.ids.take(),
        ..copied
    };
    if let PathKind::File(facts) = &mut entry.kind {
        facts.tier = TIER_OF_COPIES;
    }
    let previous = past::previous(context, &place);
    events.extend(change_feed::record(context, &place, BlobOperation::CopyBlob, &entry, previous));
    events.push(place.written(place.path.clone(), entry));
    events.push(place.touched(context));
    Ok(events)
}

fn delete_version(
    context: &mut Context,
    container: &ArmId,
    path: &str,
    version: VersionId,
) -> Result<Vec<Event>, Refusal> {
    let place = Place::find(context, action::DELETE_BLOB_VERSIONS, container, path)?;
    place.check_flat("Versioning")?;
    if place.entry(context.state).is_some_and(|entry| entry.version == Some(version)) {
        return Err(BlobRefusal::CurrentVersion { version }.into());
    }
    Ok(delete_past(context, &place, version, PastKind::Version)?)
}

/// Deletes a past state, softly where the account says so. What is soft-deleted already is not there to delete.
pub(super) fn delete_past(
    context: &mut Context,
    place: &Place,
    id: VersionId,
    kind: PastKind,
) -> Result<Vec<Event>, BlobRefusal> {
    let key = past_key(place, id);
    let active = |past: &&PastBlob| past.kind == kind && past.deletion.is_none();
    let past = context.state.past_blobs.get(&key).filter(active);
    let past = past.ok_or_else(|| place.no_such_version(id))?;
    point_in_time::check_unblocked(context.state, &place.key())?;
    immutability::check_past(context, &key)?;
    let mut events = vec![discarded(context, place, key)];
    let (operation, previous) = (BlobOperation::DeleteBlob, Previous::Unchanged);
    events.extend(change_feed::record(context, place, operation, &past.entry, previous));
    Ok(events)
}

fn discarded(context: &Context, place: &Place, key: PastKey) -> Event {
    match place.account.data_protection.blob_soft_delete_days {
        Some(days) => Event::PastBlobDeleted { key, deletion: Deletion::lasting(days, context.now) },
        None => Event::PastBlobDropped { key },
    }
}

/// Snapshots of a blob that can be read, oldest first.
pub(super) fn snapshots<'a>(
    state: &'a State,
    place: &Place,
) -> impl Iterator<Item = (&'a PastKey, &'a PastBlob)> + use<'a> {
    past::of_blob(state, place.container.id, &place.path)
        .filter(|(_, past)| past.kind == PastKind::Snapshot && past.deletion.is_none())
}

/// Keeps the blob as it is now. Where versioning is on, the blob gets a new version beside it, of the same bytes.
fn take_snapshot(context: &mut Context, container: &ArmId, path: &str) -> Result<Vec<Event>, Refusal> {
    let place = Place::find(context, action::WRITE_BLOBS, container, path)?;
    place.check_flat("Taking snapshots")?;
    let entry = place.entry(context.state).ok_or_else(|| place.no_such_blob())?.clone();
    point_in_time::check_unblocked(context.state, &place.key())?;
    immutability::check_change(context, &place.key(), Change::Overwrite)?;
    if let Some(facts) = entry.file() {
        rehydration::check_online(facts, false, &place.path)?;
    }
    let id = past::fresh_id(context.state, &place, context.now);
    let mut events = Vec::new();
    let mut previous = Previous::Unchanged;
    if place.account.data_protection.versioning {
        previous = past::previous(context, &place);
        events.extend(past::supersede(context, &place, Cause::Described));
        let etag = context.ids.take();
        let current = PathEntry { version: Some(id.next()), etag, ..entry.clone() };
        events.push(place.written(place.path.clone(), current));
    }
    events.extend(change_feed::record(context, &place, BlobOperation::SnapshotBlob, &entry, previous));
    let kept = PathEntry { version: None, ..entry };
    events.push(past::keep(&place, id, PastKind::Snapshot, &kept, context.now, None));
    Ok(events)
}

fn delete_snapshots(
    context: &mut Context,
    container: &ArmId,
    path: &str,
    snapshot: Option<VersionId>,
) -> Result<Vec<Event>, Refusal> {
    let place = Place::find(context, action::DELETE_BLOBS, container, path)?;
    place.check_flat("Taking snapshots")?;
    if let Some(id) = snapshot {
        return Ok(delete_past(context, &place, id, PastKind::Snapshot)?);
    }
    place.entry(context.state).ok_or_else(|| place.no_such_blob())?;
    let doomed: Vec<VersionId> = snapshots(context.state, &place).map(|(key, _)| key.id).collect();
    let mut events = Vec::new();
    for id in doomed {
        events.extend(delete_past(context, &place, id, PastKind::Snapshot)?);
    }
    Ok(events)
}

/// Takes back everything of a blob that is soft-deleted: there is no way to take back one version only.
///
/// A version that comes back does not become the current one. Where nothing is soft-deleted, nothing happens.
fn undelete(context: &mut Context, container: &ArmId, path: &str) -> Result<Vec<Event>, Refusal> {
    let place = Place::find(context, action::WRITE_BLOBS, container, path)?;
    let state = context.state;
    if !place.is_flat() && state.replication_policies.contains(&place.account.id) {
        let account = place.account.name.clone();
        return Err(BlobRefusal::UndeleteUnderBackup { account }.into());
    }
    place.check_flat("Undeleting blobs")?;
    let mut known = place.entry(state).is_some();
    let mut events = Vec::new();
    let mut back = None;
    let mut previous = Previous::Unchanged;
    for (key, past) in past::of_blob(state, place.container.id, &place.path) {
        known = true;
        if past.kind == PastKind::Base {
            // It comes back as it was, with its old etag: nothing was written.
            events.push(place.written(place.path.clone(), past.entry.clone()));
            events.push(Event::PastBlobDropped { key: key.clone() });
            back = Some(&past.entry);
            previous = Previous::Absent;
        } else if past.deletion.is_some() {
            events.push(Event::PastBlobUndeleted { key: key.clone() });
            back = back.or(Some(&past.entry));
        }
    }
    if !known {
        return Err(place.no_such_blob().into());
    }
    point_in_time::check_unblocked(state, &place.key())?;
    if let Some(entry) = back {
        events.extend(change_feed::record(context, &place, BlobOperation::UndeleteBlob, entry, previous));
        events.push(place.touched(context));
    }
    Ok(events)
}
