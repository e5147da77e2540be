//! The pane that changes how long a vault keeps deleted backup data.

use super::soft_delete_form::SoftDeleteForm;
use crate::{
    engine::{limits, query::VaultView},
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{disk::change_pane::Change, refused::reason_of, refused::use_refusal},
        controls::{Button, ButtonKind, CheckBox, ContextPane, Field, MessageBar, NumberBox, PaneSize, Tone},
    },
};
use leptos::prelude::*;

/// What the pane works on; whoever opens it begins with what the vault has.
#[derive(Clone, Copy)]
pub struct Keeping {
    shown: Signal<VaultView>,
    form: RwSignal<SoftDeleteForm>,
    open: RwSignal<bool>,
}

impl Keeping {
    pub fn new(shown: Signal<VaultView>) -> Keeping {
        let form = SoftDeleteForm::of(shown.with_untracked(|vault| vault.soft_delete));
        Keeping { shown, form: RwSignal::new(form), open: RwSignal::new(false) }
    }

    pub fn begin(self) {
        self.form.set(SoftDeleteForm::of(self.shown.with_untracked(|vault| vault.soft_delete)));
        self.open.set(true);
    }
}

#[component]
pub fn SoftDeletePane(keeping: Keeping) -> impl IntoView {
    let Keeping { shown, form, open } = keeping;
    let change = Change::new(open);
    let command = move || shown.with(|vault| form.with(|form| form.command(&vault.id)));
    let refusal = use_refusal(move || open.get().then(command).flatten());
    let apply = move |()| {
        if let Some(command) = untrack(command) {
            let name = shown.with_untracked(|vault| vault.name.clone());
            let (doing, done) =
                (format!("Updating Backup vault {name}"), format!("Backup vault {name} updated"));
            change.give(command, doing, done);
        }
    };
    let blocked = move || form.with(SoftDeleteForm::blocked).or_else(|| reason_of(refusal));
    view! {
        <ContextPane
            open
            on_close=move |()| change.close()
            title="Soft delete"
            size=PaneSize::Medium
            footer=move || view! {
                <Button kind=ButtonKind::Primary on_click=apply busy=change.busy disabled_reason=blocked>"Update"</Button>
                <Button on_click=move |()| change.close()>"Cancel"</Button>
                <ViewRequest commands=move || command().into_iter().collect()/>
            }
        >
            <p class="pt-text">"Deleted backup data is kept for some days, in which it can be undeleted. Soft delete is enabled on every Backup vault and cannot be disabled."</p>
            <SoftDeleteFields form/>
            {change.failed()}
        </ContextPane>
    }
}

#[component]
fn SoftDeleteFields(form: RwSignal<SoftDeleteForm>) -> impl IntoView {
    let permanent = Memo::new(move |_| form.with(SoftDeleteForm::becomes_permanent));
    let stored = Memo::new(move |_| form.with(|form| form.stored.always_on));
    view! {
        <Field
            label="Soft delete retention"
            required=true
            hint="It counts for what is deleted from now on."
            error=move || form.with(SoftDeleteForm::days_error)
        >
            <NumberBox
                value=Signal::derive(move || form.with(|form| form.days.clone()))
                on_change=move |days: String| form.update(|form| form.days = days)
                min=i64::from(limits::SOFT_DELETE_DAYS_MIN)
                max=i64::from(limits::SOFT_DELETE_DAYS_MAX)
                unit="days"
            />
        </Field>
        <CheckBox
            checked=Signal::derive(move || form.with(|form| form.always_on))
            on_change=move |on: bool| form.update(|form| form.always_on = on)
            label="Enable Always-on Soft Delete"
            disabled=stored
        />
        {move || stored.get().then(|| view! {
            <MessageBar>"Always-on soft delete cannot be taken back."</MessageBar>
        })}
        {move || permanent.get().then(|| view! {
            <MessageBar tone=Tone::Warning>
                "Once always-on soft delete is enabled nobody can take it back, Microsoft included."
            </MessageBar>
            <CheckBox
                checked=Signal::derive(move || form.with(|form| form.confirmed))
                on_change=move |on: bool| form.update(|form| form.confirmed = on)
                label="I understand that this cannot be taken back"
            />
        })}
    }
}
