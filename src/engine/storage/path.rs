//! Writing and deleting files and directories.
//!
//! In an account with a hierarchical namespace directories are entries of their own, made as needed; elsewhere
//! a path is nothing but the name of a blob, and what a write or deletion would destroy may be kept ([`past`]).

use crate::{
    base::ArmId,
    content::Content,
    engine::{
        decide::Context,
        event::Event,
        limits,
        rbac::{PrincipalId, action},
        refusal::Refusal,
        request::Command,
        storage::{
            AccessTier, Acl, BlobOperation, BlobPath, BlobRefusal, BlockRefusal, ContentType, FileFacts,
            PastKind, PathEntry, PathKind, RehydratePriority, StorageRefusal, change_feed, due, history,
            immutability::{self, Change},
            lease, names, object_replication,
            past::{self, Cause},
            place::Place,
            point_in_time, rehydration, rename, staging, tree,
        },
    },
};
use std::collections::BTreeMap;

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::CreateDirectory { container, path } => create_directory(context, container, path),
        Command::PutFile { container, path, .. } => put_file(context, container, path, command),
        Command::DeletePath { container, path } => delete(context, container, path),
        Command::SetPathProperties { container, path, .. } => {
            set_properties(context, container, path, command)
        }
        Command::DeleteBlob { container, path, with_snapshots } => {
            delete_single(context, container, path, *with_snapshots)
        }
        Command::RenamePath { container, path, to, overwrite } => {
            rename::decide(context, container, path, to, *overwrite)
        }
        Command::SetContentType { container, path, content_type } => {
            set_content_type(context, container, path, content_type)
        }
        Command::SetBlobTier { container, path, tier, priority } => {
            set_tier(context, container, path, *tier, *priority)
        }
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

pub(super) fn kind_mismatch(path: &BlobPath) -> StorageRefusal {
    StorageRefusal::PathKindMismatch { path: path.to_string() }
}

fn create_directory(context: &mut Context, container: &ArmId, path: &str) -> Result<Vec<Event>, Refusal> {
    let place = Place::find(context, action::WRITE_BLOBS, container, path)?;
    place.check_hierarchical()?;
    match place.entry(context.state) {
        Some(entry) if entry.is_directory() => return Err(place.is_taken().into()),
        Some(_) => return Err(kind_mismatch(&place.path).into()),
        None => {}
    }
    let (mut events, acl) = missing_parents(context, &place)?;
    let directory = new_entry(context, PathKind::Directory, acl);
    events.push(place.written(place.path.clone(), directory));
    events.push(place.touched(context));
    Ok(events)
}

/// Directories that have to be made above a path, topmost first, and the ACL of the lowest one.
pub(super) fn missing_parents(
    context: &mut Context,
    place: &Place,
) -> Result<(Vec<Event>, Option<Box<Acl>>), StorageRefusal> {
    let mut events = Vec::new();
    let mut acl: Option<Box<Acl>> = None;
    let mut parents: Vec<BlobPath> = std::iter::successors(place.path.parent(), BlobPath::parent).collect();
    parents.reverse();
    for parent in parents {
        acl = match context.state.paths.get(&(place.container.id, parent.clone())) {
            Some(entry) if entry.is_directory() => entry.acl.clone(),
            Some(_) => return Err(kind_mismatch(&parent)),
            None => {
                let directory = new_entry(context, PathKind::Directory, acl);
                let inherited = directory.acl.clone();
                events.push(place.written(parent, directory));
                inherited
            }
        };
    }
    Ok((events, acl))
}

/// An entry made now by the caller, in a directory with the ACL `parent`.
fn new_entry(context: &mut Context, kind: PathKind, parent: Option<Box<Acl>>) -> PathEntry {
    let directory = matches!(kind, PathKind::Directory);
    let owner = owner_name(context.principal);
    let acl = Acl::for_new_path(&owner, parent.as_deref(), directory);
    entry_with(context, kind, Some(Box::new(acl)))
}

