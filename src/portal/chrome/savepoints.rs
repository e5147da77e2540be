//! Going back: *Undo* in the bar, and the pane *Savepoints* with the questions that it asks.

use crate::{
    base::SimTime,
    engine::limits,
    portal::{
        controls::{Dialog, Field, TextBox},
        failure::FailureText,
        format,
        savepoints::{UndoStep, check_name, lines, own_name, question, undo},
        session::{NoticeLevel, Session, use_session},
        shell::{SavepointPane, SavepointPaneActions, SavepointPaneState},
    },
    rpc::SavepointAction,
};
use leptos::prelude::*;

/// Most characters of a name that can be typed: some more than it may have, to be told of.
const TYPED_MAX: u32 = limits::SAVEPOINT_NAME_LENGTH_MAX as u32 + 16;

/// What this page does about savepoints.
#[derive(Clone, Copy)]
pub struct Rewinds {
    session: Session,
    /// Why the clock cannot be moved, and so the world neither.
    jumping: Signal<Option<String>>,
    asked: RwSignal<bool>,
    /// What went wrong in the pane.
    trouble: RwSignal<Option<String>>,
}

impl Rewinds {
    pub fn new(session: Session, jumping: Signal<Option<String>>) -> Rewinds {
        Rewinds { session, jumping, asked: RwSignal::new(false), trouble: RwSignal::new(None) }
    }

    /// What *Undo* would do, or why it does nothing.
    pub fn undo_step(self) -> Signal<Result<String, String>> {
        let Rewinds { session, .. } = self;
        Memo::new(move |_| match self.busy().get() {
            Some(reason) => Err(reason),
            None => session.savepoints.with(undo).map(|UndoStep { text, .. }| text),
        })
        .into()
    }

    pub fn undo(self) {
        let Ok(UndoStep { savepoint, done, .. }) = self.session.savepoints.with_untracked(undo) else {
            return;
        };
        let session = self.session;
        let tell = move || {
            let body = "The pane Savepoints leads forward again.";
            session.notices.tell(NoticeLevel::Success, &done, body, None);
        };
        self.act(SavepointAction::Rewind { savepoint }, tell);
    }

    fn busy(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            let asked = self.asked.get().then(|| "It is being done.".to_string());
            self.jumping.get().or(asked)
        })
    }

    /// Asks the worker, and says what went wrong where a person sees it.
    fn act(self, action: SavepointAction, done: impl FnOnce() + 'static) {
        let Rewinds { session, asked, trouble, .. } = self;
        let is_undo_or_go = matches!(action, SavepointAction::Rewind { .. });
        asked.set(true);
        trouble.set(None);
        leptos::task::spawn_local(async move {
            let result = session.savepoint(action).await;
            asked.set(false);
            match result {
                Ok(()) => done(),
                Err(failure) => {
                    trouble.set(Some(FailureText::of(&failure).details()));
                    if is_undo_or_go {
                        session.notices.begin("Going back", "").fail("Going back", &failure);
                    }
                }
            }
        });
    }
}

/// What the pane asks before it does something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asking {
    Go(u32),
    Rename(u32),
    Delete(u32),
    ForgetAll,
}

/// *Savepoints*, open as long as it exists.
#[component]
pub fn Savepoints(now: Memo<SimTime>, rewinds: Rewinds, open: RwSignal<bool>) -> impl IntoView {
    let list = use_session().savepoints;
    let asking = RwSignal::new(None::<Asking>);
    let name = RwSignal::new(String::new());
    // Nothing is wrong before somebody has tried.
    let tried = RwSignal::new(false);
    rewinds.trouble.set(None);
    let check = move || list.with(|list| name.with(|name| check_name(list, None, name)));
    let save = move |()| match untrack(check) {
        Ok(checked) => {
            let saved = move || {
                name.set(String::new());
                tried.set(false);
            };
            rewinds.act(SavepointAction::Take { name: checked }, saved);
        }
        Err(_) => tried.set(true),
    };
    let state = SavepointPaneState {
        clock: Signal::derive(move || format::clock(now.get())),
        name: name.into(),
        name_error: Signal::derive(move || check().err().filter(|_| tried.get())),
        name_length: TYPED_MAX,
        lines: Memo::new(move |_| list.with(lines)).into(),
        has_moved: Signal::derive(move || list.with(|list| list.has_moved)),
        busy: rewinds.busy(),
        trouble: rewinds.trouble.into(),
    };
    let ask = move |what: Asking| asking.set(Some(what));
    let actions = SavepointPaneActions {
        close: Callback::new(move |()| open.set(false)),
        set_name: Callback::new(move |text| name.set(text)),
        save: Callback::new(save),
        go: Callback::new(move |id| ask(Asking::Go(id))),
        rename: Callback::new(move |id| ask(Asking::Rename(id))),
        delete: Callback::new(move |id| ask(Asking::Delete(id))),
        forget_all: Callback::new(move |()| ask(Asking::ForgetAll)),
    };
    view! {
        <SavepointPane state actions/>
        <GoDialog rewinds asking/>
        <RenameDialog rewinds asking/>
        <RemoveDialog rewinds asking/>
    }
}

