//! A date or a time of day, with the browser's own picker.

use leptos::prelude::*;

use super::field::FieldWiring;

/// What is picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateKind {
    /// `2026-09-22`.
    Date,
    /// `20:00`.
    Time,
}

/// A date or time field inside a `Field`. The text is passed as the browser has it: limits are the form's business, and
/// `min` and `max` only what its picker offers.
#[component]
pub fn DateBox(
    kind: DateKind,
    /// The text, empty while it is unfinished.
    #[prop(into)]
    value: Signal<String>,
    /// Runs at every change with the new text.
    #[prop(into)]
    on_change: Callback<String>,
    /// The first and last dates to offer.
    #[prop(optional, into)]
    min: Signal<Option<String>>,
    #[prop(optional, into)] max: Signal<Option<String>>,
    /// Takes the focus when the pane or dialog around it opens.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let wiring = FieldWiring::here();
    let input_type = match kind {
        DateKind::Date => "date",
        DateKind::Time => "time",
    };
    view! {
        <input
            type=input_type
            id=wiring.id.to_string()
            class="pt-input"
            prop:value=value
            min=min
            max=max
            aria-required=wiring.required.then_some("true")
            aria-invalid=move || wiring.invalid.get().then_some("true")
            aria-describedby=wiring.described_by
            data-autofocus=autofocus.then_some("")
            on:input=move |event| on_change.run(event_target_value(&event))
        />
    }
}
