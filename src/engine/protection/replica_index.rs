//! What an instance's vault copy holds now, and which of its versions have ended: kept beside the table, so that neither
//! a backup nor the expiry of a point reads through everything that was ever copied.

use crate::{
    base::ByteSize,
    engine::{
        ids::{InstanceId, PointSeq},
        protection::{ReplicaEntry, ReplicaKey},
        state::State,
        storage::PathEntry,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// Files, and how much they are together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    pub files: u64,
    pub size: ByteSize,
}

impl Holding {
    /// With what a path adds to it: nothing, where it is a directory.
    pub fn with(self, entry: &PathEntry) -> Holding {
        match entry.file() {
            Some(facts) => Holding { files: self.files + 1, size: self.size + facts.size },
            None => self,
        }
    }

    /// Without a path that is in it.
    pub fn without(self, entry: &PathEntry) -> Holding {
        match entry.file() {
            Some(facts) => Holding {
                files: self.files.saturating_sub(1),
                size: ByteSize(self.size.bytes().saturating_sub(facts.size.bytes())),
            },
            None => self,
        }
    }
}

/// Derived: the versions of each instance counted, and the keys of those that have ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplicaIndex {
    /// Only instances that hold a file.
    newest: BTreeMap<InstanceId, Holding>,
    ended: BTreeSet<ReplicaKey>,
    /// What all versions of each instance are together; only instances with a byte.
    stored: BTreeMap<InstanceId, u64>,
}

impl ReplicaIndex {
    /// The index of the rows that there are.
    pub fn of<'a>(replicas: impl Iterator<Item = (&'a ReplicaKey, &'a ReplicaEntry)>) -> ReplicaIndex {
        let mut index = ReplicaIndex::default();
        replicas.for_each(|(key, replica)| index.add(key, replica));
        index
    }

    fn add(&mut self, key: &ReplicaKey, replica: &ReplicaEntry) {
        self.store(key.instance, |stored| stored + size_of(replica));
        match replica.until {
            Some(_) => drop(self.ended.insert(key.clone())),
            None => self.count(key.instance, |held| held.with(&replica.entry)),
        }
    }

    fn remove(&mut self, key: &ReplicaKey, replica: &ReplicaEntry) {
        self.store(key.instance, |stored| stored.saturating_sub(size_of(replica)));
        match replica.until {
            Some(_) => drop(self.ended.remove(key)),
            None => self.count(key.instance, |held| held.without(&replica.entry)),
        }
    }

    fn store(&mut self, instance: InstanceId, change: impl FnOnce(u64) -> u64) {
        match change(self.stored.get(&instance).copied().unwrap_or_default()) {
            0 => drop(self.stored.remove(&instance)),
            bytes => drop(self.stored.insert(instance, bytes)),
        }
    }

    fn count(&mut self, instance: InstanceId, change: impl FnOnce(Holding) -> Holding) {
        match change(self.newest.get(&instance).copied().unwrap_or_default()) {
            held if held == Holding::default() => drop(self.newest.remove(&instance)),
            held => drop(self.newest.insert(instance, held)),
        }
    }
}

fn size_of(replica: &ReplicaEntry) -> u64 {
    replica.entry.file().map_or(0, |facts| facts.size.bytes())
}

/// The table together with what is derived from it.
impl State {
    pub(in crate::engine) fn put_replica(&mut self, key: &ReplicaKey, replica: &ReplicaEntry) {
        // The new use is counted first, so that the same bytes are never dropped.
        self.use_content(&replica.entry);
        if let Some(before) = self.replicas.put(key.clone(), replica.clone()) {
            self.replica_index.remove(key, &before);
            self.release_content(&before.entry);
        }
        self.replica_index.add(key, replica);
    }

    pub(in crate::engine) fn end_replica(&mut self, key: &ReplicaKey, until: Option<PointSeq>) {
        let index = &mut self.replica_index;
        self.replicas.update(key, |replica| {
            index.remove(key, replica);
            replica.until = until;
            index.add(key, replica);
        });
    }

    pub(in crate::engine) fn drop_replica(&mut self, key: &ReplicaKey) {
        let Some(replica) = self.replicas.remove(key) else { return };
        self.replica_index.remove(key, &replica);
        self.release_content(&replica.entry);
    }

    /// What the newest versions in the vault copy of an instance are together.
    pub fn newest_in_vault(&self, instance: InstanceId) -> Holding {
        self.replica_index.newest.get(&instance).copied().unwrap_or_default()
    }

    /// What all versions in the vault copy of an instance are together.
    pub fn stored_in_vault(&self, instance: InstanceId) -> ByteSize {
        ByteSize(self.replica_index.stored.get(&instance).copied().unwrap_or_default())
    }

    /// The versions in the vault copy of an instance that are not the newest of their path.
    pub fn ended_replicas(&self, instance: InstanceId) -> impl Iterator<Item = (&ReplicaKey, &ReplicaEntry)> {
        let first = ReplicaKey::first(instance, String::new());
        let keys = self.replica_index.ended.range(first..).take_while(move |key| key.instance == instance);
        keys.filter_map(|key| Some((key, self.replicas.get(key)?)))
    }
}