fn entry_with(context: &mut Context, kind: PathKind, acl: Option<Box<Acl>>) -> PathEntry {
    PathEntry {
        kind,
        created_at: context.now,
        modified_at: context.now,
        metadata: Default::default(),
        acl,
        etag: context.ids.take(),
        version: None,
    }
}

fn owner_name(principal: PrincipalId) -> String {
    if principal == PrincipalId::SYSTEM { "$superuser".to_string() } else { principal.0.to_string() }
}

fn put_file(
    context: &mut Context,
    container: &ArmId,
    path: &str,
    command: &Command,
) -> Result<Vec<Event>, Refusal> {
    let Command::PutFile { content, content_type, tier, metadata, overwrite, .. } = command else {
        unreachable!("only called for this command")
    };
    let place = Place::find(context, action::WRITE_BLOBS, container, path)?;
    write_file(
        context,
        &place,
        &Write { content, content_type, tier: *tier, metadata, overwrite: *overwrite },
    )
}

/// What is to stand at a path.
pub(super) struct Write<'a> {
    pub content: &'a Content,
    pub content_type: &'a str,
    pub tier: AccessTier,
    pub metadata: &'a BTreeMap<String, String>,
    pub overwrite: bool,
}

/// Writes a file or blob at a place where the caller may; blocks that were not committed are discarded.
pub(super) fn write_file(
    context: &mut Context,
    place: &Place,
    write: &Write<'_>,
) -> Result<Vec<Event>, Refusal> {
    let Write { content, content_type, tier, metadata, overwrite } = *write;
    assert!(content.is_consistent(), "whoever cuts files into chunks counts their bytes");
    names::check_metadata(metadata)?;
    if content.size > limits::FILE_SIZE_MAX {
        return Err(StorageRefusal::FileTooLarge { size: content.size }.into());
    }
    let before = place.entry(context.state);
    match before {
        Some(entry) if entry.is_directory() => return Err(kind_mismatch(&place.path).into()),
        Some(_) if !overwrite => return Err(place.is_taken().into()),
        _ => {}
    }
    let kind = file_kind(content, content_type, tier);
    let (mut events, mut entry) = if place.is_flat() {
        new_blob(context, place, kind)?
    } else {
        let (events, parent) = missing_parents(context, place)?;
        (events, new_entry(context, kind, parent))
    };
    entry.metadata = metadata.clone();
    if let Some(before) = before {
        // The bytes are replaced, not the path: its owner and ACL stay.
        entry.acl = before.acl.clone();
    }
    if !context.state.contents.contains(&content.id) {
        events.push(Event::ContentStored(content.clone()));
    }
    let previous = past::previous(context, place);
    events.extend(change_feed::record(context, place, BlobOperation::PutBlob, &entry, previous));
    events.push(place.written(place.path.clone(), entry));
    events.extend(staging::discard(context.state, &place.key()));
    events.push(place.touched(context));
    Ok(due::timed(context, events))
}

/// A blob that takes the place of what was there, and what is kept of that.
fn new_blob(
    context: &mut Context,
    place: &Place,
    kind: PathKind,
) -> Result<(Vec<Event>, PathEntry), BlobRefusal> {
    point_in_time::check_unblocked(context.state, &place.key())?;
    lease::check_free(context, &place.key())?;
    object_replication::check_writable(context.state, place.container)?;
    immutability::check_change(context, &place.key(), Change::Overwrite)?;
    let events = past::supersede(context, place, Cause::Overwritten);
    let version = past::new_version(context, place);
    Ok((events, PathEntry { version, ..entry_with(context, kind, None) }))
}

fn file_kind(content: &Content, content_type: &str, tier: AccessTier) -> PathKind {
    PathKind::File(FileFacts {
        content: content.id,
        size: content.size,
        content_type: ContentType::new(content_type),
        tier,
    })
}

