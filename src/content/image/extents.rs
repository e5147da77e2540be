//! Explicit changes: which bytes were written where.

use super::{BLOCK_BYTES, UNIT_BYTES, UNITS_MAX, UnitSet};
use crate::{
    base::Digest,
    content::{Extent, Source},
};
use std::{collections::BTreeMap, ops::Range};

/// Extents by where they start, without overlap; gaps are what was not written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtentMap {
    extents: BTreeMap<u64, Extent>,
}

impl ExtentMap {
    pub fn is_empty(&self) -> bool {
        self.extents.is_empty()
    }

    pub fn len(&self) -> usize {
        self.extents.len()
    }

    /// Offset and extent, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u64, Extent)> {
        self.extents.iter().map(|(offset, extent)| (*offset, *extent))
    }

    /// The stored chunks it needs, in order.
    pub fn chunks(&self) -> impl Iterator<Item = Digest> {
        self.extents.values().filter_map(Extent::chunk)
    }

    /// Writes an extent over whatever was there.
    pub fn write(&mut self, offset: u64, extent: Extent) {
        debug_assert!(offset.is_multiple_of(BLOCK_BYTES), "extents start with a block");
        self.clear(offset..offset + extent.length);
        self.extents.insert(offset, extent);
    }

    /// Forgets what was written in a range of whole blocks.
    pub fn clear(&mut self, range: Range<u64>) {
        let touched: Vec<_> = self.overlapping(&range).collect();
        for (offset, extent) in touched {
            self.extents.remove(&offset);
            let end = offset + extent.length;
            for kept in [offset..range.start.min(end), range.end.max(offset)..end] {
                if !kept.is_empty() {
                    self.extents.insert(kept.start, part(offset, extent, &kept));
                }
            }
        }
    }

    /// Puts the extents of `below` where this map has none.
    pub fn put_below(&mut self, mut below: ExtentMap) {
        for (offset, extent) in self.iter() {
            below.clear(offset..offset + extent.length);
        }
        // Most of the time one of the two is small: the larger one takes the other in.
        if below.len() > self.len() {
            std::mem::swap(&mut self.extents, &mut below.extents);
        }
        self.extents.append(&mut below.extents);
    }

    /// What was written within a range: the parts that lie in it, in order.
    pub fn within(&self, range: &Range<u64>) -> impl Iterator<Item = (u64, Extent)> {
        self.overlapping(range).map(|(offset, extent)| {
            let kept = offset.max(range.start)..(offset + extent.length).min(range.end);
            (kept.start, part(offset, extent, &kept))
        })
    }

    /// The first offset at or behind one where something other than zeros was written.
    pub fn next(&self, offset: u64) -> Option<u64> {
        let behind = offset..u64::MAX;
        let found = self.overlapping(&behind).find(|(_, extent)| extent.source != Source::Zero);
        found.map(|(start, _)| start.max(offset))
    }

    /// Whether the extents are whole blocks, one behind the other; false means that a row was damaged.
    pub fn is_consistent(&self) -> bool {
        let mut end = 0;
        self.iter().all(|(offset, extent)| {
            let is_placed = offset >= end && offset.is_multiple_of(BLOCK_BYTES);
            let is_whole = extent.length > 0 && extent.length.is_multiple_of(BLOCK_BYTES);
            let is_block = extent.chunk().is_none() || extent.length == BLOCK_BYTES;
            end = offset.saturating_add(extent.length);
            is_placed && is_whole && is_block && end <= UNITS_MAX * UNIT_BYTES
        })
    }

    /// The units that it changes, as ranges in order that have none in common.
    pub fn unit_ranges(&self) -> impl Iterator<Item = Range<u64>> {
        let mut end = 0;
        self.iter().filter_map(move |(offset, extent)| {
            let start = end.max(offset / UNIT_BYTES);
            end = (offset + extent.length).div_ceil(UNIT_BYTES);
            (start < end).then_some(start..end)
        })
    }

    /// Whether it changes any of a unit.
    pub fn has_unit(&self, unit: u64) -> bool {
        self.overlapping(&(unit * UNIT_BYTES..(unit + 1) * UNIT_BYTES)).next().is_some()
    }

    /// Adds the units that it changes.
    pub fn add_units(&self, units: &mut UnitSet) {
        self.unit_ranges().for_each(|range| units.add_range(range));
    }

    /// Whole extents that have bytes in a range.
    fn overlapping(&self, range: &Range<u64>) -> impl Iterator<Item = (u64, Extent)> {
        let before = self.extents.range(..range.start).next_back();
        let before =
            before.filter(|(offset, extent)| *offset + extent.length > range.start && !range.is_empty());
        let start = range.start.min(range.end);
        before
            .into_iter()
            .chain(self.extents.range(start..range.end))
            .map(|(offset, extent)| (*offset, *extent))
    }
}

impl FromIterator<(u64, Extent)> for ExtentMap {
    fn from_iter<I: IntoIterator<Item = (u64, Extent)>>(extents: I) -> Self {
        Self { extents: extents.into_iter().collect() }
    }
}

/// A part of an extent that starts at `offset`.
fn part(offset: u64, extent: Extent, kept: &Range<u64>) -> Extent {
    let source = match extent.source {
        Source::Procedural { pattern, seed, origin } => {
            Source::Procedural { pattern, seed, origin: origin.wrapping_add(kept.start - offset) }
        }
        // A chunk is one block, and ranges are whole blocks: it is kept whole.
        Source::Chunk(_) | Source::Zero => extent.source,
    };
    Extent { length: kept.end - kept.start, source }
}
