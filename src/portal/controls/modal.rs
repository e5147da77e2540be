//! What panes and dialogs share: a native modal `dialog` that takes the focus and gives it back.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::focus::{focus_first, focused_element};

/// A modal dialog element that is open as long as it exists.
#[component]
pub fn Modal(
    /// The dialog's class.
    #[prop(into)]
    class: String,
    /// `alertdialog` for destructive questions.
    #[prop(optional)]
    alert: bool,
    /// The id of the title.
    #[prop(into)]
    labelled_by: String,
    /// The id of the text, for short dialogs.
    #[prop(optional, into)]
    described_by: Option<String>,
    /// Runs on Escape, and on a press beside the dialog if `light_dismiss`.
    on_dismiss: Callback<()>,
    /// A press beside the dialog dismisses it.
    #[prop(optional)]
    light_dismiss: bool,
    /// The selector of the part whose first field gets the focus.
    body: &'static str,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let opener = StoredValue::new_local(focused_element());
    // Reaches outside: opens the native dialog and moves the focus into it.
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if !dialog.open() {
            let _ = dialog.show_modal();
            focus_first(&dialog, body, "h2");
        }
    });
    on_cleanup(move || {
        let opener = opener.try_update_value(Option::take).flatten();
        if let Some(Some(dialog)) = dialog.try_get_untracked() {
            dialog.close();
        }
        return_focus(opener);
    });
    let press = move |event: ev::MouseEvent| {
        if light_dismiss && event.target() == event.current_target() {
            on_dismiss.run(());
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class=class
            role=alert.then_some("alertdialog")
            aria-modal="true"
            aria-labelledby=labelled_by
            aria-describedby=described_by
            on:cancel=move |event: ev::Event| {
                event.prevent_default();
                on_dismiss.run(());
            }
            on:close=move |event: ev::Event| {
                // Browsers close a dialog by themselves when Escape is pressed twice.
                let own = event.target() == event.current_target();
                if own && dialog.try_get_untracked().flatten().is_some() {
                    on_dismiss.run(());
                }
            }
            on:mousedown=press
        >
            {children()}
        </dialog>
    }
}

/// Gives the focus back to the opener, or to the blade's title if the opener is gone.
fn return_focus(opener: Option<HtmlElement>) {
    let title = || document().query_selector("main h1").ok().flatten()?.dyn_into::<HtmlElement>().ok();
    let target = opener.filter(|opener| opener.is_connected()).or_else(title);
    if let Some(target) = target {
        let _ = target.focus();
    }
}
