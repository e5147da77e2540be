//! The ⓘ after a label: a toggle-tip with a sentence or two.

use std::time::Duration;

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    callout::{hide, on_leave, place_beside},
    element_id::ElementId,
    icon::{Glyph, Icon},
};

/// Hover rests this long before the balloon opens, in milliseconds.
const HOVER_DELAY_MS: u64 = 300;

/// A small button that explains a term; opens on hover, focus and click, Escape closes it.
#[component]
pub fn InfoBalloon(
    /// The term, for the button's name "More about …".
    #[prop(into)]
    about: Signal<String>,
    /// The explanation.
    #[prop(into)]
    text: String,
    /// Where more is to be read: label and address, opened in a new tab.
    #[prop(optional)]
    learn_more: Option<(&'static str, &'static str)>,
) -> impl IntoView {
    let id = ElementId::new();
    let bubble = NodeRef::<html::Span>::new();
    let open = RwSignal::new(false);
    // Reaches outside: puts the balloon in the top layer or takes it away.
    Effect::new(move |_| {
        let Some(bubble) = bubble.get() else { return };
        match (open.get(), id.element()) {
            (true, Some(anchor)) => place_beside(&bubble, &anchor),
            _ => hide(&bubble),
        }
    });
    let parts = move || {
        let bubble = bubble.get_untracked().map(|bubble| bubble.unchecked_into::<HtmlElement>());
        bubble.into_iter().chain(id.element()).collect()
    };
    on_leave(parts, move || open.set(false));
    let hovered = RwSignal::new(false);
    let rest = move |inside: bool| {
        hovered.set(inside);
        let follow = move || {
            if hovered.try_get_untracked() == Some(inside) {
                open.set(inside);
            }
        };
        set_timeout(follow, Duration::from_millis(HOVER_DELAY_MS));
    };
    view! {
        <span class="pt-balloon-host" on:pointerenter=move |_| rest(true) on:pointerleave=move |_| rest(false)>
            <button
                type="button"
                id=id.to_string()
                class="pt-balloon-button"
                aria-label=move || format!("More about {}", about.get())
                aria-expanded=move || open.get().to_string()
                aria-describedby=id.part("text")
                on:click=move |_| open.update(|open| *open = !*open)
                on:keydown=move |event| if event.key() == "Escape" && open.get_untracked() {
                    event.stop_propagation();
                    event.prevent_default();
                    open.set(false);
                }
            >
                <Icon glyph=Glyph::Information size=14/>
            </button>
            <span node_ref=bubble id=id.part("text") class="pt-balloon" popover="manual">
                {text}
                {learn_more.map(|(label, href)| view! {
                    " "
                    <super::link::ExternalLink href=href>{label}</super::link::ExternalLink>
                })}
            </span>
        </span>
    }
}
