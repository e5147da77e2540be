//! Sets of units, for counting what changed.

use std::{collections::BTreeMap, ops::Range};

const BITS: u64 = u64::BITS as u64;

/// Numbers of units of a disk. Its cost is what is in it, not the size of the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitSet {
    words: BTreeMap<u64, u64>,
}

impl UnitSet {
    pub fn add(&mut self, unit: u64) {
        *self.words.entry(unit / BITS).or_default() |= 1 << (unit % BITS);
    }

    pub fn add_range(&mut self, range: Range<u64>) {
        if range.is_empty() {
            return;
        }
        for word in range.start / BITS..=(range.end - 1) / BITS {
            let from = range.start.saturating_sub(word * BITS);
            let until = (range.end - word * BITS).min(BITS);
            *self.words.entry(word).or_default() |= (u64::MAX >> (BITS - (until - from))) << from;
        }
    }

    pub fn contains(&self, unit: u64) -> bool {
        self.words.get(&(unit / BITS)).is_some_and(|word| word & (1 << (unit % BITS)) != 0)
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.words.values().map(|word| u64::from(word.count_ones())).sum()
    }
}
