//! The *Add lock* pane.

use super::{form::LockForm, view_model::meaning};
use crate::{
    base::ArmId,
    engine::{query::LockRow, resources::LockLevel},
    portal::{
        blades::disk::change_pane::{ChangePane, Words},
        controls::{Choice, Field, Select, TextArea, TextBox},
    },
};
use leptos::prelude::*;

/// The pane; `form` is emptied by whoever opens it.
#[component]
pub fn AddLockPane(
    scope: ArmId,
    #[prop(into)] rows: Signal<Vec<LockRow>>,
    form: RwSignal<LockForm>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let scope = StoredValue::new(scope);
    let command = move || {
        form.update(|form| form.tried = true);
        let command =
            |form: &LockForm| scope.with_value(|scope| rows.with_untracked(|rows| form.command(scope, rows)));
        form.with_untracked(command)
    };
    let words = Words {
        title: "Add lock",
        action: "OK",
        doing: "Adding lock".to_string(),
        done: "Added lock".to_string(),
    };
    view! { <ChangePane open words command=command><LockFields rows form/></ChangePane> }
}

#[component]
fn LockFields(rows: Signal<Vec<LockRow>>, form: RwSignal<LockForm>) -> impl IntoView {
    let name_touched = RwSignal::new(false);
    let name_error = move || {
        let error = |form: &LockForm| {
            let shown = form.tried || name_touched.get();
            rows.with(|rows| form.name_error(rows)).filter(|_| shown)
        };
        form.with(error)
    };
    let level_error = move || form.with(|form| form.level_error().filter(|_| form.tried));
    let notes_error = move || form.with(LockForm::notes_error);
    let level = move || form.with(|form| form.level.map(LockLevel::arm_name).unwrap_or_default().to_string());
    let choose = move |chosen: String| {
        let level = LockLevel::ALL.into_iter().find(|level| level.arm_name() == chosen);
        form.update(|form| form.level = level);
    };
    let choices: Vec<Choice> = LockLevel::ALL
        .into_iter()
        .rev()
        .map(|level| Choice::new(level.arm_name(), level.display_name()))
        .collect();
    let explained = move || form.with(|form| form.level.map(meaning));
    view! {
        <Field label="Lock name" required=true error=name_error>
            <TextBox
                value=Signal::derive(move || form.with(|form| form.name.clone()))
                on_change=move |name: String| form.update(|form| form.name = name)
                on_blur=move |()| name_touched.set(form.with_untracked(|form| !form.name.is_empty()))
                autofocus=true
            />
        </Field>
        <Field label="Lock type" required=true error=level_error>
            <Select
                value=Signal::derive(level)
                on_change=choose
                choices=Signal::stored(choices)
                placeholder="Select a lock type"
            />
        </Field>
        {move || explained().map(|text| view! { <p class="pt-text pt-muted">{text}</p> })}
        <Field label="Notes" error=notes_error>
            <TextArea
                value=Signal::derive(move || form.with(|form| form.notes.clone()))
                on_change=move |notes: String| form.update(|form| form.notes = notes)
            />
        </Field>
    }
}
