//! Reading a disk through its layers.

use super::{BLOCK_BYTES, Layer, Stage};
use crate::content::{Extent, Source};
use std::ops::Range;

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
