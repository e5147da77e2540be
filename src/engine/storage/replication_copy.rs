//! Carrying over what object replication policies have to: what each blob that changed is by now.
//!
//! A copy is a new blob of the destination: hot, with a version, an etag and times of its own, and a record in the change
//! feed there, where there is one. A blob that is gone is deleted, which leaves its versions. Snapshots stay behind.
//!
//! Source: Azure Storage, "Object replication for block blobs" (blob versioning, deleting a blob, archived blobs).

use crate::engine::{
    decide::Context,
    event::Event,
    ids::ContainerId,
    refusal::Refusal,
    state::State,
    storage::{
        AccessTier, BlobChange, BlobOperation, BlobPath, Container, FileFacts, ObjectReplication, PathEntry,
        PathKind, Previous, StorageRefusal, change_feed,
        immutability::{self, Change},
        lease, object_replication,
        past::{self, Cause},
        path,
        place::Place,
        point_in_time, rehydration,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// Reads the change feed of the source to its end, and carries over what it tells of.
pub(super) fn run(context: &mut Context, policy: &ObjectReplication) -> Vec<Event> {
    let state = context.state;
    let mut after = ObjectReplication { is_catching_up: false, ..policy.clone() };
    let changed = changed(state, policy, &mut after);
    let destinations = destinations(state, policy);
    let mut events = Vec::new();
    let mut touched = BTreeSet::new();
    for (container, path) in changed {
        let Some(source) = state.containers.get(&container) else { continue };
        let Some(destination) = destinations.get(source.name.as_str()) else { continue };
        match carry_over(context, policy, source, *destination, &path) {
            Ok(None) => {}
            Ok(Some(carried)) => {
                events.extend(carried);
                touched.extend(destination.map(|container| container.id));
                after.copied += 1;
            }
            Err(_) => after.failed += 1,
        }
    }
    let now = context.now;
    events.extend(touched.into_iter().map(|container| Event::ContainerTouched { container, at: now }));
    events.push(Event::ObjectReplicationSet(after));
    events
}

/// The blobs to look at, each once; `after` has read the feed by then.
fn changed(
    state: &State,
    policy: &ObjectReplication,
    after: &mut ObjectReplication,
) -> BTreeSet<(ContainerId, BlobPath)> {
    let mut changed = BTreeSet::new();
    for (seq, change) in object_replication::unread(state, policy) {
        after.read_to = seq;
        if is_content(change) {
            changed.insert((change.container_id, change.path.clone()));
        }
    }
    if policy.is_catching_up {
        let existing = policy.rules.iter().filter(|rule| rule.copies_existing);
        let named: BTreeSet<&str> = existing.map(|rule| rule.source.as_str()).collect();
        let containers = state.containers_of(policy.source);
        for container in containers.filter(|container| named.contains(container.name.as_str())) {
            let start = |container| (container, BlobPath(String::new()));
            let all = start(container.id)..start(ContainerId(container.id.0 + 1));
            changed.extend(state.paths.range(all).map(|(key, _)| key.clone()));
        }
    }
    changed
}

/// Whether a record says that what a blob holds has changed, or can be read again.
fn is_content(change: &BlobChange) -> bool {
    match change.operation {
        BlobOperation::PutBlob
        | BlobOperation::CopyBlob
        | BlobOperation::SetBlobMetadata
        | BlobOperation::UndeleteBlob
        | BlobOperation::DeleteBlob => change.previous != Previous::Unchanged,
        BlobOperation::SetBlobTier => change.previous == Previous::Tier(AccessTier::Archive),
        BlobOperation::RehydrateBlob
        | BlobOperation::SnapshotBlob
        | BlobOperation::DeleteContainer
        | BlobOperation::UndeleteContainer => false,
    }
}

/// The destination of each source container by name; nothing where it is gone.
fn destinations<'a>(
    state: &'a State,
    policy: &'a ObjectReplication,
) -> BTreeMap<&'a str, Option<&'a Container>> {
    let by_name: BTreeMap<&str, &Container> =
        state.containers_of(policy.destination).map(|row| (row.name.as_str(), row)).collect();
    let rules = policy.rules.iter();
    rules.map(|rule| (rule.source.as_str(), by_name.get(rule.destination.as_str()).copied())).collect()
}

/// What makes the blob at the destination what it is at the source; `None` where neither is there.
fn carry_over(
    context: &mut Context,
    policy: &ObjectReplication,
    source: &Container,
    destination: Option<&Container>,
    path: &BlobPath,
) -> Result<Option<Vec<Event>>, Refusal> {
    let state = context.state;
    let account = state.accounts.get(&policy.destination);
    let (Some(account), Some(container)) = (account, destination) else {
        return Err(StorageRefusal::ContainerNotFound { name: source.name.clone() }.into());
    };
    let place = Place { account, container, path: path.clone() };
    let there = place.entry(state);
    if let Some(facts) = there.and_then(PathEntry::file) {
        rehydration::check_online(facts, false, path)?;
    }
    match (state.paths.get(&(source.id, path.clone())), there) {
        (Some(entry), _) => copy(context, &place, entry).map(Some),
        (None, Some(there)) => {
            let mut events = path::delete_blob(context, &place, there)?;
            events.push(Event::PathDeleted { container: container.id, path: path.clone() });
            Ok(Some(events))
        }
        (None, None) => Ok(None),
    }
}

fn copy(context: &mut Context, place: &Place, source: &PathEntry) -> Result<Vec<Event>, Refusal> {
    let PathKind::File(facts) = &source.kind else { unreachable!("flat accounts hold blobs only") };
    rehydration::check_online(facts, false, &place.path)?;
    point_in_time::check_unblocked(context.state, &place.key())?;
    lease::check_free(context, &place.key())?;
    immutability::check_change(context, &place.key(), Change::Overwrite)?;
    let mut events = past::supersede(context, place, Cause::Overwritten);
    let entry = PathEntry {
        kind: PathKind::File(FileFacts { tier: AccessTier::Hot, ..facts.clone() }),
        created_at: context.now,
        modified_at: context.now,
        metadata: source.metadata.clone(),
        acl: None,
        etag: context.ids.take(),
        version: past::new_version(context, place),
    };
    let previous = past::previous(context, place);
    events.extend(change_feed::record(context, place, BlobOperation::CopyBlob, &entry, previous));
    events.push(place.written(place.path.clone(), entry));
    Ok(events)
}
