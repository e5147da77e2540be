//! Requests of the REST API that pages pass on.

use crate::{
    arm::{self, WorldDoor, caller},
    base::HttpRequest,
    browser::worker::host::{Host, Reply, catch_up, publish},
    engine::rbac::PrincipalId,
    rpc::{Outcome, ToPage, Trouble},
};

impl Host {
    /// Answers a request, in the name of a principal unless it brings a token of its own.
    pub(super) async fn serve(&mut self, reply: Reply, principal: PrincipalId, request: HttpRequest) {
        let now = self.now();
        let Ok(world) = &mut self.world else { return self.fail(reply, Trouble::ReadOnly) };
        catch_up(world, now, &self.pages, &self.pacer).await;
        let request = match request.header("Authorization") {
            Some(_) => request,
            None => request.with_header("Authorization", format!("Bearer {}", caller::token(principal))),
        };
        let mut door = WorldDoor::new(world, &mut self.budgets, now);
        let response = arm::serve(&mut door, &request).await;
        // Only what was carried out leaves litter.
        self.litter |= !door.executed.is_empty();
        for executed in door.executed {
            publish(&self.pages, executed, &self.pacer);
        }
        let result = Ok(Outcome::Served(response));
        self.pages.send(reply.page, &ToPage::Finished { call: reply.call, result });
    }
}
