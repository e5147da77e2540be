//! The vault copy: what changed since the last recovery point, and what no point shows any more.
//!
//! The copy keeps versions of paths, each with the points that show it: from the one that brought it in
//! to the one that no longer had it. A recovery point therefore costs what changed, not what there is.
//!
//! A container is known by its name. One with blobs that was deleted and made again between two backups does not take
//! back what was copied of the first: later points show that as well, until a blob of that name replaces it. The same
//! is documented of data lakes, where files and directories of both would get into each other's way; not simulated.
//!
//! Source: Azure Backup, "Support matrix for Azure Blobs backup", "Support matrix for Azure Data Lake Storage backup".

use crate::{
    base::ByteSize,
    engine::{
        event::Event,
        ids::{InstanceId, PointSeq},
        protection::{ReplicaEntry, ReplicaKey},
        state::State,
        storage::{AccessTier, BlobPath, Container, PathEntry, tree},
    },
};
use std::collections::BTreeSet;

/// What a new recovery point adds to the vault copy, and what it will hold.
#[derive(Debug, Default)]
pub struct Changes {
    /// Versions written and closed.
    pub events: Vec<Event>,
    pub files: u64,
    pub size: ByteSize,
    /// Bytes of files whose content the vault copy does not hold as their newest version.
    pub transferred: ByteSize,
}

/// Compares containers with the newest versions in the vault copy.
///
/// Shape: one walk along both, in path order; only what differs is cloned.
pub fn changes(state: &State, instance: InstanceId, point: PointSeq, containers: &[&Container]) -> Changes {
    let mut changes = Changes::default();
    for container in containers {
        compare_container(state, instance, point, container, &mut changes);
    }
    let names: BTreeSet<&str> = containers.iter().map(|container| container.name.as_str()).collect();
    for container in copied_containers(state, instance) {
        if !names.contains(container) {
            let gone = newest_versions(state, instance, container);
            changes.events.extend(gone.map(|(key, _)| closed(key, point)));
        }
    }
    changes
}

fn compare_container(
    state: &State,
    instance: InstanceId,
    point: PointSeq,
    container: &Container,
    changes: &mut Changes,
) {
    let mut copies = newest_versions(state, instance, &container.name).peekable();
    for (path, entry) in tree::all(state, container.id).filter(|(_, entry)| is_backed_up(entry)) {
        while let Some((key, copy)) = copies.next_if(|(key, _)| key.path < *path) {
            changes.pass(state, container, key, copy, point);
        }
        let copy = copies.next_if(|(key, _)| key.path == *path);
        changes.count(entry);
        // Every write gives a path a new etag that no other write in this world has.
        if copy.is_some_and(|(_, replica)| replica.entry.etag == entry.etag) {
            continue;
        }
        changes.transfer(entry, copy.map(|(_, replica)| &replica.entry));
        changes.events.extend(copy.map(|(key, _)| closed(key, point)));
        changes.events.push(written(instance, point, container, path, entry));
    }
    for (key, copy) in copies {
        changes.pass(state, container, key, copy, point);
    }
}

impl Changes {
    /// What the container no longer has ends, unless it was never in this one.
    fn pass(
        &mut self,
        state: &State,
        container: &Container,
        key: &ReplicaKey,
        copy: &ReplicaEntry,
        point: PointSeq,
    ) {
        if is_of_earlier_container(state, container, copy) {
            self.count(&copy.entry);
        } else {
            self.events.push(closed(key, point));
        }
    }

    fn count(&mut self, entry: &PathEntry) {
        if let Some(facts) = entry.file() {
            self.files += 1;
            self.size = self.size + facts.size;
        }
    }

    fn transfer(&mut self, entry: &PathEntry, copy: Option<&PathEntry>) {
        let Some(facts) = entry.file() else { return };
        let held = copy.and_then(PathEntry::file).is_some_and(|copy| copy.content == facts.content);
        if !held {
            self.transferred = self.transferred + facts.size;
        }
    }
}

