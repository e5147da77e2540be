//! Walking the paths of a container without reading what is not asked for.
//!
//! [`BlobPath`] orders by segment: what lies below a directory follows it without a gap. A whole subtree is
//! therefore one range, and the next sibling of a directory is one look-up away however much lies in it.

use crate::engine::{
    ids::ContainerId,
    state::State,
    storage::{BlobPath, PathEntry, past},
};
use std::ops::Bound;

/// Sorts behind everything below a directory and before its next sibling; no path holds it.
const BEHIND_SUBTREE: char = '\u{1}';

/// The first place behind a name in a list. Behind a blob comes what is below its own name, if anything is.
fn behind(path: &BlobPath, is_folder: bool) -> BlobPath {
    BlobPath(match is_folder {
        true => format!("{path}{BEHIND_SUBTREE}"),
        false => format!("{path}/"),
    })
}

/// Everything below `directory`, at any depth, in order; the directory itself is left out.
pub fn below<'a>(
    state: &'a State,
    container: ContainerId,
    directory: &BlobPath,
) -> impl Iterator<Item = (&'a BlobPath, &'a PathEntry)> {
    let first = BlobPath(format!("{directory}/"));
    let behind = BlobPath(format!("{directory}{BEHIND_SUBTREE}"));
    state.paths.range((container, first)..(container, behind)).map(|((_, path), entry)| (path, entry))
}

/// Everything in a container, in order.
pub fn all(state: &State, container: ContainerId) -> impl Iterator<Item = (&BlobPath, &PathEntry)> {
    let from = (container, BlobPath(String::new()));
    let to = (ContainerId(container.0 + 1), BlobPath(String::new()));
    state.paths.range(from..to).map(|((_, path), entry)| (path, entry))
}

/// What lies directly in a directory.
#[derive(Clone, Debug, PartialEq)]
pub struct Child<'a> {
    pub path: BlobPath,
    /// `None` for a folder that only the names of blobs make.
    pub entry: Option<&'a PathEntry>,
}

impl Child<'_> {
    pub fn is_directory(&self) -> bool {
        self.entry.is_none_or(PathEntry::is_directory)
    }

    /// The first place behind it, and before its next sibling.
    pub fn behind(&self) -> BlobPath {
        behind(&self.path, self.is_directory())
    }
}

/// What lies directly in `directory` (`None` for the top) under a name that starts with `prefix`, in order; with
/// `from`, from there on.
///
/// Costs a step for each child that is taken, not for each descendant.
pub fn children<'a>(
    state: &'a State,
    container: ContainerId,
    directory: Option<&BlobPath>,
    prefix: &str,
    from: Option<BlobPath>,
) -> impl Iterator<Item = Child<'a>> {
    let base = directory.map(|directory| format!("{directory}/")).unwrap_or_default();
    let wanted = BlobPath(format!("{base}{prefix}"));
    let start = from.map_or_else(|| wanted.clone(), |from| from.max(wanted.clone()));
    let is_name = !prefix.contains('/'); // No name holds a slash.
    let rows_from = move |path| state.paths.range((Bound::Included((container, path)), Bound::Unbounded));
    let mut rows = rows_from(start);
    std::iter::from_fn(move || {
        let ((holder, path), entry) = rows.next()?;
        if !is_name || *holder != container || !path.as_str().starts_with(wanted.as_str()) {
            return None;
        }
        let child = match path.as_str()[base.len()..].split_once('/') {
            None => Child { path: path.clone(), entry: Some(entry) },
            // Not seen as an entry of its own before: a folder made of names only, or `from` lies behind its entry.
            Some((name, _)) => {
                let path = BlobPath(format!("{base}{name}"));
                let entry = state.paths.get(&(container, path.clone())).filter(|entry| entry.is_directory());
                Child { path, entry }
            }
        };
        if child.is_directory() {
            rows = rows_from(child.behind());
        }
        Some(child)
    })
}

/// A name directly in a folder under which something is kept of blobs that are not there.
#[derive(Clone, Debug, PartialEq)]
pub struct DeletedChild {
    pub path: BlobPath,
    /// Else it is the name of such a blob. One name can be both.
    pub is_folder: bool,
}

impl DeletedChild {
    /// The first place behind it, and before its next sibling.
    pub fn behind(&self) -> BlobPath {
        behind(&self.path, self.is_folder)
    }
}

