//! How far something has come.

use leptos::prelude::*;

/// A bar with a value, or a moving one where nobody knows.
#[component]
pub fn ProgressBar(
    /// What is under way, for the bar's name.
    #[prop(into)]
    label: Signal<String>,
    /// Percent done; `None` while unknown.
    #[prop(into)]
    percent: Signal<Option<u8>>,
    /// Shows the label and the percentage above the bar.
    #[prop(optional)]
    labelled: bool,
) -> impl IntoView {
    let value = move || percent.get().map(|percent| percent.min(100));
    view! {
        <div class="pt-progress">
            {labelled.then(|| view! {
                <div class="pt-progress__label" aria-hidden="true">
                    <span>{move || label.get()}</span>
                    <span>{move || value().map(|value| format!("{value} %"))}</span>
                </div>
            })}
            <div
                class="pt-progress__track"
                role="progressbar"
                aria-label=move || label.get()
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=move || value().map(|value| value.to_string())
            >
                <div
                    class="pt-progress__fill"
                    class:pt-progress__fill--moving=move || value().is_none()
                    style:inline-size=move || value().map(|value| format!("{value}%"))
                ></div>
            </div>
        </div>
    }
}
