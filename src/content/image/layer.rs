//! What was written on a disk between two snapshots.

use super::{Churn, ExtentMap, UNIT_BYTES, UnitSet};
use crate::{
    base::{Digest, Seed},
    content::{Extent, Pattern},
};
use std::ops::Range;

/// Units that stages are asked for before a set is made of them; some milliseconds.
const ASKED_UNITS_MAX: u64 = 1 << 18;

/// One step of what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    Extents(ExtentMap),
    Churn(Churn),
}

impl Stage {
    /// What it wrote within a range, in order.
    pub(super) fn within(&self, range: &Range<u64>) -> Vec<(u64, Extent)> {
        match self {
            Stage::Extents(map) => map.within(range).collect(),
            Stage::Churn(churn) => churn.within(range).collect(),
        }
    }

    /// The first offset at or behind one where it wrote something other than zeros.
    pub(super) fn next(&self, offset: u64) -> Option<u64> {
        match self {
            Stage::Extents(map) => map.next(offset),
            Stage::Churn(churn) => {
                churn.next(offset / UNIT_BYTES).map(|unit| (unit * UNIT_BYTES).max(offset))
            }
        }
    }

    fn add_units(&self, units: &mut UnitSet) {
        match self {
            Stage::Extents(map) => map.add_units(units),
            Stage::Churn(churn) => churn.add_units(units),
        }
    }

    /// How many units it changes.
    fn count_units(&self) -> u64 {
        match self {
            Stage::Extents(map) => map.unit_ranges().map(|range| range.end - range.start).sum(),
            Stage::Churn(churn) => churn.count(),
        }
    }

    fn has_unit(&self, unit: u64) -> bool {
        match self {
            Stage::Extents(map) => map.has_unit(unit),
            Stage::Churn(churn) => churn.contains(unit),
        }
    }

    /// How many of the units that it changes others do not.
    fn count_units_beside(&self, others: &[&Stage]) -> u64 {
        let is_new = |unit: &u64| !others.iter().any(|other| other.has_unit(*unit));
        let count = match self {
            Stage::Extents(map) => map.unit_ranges().flatten().filter(is_new).count(),
            Stage::Churn(churn) => churn.units().filter(is_new).count(),
        };
        count as u64
    }
}

/// Everything that was written between two snapshots.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// The oldest first.
    stages: Vec<Stage>,
}

impl Layer {
    pub fn new(stages: Vec<Stage>) -> Self {
        Self { stages }
    }

    /// The oldest first.
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    pub fn is_empty(&self) -> bool {
        self.stages.is_empty()
    }

    /// Writes an extent over whatever was there.
    pub fn write(&mut self, offset: u64, extent: Extent) {
        self.top_extents().write(offset, extent);
    }

    /// Rewrites a share of the disk. One that goes on where the newest stopped takes its place.
    pub fn churn(&mut self, churn: Churn) {
        match self.stages.last_mut() {
            Some(Stage::Churn(newest)) if newest.is_start_of(&churn) => *newest = churn,
            _ => self.stages.push(Stage::Churn(churn)),
        }
        if churn.is_everything() {
            self.forget_below(&churn.region());
        }
    }

    /// The churns that rewrite so many units more of a region.
    ///
    /// The newest churn goes on while there are units left that it has not rewritten: steady work is one entry, and
    /// as many units as were asked for.
    pub fn more_churn(&self, region: &Range<u64>, count: u64, pattern: Pattern, seed: Seed) -> Vec<Churn> {
        let newest = match self.stages.last() {
            Some(Stage::Churn(churn)) if churn.region() == *region && churn.pattern == pattern => {
                Some(*churn)
            }
            _ => None,
        };
        let grown = newest.map(|churn| (churn.grown(count), churn.grown(count).count() - churn.count()));
        let grown = grown.filter(|(_, more)| *more > 0);
        let rest = count - grown.map_or(0, |(_, more)| more);
        let fresh = Churn::scattered(region.clone(), rest, pattern, seed).filter(|churn| churn.count() > 0);
        grown.map(|(churn, _)| churn).into_iter().chain(fresh).collect()
    }

