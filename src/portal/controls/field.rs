//! A form row: label, control, error text, and the wiring between them.

use leptos::{context::Provider, prelude::*};

use super::{
    balloon::InfoBalloon,
    element_id::ElementId,
    icon::{Glyph, Icon},
};

/// What a control inside a `Field` needs to know of it.
#[derive(Clone, Copy)]
pub struct FieldWiring {
    /// The control's id; the label points at it.
    pub id: ElementId,
    /// Whether the control shows as wrong.
    pub invalid: Signal<bool>,
    /// Ids of the error and hint texts that are shown.
    pub described_by: Signal<Option<String>>,
    /// Whether a value must be given.
    pub required: bool,
    /// The id of the label, where there is one.
    pub labelled: bool,
}

impl FieldWiring {
    /// The wiring of the `Field` around, or a lone one for a control that names itself.
    pub fn here() -> Self {
        use_context().unwrap_or_else(|| Self {
            id: ElementId::new(),
            invalid: Signal::stored(false),
            described_by: Signal::stored(None),
            required: false,
            labelled: false,
        })
    }

    /// The label's id, for groups that are named by it.
    pub fn label_id(self) -> Option<String> {
        self.labelled.then(|| self.id.part("label"))
    }
}

/// A labelled form row. Put one control inside; it finds its id, error and description by itself.
#[component]
pub fn Field(
    /// The visible label.
    #[prop(into)]
    label: Signal<String>,
    /// Shows the red star and sets `aria-required`.
    #[prop(optional)]
    required: bool,
    /// Text of the info balloon after the label.
    #[prop(optional, into)]
    balloon: Option<String>,
    /// A quiet line under the control.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What is wrong with the value, in a sentence.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Indented under the field before, with an L-shaped connector (resource group under subscription).
    #[prop(optional)]
    nested: bool,
    /// The control's id, so that an error summary can focus it.
    #[prop(optional)]
    id: Option<ElementId>,
    children: Children,
) -> impl IntoView {
    let id = id.unwrap_or_else(ElementId::new);
    let wrong = Memo::new(move |_| error.with(Option::is_some));
    let described_by = Signal::derive(move || {
        let parts = [(wrong.get(), "error"), (hint.with(Option::is_some), "hint")];
        let ids: Vec<String> = parts.into_iter().filter(|part| part.0).map(|part| id.part(part.1)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    });
    let wiring = FieldWiring { id, invalid: wrong.into(), described_by, required, labelled: true };
    view! {
        <div class="pt-field" class:pt-field--nested=nested class:pt-field--invalid=wrong>
            <div class="pt-field__label">
                <label id=id.part("label") for=id.to_string()>
                    {move || label.get()}
                    {required.then(|| view! { <span class="pt-field__star" aria-hidden="true">"*"</span> })}
                </label>
                {balloon.map(|text| view! { <InfoBalloon about=label text/> })}
            </div>
            <div class="pt-field__control">
                <Provider value=wiring>{children()}</Provider>
                {move || hint.get().map(|hint| view! { <p class="pt-field__hint" id=id.part("hint")>{hint}</p> })}
                <div aria-live="polite">
                    {move || error.get().map(|error| view! { <FieldError id=id.part("error") text=error/> })}
                </div>
            </div>
        </div>
    }
}

/// The red text under a control.
#[component]
pub fn FieldError(
    /// The id that the control's `aria-describedby` names.
    #[prop(into)]
    id: String,
    /// The sentence.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <p class="pt-field__error" id=id>
            <Icon glyph=Glyph::Error size=12/>
            <span>{text}</span>
        </p>
    }
}

/// A group of fields under a heading, with an optional sentence.
#[component]
pub fn FormSection(
    /// The heading.
    #[prop(into)]
    title: String,
    /// A sentence under it.
    #[prop(optional, into)]
    text: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="pt-form-section">
            <h2 class="pt-form-section__title">{title}</h2>
            {text.map(|text| view! { <p class="pt-form-section__text">{text}</p> })}
            {children()}
        </section>
    }
}
