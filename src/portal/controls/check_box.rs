//! Check boxes and radio buttons.

use leptos::{html, prelude::*};

use super::{element_id::ElementId, field::FieldWiring, select::Choice};

/// A check box with its text.
#[component]
pub fn CheckBox(
    /// Whether it is ticked.
    #[prop(into)]
    checked: Signal<bool>,
    /// Runs with the new state.
    #[prop(into)]
    on_change: Callback<bool>,
    /// The visible text; empty together with `aria_label` for a bare box.
    #[prop(optional, into)]
    label: Signal<String>,
    /// The accessible name of a bare box.
    #[prop(optional, into)]
    aria_label: Signal<Option<String>>,
    /// Some but not all below it are ticked.
    #[prop(optional, into)]
    mixed: Signal<bool>,
    /// Greys it out.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let wiring = FieldWiring::here();
    let input = NodeRef::<html::Input>::new();
    // Reaches outside: "indeterminate" exists only as a property of the element.
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            input.set_indeterminate(mixed.get());
        }
    });
    view! {
        <label class="pt-check">
            <input
                node_ref=input
                type="checkbox"
                id=wiring.id.to_string()
                class="pt-check__box"
                prop:checked=checked
                disabled=disabled
                aria-label=aria_label
                aria-invalid=move || wiring.invalid.get().then_some("true")
                aria-describedby=wiring.described_by
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
            {move || (!label.with(String::is_empty)).then(|| view! { <span>{label.get()}</span> })}
        </label>
    }
}

/// Radio buttons, one below the other; the name comes from the `Field` around, or `aria_label`.
#[component]
pub fn RadioGroup(
    /// The chosen value.
    #[prop(into)]
    value: Signal<String>,
    /// Runs with the newly chosen value.
    #[prop(into)]
    on_change: Callback<String>,
    /// The values to choose from.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// The accessible name, outside a `Field`.
    #[prop(optional, into)]
    aria_label: Option<String>,
    /// Side by side instead of below each other.
    #[prop(optional)]
    horizontal: bool,
    /// Greys the group out.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let wiring = FieldWiring::here();
    let name = ElementId::new();
    let button = move |choice: Choice| view! { <RadioButton choice name value on_change disabled/> };
    view! {
        <div
            id=wiring.id.to_string()
            class="pt-radio-group"
            class:pt-radio-group--horizontal=horizontal
            role="radiogroup"
            tabindex="-1"
            aria-label=aria_label
            aria-labelledby=wiring.label_id()
            aria-required=wiring.required.then_some("true")
            aria-invalid=move || wiring.invalid.get().then_some("true")
            aria-describedby=wiring.described_by
        >
            {move || choices.get().into_iter().map(button).collect_view()}
        </div>
    }
}

#[component]
fn RadioButton(
    choice: Choice,
    name: ElementId,
    value: Signal<String>,
    on_change: Callback<String>,
    disabled: Signal<bool>,
) -> impl IntoView {
    let id = ElementId::new();
    let note = choice.disabled_reason.clone().or(choice.detail);
    let blocked = choice.disabled_reason.is_some();
    let (own, chosen) = (choice.value.clone(), choice.value.clone());
    view! {
        <label class="pt-radio">
            <input
                type="radio"
                class="pt-radio__dot"
                name=name.to_string()
                value=choice.value
                prop:checked=move || value.with(|value| *value == own)
                disabled=move || blocked || disabled.get()
                aria-describedby=note.is_some().then(|| id.to_string())
                on:change=move |_| on_change.run(chosen.clone())
            />
            <span class="pt-radio__text">
                <span>{choice.label}</span>
                {note.map(|note| view! { <span class="pt-radio__detail" id=id.to_string()>{note}</span> })}
            </span>
        </label>
    }
}
