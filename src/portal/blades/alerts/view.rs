//! The lists.

use super::{
    pane::AlertPane,
    view_model::{AlertFilter, AlertLine, AlertWindow, parse_filter, shortened},
};
use crate::{
    base::ArmId,
    engine::{
        monitor::{AlertCondition, AlertSeverity, AlertState},
        query::{AlertPage, AlertRow, Alerts},
    },
    portal::{
        blades::{
            answered::NoAnswer,
            filter_pills::{NamesPill, OnePill, named},
            vault::frame::VaultFrame,
        },
        controls::{
            Button, ButtonKind, Choice, Column, Command, CommandBar, Crumb, Direction, EmptyState, Glyph,
            Grid, StatusCell,
        },
        route::{MenuItem, Route},
        search::RESILIENCY,
        session::{Loaded, navigate, use_query},
        shell::BladeFrame,
    },
};
use leptos::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

/// *Alerts* of a vault, with a filter preset by whoever linked here.
#[component]
pub fn VaultAlertsBlade(vault: ArmId, #[prop(optional)] filter: String) -> impl IntoView {
    let asked = vault.clone();
    view! {
        <VaultFrame vault item=MenuItem::Alerts>
            <AlertList vault=Some(asked) filter/>
        </VaultFrame>
    }
}

/// *Alerts* of all vaults.
#[component]
pub fn AlertsBlade() -> impl IntoView {
    let crumbs =
        vec![Crumb::new("Home", Route::Home.href()), Crumb::new(RESILIENCY, Route::Resiliency.href())];
    view! {
        <BladeFrame
            title=RESILIENCY
            item="Alerts".to_string()
            glyph=Glyph::Alert
            crumbs
            on_close=|()| navigate(&Route::Resiliency)
        >
            <AlertList vault=None filter=String::new()/>
        </BladeFrame>
    }
}

#[component]
fn AlertList(vault: Option<ArmId>, filter: String) -> impl IntoView {
    let (preset, opened) = parse_filter(&filter);
    let filter = RwSignal::new(preset);
    let chosen = RwSignal::new(opened);
    let is_global = vault.is_none();
    let window = Memo::new(move |_| filter.with(|filter| filter.window));
    let answer = use_query(move || Some(Alerts { vault: vault.clone(), window: window.get().span() }));
    let rows = Signal::derive(move || answer.map(|page| page.rows.clone()).unwrap_or_default());
    let lines = Signal::derive(move || {
        let kept = |row: &&AlertRow| filter.with(|filter| filter.keeps(row));
        rows.with(|rows| rows.iter().filter(kept).map(AlertLine::new).collect::<Vec<_>>())
    });
    let commands = vec![Command::run(Glyph::Refresh, "Refresh", move || answer.refresh())];
    let more = move || answer.map(|page: &AlertPage| shortened(page.rows.len(), page.total)).flatten();
    view! {
        <CommandBar commands refreshing=move || answer.is_loading()/>
        <div class="pt-page">
            <p class="pt-text">
                "Failed backups and restores, and deleted backup data. Not everything is watched: backups of blobs are \
                 not, nor is deleting the data of data lakes. That no alert came does not mean that all is well."
            </p>
            {move || answer.failure().map(|failure| view! { <NoAnswer failure retry=move |()| answer.refresh()/> })}
            {move || more().map(|text| view! { <p class="pt-text pt-muted">{text}</p> })}
            <AlertGrid lines answer chosen is_global filter rows/>
        </div>
        <AlertPane rows chosen/>
    }
}

#[component]
fn AlertGrid(
    lines: Signal<Vec<AlertLine>>,
    answer: Loaded<AlertPage>,
    chosen: RwSignal<Option<Uuid>>,
    is_global: bool,
    filter: RwSignal<AlertFilter>,
    rows: Signal<Vec<AlertRow>>,
) -> impl IntoView {
    view! {
        <Grid
            caption="Alerts"
            columns=columns(chosen, is_global)
            rows=lines
            row_key=|line: &AlertLine| line.guid.to_string()
            loading=move || answer.is_loading()
            filter=true
            pills=move || view! { <AlertPills filter is_global rows/> }
            sorted_by=("Fired time", Direction::Descending)
            empty=|| view! {
                <EmptyState
                    glyph=Glyph::Alert
                    title="No alerts in this period"
                    text="Alerts of failed jobs and of deleted backup data are listed here."
                />
            }
        />
    }
}

