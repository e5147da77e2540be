//! Random work on blobs, against a model that keeps every state there ever was and knows no tables, no ids, no
//! timers and no indexes.

use crate::{
    blob_site::BlobSite,
    lab::{bytes_of, put_file},
};
use std::collections::BTreeSet;
use vault_lab::{
    base::{Digest, Seed, SimSpan, SimTime},
    engine::{
        Command,
        ids::ContainerId,
        query::{DeletedContainers, VersionKind, VersionRow},
        storage::{AccessTier, DataProtection, RehydratePriority, VersionId},
    },
};

const PATHS: [&str; 4] = ["a", "a/b", "a/c", "d"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Whether it was written while versioning was on.
    Current {
        versioned: bool,
    },
    Version,
    Snapshot,
    Base,
}

/// A state of a blob, with everything the model wants to know of it.
#[derive(Clone, Debug)]
struct Known {
    path: &'static str,
    role: Role,
    text: String,
    owner: Option<String>,
    archived: bool,
    /// From when on it is gone, once it is soft-deleted.
    until: Option<SimTime>,
}

/// The blobs of one container, in the order they were written.
#[derive(Clone, Debug, Default)]
struct Model {
    blobs: Vec<Known>,
    /// Containers that are soft-deleted, with what was in them.
    deleted: Vec<(ContainerId, SimTime, Vec<Known>)>,
    is_there: bool,
}

type Outcome = Result<(), &'static str>;

impl Model {
    fn current(&self, path: &str) -> Option<usize> {
        let is_current = |known: &Known| known.path == path && matches!(known.role, Role::Current { .. });
        self.blobs.iter().position(is_current)
    }

    /// Nothing outlives its time.
    fn pass(&mut self, now: SimTime) {
        let stays = |known: &Known| known.until.is_none_or(|until| until > now);
        self.blobs.retain(stays);
        self.deleted.retain(|(_, until, _)| *until > now);
        self.deleted.iter_mut().for_each(|(_, _, blobs)| blobs.retain(stays));
    }

    /// What stands at a path stops standing there.
    fn supersede(&mut self, path: &str, settings: &DataProtection, now: SimTime, deleted: bool) {
        let days = settings.blob_soft_delete_days.map(|days| now + SimSpan::from_days(i64::from(days)));
        let Some(index) = self.current(path) else {
            let base = self.blobs.iter_mut().find(|known| known.path == path && known.role == Role::Base);
            if let Some(base) = base {
                base.role = Role::Snapshot;
            }
            return;
        };
        let known = &mut self.blobs[index];
        if settings.versioning || known.role == (Role::Current { versioned: true }) {
            known.role = Role::Version;
        } else if days.is_some() && (deleted || !known.archived) {
            known.role = if deleted { Role::Base } else { Role::Snapshot };
            known.until = days;
        } else {
            self.blobs.remove(index);
        }
    }

    fn write(
        &mut self,
        path: &'static str,
        text: &str,
        owner: Option<String>,
        settings: &DataProtection,
        now: SimTime,
    ) {
        self.supersede(path, settings, now, false);
        let role = Role::Current { versioned: settings.versioning };
        let text = text.to_string();
        self.blobs.push(Known { path, role, text, owner, archived: false, until: None });
    }

    fn describe(&mut self, path: &'static str, owner: &str, settings: &DataProtection) -> Outcome {
        let index = self.current(path).ok_or("PathNotFound")?;
        if self.blobs[index].archived {
            return Err("BlobArchived");
        }
        let role = Role::Current { versioned: settings.versioning };
        let changed = Known { role, owner: Some(owner.to_string()), ..self.blobs[index].clone() };
        let kept = settings.versioning || self.blobs[index].role == (Role::Current { versioned: true });
        if kept {
            self.blobs[index].role = Role::Version;
            self.blobs.push(changed);
        } else {
            self.blobs[index] = changed;
        }
        Ok(())
    }

