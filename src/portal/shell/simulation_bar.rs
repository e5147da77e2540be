//! The bar at the bottom: everything that has no counterpart in Azure.

use leptos::prelude::*;

use super::simulation_line::{JumpLine, LineActions, SimulationLine};
use crate::portal::controls::{Choice, ElementId, Glyph, Icon, Select};

/// What the bar shows.
#[derive(Clone)]
pub struct SimulationState {
    /// The simulated date and time with its zone.
    pub clock: Signal<String>,
    /// Whether the clock runs.
    pub running: Signal<bool>,
    /// The speeds to choose from.
    pub speeds: Signal<Vec<Choice>>,
    /// The chosen speed.
    pub speed: Signal<String>,
    /// The step buttons: text and name ("+1 h", "Advance 1 hour").
    pub steps: Vec<(&'static str, &'static str)>,
    /// "scheduled backup disk-data01, 22:00 UTC (in 3 h 12 min)": what Next event runs to, if anything.
    pub next_event: Signal<Option<String>>,
    /// Why the clock cannot be moved now, if it cannot.
    pub busy: Signal<Option<String>>,
    /// What the clock is doing, why it stands, or what the last jump came to.
    pub line: Signal<Option<SimulationLine>>,
    /// What Undo does ("Undo: create backup vault vault-weu"), or why it does nothing.
    pub undo: Signal<Result<String, String>>,
    /// The scenario's name, or which one is being prepared: "Scenario: First backup".
    pub scenario: Signal<String>,
    /// The personas to choose from.
    pub personas: Signal<Vec<Choice>>,
    /// The chosen persona.
    pub persona: Signal<String>,
}

/// What the bar's controls do.
#[derive(Clone, Copy)]
pub struct SimulationActions {
    /// Play or pause.
    pub toggle: Callback<()>,
    /// Takes the newly chosen speed.
    pub set_speed: Callback<String>,
    /// Takes the index of the step.
    pub step: Callback<usize>,
    /// Runs to the next event.
    pub next_event: Callback<()>,
    /// Opens what the clock runs until.
    pub run_until: Callback<()>,
    /// Steps back.
    pub undo: Callback<()>,
    /// Opens the moments that one can go back to.
    pub savepoints: Callback<()>,
    /// Opens the prepared worlds.
    pub scenarios: Callback<()>,
    /// What the line's controls do.
    pub line: LineActions,
    /// Takes the newly chosen persona.
    pub set_persona: Callback<String>,
    /// Explains what is simulated.
    pub about: Callback<()>,
}

/// Clock, pace, scenario and persona. Every value and action comes from outside.
#[component]
pub fn SimulationBar(
    /// What it shows.
    state: SimulationState,
    /// What its controls do.
    actions: SimulationActions,
) -> impl IntoView {
    let controls = ElementId::new();
    let open = RwSignal::new(false);
    let SimulationState { clock, running, .. } = state;
    view! {
        <aside class="pt-sim" aria-label="Simulation controls">
            <JumpLine line=state.line actions=actions.line/>
            <button type="button" class="pt-sim__badge" on:click=move |_| actions.about.run(())>"SIMULATION"</button>
            <ClockButton clock running busy=state.busy on_click=actions.run_until/>
            <PlayButton running on_toggle=actions.toggle/>
            <button
                type="button"
                class="pt-sim__button pt-sim__expand"
                aria-expanded=move || open.get().to_string()
                aria-controls=controls.to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <span class="pt-sim__expand-text">"Controls"</span>
                <Icon glyph=Glyph::ChevronUp size=12/>
            </button>
            <div id=controls.to_string() class="pt-sim__controls" class:pt-sim__controls--open=open>
                <PaceControls state=state.clone() actions/>
                <span class="pt-sim__gap"></span>
                <WorldControls state actions/>
            </div>
        </aside>
    }
}

/// Speed, steps, next event, and what the clock is doing.
#[component]
fn PaceControls(state: SimulationState, actions: SimulationActions) -> impl IntoView {
    let busy = state.busy;
    let step = move |(index, (text, name)): (usize, (&'static str, &'static str))| {
        view! {
            <button
                type="button"
                class="pt-sim__button"
                aria-label=format!("{text}: {name}")
                title=move || busy.get().unwrap_or_else(|| name.to_string())
                aria-disabled=move || busy.with(Option::is_some).then_some("true")
                on:click=move |_| if busy.with_untracked(Option::is_none) { actions.step.run(index) }
            >{text}</button>
        }
    };
    view! {
        <span class="pt-sim__select">
            <Select
                value=state.speed
                on_change=actions.set_speed
                choices=state.speeds
                aria_label="Speed".to_string()
            />
        </span>
        {state.steps.into_iter().enumerate().map(step).collect_view()}
        <NextButton next_event=state.next_event busy on_next_event=actions.next_event/>
    }
}

