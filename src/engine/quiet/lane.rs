//! One instance in a run of time in which its backups go as ever: what its three timers do.
//!
//! It does what [`backup::scheduled`], [`backup::finish`] and [`point::expire`] decide when all their checks pass, in the
//! same order, taking the same ids.
//!
//! [`backup::scheduled`]: crate::engine::protection::backup::scheduled
//! [`backup::finish`]: crate::engine::protection::backup::finish
//! [`point::expire`]: crate::engine::protection::point::expire

use crate::{
    base::{SimSpan, SimTime},
    engine::{
        ids::{DiskId, GroupId, IdAllocator, InstanceId, JobId, LayerId, PointSeq, SnapshotId, TimerId},
        job::JobTrigger,
        limits,
        policy::{
            BackupPolicy, RetentionTag, Schedule,
            retention::{choose_tag, expires_at, periods_end},
            schedule::{last_firing, next_firing},
        },
        protection::timers::Lateness,
        quiet::{
            DueTimer, DueTimers, Happened, LaneNumber,
            backups::LaneBackups,
            uncounted::{PlaceNumber, Uncounted},
        },
        state::TimerKey,
    },
};
use std::{
    cmp::{Ordering, Reverse},
    collections::VecDeque,
};

/// The timers of a lane, by what they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LaneTimer {
    Start,
    End,
    Expire,
}

/// A backup that started in the lane. All else of it is a function of this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneJob {
    pub id: JobId,
    /// The timer that started it.
    pub timer: TimerId,
    pub seq: PointSeq,
    pub started_at: SimTime,
    pub ended_at: Option<SimTime>,
    pub slot: SimTime,
    pub tag: RetentionTag,
    /// The layer that its snapshot takes over.
    pub layer: LayerId,
}

impl LaneJob {
    pub fn snapshot(&self) -> SnapshotId {
        SnapshotId(self.id.0 + 1)
    }
}

// Ids that belong together are taken one behind the other: see `Lane::start`.

/// The timer of the next backup, which the backup of this job sets.
pub(super) fn next_start(job: JobId) -> TimerId {
    TimerId(job.0 - 1)
}

/// The layer that the disk gets from the backup of this job.
pub(super) fn top(job: JobId) -> LayerId {
    LayerId(job.0 + 2)
}

/// A recovery point that is there. Of those that were not made in the lane there are rows.
#[derive(Clone, Copy, Debug)]
pub struct LanePoint {
    pub seq: PointSeq,
    /// When it goes, once a newer one is there.
    pub removal: SimTime,
}

/// One instance without its rows.
#[derive(Debug)]
pub struct Lane {
    pub(super) instance: InstanceId,
    pub(super) disk: DiskId,
    /// Where its snapshots are.
    pub(super) group: GroupId,
    pub(super) policy: BackupPolicy,
    pub(super) lateness: Lateness,
    /// How long a backup takes.
    pub(super) duration: SimSpan,
    pub(super) next_point: PointSeq,
    /// Of the newest point that the schedule made.
    pub(super) newest_slot: Option<SimTime>,
    /// Slots before this are in all periods that the newest one is in: no rule but the default one keeps them.
    pub(super) same_periods_until: SimTime,
    /// The slot that the next backup is for.
    pub(super) slot: SimTime,
    /// Oldest first.
    pub(super) points: VecDeque<LanePoint>,
    /// When points are removed, the earliest first. In order, and no heap: a new one belongs near the end.
    pub(super) removals: VecDeque<(SimTime, PointSeq)>,
    pub(super) backups: LaneBackups,
    /// The first backup in the lane.
    pub(super) first: Option<LaneJob>,
    /// When the newest one started.
    pub(super) last_start: Option<SimTime>,
    /// The layer that the disk is written on.
    pub(super) top: LayerId,
    /// Points with rows that were removed, and when: before the point of the first backup was, and after.
    pub(super) removed: [Vec<(PointSeq, SimTime)>; 2],
    /// Where what will never be rows is counted.
    pub(super) place: PlaceNumber,
    /// Snapshots of the disk, at most.
    pub(super) snapshots: usize,
    pub(super) start: TimerKey,
    pub(super) end: Option<TimerKey>,
    pub(super) expiries: Vec<TimerKey>,
}

