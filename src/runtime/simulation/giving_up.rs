//! The same workload with time that is given up: nothing of it stays.

use super::Simulation;
use crate::{
    base::SimTime,
    engine::{State, monitor::StopConditions},
    runtime::{Pace, SliceEnd},
};
use futures::executor::block_on;
use std::cell::Cell;

/// Gives up when it was asked so often.
struct Patience {
    left: Cell<u64>,
}

impl Pace for Patience {
    async fn is_spent(&mut self, _: SimTime) -> bool {
        false
    }

    async fn take_breath(&mut self) {}

    fn is_given_up(&self) -> bool {
        self.left.replace(self.left.get().saturating_sub(1)) == 0
    }
}

impl Simulation {
    /// Time that is given up, if it is not over before: the twin hears nothing of it then.
    pub(super) fn give_up(&mut self, until: SimTime) {
        let before = (self.world.state().clone(), self.world.savepoints.clone());
        let mut patience = Patience { left: Cell::new(self.pick("patience", 12)) };
        let advanced = block_on(self.world.advance_revocably(until, &StopConditions::new(), &mut patience));
        if advanced.end == SliceEnd::GivenUp {
            self.given_up += 1;
            assert_eq!(
                before.0.now(),
                self.world.state().now(),
                "step {}: the clock is back first",
                self.step
            );
            self.world.let_go();
            assert_eq!(indexes(&before.0), indexes(self.world.state()), "step {}", self.step);
            assert!(before.0 == *self.world.state(), "step {}: something stayed", self.step);
            assert!(before.1 == self.world.savepoints, "step {}: something is kept", self.step);
            assert!(!self.world.state().is_dirty(), "step {}: nothing is left to store", self.step);
        } else {
            block_on(self.twin.advance(until, &StopConditions::new(), async || false));
        }
    }
}

/// The indexes that tables keep: equality of states does not look at them.
fn indexes(state: &State) -> String {
    let State { groups, assignments, instances, points, jobs, timers, disks, snapshots, alerts, .. } = state;
    let named = (groups.index(), instances.index(), disks.index());
    let others = (assignments.index(), points.index(), jobs.index(), timers.index(), snapshots.index());
    format!("{named:?} {others:?} {:?}", alerts.index())
}
