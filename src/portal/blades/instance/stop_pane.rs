//! *Stop Backup* and *Delete*: what happens to the data, why, and once more *Confirm*.

use super::form::{Holdings, STOP_REASONS, StopLevel};
use crate::{
    base::ArmId,
    engine::query::InstanceView,
    portal::{
        blades::answered::FailureBar,
        blades::refused::use_refusal,
        blades::view_request::view::ViewRequest,
        controls::{
            Button, ButtonKind, Choice, ContextPane, CopyButton, Dialog, Field, MessageBar, PaneSize,
            RadioGroup, Select, TextArea, TextBox, Tone,
        },
        failure::FailureText,
        route::{MenuItem, Route},
        session::{Loaded, Session, navigate, use_session},
    },
    rpc::Failure,
};
use leptos::prelude::*;

/// Handles of the pane's signals.
#[derive(Clone, Copy)]
struct Stopping {
    session: Session,
    instance: StoredValue<ArmId>,
    detail: Loaded<InstanceView>,
    close: Callback<()>,
    level: RwSignal<StopLevel>,
    /// The name of the instance, as it was typed to confirm that its data goes.
    typed: RwSignal<String>,
    asking: RwSignal<bool>,
}

impl Stopping {
    fn name(self) -> String {
        self.instance.with_value(|id| id.name().to_string())
    }

    fn holdings(self) -> Option<Holdings> {
        self.detail.map(Holdings::of)
    }

    fn blocked(self) -> Option<String> {
        let deletes = self.level.get() == StopLevel::DeleteData;
        let name = self.name();
        (deletes && self.typed.with(|typed| *typed != name))
            .then(|| format!("Enter the name '{name}' exactly to confirm the deletion."))
    }

    fn confirm(self) {
        self.asking.set(false);
        self.close.run(());
        let (id, level) = (self.instance.get_value(), self.level.get_untracked());
        let name = id.name().to_string();
        let vault = untrack(|| self.detail.map(|view| view.vault.clone()));
        let gone = level == StopLevel::DeleteData;
        let (doing, done) = match gone {
            true => (format!("Deleting backup data of {name}"), format!("Backup data of {name} deleted")),
            false => (format!("Stopping backup of {name}"), format!("Backup of {name} stopped")),
        };
        let link = (!gone).then(|| Route::Instance { id: id.clone() });
        self.session.perform(level.command(&id), doing, done, link, move |_| {
            if let Some(id) = vault.filter(|_| gone) {
                navigate(&Route::Vault { id, item: MenuItem::BackupInstances });
            }
        });
    }
}

/// With `deleting` it is the pane *Delete Backup Data*, which offers nothing else.
#[component]
pub fn StopPane(
    instance: StoredValue<ArmId>,
    detail: Loaded<InstanceView>,
    open: Signal<bool>,
    close: Callback<()>,
    #[prop(optional)] deleting: bool,
) -> impl IntoView {
    let first = if deleting { StopLevel::DeleteData } else { StopLevel::RetainForever };
    let stopping = Stopping {
        session: use_session(),
        instance,
        detail,
        close,
        level: RwSignal::new(first),
        typed: RwSignal::new(String::new()),
        asking: RwSignal::new(false),
    };
    let (title, kind) = match deleting {
        true => ("Delete Backup Data", ButtonKind::Danger),
        false => ("Stop Backup", ButtonKind::Primary),
    };
    let footer = move || {
        view! {
            <Button
                kind
                on_click=move |()| stopping.asking.set(true)
                disabled_reason=move || stopping.blocked()
            >{if deleting { "Delete" } else { "Stop Backup" }}</Button>
            <Button on_click=close>"Cancel"</Button>
            <ViewRequest commands=move || vec![stopping.level.get().command(&stopping.instance.get_value())]/>
        }
    };
    view! {
        <ContextPane
            open
            on_close=close
            title
            subtitle=move || Some(stopping.name())
            size=PaneSize::Medium
            footer
        >
            {(!deleting).then(|| view! { <LevelField stopping/> })}
            <NameField stopping/>
            <Reasons/>
            <Consequences stopping open/>
        </ContextPane>
        <Dialog
            open=stopping.asking
            title
            action_label="Confirm"
            on_action=move |()| stopping.confirm()
            on_cancel=move |()| stopping.asking.set(false)
            destructive=true
        >
            <p>{move || {
                let holdings = stopping.holdings()?;
                Some(stopping.level.get().question(&stopping.name(), holdings))
            }}</p>
        </Dialog>
    }
}

#[component]
fn LevelField(stopping: Stopping) -> impl IntoView {
    let choice = |level: StopLevel| Choice::new(level.label(), level.label()).with_detail(level.detail());
    let levels = Signal::stored(StopLevel::ALL.into_iter().map(choice).collect::<Vec<_>>());
    let choose = move |label: String| stopping.level.set(StopLevel::parse(&label).unwrap_or_default());
    view! {
        <Field label="Stop backup level" required=true>
            <RadioGroup
                value=move || stopping.level.get().label().to_string()
                on_change=choose
                choices=levels
            />
        </Field>
    }
}

/// The name of the instance, to be typed where its data goes.
#[component]
fn NameField(stopping: Stopping) -> impl IntoView {
    let deletes = Memo::new(move |_| stopping.level.get() == StopLevel::DeleteData);
    move || {
        deletes.get().then(|| {
            let name = stopping.name();
            view! {
                <Field label="Name of backup item" required=true hint=format!("Enter {name}")>
                    <TextBox
                        value=stopping.typed
                        on_change=move |text: String| stopping.typed.set(text)
                    />
                    <CopyButton value=name label="Copy name"/>
                </Field>
            }
        })
    }
}

/// Reason and comments. They are asked for, as the portal does, and change nothing.
#[component]
fn Reasons() -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let comments = RwSignal::new(String::new());
    let reasons: Vec<Choice> = STOP_REASONS.into_iter().map(|text| Choice::new(text, text)).collect();
    view! {
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

/// What it means for the data, and what is in the way of it.
#[component]
fn Consequences(stopping: Stopping, open: Signal<bool>) -> impl IntoView {
    let text = move || stopping.holdings().map(|holdings| stopping.level.get().consequence(holdings));
    let refusal =
        use_refusal(move || open.get().then(|| stopping.level.get().command(&stopping.instance.get_value())));
    let failure = move || refusal.get().map(|refusal| FailureText::of(&Failure::Refused(refusal)));
    view! {
        <MessageBar tone=Tone::Warning>{text}</MessageBar>
        {move || failure().map(|text| view! { <FailureBar text/> })}
    }
}