/// Deletes a path with everything below it. In a flat account a folder is what blobs have in common: where no
/// blob has the very name, the blobs below it are meant.
fn delete(context: &mut Context, container: &ArmId, path: &str) -> Result<Vec<Event>, Refusal> {
    let place = Place::find(context, action::DELETE_BLOBS, container, path)?;
    let id = place.container.id;
    let exact = place.entry(context.state);
    let mut doomed = Vec::from_iter(exact.map(|entry| (&place.path, entry)));
    if exact.is_none_or(PathEntry::is_directory) {
        doomed.extend(tree::below(context.state, id, &place.path));
    }
    if doomed.is_empty() {
        return Err(place.not_found().into());
    }
    let mut events = Vec::new();
    for (path, entry) in doomed {
        if place.is_flat() {
            events.extend(delete_blob(context, &place.at(path), entry)?);
        }
        events.push(Event::PathDeleted { container: id, path: path.clone() });
    }
    events.push(place.touched(context));
    Ok(due::timed(context, events))
}

/// What comes before the deletion of a blob.
pub(super) fn delete_blob(
    context: &mut Context,
    blob: &Place,
    entry: &PathEntry,
) -> Result<Vec<Event>, BlobRefusal> {
    point_in_time::check_unblocked(context.state, &blob.key())?;
    lease::check_free(context, &blob.key())?;
    immutability::check_change(context, &blob.key(), Change::Delete)?;
    if history::snapshots(context.state, blob).next().is_some() {
        return Err(BlobRefusal::SnapshotsPresent { path: blob.path.to_string() });
    }
    Ok(deleted(context, blob, entry))
}

/// What becomes of a blob that may be deleted.
fn deleted(context: &mut Context, blob: &Place, entry: &PathEntry) -> Vec<Event> {
    let mut events = past::supersede(context, blob, Cause::Deleted);
    let previous = past::previous(context, blob);
    events.extend(change_feed::record(context, blob, BlobOperation::DeleteBlob, entry, previous));
    events
}

/// Deletes what stands at a path and nothing else.
fn delete_single(
    context: &mut Context,
    container: &ArmId,
    path: &str,
    with_snapshots: bool,
) -> Result<Vec<Event>, Refusal> {
    let place = Place::find(context, action::DELETE_BLOBS, container, path)?;
    let state = context.state;
    let Some(entry) = place.entry(state) else { return Err(place.not_found().into()) };
    let mut events = Vec::new();
    if place.is_flat() {
        point_in_time::check_unblocked(state, &place.key())?;
        lease::check_free(context, &place.key())?;
        immutability::check_change(context, &place.key(), Change::Delete)?;
        let snapshots: Vec<_> = history::snapshots(state, &place).map(|(key, _)| key.id).collect();
        if !snapshots.is_empty() && !with_snapshots {
            return Err(BlobRefusal::SnapshotsPresent { path: path.to_string() }.into());
        }
        for id in snapshots {
            events.extend(history::delete_past(context, &place, id, PastKind::Snapshot)?);
        }
        events.extend(deleted(context, &place, entry));
    } else if tree::below(state, place.container.id, &place.path).next().is_some() {
        return Err(BlockRefusal::DirectoryNotEmpty { path: path.to_string() }.into());
    }
    events.push(Event::PathDeleted { container: place.container.id, path: place.path.clone() });
    events.push(place.touched(context));
    Ok(due::timed(context, events))
}

/// Counts as a modification, and leaves no version. Source: Azure Storage, "Blob versioning" (write operations).
fn set_content_type(
    context: &mut Context,
    container: &ArmId,
    path: &str,
    content_type: &str,
) -> Result<Vec<Event>, Refusal> {
    let place = Place::find(context, action::WRITE_BLOBS, container, path)?;
    let mut entry = place.entry(context.state).ok_or_else(|| place.not_found())?.clone();
    let PathKind::File(facts) = &mut entry.kind else { return Err(kind_mismatch(&place.path).into()) };
    if place.is_flat() {
        point_in_time::check_unblocked(context.state, &place.key())?;
        rehydration::check_online(facts, false, &place.path)?;
        lease::check_free(context, &place.key())?;
        object_replication::check_writable(context.state, place.container)?;
        immutability::check_change(context, &place.key(), Change::Overwrite)?;
    }
    facts.content_type = ContentType::new(content_type);
    entry.modified_at = context.now;
    entry.etag = context.ids.take();
    Ok(vec![place.written(place.path.clone(), entry), place.touched(context)])
}

