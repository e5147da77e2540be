//! The box that filters by any searched column.

use super::shown::Shown;
use crate::portal::controls::{live_region::announce, search_box::SearchBox};
use leptos::prelude::*;
use std::time::Duration;

/// How long the filter waits for the next keystroke.
const FILTER_DELAY: Duration = Duration::from_millis(150);

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
    let search = move |text: String| {
        asked.search(text);
        waits.set(true);
    };
    view! {
        <SearchBox
            typed=asked.typed
            on_settled=search
            delay=FILTER_DELAY
            placeholder="Filter for any field…"
            label="Filter for any field"
        />
    }
}
