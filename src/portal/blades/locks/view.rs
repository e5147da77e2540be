//! The *Locks* page of any scope. The frame around is the resource's own.

use super::{
    add_pane::AddLockPane,
    form::LockForm,
    view_model::{LockLine, delete_question, lock_line},
};
use crate::{
    base::ArmId,
    engine::{
        query::{LockRow, Locks},
        refusal::Refusal,
        request::Command as EngineCommand,
        resources::LockLevel,
    },
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{
            answered::Answered,
            refused::{reason_of, use_refusal},
        },
        controls::{Button, ButtonKind, Column, Command, CommandBar, Dialog, EmptyState, Glyph, Grid},
        session::{use_query, use_session},
    },
};
use leptos::prelude::*;

/// Everything below the frame.
#[component]
pub fn LocksPage(scope: ArmId) -> impl IntoView {
    let asked = scope.clone();
    let answer = use_query(move || Some(Locks { scope: asked.clone() }));
    let own = scope.clone();
    let refusal = use_refusal(move || {
        // Any name does: it is about who asks, and how many locks there are.
        let (name, notes) = ("new".to_string(), String::new());
        Some(EngineCommand::CreateLock { scope: own.clone(), name, level: LockLevel::CanNotDelete, notes })
    });
    let refused = Signal::derive(move || reason_of(refusal));
    // Whoever may add locks may delete them, however many there are.
    let not_allowed = Signal::derive(move || {
        let denied =
            |refusal: &Refusal| matches!(refusal, Refusal::Rbac(_)).then(|| refusal.explain().message);
        refusal.with(|refusal| refusal.as_ref().and_then(denied))
    });
    let (form, adding) = (RwSignal::new(LockForm::default()), RwSignal::new(false));
    let add = move || {
        form.set(LockForm::default());
        adding.set(true);
    };
    let chosen = RwSignal::new(None::<LockLine>);
    let rows = Signal::derive(move || answer.ready().unwrap_or_default());
    let commands = vec![
        Command::run(Glyph::Plus, "Add", add).disabled_when(move || refused.get()),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
    ];
    view! {
        <CommandBar commands refreshing=move || answer.is_loading()/>
        <div class="pt-page">
            <p class="pt-text">
                "Locks keep this scope and everything below it from being deleted or changed by accident, whatever the "
                "role of who tries. They do not protect the data in storage accounts and on disks."
            </p>
            <Answered answer ready=move |rows| view! { <LockGrid rows chosen not_allowed/> }/>
        </div>
        <AddLockPane scope rows form open=adding/>
        <DeleteLock chosen/>
    }
}

#[component]
fn LockGrid(
    rows: Signal<Vec<LockRow>>,
    chosen: RwSignal<Option<LockLine>>,
    not_allowed: Signal<Option<String>>,
) -> impl IntoView {
    let lines = move || rows.with(|rows| rows.iter().map(lock_line).collect::<Vec<_>>());
    let scope = |line: &LockLine| {
        let text = line.scope.clone();
        match line.scope_href.clone() {
            Some(href) => view! { <a href=href>{text}</a> }.into_any(),
            None => text.into_any(),
        }
    };
    let columns = vec![
        Column::text("Lock name", |line: &LockLine| line.name.clone()),
        Column::text("Lock type", |line: &LockLine| line.level.to_string()),
        Column::view("Scope", scope).searched_by(|line: &LockLine| line.scope.clone()),
        Column::text("Notes", |line: &LockLine| line.notes.clone()).secondary(),
        Column::view("Delete", move |line: &LockLine| {
            view! { <DeleteButton line=line.clone() chosen not_allowed/> }
        })
        .with_hidden_title(),
    ];
    view! {
        <Grid
            caption="Locks"
            columns
            rows=Signal::derive(lines)
            row_key=|line: &LockLine| line.key.clone()
            empty=|| view! {
                <EmptyState
                    glyph=Glyph::Lock
                    title="This resource has no locks"
                    text="Click 'Add' to keep it from being deleted or changed."
                />
            }
        />
    }
}

#[component]
fn DeleteButton(
    line: LockLine,
    chosen: RwSignal<Option<LockLine>>,
    not_allowed: Signal<Option<String>>,
) -> impl IntoView {
    let label = format!("Delete {}", line.name);
    let elsewhere = line.elsewhere.clone();
    let blocked = move || elsewhere.clone().or_else(|| not_allowed.get());
    let ask = move |()| chosen.set(Some(line.clone()));
    view! {
        <Button kind=ButtonKind::Link aria_label=label on_click=ask disabled_reason=Signal::derive(blocked)>
            "Delete"
        </Button>
    }
}

#[component]
fn DeleteLock(chosen: RwSignal<Option<LockLine>>) -> impl IntoView {
    let session = use_session();
    let delete = move |()| {
        let Some(line) = chosen.get_untracked() else { return };
        chosen.set(None);
        let (doing, done) = (format!("Deleting lock {}", line.name), format!("Deleted lock {}", line.name));
        session.perform(EngineCommand::DeleteLock { lock: line.id }, doing, done, None, |_| ());
    };
    let question = move || chosen.with(|line| line.as_ref().map(delete_question).unwrap_or_default());
    view! {
        <Dialog
            open=Signal::derive(move || chosen.with(Option::is_some))
            title="Delete lock"
            action_label="Delete"
            destructive=true
            on_action=delete
            on_cancel=move |()| chosen.set(None)
        >
            <p>{question}</p>
            <ViewRequest commands=move || {
                let delete = |line: LockLine| EngineCommand::DeleteLock { lock: line.id };
                chosen.get().map(delete).into_iter().collect()
            }/>
        </Dialog>
    }
}
