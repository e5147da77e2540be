//! The door of a running simulation: the queue that clicks go through too.

use crate::{
    arm::{
        Door, Submitted,
        budget::{Budgets, Left, Spending},
    },
    base::SimTime,
    engine::{Command, query::Viewer, rbac::PrincipalId},
    rpc::Failure,
    runtime::{Executed, World},
    store::Storage,
};
use uuid::Uuid;

/// A world at a moment, for one request.
pub struct WorldDoor<'a, S: Storage + 'static> {
    world: &'a mut World<S>,
    budgets: &'a mut Budgets,
    now: SimTime,
    /// What was carried out, for whoever tells the pages.
    pub executed: Vec<Executed>,
}

impl<'a, S: Storage + 'static> WorldDoor<'a, S> {
    pub fn new(world: &'a mut World<S>, budgets: &'a mut Budgets, now: SimTime) -> Self {
        Self { world, budgets, now, executed: Vec::new() }
    }
}

impl<S: Storage + 'static> Door for WorldDoor<'_, S> {
    fn viewer(&self, principal: PrincipalId) -> Viewer<'_> {
        self.world.viewer(principal, self.now)
    }

    fn next_correlation(&mut self) -> Uuid {
        self.world.next_correlation()
    }

    fn spend(&mut self, principal: PrincipalId, subscription: &str, spending: Spending) -> Left {
        self.budgets.spend(principal, subscription, spending, self.now)
    }

    async fn submit(
        &mut self,
        principal: PrincipalId,
        command: Command,
        correlation: Uuid,
    ) -> Result<Submitted, Failure> {
        let mut executed = self.world.execute_correlated(principal, command, correlation, self.now).await;
        let result = executed.results.remove(0);
        self.executed.push(executed);
        result.map(|receipt| Submitted { activity: receipt.activity })
    }
}