/// Whether a copy is of a container with blobs that had this name before.
fn is_of_earlier_container(state: &State, container: &Container, copy: &ReplicaEntry) -> bool {
    let account = state.account_of(container.id);
    copy.entry.modified_at < container.created_at
        && account.is_some_and(|account| !account.hierarchical_namespace)
}

/// Archived files are offline and never part of a vaulted backup.
fn is_backed_up(entry: &PathEntry) -> bool {
    entry.file().is_none_or(|facts| facts.tier != AccessTier::Archive)
}

fn written(
    instance: InstanceId,
    point: PointSeq,
    container: &Container,
    path: &BlobPath,
    entry: &PathEntry,
) -> Event {
    let key = ReplicaKey { instance, container: container.name.clone(), path: path.clone(), from: point };
    Event::ReplicaWritten { key, replica: ReplicaEntry { until: None, entry: entry.clone() } }
}

fn closed(key: &ReplicaKey, until: PointSeq) -> Event {
    Event::ReplicaClosed { key: key.clone(), until }
}

/// What has to go when only the points in `remaining`, in ascending order, are left.
///
/// Versions which the point `abandoned` had ended are the newest ones again.
pub fn sweep(
    state: &State,
    instance: InstanceId,
    remaining: &[PointSeq],
    abandoned: Option<PointSeq>,
) -> Vec<Event> {
    let mut events = Vec::new();
    for (key, replica) in versions(state, instance) {
        let until = replica.until.filter(|until| Some(*until) != abandoned);
        let first = remaining.partition_point(|point| *point < key.from);
        let shown = remaining.get(first).is_some_and(|point| until.is_none_or(|until| *point < until));
        if !shown {
            events.push(Event::ReplicaDropped { key: key.clone() });
        } else if until != replica.until {
            events.push(Event::ReplicaReopened { key: key.clone() });
        }
    }
    events
}

/// What a recovery point shows of a container, in path order.
pub fn entries_at<'a>(
    state: &'a State,
    instance: InstanceId,
    container: &str,
    point: PointSeq,
) -> impl Iterator<Item = (&'a BlobPath, &'a PathEntry)> + use<'a> {
    versions_of(state, instance, container)
        .filter(move |(key, replica)| replica.is_visible_at(key.from, point))
        .map(|(key, replica)| (&key.path, &replica.entry))
}

/// Every version in the vault copy of an instance.
pub fn versions(state: &State, instance: InstanceId) -> impl Iterator<Item = (&ReplicaKey, &ReplicaEntry)> {
    let start = first_key(instance, String::new());
    state.replicas.range(start..).take_while(move |(key, _)| key.instance == instance)
}

fn versions_of<'a>(
    state: &'a State,
    instance: InstanceId,
    container: &str,
) -> impl Iterator<Item = (&'a ReplicaKey, &'a ReplicaEntry)> + use<'a> {
    let start = first_key(instance, container.to_string());
    state.replicas.range(start..first_key(instance, next_name(container)))
}

fn newest_versions<'a>(
    state: &'a State,
    instance: InstanceId,
    container: &str,
) -> impl Iterator<Item = (&'a ReplicaKey, &'a ReplicaEntry)> + use<'a> {
    versions_of(state, instance, container).filter(|(_, replica)| replica.until.is_none())
}

/// Names of the containers that the vault copy holds anything of; one look-up each.
fn copied_containers(state: &State, instance: InstanceId) -> impl Iterator<Item = &str> {
    let container_from = move |name: String| {
        let (key, _) = state.replicas.range(first_key(instance, name)..).next()?;
        (key.instance == instance).then_some(key.container.as_str())
    };
    std::iter::successors(container_from(String::new()), move |name| container_from(next_name(name)))
}

/// The first key that anything in a container can have.
fn first_key(instance: InstanceId, container: String) -> ReplicaKey {
    ReplicaKey { instance, container, path: BlobPath(String::new()), from: PointSeq(0) }
}

/// The first text after `name`.
fn next_name(name: &str) -> String {
    format!("{name}\0")
}
