//! The page's one polite live region.

use leptos::prelude::*;

use super::element_id::element_by_id;

const REGION: &str = "pt-live-region";

/// The region that `announce` speaks through. Put one into the shell.
#[component]
pub fn LiveRegion() -> impl IntoView {
    view! { <div id=REGION class="pt-visually-hidden" role="status" aria-live="polite"></div> }
}

/// Says `text` through the page's live region, without moving the focus.
pub fn announce(text: &str) {
    if let Some(region) = element_by_id(REGION) {
        // The same words twice in a row are only spoken again if the node changes.
        let repeated = region.text_content().as_deref() == Some(text);
        region.set_text_content(Some(&if repeated { format!("{text}\u{a0}") } else { text.to_string() }));
    }
}
