//! Random work on blobs and random restores, against a model that remembers all blobs of every moment and compares
//! names as pairs of texts.

use crate::{
    blob_site::{BlobSite, restorable, soft_delete},
    lab::put_file,
};
use std::collections::{BTreeMap, BTreeSet};
use vault_lab::{
    base::{ArmId, Seed, SimSpan, SimTime},
    engine::{
        Command,
        ids::ContainerId,
        query::{BlobRestores, BlobVersions, VersionRow},
        storage::{
            AccessTier, BlobRestoreStatus, DataProtection, LeaseAction, RehydratePriority, RestoreFailure,
            RestoreRange, VersionId,
        },
    },
};

const PATHS: [&str; 5] = ["a", "a-b", "a/b", "b", "c/d"];
const CONTAINERS: [&str; 3] = ["con1", "con10", "con2"];
const BOUNDS: [&str; 12] = [
    "", "aaa", "con1", "con1/a", "con1/a-", "con1/b", "con1-0", "con10", "con2", "con2/a/b", "con2/c", "zzz",
];

/// What a reader sees of a blob: bytes, metadata, tier. Texts differ in their length.
type Seen = (u64, Option<String>, AccessTier);

#[derive(Clone, Debug, PartialEq)]
struct Blob {
    seen: Seen,
    /// The write it came from: a tier is none.
    write: u64,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Held {
    name: &'static str,
    is_there: bool,
    blobs: BTreeMap<&'static str, Blob>,
}

/// Every container there ever was, with its blobs.
type Cloud = BTreeMap<ContainerId, Held>;

#[derive(Default)]
struct Model {
    cloud: Cloud,
    /// The cloud behind every change.
    history: Vec<(SimTime, Cloud)>,
    /// Blobs that were deleted before versioning was on, and nothing has been written in their place.
    bases: BTreeMap<(ContainerId, &'static str), Blob>,
    /// In which tier each write was last.
    tiers: BTreeMap<u64, AccessTier>,
    /// From the archive to which tier, and when.
    ways_back: BTreeMap<(ContainerId, &'static str), (SimTime, AccessTier)>,
    leases: BTreeSet<(ContainerId, &'static str)>,
}

impl Model {
    fn set(&mut self, container: ContainerId, path: &'static str, blob: Blob) {
        self.tiers.insert(blob.write, blob.seen.2);
        self.cloud.entry(container).or_default().blobs.insert(path, blob);
    }

    /// What stood there is another's past now.
    fn replace(&mut self, container: ContainerId, path: &'static str, blob: Option<Blob>) {
        self.ways_back.remove(&(container, path));
        self.bases.remove(&(container, path));
        self.cloud.entry(container).or_default().blobs.remove(path);
        if let Some(blob) = blob {
            self.set(container, path, blob);
        }
    }

    fn remember(&mut self, now: SimTime) {
        self.history.push((now, self.cloud.clone()));
    }

    /// Archived blobs come back as time passes.
    fn pass(&mut self, now: SimTime) {
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
    fn restore(&mut self, time: SimTime, ranges: &Ranges) -> Result<u64, BTreeSet<&'static str>> {
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
struct Ranges(Vec<(&'static str, &'static str)>);

impl Ranges {
    fn pair(bound: &str) -> (&str, &str) {
        bound.split_once('/').unwrap_or((bound, ""))
    }

    fn are_some(&self) -> bool {
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

    fn asked(&self) -> Vec<RestoreRange> {
        self.0.iter().map(|(start, end)| RestoreRange::new(*start, *end)).collect()
    }
}

/// The engine and the model side by side.
struct Pair {
    site: BlobSite,
    model: Model,
    seed: Seed,
    step: u64,
    completed: u64,
    failed: BTreeSet<&'static str>,
}

impl Pair {
    fn new(seed: u64) -> Pair {
        let mut site = BlobSite::new(DataProtection::default());
        let container = site.container.clone();
        site.lab.do_(Command::DeleteContainer { container });
        site.set(DataProtection { container_soft_delete_days: Some(40), ..soft_delete(40) });
        Pair {
            site,
            model: Model::default(),
            seed: Seed(seed),
            step: 0,
            completed: 0,
            failed: BTreeSet::new(),
        }
    }

    fn pick(&self, label: &str, below: u64) -> usize {
        self.seed.below(label, self.step, below) as usize
    }

    fn name(&self) -> &'static str {
        CONTAINERS[self.pick("container", CONTAINERS.len() as u64)]
    }

    fn there(&self, name: &str) -> Option<ContainerId> {
        let named = |(_, held): &(&ContainerId, &Held)| held.is_there && held.name == name;
        self.model.cloud.iter().find(named).map(|(id, _)| *id)
    }

    fn versions(&self, path: &str) -> Vec<VersionRow> {
        let (container, path) = (self.site.container.clone(), path.to_string());
        let page = self.site.query(BlobVersions { container, path, offset: 0, limit: 1_000 });
        page.map_or_else(|_| Vec::new(), |page| page.rows)
    }

    /// Whether it was done; what was refused has to be refused for one of these reasons.
    #[track_caller]
    fn attempt(&mut self, command: Command) -> bool {
        let shown = format!("step {}: {command:?}", self.step);
        let known = [
            "SnapshotsPresent",
            "LeaseIdMissing",
            "PathNotFound",
            "BlobNotFound",
            "BlobArchived",
            "BlobBeingRehydrated",
            "LeaseAlreadyPresent",
            "LeaseNotPresentWithLeaseOperation",
        ];
        match self.site.lab.request(command) {
            Ok(_) => true,
            Err(refusal) => {
                assert!(known.contains(&refusal.code()), "{shown}: {refusal}");
                false
            }
        }
    }

    fn work(&mut self) {
        let name = self.name();
        let Some(id) = self.there(name) else { return self.make(name) };
        self.site.container = self.site.account.child("blobServices/default/containers", name);
        let path = PATHS[self.pick("path", PATHS.len() as u64)];
        match self.pick("what", 24) {
            0..=6 => self.put(id, path),
            7..=9 => self.describe(id, path),
            10..=12 => self.tier(id, path),
            13..=15 => self.delete(id, path),
            16 => self.undelete(id, path),
            17 => self.snapshot(id, path),
            18 | 19 => self.promote(id, path),
            20 => self.delete_version(path),
            21 | 22 => self.lease(id, path),
            _ => self.drop_container(id),
        }
    }

    fn put(&mut self, id: ContainerId, path: &'static str) {
        let text = "x".repeat(1 + self.step as usize);
        if self.attempt(put_file(&self.site.container, path, &text)) {
            let seen = (text.len() as u64, None, AccessTier::Hot);
            self.model.replace(id, path, Some(Blob { seen, write: self.step }));
        }
    }

    fn describe(&mut self, id: ContainerId, path: &'static str) {
        let owner = self.step.to_string();
        if self.attempt(self.site.describing(path, "owner", &owner)) {
            let mut blob = self.model.cloud[&id].blobs[path].clone();
            (blob.seen.1, blob.write) = (Some(owner), self.step);
            self.model.set(id, path, blob);
        }
    }

    fn tier(&mut self, id: ContainerId, path: &'static str) {
        let tiers = [AccessTier::Hot, AccessTier::Cool, AccessTier::Cold];
        let archive = self.pick("archive", 16) == 0;
        let tier = if archive { AccessTier::Archive } else { tiers[self.pick("tier", 3)] };
        if !self.attempt(self.site.tiering(path, tier, RehydratePriority::High)) {
            return;
        }
        let mut blob = self.model.cloud[&id].blobs[path].clone();
        if blob.seen.2 == AccessTier::Archive && !archive {
            let row = self
                .site
                .state
                .rehydrations
                .iter()
                .find(|((holder, found), _)| *holder == id && found.as_str() == path);
            self.model.ways_back.insert((id, path), (row.expect("it is on its way").1.until, tier));
        } else {
            blob.seen.2 = tier;
            self.model.set(id, path, blob);
        }
    }

    /// A blob, or, where there is none of the name, everything below it.
    fn delete(&mut self, id: ContainerId, path: &'static str) {
        if !self.attempt(self.site.deleting(path)) {
            return;
        }
        let blobs = self.model.cloud[&id].blobs.clone();
        let below = |name: &&&str| name.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        let doomed: Vec<&str> = match blobs.get_key_value(path) {
            Some((exact, _)) => vec![exact],
            None => blobs.keys().filter(below).copied().collect(),
        };
        for path in doomed {
            self.model.replace(id, path, None);
            let versioned =
                self.site.state.accounts.values().next().is_some_and(|row| row.data_protection.versioning);
            if !versioned {
                self.model.bases.insert((id, path), blobs[path].clone());
            }
            self.model.leases.remove(&(id, path));
        }
    }

    fn undelete(&mut self, id: ContainerId, path: &'static str) {
        if self.attempt(self.site.undeleting(path))
            && let Some(base) = self.model.bases.remove(&(id, path))
        {
            self.model.set(id, path, base);
        }
    }

    /// It makes the blob a new version of the same bytes.
    fn snapshot(&mut self, id: ContainerId, path: &'static str) {
        if self.attempt(self.site.snapshotting(path)) {
            let blob = self.model.cloud[&id].blobs[path].clone();
            self.model.set(id, path, Blob { write: self.step, ..blob });
        }
    }

    /// A past state that can be read.
    fn past(&self, path: &str) -> Option<(VersionId, VersionRow)> {
        let rows = self.versions(path);
        let past: Vec<&VersionRow> = rows.iter().skip(1).filter(|row| row.deletion.is_none()).collect();
        let row = past.get(self.pick("row", past.len().max(1) as u64))?;
        row.id.map(|id| (id, (*row).clone()))
    }

    fn promote(&mut self, id: ContainerId, path: &'static str) {
        let Some((version, row)) = self.past(path) else { return };
        if self.attempt(self.site.promoting(path, version)) {
            let seen = (row.size.bytes(), row.metadata.get("owner").cloned(), AccessTier::Hot);
            self.model.replace(id, path, Some(Blob { seen, write: self.step }));
        }
    }

    /// What is deleted of the past stays soft-deleted, and a restore can still use it.
    fn delete_version(&mut self, path: &'static str) {
        if let Some((version, _)) = self.past(path) {
            self.attempt(self.site.deleting_version(path, version));
        }
    }

    fn lease(&mut self, id: ContainerId, path: &'static str) {
        let leased = self.model.leases.contains(&(id, path));
        let action = match leased {
            true => LeaseAction::Break { seconds: None },
            false => LeaseAction::Acquire { seconds: None, proposed: None },
        };
        let container = self.site.container.clone();
        if self.attempt(Command::Lease { container, path: Some(path.to_string()), action }) {
            if leased {
                self.model.leases.remove(&(id, path))
            } else {
                self.model.leases.insert((id, path))
            };
        }
    }

    fn drop_container(&mut self, id: ContainerId) {
        if self.pick("drop", 6) == 0 {
            let container = self.site.container.clone();
            self.site.lab.do_(Command::DeleteContainer { container });
            self.model.cloud.entry(id).or_default().is_there = false;
        }
    }

    /// Brings a container of that name back, or makes a new one.
    fn make(&mut self, name: &'static str) {
        let account: ArmId = self.site.account.clone();
        let deleted = self.site.state.deleted_containers.values().filter(|row| row.container.name == name);
        let deleted: Vec<ContainerId> = deleted.map(|row| row.container.id).collect();
        match deleted.get(self.pick("deleted", deleted.len().max(1) as u64)) {
            Some(version) if self.pick("new", 3) > 0 => {
                let name = name.to_string();
                self.site.lab.do_(Command::UndeleteContainer { account, name, version: *version });
                self.model.cloud.entry(*version).or_default().is_there = true;
            }
            _ => {
                self.site.lab.container(&account, name);
                let found = self.site.state.containers.values().find(|row| row.name == name);
                let id = found.expect("it was just made").id;
                self.model.cloud.insert(id, Held { name, is_there: true, blobs: BTreeMap::new() });
            }
        }
    }

    fn restore(&mut self) {
        let view = self.site.ask(BlobRestores { account: self.site.account.clone() });
        let Some((from, to)) = view.window else { return };
        let seconds = (to.since(from).millis() / 1_000).cast_unsigned() + 1;
        // Half of the time not far back, where most of the containers are the ones of now.
        let back = self.pick("back", if self.pick("near", 2) == 0 { seconds.min(600) } else { seconds });
        let time = to - SimSpan::from_seconds(back as i64);
        let bound = |label: &str| BOUNDS[self.pick(label, BOUNDS.len() as u64)];
        let spans = [(bound("start"), bound("end")), (bound("other start"), bound("other end"))];
        let ranges = Ranges(spans[..self.pick("ranges", 3)].to_vec());
        let account = self.site.account.clone();
        let command = Command::RestoreBlobRanges { account: account.clone(), time, ranges: ranges.asked() };
        if !ranges.are_some() {
            assert_eq!(self.site.refused(command), "InvalidValuesForRequestParameters");
            return;
        }
        self.site.do_(command);
        let due = self.site.ask(BlobRestores { account: account.clone() }).latest.expect("it runs").due_at;
        self.site.advance_to(due);
        self.model.pass(due);
        let expected = self.model.restore(time, &ranges);
        let status = self.site.ask(BlobRestores { account }).latest.expect("it ended").status;
        let shown = format!("step {}: to {} of {:?}: {status:?}", self.step, time.iso(), ranges.0);
        match (status, expected) {
            (BlobRestoreStatus::Complete(counts), Ok(changes)) => {
                assert_eq!(counts.total(), changes, "{shown}");
                self.completed += u64::from(changes > 0);
            }
            (BlobRestoreStatus::Failed(failure), Err(obstacles)) => {
                let kind = match failure {
                    RestoreFailure::ContainerNotFound(_) => "ContainerNotFound",
                    RestoreFailure::ArchivedBlob(_) => "ArchivedBlob",
                    RestoreFailure::LeasedBlob(_) => "LeasedBlob",
                    RestoreFailure::StateLost(_) => "StateLost",
                };
                assert!(obstacles.contains(kind), "{shown}, but {obstacles:?}");
                self.failed.insert(kind);
            }
            (_, expected) => panic!("{shown}, but {expected:?}"),
        }
    }

    fn compare(&self) {
        let mut found: BTreeMap<(ContainerId, &str), Seen> = BTreeMap::new();
        for ((container, path), entry) in self.site.state.paths.iter() {
            let facts = entry.file().expect("flat accounts hold blobs only");
            let seen = (facts.size.bytes(), entry.metadata.get("owner").cloned(), facts.tier);
            found.insert((*container, path.as_str()), seen);
        }
        let known =
            self.model.cloud.iter().flat_map(|(id, held)| {
                held.blobs.iter().map(|(path, blob)| ((*id, *path), blob.seen.clone()))
            });
        assert_eq!(found, known.collect(), "step {}", self.step);
    }
}

#[test]
fn blobs_are_what_they_were_at_any_second() {
    let (mut completed, mut failed) = (0, BTreeSet::new());
    for seed in 0..60 {
        let mut pair = Pair::new(seed);
        for step in 0..150 {
            pair.step = step;
            if step == 15 {
                let settings = DataProtection { container_soft_delete_days: Some(40), ..restorable(35) };
                pair.site.set(settings);
            }
            if pair.pick("restore", 6) == 0 {
                pair.restore()
            } else {
                pair.work()
            }
            let now = pair.site.now();
            pair.model.remember(now);
            pair.compare();
            let seconds = [0, 0, 1, 5, 61, 600, 7_200][pair.pick("time", 7)];
            let later = now + SimSpan::from_seconds(seconds);
            pair.site.advance_to(later);
            pair.model.pass(later);
        }
        completed += pair.completed;
        failed.extend(pair.failed);
    }
    assert!(completed > 200, "only {completed} restores changed anything");
    assert_eq!(failed, BTreeSet::from(["ArchivedBlob", "ContainerNotFound", "LeasedBlob"]));
}
