//! How far something of the simulator has come: a bar, and what it says.

use leptos::prelude::*;

/// A bar with its text beside it; the percentage is unknown until it was told.
#[component]
pub fn SimulationProgress(
    /// What is under way.
    label: &'static str,
    #[prop(into)] percent: Signal<Option<u8>>,
    #[prop(into)] text: Signal<String>,
) -> impl IntoView {
    view! {
        <span
            class="pt-sim__progress"
            role="progressbar"
            aria-label=label
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || percent.get().map(|percent| percent.to_string())
            aria-valuetext=text
        >
            <span
                class="pt-sim__progress-fill"
                style:inline-size=move || format!("{}%", percent.get().unwrap_or(0))
            ></span>
        </span>
        <span class="pt-sim__text" aria-hidden="true">{text}</span>
    }
}
