//! The world that a benchmark measures in: its owner, one resource group, and a clock that only moves when told to.

use vault_lab::{
    base::{ArmId, Seed, SimSpan, SimTime},
    engine::{
        self, Command, Request, State, next_due,
        query::{Ask, Viewer},
        rbac::{PERSONAS, PrincipalId},
        resources::{Region, SUBSCRIPTIONS, Tags, found_directory},
    },
};

pub const REGION: Region = Region::WestEurope;

pub struct World {
    pub state: State,
    pub group: ArmId,
    requests: u64,
}

impl World {
    pub fn new(group: &str) -> Self {
        let mut state = State::new(Seed(7), "benchmark", SimTime::from_millis(1_789_372_800_000));
        for event in found_directory(&state) {
            engine::apply::apply_event(&mut state, &event);
        }
        let subscription = SUBSCRIPTIONS[0].0;
        let mut world = Self { state, group: ArmId::resource_group(subscription, group), requests: 0 };
        let name = group.to_string();
        world.run(Command::CreateResourceGroup { subscription, name, region: REGION, tags: Tags::new() });
        world
    }

    /// Carries out what must not be refused.
    pub fn run(&mut self, command: Command) {
        self.run_as(PERSONAS[0].id, command, self.state.now());
    }

    fn run_as(&mut self, principal: PrincipalId, command: Command, at: SimTime) {
        self.requests += 1;
        let correlation = Seed(1).guid("correlation", self.requests);
        let request = Request { command, principal, at, correlation };
        let events = engine::decide(&self.state, &request).expect("the benchmark asks for what is allowed");
        engine::apply(&mut self.state, &request, &events);
    }

    /// Lets time pass, with what comes due in it.
    pub fn pass(&mut self, span: SimSpan) {
        let until = self.state.now() + span;
        while let Some((due, timer)) = next_due(&self.state).filter(|(due, _)| *due <= until) {
            self.run_as(PrincipalId::SYSTEM, Command::FireTimer { due, timer }, due);
        }
        self.run_as(PrincipalId::SYSTEM, Command::KeepTime, until);
    }

    /// Asks what a blade asks.
    pub fn ask<Q: Ask>(&self, query: Q) -> Q::Answer {
        query.resolve(&self.viewer()).expect("the owner may see everything")
    }

    pub fn viewer(&self) -> Viewer<'_> {
        Viewer { state: &self.state, principal: PERSONAS[0].id, now: self.state.now() }
    }
}
