//! Gives commands to the engine while a world is being prepared.

use crate::{
    base::{ArmId, Seed, SimSpan, SimTime},
    engine::{
        self, Command, Event, Request, State,
        quiet::{
            QuietRun,
            turn::{self, Turn},
        },
        rbac::{PERSONAS, PrincipalId},
        resources::{self, ResourceKind},
        storage::Container,
    },
};
use uuid::Uuid;

/// What it takes beside a timer of a lane, which takes about a microsecond: a timer of the table, and making rows of a lane.
const EFFORT_OF_TIMER: u32 = 30;
const EFFORT_OF_LANE: u32 = 200;

/// A world in the making.
pub struct Builder {
    state: State,
    /// Numbers correlation ids.
    requests: u64,
    passing: Option<Passing>,
    /// Without them each timer is decided by itself, which leads to the same.
    pub(in crate::scenarios) has_lanes: bool,
}

/// A span of simulated time under way.
struct Passing {
    from: SimTime,
    until: SimTime,
    quiet: Option<QuietRun>,
    /// Set when all that was due has come due, and rows are left to be made: how many lanes there were.
    settling: Option<usize>,
}

impl Builder {
    /// A world with its directory and nothing else.
    pub fn new(name: &str, seed: u64, start: SimTime) -> Self {
        let mut state = State::new(Seed(seed), name, start);
        for event in resources::found_directory(&state) {
            engine::apply::apply_event(&mut state, &event);
        }
        Self { state, requests: 0, passing: None, has_lanes: true }
    }

    /// Carries a command out as the first persona, who owns everything.
    ///
    /// # Panics
    /// When the engine refuses: the scenario is wrong, and its test says so.
    pub fn give(&mut self, command: Command) {
        self.request(PERSONAS[0].id, command, self.state.now());
    }

    /// Lets simulated time pass, with everything that is due in it.
    pub fn pass(&mut self, span: SimSpan) {
        self.begin_to_pass(span);
        while !self.go_on(u32::MAX) {}
    }

    /// Begins what [`Builder::go_on`] goes on with.
    pub fn begin_to_pass(&mut self, span: SimSpan) {
        let quiet = self.has_lanes.then(|| QuietRun::new(&self.state));
        let from = self.state.now();
        self.passing = Some(Passing { from, until: from + span, quiet, settling: None });
    }

    /// Goes on for about as many microseconds; whether the span that was begun has passed. Where none was, it has.
    pub fn go_on(&mut self, effort: u32) -> bool {
        let mut spent = 0;
        while spent < effort {
            match self.step() {
                Some(took) => spent += took,
                None => return true,
            }
        }
        false
    }

    /// How much of the span that was begun is done. Units: parts of a thousand. Making rows of lanes takes about as long as
    /// the time that passed in them.
    pub fn passed_per_mille(&self) -> u64 {
        let Some(Passing { from, until, quiet, settling }) = &self.passing else { return 0 };
        let (lanes, now) = quiet.as_ref().map_or((0, self.state.now()), |quiet| (quiet.lanes(), quiet.now()));
        let (whole, part) = (until.since(*from).millis().max(1), now.since(*from).millis());
        let passed = (part * 1_000 / whole).unsigned_abs().min(1_000);
        match settling {
            Some(all) => 1_000 - 500 * lanes as u64 / (*all as u64).max(1),
            None if lanes > 0 => passed / 2,
            None => passed,
        }
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    pub fn finish(self) -> State {
        self.state
    }

    /// One timer, or the rows of one lane, and what it took. None where nothing is left to be done.
    fn step(&mut self) -> Option<u32> {
        let Passing { until, quiet, settling, .. } = self.passing.as_mut()?;
        let (until, untold) = (*until, &mut |_: &Event| {});
        if settling.is_some() {
            let is_over = quiet.as_mut().is_none_or(|quiet| quiet.settle_some(&mut self.state, 1, untold));
            if is_over {
                self.passing = None;
                self.carry_out(&Request::of_time(&self.state, until));
            }
            return Some(EFFORT_OF_LANE);
        }
        match turn::take(quiet.as_mut(), &mut self.state, until, untold) {
            Turn::Nothing => *settling = Some(quiet.as_ref().map_or(0, QuietRun::lanes)),
            Turn::Lane(_) | Turn::Entered => return Some(1),
            Turn::Table { due, timer, .. } => {
                self.carry_out(&Request::of_timer(&self.state, due, timer));
                if let Some(quiet) = self.passing.as_mut().and_then(|passing| passing.quiet.as_mut()) {
                    quiet.resume(&self.state);
                }
            }
        }
        Some(EFFORT_OF_TIMER)
    }

    fn request(&mut self, principal: PrincipalId, command: Command, at: SimTime) {
        self.requests += 1;
        let correlation: Uuid = self.state.seed().guid("scenario", self.requests);
        self.carry_out(&Request { command, principal, at, correlation });
    }

    fn carry_out(&mut self, request: &Request) {
        let events =
            engine::decide(&self.state, request).unwrap_or_else(|refusal| panic!("{request:?}: {refusal}"));
        engine::apply(&mut self.state, request, &events);
    }
}

/// The id of a resource group of the first subscription.
pub fn group(name: &str) -> ArmId {
    ArmId::resource_group(resources::SUBSCRIPTIONS[0].0, name)
}

pub fn account(group: &ArmId, name: &str) -> ArmId {
    ArmId::resource(group, ResourceKind::StorageAccount.resource_type(), name)
}

pub fn disk(group: &ArmId, name: &str) -> ArmId {
    ArmId::resource(group, ResourceKind::Disk.resource_type(), name)
}

pub fn vault(group: &ArmId, name: &str) -> ArmId {
    ArmId::resource(group, ResourceKind::BackupVault.resource_type(), name)
}

pub fn container(account: &ArmId, name: &str) -> ArmId {
    account.child(Container::ARM_KIND, name)
}
