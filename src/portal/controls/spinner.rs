//! A turning ring for something short that is under way.

use leptos::prelude::*;

/// A ring that turns (and stands still under reduced motion); give it a text where none is beside it.
#[component]
pub fn Spinner(
    /// Text beside the ring.
    #[prop(optional, into)]
    label: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <span class="pt-spinner">
            <span class="pt-spinner__ring" aria-hidden="true"></span>
            {move || label.get().map(|label| view! { <span class="pt-spinner__text">{label}</span> })}
        </span>
    }
}
