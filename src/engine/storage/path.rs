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
        rbac::PrincipalId,
        refusal::Refusal,
        request::Command,
        storage::{
            AccessTier, Acl, BlobOperation, BlobPath, BlobRefusal, ContentType, FileFacts, PathEntry,
            PathKind, RehydratePriority, StorageRefusal, change_feed, due, history,
            immutability::{self, Change},
            lease, names, object_replication,
            past::{self, Cause},
            place::Place,
            point_in_time, rehydration, tree,
        },
    },
};
use std::collections::BTreeMap;

const WRITE_BLOBS: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write";
const DELETE_BLOBS: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete";
const SET_PERMISSIONS: &str =
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/modifyPermissions/action";

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::CreateDirectory { container, path } => create_directory(context, container, path),
        Command::PutFile { container, path, .. } => put_file(context, container, path, command),
        Command::DeletePath { container, path } => delete(context, container, path),
        Command::SetPathProperties { container, path, .. } => {
            set_properties(context, container, path, command)
        }
        Command::SetBlobTier { container, path, tier, priority } => {
            set_tier(context, container, path, *tier, *priority)
        }
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

fn kind_mismatch(path: &BlobPath) -> StorageRefusal {
    StorageRefusal::PathKindMismatch { path: path.to_string() }
}

fn create_directory(context: &mut Context, container: &ArmId, path: &str) -> Result<Vec<Event>, Refusal> {
    let place = Place::find(context, WRITE_BLOBS, container, path)?;
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
fn missing_parents(
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
    assert!(content.is_consistent(), "whoever cuts files into chunks counts their bytes");
    let place = Place::find(context, WRITE_BLOBS, container, path)?;
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
    let kind = file_kind(content, content_type, *tier);
    let (mut events, mut entry) = if place.is_flat() {
        new_blob(context, &place, kind)?
    } else {
        let (events, parent) = missing_parents(context, &place)?;
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
    let previous = past::previous(context, &place);
    events.extend(change_feed::record(context, &place, BlobOperation::PutBlob, &entry, previous));
    events.push(place.written(place.path.clone(), entry));
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
    let place = Place::find(context, DELETE_BLOBS, container, path)?;
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
    let mut events = past::supersede(context, blob, Cause::Deleted);
    let previous = past::previous(context, blob);
    events.extend(change_feed::record(context, blob, BlobOperation::DeleteBlob, entry, previous));
    Ok(events)
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
    let action = if acl.is_some() { SET_PERMISSIONS } else { WRITE_BLOBS };
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
    let place = Place::find(context, WRITE_BLOBS, container, path)?;
    place.check_flat("Rehydrating blobs with a priority")?;
    let entry = place.entry(context.state).ok_or_else(|| place.no_such_blob())?.clone();
    point_in_time::check_unblocked(context.state, &place.key())?;
    let mut events = rehydration::change_tier(context, &place, entry, tier, priority)?;
    events.push(place.touched(context));
    Ok(due::timed(context, events))
}
