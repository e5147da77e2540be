//! A question or notice in the middle of the screen.

use leptos::prelude::*;

use super::{
    button::{Button, ButtonKind, IconButton},
    element_id::ElementId,
    icon::Glyph,
    modal::Modal,
};

/// A dialog with one action and Cancel. Escape and a press outside mean Cancel.
#[component]
pub fn Dialog(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// The verb on the action button ("Delete").
    #[prop(into)]
    action_label: Signal<String>,
    /// Runs on the action; set `open` to false there.
    #[prop(into)]
    on_action: Callback<()>,
    /// Runs on Cancel, Escape, ✕ and a press outside; set `open` to false there.
    #[prop(into)]
    on_cancel: Callback<()>,
    /// A destructive question: red button, role `alertdialog`, focus on Cancel.
    #[prop(optional)]
    destructive: bool,
    /// Why the action cannot be taken yet.
    #[prop(optional, into)]
    action_disabled_reason: Signal<Option<String>>,
    /// The action is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// The safe button ("Cancel", "Go back").
    #[prop(default = "Cancel".into(), into)]
    cancel_label: Signal<String>,
    /// Text or a small form.
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let open = Memo::new(move |_| open.get());
    let kind = if destructive { ButtonKind::Danger } else { ButtonKind::Primary };
    move || {
        open.get().then(|| {
            let id = ElementId::new();
            view! {
                <Modal
                    class="pt-dialog"
                    alert=destructive
                    labelled_by=id.part("title")
                    described_by=id.part("body")
                    on_dismiss=on_cancel
                    light_dismiss=true
                    body=".pt-dialog__body, .pt-dialog__buttons"
                >
                    <div class="pt-dialog__head">
                        <h2 id=id.part("title") class="pt-dialog__title" tabindex="-1">{move || title.get()}</h2>
                        <IconButton glyph=Glyph::Close label="Close" class="pt-close-button" on_click=on_cancel/>
                    </div>
                    <div id=id.part("body") class="pt-dialog__body">{children.with_value(|children| children())}</div>
                    <div class="pt-dialog__buttons">
                        <Button kind on_click=on_action disabled_reason=action_disabled_reason busy>
                            {move || action_label.get()}
                        </Button>
                        <Button on_click=on_cancel autofocus=destructive>{move || cancel_label.get()}</Button>
                    </div>
                </Modal>
            }
        })
    }
}
