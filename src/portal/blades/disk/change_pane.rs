//! A pane or dialog that changes a disk with one command, and says how that went.

use crate::{
    engine::request::Command as EngineCommand,
    portal::{
        blades::answered::FailureBar,
        blades::view_request::view::ViewRequest,
        controls::{Button, ButtonKind, ContextPane, Dialog, PaneSize},
        failure::FailureText,
        session::{Session, use_session},
    },
};
use leptos::{html::Div, prelude::*};

/// What a pane is called, and what its notifications say.
pub struct Words {
    pub title: &'static str,
    pub action: &'static str,
    pub doing: String,
    pub done: String,
}

/// A change under way, and why the last one failed.
#[derive(Clone, Copy)]
pub struct Change {
    session: Session,
    open: RwSignal<bool>,
    pub busy: RwSignal<bool>,
    failure: RwSignal<Option<FailureText>>,
}

impl Change {
    pub fn new(open: RwSignal<bool>) -> Self {
        Self { session: use_session(), open, busy: RwSignal::new(false), failure: RwSignal::new(None) }
    }

    pub fn close(self) {
        self.open.set(false);
        self.failure.set(None);
    }

    /// Gives a command, and closes the pane when it was carried out.
    pub fn give(self, command: EngineCommand, doing: String, done: String) {
        self.busy.set(true);
        self.failure.set(None);
        let notice = self.session.notices.begin(&doing, "");
        leptos::task::spawn_local(async move {
            let result = self.session.submit_under(notice, command).await;
            let _ = self.busy.try_set(false);
            match result {
                Ok(_) => {
                    notice.succeed(&done, "", None);
                    let _ = self.open.try_set(false);
                }
                Err(refused) => {
                    notice.fail(&doing, &refused);
                    let _ = self.failure.try_set(Some(FailureText::of(&refused)));
                }
            }
        });
    }

    /// Why the last command was refused.
    pub fn failed(self) -> impl IntoView {
        let place = NodeRef::<Div>::new();
        // Reaches outside: behind a long form the refusal would lie out of sight.
        Effect::new(move || {
            if self.failure.with(Option::is_some) {
                request_animation_frame(move || {
                    if let Some(place) = place.try_get_untracked().flatten() {
                        place.scroll_into_view_with_bool(false);
                    }
                });
            }
        });
        view! {
            <div node_ref=place>{move || self.failure.get().map(|text| view! { <FailureBar text/> })}</div>
        }
    }
}

/// A small pane with one command; it stays open when that is refused.
#[component]
pub fn ChangePane(
    open: RwSignal<bool>,
    words: Words,
    #[prop(default = PaneSize::Small)] size: PaneSize,
    /// Nothing while something is missing.
    command: impl Fn() -> Option<EngineCommand> + Copy + Send + Sync + 'static,
    children: ChildrenFn,
) -> impl IntoView {
    let change = Change::new(open);
    let (title, action) = (words.title, words.action);
    let words = StoredValue::new(words);
    let give = move |()| {
        if let Some(command) = command() {
            let (doing, done) = words.with_value(|words| (words.doing.clone(), words.done.clone()));
            change.give(command, doing, done);
        }
    };
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=give busy=change.busy>{action}</Button>
            <Button on_click=move |()| change.close()>"Cancel"</Button>
            <ViewRequest commands=move || command().into_iter().collect()/>
        }
    };
    view! {
        <ContextPane open on_close=move |()| change.close() title=title size footer>
            {children()}
            {change.failed()}
        </ContextPane>
    }
}

/// A question before a command; it stays open when that is refused.
#[component]
pub fn ConfirmDialog(
    open: RwSignal<bool>,
    words: Words,
    #[prop(optional)] destructive: bool,
    #[prop(into)] question: Signal<String>,
    command: EngineCommand,
) -> impl IntoView {
    let change = Change::new(open);
    let (title, action) = (words.title, words.action);
    let (words, command) = (StoredValue::new(words), StoredValue::new(command));
    let give = move |()| {
        let (doing, done) = words.with_value(|words| (words.doing.clone(), words.done.clone()));
        change.give(command.get_value(), doing, done);
    };
    view! {
        <Dialog
            open
            title=title
            action_label=action
            destructive
            busy=change.busy
            on_action=give
            on_cancel=move |()| change.close()
        >
            <p>{question}</p>
            <ViewRequest commands=move || vec![command.get_value()]/>
            {change.failed()}
        </Dialog>
    }
}
