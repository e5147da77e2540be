//! What stands where there is nothing to show.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// A grey glyph, a heading, a sentence, and what to do about it.
#[component]
pub fn EmptyState(
    /// The picture.
    glyph: Glyph,
    /// "No backup vaults to display".
    #[prop(into)]
    title: String,
    /// One sentence.
    #[prop(optional, into)]
    text: Option<String>,
    /// A button or links.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="pt-empty">
            <span class="pt-empty__glyph"><Icon glyph size=64/></span>
            <h2 class="pt-empty__title" tabindex="-1">{title}</h2>
            {text.map(|text| view! { <p class="pt-empty__text">{text}</p> })}
            {children.map(|children| view! { <div class="pt-empty__actions">{children()}</div> })}
        </div>
    }
}
