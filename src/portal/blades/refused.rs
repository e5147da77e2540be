//! What a command would be refused for, while it is still being prepared.

use crate::{
    engine::{query::CheckCommand, refusal::Refusal, request::Command},
    portal::session::{use_query, use_session},
};
use leptos::prelude::*;

/// Why the signed-in persona's command would be refused now; `None` while it would not, while nobody knows
/// yet, and while there is no command.
pub fn use_refusal(command: impl Fn() -> Option<Command> + Send + Sync + 'static) -> Memo<Option<Refusal>> {
    let session = use_session();
    let command = Memo::new(move |_| command());
    let answer = use_query(move || {
        let principal = session.persona.get().id;
        Some(CheckCommand { command: Box::new(command.get()?), principal })
    });
    Memo::new(move |_| command.with(Option::is_some).then(|| answer.ready()).flatten().flatten())
}

/// The same as the one sentence that a disabled control shows.
pub fn reason_of(refusal: Memo<Option<Refusal>>) -> Option<String> {
    refusal.with(|refusal| refusal.as_ref().map(|refusal| refusal.explain().message))
}
