//! Tables: ordered maps that remember which rows a commit has to write, and keep an index of them where there is one.

use crate::engine::index::{By, ByName, Facet, Index, Named, folded};
use std::{
    any::Any,
    collections::{BTreeMap, btree_map::Entry},
    fmt::Debug,
    ops::{Deref, RangeBounds},
    sync::Arc,
};

/// An ordered map of rows that knows which of them changed since the last commit, and what they were.
///
/// A clone shares its rows until one of the two changes them.
///
/// A commit is told what each of them was ([`RowChange`]), once in an epoch: a savepoint has it then. [`Table::begin_epoch`] comes
/// before anything changes that has to be kept anew.
///
/// Invariant: a key is dirty exactly when its row may differ from what storage holds.
#[derive(Clone, Debug)]
pub struct Table<K: Ord + Clone, V, I = ()> {
    /// Not inside the map, because a node of one that fills in order stays little more than half full: rows there would
    /// cost almost twice their size.
    rows: BTreeMap<K, Arc<Row<V>>>,
    /// Changed keys, each with the row that storage holds under it.
    dirty: BTreeMap<K, Option<Arc<Row<V>>>>,
    epoch: Epoch,
    /// Derived from the rows.
    index: I,
}

/// Rows that are found by their names as well.
pub type NamedTable<K, V> = Table<K, V, By<ByName, K, V>>;

/// A row in memory.
#[derive(Clone, Debug)]
struct Row<V> {
    value: V,
    /// When it was last changed.
    changed: Epoch,
    home: Home,
}

impl<V: PartialEq> PartialEq for Row<V> {
    /// When it was changed makes no difference to what is true.
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// A row that was taken out of a table, where others may still share it.
#[derive(Debug)]
pub struct Taken<V>(Arc<Row<V>>);

impl<V: Clone> Taken<V> {
    /// Copies it only if it is shared.
    pub fn into_inner(self) -> V {
        Arc::unwrap_or_clone(self.0).value
    }
}

impl<V> Deref for Taken<V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.0.value
    }
}

/// What nobody needs any more. Letting go of it takes time, in which somebody may be waiting for an answer.
#[derive(Debug)]
pub struct Forgotten(#[expect(dead_code, reason = "it is only let go of")] Box<dyn Any>);

impl Forgotten {
    pub fn new<T: 'static>(what: T) -> Forgotten {
        Forgotten(Box::new(what))
    }
}

/// Where storage keeps a row: in the first home of its table, or in one that earlier builds wrote to. A row never moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Home(pub u8);

/// Numbers the times in which each row is kept once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Epoch(u32);

/// What a commit has to do with one row.
#[derive(Debug, PartialEq)]
pub struct RowChange<'a, V> {
    /// None for one that is deleted.
    pub row: Option<Homed<'a, V>>,
    /// What storage holds under its key.
    pub stored: Option<Homed<'a, V>>,
    /// Whether that is a row of this epoch: whoever commits was told then what there had been before it.
    pub is_told: bool,
}

/// A row, and where storage keeps it.
#[derive(Debug, PartialEq)]
pub struct Homed<'a, V> {
    pub row: &'a V,
    pub home: Home,
}

impl<V> Copy for Homed<'_, V> {}

impl<V> Clone for Homed<'_, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Row<V> {
    fn homed(&self) -> Homed<'_, V> {
        Homed { row: &self.value, home: self.home }
    }
}

