//! The Datasources step: the list with its readiness, and the toolbar above it.

use super::{
    add_pane::AddDatasource,
    disks_pane::{DisksPane, SnapshotGroupField},
    view_model::{DatasourceRow, Nouns, count_sentence},
    wizard::Wizard,
};
use crate::{
    engine::policy::DatasourceType,
    portal::{
        blades::{
            backup_words::ReadinessText,
            missing_roles::{MissingRolesPane, ReadinessDetails, download_template},
        },
        controls::{
            Button, ButtonKind, Column, Command, CommandBar, ContextPane, EmptyState, Glyph, Grid,
            MessageBar, StatusCell, Tone,
        },
    },
};
use leptos::prelude::*;

const NOTHING_MISSING: &str = "No datasource of this list lacks a role that you can assign.";

#[component]
pub fn DatasourcesStep(wizard: Wizard) -> impl IntoView {
    let nouns = Nouns::of(wizard.datasource_type);
    let adding = RwSignal::new(false);
    let assigning = RwSignal::new(false);
    let shown = RwSignal::new(None::<ReadinessText>);
    let identity = Signal::derive(move || wizard.detail.map(|vault| vault.identity).flatten());
    let waiting = move || wizard.rows.with(|rows| rows.iter().any(|row| row.readiness.waiting));
    view! {
        <div class="pt-page">
            <p class="pt-text">{nouns.intro}</p>
            <CommandBar commands=commands(wizard, adding, assigning) label="Datasources" inline=true/>
            {move || waiting().then(|| view! {
                <MessageBar tone=Tone::Warning>
                    "Role assignments can take up to 30 minutes to take effect. Validation follows by itself; "
                    <Button kind=ButtonKind::Link on_click=move |()| wizard.revalidate()>"Revalidate"</Button>
                    " asks at once."
                </MessageBar>
            })}
            {(wizard.datasource_type == DatasourceType::Disk).then(|| view! { <SnapshotGroupField wizard/> })}
            <DatasourceGrid wizard shown adding/>
            <p class="pt-muted" role="status">
                {move || wizard.rows.with(|rows| (!rows.is_empty()).then(|| count_sentence(rows)))}
            </p>
        </div>
        {match wizard.datasource_type {
            DatasourceType::DataLakeStorage | DatasourceType::Blob => view! { <AddDatasource wizard open=adding/> }.into_any(),
            DatasourceType::Disk => view! { <DisksPane wizard open=adding/> }.into_any(),
        }}
        <MissingRolesPane
            open=assigning
            identity
            missing=move || wizard.missing_roles()
            on_assigned=move |()| wizard.revalidate()
        />
        <DetailsPane shown/>
    }
}

fn commands(wizard: Wizard, adding: RwSignal<bool>, assigning: RwSignal<bool>) -> Vec<Command> {
    let none_ticked = move || {
        wizard.ticked.with(|ticked| ticked.is_empty()).then(|| "Select one or more rows first.".into())
    };
    let empty = move || wizard.rows.with(Vec::is_empty).then(|| "Add a datasource first.".to_string());
    let template_reason = move || {
        empty().or_else(|| {
            let identity = wizard.detail.map(|vault| vault.identity).flatten();
            identity.is_none().then(|| "The vault has no system-assigned managed identity.".to_string())
        })
    };
    let add = match wizard.datasource_type {
        DatasourceType::DataLakeStorage | DatasourceType::Blob => "Add",
        DatasourceType::Disk => "Add/Edit",
    };
    vec![
        Command::run(Glyph::Plus, add, move || adding.set(true)),
        Command::run(Glyph::Delete, "Remove", move || wizard.remove_ticked()).disabled_when(none_ticked),
        Command::separator(),
        Command::run(Glyph::Refresh, "Revalidate", move || wizard.revalidate()).disabled_when(empty),
        Command::run(Glyph::Key, "Assign missing roles", move || assigning.set(true))
            .disabled_when(move || wizard.missing_roles().is_empty().then(|| NOTHING_MISSING.to_string())),
        Command::run(Glyph::Download, "Download role assignment template", move || {
            if let Some(identity) = wizard.detail.map(|vault| vault.identity).flatten() {
                download_template(identity, &wizard.needed_roles());
            }
        })
        .disabled_when(template_reason),
    ]
}

#[component]
fn DatasourceGrid(
    wizard: Wizard,
    shown: RwSignal<Option<ReadinessText>>,
    adding: RwSignal<bool>,
) -> impl IntoView {
    let nouns = Nouns::of(wizard.datasource_type);
    let columns = vec![
        Column::link(
            nouns.resource,
            |row: &DatasourceRow| row.datasource_name.clone(),
            |row| row.href.clone(),
        ),
        Column::text("Backup instance name", |row: &DatasourceRow| row.instance_name.clone()),
        Column::text("Resource group", |row: &DatasourceRow| row.group_name.clone()).secondary(),
        Column::text("Subscription", |row: &DatasourceRow| row.subscription_name.clone()).secondary(),
        Column::text(nouns.parameters, |row: &DatasourceRow| row.parameters.clone()).secondary(),
        Column::view("Backup readiness", move |row: &DatasourceRow| {
            readiness_cell(row.clone(), wizard, shown)
        })
        .searched_by(|row| row.readiness.text.clone()),
    ];
    view! {
        <Grid
            caption="Datasources"
            columns
            rows=wizard.rows
            row_key=|row: &DatasourceRow| row.key.clone()
            selection=wizard.ticked
            uncounted=true
            empty=move || view! {
                <EmptyState
                    glyph=Glyph::Storage
                    title="No datasources to display"
                    text=nouns.empty
                >
                    <Button on_click=move |()| adding.set(true)>{nouns.add}</Button>
                </EmptyState>
            }
        />
    }
}

fn readiness_cell(
    row: DatasourceRow,
    wizard: Wizard,
    shown: RwSignal<Option<ReadinessText>>,
) -> impl IntoView {
    let readiness = row.readiness;
    let name = row.datasource_name;
    let revalidate = readiness.waiting.then(|| {
        view! {
            <Button
                kind=ButtonKind::Link
                aria_label=format!("Revalidate {name}")
                on_click=move |()| wizard.revalidate()
            >"Revalidate"</Button>
        }
    });
    let explained = readiness.clone();
    let details = (readiness.refusal.is_some() && !readiness.waiting).then(|| {
        view! {
            <Button
                kind=ButtonKind::Link
                aria_label=format!("View details of {name}")
                on_click=move |()| shown.set(Some(explained.clone()))
            >"View details"</Button>
        }
    });
    view! {
        <StatusCell tone=readiness.badge text=readiness.text>
            {revalidate}
            {details}
        </StatusCell>
    }
}

/// What is in the way of a datasource, in full.
#[component]
fn DetailsPane(shown: RwSignal<Option<ReadinessText>>) -> impl IntoView {
    let close = move |()| shown.set(None);
    view! {
        <ContextPane
            open=move || shown.with(Option::is_some)
            on_close=close
            title="Errors"
            footer=move || view! { <Button on_click=close>"Close"</Button> }
        >
            {move || shown.get().map(|text| view! { <ReadinessDetails text/> })}
        </ContextPane>
    }
}
