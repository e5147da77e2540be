//! The backups of a lane that will be rows: those that are remembered, and older ones whose points are there.

use super::lane::{LaneJob, next_start, top};
use crate::{
    base::{SimSpan, SimTime},
    engine::{
        ids::{JobId, LayerId, PointSeq, TimerId},
        policy::RetentionTag,
    },
};
use std::collections::VecDeque;

/// Each of them once, however many rows it will be, and of that only what does not follow from the one before it: what a
/// lane holds is what the processor has to hold for it.
#[derive(Debug)]
pub(super) struct LaneBackups {
    /// How long each takes.
    duration: SimSpan,
    /// Those whose jobs are remembered, oldest first, without a gap in their points.
    remembered: VecDeque<Brief>,
    /// Where the oldest of them comes from.
    origin: Origin,
    /// Whether the newest one has not ended.
    is_running: bool,
    /// Older ones whose points are there, oldest first.
    outlived: VecDeque<LaneJob>,
}

/// What is a backup's own.
#[derive(Clone, Copy, Debug)]
struct Brief {
    id: JobId,
    started_at: SimTime,
    slot: SimTime,
    tag: RetentionTag,
}

/// What a backup has from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Origin {
    seq: PointSeq,
    timer: TimerId,
    layer: LayerId,
}

impl LaneBackups {
    /// None yet of backups that take so long.
    pub fn new(duration: SimSpan) -> LaneBackups {
        LaneBackups {
            duration,
            remembered: VecDeque::new(),
            origin: Origin { seq: PointSeq(0), timer: TimerId(0), layer: LayerId(0) },
            is_running: false,
            outlived: VecDeque::new(),
        }
    }

    pub fn start(&mut self, job: LaneJob) {
        let LaneJob { id, timer, seq, started_at, slot, tag, layer, .. } = job;
        if self.remembered.is_empty() {
            self.origin = Origin { seq, timer, layer };
        }
        debug_assert_eq!(self.origin_of(self.remembered.len()), Origin { seq, timer, layer });
        self.remembered.push_back(Brief { id, started_at, slot, tag });
        self.is_running = true;
    }

    /// Ends the newest one; answers what it was and for which slot.
    pub fn end(&mut self, now: SimTime) -> Option<(JobId, SimTime)> {
        let job = self.remembered.back()?;
        debug_assert_eq!(job.started_at + self.duration, now, "a timer of a lane is never late");
        self.is_running = false;
        Some((job.id, job.slot))
    }

    /// Forgets the job of the oldest one that is remembered, if it started before then.
    pub fn forget_before(&mut self, then: SimTime) -> Option<LaneJob> {
        let job = self.remembered.front().is_some_and(|job| job.started_at < then).then(|| self.job(0))??;
        self.origin = self.origin_of(1);
        self.remembered.pop_front();
        Some(job)
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
    pub fn of_point(&self, seq: PointSeq) -> Option<LaneJob> {
        let older = self.outlived.binary_search_by_key(&seq, |job| job.seq).ok();
        older.map(|place| self.outlived[place]).or_else(|| {
            let place = seq.0.checked_sub(self.origin.seq.0)?;
            self.job(usize::try_from(place).ok()?)
        })
    }

    /// The point of the oldest one whose job is remembered.
    pub fn first_remembered(&self) -> Option<PointSeq> {
        self.remembered.front().map(|_| self.origin.seq)
    }

    /// Those whose jobs are remembered, oldest first.
    pub fn remembered(&self) -> impl Iterator<Item = LaneJob> {
        (0..self.remembered.len()).filter_map(|place| self.job(place))
    }

    /// One that is remembered, whole.
    fn job(&self, place: usize) -> Option<LaneJob> {
        let Brief { id, started_at, slot, tag } = *self.remembered.get(place)?;
        let Origin { seq, timer, layer } = self.origin_of(place);
        let is_running = self.is_running && place + 1 == self.remembered.len();
        let ended_at = (!is_running).then_some(started_at + self.duration);
        Some(LaneJob { id, timer, seq, started_at, ended_at, slot, tag, layer })
    }

    /// Where the one in this place comes from, or would: its timer was set and its layer made by the one before.
    fn origin_of(&self, place: usize) -> Origin {
        let before = place.checked_sub(1).and_then(|place| self.remembered.get(place));
        before.map_or(self.origin, |before| Origin {
            seq: PointSeq(self.origin.seq.0 + place as u64),
            timer: next_start(before.id),
            layer: top(before.id),
        })
    }
}
