//! The page's layout: skip links, top bar, portal, simulation bar.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::portal::controls::LiveRegion;

/// Where the skip links lead: text and selectors, the first that matches wins.
const SKIPS: [(&str, &[&str]); 4] = [
    ("Skip to content", &["main h1", "main"]),
    ("Skip to command bar", &["main [role=toolbar] [tabindex='0']", "main [role=toolbar] button"]),
    ("Skip to resource menu", &["#pt-resource-menu [aria-current]", "#pt-resource-menu a"]),
    ("Skip to simulation controls", &[".pt-sim button"]),
];

/// Lays out the page; every part comes from outside.
#[component]
pub fn Frame(
    /// The top bar.
    #[prop(into)]
    top_bar: ViewFn,
    /// Permanent lines under the top bar.
    #[prop(optional, into)]
    banners: ViewFn,
    /// The simulation bar.
    #[prop(into)]
    simulation_bar: ViewFn,
    /// Portal menu, panes, toasts, crash sheet: what lies above the page.
    #[prop(optional, into)]
    overlays: ViewFn,
    /// The blade.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="pt-frame">
            <div class="pt-skip-links" role="navigation" aria-label="Skip links">
                {SKIPS
                    .into_iter()
                    .map(|(text, selectors)| view! {
                        <button type="button" class="pt-skip-link" on:click=move |_| focus_any(selectors)>{text}</button>
                    })
                    .collect_view()}
            </div>
            {top_bar.run()}
            <div class="pt-frame__banners">{banners.run()}</div>
            <main class="pt-frame__main" id="pt-main" tabindex="-1" aria-labelledby="pt-blade-title">{children()}</main>
            {simulation_bar.run()}
            {overlays.run()}
            <LiveRegion/>
        </div>
    }
}

fn focus_any(selectors: &[&str]) {
    let found = selectors.iter().find_map(|selector| document().query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
