//! The pane *Restore destination*: what to restore, and into which account.

use super::{
    container_picks::ContainerPicksPane,
    form::{DestinationForm, RestoreMode, prefix_lines},
    view_model::{accounts_of, subscriptions, target_hint},
    wizard::Wizard,
};
use crate::portal::{
    blades::answered::NoAnswer,
    controls::{
        Button, ButtonKind, Choice, Column, ContextPane, EmptyState, Field, Glyph, Grid, PaneSize,
        RadioGroup, Select,
    },
};
use leptos::prelude::*;

#[component]
pub fn DestinationPane(wizard: Wizard, open: RwSignal<bool>) -> impl IntoView {
    let form = RwSignal::new(DestinationForm::default());
    let picking = RwSignal::new(false);
    // Until a person chooses a subscription, the one of the source stands.
    let filled = Memo::new(move |_| {
        let mut filled = form.get();
        if filled.subscription.is_empty() {
            filled.subscription = wizard.subscription();
        }
        filled
    });
    // The form starts at each opening from what was chosen before.
    let begin = move || {
        let start =
            wizard.destination.with_untracked(|destination| destination.as_ref().map(DestinationForm::of));
        form.set(start.unwrap_or_default());
    };
    let select = move |()| {
        form.update(|form| form.submitted = true);
        if let Ok(destination) = filled.with_untracked(DestinationForm::validate) {
            wizard.choose_destination(destination);
            open.set(false);
        }
    };
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=select>"Select"</Button>
            <Button on_click=move |()| open.set(false)>"Cancel"</Button>
        }
    };
    let modes = || {
        let choice = |mode: RestoreMode| Choice::new(mode.label(), mode.label());
        RestoreMode::ALL.into_iter().map(choice).collect::<Vec<_>>()
    };
    view! {
        <ContextPane
            open
            on_close=move |()| open.set(false)
            title="Restore destination"
            size=PaneSize::Medium
            footer
        >
            {begin()}
            <Field label="Select option to restore the blobs" required=true>
                <RadioGroup
                    value=move || form.with(|form| form.mode.label().to_string())
                    on_change=move |label: String| form.update(|form| {
                        form.mode = RestoreMode::parse(&label).unwrap_or_default();
                    })
                    choices=modes()
                />
            </Field>
            {move || (form.with(|form| form.mode) == RestoreMode::Browse).then(|| view! { <Picks form picking/> })}
            <TargetFields wizard form filled/>
        </ContextPane>
        <ContainerPicksPane wizard form open=picking/>
    }
}

/// A picked container: name, prefixes in words.
type PickRow = (String, String);

#[component]
fn Picks(form: RwSignal<DestinationForm>, picking: RwSignal<bool>) -> impl IntoView {
    let rows = Signal::derive(move || {
        let row = |(name, text): (&String, &String)| -> PickRow {
            let prefixes = prefix_lines(text);
            let words = if prefixes.is_empty() { "All files".to_string() } else { prefixes.join(", ") };
            (name.clone(), words)
        };
        form.with(|form| form.picks.iter().map(row).collect::<Vec<_>>())
    });
    let columns = vec![
        Column::text("Container", |row: &PickRow| row.0.clone()),
        Column::text("Prefixes", |row: &PickRow| row.1.clone()),
    ];
    view! {
        <Field label="Containers" required=true error=move || form.with(|form| form.shown_errors().picks)>
            <Button on_click=move |()| picking.set(true) glyph=Glyph::Edit>"Add/Edit containers"</Button>
        </Field>
        <Grid
            caption="Containers to restore"
            columns
            rows
            row_key=|row: &PickRow| row.0.clone()
            uncounted=true
            empty=|| view! { <EmptyState glyph=Glyph::Container title="No containers selected"/> }
        />
    }
}

#[component]
fn TargetFields(
    wizard: Wizard,
    form: RwSignal<DestinationForm>,
    filled: Memo<DestinationForm>,
) -> impl IntoView {
    let targets = wizard.targets;
    let names = Signal::derive(move || {
        let names = targets.map(|targets| subscriptions(targets)).unwrap_or_default();
        names.into_iter().map(|name| Choice::new(name.clone(), name)).collect::<Vec<_>>()
    });
    let accounts = Signal::derive(move || {
        let subscription = filled.with(|form| form.subscription.clone());
        let rows = targets.map(|targets| accounts_of(targets, &subscription)).unwrap_or_default();
        let choice = |(id, name, reason): (String, String, Option<String>)| {
            Choice::new(id, name).disabled_because(reason)
        };
        rows.into_iter().map(choice).collect::<Vec<_>>()
    });
    let choose_subscription = move |name: String| {
        form.update(|form| {
            form.subscription = name;
            form.target = String::new();
        });
    };
    view! {
        {move || targets.failure().map(|failure| view! { <NoAnswer failure retry=move |()| targets.refresh()/> })}
        <Field
            label="Target subscription"
            required=true
            error=move || filled.with(|form| form.shown_errors().subscription)
        >
            <Select
                value=move || filled.with(|form| form.subscription.clone())
                on_change=choose_subscription
                choices=names
                placeholder="Select a subscription"
            />
        </Field>
        <Field
            label="Target storage account"
            required=true
            nested=true
            error=move || form.with(|form| form.shown_errors().target)
            hint=move || wizard.detail.map(|view| target_hint(view.row.datasource_type).to_string())
        >
            <Select
                value=move || form.with(|form| form.target.clone())
                on_change=move |id: String| form.update(|form| form.target = id)
                choices=accounts
                placeholder="Select a storage account"
            />
        </Field>
    }
}
