//! Tables: ordered maps that remember which rows a commit has to write, and keep an index of them where there is one.

use crate::engine::index::{By, ByName, Facet, Index, Named, folded};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt::Debug,
    ops::RangeBounds,
    sync::Arc,
};

/// An ordered map of rows that knows which of them changed since the last commit, and what they were.
///
/// A clone shares its rows until one of the two changes them.
///
/// Invariant: a key is dirty exactly when its row may differ from what storage holds.
#[derive(Clone, Debug)]
pub struct Table<K: Ord + Clone, V, I = ()> {
    /// Not inside the map, because a node of one that fills in order stays little more than half full: rows there would
    /// cost almost twice their size.
    rows: BTreeMap<K, Arc<V>>,
    /// Changed keys, each with the row that storage holds under it, if any.
    dirty: BTreeMap<K, Option<Arc<V>>>,
    /// Derived from the rows.
    index: I,
}

/// Rows that are found by their names as well.
pub type NamedTable<K, V> = Table<K, V, By<ByName, K, V>>;

/// What a commit has to do with one row.
#[derive(Clone, Debug, PartialEq)]
pub enum RowChange<'a, V> {
    /// Storage holds no row under this key yet.
    Born(&'a V),
    Changed {
        row: &'a V,
        before: &'a V,
    },
    Deleted {
        before: &'a V,
    },
}

impl<K: Ord + Clone, V, I: Default> Default for Table<K, V, I> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), dirty: BTreeMap::new(), index: I::default() }
    }
}

