//! The pane *Scenarios* with the question that it asks, tied to the worker.

use crate::{
    portal::{
        controls::Dialog,
        failure::FailureText,
        scenarios::{ScenarioCard, cards, question},
        session::{NoticeLevel, Session, use_session},
        shell::{ScenarioPane, ScenarioPaneActions, ScenarioPaneState},
    },
    rpc::{Failure, Trouble},
};
use leptos::prelude::*;

/// *Scenarios*, open as long as it exists.
#[component]
pub fn Scenarios(
    /// The name of the one that is running.
    running: Signal<String>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let session = use_session();
    let asked = RwSignal::new(None::<String>);
    let trouble = RwSignal::new(None::<String>);
    let cards =
        Memo::new(move |_| session.scenarios.with(|rows| running.with(|running| cards(rows, running))));
    let state = ScenarioPaneState {
        cards: cards.into(),
        preparing: session.preparing.into(),
        trouble: trouble.into(),
    };
    let actions = ScenarioPaneActions {
        close: Callback::new(move |()| open.set(false)),
        start: Callback::new(move |name| asked.set(Some(name))),
        cancel: Callback::new(move |()| session.cancel_scenario()),
    };
    let start = move |()| {
        if let Some(name) = asked.get_untracked() {
            begin(session, name, trouble, open);
        }
        asked.set(None);
    };
    view! {
        <ScenarioPane state actions/>
        <StartDialog cards asked start/>
    }
}

/// Starts a scenario. The pane may be closed meanwhile.
fn begin(session: Session, name: String, trouble: RwSignal<Option<String>>, open: RwSignal<bool>) {
    trouble.set(None);
    leptos::task::spawn_local(async move {
        match session.load_scenario(&name).await {
            Ok(()) => {
                let title = format!("Scenario {name} started");
                session.notices.tell(
                    NoticeLevel::Success,
                    &title,
                    "Undo leads back to the world before.",
                    None,
                );
                open.set(false);
            }
            Err(Failure::Trouble(Trouble::Cancelled)) => {}
            Err(failure) => {
                // The pane that shows it may be gone.
                let _ = trouble.try_set(Some(FailureText::of(&failure).details()));
                session.notices.begin("Starting a scenario", "").fail("Starting a scenario", &failure);
            }
        }
    });
}

/// Asks before everything in this browser is replaced.
#[component]
fn StartDialog(
    cards: Memo<Vec<ScenarioCard>>,
    asked: RwSignal<Option<String>>,
    start: impl Fn(()) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let question = Memo::new(move |_| {
        let name = asked.get()?;
        cards.with_untracked(|cards| cards.iter().find(|card| card.name == name).map(question))
    });
    view! {
        <Dialog
            open=Signal::derive(move || question.with(Option::is_some))
            on_cancel=move |()| asked.set(None)
            on_action=start
            title=Signal::derive(move || question.get().map(|asked| asked.title).unwrap_or_default())
            action_label=Signal::derive(move || question.get().map_or("Start", |asked| asked.action).to_string())
            destructive=true
        >
            <p>{move || question.get().map(|asked| asked.story)}</p>
            <p>"Everything in this simulation is replaced: resources, files and backups. A savepoint keeps what is there now, so that you can come back to it."</p>
        </Dialog>
    }
}
