//! Letting time pass in the world: a slice in memory, then one commit.

use crate::{
    base::SimTime,
    engine::{
        self, Request,
        monitor::{StopConditions, StopReason, Tally},
    },
    rpc::Trouble,
    runtime::{
        Executed, World,
        clock_run::{ClockRun, Stepped},
        pace::{Pace, Steady},
        world::{Gathered, Stored},
    },
    store::{Durability, Storage},
};

/// A slice of simulated time that was run.
#[derive(Debug)]
pub struct Advanced {
    pub executed: Executed,
    /// Timers that came due in it.
    pub fired: u64,
    /// What these timers did.
    pub tally: Tally,
    pub end: SliceEnd,
}

/// Why a slice of simulated time ended.
#[derive(Clone, Debug, PartialEq)]
pub enum SliceEnd {
    /// The moment to which time was to run is reached.
    Reached,
    /// The real time for one slice was used up: there is more.
    Spent,
    /// Something happened that whoever runs the clock wanted to stop for.
    Stopped(StopReason),
    /// It was given up. Nothing of it happened.
    GivenUp,
    /// It could not be stored. Nothing of it happened.
    Failed(Trouble),
}

/// Time that has passed in memory.
struct Ran {
    gathered: Gathered,
    fired: u64,
    tally: Tally,
    end: SliceEnd,
}

impl<S: Storage + 'static> World<S> {
    /// Fires timers in order until `until`, something to stop for, or the end of one stretch; one commit.
    ///
    /// `spent` tells whether the time for one stretch is used up; it is asked now and then, and may wait for what goes on
    /// outside. Where the commit fails, the state is the one that storage holds, and nobody may go on as if time had passed.
    pub async fn advance(
        &mut self,
        until: SimTime,
        stops: &StopConditions,
        spent: impl AsyncFnMut() -> bool,
    ) -> Advanced {
        self.pass(until, stops, &mut Steady(spent)).await
    }

    /// The same, which can be given up as long as its commit is not complete. Then the clock is back at once, and all else with
    /// [`World::let_go`].
    pub async fn advance_revocably(
        &mut self,
        until: SimTime,
        stops: &StopConditions,
        pace: &mut impl Pace,
    ) -> Advanced {
        let advanced = self.pass(until, stops, pace).await;
        if advanced.end == SliceEnd::GivenUp {
            self.is_given_up = true;
            // The savepoint before a jump that went nowhere.
            self.opening = None;
            self.state.world.revert();
        }
        advanced
    }

    /// Lets time pass and stores that.
    async fn pass(&mut self, until: SimTime, stops: &StopConditions, pace: &mut impl Pace) -> Advanced {
        self.let_go();
        let Ran { gathered, fired, tally, end } = self.run(until, stops, pace).await;
        if end == SliceEnd::GivenUp {
            return self.nowhere(end);
        }
        // Timers fire again if their commit is lost: nobody was told that they had.
        let stored = self.store(Durability::Relaxed, pace).await;
        if stored == Ok(Stored::GivenUp) {
            return self.nowhere(SliceEnd::GivenUp);
        }
        let executed = self.executed(Vec::new(), gathered, stored);
        match executed.trouble.clone() {
            Some(trouble) => Advanced { executed, ..self.nowhere(SliceEnd::Failed(trouble)) },
            None => Advanced { executed, fired, tally, end },
        }
    }

    /// Time that has not passed.
    fn nowhere(&self, end: SliceEnd) -> Advanced {
        Advanced { executed: self.nothing(), fired: 0, tally: Tally::default(), end }
    }

    /// Lets time pass in memory.
    async fn run(&mut self, until: SimTime, stops: &StopConditions, pace: &mut impl Pace) -> Ran {
        let mut run = ClockRun::new(&self.state, until, stops);
        let mut end = loop {
            let is_spent = run.is_to_ask() && pace.is_spent(self.state.now()).await;
            if pace.is_given_up() {
                break SliceEnd::GivenUp;
            }
            if is_spent {
                break SliceEnd::Spent;
            }
            match run.step(&mut self.state) {
                Stepped::Fired => {}
                Stepped::Stopped(reason) => break SliceEnd::Stopped(reason),
                Stepped::NothingDue => break SliceEnd::Reached,
            }
        };
        while end != SliceEnd::GivenUp && !run.settle_some(&mut self.state) {
            pace.take_breath().await;
            if pace.is_given_up() {
                end = SliceEnd::GivenUp;
            }
        }
        if end == SliceEnd::Reached && until > self.state.now() {
            let request = Request::of_time(&self.state, until);
            engine::apply(&mut self.state, &request, &[]);
        }
        let (gathered, fired, tally) = run.end();
        Ran { gathered, fired, tally, end }
    }
}