#[component]
fn GoDialog(rewinds: Rewinds, asking: RwSignal<Option<Asking>>) -> impl IntoView {
    let list = use_session().savepoints;
    // As it was when the question came up: the tree may change while somebody reads it.
    let asked = Memo::new(move |_| match asking.get() {
        Some(Asking::Go(id)) => list.with_untracked(|list| question(list, id)),
        _ => None,
    });
    let go = move |()| {
        if let Some(asked) = asked.get_untracked() {
            rewinds.act(SavepointAction::Rewind { savepoint: asked.savepoint }, || ());
        }
        asking.set(None);
    };
    view! {
        <Dialog
            open=Signal::derive(move || asked.with(Option::is_some))
            on_cancel=move |()| asking.set(None)
            on_action=go
            title=Signal::derive(move || asked.get().map(|asked| asked.title).unwrap_or_default())
            action_label="Go there"
        >
            {move || {
                let lines = asked.get().map(|asked| asked.lines).unwrap_or_default();
                lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()
            }}
        </Dialog>
    }
}

#[component]
fn RenameDialog(rewinds: Rewinds, asking: RwSignal<Option<Asking>>) -> impl IntoView {
    let list = use_session().savepoints;
    let name = RwSignal::new(String::new());
    let id = Memo::new(move |_| match asking.get() {
        Some(Asking::Rename(id)) => Some(id),
        _ => None,
    });
    // Each time it opens it begins with the name that is.
    let shown = Memo::new(move |_| id.get().map(|id| list.with_untracked(|list| own_name(list, id))));
    let edited = RwSignal::new(false);
    let text = move || if edited.get() { name.get() } else { shown.get().unwrap_or_default() };
    let check = move || list.with(|list| check_name(list, id.get(), &text()));
    let close = move || {
        asking.set(None);
        edited.set(false);
    };
    let rename = move |()| {
        if let (Some(savepoint), Ok(name)) = (id.get_untracked(), untrack(check)) {
            rewinds.act(SavepointAction::Rename { savepoint, name }, || ());
            close();
        }
    };
    let set = move |text: String| {
        name.set(text);
        edited.set(true);
    };
    view! {
        <Dialog
            open=Signal::derive(move || id.get().is_some())
            on_cancel=move |()| close()
            on_action=rename
            title="Name this savepoint"
            action_label="Save"
            action_disabled_reason=Signal::derive(move || check().err())
        >
            <p>"A savepoint with a name is kept until you delete it."</p>
            <Field label="Name" error=Signal::derive(move || check().err().filter(|_| edited.get()))>
                <TextBox value=Signal::derive(text) on_change=set max_length=TYPED_MAX autofocus=true/>
            </Field>
        </Dialog>
    }
}

/// Asks before savepoints are deleted, which is the one thing that cannot be undone.
#[component]
fn RemoveDialog(rewinds: Rewinds, asking: RwSignal<Option<Asking>>) -> impl IntoView {
    let list = use_session().savepoints;
    let action = Memo::new(move |_| match asking.get()? {
        Asking::Delete(savepoint) => Some(SavepointAction::Delete { savepoint }),
        Asking::ForgetAll => Some(SavepointAction::ForgetAll),
        Asking::Go(_) | Asking::Rename(_) => None,
    });
    let remove = move |()| {
        if let Some(action) = action.get_untracked() {
            rewinds.act(action, || ());
        }
        asking.set(None);
    };
    let name = move || match action.get() {
        Some(SavepointAction::Delete { savepoint }) => list.with_untracked(|list| own_name(list, savepoint)),
        _ => String::new(),
    };
    let is_all = move || action.get() == Some(SavepointAction::ForgetAll);
    let title = move || {
        if is_all() { "Forget all savepoints".to_string() } else { format!("Delete “{}”", name()) }
    };
    let text = move || {
        if is_all() {
            "Nothing changes in the simulation, and the room is freed that deleted files and earlier states take. You cannot go back to any of these moments then."
        } else {
            "Nothing changes in the simulation. You cannot go to this moment then; those before and after it stay."
        }
    };
    view! {
        <Dialog
            open=Signal::derive(move || action.get().is_some())
            on_cancel=move |()| asking.set(None)
            on_action=remove
            title=Signal::derive(title)
            action_label=Signal::derive(move || if is_all() { "Forget" } else { "Delete" }.to_string())
            destructive=true
        >
            <p>{text}</p>
            <p>"This cannot be undone."</p>
        </Dialog>
    }
}
