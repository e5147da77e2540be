//! What page and worker say of the clock.

use crate::{
    base::{SimSpan, SimTime},
    engine::monitor::{StopReason, Tally},
    rpc::Trouble,
};
use serde::{Deserialize, Serialize};

/// How far simulated time should run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum AdvanceTarget {
    By(SimSpan),
    Until(SimTime),
    /// To the next timer of consequence.
    NextEvent,
}

/// The simulated clock as the worker last knew it; a page runs its own display from here.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    pub now: SimTime,
    /// Simulated seconds per real second.
    pub speed: u32,
    /// By a person, or because no page can be seen.
    pub paused: bool,
    /// Whether a person paused it.
    pub held: bool,
}

/// What the clock is busy with beside keeping its pace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ClockWork {
    Nothing,
    Jump(JumpState),
    /// It stands because what happens cannot be stored: always [`Trouble::ClockStopped`].
    Halted(Trouble),
}

/// How far a jump has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JumpState {
    pub from: SimTime,
    pub until: SimTime,
    pub now: SimTime,
}

impl JumpState {
    /// How much of the simulated time has passed. Units: percent.
    pub fn percent(&self) -> u8 {
        let total = self.until.since(self.from).millis().max(1);
        let done = self.now.since(self.from).millis().min(total);
        u8::try_from(i128::from(done) * 100 / i128::from(total)).unwrap_or(100)
    }
}

/// What a jump came to. All of it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JumpSummary {
    pub from: SimTime,
    pub reached: SimTime,
    /// How many timers came due.
    pub fired: u64,
    pub tally: Tally,
    pub end: JumpEnd,
}

/// Why a jump ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum JumpEnd {
    /// It came to where it was to go.
    Reached,
    Stopped(StopReason),
    Cancelled,
    /// What comes next could not be stored: always [`Trouble::ClockStopped`].
    Failed(Trouble),
}
