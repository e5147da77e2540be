//! A drop-down for one of several values: the browser's own `select`.

use leptos::prelude::*;

use super::{
    field::FieldWiring,
    icon::{Glyph, Icon},
    leaving::leave,
};

/// One value to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form gets.
    pub value: String,
    /// What a person reads.
    pub label: String,
    /// A second line where the control shows one (radio buttons, pickers).
    pub detail: Option<String>,
    /// Why it cannot be chosen now.
    pub disabled_reason: Option<String>,
}

impl Choice {
    /// A value with its label.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), detail: None, disabled_reason: None }
    }

    /// With a second line.
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Disabled while there is a reason.
    pub fn disabled_because(mut self, reason: Option<impl Into<String>>) -> Self {
        self.disabled_reason = reason.map(Into::into);
        self
    }
}

/// A native drop-down.
#[component]
pub fn Select(
    /// The chosen value; the empty text shows the placeholder.
    #[prop(into)]
    value: Signal<String>,
    /// Runs with the newly chosen value.
    #[prop(into)]
    on_change: Callback<String>,
    /// The values to choose from.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// Shown while nothing is chosen.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// The accessible name, outside a `Field`.
    #[prop(optional, into)]
    aria_label: Option<String>,
    /// Greys the field out.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Runs when the field loses the focus.
    #[prop(optional, into)]
    on_blur: Option<Callback<()>>,
) -> impl IntoView {
    let wiring = FieldWiring::here();
    let options = move || {
        let chosen = value.get();
        let option = |choice: Choice| {
            let label = match &choice.disabled_reason {
                Some(reason) => format!("{} ({reason})", choice.label),
                None => choice.label.clone(),
            };
            let (selected, disabled) = (choice.value == chosen, choice.disabled_reason.is_some());
            view! { <option value=choice.value prop:selected=selected disabled=disabled>{label}</option> }
        };
        choices.get().into_iter().map(option).collect_view()
    };
    view! {
        <span class="pt-select">
            <select
                id=wiring.id.to_string()
                class="pt-input pt-input--select"
                prop:value=value
                aria-label=aria_label
                aria-required=wiring.required.then_some("true")
                aria-invalid=move || wiring.invalid.get().then_some("true")
                aria-describedby=wiring.described_by
                disabled=disabled
                on:change=move |event| on_change.run(event_target_value(&event))
                on:blur=move |_| leave(on_blur)
            >
                {placeholder.map(|text| view! {
                    <option value="" disabled=true prop:selected=move || value.with(String::is_empty)>{text}</option>
                })}
                {options}
            </select>
            <Icon glyph=Glyph::ChevronDown size=12/>
        </span>
    }
}
