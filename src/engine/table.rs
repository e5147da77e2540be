//! Tables: ordered maps that remember which rows a commit has to write, and keep an index of them where there is one.

#[cfg(test)]
mod tests;

use crate::engine::index::{By, ByName, Facet, Index, Named, folded};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt::Debug,
    num::NonZeroUsize,
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
pub struct Forgotten(Box<dyn Iterator<Item = ()>>);

impl Forgotten {
    pub fn new(all: impl IntoIterator<Item: 'static, IntoIter: 'static>) -> Forgotten {
        Forgotten(Box::new(all.into_iter().map(drop)))
    }

    /// Lets go of as many at most; answers whether that was all.
    pub fn let_go_some(&mut self, count: NonZeroUsize) -> bool {
        self.0.nth(count.get() - 1).is_none()
    }
}

/// Where storage keeps a row: in the first home of its table, or in one that earlier builds wrote to. New rows
/// come to the first; none ever moves.
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
