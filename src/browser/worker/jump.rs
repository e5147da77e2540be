//! Jumps of the clock: running ahead in slices, with progress and cancel.

use crate::{
    base::SimTime,
    browser::worker::host::{Host, Reply},
    rpc::{AdvanceTarget, Outcome, Progress, ToPage, Trouble},
};

/// A jump of the clock under way.
pub struct Jump {
    pub reply: Reply,
    pub from: SimTime,
    pub until: SimTime,
    pub fired: u64,
}

impl Host {
    pub(super) fn report_jump(&mut self, is_finished: bool, reached: SimTime) {
        let Some(jump) = &self.jump else { return };
        let Reply { page, call } = jump.reply;
        if is_finished {
            let outcome = Outcome::Advanced { from: jump.from, now: reached, fired: jump.fired };
            self.pages.send(page, &ToPage::Finished { call, result: Ok(outcome) });
            self.jump = None;
            self.pages.broadcast(&ToPage::Clock(self.clock()));
        } else {
            let done = reached.since(jump.from).millis() as u64;
            let total = jump.until.since(jump.from).millis() as u64;
            self.pages.send(page, &ToPage::Progress { call, progress: Progress { done, total } });
        }
    }

    pub(super) fn start_jump(&mut self, reply: Reply, target: AdvanceTarget) {
        let from = self.now();
        let next = self.world.as_ref().ok().and_then(|world| crate::engine::next_due(world.state()));
        let until = match target {
            AdvanceTarget::By(span) => from + span,
            AdvanceTarget::Until(moment) => moment.max(from),
            AdvanceTarget::NextEvent => next.map_or(from, |(due, _)| due.max(from)),
        };
        if self.jump.is_some() || self.world.is_err() {
            return self.fail(reply, Trouble::Cancelled);
        }
        self.jump = Some(Jump { reply, from, until, fired: 0 });
    }
}