fn set_properties(
    context: &mut Context,
    container: &ArmId,
    path: &str,
    command: &Command,
) -> Result<Vec<Event>, Refusal> {
    let Command::SetPathProperties { tier, metadata, acl, .. } = command else {
        unreachable!("only called for this command")
    };
    let action = if acl.is_some() { action::MODIFY_PERMISSIONS } else { action::WRITE_BLOBS };
    let place = Place::find(context, action, container, path)?;
    let Some(before) = place.entry(context.state) else { return Err(place.not_found().into()) };
    metadata.as_ref().map_or(Ok(()), names::check_metadata)?;
    if let Some(acl) = acl {
        place.check_hierarchical()?;
        names::check_acl(acl)?;
    }
    if place.is_flat() {
        return set_blob_properties(context, &place, before, *tier, metadata.as_ref());
    }
    let mut entry = before.clone();
    if let Some(metadata) = metadata {
        entry.metadata = metadata.clone();
        entry.modified_at = context.now;
    }
    if let Some(acl) = acl {
        entry.acl = Some(Box::new(acl.clone()));
    }
    if let Some(tier) = tier {
        // Neither a tier nor an ACL counts as a modification of the blob.
        match &mut entry.kind {
            PathKind::File(facts) => facts.tier = *tier,
            PathKind::Directory => return Err(kind_mismatch(&place.path).into()),
        }
    }
    entry.etag = context.ids.take();
    Ok(vec![place.written(place.path.clone(), entry), place.touched(context)])
}

/// New metadata is a write and leaves a version where those are kept; a tier is not.
fn set_blob_properties(
    context: &mut Context,
    place: &Place,
    before: &PathEntry,
    tier: Option<AccessTier>,
    metadata: Option<&BTreeMap<String, String>>,
) -> Result<Vec<Event>, Refusal> {
    point_in_time::check_unblocked(context.state, &place.key())?;
    let mut entry = before.clone();
    let mut events = Vec::new();
    if let Some(metadata) = metadata {
        if let Some(facts) = before.file() {
            rehydration::check_online(facts, false, &place.path)?;
        }
        lease::check_free(context, &place.key())?;
        object_replication::check_writable(context.state, place.container)?;
        immutability::check_change(context, &place.key(), Change::Overwrite)?;
        events.extend(past::supersede(context, place, Cause::Described));
        entry.metadata = metadata.clone();
        entry.modified_at = context.now;
        entry.version = past::new_version(context, place);
        entry.etag = context.ids.take();
        let previous = past::previous(context, place);
        events.extend(change_feed::record(context, place, BlobOperation::SetBlobMetadata, &entry, previous));
        events.push(place.written(place.path.clone(), entry.clone()));
    }
    if let Some(tier) = tier {
        let priority = RehydratePriority::Standard;
        events.extend(rehydration::change_tier(context, place, entry, tier, priority)?);
    }
    events.push(place.touched(context));
    Ok(due::timed(context, events))
}

fn set_tier(
    context: &mut Context,
    container: &ArmId,
    path: &str,
    tier: AccessTier,
    priority: RehydratePriority,
) -> Result<Vec<Event>, Refusal> {
    let place = Place::find(context, action::WRITE_BLOBS, container, path)?;
    place.check_flat("Rehydrating blobs with a priority")?;
    let entry = place.entry(context.state).ok_or_else(|| place.no_such_blob())?.clone();
    point_in_time::check_unblocked(context.state, &place.key())?;
    let mut events = rehydration::change_tier(context, &place, entry, tier, priority)?;
    events.push(place.touched(context));
    Ok(due::timed(context, events))
}
