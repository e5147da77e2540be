//! Parts of the shell that are not around the gallery already.

use leptos::prelude::*;

use super::Sample;
use crate::portal::{
    controls::{Button, Choice, Glyph, MenuItem, Tone},
    shell::*,
};

fn groups() -> Vec<ResourceMenuGroup> {
    let page = |glyph, label: &str| ResourceMenuItem::new(glyph, label, format!("#gallery/{label}"));
    vec![
        ResourceMenuGroup::top(vec![
            page(Glyph::Overview, "Overview"),
            page(Glyph::ActivityLog, "Activity log"),
            page(Glyph::Iam, "Access control (IAM)"),
            page(Glyph::Tag, "Tags"),
        ]),
        ResourceMenuGroup::new(
            "Settings",
            vec![page(Glyph::Identity, "Identity"), page(Glyph::Lock, "Locks")],
        ),
        ResourceMenuGroup::new(
            "Manage",
            vec![page(Glyph::Instance, "Backup instances"), page(Glyph::Policy, "Backup policies")],
        ),
    ]
}

#[component]
pub(super) fn ShellSamples() -> impl IntoView {
    let crashed = RwSignal::new(false);
    view! {
        <Sample title="Resource menu">
            <ResourceMenu resource="vault-weu-prod" groups=Signal::stored(groups()) current="#gallery/Overview"/>
        </Sample>
        <Sample title="Banner">
            <Banner tone=Tone::Warning>"This browser keeps nothing: everything is gone when the tab closes."</Banner>
        </Sample>
        <Sample title="Simulation bar"><SampleBar/></Sample>
        <Sample title="Crash sheet">
            <div><Button on_click=move |_| crashed.set(true)>"Show the crash sheet"</Button></div>
            <Show when=move || crashed.get()>
                <CrashSheet
                    title="The simulator has stopped"
                    text="The engine met a state that should not exist. Everything you did up to that moment is saved. Reload \
                          to go on, or export your world to a file first."
                    details="panicked at src/engine/policy/schedule.rs:88: no firing after the last one"
                    on_reload=move |_| crashed.set(false)
                    on_export=|_| ()
                />
            </Show>
        </Sample>
    }
}

#[component]
fn SampleBar() -> impl IntoView {
    let running = RwSignal::new(false);
    let speed = RwSignal::new("60".to_string());
    let persona = RwSignal::new("owner".to_string());
    let nothing = Callback::new(|()| ());
    let state = SimulationState {
        clock: Signal::stored("Mon 14 Sep 2026 10:40:12 UTC".to_string()),
        running: running.into(),
        speeds: Signal::stored(vec![Choice::new("1", "1×"), Choice::new("60", "60×")]),
        speed: speed.into(),
        steps: vec![("+1 h", "Advance 1 hour"), ("+1 day", "Advance 1 day")],
        next_event: Signal::stored(Some("role effective on lakeweu02 (in 19 min)".to_string())),
        jumping: Signal::stored(None),
        summary: Signal::stored(None),
        scenario: Signal::stored("Running estate".to_string()),
        scenario_items: Signal::stored(vec![
            MenuItem::run("Reset", || ()),
            MenuItem::run("Empty subscription", || ()),
        ]),
        personas: Signal::stored(vec![Choice::new("owner", "Owner"), Choice::new("reader", "Reader")]),
        persona: persona.into(),
    };
    let actions = SimulationActions {
        toggle: Callback::new(move |()| running.update(|running| *running = !*running)),
        set_speed: Callback::new(move |value| speed.set(value)),
        step: Callback::new(|_| ()),
        next_event: nothing,
        cancel_jump: nothing,
        set_persona: Callback::new(move |value| persona.set(value)),
        about: nothing,
    };
    view! { <SimulationBar state actions/> }
}
