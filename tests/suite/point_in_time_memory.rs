//! A memory of all blobs of every moment, which puts them back by looking them up. It knows no tables, no versions and
//! no change feed, and compares names as pairs of texts.

use std::collections::{BTreeMap, BTreeSet};
use vault_lab::{
    base::SimTime,
    engine::{
        ids::ContainerId,
        storage::{AccessTier, RestoreRange},
    },
};

pub const PATHS: [&str; 5] = ["a", "a-b", "a/b", "b", "c/d"];
/// What a reader sees of a blob: bytes, metadata, tier. Texts differ in their length.
pub type Seen = (u64, Option<String>, AccessTier);

#[derive(Clone, Debug, PartialEq)]
pub struct Blob {
    pub seen: Seen,
    /// The write it came from: a tier is none.
    pub write: u64,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Held {
    pub name: &'static str,
    pub is_there: bool,
    pub blobs: BTreeMap<&'static str, Blob>,
}

/// Every container there ever was, with its blobs.
pub type Cloud = BTreeMap<ContainerId, Held>;

#[derive(Default)]
pub struct Model {
    pub cloud: Cloud,
    /// The cloud behind every change.
    history: Vec<(SimTime, Cloud)>,
    /// Blobs that were deleted before versioning was on, and nothing has been written in their place.
    pub bases: BTreeMap<(ContainerId, &'static str), Blob>,
    /// In which tier each write was last.
    tiers: BTreeMap<u64, AccessTier>,
    /// From the archive to which tier, and when.
    pub ways_back: BTreeMap<(ContainerId, &'static str), (SimTime, AccessTier)>,
    pub leases: BTreeSet<(ContainerId, &'static str)>,
}

impl Model {
    pub fn set(&mut self, container: ContainerId, path: &'static str, blob: Blob) {
        self.tiers.insert(blob.write, blob.seen.2);
        self.cloud.entry(container).or_default().blobs.insert(path, blob);
    }

    /// What stood there is another's past now.
    pub fn replace(&mut self, container: ContainerId, path: &'static str, blob: Option<Blob>) {
        self.ways_back.remove(&(container, path));
        self.bases.remove(&(container, path));
        self.cloud.entry(container).or_default().blobs.remove(path);
        if let Some(blob) = blob {
            self.set(container, path, blob);
        }
    }

    pub fn remember(&mut self, now: SimTime) {
        self.history.push((now, self.cloud.clone()));
    }

    /// Archived blobs come back as time passes.
    pub fn pass(&mut self, now: SimTime) {
        let mut due: Vec<_> = self.ways_back.iter().filter(|(_, (until, _))| *until <= now).collect();
        due.sort_by_key(|(_, (until, _))| *until);
        let due: Vec<_> = due.into_iter().map(|(blob, way)| (*blob, *way)).collect();
        for ((container, path), (until, tier)) in due {
            self.ways_back.remove(&(container, path));
            let mut blob = self.cloud[&container].blobs[path].clone();
            blob.seen.2 = tier;
            self.set(container, path, blob);
            self.remember(until);
        }
    }

    fn at(&self, time: SimTime) -> &Cloud {
        let found = self.history.iter().rev().find(|(moment, _)| *moment <= time);
        &found.expect("the window begins behind the first memory").1
    }

    /// Puts everything in the ranges back, or says what can be in the way.
    pub fn restore(&mut self, time: SimTime, ranges: &Ranges) -> Result<u64, BTreeSet<&'static str>> {
        let then = self.at(time).clone();
        let mut obstacles = BTreeSet::new();
        let needed = then.iter().filter(|(_, held)| held.is_there && ranges.touch(held.name));
        if needed.map(|(id, _)| &self.cloud[id]).any(|held| !held.is_there) {
            obstacles.insert("ContainerNotFound");
        }
        let mut changes = Vec::new();
        for (id, held) in self.cloud.iter().filter(|(_, held)| held.is_there) {
            let archived = held.blobs.values().any(|blob| blob.seen.2 == AccessTier::Archive);
            if archived && ranges.touch(held.name) {
                obstacles.insert("ArchivedBlob");
            }
            for path in PATHS.into_iter().filter(|path| ranges.hold(held.name, path)) {
                let was = then.get(id).and_then(|held| held.blobs.get(path));
                let is = held.blobs.get(path);
                let (was_write, is_write) = (was.map(|blob| blob.write), is.map(|blob| blob.write));
                if is_write.is_some() && was_write != is_write && self.leases.contains(&(*id, path)) {
                    obstacles.insert("LeasedBlob");
                }
                if was.map(|blob| &blob.seen) == is.map(|blob| &blob.seen) {
                    continue;
                }
                let offline = |blob: &Blob| {
                    let kept_offline =
                        was_write != is_write && self.tiers[&blob.write] == AccessTier::Archive;
                    blob.seen.2 == AccessTier::Archive || kept_offline
                };
                if was.is_some_and(offline) {
                    obstacles.insert("ArchivedBlob");
                }
                changes.push((*id, path, was.cloned(), was_write == is_write));
            }
        }
        if !obstacles.is_empty() {
            return Err(obstacles);
        }
        let count = changes.len() as u64;
        for (id, path, was, same_write) in changes {
            match was {
                Some(blob) if same_write => self.set(id, path, blob),
                // What is written again is a write of its own.
                Some(blob) => {
                    let write = 1_000_000 + self.tiers.len() as u64;
                    self.replace(id, path, Some(Blob { write, ..blob }));
                }
                None => self.replace(id, path, None),
            }
        }
        Ok(count)
    }
}

/// Ranges as pairs of pairs.
pub struct Ranges(pub Vec<(&'static str, &'static str)>);

impl Ranges {
    fn pair(bound: &str) -> (&str, &str) {
        bound.split_once('/').unwrap_or((bound, ""))
    }

    pub fn are_some(&self) -> bool {
        self.0.iter().all(|(start, end)| end.is_empty() || Ranges::pair(start) < Ranges::pair(end))
    }

    fn hold(&self, container: &str, path: &str) -> bool {
        let inside = |(start, end): &(&'static str, &'static str)| {
            let name = (container, path);
            Ranges::pair(start) <= name && (end.is_empty() || name < Ranges::pair(end))
        };
        self.0.is_empty() || self.0.iter().any(inside)
    }

    /// Whether any name at all that a blob of the container can have is inside.
    fn touch(&self, container: &str) -> bool {
        let edges = self.0.iter().flat_map(|(start, end)| [Ranges::pair(start).1, Ranges::pair(end).1]);
        edges.chain(["", "~"]).any(|path| self.hold(container, path))
    }

    pub fn asked(&self) -> Vec<RestoreRange> {
        self.0.iter().map(|(start, end)| RestoreRange::new(*start, *end)).collect()
    }
}
