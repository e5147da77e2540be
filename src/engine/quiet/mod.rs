//! Runs of time in which nothing can go otherwise: how years pass in seconds.
//!
//! A disk that is backed up every four hours fires 6,600 timers a year, and each would be decided anew and change a dozen
//! rows, most of which are gone again a week later. Where nothing but a command or another timer could change how its
//! backups go, all of that is known beforehand. Such an instance is taken out of the tables into a [`Lane`]: the few
//! numbers that its backups depend on. Its timers come due there, in the order and with the ids that they would have had;
//! and when something comes that might concern it, or time stops, the lane is *settled*: rows that are still there are
//! written, those that were born and went meanwhile never are.
//!
//! What comes of it is, row by row, what deciding each timer leads to: the suite runs worlds both ways and compares them.
//!
//! - `backups`: what of a lane's backups will be rows
//! - [`entry`]: which instances may go into a lane, and when
//! - [`lane`]: what the timers of a lane do
//! - [`settle`]: how a lane becomes rows again
//! - [`turn`]: whose timer comes next
//! - `uncounted`: days of the reports

mod backups;
pub mod entry;
pub mod lane;
pub mod settle;
pub mod turn;
mod uncounted;

use crate::{
    base::{Seed, SimTime},
    engine::{
        apply::apply_event,
        event::Event,
        ids::{DiskId, IdAllocator, InstanceId, JobId, TimerId},
        state::{State, TimerAction, TimerKey},
    },
};
use lane::{Lane, LaneTimer, Step};
use std::{
    cmp::{Ordering, Reverse},
    collections::{BTreeMap, BinaryHeap},
};
use uncounted::Uncounted;

/// Told of each event that settling makes true.
pub type Told<'t> = &'t mut dyn FnMut(&Event);

/// Place of a lane among those of a run.
type LaneNumber = u32;

/// Timers of lanes, the next one on top.
type DueTimers = BinaryHeap<Reverse<DueTimer>>;

/// A timer of a lane. They come due in the order of their keys, of which there are no two alike.
#[derive(Clone, Copy, Debug)]
pub struct DueTimer {
    key: TimerKey,
    lane: LaneNumber,
    kind: LaneTimer,
}

impl DueTimer {
    /// The key as one number: a heap compares many, and which of two comes first nobody foresees, so that a branch for it
    /// is taken wrongly half of the time.
    fn order(&self) -> i128 {
        let (due, timer) = self.key;
        i128::from(due.millis()) << 64 | i128::from(timer.0)
    }
}

impl Ord for DueTimer {
    fn cmp(&self, other: &DueTimer) -> Ordering {
        self.order().cmp(&other.order())
    }
}

impl PartialOrd for DueTimer {
    fn partial_cmp(&self, other: &DueTimer) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for DueTimer {
    fn eq(&self, other: &DueTimer) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for DueTimer {}

/// What a timer of a lane did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    BackupStarted,
    BackupCompleted(JobId),
    PointsExpired(u64),
}

/// The lanes of a run of time.
///
/// Invariant: the timers of an instance are either in the table or in its lane.
#[derive(Debug)]
pub struct QuietRun {
    seed: Seed,
    /// In the order in which they were entered. Those that were settled are none.
    lanes: Vec<Option<Lane>>,
    of_disk: BTreeMap<DiskId, LaneNumber>,
    /// Timers of all lanes; some of them were taken back since.
    due: DueTimers,
    /// What they all leave no rows of.
    uncounted: Uncounted,
    ids: IdAllocator,
    now: SimTime,
}

impl QuietRun {
    /// A run without lanes, from the moment at which `state` stands.
    pub fn new(state: &State) -> QuietRun {
        QuietRun {
            seed: state.seed(),
            lanes: Vec::new(),
            of_disk: BTreeMap::new(),
            due: BinaryHeap::new(),
            uncounted: Uncounted::default(),
            ids: IdAllocator::starting_at(state.world().next_id),
            now: state.now(),
        }
    }

    /// How far time has come in the lanes.
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// How many lanes there are.
    pub fn lanes(&self) -> usize {
        self.of_disk.len()
    }

    /// The next timer of a lane.
    pub fn next_due(&mut self) -> Option<(SimTime, TimerId)> {
        while let Some(Reverse(DueTimer { key, lane, kind })) = self.due.peek().copied() {
            if self.lanes[lane as usize].as_ref().is_some_and(|lane| lane.has_timer(kind, key)) {
                return Some(key);
            }
            self.due.pop();
        }
        None
    }

    /// Lets the timer come due that [`QuietRun::next_due`] answered. Where its lane has come to its end nothing happens,
    /// and the timer is in the table again.
    pub fn fire(&mut self, state: &mut State, told: Told) -> Option<(InstanceId, Happened)> {
        let Reverse(DueTimer { key: (due, timer), lane: number, kind }) = self.due.pop()?;
        self.now = self.now.max(due);
        let lane = self.lanes[number as usize].as_mut()?;
        if kind == LaneTimer::Start && lane.is_full() {
            self.settle(state, number, told);
            return None;
        }
        let QuietRun { ids, due: timers, uncounted, .. } = self;
        let step = &mut Step { now: self.now, timer, number, ids, due: timers, uncounted };
        let happened = match kind {
            LaneTimer::Start => lane.start(step),
            LaneTimer::End => lane.finish(step),
            LaneTimer::Expire => lane.expire(step, due),
        };
        Some((lane.instance(), happened))
    }

