//! Reading a disk through its layers.

use super::{BLOCK_BYTES, Layer, Stage};
use crate::content::{Extent, Source};
use std::ops::Range;

/// So much is looked at at once: the chunks that follow can be fetched ahead. Units: bytes.
pub const WINDOW_BYTES: u64 = 16 << 20;

/// Extents of one run that are stepped over.
const RUN_EXTENTS_MAX: usize = 1 << 16;

/// The layers of a disk or snapshot, for reading.
#[derive(Clone, Debug)]
pub struct Stack<'a> {
    /// The newest first.
    stages: Vec<&'a Stage>,
    size: u64,
}

impl<'a> Stack<'a> {
    /// `layers`: the newest first. `size`: of the disk, in bytes.
    pub fn new(layers: impl IntoIterator<Item = &'a Layer>, size: u64) -> Self {
        Self { stages: layers.into_iter().flat_map(|layer| layer.stages().iter().rev()).collect(), size }
    }

    /// Units: bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// From where the bytes of a range come, in order and without a gap.
    ///
    /// The range grows to whole blocks, and ends where the disk does.
    pub fn extents(&self, range: Range<u64>) -> Vec<(u64, Extent)> {
        let start = range.start / BLOCK_BYTES * BLOCK_BYTES;
        let end = range.end.next_multiple_of(BLOCK_BYTES).min(self.size);
        let mut found = Vec::new();
        let mut gaps: Vec<_> = std::iter::once(start..end).collect();
        for stage in &self.stages {
            gaps.retain(|gap| !gap.is_empty());
            if gaps.is_empty() {
                break;
            }
            gaps = gaps.iter().flat_map(|gap| fill(stage, gap, &mut found)).collect();
        }
        let zero =
            |gap: Range<u64>| (gap.start, Extent { length: gap.end - gap.start, source: Source::Zero });
        found.extend(gaps.into_iter().filter(|gap| !gap.is_empty()).map(zero));
        found.sort_unstable_by_key(|(offset, _)| *offset);
        found
    }
}

impl Stack<'_> {
    /// Where there is something other than zeros at or behind an offset, in order: the cost is that of what was
    /// written, not that of the gaps.
    ///
    /// Shape: as [`Stack::extents`] answers them, in windows of [`WINDOW_BYTES`] at most, zeros left out.
    pub fn written(&self, offset: u64) -> impl Iterator<Item = (u64, Extent)> {
        let mut at = offset;
        let windows = std::iter::from_fn(move || {
            let start = self.stages.iter().filter_map(|stage| stage.next(at)).min()?;
            let end = (start / BLOCK_BYTES * BLOCK_BYTES).saturating_add(WINDOW_BYTES);
            at = end;
            (start < self.size).then(|| self.extents(start..end))
        });
        windows.flatten().filter(|(_, extent)| extent.source != Source::Zero)
    }

    /// Where the next run of written bytes starts behind the one that an offset lies in.
    ///
    /// A run that goes on and on is left in its middle, so that the answer does not take long.
    pub fn next_run(&self, offset: u64) -> Option<u64> {
        let mut end = offset / BLOCK_BYTES * BLOCK_BYTES;
        for (passed, (start, extent)) in self.written(offset).enumerate() {
            if start > end || passed == RUN_EXTENTS_MAX {
                return Some(start);
            }
            end = start + extent.length;
        }
        None
    }
}

/// Adds what a stage wrote within a gap; answers what it leaves open.
fn fill(stage: &Stage, gap: &Range<u64>, found: &mut Vec<(u64, Extent)>) -> Vec<Range<u64>> {
    let mut open = Vec::new();
    let mut at = gap.start;
    for (offset, extent) in stage.within(gap) {
        open.push(at..offset);
        at = offset + extent.length;
        found.push((offset, extent));
    }
    open.push(at..gap.end);
    open
}