/// What lies directly in `directory` under a name that starts with `prefix`, of blobs that are not there and of
/// which something is kept, in order; with `from`, from there on.
///
/// Costs a step for each child and for each blob passed that is there; those that never changed are not passed.
pub fn deleted_children(
    state: &State,
    container: ContainerId,
    directory: Option<&BlobPath>,
    prefix: &str,
    from: Option<BlobPath>,
) -> impl Iterator<Item = DeletedChild> {
    let base = directory.map(|directory| format!("{directory}/")).unwrap_or_default();
    let wanted = BlobPath(format!("{base}{prefix}"));
    let start = from.map_or_else(|| wanted.clone(), |from| from.max(wanted.clone()));
    // No name holds a slash.
    let mut next = (!prefix.contains('/')).then(|| past::first_from(state, container, start)).flatten();
    std::iter::from_fn(move || {
        while let Some(path) = next.filter(|path| path.as_str().starts_with(wanted.as_str())) {
            if state.paths.contains(&(container, path.clone())) {
                next = past::first_after(state, container, path);
                continue;
            }
            let child = match path.as_str()[base.len()..].split_once('/') {
                None => DeletedChild { path: path.clone(), is_folder: false },
                Some((name, _)) => DeletedChild { path: BlobPath(format!("{base}{name}")), is_folder: true },
            };
            next = past::first_from(state, container, child.behind());
            return Some(child);
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{Seed, SimTime},
        engine::storage::{PathKind, check_path},
    };
    use std::collections::BTreeSet;

    const CONTAINER: ContainerId = ContainerId(5);

    /// Short paths over an alphabet in which names, their beginnings and their subtrees collide.
    fn crowded(seed: u64) -> State {
        let mut state = State::new(Seed(seed), "test", SimTime::EPOCH);
        for number in 0..60 {
            let letter = |index| {
                "a/b- é\u{7f}/".chars().nth(Seed(seed).below("letter", number * 10 + index, 8) as usize)
            };
            let path: String = (0..1 + number % 8).filter_map(letter).collect();
            let entry = PathEntry {
                kind: PathKind::Directory,
                created_at: SimTime::EPOCH,
                modified_at: SimTime::EPOCH,
                metadata: Default::default(),
                acl: None,
                etag: number,
                version: None,
            };
            if check_path(&path).is_ok() {
                for container in [ContainerId(4), CONTAINER, ContainerId(6)] {
                    state.paths.put((container, BlobPath(path.clone())), entry.clone());
                }
            }
        }
        state
    }

    fn names_by_reading_everything(
        state: &State,
        directory: Option<&BlobPath>,
        prefix: &str,
    ) -> BTreeSet<String> {
        let base = directory.map(|directory| format!("{directory}/")).unwrap_or_default();
        let inside = all(state, CONTAINER).filter_map(|(path, _)| path.as_str().strip_prefix(&base));
        let names = inside.map(|rest| rest.split('/').next().unwrap_or_default().to_string());
        names.filter(|name| name.starts_with(prefix)).collect()
    }

    #[test]
    fn jumping_finds_what_reading_everything_finds() {
        for seed in 0..50 {
            let state = crowded(seed);
            let everything: Vec<&BlobPath> = all(&state, CONTAINER).map(|(path, _)| path).collect();
            let tops = [None].into_iter().chain(everything.iter().copied().map(Some));
            for (directory, prefix) in tops.flat_map(|top| ["", "a", "b-"].map(|prefix| (top, prefix))) {
                let found = children(&state, CONTAINER, directory, prefix, None);
                let names: Vec<String> = found.map(|child| child.path.name().to_string()).collect();
                let expected = names_by_reading_everything(&state, directory, prefix);
                assert_eq!(names.len(), expected.len(), "{seed} {directory:?} {prefix}");
                assert_eq!(BTreeSet::from_iter(names), expected, "{seed} {directory:?} {prefix}");
            }
            for directory in &everything {
                let inside = |path: &&&BlobPath| *path != directory && path.is_within(directory);
                let expected: Vec<&BlobPath> = everything.iter().filter(inside).copied().collect();
                let found: Vec<&BlobPath> =
                    below(&state, CONTAINER, directory).map(|(path, _)| path).collect();
                assert_eq!(found, expected);
            }
        }
    }
}
