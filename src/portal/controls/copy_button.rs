//! A button that copies a value and says so.

use std::time::Duration;

use leptos::prelude::*;

use super::{
    icon::{Glyph, Icon},
    live_region::announce,
};

/// How long the tick shows, in milliseconds.
const TICK_MS: u64 = 2000;

/// Copies `value` to the clipboard; the glyph turns into a tick for two seconds.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    value: Signal<String>,
    /// The accessible name ("Copy Subscription ID").
    #[prop(default = "Copy".into(), into)]
    label: Signal<String>,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let promise = window().navigator().clipboard().write_text(&value.get_untracked());
        leptos::task::spawn_local(async move {
            if wasm_bindgen_futures::JsFuture::from(promise).await.is_err() {
                announce("Copying failed: the browser refused.");
                return;
            }
            announce("Copied");
            let _ = copied.try_set(true);
            let untick = move || {
                let _ = copied.try_set(false);
            };
            set_timeout(untick, Duration::from_millis(TICK_MS));
        });
    };
    let glyph = move || if copied.get() { Glyph::Check } else { Glyph::Copy };
    view! {
        <button
            type="button"
            class="pt-icon-button pt-copy-button"
            aria-label=move || label.get()
            title=move || label.get()
            on:click=copy
        >
            {move || view! { <Icon glyph=glyph() size=14/> }}
        </button>
    }
}
