//! A box that searches once one has stopped typing for a moment.

use std::time::Duration;

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

#[component]
pub fn SearchBox(
    /// What stands in it.
    typed: RwSignal<String>,
    /// Runs with what was typed.
    #[prop(into)]
    on_settled: Callback<String>,
    /// How long it waits for the next keystroke.
    delay: Duration,
    placeholder: &'static str,
    /// Its name.
    label: &'static str,
    /// A class of its own.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let type_text = move |text: String| {
        typed.set(text.clone());
        let settle = move || {
            // Neither where more was typed meanwhile, nor where the box is gone.
            if typed.try_with_untracked(|typed| *typed == text) == Some(true) {
                on_settled.run(text.clone());
            }
        };
        set_timeout(settle, delay);
    };
    view! {
        <span class="pt-search-box">
            <Icon glyph=Glyph::Search size=14/>
            <input
                type="search"
                class=format!("pt-search-box__input {class}")
                placeholder=placeholder
                aria-label=label
                prop:value=typed
                on:input=move |event| type_text(event_target_value(&event))
            />
        </span>
    }
}
