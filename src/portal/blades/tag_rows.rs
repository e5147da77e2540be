//! Rows of tag names and values for forms that keep plain tags.

use crate::{
    engine::resources::Tags,
    portal::{
        blades::tags::{form::TagsForm, view::TagsEditor},
        controls::{ElementId, FieldError},
    },
};
use leptos::prelude::*;

/// Edits tags as rows; a row without a name is not a tag yet.
#[component]
pub fn TagRows(tags: RwSignal<Tags>, #[prop(into)] error: Signal<Option<String>>) -> impl IntoView {
    let form = RwSignal::new(TagsForm::of(&tags.get_untracked()));
    let id = ElementId::new();
    view! {
        <p class="pt-text">"Tags are name and value pairs that help you to sort resources and costs."</p>
        <TagsEditor form for_storage=false on_change=move |()| tags.set(form.with_untracked(TagsForm::named))/>
        {move || error.get().map(|text| view! { <FieldError id=id.part("error") text/> })}
    }
}
