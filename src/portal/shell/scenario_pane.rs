//! *Scenarios*: a card for each prepared world, and how far the one is that is being made.

use leptos::{html, prelude::*};

use super::simulation_progress::SimulationProgress;
use crate::portal::{
    controls::{Axis, ElementId, Glyph, IconButton, Modal, rove, visible_matches},
    scenarios::{Preparing, ScenarioCard, button_text},
};

/// What the pane shows.
#[derive(Clone, Copy)]
pub struct ScenarioPaneState {
    pub cards: Signal<Vec<ScenarioCard>>,
    /// The one that is being made.
    pub preparing: Signal<Option<Preparing>>,
    /// What went wrong last.
    pub trouble: Signal<Option<String>>,
}

/// What its controls do.
#[derive(Clone, Copy)]
pub struct ScenarioPaneActions {
    pub close: Callback<()>,
    /// Takes the name of the scenario to start.
    pub start: Callback<String>,
    /// Gives up what is being made.
    pub cancel: Callback<()>,
}

/// The pane above the bar.
#[component]
pub fn ScenarioPane(
    /// What it shows.
    state: ScenarioPaneState,
    /// What its controls do.
    actions: ScenarioPaneActions,
) -> impl IntoView {
    let title = ElementId::new();
    let trouble = state.trouble;
    let is_preparing = Memo::new(move |_| state.preparing.with(Option::is_some));
    view! {
        <Modal
            class="pt-sim-pane pt-scenarios"
            labelled_by=title.to_string()
            on_dismiss=actions.close
            light_dismiss=true
            body=".pt-scenarios__list"
        >
            <div class="pt-sim-pane__head">
                <h2 id=title.to_string() tabindex="-1">"Scenarios"</h2>
                <IconButton glyph=Glyph::Close label="Close" on_click=actions.close/>
            </div>
            <div class="pt-sim-pane__body">
                <p>
                    "A scenario replaces everything in this simulation. A savepoint keeps what is there now, so that you can come back to it."
                </p>
                <p class="pt-savepoints__trouble" role="alert">{move || trouble.get()}</p>
                <Show when=move || is_preparing.get()>
                    <PreparingLine preparing=state.preparing cancel=actions.cancel/>
                </Show>
                <CardList cards=state.cards is_preparing start=actions.start/>
            </div>
        </Modal>
    }
}

#[component]
fn PreparingLine(preparing: Signal<Option<Preparing>>, cancel: Callback<()>) -> impl IntoView {
    let percent = move || preparing.get().and_then(|preparing| preparing.percent);
    let text = move || preparing.get().map(|preparing| button_text("", Some(&preparing))).unwrap_or_default();
    view! {
        <div class="pt-scenarios__preparing">
            <SimulationProgress label="Preparing the scenario" percent=Signal::derive(percent) text=Signal::derive(text)/>
            <button type="button" class="pt-sim__button" on:click=move |_| cancel.run(())>"Cancel"</button>
        </div>
    }
}

/// One stop of Tab; arrows walk the buttons of the cards.
#[component]
fn CardList(
    cards: Signal<Vec<ScenarioCard>>,
    is_preparing: Memo<bool>,
    start: Callback<String>,
) -> impl IntoView {
    let list = NodeRef::<html::Ul>::new();
    // The card that Tab leads to: where one was last, and at first the running one.
    let stop = RwSignal::new(None::<String>);
    let stop_name = Memo::new(move |_| {
        stop.get().or_else(|| {
            cards.with(|cards| {
                let running = cards.iter().find(|card| card.is_running);
                running.or(cards.first()).map(|card| card.name.clone())
            })
        })
    });
    let walk = move |event: leptos::ev::KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        if rove(&visible_matches(&list, "button"), &event.key(), Axis::Vertical) {
            event.prevent_default();
        }
    };
    view! {
        <ul node_ref=list class="pt-scenarios__list" aria-label="Scenarios" on:keydown=walk>
            <For each=move || cards.get() key=|card| (card.name.clone(), card.is_running) let:card>
                <Card card stop stop_name is_preparing start/>
            </For>
        </ul>
    }
}

#[component]
fn Card(
    card: ScenarioCard,
    stop: RwSignal<Option<String>>,
    stop_name: Memo<Option<String>>,
    is_preparing: Memo<bool>,
    start: Callback<String>,
) -> impl IntoView {
    let id = ElementId::new();
    let ScenarioCard { name, story, facts, is_running } = card;
    let (own, focused, chosen) = (name.clone(), name.clone(), name.clone());
    let facts = facts.into_iter().map(|(label, value)| {
        view! {
            <span class="pt-scenarios__fact">
                <span class="pt-scenarios__label">{label}": "</span>
                {value}
            </span>
        }
    });
    view! {
        <li class="pt-scenarios__card" class:pt-scenarios__card--running=is_running aria-current=is_running.then_some("true")>
            <span class="pt-scenarios__head">
                <span id=id.part("name") class="pt-scenarios__name">{name}</span>
                {is_running.then(|| view! { <span class="pt-savepoints__here">"Running"</span> })}
            </span>
            <span id=id.part("story") class="pt-scenarios__story">{story}</span>
            <span id=id.part("facts") class="pt-scenarios__facts">{facts.collect_view()}</span>
            <button
                type="button"
                id=id.part("action")
                class="pt-sim__button pt-scenarios__action"
                class:pt-sim__button--accent=!is_running
                tabindex=move || if stop_name.with(|stop| stop.as_ref() == Some(&own)) { "0" } else { "-1" }
                data-autofocus=is_running.then_some("")
                aria-labelledby=format!("{} {}", id.part("action"), id.part("name"))
                aria-describedby=format!("{} {}", id.part("story"), id.part("facts"))
                aria-disabled=move || is_preparing.get().then_some("true")
                title=move || is_preparing.get().then_some("Another scenario is being prepared.")
                on:focus=move |_| stop.set(Some(focused.clone()))
                on:click=move |_| if !is_preparing.get_untracked() { start.run(chosen.clone()) }
            >
                {if is_running { "Reset to start" } else { "Start" }}
            </button>
        </li>
    }
}
