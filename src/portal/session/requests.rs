//! What commands are as requests: shown before they are given, and written down with what became of them.

use crate::{
    engine::{rbac::PrincipalId, request::Command},
    portal::{
        request_log::RequestLog,
        session::{Notice, Session},
    },
    rpc::{Client, Failure, Outcome, Pending, Receipt, Rendered, Rendering, ToEngine, Trouble},
};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// What the pane *View request* has to show.
#[derive(Clone, Debug, PartialEq)]
pub enum Viewed {
    Asking,
    /// There is no command yet.
    Incomplete,
    Failed(Failure),
    /// In order; none where Azure has no request for it.
    Requests(Vec<Rendered>),
}

impl Session {
    /// Shows what commands would be as requests, by a signed-in persona, as things are now.
    pub fn view_commands(self, commands: Vec<Command>) {
        if commands.is_empty() {
            return self.viewed.set(Some(Viewed::Incomplete));
        }
        self.viewed.set(Some(Viewed::Asking));
        leptos::task::spawn_local(async move {
            let principal = self.persona.get_untracked().id;
            let mut all = Vec::new();
            for command in commands {
                match self.rendered(principal, command).await {
                    Ok(rendered) => all.extend(rendered),
                    Err(failure) => return self.show(Viewed::Failed(failure)),
                }
            }
            self.show(Viewed::Requests(all));
        });
    }

    /// Shows what was asked for at an earlier time, unless that is forgotten.
    pub fn view_entries(self, numbers: &[u64]) {
        let rendered = self.requests.with_untracked(|log| log.rendered(numbers));
        self.viewed.set((!rendered.is_empty()).then_some(Viewed::Requests(rendered)));
    }

    /// Whoever closed the pane in the meantime does not want it back.
    fn show(self, viewed: Viewed) {
        if self.viewed.with_untracked(Option::is_some) {
            self.viewed.set(Some(viewed));
        }
    }

    async fn rendered(self, principal: PrincipalId, command: Command) -> Result<Vec<Rendered>, Failure> {
        answer(ask(&self.client()?, principal, command)).await
    }

    /// Gives a command, and writes it down.
    pub(super) async fn submit_recorded(
        self,
        client: &Client<JsValue>,
        principal: PrincipalId,
        command: Command,
        notice: Option<Notice>,
    ) -> Result<Receipt, Failure> {
        let asked = Recording::begin(client, principal, command.clone());
        let result = client.submit(principal, command).await;
        asked.end(self, notice, &result).await;
        result
    }
}

/// A command that is written down when its outcome is known.
pub(super) struct Recording {
    principal: PrincipalId,
    command: Command,
    asked: Pending<JsValue>,
}

impl Recording {
    /// To be posted before the command: it is rendered as things are then.
    pub fn begin(client: &Client<JsValue>, principal: PrincipalId, command: Command) -> Recording {
        let asked = ask(client, principal, command.clone());
        Recording { principal, command, asked }
    }

    /// Writes it down, and into the notification that tells of it.
    pub async fn end(self, session: Session, notice: Option<Notice>, result: &Result<Receipt, Failure>) {
        // What cannot be rendered was refused for the same reason.
        let rendered = answer(self.asked).await.unwrap_or_default();
        let write = |log: &mut RequestLog| log.record(self.principal, self.command, rendered, result);
        let number = session.requests.try_update(write).flatten();
        if let (Some(notice), Some(number)) = (notice, number) {
            notice.asked(number);
        }
    }
}

fn ask(client: &Client<JsValue>, principal: PrincipalId, command: Command) -> Pending<JsValue> {
    client.call(None, |_| {}, |call| ToEngine::Render { call, principal, command })
}

async fn answer(asked: Pending<JsValue>) -> Result<Vec<Rendered>, Failure> {
    match asked.outcome().await?.0 {
        Outcome::Rendered(Rendering::Requests(all)) => Ok(all),
        Outcome::Rendered(Rendering::Simulation) => Ok(Vec::new()),
        _ => Err(Failure::Trouble(Trouble::Gone)),
    }
}
