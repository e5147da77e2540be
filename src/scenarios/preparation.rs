//! A prepared world in the making, a little at a time: whoever makes it has others to listen to meanwhile.

use crate::{
    base::SimSpan,
    engine::State,
    scenarios::{Scenario, builder::Builder},
};
use std::collections::VecDeque;

/// How long it is worked at a time while time passes. Units: about microseconds.
const EFFORT_AT_A_TIME: u32 = 2_000;

/// From so many days on most of the time passes in lanes.
const DAYS_IN_LANES: u64 = 8;
/// What parts weigh beside a day in lanes.
const DAY_WITHOUT_LANES: u64 = 100;
const ROWS_OF_LANES: u64 = 400;

/// A part of what makes a world.
pub(in crate::scenarios) enum Part {
    /// A handful of commands.
    Do(Box<dyn FnOnce(&mut Builder)>),
    /// Time passes.
    Pass(SimSpan),
}

impl Part {
    pub fn of(work: impl FnOnce(&mut Builder) + 'static) -> Part {
        Part::Do(Box::new(work))
    }

    /// How long it takes beside others. A few days are decided timer by timer; of more of them lanes are made, whose rows
    /// take as long as a year and more that passes in them.
    fn weight(&self) -> u64 {
        let Part::Pass(span) = self else { return 1 };
        let days = span.millis().unsigned_abs() / SimSpan::from_days(1).millis().unsigned_abs();
        if days < DAYS_IN_LANES { 1 + DAY_WITHOUT_LANES * days } else { ROWS_OF_LANES + days }
    }
}

/// A world that is being made.
pub struct Preparation {
    world: Builder,
    parts: VecDeque<Part>,
    /// What the part under way weighs, while time passes.
    passing: u64,
    done: u64,
    total: u64,
    /// What was told last, in parts of a thousand: an estimate never goes back.
    told: u64,
}

impl Preparation {
    pub(in crate::scenarios) fn new(scenario: &Scenario, parts: Vec<Part>) -> Preparation {
        let total = parts.iter().map(Part::weight).sum();
        let world = Builder::new(scenario.name, scenario.seed, scenario.start());
        Preparation { world, parts: parts.into(), passing: 0, done: 0, total, told: 0 }
    }

    /// Does some milliseconds' work; whether there is more to be done. A scenario that is small is made at once.
    pub fn go_on(&mut self) -> bool {
        if self.passing > 0 {
            if self.world.go_on(EFFORT_AT_A_TIME) {
                self.done += std::mem::take(&mut self.passing);
            }
            return self.passing > 0 || !self.parts.is_empty();
        }
        let Some(part) = self.parts.pop_front() else { return false };
        let weight = part.weight();
        match part {
            Part::Do(work) => {
                work(&mut self.world);
                self.done += weight;
                !self.parts.is_empty()
            }
            Part::Pass(span) => {
                self.world.begin_to_pass(span);
                self.passing = weight;
                true
            }
        }
    }

    /// How much of it is done. Units: parts of a thousand.
    pub fn per_mille(&mut self) -> u64 {
        let passed = self.passing * self.world.passed_per_mille();
        self.told = self.told.max((self.done * 1_000 + passed) / self.total.max(1));
        self.told
    }

    /// The world, with whatever was still to be done.
    pub fn finish(mut self) -> State {
        while self.go_on() {}
        self.world.finish()
    }
}
