//! What a new recovery point brings into the vault copy: what changed since the last one.
//!
//! In flat accounts the change feed names what changed, so that a backup costs its changes and not the blobs there are.
//! Where the feed does not reach back to the last point, where a container is new to the backup, and in data lakes,
//! which keep no feed, everything is compared.
//!
//! A container is known by its name. One with blobs that was deleted and made again between two backups does not take
//! back what was copied of the first: later points show that as well, until a blob of that name replaces it. The same
//! is documented of data lakes, where files and directories of both would get into each other's way; not simulated.
//!
//! Source: Azure Backup, "Support matrix for Azure Blobs backup", "Support matrix for Azure Data Lake Storage backup";
//! Azure Storage, "Object replication for block blobs" (replication reads the change feed).

use crate::{
    base::ByteSize,
    engine::{
        event::Event,
        ids::{ContainerId, InstanceId, PointSeq},
        protection::{
            RecoveryPoint, ReplicaEntry, ReplicaKey,
            point::points_of,
            replica::{copied_containers, newest_version, newest_versions},
            replica_index::Holding,
        },
        state::State,
        storage::{AccessTier, BlobPath, Container, PathEntry, StorageAccount, change_feed, tree},
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// What a new recovery point adds to the vault copy, and what it will hold.
#[derive(Debug, Default)]
pub struct Changes {
    /// Versions written and closed.
    pub events: Vec<Event>,
    pub held: Holding,
    /// Bytes of files whose content the vault copy does not hold as their newest version.
    pub transferred: ByteSize,
}

/// Compares containers of one account with the newest versions in the vault copy.
pub fn changes(state: &State, instance: InstanceId, point: PointSeq, containers: &[&Container]) -> Changes {
    let mut comparison = Comparison::new(state, instance, point);
    let last = points_of(state, instance).next_back();
    let account = containers.first().and_then(|container| state.account_of(container.id));
    let feed = last.zip(account).and_then(|(last, account)| Feed::since(state, account, last));
    for container in containers {
        match feed.as_ref().filter(|feed| feed.reaches_back_to(container)) {
            Some(feed) => comparison.changed(container, feed),
            None => comparison.everything(container),
        }
    }
    let names: BTreeSet<&str> = containers.iter().map(|container| container.name.as_str()).collect();
    for container in copied_containers(state, instance).filter(|name| !names.contains(name)) {
        newest_versions(state, instance, container).for_each(|copy| comparison.close(copy));
    }
    comparison.changes
}

/// The blobs that changed since the last recovery point.
struct Feed<'a> {
    last: &'a RecoveryPoint,
    changed: BTreeMap<ContainerId, BTreeSet<&'a BlobPath>>,
}

impl<'a> Feed<'a> {
    /// `None` where not everything since then was written down.
    fn since(state: &'a State, account: &StorageAccount, last: &'a RecoveryPoint) -> Option<Feed<'a>> {
        // A change of the very moment may be of before and after.
        account.change_feed_since.filter(|since| *since < last.created_at)?;
        let mut changed: BTreeMap<ContainerId, BTreeSet<&BlobPath>> = BTreeMap::new();
        for change in change_feed::from_moment(state, account.id, last.created_at) {
            changed.entry(change.container_id).or_default().insert(&change.path);
        }
        Some(Feed { last, changed })
    }

    /// Whether the last point holds this very container.
    fn reaches_back_to(&self, container: &Container) -> bool {
        container.created_at < self.last.created_at && self.last.containers().contains(&container.name)
    }
}

struct Comparison<'a> {
    state: &'a State,
    instance: InstanceId,
    point: PointSeq,
    changes: Changes,
}

/// A version in the vault copy.
type Version<'a> = (&'a ReplicaKey, &'a ReplicaEntry);

impl<'a> Comparison<'a> {
    fn new(state: &'a State, instance: InstanceId, point: PointSeq) -> Self {
        let held = state.newest_in_vault(instance);
        Self { state, instance, point, changes: Changes { held, ..Changes::default() } }
    }

    /// What the feed names, in path order.
    fn changed(&mut self, container: &Container, feed: &Feed) {
        for path in feed.changed.get(&container.id).into_iter().flatten() {
            let entry = self.state.paths.get(&(container.id, (*path).clone()));
            let copy = newest_version(self.state, self.instance, &container.name, path);
            self.compare(container, path, entry, copy);
        }
    }

    /// One walk along both, in path order.
    fn everything(&mut self, container: &Container) {
        let mut copies = newest_versions(self.state, self.instance, &container.name).peekable();
        for (path, entry) in tree::all(self.state, container.id) {
            while let Some(copy) = copies.next_if(|(key, _)| key.path < *path) {
                self.compare(container, &copy.0.path, None, Some(copy));
            }
            let copy = copies.next_if(|(key, _)| key.path == *path);
            self.compare(container, path, Some(entry), copy);
        }
        for copy in copies {
            self.compare(container, &copy.0.path, None, Some(copy));
        }
    }

    fn compare(
        &mut self,
        container: &Container,
        path: &BlobPath,
        entry: Option<&PathEntry>,
        copy: Option<Version>,
    ) {
        match (entry.filter(|entry| is_backed_up(entry)), copy) {
            // Every write gives a path a new etag that no other write in this world has.
            (Some(entry), Some((_, replica))) if replica.entry.etag == entry.etag => {}
            (Some(entry), copy) => self.write(container, path, entry, copy),
            // What the container no longer has ends, unless it was never in this one.
            (None, Some(copy)) if !is_of_earlier_container(self.state, container, copy.1) => self.close(copy),
            (None, _) => {}
        }
    }

    fn write(&mut self, container: &Container, path: &BlobPath, entry: &PathEntry, copy: Option<Version>) {
        self.changes.transfer(entry, copy.map(|(_, replica)| &replica.entry));
        copy.into_iter().for_each(|copy| self.close(copy));
        let container = container.name.clone();
        let key = ReplicaKey { instance: self.instance, container, path: path.clone(), from: self.point };
        let replica = ReplicaEntry { until: None, entry: entry.clone() };
        self.changes.held = self.changes.held.with(entry);
        self.changes.events.push(Event::ReplicaWritten { key, replica });
    }

    fn close(&mut self, (key, replica): Version) {
        self.changes.held = self.changes.held.without(&replica.entry);
        self.changes.events.push(Event::ReplicaClosed { key: key.clone(), until: self.point });
    }
}

impl Changes {
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
