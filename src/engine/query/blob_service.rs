//! What the endpoints of an account tell of its containers and blobs: rows as they are, of which nothing is copied.
//!
//! A page of a listing costs look-ups for what it has and for a bounded number of rows that it passes, wherever it begins.

use crate::{
    base::ArmId,
    engine::{
        ids::ContainerId,
        limits,
        query::Viewer,
        rbac,
        refusal::Refusal,
        state::State,
        storage::{
            BlobPath, BlobRefusal, Container, DeletedContainer, PastBlob, PastKey, PastKind, PathEntry,
            StorageAccount, StorageRefusal, VersionId, past, staging,
        },
    },
};
use std::ops::Bound;

/// Sorts behind everything below a folder and before its next sibling; no path holds it.
const BEHIND_FOLDER: char = '\u{1}';

/// Rows that a page may pass for each one it has; a page that ends early is continued like any other. Ours.
const PASSED_PER_ROW: usize = 16;

/// A blob or path as it is, or as it was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BlobState<'a> {
    pub path: &'a BlobPath,
    pub entry: &'a PathEntry,
    /// Of a past state.
    pub past: Option<(VersionId, &'a PastBlob)>,
}

/// Which state of a blob is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Current,
    Version(VersionId),
    Snapshot(VersionId),
}

/// What a listing shows besides what is there now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Including {
    pub versions: bool,
    pub snapshots: bool,
    pub deleted: bool,
    pub uncommitted: bool,
}

/// Where a page begins: at a name, or behind one of its past states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    pub path: String,
    pub behind: Option<VersionId>,
}

#[derive(Clone, Copy, Debug)]
pub struct BlobListing<'q> {
    pub prefix: &'q str,
    pub delimiter: Option<&'q str>,
    pub including: Including,
    pub from: Option<&'q Marker>,
    pub limit: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Listed<'a> {
    Blob(BlobState<'a>),
    /// It has blocks and was never committed.
    Uncommitted(&'a BlobPath),
    /// What names have in common up to the delimiter, with it; the directory, where there is one.
    Folder {
        prefix: String,
        entry: Option<&'a PathEntry>,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct ListedPage<'a> {
    pub rows: Vec<Listed<'a>>,
    pub next: Option<Marker>,
}

impl<'a> Viewer<'a> {
    /// Refuses unless the viewer may perform `action` on the data in `container`.
    ///
    /// # Errors
    /// Not authorized.
    pub fn require_data(&self, action: &str, container: &ArmId) -> Result<(), Refusal> {
        rbac::authorize_data(self.state, self.principal, action, container, self.now)
    }

    /// A container whose blobs the viewer may read.
    ///
    /// # Errors
    /// Not authorized, or not there.
    pub fn readable_container(&self, id: &ArmId) -> Result<(&'a StorageAccount, &'a Container), Refusal> {
        self.require_files(id)?;
        let container = self.state.find_container(id)?;
        let account = self.state.account_of(container.id).expect("containers lie in accounts");
        Ok((account, container))
    }

    /// A state of a blob that can be looked at.
    ///
    /// # Errors
    /// Not there, or soft-deleted.
    pub fn blob_state(
        &self,
        container: ContainerId,
        path: &str,
        which: Which,
    ) -> Result<BlobState<'a>, Refusal> {
        state_of(self.state, container, path, which)
    }
}

fn state_of<'a>(
    state: &'a State,
    container: ContainerId,
    path: &str,
    which: Which,
) -> Result<BlobState<'a>, Refusal> {
    let blob = BlobPath(path.to_string());
    let not_found =
        |version| Refusal::from(BlobRefusal::BlobNotFound { path: path.to_string(), version: Some(version) });
    let current = || state.paths.range((container, blob.clone())..=(container, blob.clone())).next();
    let shown = |((_, path), entry): (&'a (ContainerId, BlobPath), &'a PathEntry)| BlobState {
        path,
        entry,
        past: None,
    };
    let past = |id| {
        let key = PastKey { container, path: blob.clone(), id };
        let found = state.past_blobs.range(key.clone()..=key).next();
        found.filter(|(_, past)| past.deletion.is_none())
    };
    let of_past = |(key, past): (&'a PastKey, &'a PastBlob)| BlobState {
        path: &key.path,
        entry: &past.entry,
        past: Some((key.id, past)),
    };
    match which {
        Which::Current => {
            current().map(shown).ok_or_else(|| StorageRefusal::PathNotFound { path: path.to_string() }.into())
        }
        Which::Version(id) => {
            let now = current().filter(|(_, entry)| entry.version == Some(id)).map(shown);
            let before = || past(id).filter(|(_, past)| past.kind == PastKind::Version).map(of_past);
            now.or_else(before).ok_or_else(|| not_found(id))
        }
        Which::Snapshot(id) => {
            let found = past(id).filter(|(_, past)| past.kind == PastKind::Snapshot);
            found.map(of_past).ok_or_else(|| not_found(id))
        }
    }
}

/// Containers of an account by name; soft-deleted ones too, where they are asked for.
pub fn containers<'a>(
    state: &'a State,
    account: &StorageAccount,
    deleted: bool,
) -> Vec<(&'a Container, Option<&'a DeletedContainer>)> {
    let there = state.containers_of(account.id).map(|container| (container, None));
    let gone = state.deleted_containers_of(account.id).filter(|_| deleted);
    let mut rows: Vec<_> = there.chain(gone.map(|row| (&row.container, Some(row)))).collect();
    rows.sort_by(|(one, _), (other, _)| (&one.name, one.id).cmp(&(&other.name, other.id)));
    rows
}

