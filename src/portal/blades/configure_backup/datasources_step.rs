//! The Datasources step: the list with its readiness, and the toolbar above it.

use super::{
    accounts_pane::AccountsPane,
    add_pane::AddDatasource,
    container_pane::ContainerPane,
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
    // The row whose containers are being chosen.
    let changing = RwSignal::new(None::<DatasourceRow>);
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
            <DatasourceGrid wizard shown adding changing/>
            <p class="pt-muted" role="status">
                {move || wizard.rows.with(|rows| (!rows.is_empty()).then(|| count_sentence(rows)))}
            </p>
        </div>
        {match wizard.datasource_type {
            DatasourceType::DataLakeStorage => view! { <AddDatasource wizard open=adding/> }.into_any(),
            DatasourceType::Blob => view! {
                <AccountsPane wizard open=adding/>
                <ChangeContainers wizard changing/>
            }.into_any(),
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
        DatasourceType::DataLakeStorage => "Add",
        DatasourceType::Blob | DatasourceType::Disk => "Add/Edit",
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
    changing: RwSignal<Option<DatasourceRow>>,
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
        Column::view(nouns.parameters, move |row: &DatasourceRow| {
            parameters_cell(row.clone(), wizard, changing)
        })
        .searched_by(|row| row.parameters.clone())
        .secondary(),
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

/// In a list of accounts that were picked together, each has its containers changed on its own.
fn parameters_cell(
    row: DatasourceRow,
    wizard: Wizard,
    changing: RwSignal<Option<DatasourceRow>>,
) -> impl IntoView {
    let name = row.datasource_name.clone();
    let text = row.parameters.clone();
    let changeable = move || wizard.datasource_type == DatasourceType::Blob && wizard.asks_for_containers();
    view! {
        <span>{text} " "</span>
        {move || {
            let (row, name) = (row.clone(), name.clone());
            changeable().then(|| view! {
                <Button
                    kind=ButtonKind::Link
                    aria_label=format!("Change containers of {name}")
                    on_click=move |()| changing.set(Some(row.clone()))
                >"Change"</Button>
            })
        }}
    }
}

/// *Select storage containers* for the row whose *Change* was pressed.
#[component]
fn ChangeContainers(wizard: Wizard, changing: RwSignal<Option<DatasourceRow>>) -> impl IntoView {
    move || {
        changing.get().map(|row| {
            let open = RwSignal::new(true);
            // Reaches outside: the pane closes itself, and with it goes the row it was about.
            Effect::new(move || {
                if !open.get() {
                    changing.set(None);
                }
            });
            let (account, name) = (row.datasource.clone(), row.instance_name.clone());
            let selection = wizard.containers_chosen(&name);
            view! {
                <ContainerPane
                    open
                    account=row.datasource_name.clone()
                    present=wizard.containers_of(&account)
                    selection
                    on_select=move |selection| wizard.set_containers(&name, selection)
                />
            }
        })
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
