//! Gives commands to the engine while a world is being prepared.

use crate::{
    base::{ArmId, Seed, SimSpan, SimTime},
    engine::{
        self, Command, Request, State,
        rbac::{PERSONAS, PrincipalId},
        resources::{self, ResourceKind},
        storage::Container,
    },
};
use uuid::Uuid;

/// Where every prepared world's clock starts: a Monday morning.
const START: &str = "2026-09-07T06:00:00Z";

/// A world in the making.
pub struct Builder {
    state: State,
    /// Numbers correlation ids.
    requests: u64,
}

impl Builder {
    /// A world with its directory and nothing else.
    pub fn new(name: &str, seed: u64) -> Self {
        let start = SimTime::parse(START).expect("a constant");
        let mut state = State::new(Seed(seed), name, start);
        for event in resources::found_directory(&state) {
            engine::apply::apply_event(&mut state, &event);
        }
        Self { state, requests: 0 }
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
        let until = self.state.now() + span;
        while let Some((due, timer)) = engine::next_due(&self.state).filter(|(due, _)| *due <= until) {
            self.carry_out(&Request::of_timer(&self.state, due, timer));
        }
        self.carry_out(&Request::of_time(&self.state, until));
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    pub fn finish(self) -> State {
        self.state
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