/// One timer coming due.
#[derive(Debug)]
pub struct Step<'s> {
    pub now: SimTime,
    pub timer: TimerId,
    /// Of the lane.
    pub number: LaneNumber,
    pub ids: &'s mut IdAllocator,
    pub due: &'s mut DueTimers,
    pub(super) uncounted: &'s mut Uncounted,
}

impl Step<'_> {
    fn timer(&mut self, due: SimTime, kind: LaneTimer) -> TimerKey {
        let key = (due, TimerId(self.ids.take()));
        self.due.push(Reverse(DueTimer { key, lane: self.number, kind }));
        key
    }
}

impl Lane {
    pub fn instance(&self) -> InstanceId {
        self.instance
    }

    pub fn disk(&self) -> DiskId {
        self.disk
    }

    pub fn timers(&self) -> impl Iterator<Item = (TimerKey, LaneTimer)> {
        let expiries = self.expiries.iter().map(|key| (*key, LaneTimer::Expire));
        let end = self.end.map(|key| (key, LaneTimer::End));
        expiries.chain(end).chain([(self.start, LaneTimer::Start)])
    }

    pub fn has_timer(&self, kind: LaneTimer, key: TimerKey) -> bool {
        match kind {
            LaneTimer::Start => self.start == key,
            LaneTimer::End => self.end == Some(key),
            LaneTimer::Expire => self.expiries.contains(&key),
        }
    }

    /// Whether the disk may have as many snapshots as it takes. Counting them needs rows.
    pub fn is_full(&self) -> bool {
        self.snapshots >= limits::SNAPSHOTS_PER_DISK_MAX
    }

    /// The schedule fires: a snapshot is taken.
    pub fn start(&mut self, step: &mut Step) -> Happened {
        let started_at = step.now;
        let Some(scheduled) = &self.policy.scheduled else { return Happened::BackupStarted };
        let (slot, next_slot) = self.slots(&scheduled.schedule, started_at);
        let tag = if slot < self.same_periods_until {
            RetentionTag::Default
        } else {
            let (rules, zone) = (&scheduled.retention, scheduled.schedule.time_zone);
            self.same_periods_until = periods_end(rules, slot, zone);
            choose_tag(rules, slot, zone, self.newest_slot)
        };
        self.slot = next_slot;
        self.start = step.timer(self.slot + self.lateness.after(self.slot), LaneTimer::Start);
        let id = JobId(step.ids.take());
        let (timer, seq, layer) = (step.timer, self.next_point, self.top);
        let job = LaneJob { id, timer, seq, started_at, ended_at: None, slot, tag, layer };
        // Those of the snapshot and of the layer above it.
        step.ids.take();
        step.ids.take();
        self.end = Some(step.timer(started_at + self.duration, LaneTimer::End));
        self.top = top(id);
        self.snapshots += 1;
        self.next_point = PointSeq(seq.0 + 1);
        self.last_start = Some(started_at);
        self.first.get_or_insert(job);
        let removal = self.removal(&job);
        self.points.push_back(LanePoint { seq, removal });
        let place = self.removals.partition_point(|earlier| *earlier < (removal, seq));
        self.removals.insert(place, (removal, seq));
        self.backups.start(job);
        self.forget_before(step, started_at - JobTrigger::Scheduled.kept_for());
        Happened::BackupStarted
    }

    /// Forgets the jobs of backups that started before then.
    fn forget_before(&mut self, step: &mut Step, then: SimTime) {
        while let Some(job) = self.backups.forget_before(then) {
            step.uncounted.completed(self.place, job.ended_at.unwrap_or(job.started_at));
            if self.has_point(job.seq) {
                self.backups.keep(job);
            }
        }
    }

    /// The slot that a backup is for which starts now, as [`timers::slot_of`] tells, and the next one.
    ///
    /// [`timers::slot_of`]: crate::engine::protection::timers::slot_of
    fn slots(&self, schedule: &Schedule, started_at: SimTime) -> (SimTime, SimTime) {
        let next = next_firing(schedule, self.slot);
        if self.start.0 == started_at && next > started_at {
            return (self.slot, next);
        }
        let explains = |slot: &SimTime| *slot + self.lateness.after(*slot) == started_at;
        let slot = last_firing(schedule, started_at).filter(explains).unwrap_or(started_at);
        (slot, next_firing(schedule, started_at))
    }

