//! *Stop Backup*: what happens to the data, why, and once more *Confirm*.

use super::form::{STOP_REASONS, StopLevel};
use crate::{
    base::ArmId,
    engine::{query::InstanceView, request::Command},
    portal::{
        controls::{
            Button, ButtonKind, Choice, ContextPane, Dialog, Field, MessageBar, PaneSize, RadioGroup, Select,
            TextArea, Tone,
        },
        format::counted,
        route::Route,
        session::{Loaded, use_session},
    },
};
use leptos::prelude::*;

#[component]
pub fn StopPane(
    instance: StoredValue<ArmId>,
    detail: Loaded<InstanceView>,
    open: Signal<bool>,
    close: Callback<()>,
) -> impl IntoView {
    let session = use_session();
    let asking = RwSignal::new(false);
    let confirm = move |()| {
        asking.set(false);
        close.run(());
        let id = instance.get_value();
        session.perform(
            Command::StopProtection { instance: id.clone() },
            format!("Stopping backup of {}", id.name()),
            format!("Backup of {} stopped", id.name()),
            Some(Route::Instance { id }),
            |_| {},
        );
    };
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=move |()| asking.set(true)>"Stop Backup"</Button>
            <Button on_click=close>"Cancel"</Button>
        }
    };
    let points = move || detail.map(|view| counted(view.points as u64, "restore point", "restore points"));
    view! {
        <ContextPane
            open
            on_close=close
            title="Stop Backup"
            subtitle=move || Some(instance.with_value(|id| id.name().to_string()))
            size=PaneSize::Medium
            footer
        >
            <StopForm/>
            <MessageBar tone=Tone::Warning>
                {move || points().map(|points| format!("{points} are kept and stay billable until they are deleted. "))}
                "After Resume Backup the next backup copies everything again."
            </MessageBar>
        </ContextPane>
        <Dialog
            open=asking
            title="Stop Backup"
            action_label="Confirm"
            on_action=confirm
            on_cancel=move |()| asking.set(false)
            destructive=true
        >
            <p>
                "No more backups of " {instance.with_value(|id| id.name().to_string())}
                " will be taken. Its restore points are retained forever."
            </p>
        </Dialog>
    }
}

/// Level, reason and comments. The last two are asked for, as the portal does, and change nothing.
#[component]
fn StopForm() -> impl IntoView {
    let level = RwSignal::new(StopLevel::RetainForever.label().to_string());
    let reason = RwSignal::new(String::new());
    let comments = RwSignal::new(String::new());
    let levels: Vec<Choice> = StopLevel::ALL
        .into_iter()
        .map(|level| {
            Choice::new(level.label(), level.label())
                .with_detail(level.detail())
                .disabled_because(level.unavailable())
        })
        .collect();
    let reasons: Vec<Choice> = STOP_REASONS.into_iter().map(|text| Choice::new(text, text)).collect();
    view! {
        <Field label="Stop backup level" required=true>
            <RadioGroup value=level on_change=move |value: String| level.set(value) choices=levels/>
        </Field>
        <Field label="Reason">
            <Select
                value=reason
                on_change=move |value: String| reason.set(value)
                choices=reasons
                placeholder="Select a reason (optional)"
            />
        </Field>
        <Field label="Comments">
            <TextArea value=comments on_change=move |text: String| comments.set(text) rows=3/>
        </Field>
    }
}
