//! Command bar, pills, grids.

use std::{collections::BTreeSet, sync::Arc};

use leptos::prelude::*;

use super::Sample;
use crate::portal::{
    calendar::{CalendarCell, CalendarDay, CalendarLook, CalendarRow},
    controls::*,
};

#[derive(Clone, PartialEq)]
struct Sampled {
    name: String,
    kind: &'static str,
    tone: Tone,
    status: &'static str,
    size: u64,
}

fn few() -> Vec<Sampled> {
    let row =
        |name: &str, kind, tone, status, size| Sampled { name: name.to_string(), kind, tone, status, size };
    vec![
        row("lakeweu01", "Azure Data Lake Storage", Tone::InProgress, "In progress, 38 %", 412),
        row("disk-sql-data-01", "Azure Disks", Tone::Success, "Completed", 1024),
        row("stmediaweu", "Azure Blobs (Azure Storage)", Tone::Error, "Failed: container not found", 86),
        row("lakeweu02", "Azure Data Lake Storage", Tone::Warning, "Completed with warnings", 3),
    ]
}

fn many() -> Vec<Sampled> {
    let row = |number: u64| Sampled {
        name: format!("restore-point-{number:04}"),
        kind: "Full",
        tone: Tone::Success,
        status: "Available",
        size: number * 7 % 1000,
    };
    (1..=289).map(row).collect()
}

fn days() -> Vec<CalendarDay> {
    let day = |number: u32| CalendarDay {
        name: format!("{number} Sep 2026"),
        number: number.to_string(),
        month: (number == 14).then(|| "Sep".to_string()),
        is_today: number == 16,
    };
    (14..=18).map(day).collect()
}

fn days_row() -> CalendarRow {
    use CalendarLook::{Empty, Gone, Made, Planned};
    let cell = |(text, look): (&str, CalendarLook)| CalendarCell {
        text: text.to_string(),
        spoken: format!("{look:?}: {}", if text.is_empty() { "none" } else { text }),
        look,
    };
    let cells = [("6", Made), ("", Empty), ("3", Made), ("6", Planned), ("2", Gone)];
    CalendarRow { name: "Default".to_string(), cells: cells.map(cell).to_vec() }
}

fn columns() -> Vec<Column<Sampled>> {
    vec![
        Column::link("Backup instance", |row: &Sampled| row.name.clone(), |_| "#gallery".to_string()),
        Column::text("Datasource type", |row: &Sampled| row.kind.to_string()).secondary(),
        Column::view("Status", |row: &Sampled| view! { <StatusCell tone=row.tone text=row.status/> })
            .searched_by(|row| row.status.to_string()),
        Column::text("Size", |row: &Sampled| format!("{} GiB", row.size))
            .sorted_by(|left, right| left.size.cmp(&right.size))
            .numeric()
            .secondary(),
    ]
}

fn commands() -> Vec<Command> {
    vec![
        Command::run(Glyph::Plus, "Backup", || ()),
        Command::run(Glyph::Restore, "Restore", || ()),
        Command::separator(),
        Command::run(Glyph::Delete, "Delete", || ())
            .disabled_when(|| Some("Delete the backup instances first.".to_string())),
        Command::menu("Move", Signal::stored(vec![MenuItem::run("To another resource group", || ())])),
        Command::link(Glyph::Refresh, "Refresh", "#gallery"),
        Command::separator(),
        Command::run(Glyph::Code, "View request", || ()),
        Command::run(Glyph::Download, "Download role assignment template", || ()),
    ]
}

#[component]
pub(super) fn ListSamples() -> impl IntoView {
    let kinds = RwSignal::new(Vec::<String>::new());
    let range = RwSignal::new(vec!["7".to_string()]);
    let kind_choices =
        vec![Choice::new("disk", "Azure Disks"), Choice::new("lake", "Azure Data Lake Storage")];
    let range_choices = vec![Choice::new("1", "Last 24 hours"), Choice::new("7", "Last 7 days")];
    view! {
        <Sample title="Command bar"><CommandBar commands=commands() refreshing=true/></Sample>
        <Sample title="Pills">
            <PillBar>
                <FilterPill field="Datasource type" choices=Signal::stored(kind_choices) selected=kinds on_apply=move |values| kinds.set(values) on_remove=|_| ()/>
                <FilterPill field="Time range" choices=Signal::stored(range_choices) selected=range on_apply=move |values| range.set(values) single=true/>
                <Pill field="Scope" value="Read only"/>
            </PillBar>
        </Sample>
        <Grids/>
    }
}

#[component]
fn Grids() -> impl IntoView {
    let ticked = RwSignal::new(BTreeSet::from(["disk-sql-data-01".to_string()]));
    let chosen = RwSignal::new(BTreeSet::new());
    let row_menu: RowMenu<Sampled> =
        Arc::new(|_| vec![MenuItem::run("Backup now", || ()), MenuItem::run("Restore", || ())]);
    let row_block: RowBlock<Sampled> =
        Arc::new(|row| (row.size < 10).then(|| "Already protected by vault-neu".to_string()));
    let key: fn(&Sampled) -> String = |row| row.name.clone();
    let empty = || view! { <EmptyState glyph=Glyph::Instance title="No backup instances to display"/> };
    view! {
        <Sample title="Grid with tick boxes">
            <Grid caption="Backup instances" columns=columns() rows=Signal::stored(few()) row_key=key selection=ticked
                row_menu row_block filter=true sorted_by=("Backup instance", Direction::Ascending) empty/>
        </Sample>
        <Sample title="Grid with one choice">
            <Grid caption="Vaults" columns=columns() rows=Signal::stored(few()) row_key=key selection=chosen single_choice=true uncounted=true empty/>
        </Sample>
        <Sample title="Grid that is loading">
            <Grid caption="Jobs" columns=columns() rows=Signal::stored(vec![]) row_key=key loading=true empty/>
        </Sample>
        <Sample title="Empty grid">
            <Grid caption="Policies" columns=columns() rows=Signal::stored(vec![]) row_key=key empty/>
        </Sample>
        <Sample title="Calendar">
            <CalendarGrid caption="Restore points by day" row_title="Rule" days=Signal::stored(days()) rows=Signal::stored(vec![days_row()])/>
        </Sample>
        <Sample title="Grid with pages">
            <Grid caption="Recovery points" columns=columns() rows=Signal::stored(many()) row_key=key filter=true empty/>
        </Sample>
    }
}
