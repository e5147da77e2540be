//! A permanent line across the page: nothing is kept, the build changed, read-only.

use leptos::prelude::*;

use crate::portal::controls::{Tone, ToneIcon};

/// A line above the portal that cannot be closed; `children` is the text with its links or buttons.
#[component]
pub fn Banner(
    /// Colour and glyph.
    #[prop(optional)]
    tone: Tone,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("pt-banner pt-message-bar--{}", tone.name()) role="status">
            <ToneIcon tone/>
            <div class="pt-message-bar__text">{children()}</div>
        </div>
    }
}
