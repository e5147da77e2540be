//! *Run until*: where the clock is to go, what ends the run before, and what comes next by itself.

use leptos::prelude::*;

use crate::portal::controls::{CheckBox, DateBox, DateKind, ElementId, Field, Glyph, IconButton, Modal};

/// What the pane shows.
#[derive(Clone)]
pub struct RunPaneState {
    /// What the clock reads.
    pub clock: Signal<String>,
    pub date: Signal<String>,
    pub time: Signal<String>,
    /// The first and the last day that can be picked.
    pub first: Signal<String>,
    pub last: Signal<String>,
    /// What is wrong with the moment.
    pub error: Signal<Option<String>>,
    /// What ends a run before its time: text and whether it is ticked.
    pub stops: Vec<(&'static str, Signal<bool>)>,
    pub events: Signal<Vec<RunPaneEvent>>,
}

/// Something that will happen by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunPaneEvent {
    pub when: String,
    pub what: String,
}

/// What its controls do.
#[derive(Clone, Copy)]
pub struct RunPaneActions {
    pub close: Callback<()>,
    pub set_date: Callback<String>,
    pub set_time: Callback<String>,
    /// Runs to the moment that was picked.
    pub run: Callback<()>,
    /// Takes the index of a condition and whether it is ticked.
    pub set_stop: Callback<(usize, bool)>,
    /// Takes the index of an event to run to.
    pub run_to_event: Callback<usize>,
}

/// The pane above the clock.
#[component]
pub fn RunPane(
    /// What it shows.
    state: RunPaneState,
    /// What its controls do.
    actions: RunPaneActions,
) -> impl IntoView {
    let title = ElementId::new();
    let clock = state.clock;
    view! {
        <Modal
            class="pt-sim-pane"
            labelled_by=title.to_string()
            on_dismiss=actions.close
            light_dismiss=true
            body=".pt-sim-pane__body"
        >
            <div class="pt-sim-pane__head">
                <h2 id=title.to_string() tabindex="-1">"Run until"</h2>
                <IconButton glyph=Glyph::Close label="Close" on_click=actions.close/>
            </div>
            <div class="pt-sim-pane__body">
                <p class="pt-sim-pane__clock">"The clock is at "<span>{move || clock.get()}</span>"."</p>
                <MomentForm state=state.clone() actions/>
                <StopList stops=state.stops on_change=actions.set_stop/>
                <EventList events=state.events on_run=actions.run_to_event/>
            </div>
        </Modal>
    }
}

#[component]
fn MomentForm(state: RunPaneState, actions: RunPaneActions) -> impl IntoView {
    let RunPaneState { date, time, first, last, error, .. } = state;
    view! {
        <form
            class="pt-sim-pane__form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                actions.run.run(());
            }
        >
            <Field label="Date" error>
                <DateBox
                    kind=DateKind::Date
                    value=date
                    on_change=actions.set_date
                    min=Signal::derive(move || Some(first.get()))
                    max=Signal::derive(move || Some(last.get()))
                    autofocus=true
                />
            </Field>
            <Field label="Time (UTC)">
                <DateBox kind=DateKind::Time value=time on_change=actions.set_time/>
            </Field>
            <button type="submit" class="pt-sim__button pt-sim__button--accent">"Run"</button>
        </form>
    }
}

#[component]
fn StopList(stops: Vec<(&'static str, Signal<bool>)>, on_change: Callback<(usize, bool)>) -> impl IntoView {
    let line = move |(index, (text, ticked)): (usize, (&'static str, Signal<bool>))| {
        view! { <CheckBox checked=ticked on_change=move |ticked| on_change.run((index, ticked)) label=text/> }
    };
    view! {
        <fieldset class="pt-sim-pane__stops">
            <legend>"Stop before that when"</legend>
            {stops.into_iter().enumerate().map(line).collect_view()}
        </fieldset>
    }
}

#[component]
fn EventList(events: Signal<Vec<RunPaneEvent>>, on_run: Callback<usize>) -> impl IntoView {
    let line = move |(index, event): (usize, RunPaneEvent)| {
        let name = format!("Run to here: {}, {}", event.what, event.when);
        view! {
            <li class="pt-sim-pane__event">
                <span class="pt-sim-pane__what">{event.what}</span>
                <span class="pt-sim-pane__when">{event.when}</span>
                <button type="button" class="pt-sim__button" aria-label=name on:click=move |_| on_run.run(index)>
                    "Run to here"
                </button>
            </li>
        }
    };
    let title = ElementId::new();
    view! {
        <h3 id=title.to_string()>"What comes next"</h3>
        {move || events.with(Vec::is_empty).then(|| view! { <p>"Nothing will happen by itself."</p> })}
        <ol class="pt-sim-pane__events" aria-labelledby=title.to_string()>
            {move || events.get().into_iter().enumerate().map(line).collect_view()}
        </ol>
    }
}
