//! Random work on blobs and random restores, against a model that remembers all blobs of every moment.

use crate::{
    blob_site::{BlobSite, restorable, soft_delete},
    lab::put_file,
    point_in_time_memory::{Blob, Held, Model, PATHS, Ranges, Seen},
};
use std::collections::{BTreeMap, BTreeSet};
use vault_lab::{
    base::{ArmId, Seed, SimSpan},
    engine::{
        Command,
        ids::ContainerId,
        query::{BlobRestores, BlobVersions, VersionKind, VersionRow},
        storage::{
            AccessTier, BlobRestoreStatus, DataProtection, LeaseAction, RehydratePriority, RestoreFailure,
            VersionId,
        },
    },
};

const CONTAINERS: [&str; 3] = ["con1", "con10", "con2"];
const BOUNDS: [&str; 12] = [
    "", "aaa", "con1", "con1/a", "con1/a-", "con1/b", "con1-0", "con10", "con2", "con2/a/b", "con2/c", "zzz",
];

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
        let page = self.site.query(BlobVersions { container, path, before: None, limit: 1_000 });
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
        let past: Vec<&VersionRow> =
            rows.iter().filter(|row| row.kind != VersionKind::Current && row.deletion.is_none()).collect();
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