/// Going back, scenario and persona.
#[component]
fn WorldControls(state: SimulationState, actions: SimulationActions) -> impl IntoView {
    let scenario = state.scenario;
    view! {
        <UndoButton undo=state.undo on_undo=actions.undo/>
        <button
            type="button"
            class="pt-sim__button"
            aria-haspopup="dialog"
            title="Savepoints: moments you can go back to"
            on:click=move |_| actions.savepoints.run(())
        >
            <Icon glyph=Glyph::Restore size=12/>
            <span class="pt-sim__word">"Savepoints"</span>
        </button>
        <button
            type="button"
            class="pt-sim__button pt-sim__scenario"
            aria-haspopup="dialog"
            title="Scenarios: prepared worlds to start"
            on:click=move |_| actions.scenarios.run(())
        >{scenario}</button>
        <span class="pt-sim__select">
            <span aria-hidden="true">"Persona:"</span>
            <Select
                value=state.persona
                on_change=actions.set_persona
                choices=state.personas
                aria_label="Persona".to_string()
            />
        </span>
    }
}

/// Its name says what it undoes; the text is short.
#[component]
fn UndoButton(undo: Signal<Result<String, String>>, on_undo: Callback<()>) -> impl IntoView {
    let is_off = move || undo.with(Result::is_err);
    let said = move || undo.get().unwrap_or_else(|reason| reason);
    let name = move || match undo.get() {
        Ok(text) if text.starts_with("Undo") => text,
        Ok(text) => format!("Undo: {text}"),
        // The tooltip says why.
        Err(_) => "Undo".to_string(),
    };
    view! {
        <button
            type="button"
            class="pt-sim__button"
            aria-label=name
            title=said
            aria-disabled=move || is_off().then_some("true")
            on:click=move |_| if !untrack(is_off) { on_undo.run(()) }
        >
            <Icon glyph=Glyph::Undo size=12/>
            <span class="pt-sim__word">"Undo"</span>
        </button>
    }
}

#[component]
fn PlayButton(running: Signal<bool>, on_toggle: Callback<()>) -> impl IntoView {
    let glyph = move || if running.get() { Glyph::Pause } else { Glyph::Play };
    let text = move || if running.get() { "Pause" } else { "Play" };
    view! {
        <button type="button" class="pt-sim__button pt-sim__play" on:click=move |_| on_toggle.run(())>
            {move || view! { <Icon glyph=glyph() size=12/> }}
            <span>{text}</span>
            <span class="pt-visually-hidden">" the simulated clock"</span>
        </button>
    }
}

#[component]
fn NextButton(
    next_event: Signal<Option<String>>,
    busy: Signal<Option<String>>,
    on_next_event: Callback<()>,
) -> impl IntoView {
    let id = ElementId::new();
    let none = move || next_event.with(Option::is_none) || busy.with(Option::is_some);
    let text = move || match next_event.get() {
        Some(event) => format!("Next: {event}"),
        None => "Next event: none".to_string(),
    };
    view! {
        <button
            type="button"
            id=id.to_string()
            class="pt-sim__button pt-sim__next"
            aria-disabled=move || none().then_some("true")
            title=move || busy.get().unwrap_or_else(text)
            on:click=move |_| if !untrack(none) { on_next_event.run(()) }
        >
            <span class="pt-sim__next-text">{text}</span>
            <Icon glyph=Glyph::NextEvent size=12/>
        </button>
    }
}

/// The clock. It opens what it may run until.
#[component]
fn ClockButton(
    clock: Signal<String>,
    running: Signal<bool>,
    busy: Signal<Option<String>>,
    on_click: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="pt-sim__clock"
            class:pt-sim__clock--paused=move || !running.get()
            aria-haspopup="dialog"
            aria-disabled=move || busy.with(Option::is_some).then_some("true")
            title=move || busy.get().unwrap_or_else(|| "Run until a moment or an event".to_string())
            on:click=move |_| if busy.with_untracked(Option::is_none) { on_click.run(()) }
        >
            <span role="timer" aria-live="off">{move || clock.get()}</span>
            <span class="pt-visually-hidden">": run until…"</span>
        </button>
    }
}