/// A page of what a container holds.
pub fn blobs<'a>(state: &'a State, container: ContainerId, listing: &BlobListing<'_>) -> ListedPage<'a> {
    let limit = listing.limit.clamp(1, limits::LISTED_BLOBS_MAX);
    let mut walk = Walk { state, container, listing, rows: Vec::new(), left: limit * PASSED_PER_ROW, limit };
    let first = BlobPath(listing.prefix.to_string());
    let mut from = first;
    let mut behind = None;
    if let Some(marker) = listing.from
        && BlobPath(marker.path.clone()) >= from
    {
        from = BlobPath(marker.path.clone());
        behind = marker.behind;
    }
    let next = walk.run(from, behind);
    ListedPage { rows: walk.rows, next }
}

struct Walk<'a, 'q> {
    state: &'a State,
    container: ContainerId,
    listing: &'q BlobListing<'q>,
    rows: Vec<Listed<'a>>,
    /// Rows that may still be looked at.
    left: usize,
    limit: usize,
}

impl<'a> Walk<'a, '_> {
    /// Answers where the next page begins.
    fn run(&mut self, mut from: BlobPath, mut behind: Option<VersionId>) -> Option<Marker> {
        while let Some(path) = self.first_from(&from).filter(|path| path.0.starts_with(self.listing.prefix)) {
            if self.rows.len() == self.limit || self.left == 0 {
                return Some(Marker { path: from.0, behind });
            }
            // What was begun and is gone by now has no past states left to show.
            let behind_id = behind.take().filter(|_| *path == from);
            self.left -= 1;
            if let Some(prefix) = self.folder(path) {
                from = behind_folder(&prefix);
                let directory = BlobPath(prefix.trim_end_matches('/').to_string());
                let entry = self.state.paths.get(&(self.container, directory));
                let entry = entry.filter(|entry| entry.is_directory());
                self.rows.push(Listed::Folder { prefix, entry });
                continue;
            }
            if let Some(marker) = self.states_of(path, behind_id) {
                return Some(marker);
            }
            // The first place behind a name: a slash comes before every other letter.
            from = BlobPath(format!("{path}/"));
        }
        None
    }

    /// The first name at or behind `from` of which anything may be shown.
    fn first_from(&self, from: &BlobPath) -> Option<&'a BlobPath> {
        let Including { versions, snapshots, deleted, uncommitted } = self.listing.including;
        let (state, container) = (self.state, self.container);
        let start = || (Bound::Included((container, from.clone())), Bound::Unbounded);
        let within = |(holder, path): &'a (ContainerId, BlobPath)| (*holder == container).then_some(path);
        let there = state.paths.range(start()).next().and_then(|(key, _)| within(key));
        let kept = (versions || snapshots || deleted)
            .then(|| past::first_from(state, container, from.clone()))
            .flatten();
        let staged = uncommitted.then(|| state.staged.range(start()).next()).flatten();
        let staged = staged.and_then(|(key, _)| within(key));
        [there, kept, staged].into_iter().flatten().min()
    }

    /// The folder that a name lies in, or is.
    fn folder(&self, path: &BlobPath) -> Option<String> {
        let delimiter = self.listing.delimiter?;
        let rest = &path.0[self.listing.prefix.len()..];
        if let Some(at) = rest.find(delimiter) {
            return Some(path.0[..self.listing.prefix.len() + at + delimiter.len()].to_string());
        }
        let entry = self.state.paths.get(&(self.container, path.clone()));
        let is_directory = delimiter == "/" && entry.is_some_and(PathEntry::is_directory);
        is_directory.then(|| format!("{path}/"))
    }

    /// Shows what is kept of a blob, oldest first, and then what is there.
    fn states_of(&mut self, path: &'a BlobPath, behind: Option<VersionId>) -> Option<Marker> {
        let (state, container) = (self.state, self.container);
        let first = behind.map_or(VersionId::at(crate::base::SimTime::EPOCH), VersionId::next);
        let key = |id| PastKey { container, path: path.clone(), id };
        for (key, past) in state.past_blobs.range(key(first)..=key(VersionId::MAX)) {
            if self.left == 0 || self.rows.len() == self.limit {
                let behind = VersionId::from_ticks(key.id.ticks() - 1);
                return Some(Marker { path: path.0.clone(), behind });
            }
            self.left -= 1;
            if self.listing.including.shows(past) {
                let (path, entry) = (&key.path, &past.entry);
                self.rows.push(Listed::Blob(BlobState { path, entry, past: Some((key.id, past)) }));
            }
        }
        if self.rows.len() == self.limit {
            return Some(Marker { path: path.0.clone(), behind: Some(VersionId::MAX) });
        }
        match state.paths.get(&(container, path.clone())) {
            Some(entry) => self.rows.push(Listed::Blob(BlobState { path, entry, past: None })),
            None if self.listing.including.uncommitted
                && staging::staged_of(state, &(container, path.clone())).next().is_some() =>
            {
                self.rows.push(Listed::Uncommitted(path));
            }
            None => {}
        }
        None
    }
}

impl Including {
    fn shows(self, past: &PastBlob) -> bool {
        let is_asked = match past.kind {
            PastKind::Version => self.versions,
            PastKind::Snapshot => self.snapshots,
            PastKind::Base => true,
        };
        is_asked && (past.deletion.is_none() || self.deleted)
    }
}

fn behind_folder(prefix: &str) -> BlobPath {
    match prefix.strip_suffix('/') {
        Some(folder) => BlobPath(format!("{folder}{BEHIND_FOLDER}")),
        None => BlobPath(format!("{prefix}{}", char::MAX)),
    }
}
