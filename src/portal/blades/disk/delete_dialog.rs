//! The question before a disk or a snapshot is deleted.

use crate::{
    engine::{request::Command as EngineCommand, resources::ResourceKind},
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{answered::FailureBar, refused::use_refusal},
        controls::Dialog,
        failure::FailureText,
        route::{BrowseList, Route},
        session::{navigate, use_session},
    },
};
use leptos::prelude::*;

/// Asks, deletes, and goes to the list. What the deletion would be refused for stands beside the question.
#[component]
pub fn DeleteDialog(
    open: RwSignal<bool>,
    kind: ResourceKind,
    name: String,
    #[prop(into)] question: Signal<String>,
    command: EngineCommand,
) -> impl IntoView {
    let session = use_session();
    let what = StoredValue::new(format!("{} {name}", kind.display_name().to_lowercase()));
    let command = StoredValue::new(command);
    let refused = use_refusal(move || open.get().then(|| command.get_value()));
    let delete = move |()| {
        open.set(false);
        let (doing, done) = what.with_value(|what| (format!("Deleting {what}"), format!("Deleted {what}")));
        let list = Route::Browse(BrowseList::Kind(kind));
        session.perform(command.get_value(), doing, done, None, move |_| navigate(&list));
    };
    view! {
        <Dialog
            open
            title="Delete confirmation"
            action_label="Delete"
            destructive=true
            on_action=delete
            on_cancel=move |()| open.set(false)
        >
            <p>{question}</p>
            <ViewRequest commands=move || vec![command.get_value()]/>
            {move || refused.get().map(|refusal| view! { <FailureBar text=FailureText::of(&refusal.into())/> })}
        </Dialog>
    }
}
