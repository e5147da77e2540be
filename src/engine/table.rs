//! Tables: ordered maps that remember which rows a commit has to write.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    ops::RangeBounds,
};

/// An ordered map of rows that knows which of them changed since the last commit.
///
/// Invariant: a key is dirty exactly when its row may differ from what storage holds.
#[derive(Clone, Debug)]
pub struct Table<K: Ord + Clone, V> {
    /// Boxed, because a node of the map that fills in order stays little more than half full: rows inside it would
    /// cost almost twice their size.
    rows: BTreeMap<K, Box<V>>,
    /// Changed keys, each with whether storage already holds a row under it.
    dirty: BTreeMap<K, bool>,
}

/// What a commit has to do with one row.
#[derive(Clone, Debug, PartialEq)]
pub enum RowChange<'a, V> {
    Put(&'a V),
    Delete,
}

impl<K: Ord + Clone, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), dirty: BTreeMap::new() }
    }
}

impl<K: Ord + Clone, V: PartialEq> PartialEq for Table<K, V> {
    /// Rows only: what is not yet written makes no difference to what is true.
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl<K: Ord + Clone, V> Table<K, V> {
    pub fn get(&self, key: &K) -> Option<&V> {
        self.rows.get(key).map(Box::as_ref)
    }

    pub fn contains(&self, key: &K) -> bool {
        self.rows.contains_key(key)
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.rows.iter().map(|(key, row)| (key, row.as_ref()))
    }

    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.rows.values().map(Box::as_ref)
    }

    pub fn range(&self, range: impl RangeBounds<K>) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.rows.range(range).map(|(key, row)| (key, row.as_ref()))
    }

    pub fn first(&self) -> Option<(&K, &V)> {
        self.rows.first_key_value().map(|(key, row)| (key, row.as_ref()))
    }

    pub fn last(&self) -> Option<(&K, &V)> {
        self.rows.last_key_value().map(|(key, row)| (key, row.as_ref()))
    }

    /// Inserts or replaces a row; answers the one it replaced.
    pub fn put(&mut self, key: K, row: V) -> Option<V> {
        let before = self.rows.insert(key.clone(), Box::new(row));
        self.touch(key, before.is_some(), true);
        before.map(|row| *row)
    }

    pub fn remove(&mut self, key: &K) -> Option<V> {
        let before = self.rows.remove(key)?;
        self.touch(key.clone(), true, false);
        Some(*before)
    }

    /// Changes a row in place; answers whether there was one.
    pub fn update(&mut self, key: &K, change: impl FnOnce(&mut V)) -> bool {
        let Some(row) = self.rows.get_mut(key) else { return false };
        change(row);
        self.touch(key.clone(), true, true);
        true
    }

    /// Takes over a row that storage already holds.
    pub fn load(&mut self, key: K, row: V) {
        self.rows.insert(key, Box::new(row));
    }

    /// The rows the next commit has to write, in key order.
    pub fn changes(&self) -> impl Iterator<Item = (&K, RowChange<'_, V>)> {
        self.dirty.keys().map(|key| (key, self.get(key).map_or(RowChange::Delete, RowChange::Put)))
    }

    pub fn is_dirty(&self) -> bool {
        !self.dirty.is_empty()
    }

    /// Tells the table that storage now holds its rows.
    pub fn mark_clean(&mut self) {
        self.dirty.clear();
    }

    /// Marks `key` as changed; `existed` is whether a row stood there before this change, `alive` whether one does now.
    fn touch(&mut self, key: K, existed: bool, alive: bool) {
        match self.dirty.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(existed);
            }
            // Born and gone within one commit: storage never hears of it.
            Entry::Occupied(entry) if !alive && !entry.get() => {
                entry.remove();
            }
            Entry::Occupied(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(table: &Table<u32, &'static str>) -> Vec<(u32, Option<&'static str>)> {
        let change = |change: RowChange<&'static str>| match change {
            RowChange::Put(row) => Some(*row),
            RowChange::Delete => None,
        };
        table.changes().map(|(key, row)| (*key, change(row))).collect()
    }

    #[test]
    fn a_commit_writes_what_changed() {
        let mut table = Table::default();
        table.load(1, "old");
        table.load(2, "kept");
        table.put(1, "new");
        table.put(3, "born");
        assert_eq!(changes(&table), [(1, Some("new")), (3, Some("born"))]);
        table.mark_clean();
        assert!(!table.is_dirty());
        table.remove(&2);
        assert_eq!(changes(&table), [(2, None)]);
    }

    #[test]
    fn rows_born_and_gone_within_a_commit_are_nothing() {
        let mut table = Table::default();
        table.put(1, "brief");
        table.remove(&1);
        assert!(!table.is_dirty());
        table.load(2, "stored");
        table.remove(&2);
        table.put(2, "again");
        table.remove(&2);
        assert_eq!(changes(&table), [(2, None)]);
    }

    #[test]
    fn updating_nothing_changes_nothing() {
        let mut table: Table<u32, &str> = Table::default();
        assert!(!table.update(&9, |row| *row = "x"));
        assert_eq!(table.remove(&9), None);
        assert!(!table.is_dirty());
    }
}
