//! Walking the paths of a container without reading what is not asked for.
//!
//! [`BlobPath`] orders by segment: what lies below a directory follows it without a gap. A whole subtree is
//! therefore one range, and the next sibling of a directory is one look-up away however much lies in it.

use crate::engine::{
    ids::ContainerId,
    state::State,
    storage::{BlobPath, PathEntry},
};
use std::ops::Bound;

/// Sorts behind everything below a directory and before its next sibling; no path holds it.
const BEHIND_SUBTREE: char = '\u{1}';

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
}

/// What lies directly in `directory` (`None` for the top) under a name that starts with `prefix`, in order.
///
/// Costs a step for each child, not for each descendant.
pub fn children<'a>(
    state: &'a State,
    container: ContainerId,
    directory: Option<&BlobPath>,
    prefix: &str,
) -> Vec<Child<'a>> {
    if prefix.contains('/') {
        return Vec::new(); // No name holds a slash.
    }
    let base = directory.map(|directory| format!("{directory}/")).unwrap_or_default();
    let wanted = format!("{base}{prefix}");
    let from = |path: BlobPath| state.paths.range((Bound::Included((container, path)), Bound::Unbounded));
    let mut entries = from(BlobPath(wanted.clone()));
    let mut children = Vec::new();
    while let Some(((holder, path), entry)) = entries.next() {
        if *holder != container || !path.as_str().starts_with(&wanted) {
            break;
        }
        match path.as_str()[base.len()..].split_once('/') {
            None => children.push(Child { path: path.clone(), entry: Some(entry) }),
            // Not seen as an entry of its own before: a folder made of names only.
            Some((name, _)) => {
                children.push(Child { path: BlobPath(format!("{base}{name}")), entry: None });
            }
        }
        let newest = children.last().filter(|child| child.is_directory());
        if let Some(folder) = newest {
            entries = from(BlobPath(format!("{}{BEHIND_SUBTREE}", folder.path)));
        }
    }
    children
}
