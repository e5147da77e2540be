//! The box that filters by any searched column.

use super::shown::Shown;
use crate::portal::controls::{
    icon::{Glyph, Icon},
    live_region::announce,
};
use leptos::prelude::*;
use std::time::Duration;

/// How long the filter waits for the next keystroke, in milliseconds.
const FILTER_DELAY_MS: u64 = 150;

#[component]
pub(super) fn TextFilter(shown: Shown) -> impl IntoView {
    let asked = shown.asked;
    // Whether somebody waits to hear how many rows there are of what was typed.
    let waits = RwSignal::new(false);
    // Reaches outside: says it once the rows are those of the text.
    Effect::new(move || {
        if waits.get()
            && let Some(count) = shown.settled_count()
        {
            waits.set(false);
            announce(&format!("{count} results"));
        }
    });
    let type_text = move |text: String| {
        asked.typed.set(text.clone());
        let settle = move || {
            if asked.typed.try_with_untracked(|typed| *typed == text) == Some(true) {
                asked.search(text.clone());
                waits.set(true);
            }
        };
        set_timeout(settle, Duration::from_millis(FILTER_DELAY_MS));
    };
    view! {
        <span class="pt-search-box">
            <Icon glyph=Glyph::Search size=14/>
            <input
                type="search"
                class="pt-search-box__input"
                placeholder="Filter for any field…"
                aria-label="Filter for any field"
                prop:value=asked.typed
                on:input=move |event| type_text(event_target_value(&event))
            />
        </span>
    }
}