    /// When the point of a backup goes, once a newer one is there.
    fn removal(&self, job: &LaneJob) -> SimTime {
        let rule =
            self.policy.rule(job.tag).map_or(SimTime::MAX, |rule| expires_at(job.started_at, rule.duration));
        rule + limits::DISK_CLEANUP_DELAY
    }

    /// The snapshot is committed as a recovery point.
    pub fn finish(&mut self, step: &mut Step) -> Happened {
        self.end = None;
        let Some((job, slot)) = self.backups.end(step.now) else { return Happened::BackupStarted };
        self.newest_slot = Some(slot);
        // The one that was the newest until now can expire from now on.
        let before = self.points.iter().rev().nth(1).map(|point| point.removal);
        if let Some(removal) = before {
            self.expire_by(step, removal);
        }
        Happened::BackupCompleted(job)
    }

    /// Points that are due go, and the timer of the next ones is set.
    pub fn expire(&mut self, step: &mut Step, due: SimTime) -> Happened {
        self.expiries.retain(|key| *key != (due, step.timer));
        let mut count = 0;
        while let Some((removal, seq)) = self.removals.front().copied()
            && removal <= step.now
            && !self.is_held(seq)
        {
            self.removals.pop_front();
            self.remove(step, seq);
            count += 1;
        }
        let next = self.removals.iter().find(|(_, seq)| !self.is_held(*seq));
        if let Some((removal, _)) = next.copied() {
            self.expire_by(step, removal);
        }
        Happened::PointsExpired(count)
    }

    /// The newest complete point stays, and so does one whose backup is running.
    fn is_held(&self, seq: PointSeq) -> bool {
        let held = 1 + usize::from(self.end.is_some());
        let first = self.points.len().checked_sub(held).and_then(|first| self.points.get(first));
        first.is_none_or(|first| seq >= first.seq)
    }

    fn remove(&mut self, step: &mut Step, seq: PointSeq) {
        let Some(place) = self.place_of(seq) else { return };
        self.points.remove(place);
        if self.is_born(seq) {
            self.snapshots -= 1;
            step.uncounted.removed(self.place, step.now);
            self.backups.drop_point(seq);
        } else {
            self.removed[usize::from(self.has_first_gone())].push((seq, step.now));
        }
    }

    /// Whether a point was made in the lane.
    pub(super) fn is_born(&self, seq: PointSeq) -> bool {
        self.first.is_some_and(|first| seq >= first.seq)
    }

    fn has_point(&self, seq: PointSeq) -> bool {
        self.place_of(seq).is_some()
    }

    /// Where a point is among those that are there. As a rule it is the oldest that is asked for, or one before.
    fn place_of(&self, seq: PointSeq) -> Option<usize> {
        let oldest = self.points.front()?.seq;
        match seq.cmp(&oldest) {
            Ordering::Less => None,
            Ordering::Equal => Some(0),
            Ordering::Greater => self.points.binary_search_by_key(&seq, |point| point.seq).ok(),
        }
    }

    /// Whether the point of the first backup in the lane was removed.
    pub(super) fn has_first_gone(&self) -> bool {
        self.first.is_some_and(|first| !self.has_point(first.seq))
    }

    /// As [`timers::expire_by`](crate::engine::protection::timers::expire_by).
    fn expire_by(&mut self, step: &mut Step, removal: SimTime) {
        let now = step.now;
        let later = self.expiries.iter().map(|(due, _)| *due).find(|due| *due > now);
        if later.is_some_and(|due| due <= removal) {
            return;
        }
        self.expiries.retain(|(due, _)| *due <= now);
        let key = step.timer(removal.max(now), LaneTimer::Expire);
        self.expiries.push(key);
    }
}

/// A lane that runs shorter than this many backups is not worth its while.
pub(super) const BACKUPS_MIN: i64 = 8;

/// How much later than after its interval a backup may be over: lateness, a change of clocks, the backup itself.
pub(super) const SLACK: SimSpan = SimSpan::from_hours(4);
