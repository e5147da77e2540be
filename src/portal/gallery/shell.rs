//! Parts of the shell that are not around the gallery already.

use leptos::prelude::*;

use super::Sample;
use crate::portal::{
    controls::{Button, Glyph, Tone},
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
