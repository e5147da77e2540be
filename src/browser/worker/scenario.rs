//! Starting a prepared world in the worker. Some take seconds to make: it goes on a little at a time, everybody is listened
//! to meanwhile, and whoever asked can call it off. Nothing is replaced before all of it is there.

use crate::{
    browser::worker::{
        host::{Host, Reply},
        pages::PageId,
    },
    engine::State,
    rpc::{JumpEnd, Outcome, Progress, ScenarioRow, ToPage, Trouble},
    runtime::{Ledger, World, world::trouble},
    scenarios::{self, Preparation, Scenario},
    store::StorageError,
};
use std::rc::Rc;

/// Messages wait this long for the making of a world. Units: milliseconds.
const SLICE_MILLIS: f64 = 24.0;
/// Progress is told this often. Units: milliseconds.
const TELL_MILLIS: f64 = 100.0;
/// Parts that progress is told in.
const WHOLE: u64 = 1_000;

/// A world that is being made, and for whom.
pub struct Preparing {
    reply: Reply,
    preparation: Preparation,
    /// When its progress was told.
    told: f64,
}

/// All scenarios, as pages are told of them.
pub fn rows() -> Vec<ScenarioRow> {
    let row = |scenario: &Scenario| ScenarioRow {
        name: scenario.name.to_string(),
        story: scenario.story.to_string(),
        accounts: scenario.contents.accounts,
        disks: scenario.contents.disks,
        vaults: scenario.contents.vaults,
        instances: scenario.contents.instances,
        history_days: scenario.history_days,
        minutes: scenario.minutes,
        difficulty: scenario.difficulty.name().to_string(),
        start: scenario.start(),
        seed: scenario.seed,
    };
    scenarios::SCENARIOS.iter().map(row).collect()
}

impl Host {
    /// Begins to make a world. One that was being made is given up.
    pub(super) fn load_scenario(&mut self, reply: Reply, name: &str) {
        let Some(scenario) = scenarios::find(name) else {
            return self.fail(reply, Trouble::UnknownScenario { name: name.to_string() });
        };
        if let Some(given_up) = self.preparing.take() {
            self.fail(given_up.reply, Trouble::Cancelled);
        }
        self.preparing =
            Some(Preparing { reply, preparation: scenario.prepare(), told: js_sys::Date::now() });
    }

    /// Works at the world that is being made for as long as messages can wait, and starts it when it is there.
    pub(super) async fn prepare(&mut self) {
        let Some(Preparing { reply, preparation, told }) = &mut self.preparing else { return };
        let (reply, began) = (*reply, js_sys::Date::now());
        let mut is_more = true;
        while is_more && js_sys::Date::now() - began < SLICE_MILLIS {
            is_more = preparation.go_on();
        }
        let real = js_sys::Date::now();
        if is_more && real - *told < TELL_MILLIS {
            return;
        }
        *told = real;
        let done = if is_more { preparation.per_mille().min(WHOLE - 1) } else { WHOLE };
        let progress = Progress { done, total: WHOLE };
        self.pages.send(reply.page, &ToPage::Progress { call: reply.call, progress });
        if !is_more && let Some(Preparing { preparation, .. }) = self.preparing.take() {
            self.start_scenario(reply, preparation.finish()).await;
        }
    }

    /// Gives the world up that is being made, if it is that call's.
    pub(super) fn cancel_scenario(&mut self, reply: Reply) {
        if self.preparing.take_if(|preparing| preparing.reply == reply).is_some() {
            self.fail(reply, Trouble::Cancelled);
        }
    }

    /// The same for a page that is gone: nobody waits for it.
    pub(super) fn forget_scenario(&mut self, page: PageId) {
        self.preparing.take_if(|preparing| preparing.reply.page == page);
    }

    async fn start_scenario(&mut self, reply: Reply, state: State) {
        self.transfers.values().for_each(|cancelled| cancelled.set(true));
        self.pages.close_flows();
        self.end_jump(JumpEnd::Cancelled);
        self.keep_time().await;
        let started = match &mut self.world {
            Ok(world) => world.replace(state).await.map(|executed| self.take_up(executed)),
            // What cannot be opened cannot be gone back to.
            Err(_) => self.found(state).await.map_err(|error| trouble(&error)),
        };
        match started {
            Ok(()) => {
                self.litter = true;
                let result = Ok(Outcome::ScenarioLoaded);
                self.pages.send(reply.page, &ToPage::Finished { call: reply.call, result });
            }
            Err(trouble) => self.fail(reply, trouble),
        }
    }

    /// Starts a world where there is none.
    async fn found(&mut self, state: State) -> Result<(), StorageError> {
        let ledger = Ledger::open(self.storage.clone()).await?;
        let world = World::found(Rc::new(ledger), state).await?;
        let executed = world.told_anew();
        self.world = Ok(world);
        self.take_up(executed);
        Ok(())
    }
}