fn columns(chosen: RwSignal<Option<Uuid>>, is_global: bool) -> Vec<Column<AlertLine>> {
    let name = move |line: &AlertLine| {
        let (guid, text) = (line.guid, line.name);
        let label = format!("{text} of {}, fired {}", line.instance, line.fired);
        view! { <Button kind=ButtonKind::Link aria_label=label on_click=move |()| chosen.set(Some(guid))>{text}</Button> }
    };
    let instance = |line: &AlertLine| {
        let text = line.instance.clone();
        match line.instance_href.clone() {
            Some(href) => view! { <a href=href>{text}</a> }.into_any(),
            None => text.into_any(),
        }
    };
    let mut columns = vec![
        Column::view("Name", name).searched_by(|line: &AlertLine| line.name.to_string()),
        Column::view("Severity", |line: &AlertLine| {
            view! { <StatusCell tone=line.severity_badge text=line.severity/> }
        })
        .searched_by(|line| line.severity.to_string()),
        Column::view("Affected resource", instance).searched_by(|line| line.instance.clone()),
        Column::text("Datasource type", |line: &AlertLine| line.datasource_type.to_string()).secondary(),
    ];
    if is_global {
        let vault =
            Column::link("Vault", |line: &AlertLine| line.vault.clone(), |line| line.vault_href.clone());
        columns.push(vault.secondary());
    }
    columns.extend([
        Column::view("Monitor condition", |line: &AlertLine| {
            view! { <StatusCell tone=line.condition_badge text=line.condition/> }
        })
        .searched_by(|line| line.condition.to_string())
        .secondary(),
        Column::text("Alert state", |line: &AlertLine| line.state.to_string()).secondary(),
        Column::text("Fired time", |line: &AlertLine| line.fired.clone())
            .sorted_by(|left, right| left.fired_at.cmp(&right.fired_at))
            .secondary(),
        Column::text("Occurrences", |line: &AlertLine| line.occurrences.to_string())
            .sorted_by(|left, right| left.occurrences.cmp(&right.occurrences))
            .numeric()
            .secondary(),
    ]);
    columns
}

#[component]
fn AlertPills(filter: RwSignal<AlertFilter>, is_global: bool, rows: Signal<Vec<AlertRow>>) -> impl IntoView {
    let windows = AlertWindow::ALL.map(|window| (window, window.label())).to_vec();
    let vaults = move || {
        let names: BTreeMap<String, Choice> = rows.with(|rows| {
            rows.iter()
                .map(|row| (row.vault.key(), Choice::new(row.vault.as_str(), row.vault.name())))
                .collect()
        });
        names.into_values().collect::<Vec<_>>()
    };
    view! {
        <OnePill
            field="Time range"
            choices=windows
            chosen=Signal::derive(move || filter.with(|filter| filter.window))
            on_choose=move |window| filter.update(|filter| filter.window = window)
        />
        <NamesPill
            field="Severity"
            choices=named(AlertSeverity::ALL.map(AlertSeverity::display_name))
            filter
            part=(|filter| &filter.severities, |filter| &mut filter.severities)
        />
        <NamesPill
            field="Monitor condition"
            choices=named(AlertCondition::ALL.map(AlertCondition::display_name))
            filter
            part=(|filter| &filter.conditions, |filter| &mut filter.conditions)
        />
        <NamesPill
            field="Alert state"
            choices=named(AlertState::ALL.map(AlertState::display_name))
            filter
            part=(|filter| &filter.states, |filter| &mut filter.states)
        />
        {is_global.then(|| view! {
            <NamesPill
                field="Vault"
                choices=Signal::derive(vaults)
                filter
                part=(|filter| &filter.vaults, |filter| &mut filter.vaults)
            />
        })}
    }
}