    /// A blob, or, where there is none of the name, everything below it.
    fn delete(&mut self, path: &str, settings: &DataProtection, now: SimTime) -> Outcome {
        let below = |known: &&Known| known.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        let current = |known: &&Known| matches!(known.role, Role::Current { .. });
        let doomed: Vec<&'static str> = match self.current(path) {
            Some(index) => vec![self.blobs[index].path],
            None => self.blobs.iter().filter(current).filter(below).map(|known| known.path).collect(),
        };
        if doomed.is_empty() {
            return Err("PathNotFound");
        }
        let has_snapshot = |known: &Known| {
            doomed.contains(&known.path) && known.role == Role::Snapshot && known.until.is_none()
        };
        if self.blobs.iter().any(has_snapshot) {
            return Err("SnapshotsPresent");
        }
        doomed.iter().for_each(|path| self.supersede(path, settings, now, true));
        Ok(())
    }

    fn undelete(&mut self, path: &str) -> Outcome {
        if !self.blobs.iter().any(|known| known.path == path) {
            return Err("BlobNotFound");
        }
        for known in self.blobs.iter_mut().filter(|known| known.path == path) {
            known.until = None;
            if known.role == Role::Base {
                known.role = Role::Current { versioned: false };
            }
        }
        Ok(())
    }

    /// Where the state is that a row shows. Versions are told apart by their order, for two can be equal; the
    /// others by what a reader sees of them.
    fn position(&self, path: &str, row: &VersionRow, rows: &[VersionRow]) -> usize {
        let fits = |known: &Known| known.path == path && kind(known) == row.kind;
        let like = |(_, known): &(usize, &Known)| {
            fits(known) && (row.kind == VersionKind::Previous || seen(known) == seen_row(row))
        };
        let older =
            rows.iter().filter(|other| other.kind == VersionKind::Previous && other.id < row.id).count();
        let skipped = if row.kind == VersionKind::Previous { older } else { 0 };
        let found = self.blobs.iter().enumerate().filter(like).nth(skipped);
        found.expect("the model knows every state that is listed").0
    }

    fn texts(&self) -> BTreeSet<Digest> {
        let deleted = self.deleted.iter().flat_map(|(_, _, blobs)| blobs);
        let digest = |known: &Known| bytes_of(&known.text).digest.expect("texts have one");
        self.blobs.iter().chain(deleted).map(digest).collect()
    }
}

fn kind(known: &Known) -> VersionKind {
    match known.role {
        Role::Current { .. } => VersionKind::Current,
        Role::Version => VersionKind::Previous,
        Role::Snapshot => VersionKind::Snapshot,
        Role::Base => VersionKind::DeletedBlob,
    }
}

type Seen = (u64, Option<String>, bool, Option<SimTime>);

fn seen(known: &Known) -> Seen {
    (known.text.len() as u64, known.owner.clone(), known.archived, known.until)
}

fn seen_row(row: &VersionRow) -> Seen {
    let archived = row.tier == AccessTier::Archive;
    (
        row.size.bytes(),
        row.metadata.get("owner").cloned(),
        archived,
        row.deletion.map(|deletion| deletion.until),
    )
}

/// The engine and the model side by side.
struct Pair {
    site: BlobSite,
    model: Model,
    settings: DataProtection,
    seed: Seed,
    step: u64,
}

impl Pair {
    fn pick(&self, label: &str, below: u64) -> u64 {
        self.seed.below(label, self.step, below)
    }

