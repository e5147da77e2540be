//! Savepoints in the worker: what pages ask about them, going back, and telling every page what there is.

use crate::{
    browser::worker::host::{Host, Reply, publish},
    rpc::{Outcome, SavepointAction, ToPage, Trouble},
    runtime::{Executed, Pacer},
};

impl Host {
    pub(super) async fn savepoint(&mut self, reply: Reply, action: SavepointAction) {
        match self.carry_out_savepoint(action).await {
            Ok(()) => {
                let result = Ok(Outcome::SavepointDone);
                self.tell_savepoints();
                self.pages.send(reply.page, &ToPage::Finished { call: reply.call, result });
            }
            Err(trouble) => self.fail(reply, trouble),
        }
    }

    async fn carry_out_savepoint(&mut self, action: SavepointAction) -> Result<(), Trouble> {
        if let Some(running) = &self.jump {
            let state = running.state();
            return Err(Trouble::JumpUnderWay { until: state.until, now: state.now });
        }
        // What is called the present is what the clock shows.
        self.keep_time().await;
        let is_busy = !self.transfers.is_empty();
        let world = self.world.as_mut().map_err(|trouble| trouble.clone())?;
        match action {
            SavepointAction::Take { name } => world.take_savepoint(&name).await,
            SavepointAction::Rename { savepoint, name } => world.rename_savepoint(savepoint, &name).await,
            SavepointAction::Delete { savepoint } => world.delete_savepoint(savepoint).await,
            SavepointAction::Rewind { .. } if is_busy => Err(Trouble::TransferUnderWay),
            SavepointAction::Rewind { savepoint } => {
                let executed = world.rewind(savepoint).await?;
                self.take_up(executed);
                Ok(())
            }
            SavepointAction::ForgetAll => world.forget_savepoints().await,
        }?;
        self.litter = true;
        Ok(())
    }

    /// Goes on with a world that is another one than before: with its clock, and with new budgets, which are of its time.
    pub(super) fn take_up(&mut self, executed: Executed) {
        let Ok(world) = &self.world else { return };
        let row = world.state().world();
        self.pacer = Pacer::new(row.now, js_sys::Date::now(), row.speed, row.paused);
        self.halted = None;
        self.budgets = Default::default();
        self.watch();
        self.pages.broadcast(&ToPage::Work(self.work()));
        publish(&self.pages, executed, &self.pacer);
    }

    /// Tells every page of the savepoints, if they are not those it knows of. While the clock runs ahead there are none to
    /// go to.
    pub(super) fn tell_savepoints(&mut self) {
        let Ok(world) = &self.world else { return };
        if self.jump.is_some() {
            return;
        }
        let list = world.savepoint_list();
        if list != self.told_savepoints {
            self.pages.broadcast(&ToPage::Savepoints(list.clone()));
            self.told_savepoints = list;
        }
    }

    /// Takes out what is too much, one at a time, so that messages do not wait.
    pub(super) async fn prune_savepoints(&mut self) -> bool {
        let Ok(world) = &mut self.world else { return true };
        // Trouble while tidying up concerns nobody; the next commit will say what is wrong.
        world.prune_savepoints().await.unwrap_or(true)
    }
}