impl<K: Ord + Clone, V, I: Default> Default for Table<K, V, I> {
    fn default() -> Self {
        // Rows of storage are older than anything that changes.
        Self { rows: BTreeMap::new(), dirty: BTreeMap::new(), epoch: Epoch(1), index: I::default() }
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
        self.rows.get(key).map(|row| &row.value)
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
        self.rows.iter().map(|(key, row)| (key, &row.value))
    }

    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.rows.values().map(|row| &row.value)
    }

    pub fn range(&self, range: impl RangeBounds<K>) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.rows.range(range).map(|(key, row)| (key, &row.value))
    }

    pub fn first(&self) -> Option<(&K, &V)> {
        self.rows.first_key_value().map(|(key, row)| (key, &row.value))
    }

    pub fn last(&self) -> Option<(&K, &V)> {
        self.rows.last_key_value().map(|(key, row)| (key, &row.value))
    }

    /// What is derived from the rows.
    pub fn index(&self) -> &I {
        &self.index
    }

    /// Inserts or replaces a row; answers the one it replaced.
    pub fn put(&mut self, key: K, value: V) -> Option<Taken<V>> {
        let entry = I::entry(&key, &value);
        let row = |home| Arc::new(Row { value, changed: self.epoch, home });
        let before = match self.rows.entry(key.clone()) {
            Entry::Occupied(mut there) => {
                let home = there.get().home;
                Some(there.insert(row(home)))
            }
            Entry::Vacant(place) => {
                place.insert(row(Home::default()));
                None
            }
        };
        self.index_anew(before.as_ref().map(|row| I::entry(&key, &row.value)), entry);
        // What storage holds is what stood there at the first change.
        self.dirty.entry(key).or_insert_with(|| before.clone());
        before.map(Taken)
    }

    /// Deletes a row.
    pub fn remove(&mut self, key: &K) -> Option<Taken<V>> {
        let before = self.rows.remove(key)?;
        self.index.remove(&I::entry(key, &before.value));
        match self.dirty.entry(key.clone()) {
            // Born and gone within one commit: storage never hears of it.
            Entry::Occupied(entry) if entry.get().is_none() => drop(entry.remove()),
            Entry::Occupied(_) => {}
            Entry::Vacant(entry) => drop(entry.insert(Some(before.clone()))),
        }
        Some(Taken(before))
    }

    /// Changes a row in place; answers whether there was one.
    pub fn update(&mut self, key: &K, change: impl FnOnce(&mut V)) -> bool {
        let Some(row) = self.rows.get_mut(key) else { return false };
        let before = I::entry(key, &row.value);
        self.dirty.entry(key.clone()).or_insert_with(|| Some(row.clone()));
        let changed = Arc::make_mut(row);
        changed.changed = self.epoch;
        change(&mut changed.value);
        let after = I::entry(key, &row.value);
        self.index_anew(Some(before), after);
        true
    }

    /// Takes over a row that storage already holds.
    pub fn load(&mut self, key: K, value: V) {
        self.load_from(Home::default(), key, value);
    }

    /// The same from one of its homes.
    pub fn load_from(&mut self, home: Home, key: K, value: V) {
        self.index.add(I::entry(&key, &value));
        self.rows.insert(key, Arc::new(Row { value, changed: Epoch::default(), home }));
    }

    /// A row, and where storage keeps it.
    pub fn homed(&self, key: &K) -> Option<Homed<'_, V>> {
        self.rows.get(key).map(|row| row.homed())
    }

    /// From here on what rows were is told anew, at their first change.
    pub fn begin_epoch(&mut self) {
        self.epoch = Epoch(self.epoch.0.wrapping_add(1));
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
        self.dirty.iter().map(|(key, stored)| {
            let is_told = stored.as_ref().is_some_and(|row| row.changed == self.epoch);
            let stored = stored.as_ref().map(|row| row.homed());
            (key, RowChange { row: self.homed(key), stored, is_told })
        })
    }

    /// How many these are.
    pub fn change_count(&self) -> usize {
        self.dirty.len()
    }

    /// Tells the table that storage now holds its rows; answers what it need not remember any more.
    pub fn mark_clean(&mut self) -> Forgotten
    where
        K: 'static,
        V: 'static,
    {
        Forgotten::new(std::mem::take(&mut self.dirty))
    }

    /// Puts back what storage holds.
    pub fn revert(&mut self) {
        for (key, stored) in std::mem::take(&mut self.dirty) {
            let before = stored.as_ref().map(|row| I::entry(&key, &row.value));
            let gone = match stored {
                Some(row) => self.rows.insert(key.clone(), row),
                None => self.rows.remove(&key),
            };
            if let Some(gone) = gone {
                self.index.remove(&I::entry(&key, &gone.value));
            }
            before.into_iter().for_each(|entry| self.index.add(entry));
        }
    }
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
        table.changes().map(|(key, change)| (*key, change.row.map(|homed| *homed.row))).collect()
    }

    #[derive(Debug, PartialEq)]
    enum Before {
        Nothing,
        Row(&'static str),
        Told,
    }

    fn befores(table: &Table<u32, &'static str>) -> Vec<Before> {
        let before = |change: RowChange<'_, &'static str>| match change.stored {
            None => Before::Nothing,
            Some(_) if change.is_told => Before::Told,
            Some(stored) => Before::Row(stored.row),
        };
        table.changes().map(|(_, change)| before(change)).collect()
    }

    #[test]
    fn a_commit_writes_what_changed() {
        let mut table: Table<u32, &'static str> = Table::default();
        table.load(1, "old");
        table.load(2, "kept");
        table.put(1, "new");
        table.put(3, "born");
        assert_eq!(changes(&table), [(1, Some("new")), (3, Some("born"))]);
        assert_eq!(befores(&table), [Before::Row("old"), Before::Nothing]);
        table.mark_clean();
        assert_eq!(table.change_count(), 0);
        table.remove(&2);
        assert_eq!(changes(&table), [(2, None)]);
    }

    #[test]
    fn rows_born_and_gone_within_a_commit_are_nothing() {
        let mut table: Table<u32, &'static str> = Table::default();
        table.put(1, "brief");
        table.remove(&1);
        assert_eq!(table.change_count(), 0);
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
        assert_eq!(changes(&table), [(1, Some("changed again")), (2, Some("another")), (3, Some("born"))]);
        assert_eq!(befores(&table), [Before::Row("stored"), Before::Row("stored too"), Before::Nothing]);
        table.mark_clean();
        table.begin_epoch();
        table.remove(&1);
        assert_eq!(befores(&table), [Before::Row("changed again")]);
    }

    #[test]
    fn what_a_row_was_is_told_once_in_an_epoch() {
        let mut table: Table<u32, &'static str> = Table::default();
        [1, 2, 3, 4].into_iter().for_each(|key| table.load(key, "stored"));
        table.update(&1, |row| *row = "changed");
        table.put(2, "changed");
        table.remove(&3);
        table.put(5, "born");
        table.mark_clean();
        table.update(&1, |row| *row = "changed again");
        table.remove(&2);
        table.put(3, "back");
        table.update(&4, |row| *row = "changed");
        table.remove(&5);
        let told = [Before::Told, Before::Told, Before::Nothing, Before::Row("stored"), Before::Told];
        assert_eq!(befores(&table), told);
        table.mark_clean();
        table.begin_epoch();
        [1, 3, 4].into_iter().for_each(|key| drop(table.remove(&key)));
        assert_eq!(
            befores(&table),
            [Before::Row("changed again"), Before::Row("back"), Before::Row("changed")]
        );
    }

    #[test]
    fn a_row_stays_where_storage_keeps_it() {
        let mut table: Table<u32, &'static str> = Table::default();
        table.load(1, "here");
        table.load_from(Home(1), 2, "elsewhere");
        table.load_from(Home(1), 3, "elsewhere");
        table.put(2, "changed");
        table.update(&2, |row| *row = "changed again");
        table.remove(&3);
        table.put(3, "anew");
        table.put(1, "changed");
        let homes = table.changes().map(|(key, change)| {
            let home = |homed: Option<Homed<'_, _>>| homed.map(|homed| homed.home.0);
            (*key, home(change.stored), home(change.row))
        });
        let expected = [(1, Some(0), Some(0)), (2, Some(1), Some(1)), (3, Some(1), Some(0))];
        assert_eq!(homes.collect::<Vec<_>>(), expected);
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
        assert_eq!(before.change_count(), 0);
    }

    #[test]
    fn what_is_reverted_is_what_storage_holds() {
        let mut table: NamedTable<u32, City> = Table::default();
        table.load(1, City { country: 1, name: "Ulm" });
        table.load(2, City { country: 1, name: "Bonn" });
        table.load(3, City { country: 1, name: "Trier" });
        let before = format!("{:?} {:?}", table.rows, table.index);
        table.update(&1, |city| city.name = "Kiel");
        table.update(&1, |city| city.country = 2);
        table.remove(&2);
        table.put(2, City { country: 3, name: "Jena" });
        table.remove(&3);
        table.put(4, City { country: 1, name: "Bonn" });
        table.put(5, City { country: 1, name: "Gera" });
        table.remove(&5);
        table.revert();
        assert_eq!(format!("{:?} {:?}", table.rows, table.index), before);
        assert_eq!(table.change_count(), 0);
        table.revert();
        assert_eq!(format!("{:?} {:?}", table.rows, table.index), before);
    }

    #[test]
    fn a_row_that_was_told_stays_told_when_it_is_reverted() {
        let mut table: Table<u32, &'static str> = Table::default();
        table.load(1, "stored");
        table.update(&1, |row| *row = "changed");
        table.mark_clean();
        table.update(&1, |row| *row = "given up");
        table.revert();
        table.update(&1, |row| *row = "changed again");
        assert_eq!(befores(&table), [Before::Told]);
        table.revert();
        table.begin_epoch();
        table.remove(&1);
        assert_eq!(befores(&table), [Before::Row("changed")]);
    }

    #[test]
    fn updating_nothing_changes_nothing() {
        let mut table: Table<u32, &str> = Table::default();
        assert!(!table.update(&9, |row| *row = "x"));
        assert!(table.remove(&9).is_none());
        assert_eq!(table.change_count(), 0);
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
