//! Indexes: what a table can be asked for beside its key. The table itself keeps them, so that no row is forgotten.

use std::{collections::BTreeMap, fmt::Debug, marker::PhantomData};

/// What is derived from the rows of one table.
pub trait Index<K, V>: Clone + Debug + Default {
    /// What the index knows of one row.
    type Entry: PartialEq;

    fn entry(key: &K, row: &V) -> Self::Entry;

    fn add(&mut self, entry: Self::Entry);

    fn remove(&mut self, entry: &Self::Entry);
}

/// No index.
impl<K, V> Index<K, V> for () {
    type Entry = ();

    fn entry(_: &K, _: &V) {}

    fn add(&mut self, (): ()) {}

    fn remove(&mut self, (): &()) {}
}

/// A part of a row by which rows are found.
pub trait Facet<V>: Clone + Debug + Default {
    type Value: Ord + Clone + Debug;

    fn of(row: &V) -> Self::Value;
}

/// Keys by a part of their rows.
#[derive(Clone, Debug)]
pub struct By<F: Facet<V>, K, V> {
    /// Those of one value in their order. None is empty.
    keys: BTreeMap<F::Value, Vec<K>>,
    facet: PhantomData<F>,
}

impl<F: Facet<V>, K, V> Default for By<F, K, V> {
    fn default() -> Self {
        Self { keys: BTreeMap::new(), facet: PhantomData }
    }
}

impl<F, K, V> Index<K, V> for By<F, K, V>
where
    F: Facet<V>,
    K: Ord + Clone + Debug,
    V: Clone + Debug,
{
    type Entry = (F::Value, K);

    fn entry(key: &K, row: &V) -> (F::Value, K) {
        (F::of(row), key.clone())
    }

    fn add(&mut self, (value, key): (F::Value, K)) {
        let keys = self.keys.entry(value).or_default();
        let at = keys.partition_point(|other| *other < key);
        keys.insert(at, key);
    }

    fn remove(&mut self, (value, key): &(F::Value, K)) {
        let Some(keys) = self.keys.get_mut(value) else { return };
        if let Ok(at) = keys.binary_search(key) {
            keys.remove(at);
        }
        if keys.is_empty() {
            self.keys.remove(value);
        }
    }
}

impl<F: Facet<V>, K, V> By<F, K, V> {
    /// The keys of the rows with this value, in their order.
    pub fn keys(&self, value: &F::Value) -> &[K] {
        self.keys.get(value).map_or(&[], Vec::as_slice)
    }
}

/// A row with a name that is unique where it lies, whatever its case.
pub trait Named {
    /// What the name is unique in.
    type Place: Ord + Copy + Debug;

    fn place(&self) -> Self::Place;

    fn name(&self) -> &str;
}

/// Finds rows by their names. Two names may look alike here: whoever asks compares.
#[derive(Clone, Debug, Default)]
pub struct ByName;

impl<V: Named> Facet<V> for ByName {
    type Value = (V::Place, u64);

    fn of(row: &V) -> (V::Place, u64) {
        (row.place(), folded(row.name()))
    }
}

/// A number that names have in common which differ in the case of ASCII letters only (FNV-1a).
pub fn folded(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    })
}