impl<K: Ord + Clone, V: PartialEq, I> PartialEq for Table<K, V, I> {
    /// Rows only: what is not yet written makes no difference to what is true.
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl<K: Ord + Clone, V: Clone, I: Index<K, V>> Table<K, V, I> {
    pub fn get(&self, key: &K) -> Option<&V> {
        self.rows.get(key).map(Arc::as_ref)
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
        self.rows.values().map(Arc::as_ref)
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

    /// What is derived from the rows.
    pub fn index(&self) -> &I {
        &self.index
    }

    /// Inserts or replaces a row; answers the one it replaced.
    pub fn put(&mut self, key: K, row: V) -> Option<Arc<V>> {
        let entry = I::entry(&key, &row);
        let before = self.rows.insert(key.clone(), Arc::new(row));
        self.index_anew(before.as_deref().map(|row| I::entry(&key, row)), entry);
        touch(&mut self.dirty, key, before.as_ref());
        before
    }

    pub fn remove(&mut self, key: &K) -> Option<Arc<V>> {
        let before = self.rows.remove(key)?;
        self.index.remove(&I::entry(key, &before));
        match self.dirty.entry(key.clone()) {
            // Born and gone within one commit: storage never hears of it.
            Entry::Occupied(entry) if entry.get().is_none() => drop(entry.remove()),
            Entry::Occupied(_) => {}
            Entry::Vacant(entry) => drop(entry.insert(Some(before.clone()))),
        }
        Some(before)
    }

    /// Changes a row in place; answers whether there was one.
    pub fn update(&mut self, key: &K, change: impl FnOnce(&mut V)) -> bool {
        let Some(row) = self.rows.get_mut(key) else { return false };
        let before = I::entry(key, row);
        touch(&mut self.dirty, key.clone(), Some(row));
        change(Arc::make_mut(row));
        let after = I::entry(key, row);
        self.index_anew(Some(before), after);
        true
    }

    /// Takes over a row that storage already holds.
    pub fn load(&mut self, key: K, row: V) {
        self.index.add(I::entry(&key, &row));
        self.rows.insert(key, Arc::new(row));
    }

    fn index_anew(&mut self, before: Option<I::Entry>, after: I::Entry) {
        match before {
            Some(before) if before == after => {}
            Some(before) => {
                self.index.remove(&before);
                self.index.add(after);
            }
            None => self.index.add(after),
        }
    }

    /// The rows the next commit has to write, in key order.
    pub fn changes(&self) -> impl Iterator<Item = (&K, RowChange<'_, V>)> {
        self.dirty.iter().filter_map(|(key, before)| {
            let change = match (self.get(key), before.as_deref()) {
                (Some(row), Some(before)) => RowChange::Changed { row, before },
                (Some(row), None) => RowChange::Born(row),
                (None, Some(before)) => RowChange::Deleted { before },
                // A key whose row was born and is gone is not dirty.
                (None, None) => return None,
            };
            Some((key, change))
        })
    }

    pub fn is_dirty(&self) -> bool {
        !self.dirty.is_empty()
    }

    /// Tells the table that storage now holds its rows.
    pub fn mark_clean(&mut self) {
        self.dirty.clear();
    }
}

/// Marks `key` as changed; `before` is the row that stood there.
fn touch<K: Ord, V>(dirty: &mut BTreeMap<K, Option<Arc<V>>>, key: K, before: Option<&Arc<V>>) {
    // What storage holds is what stood there at the first change.
    dirty.entry(key).or_insert_with(|| before.cloned());
}

impl<F, K, V> Table<K, V, By<F, K, V>>
where
    F: Facet<V>,
    K: Ord + Clone + Debug,
    V: Clone + Debug,
{
    /// The rows with this value, in the order of their keys.
    pub fn by<'a>(&'a self, value: &F::Value) -> impl DoubleEndedIterator<Item = &'a V> + use<'a, F, K, V> {
        self.index.keys(value).iter().filter_map(|key| self.get(key))
    }
}

impl<K, V> Table<K, V, By<ByName, K, V>>
where
    K: Ord + Clone + Debug,
    V: Named + Clone + Debug,
{
    /// The row of this name in a place, whatever the name's case.
    pub fn named(&self, place: V::Place, name: &str) -> Option<&V> {
        self.by(&(place, folded(name))).find(|row| row.name().eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(table: &Table<u32, &'static str>) -> Vec<(u32, Option<&'static str>)> {
        let change = |change: RowChange<&'static str>| match change {
            RowChange::Born(row) | RowChange::Changed { row, .. } => Some(*row),
            RowChange::Deleted { .. } => None,
        };
        table.changes().map(|(key, row)| (*key, change(row))).collect()
    }

    #[test]
    fn a_commit_writes_what_changed() {
        let mut table: Table<u32, &'static str> = Table::default();
        table.load(1, "old");
        table.load(2, "kept");
        table.put(1, "new");
        table.put(3, "born");
        assert_eq!(changes(&table), [(1, Some("new")), (3, Some("born"))]);
        let born = table.changes().filter(|(_, change)| matches!(change, RowChange::Born(_)));
        assert_eq!(born.map(|(key, _)| *key).collect::<Vec<_>>(), [3]);
        table.mark_clean();
        assert!(!table.is_dirty());
        table.remove(&2);
        assert_eq!(changes(&table), [(2, None)]);
    }

    #[test]
    fn rows_born_and_gone_within_a_commit_are_nothing() {
        let mut table: Table<u32, &'static str> = Table::default();
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
    fn a_table_knows_what_storage_holds_of_changed_rows() {
        let mut table: Table<u32, &'static str> = Table::default();
        table.load(1, "stored");
        table.load(2, "stored too");
        table.update(&1, |row| *row = "changed");
        table.update(&1, |row| *row = "changed again");
        table.remove(&2);
        table.put(2, "another");
        table.put(3, "born");
        let changes: Vec<_> = table.changes().map(|(_, change)| change).collect();
        let changed = |row, before| RowChange::Changed { row, before };
        let expected = [
            changed(&"changed again", &"stored"),
            changed(&"another", &"stored too"),
            RowChange::Born(&"born"),
        ];
        assert_eq!(changes, expected);
        table.mark_clean();
        table.remove(&1);
        let gone: Vec<_> = table.changes().map(|(_, change)| change).collect();
        assert_eq!(gone, [RowChange::Deleted { before: &"changed again" }]);
    }

    #[test]
    fn a_clone_stays_what_it_was() {
        let mut table: Table<u32, &'static str> = Table::default();
        table.load(1, "kept");
        table.load(2, "gone");
        let before = table.clone();
        table.update(&1, |row| *row = "changed");
        table.remove(&2);
        assert_eq!(before.iter().collect::<Vec<_>>(), [(&1, &"kept"), (&2, &"gone")]);
        assert!(!before.is_dirty());
    }

    #[test]
    fn updating_nothing_changes_nothing() {
        let mut table: Table<u32, &str> = Table::default();
        assert!(!table.update(&9, |row| *row = "x"));
        assert_eq!(table.remove(&9), None);
        assert!(!table.is_dirty());
    }

    #[derive(Clone, Debug)]
    struct City {
        country: u8,
        name: &'static str,
    }

    impl Named for City {
        type Place = u8;

        fn place(&self) -> u8 {
            self.country
        }

        fn name(&self) -> &str {
            self.name
        }
    }

    #[test]
    fn rows_are_found_by_the_names_they_have_now() {
        let mut table: NamedTable<u32, City> = Table::default();
        table.load(1, City { country: 1, name: "Ulm" });
        table.put(2, City { country: 2, name: "ulm" });
        let found = |table: &NamedTable<u32, City>, country, name| {
            table.named(country, name).map(|city| (city.country, city.name))
        };
        assert_eq!(found(&table, 1, "ULM"), Some((1, "Ulm")));
        table.update(&1, |city| city.name = "Bonn");
        assert_eq!(found(&table, 1, "ulm"), None);
        assert_eq!(found(&table, 1, "bonn"), Some((1, "Bonn")));
        table.put(2, City { country: 1, name: "Trier" });
        assert_eq!(found(&table, 2, "ulm"), None);
        table.remove(&1);
        assert_eq!(found(&table, 1, "bonn"), None);
        assert_eq!(found(&table, 1, "trier"), Some((1, "Trier")));
    }
}
