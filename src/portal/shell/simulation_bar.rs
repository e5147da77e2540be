//! The bar at the bottom: everything that has no counterpart in Azure.

use leptos::prelude::*;

use crate::portal::controls::{Align, Choice, ElementId, Glyph, Icon, MenuButton, MenuItem, Select};

/// The event that the Next button runs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextEvent {
    /// "scheduled backup disk-data01, 22:00 UTC (in 3 h 12 min)".
    pub label: String,
}

/// Clock, pace, scenario and persona. Every value and action comes from outside.
#[component]
pub fn SimulationBar(
    /// The simulated date and time with its zone.
    #[prop(into)]
    clock: Signal<String>,
    /// Whether the clock runs.
    #[prop(into)]
    running: Signal<bool>,
    /// Runs on play and on pause.
    #[prop(into)]
    on_toggle: Callback<()>,
    /// The speeds to choose from.
    #[prop(into)]
    speeds: Signal<Vec<Choice>>,
    /// The chosen speed.
    #[prop(into)]
    speed: Signal<String>,
    /// Runs with the newly chosen speed.
    #[prop(into)]
    on_speed: Callback<String>,
    /// The step buttons: text and name ("+1 h", "Advance 1 hour").
    steps: Vec<(&'static str, &'static str)>,
    /// Runs with the index of the step.
    #[prop(into)]
    on_step: Callback<usize>,
    /// The next event of consequence, if any.
    #[prop(into)]
    next_event: Signal<Option<NextEvent>>,
    /// Runs on Next event.
    #[prop(into)]
    on_next_event: Callback<()>,
    /// A jump is under way: what to say, and the way to stop it.
    #[prop(optional, into)]
    jumping: Signal<Option<String>>,
    /// Runs on Cancel of a jump.
    #[prop(optional, into)]
    on_cancel_jump: Option<Callback<()>>,
    /// What happened during the last long jump.
    #[prop(optional, into)]
    summary: Signal<Option<String>>,
    /// The scenario's name.
    #[prop(into)]
    scenario: Signal<String>,
    /// The lines of the scenario menu ("Reset", "Empty subscription", …).
    #[prop(into)]
    scenario_items: Signal<Vec<MenuItem>>,
    /// The personas to choose from.
    #[prop(into)]
    personas: Signal<Vec<Choice>>,
    /// The chosen persona.
    #[prop(into)]
    persona: Signal<String>,
    /// Runs with the newly chosen persona.
    #[prop(into)]
    on_persona: Callback<String>,
    /// Runs on the SIMULATION badge: explains what is simulated.
    #[prop(into)]
    on_about: Callback<()>,
) -> impl IntoView {
    let controls = ElementId::new();
    let open = RwSignal::new(false);
    let steps = steps
        .into_iter()
        .enumerate()
        .map(|(index, (text, name))| {
            view! {
                <button
                    type="button"
                    class="pt-sim__button"
                    aria-label=format!("{text}: {name}")
                    title=name
                    on:click=move |_| on_step.run(index)
                >{text}</button>
            }
        })
        .collect_view();
    view! {
        <aside class="pt-sim" aria-label="Simulation controls">
            <button type="button" class="pt-sim__badge" on:click=move |_| on_about.run(())>"SIMULATION"</button>
            <span
                class="pt-sim__clock"
                class:pt-sim__clock--paused=move || !running.get()
                role="timer"
                aria-live="off"
            >{move || clock.get()}</span>
            <PlayButton running on_toggle/>
            <button
                type="button"
                class="pt-sim__button pt-sim__expand"
                aria-expanded=move || open.get().to_string()
                aria-controls=controls.to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                "Controls"
                <Icon glyph=Glyph::ChevronUp size=12/>
            </button>
            <div id=controls.to_string() class="pt-sim__controls" class:pt-sim__controls--open=open>
                <span class="pt-sim__select">
                    <Select value=speed on_change=on_speed choices=speeds aria_label="Speed".to_string()/>
                </span>
                {steps}
                <NextButton next_event on_next_event/>
                <JumpLine jumping on_cancel_jump summary/>
                <span class="pt-sim__gap"></span>
                <MenuButton label=move || format!("Scenario: {}", scenario.get()) items=scenario_items
                    class="pt-sim__button" align=Align::End/>
                <span class="pt-sim__select">
                    <span aria-hidden="true">"Persona:"</span>
                    <Select value=persona on_change=on_persona choices=personas aria_label="Persona".to_string()/>
                </span>
            </div>
        </aside>
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
fn NextButton(next_event: Signal<Option<NextEvent>>, on_next_event: Callback<()>) -> impl IntoView {
    let id = ElementId::new();
    let none = move || next_event.with(Option::is_none);
    let text = move || match next_event.get() {
        Some(event) => format!("Next: {}", event.label),
        None => "Next event: none".to_string(),
    };
    view! {
        <button
            type="button"
            id=id.to_string()
            class="pt-sim__button pt-sim__next"
            aria-disabled=move || none().then_some("true")
            title=text
            on:click=move |_| if next_event.with_untracked(Option::is_some) { on_next_event.run(()) }
        >
            <span class="pt-sim__next-text">{text}</span>
            <Icon glyph=Glyph::NextEvent size=12/>
        </button>
    }
}

/// What the clock is doing, or what it did.
#[component]
fn JumpLine(
    jumping: Signal<Option<String>>,
    on_cancel_jump: Option<Callback<()>>,
    summary: Signal<Option<String>>,
) -> impl IntoView {
    let line = move || {
        match (jumping.get(), summary.get()) {
        (Some(text), _) => view! {
            <span>{text}</span>
            {on_cancel_jump.map(|cancel| view! {
                <button type="button" class="pt-sim__button" on:click=move |_| cancel.run(())>"Cancel"</button>
            })}
        }
        .into_any(),
        (None, Some(text)) => view! { <span>{text}</span> }.into_any(),
        (None, None) => ().into_any(),
    }
    };
    view! { <span class="pt-sim__line" role="status">{line}</span> }
}
