//! Moving files and directories of a data lake.
//!
//! A move is one step: it is there with everything below it, or not at all. Owners, ACLs and metadata go along.
//!
//! Source: Azure Data Lake Storage REST API, "Path - Create" (rename).

use crate::{
    base::ArmId,
    engine::{
        decide::Context,
        event::Event,
        rbac::action,
        refusal::Refusal,
        storage::{BlobPath, BlockRefusal, PathEntry, path, place::Place, staging, tree},
    },
};

pub(super) fn decide(
    context: &mut Context,
    container: &ArmId,
    from: &str,
    to: &str,
    overwrite: bool,
) -> Result<Vec<Event>, Refusal> {
    context.authorize_data(action::DELETE_BLOBS, container)?;
    let source = Place::find(context, action::WRITE_BLOBS, container, from)?;
    let target = Place::find(context, action::WRITE_BLOBS, container, to)?;
    source.check_hierarchical()?;
    let entry = source.entry(context.state).ok_or_else(|| source.not_found())?;
    if target.path.is_within(&source.path) {
        return Err(BlockRefusal::RenamedIntoItself { path: from.to_string() }.into());
    }
    let discarded = check_target(context, &target, entry, overwrite)?;
    let (mut events, _) = path::missing_parents(context, &target)?;
    events.extend(discarded);
    let below = tree::below(context.state, source.container.id, &source.path);
    for (path, entry) in std::iter::once((&source.path, entry)).chain(below) {
        let moved = BlobPath(format!("{to}{}", &path.as_str()[from.len()..]));
        let etag = context.ids.take();
        events.push(source.written(moved, PathEntry { etag, ..entry.clone() }));
        events.push(Event::PathDeleted { container: source.container.id, path: path.clone() });
    }
    events.push(source.touched(context));
    Ok(events)
}

/// What stands at the target gives way where it may: a file to a file, an empty directory to a directory.
fn check_target(
    context: &Context,
    target: &Place,
    entry: &PathEntry,
    overwrite: bool,
) -> Result<Option<Event>, Refusal> {
    let state = context.state;
    let Some(there) = target.entry(state) else { return Ok(None) };
    if there.is_directory() != entry.is_directory() {
        return Err(path::kind_mismatch(&target.path).into());
    }
    if !overwrite {
        return Err(target.is_taken().into());
    }
    if tree::below(state, target.container.id, &target.path).next().is_some() {
        return Err(BlockRefusal::DirectoryNotEmpty { path: target.path.to_string() }.into());
    }
    Ok(staging::discard(state, &target.key()))
}