    /// Takes over the layer below, as if all of it had been written here first.
    ///
    /// Chunks that nobody can read any more are let go.
    pub fn put_below(&mut self, below: Layer) {
        let above = std::mem::replace(&mut self.stages, below.stages);
        let seam = self.stages.len();
        self.stages.extend(above);
        self.join(seam);
        for index in 0..self.stages.len() {
            self.uncover(index);
        }
        self.stages.retain(|stage| !matches!(stage, Stage::Extents(map) if map.is_empty()));
    }

    /// How many units it changes.
    ///
    /// A few stages are asked for each other's units: that takes as long as the change is large. Of many a set is made,
    /// which takes as long as the disk is large.
    pub fn changed_units(&self) -> u64 {
        let mut stages: Vec<_> = self.stages.iter().map(|stage| (stage.count_units(), stage)).collect();
        // Nobody is asked for the units of the first one.
        stages.sort_by_key(|(units, _)| std::cmp::Reverse(*units));
        let (counts, stages): (Vec<u64>, Vec<&Stage>) = stages.into_iter().unzip();
        let asked: u64 = counts.iter().zip(0..).map(|(units, others)| units * others).sum();
        if asked > ASKED_UNITS_MAX {
            let mut units = UnitSet::default();
            self.add_units(&mut units);
            return units.count();
        }
        let beside = |index: usize| stages[index].count_units_beside(&stages[..index]);
        counts.first().copied().unwrap_or(0) + (1..stages.len()).map(beside).sum::<u64>()
    }

    /// Adds the units that it changes.
    pub fn add_units(&self, units: &mut UnitSet) {
        self.stages.iter().for_each(|stage| stage.add_units(units));
    }

    /// Whether every stage is what it should be; false means that a row was damaged.
    pub fn is_consistent(&self) -> bool {
        self.stages.iter().all(|stage| match stage {
            Stage::Extents(map) => map.is_consistent(),
            Stage::Churn(churn) => churn.is_consistent(),
        })
    }

    /// The stored chunks it needs.
    pub fn chunks(&self) -> impl Iterator<Item = Digest> {
        let maps = self.stages.iter().filter_map(|stage| match stage {
            Stage::Extents(map) => Some(map),
            Stage::Churn(_) => None,
        });
        maps.flat_map(ExtentMap::chunks)
    }

    fn top_extents(&mut self) -> &mut ExtentMap {
        if !matches!(self.stages.last(), Some(Stage::Extents(_))) {
            self.stages.push(Stage::Extents(ExtentMap::default()));
        }
        match self.stages.last_mut() {
            Some(Stage::Extents(map)) => map,
            _ => unreachable!("it was pushed"),
        }
    }

    /// Makes one map of two that have come to lie on each other.
    fn join(&mut self, seam: usize) {
        if seam == 0
            || !matches!(self.stages.get(seam - 1..=seam), Some([Stage::Extents(_), Stage::Extents(_)]))
        {
            return;
        }
        if let (Stage::Extents(mut above), Stage::Extents(below)) = (
            self.stages.remove(seam),
            std::mem::replace(&mut self.stages[seam - 1], Stage::Extents(ExtentMap::default())),
        ) {
            above.put_below(below);
            self.stages[seam - 1] = Stage::Extents(above);
        }
    }

    /// Forgets what the newest stage hides, which is all of a range of units.
    fn forget_below(&mut self, units: &Range<u64>) {
        let newest = self.stages.pop();
        self.stages.retain_mut(|stage| match stage {
            Stage::Extents(map) => {
                map.clear(units.start * UNIT_BYTES..units.end * UNIT_BYTES);
                !map.is_empty()
            }
            Stage::Churn(churn) => {
                let region = churn.region();
                region.start < units.start || region.end > units.end
            }
        });
        self.stages.extend(newest);
    }

    /// Forgets the extents of a stage that are hidden by those above it.
    fn uncover(&mut self, index: usize) {
        let (lower, upper) = self.stages.split_at_mut(index + 1);
        let Some(Stage::Extents(map)) = lower.last_mut() else { return };
        let hidden: Vec<_> = map
            .iter()
            .filter(|(_, extent)| extent.chunk().is_some())
            .map(|(offset, extent)| offset..offset + extent.length)
            .filter(|range| upper.iter().any(|stage| !stage.within(range).is_empty()))
            .collect();
        hidden.into_iter().for_each(|range| map.clear(range));
    }
}
