//! Grey placeholders that keep the room of content which is still loading.

use leptos::prelude::*;

/// Lines of grey; hidden from assistive technology.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 3)]
    lines: usize,
) -> impl IntoView {
    view! {
        <div class="pt-skeleton" aria-hidden="true">
            {(0..lines).map(|_| view! { <span class="pt-skeleton__line"></span> }).collect_view()}
        </div>
    }
}
