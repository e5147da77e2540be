//! Backup instances of a vault.

use super::{
    jobs::named,
    view_model::{InstanceLine, preset, protection_states},
};
use crate::{
    base::ArmId,
    engine::query::{InstanceRow, Instances},
    portal::{
        blades::answered::Answered,
        controls::{
            Column, Command, CommandBar, Direction, EmptyState, FilterPill, Glyph, Grid, MenuItem as RowItem,
            RowMenu, StatusCell,
        },
        route::{MenuItem, Route},
        session::use_query,
    },
};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn InstancesPage(vault: StoredValue<ArmId>, filter: Option<String>) -> impl IntoView {
    let instances = use_query(move || Some(Instances { vault: vault.get_value() }));
    let states = RwSignal::new(preset(filter.as_deref(), &protection_states()));
    let configure = Route::ConfigureBackup { vault: vault.get_value() }.href();
    let commands = vec![
        Command::link(Glyph::Plus, "Backup", configure),
        Command::separator(),
        Command::run(Glyph::Refresh, "Refresh", move || instances.refresh()),
    ];
    view! {
        <CommandBar commands refreshing=move || instances.is_loading()/>
        <Answered answer=instances ready=move |rows| view! { <InstanceGrid vault rows states/> }/>
    }
}

#[component]
fn InstanceGrid(
    vault: StoredValue<ArmId>,
    rows: Signal<Vec<InstanceRow>>,
    states: RwSignal<Vec<String>>,
) -> impl IntoView {
    let lines = Signal::derive(move || {
        let fits = |line: &InstanceLine| {
            states.with(|states| states.is_empty() || states.iter().any(|state| state == line.state))
        };
        rows.with(|rows| rows.iter().map(InstanceLine::new).filter(fits).collect::<Vec<_>>())
    });
    let none = Memo::new(move |_| rows.with(Vec::is_empty));
    let jobs = Route::Vault { id: vault.get_value(), item: MenuItem::BackupJobs }.href();
    let row_menu: RowMenu<InstanceLine> = Arc::new(move |line: &InstanceLine| {
        vec![
            RowItem::link("Open", line.href.clone()),
            RowItem::link("Restore", line.restore_href.clone()),
            RowItem::link("View jobs", jobs.clone()),
        ]
    });
    let empty = move || {
        if none.get() {
            view! { <NoInstances vault/> }.into_any()
        } else {
            view! { <EmptyState glyph=Glyph::Instance title="No backup instances match the filters"/> }
                .into_any()
        }
    };
    view! {
        <div class="pt-page">
            <Grid
                caption="Backup instances"
                columns=columns()
                rows=lines
                row_key=|line: &InstanceLine| line.key.clone()
                row_menu
                filter=true
                sorted_by=("Name", Direction::Ascending)
                pills=move || view! {
                    <FilterPill field="Protection status" choices=named(protection_states()) selected=states
                        on_apply={move |chosen: Vec<String>| states.set(chosen)}/>
                }
                empty
            />
        </div>
    }
}

fn columns() -> Vec<Column<InstanceLine>> {
    vec![
        Column::link("Name", |line: &InstanceLine| line.name.clone(), |line| line.href.clone()),
        Column::link(
            "Datasource",
            |line: &InstanceLine| line.datasource.clone(),
            |line| line.datasource_href.clone(),
        ),
        Column::text("Datasource type", |line: &InstanceLine| line.datasource_type.to_string()).secondary(),
        Column::view("Protection status", |line: &InstanceLine| {
            view! { <StatusCell tone=line.badge text=line.state/> }
        })
        .searched_by(|line| line.state.to_string()),
        Column::link("Policy", |line: &InstanceLine| line.policy.clone(), |line| line.policy_href.clone()),
        Column::text("Latest restore point", |line: &InstanceLine| line.latest.clone())
            .sorted_by(|left, right| left.latest_at.cmp(&right.latest_at)),
        Column::text("Resource group", |line: &InstanceLine| line.group.clone()).secondary(),
    ]
}

#[component]
fn NoInstances(vault: StoredValue<ArmId>) -> impl IntoView {
    let configure = Route::ConfigureBackup { vault: vault.get_value() }.href();
    view! {
        <EmptyState
            glyph=Glyph::Instance
            title="No backup instances to display"
            text="A backup instance is one protected storage account with its policy and its recovery points."
        >
            <a class="pt-button pt-button--primary" href=configure>"Configure backup"</a>
        </EmptyState>
    }
}