    fn path(&self) -> &'static str {
        PATHS[self.pick("path", PATHS.len() as u64) as usize]
    }

    /// A text of a length that no other step writes.
    fn text(&self) -> String {
        "x".repeat(1 + self.step as usize)
    }

    #[track_caller]
    fn both(&mut self, command: Command, expected: Outcome) {
        let shown = format!("step {}: {command:?}", self.step);
        let found = self.site.lab.request(command).map(drop).map_err(|refusal| refusal.code());
        let expected = if self.model.is_there { expected } else { Err("ContainerNotFound") };
        assert_eq!(found, expected, "{shown}");
    }

    fn work(&mut self) {
        let (path, now) = (self.path(), self.site.now());
        let before = self.model.clone();
        match self.pick("what", 20) {
            0..=6 => {
                let text = self.text();
                self.model.write(path, &text, None, &self.settings, now);
                self.both(put_file(&self.site.container, path, &text), Ok(()));
            }
            7 | 8 => {
                let owner = self.step.to_string();
                let expected = self.model.describe(path, &owner, &self.settings);
                self.both(self.site.describing(path, "owner", &owner), expected);
            }
            9 | 10 => {
                let expected = self.model.delete(path, &self.settings, now);
                self.both(self.site.deleting(path), expected);
            }
            11 | 12 => {
                let expected = self.model.undelete(path);
                self.both(self.site.undeleting(path), expected);
            }
            13 => self.archive(path),
            14 => self.snapshot(path),
            15 | 16 => self.promote(path),
            17 | 18 => self.delete_version(path),
            _ => return self.containers(),
        }
        if !self.model.is_there {
            self.model = before;
        }
    }

    fn archive(&mut self, path: &'static str) {
        let expected = self.model.current(path).ok_or("BlobNotFound");
        if let Ok(index) = expected {
            self.model.blobs[index].archived = true;
        }
        let command = self.site.tiering(path, AccessTier::Archive, RehydratePriority::Standard);
        self.both(command, expected.map(drop));
    }

    fn snapshot(&mut self, path: &'static str) {
        let mut expected = Ok(());
        match self.model.current(path) {
            None => expected = Err("BlobNotFound"),
            Some(index) if self.model.blobs[index].archived => expected = Err("BlobArchived"),
            Some(index) => {
                let current = self.model.blobs[index].clone();
                self.model.blobs.push(Known { role: Role::Snapshot, ..current.clone() });
                if self.settings.versioning {
                    self.model.blobs[index].role = Role::Version;
                    self.model.blobs.push(Known { role: Role::Current { versioned: true }, ..current });
                }
            }
        }
        self.both(self.site.snapshotting(path), expected);
    }

    /// One of the past states that are listed.
    fn listed(&self, path: &str) -> Option<(VersionId, VersionRow)> {
        let rows = self.site.versions(path);
        let past: Vec<&VersionRow> = rows.iter().filter(|row| row.kind != VersionKind::Current).collect();
        let row = past.get(self.pick("row", past.len().max(1) as u64) as usize)?;
        Some((row.id.expect("past states have ids"), (*row).clone()))
    }

    fn promote(&mut self, path: &'static str) {
        let Some((id, row)) = self.listed(path) else { return };
        let source = self.model.blobs[self.model.position(path, &row, &self.site.versions(path))].clone();
        let mut expected = Ok(());
        if source.until.is_some() {
            expected = Err("BlobNotFound");
        } else if source.archived {
            expected = Err("BlobArchived");
        } else {
            self.model.write(path, &source.text, source.owner, &self.settings, self.site.now());
        }
        self.both(self.site.promoting(path, id), expected);
    }

    fn delete_version(&mut self, path: &'static str) {
        let Some((id, row)) = self.listed(path) else { return };
        let command = match row.kind {
            VersionKind::Snapshot => Command::DeleteBlobSnapshots {
                container: self.site.container.clone(),
                path: path.to_string(),
                snapshot: Some(id),
            },
            _ => self.site.deleting_version(path, id),
        };
        let index = self.model.position(path, &row, &self.site.versions(path));
        let mut expected = Ok(());
        if self.model.blobs[index].until.is_some() {
            expected = Err("BlobNotFound");
        } else if let Some(days) = self.settings.blob_soft_delete_days {
            self.model.blobs[index].until = Some(self.site.now() + SimSpan::from_days(i64::from(days)));
        } else {
            self.model.blobs.remove(index);
        }
        self.both(command, expected);
    }

    /// Deletes the container, or brings one back, or makes a new one.
    fn containers(&mut self) {
        let account = self.site.account.clone();
        if self.model.is_there {
            let id = self.site.state.find_container(&self.site.container).expect("it is there").id;
            self.both(Command::DeleteContainer { container: self.site.container.clone() }, Ok(()));
            let blobs = std::mem::take(&mut self.model.blobs);
            if let Some(days) = self.settings.container_soft_delete_days {
                let until = self.site.now() + SimSpan::from_days(i64::from(days));
                self.model.deleted.push((id, until, blobs));
            }
            self.model.is_there = false;
        } else if self.model.deleted.is_empty() || self.pick("new", 3) == 0 {
            self.site.lab.container(&account, "data");
            self.model.is_there = true;
        } else {
            let index = self.pick("which", self.model.deleted.len() as u64) as usize;
            let (version, _, blobs) = self.model.deleted.remove(index);
            self.site.lab.do_(Command::UndeleteContainer { account, name: "data".to_string(), version });
            (self.model.is_there, self.model.blobs) = (true, blobs);
        }
    }

    fn change_settings(&mut self) {
        let days = |label| [None, Some(1), Some(3)][self.pick(label, 3) as usize];
        self.settings = DataProtection {
            blob_soft_delete_days: days("soft"),
            container_soft_delete_days: days("container"),
            versioning: self.pick("versioning", 2) == 1,
            ..DataProtection::default()
        };
        let settings = self.settings.clone();
        self.site.set(settings);
    }

    fn compare(&self) {
        let step = self.step;
        for path in PATHS {
            let rows = self.site.versions(path);
            let of_kind = |wanted: VersionKind| {
                let rows = rows.iter().rev().filter(|row| row.kind == wanted).map(seen_row);
                rows.collect::<Vec<Seen>>()
            };
            let known = |wanted: VersionKind| {
                let known =
                    self.model.blobs.iter().filter(|known| known.path == path && kind(known) == wanted);
                known.map(seen).collect::<Vec<Seen>>()
            };
            for wanted in [VersionKind::Current, VersionKind::DeletedBlob, VersionKind::Previous] {
                assert_eq!(of_kind(wanted), known(wanted), "step {step}: {path}, oldest first");
            }
            // A snapshot comes into being when its blob is overwritten, not when that was written.
            let (mut found, mut expected) = (of_kind(VersionKind::Snapshot), known(VersionKind::Snapshot));
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "step {step}: {path}");
            rows.iter().for_each(|row| self.read(path, row, &rows));
        }
        let found: BTreeSet<Digest> =
            self.site.state.contents.values().filter_map(|content| content.digest).collect();
        assert_eq!(found, self.model.texts(), "step {step}: bytes are lost, or kept too long");
        let rows = self.site.ask(DeletedContainers { account: self.site.account.clone() });
        let listed: BTreeSet<_> = rows.iter().map(|row| (row.version, row.deletion.until)).collect();
        assert_eq!(
            listed,
            self.model.deleted.iter().map(|(id, until, _)| (*id, *until)).collect(),
            "step {step}"
        );
        self.compare_listings();
    }

    /// What is deleted cannot be read, what is archived neither; the rest is what was written.
    fn read(&self, path: &'static str, row: &VersionRow, rows: &[VersionRow]) {
        let known = &self.model.blobs[self.model.position(path, row, rows)];
        let expected = match (known.until, known.archived) {
            (Some(_), _) => Err("BlobNotFound"),
            (None, true) => Err("BlobArchived"),
            (None, false) => Ok(bytes_of(&known.text).digest.expect("texts have one")),
        };
        let version = if row.kind == VersionKind::Current { None } else { row.id };
        let found = self.site.read(path, version).map_err(|refusal| refusal.code());
        assert_eq!(found, expected, "step {}: {path} {row:?}", self.step);
    }

    fn compare_listings(&self) {
        if !self.model.is_there {
            return;
        }
        let current: BTreeSet<&str> =
            PATHS.into_iter().filter(|path| self.model.current(path).is_some()).collect();
        let kept: BTreeSet<&str> = self.model.blobs.iter().map(|known| known.path).collect();
        let deleted: BTreeSet<&str> = kept.difference(&current).copied().collect();
        for (listed, paths) in [(self.site.listed(""), &current), (self.site.listed_deleted(""), &deleted)] {
            let top = paths.iter().map(|path| match path.split_once('/') {
                Some((folder, _)) => format!("{folder}/"),
                None => (*path).to_string(),
            });
            let listed: BTreeSet<String> = listed.split_whitespace().map(str::to_string).collect();
            assert_eq!(listed, top.collect(), "step {}", self.step);
        }
    }
}

#[test]
fn what_is_kept_is_what_a_memory_of_everything_says() {
    for seed in 0..40 {
        let site = BlobSite::new(DataProtection::default());
        let model = Model { is_there: true, ..Model::default() };
        let mut pair = Pair { site, model, settings: DataProtection::default(), seed: Seed(seed), step: 0 };
        for step in 0..100 {
            pair.step = step;
            if pair.pick("settings", 12) == 0 {
                pair.change_settings();
            }
            pair.work();
            // Mostly no time passes at all: what happens in one moment is told apart all the same.
            let minutes = [0, 0, 0, 1, 600, 2_000][pair.pick("time", 6) as usize];
            pair.site.advance(minutes);
            let now = pair.site.now();
            pair.model.pass(now);
            pair.compare();
        }
    }
}
