//! Writing and deleting files and directories.
//!
//! In an account with a hierarchical namespace directories are entries of their own, made as needed; elsewhere
//! a path is nothing but the name of a blob.

use crate::{
    base::ArmId,
    content::Content,
    engine::{
        decide::Context,
        event::Event,
        ids::ContainerId,
        limits,
        rbac::PrincipalId,
        refusal::Refusal,
        request::Command,
        state::State,
        storage::{
            AccessTier, Acl, BlobPath, Container, FileFacts, PathEntry, PathKind, StorageAccount,
            StorageRefusal, names, tree,
        },
    },
};

const WRITE_BLOBS: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write";
const DELETE_BLOBS: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete";
const SET_PERMISSIONS: &str =
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/modifyPermissions/action";

/// What a blob is served as when nobody said.
const UNKNOWN_CONTENT_TYPE: &str = "application/octet-stream";

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::CreateDirectory { container, path } => create_directory(context, container, path),
        Command::PutFile { container, path, .. } => put_file(context, container, path, command),
        Command::DeletePath { container, path } => delete(context, container, path),
        Command::SetPathProperties { container, path, .. } => {
            set_properties(context, container, path, command)
        }
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

/// The place a request wants to write to.
struct Place<'a> {
    account: &'a StorageAccount,
    container: &'a Container,
    path: BlobPath,
}

impl<'a> Place<'a> {
    /// Who, where, and whether the path is one at all.
    fn find(context: &Context<'a>, action: &str, container: &ArmId, path: &str) -> Result<Self, Refusal> {
        context.authorize_data(action, container)?;
        let container = context.state.find_container(container)?;
        let account = context.state.account_of(container.id).expect("containers lie in accounts");
        names::check_path(path)?;
        Ok(Place { account, container, path: BlobPath(path.to_string()) })
    }

    fn key(&self) -> (ContainerId, BlobPath) {
        (self.container.id, self.path.clone())
    }

    fn entry(&self, state: &'a State) -> Option<&'a PathEntry> {
        state.paths.get(&self.key())
    }

    /// The event that makes `entry` stand at `path`, with a new etag.
    fn written(&self, path: BlobPath, entry: PathEntry) -> Event {
        Event::PathWritten { container: self.container.id, path, entry }
    }

    fn touched(&self, context: &Context) -> Event {
        Event::ContainerTouched { container: self.container.id, at: context.now }
    }

    fn is_taken(&self) -> StorageRefusal {
        StorageRefusal::PathExists { path: self.path.to_string() }
    }

    fn not_found(&self) -> StorageRefusal {
        StorageRefusal::PathNotFound { path: self.path.to_string() }
    }

    fn check_hierarchical(&self) -> Result<(), StorageRefusal> {
        if self.account.hierarchical_namespace {
            return Ok(());
        }
        let account = self.account.name.clone();
        Err(StorageRefusal::DirectoriesNeedHierarchicalNamespace { account })
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
) -> Result<(Vec<Event>, Option<Acl>), StorageRefusal> {
    let mut events = Vec::new();
    let mut acl: Option<Acl> = None;
    let mut parents: Vec<BlobPath> = std::iter::successors(place.path.parent(), BlobPath::parent).collect();
    parents.reverse();
    for parent in parents {
        acl = Some(match context.state.paths.get(&(place.container.id, parent.clone())) {
            Some(entry) if entry.is_directory() => entry.acl.clone(),
            Some(_) => return Err(kind_mismatch(&parent)),
            None => {
                let directory = new_entry(context, PathKind::Directory, acl);
                let inherited = directory.acl.clone();
                events.push(place.written(parent, directory));
                inherited
            }
        });
    }
    Ok((events, acl))
}

/// An entry made now by the caller, in a directory with the ACL `parent`.
fn new_entry(context: &mut Context, kind: PathKind, parent: Option<Acl>) -> PathEntry {
    let directory = matches!(kind, PathKind::Directory);
    let owner = owner_name(context.principal);
    PathEntry {
        kind,
        created_at: context.now,
        modified_at: context.now,
        metadata: Default::default(),
        acl: Acl::for_new_path(&owner, parent.as_ref(), directory),
        etag: context.ids.take(),
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
    let (mut events, parent) = match place.account.hierarchical_namespace {
        true => missing_parents(context, &place)?,
        false => (Vec::new(), None),
    };
    let mut entry = new_entry(context, file_kind(content, content_type, *tier), parent);
    entry.metadata = metadata.clone();
    if let Some(before) = before {
        // The bytes are replaced, not the path: its owner and ACL stay.
        entry.acl = before.acl.clone();
    }
    if !context.state.contents.contains(&content.id) {
        events.push(Event::ContentStored(content.clone()));
    }
    events.push(place.written(place.path.clone(), entry));
    events.push(place.touched(context));
    Ok(events)
}

fn file_kind(content: &Content, content_type: &str, tier: AccessTier) -> PathKind {
    let content_type = if content_type.is_empty() { UNKNOWN_CONTENT_TYPE } else { content_type };
    PathKind::File(FileFacts {
        content: content.id,
        size: content.size,
        content_type: content_type.to_string(),
        tier,
    })
}

/// Deletes a path with everything below it. In a flat account a folder is what blobs have in common: where no
/// blob has the very name, the blobs below it are meant.
fn delete(context: &mut Context, container: &ArmId, path: &str) -> Result<Vec<Event>, Refusal> {
    let place = Place::find(context, DELETE_BLOBS, container, path)?;
    let id = place.container.id;
    let exact = place.entry(context.state);
    let mut doomed = Vec::from_iter(exact.map(|_| place.path.clone()));
    if exact.is_none_or(PathEntry::is_directory) {
        doomed.extend(tree::below(context.state, id, &place.path).map(|(path, _)| path.clone()));
    }
    if doomed.is_empty() {
        return Err(place.not_found().into());
    }
    let mut events: Vec<Event> =
        doomed.into_iter().map(|path| Event::PathDeleted { container: id, path }).collect();
    events.push(place.touched(context));
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
    let mut entry = before.clone();
    if let Some(metadata) = metadata {
        names::check_metadata(metadata)?;
        entry.metadata = metadata.clone();
        entry.modified_at = context.now;
    }
    if let Some(acl) = acl {
        place.check_hierarchical()?;
        names::check_acl(acl)?;
        entry.acl = acl.clone();
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
