//! Tooltips in the top layer: the name of an icon, or the reason why something is disabled.

use leptos::{ev, html, prelude::*};

use super::{
    callout::{hide, place_beside},
    element_id::ElementId,
};

/// The reason why the element `anchor` is disabled: its description, shown on hover and focus.
#[component]
pub fn DisabledReason(
    /// The element that is disabled; it points here by `aria-describedby` (part `reason`).
    anchor: ElementId,
    /// The reason, if it is disabled.
    reason: Signal<Option<String>>,
) -> impl IntoView {
    let present = Memo::new(move |_| reason.with(Option::is_some));
    move || {
        present.get().then(|| {
            view! { <Tooltip anchor id=anchor.part("reason") text=move || reason.get().unwrap_or_default()/> }
        })
    }
}

/// A bubble beside the element `anchor`, shown while that is hovered or focused; Escape hides it.
#[component]
pub fn Tooltip(
    /// The element it belongs to.
    anchor: ElementId,
    /// Its own id, for `aria-describedby`.
    #[prop(into)]
    id: String,
    /// What it says.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let bubble = NodeRef::<html::Span>::new();
    let show = move || {
        if let (Some(bubble), Some(anchor)) = (bubble.get_untracked(), anchor.element()) {
            place_beside(&bubble, &anchor);
        }
    };
    let conceal = move || {
        if let Some(bubble) = bubble.get_untracked() {
            hide(&bubble);
        }
    };
    // The anchor is another component's element: its pointer and focus events are heard on the window.
    let on_anchor = move |event: &web_sys::Event| {
        let target =
            event.target().and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::Node>(target).ok());
        anchor.element().is_some_and(|anchor| anchor.contains(target.as_ref()))
            || bubble.get_untracked().is_some_and(|bubble| bubble.contains(target.as_ref()))
    };
    let hover = window_event_listener(
        ev::pointerover,
        move |event| {
            if on_anchor(&event) { show() } else { conceal() }
        },
    );
    let focus =
        window_event_listener(ev::focusin, move |event| if on_anchor(&event) { show() } else { conceal() });
    let escape = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" {
            conceal();
        }
    });
    on_cleanup(move || {
        hover.remove();
        focus.remove();
        escape.remove();
    });
    view! {
        <span node_ref=bubble id=id class="pt-tooltip" role="tooltip" popover="manual">
            {move || text.get()}
        </span>
    }
}
