//! One-line text, numbers and longer text.

use leptos::prelude::*;

use super::{field::FieldWiring, leaving::leave, spinner::Spinner};

/// A one-line text field.
#[component]
pub fn TextBox(
    /// The text.
    #[prop(into)]
    value: Signal<String>,
    /// Runs at every change with the new text.
    #[prop(into)]
    on_change: Callback<String>,
    /// Runs when the field loses the focus: the moment to validate.
    #[prop(optional, into)]
    on_blur: Option<Callback<()>>,
    /// Grey text while empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// The accessible name, outside a `Field`.
    #[prop(optional, into)]
    aria_label: Option<String>,
    /// Greys the field out.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Shows the text but lets nobody change it.
    #[prop(optional, into)]
    readonly: Signal<bool>,
    /// Shows a small spinner: a check is under way.
    #[prop(optional, into)]
    checking: Signal<bool>,
    /// Edited and not yet saved: the violet edge.
    #[prop(optional, into)]
    dirty: Signal<bool>,
    /// Most characters that can be typed.
    #[prop(optional, into)]
    max_length: Option<u32>,
    /// Takes the focus when the pane or dialog around it opens.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let wiring = FieldWiring::here();
    view! {
        <span class="pt-input-host">
            <input
                type="text"
                id=wiring.id.to_string()
                class="pt-input"
                class:pt-input--dirty=dirty
                prop:value=value
                placeholder=placeholder
                aria-label=aria_label
                aria-required=wiring.required.then_some("true")
                aria-invalid=move || wiring.invalid.get().then_some("true")
                aria-describedby=wiring.described_by
                disabled=disabled
                readonly=readonly
                maxlength=max_length
                autocomplete="off"
                spellcheck="false"
                data-autofocus=autofocus.then_some("")
                on:input=move |event| on_change.run(event_target_value(&event))
                on:blur=move |_| leave(on_blur)
            />
            {move || checking.get().then(|| view! { <span class="pt-input__check"><Spinner/></span> })}
        </span>
    }
}

/// A number field. The text is passed as typed: parsing and limits are the form's business.
#[component]
pub fn NumberBox(
    /// The text of the number.
    #[prop(into)]
    value: Signal<String>,
    /// Runs at every change with the new text.
    #[prop(into)]
    on_change: Callback<String>,
    /// Runs when the field loses the focus.
    #[prop(optional, into)]
    on_blur: Option<Callback<()>>,
    /// The least number, for the arrows.
    #[prop(optional, into)]
    min: Option<i64>,
    /// The greatest number, for the arrows.
    #[prop(optional, into)]
    max: Option<i64>,
    /// What is counted, shown after the field ("days").
    #[prop(optional, into)]
    unit: Option<String>,
    /// The accessible name, outside a `Field`.
    #[prop(optional, into)]
    aria_label: Option<String>,
    /// Greys the field out.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let wiring = FieldWiring::here();
    view! {
        <span class="pt-input-host">
            <input
                type="number"
                id=wiring.id.to_string()
                class="pt-input pt-input--number"
                prop:value=value
                min=min
                max=max
                step="1"
                aria-label=aria_label
                aria-required=wiring.required.then_some("true")
                aria-invalid=move || wiring.invalid.get().then_some("true")
                aria-describedby=wiring.described_by
                disabled=disabled
                on:input=move |event| on_change.run(event_target_value(&event))
                on:blur=move |_| leave(on_blur)
            />
            {unit.map(|unit| view! { <span class="pt-input__unit">{unit}</span> })}
        </span>
    }
}

/// A field for several lines of text.
#[component]
pub fn TextArea(
    /// The text.
    #[prop(into)]
    value: Signal<String>,
    /// Runs at every change with the new text.
    #[prop(into)]
    on_change: Callback<String>,
    /// Lines shown.
    #[prop(default = 4)]
    rows: u32,
    /// Grey text while empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// The accessible name, outside a `Field`.
    #[prop(optional, into)]
    aria_label: Option<String>,
    /// Greys the field out.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let wiring = FieldWiring::here();
    view! {
        <textarea
            id=wiring.id.to_string()
            class="pt-input pt-input--area"
            rows=rows
            prop:value=value
            placeholder=placeholder
            aria-label=aria_label
            aria-required=wiring.required.then_some("true")
            aria-invalid=move || wiring.invalid.get().then_some("true")
            aria-describedby=wiring.described_by
            disabled=disabled
            on:input=move |event| on_change.run(event_target_value(&event))
        ></textarea>
    }
}
