//! Which rows are kept for the savepoint here.

use super::undo::EdgeRows;
use crate::engine::table::Forgotten;
use std::collections::HashMap;

/// What happened to a row since the savepoint here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    Born,
    Changed,
}

/// A place, as [`super::undo::place`] makes it.
pub type SeenPlace = Box<[u8]>;

/// Rows by their places.
///
/// Those of the last commit are sorted in when the next one asks for them, some at a time: whoever takes a savepoint with
/// every commit never does.
#[derive(Clone, Debug, Default)]
pub struct SeenRows {
    rows: HashMap<SeenPlace, Seen>,
    /// Of the last commit. None of them is among the others.
    newest: Vec<(SeenPlace, Seen)>,
}

impl SeenRows {
    /// Those of an edge.
    pub fn of(edge: &EdgeRows) -> SeenRows {
        let seen = |is_absent| if is_absent { Seen::Born } else { Seen::Changed };
        let rows =
            edge.iter().map(|(place, value)| (place.clone().into_boxed_slice(), seen(value.is_none())));
        SeenRows { rows: rows.collect(), newest: Vec::new() }
    }

    /// Has [`SeenRows::get`] know as many more of them; answers whether it knows all.
    pub fn sort_some(&mut self, count: usize) -> bool {
        let left = self.newest.len().saturating_sub(count);
        self.rows.extend(self.newest.drain(left..));
        left == 0
    }

    /// Has it know all of them.
    fn sort(&mut self) {
        self.sort_some(usize::MAX);
    }

    /// What happened to the row of a place, if they are sorted.
    pub fn get(&self, place: &[u8]) -> Option<Seen> {
        debug_assert!(self.newest.is_empty(), "they are sorted before anybody asks");
        self.rows.get(place).copied()
    }

    /// Takes in those of a commit.
    pub fn add(&mut self, seen: Vec<(SeenPlace, Seen)>) {
        self.sort();
        self.newest = seen;
    }

    pub fn remove(&mut self, place: &[u8]) {
        self.rows.remove(place);
    }

    /// Nobody needs any of them any more.
    pub fn forget(self) -> Forgotten {
        Forgotten::new(self.rows.into_iter().chain(self.newest))
    }
}

impl PartialEq for SeenRows {
    /// Sorted or not makes no difference.
    fn eq(&self, other: &Self) -> bool {
        let sorted = |rows: &Self| {
            let mut rows = rows.clone();
            rows.sort();
            rows.rows
        };
        sorted(self) == sorted(other)
    }
}

impl Eq for SeenRows {}
