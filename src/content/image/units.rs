//! Sets of units, for counting what changed.

use std::ops::Range;

const BITS: u64 = u64::BITS as u64;

const PAGE_WORDS: usize = 512;

/// A page of the set stands for 32 GiB of a disk, in 4 KiB.
const PAGE_UNITS: u64 = PAGE_WORDS as u64 * BITS;

type Page = [u64; PAGE_WORDS];

/// Numbers of units of a disk, below [`super::UNITS_MAX`] twice over.
///
/// A bit for each, in pages that are there once something is in them: a year of changes is millions of scattered
/// units, for which a search tree takes twenty times as long.
#[derive(Clone, Debug, Default)]
pub struct UnitSet {
    pages: Vec<Option<Box<Page>>>,
}

impl UnitSet {
    pub fn add(&mut self, unit: u64) {
        *self.word(unit / BITS) |= 1 << (unit % BITS);
    }

    pub fn add_range(&mut self, range: Range<u64>) {
        if range.is_empty() {
            return;
        }
        for word in range.start / BITS..=(range.end - 1) / BITS {
            let from = range.start.saturating_sub(word * BITS);
            let until = (range.end - word * BITS).min(BITS);
            *self.word(word) |= (u64::MAX >> (BITS - (until - from))) << from;
        }
    }

    pub fn contains(&self, unit: u64) -> bool {
        let page = self.pages.get((unit / PAGE_UNITS) as usize).and_then(Option::as_ref);
        page.is_some_and(|page| page[(unit % PAGE_UNITS / BITS) as usize] & (1 << (unit % BITS)) != 0)
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        let words = self.pages.iter().flatten().flat_map(|page| page.iter());
        words.map(|word| u64::from(word.count_ones())).sum()
    }

    fn word(&mut self, word: u64) -> &mut u64 {
        let page = (word / PAGE_WORDS as u64) as usize;
        if page >= self.pages.len() {
            self.pages.resize(page + 1, None);
        }
        let page = self.pages[page].get_or_insert_with(|| Box::new([0; PAGE_WORDS]));
        &mut page[(word % PAGE_WORDS as u64) as usize]
    }
}
