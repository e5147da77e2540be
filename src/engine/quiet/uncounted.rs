//! Days of a lane: what happened in it that leaves no row to count by.

use crate::{
    base::{SimDay, SimTime},
    engine::usage::DayCounts,
};
use std::collections::BTreeMap;

/// How many there were on a day, the days in their order.
type Days = Vec<(SimDay, u32)>;

/// Jobs that nobody remembers, and points that went as they had come.
#[derive(Debug, Default)]
pub(super) struct Uncounted {
    completed: Days,
    removed: Days,
}

impl Uncounted {
    /// A backup ended: none before those of the calls before.
    pub(super) fn completed(&mut self, at: SimTime) {
        add(&mut self.completed, at);
    }

    /// A point was removed: none before those of the calls before.
    pub(super) fn removed(&mut self, at: SimTime) {
        add(&mut self.removed, at);
    }

    /// All of it by day.
    pub(super) fn into_days(self) -> Vec<(SimDay, DayCounts)> {
        let mut days: BTreeMap<SimDay, DayCounts> = BTreeMap::new();
        for (day, count) in self.completed {
            days.entry(day).or_default().backups_completed = count;
        }
        for (day, count) in self.removed {
            days.entry(day).or_default().points_removed = count;
        }
        days.into_iter().collect()
    }
}

fn add(days: &mut Days, at: SimTime) {
    let day = SimDay::of(at);
    match days.last_mut() {
        Some((last, count)) if *last == day => *count += 1,
        _ => days.push((day, 1)),
    }
}
