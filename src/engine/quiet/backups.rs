//! The backups of a lane that will be rows: those that are remembered, and older ones whose points are there.

use super::lane::LaneJob;
use crate::{base::SimTime, engine::ids::PointSeq};
use std::collections::VecDeque;

/// Each of them once, however many rows it will be: what a lane holds is what the processor has to hold for it.
#[derive(Debug, Default)]
pub(super) struct LaneBackups {
    /// Those whose jobs are remembered, oldest first.
    remembered: VecDeque<LaneJob>,
    /// Older ones whose points are there, oldest first.
    outlived: VecDeque<LaneJob>,
}

impl LaneBackups {
    pub fn start(&mut self, job: LaneJob) {
        self.remembered.push_back(job);
    }

    /// Ends the newest one; answers it.
    pub fn end(&mut self, now: SimTime) -> Option<LaneJob> {
        let job = self.remembered.back_mut()?;
        job.ended_at = Some(now);
        Some(*job)
    }

    /// Forgets the job of the oldest one that is remembered, if it started before then.
    pub fn forget_before(&mut self, then: SimTime) -> Option<LaneJob> {
        self.remembered.pop_front_if(|job| job.started_at < then)
    }

    /// Keeps one that was just forgotten: its point is there.
    pub fn keep(&mut self, job: LaneJob) {
        self.outlived.push_back(job);
    }

    /// The point of a backup is gone.
    pub fn drop_point(&mut self, seq: PointSeq) {
        if let Ok(place) = self.outlived.binary_search_by_key(&seq, |job| job.seq) {
            self.outlived.remove(place);
        }
    }

    /// The backup that made a point.
    pub fn of_point(&self, seq: PointSeq) -> Option<&LaneJob> {
        let older = self.outlived.binary_search_by_key(&seq, |job| job.seq).ok();
        let newer = || self.remembered.binary_search_by_key(&seq, |job| job.seq).ok();
        older.map(|place| &self.outlived[place]).or_else(|| newer().map(|place| &self.remembered[place]))
    }

    /// The point of the oldest one whose job is remembered.
    pub fn first_remembered(&self) -> Option<PointSeq> {
        self.remembered.front().map(|job| job.seq)
    }

    /// Those whose jobs are remembered, oldest first.
    pub fn remembered(&self) -> impl Iterator<Item = &LaneJob> {
        self.remembered.iter()
    }
}