    /// Takes the instance of a timer that is due into a lane, if nothing speaks against it. `until` is how far time is to
    /// run: a lane for less than a few backups is not worth its while.
    pub fn enter(&mut self, state: &mut State, due: SimTime, action: &TimerAction, until: SimTime) -> bool {
        let TimerAction::ScheduledBackup(instance) = action else { return false };
        let now = self.now.max(due);
        let Some(lane) = entry::enter(state, self.seed, *instance, now, until, &mut self.uncounted) else {
            return false;
        };
        if self.of_disk.contains_key(&lane.disk()) {
            return false;
        }
        let Ok(number) = LaneNumber::try_from(self.lanes.len()) else { return false };
        for (key, kind) in lane.timers() {
            state.timers.remove(&key);
            self.due.push(Reverse(DueTimer { key, lane: number, kind }));
        }
        self.of_disk.insert(lane.disk(), number);
        self.lanes.push(Some(lane));
        true
    }

    /// Settles what an action of the table might see or change, before it is decided.
    pub fn make_way(&mut self, state: &mut State, action: &TimerAction, told: Told) {
        match action {
            // They look at their own instance and at its datasource.
            TimerAction::ScheduledBackup(instance) | TimerAction::ExpirePoints(instance) => {
                self.settle_disk_of(state, Some(*instance), told);
            }
            TimerAction::FinishBackup(job) => {
                let instance = state.jobs.get(job).map(|job| job.instance);
                self.settle_disk_of(state, instance, told);
            }
            TimerAction::WorkDisk(disk) => {
                if let Some(number) = self.of_disk.get(disk) {
                    self.settle(state, *number, told);
                }
            }
            // Only blobs.
            TimerAction::TendStorage => {}
            // What is stored of a disk in a lane stays the same as long as it is in there.
            TimerAction::MeasureStores => {}
            TimerAction::FinishDeployment(_)
            | TimerAction::RoleEffective(_)
            | TimerAction::RemoveRole(_)
            | TimerAction::FinishConfiguring(_)
            | TimerAction::FinishRestore(_)
            | TimerAction::FinishBlobRestore(_)
            | TimerAction::PurgeInstances(_) => self.settle_all(state, told),
        }
        self.keep_count(state);
    }

    /// Takes note of what was decided and applied beside the lanes.
    pub fn resume(&mut self, state: &State) {
        self.ids = IdAllocator::starting_at(state.world().next_id);
        self.now = self.now.max(state.now());
    }

    /// Makes rows of all lanes.
    pub fn settle_all(&mut self, state: &mut State, told: Told) {
        self.settle_some(state, usize::MAX, told);
    }

    /// Makes rows of as many lanes; whether none is left. Between these calls no timer may come due.
    pub fn settle_some(&mut self, state: &mut State, most: usize, told: Told) -> bool {
        let occupied = (0..).zip(&self.lanes).filter(|(_, lane)| lane.is_some());
        let numbers: Vec<LaneNumber> = occupied.map(|(number, _)| number).take(most).collect();
        for number in &numbers {
            self.settle(state, *number, told);
        }
        let is_over = numbers.len() < most;
        if is_over {
            self.lanes.clear();
            self.due.clear();
            self.keep_count(state);
        }
        is_over
    }

    fn settle_disk_of(&mut self, state: &mut State, instance: Option<InstanceId>, told: Told) {
        // Mostly so in a short run: finding the disk by its name takes longer than all else here.
        if self.of_disk.is_empty() {
            return;
        }
        let row = instance.and_then(|instance| state.instances.get(&instance));
        let disk = row.and_then(|row| state.find_disk(&row.datasource).ok()).map(|disk| disk.id);
        if let Some(number) = disk.and_then(|disk| self.of_disk.get(&disk)) {
            self.settle(state, *number, told);
        }
    }

    fn settle(&mut self, state: &mut State, number: LaneNumber, told: Told) {
        let Some(lane) = self.lanes[number as usize].take() else { return };
        self.of_disk.remove(&lane.disk());
        settle::settle(lane, state, told);
        for counted in self.uncounted.take() {
            apply_event(state, &counted);
            told(&counted);
        }
        self.keep_count(state);
    }

    /// What the lanes used up of ids and of time is used up for everybody.
    fn keep_count(&self, state: &mut State) {
        let world = state.world();
        if (world.next_id, world.now) != (self.ids.next(), self.now) {
            let (next_id, now) = (self.ids.next(), self.now);
            state.world.update(&(), |world| {
                world.next_id = world.next_id.max(next_id);
                world.now = world.now.max(now);
            });
        }
    }
}
