//! The list of backup jobs.

use super::view_model::{JobFilter, JobLine, OPERATIONS, TimeWindow, table};
use crate::{
    base::{ArmId, SimTime},
    engine::{
        job::JobStatus,
        policy::DatasourceType,
        query::{JobRow, Jobs},
    },
    portal::{
        blades::{
            answered::NoAnswer,
            backup_words::job_title,
            filter_pills::{NamesPill, OnePill, named},
            vault::frame::VaultFrame,
        },
        controls::{
            Choice, Column, Command, CommandBar, Direction, EmptyState, Glyph, Grid, MenuItem as Line,
            RowMenu, StatusCell,
        },
        now::{on_tick, use_now},
        route::{MenuItem, Route},
        session::{Loaded, save_csv, use_query},
    },
};
use leptos::prelude::*;
use std::{collections::BTreeSet, sync::Arc, time::Duration};

/// How often the progress of running jobs is asked for, in real time.
const PROGRESS_EVERY: Duration = Duration::from_secs(3);

/// Asks for jobs, and again while one of them runs: progress moves without anything being committed.
pub fn use_jobs(question: impl Fn() -> Option<Jobs> + Send + Sync + 'static) -> Loaded<Vec<JobRow>> {
    let jobs = use_query(question);
    on_tick(PROGRESS_EVERY, move || {
        let running = jobs.state.with_untracked(|state| {
            let mut rows = state.as_ready().into_iter().flatten();
            rows.any(|row| row.status == JobStatus::InProgress)
        });
        if running {
            jobs.refresh();
        }
    });
    jobs
}

/// *Backup jobs* of a vault, with a filter preset by whoever linked here.
#[component]
pub fn JobsBlade(vault: ArmId, #[prop(optional)] filter: String) -> impl IntoView {
    let filter = RwSignal::new(JobFilter::parse(&filter));
    let id = StoredValue::new(vault.clone());
    let window = Memo::new(move |_| filter.with(|filter| filter.window));
    let jobs = use_jobs(move || {
        Some(Jobs {
            vault: id.get_value(),
            instance: None,
            window: window.get().span(),
            operation: None,
            status: None,
        })
    });
    let rows = Signal::derive(move || {
        let all = jobs.ready().unwrap_or_default();
        filter.with(|filter| all.into_iter().filter(|row| filter.keeps(row)).collect::<Vec<_>>())
    });
    let commands = vec![
        Command::run(Glyph::Refresh, "Refresh", move || jobs.refresh()),
        Command::run(Glyph::Download, "Export to CSV", move || {
            save_csv(&rows.with_untracked(|rows| table(rows)), "backup-jobs.csv")
        })
        .disabled_when(move || rows.with(Vec::is_empty).then(|| "There are no jobs to export.".to_string())),
        Command::link(
            Glyph::Chart,
            "View backup reports",
            Route::Vault { id: vault.clone(), item: MenuItem::BackupReports }.href(),
        ),
    ];
    let now = use_now();
    view! {
        <VaultFrame vault item=MenuItem::BackupJobs>
            <CommandBar commands/>
            <div class="pt-page">
                <p class="pt-text">
                    "Jobs of the last 7 days. The portal does not list older ones; their restore points stay."
                </p>
                {move || jobs.failure().map(|failure| view! { <NoAnswer failure retry=move |()| jobs.refresh()/> })}
                <JobGrid
                    caption="Backup jobs"
                    jobs=rows
                    now
                    loading=move || jobs.is_loading()
                    pills=move || view! { <JobPills filter jobs/> }
                />
            </div>
        </VaultFrame>
    }
}

#[component]
fn JobPills(filter: RwSignal<JobFilter>, jobs: Loaded<Vec<JobRow>>) -> impl IntoView {
    let windows = TimeWindow::ALL.map(|window| (window, window.label())).to_vec();
    // Also the ones that are chosen: of an instance without jobs the pill says so too.
    let instances = move || {
        let listed =
            jobs.map(|rows| rows.iter().map(|row| row.instance_name.clone()).collect::<BTreeSet<_>>());
        let mut names = listed.unwrap_or_default();
        names.extend(filter.with(|filter| filter.instances.clone()));
        names.into_iter().map(|name| Choice::new(name.as_str(), name.as_str())).collect::<Vec<_>>()
    };
    view! {
        <OnePill
            field="Time range"
            choices=windows
            chosen=Signal::derive(move || filter.with(|filter| filter.window))
            on_choose=move |window| filter.update(|filter| filter.window = window)
        />
        <NamesPill
            field="Operation"
            choices=named(OPERATIONS.map(|(operation, trigger)| job_title(operation, trigger)))
            filter
            part=(|filter| &filter.operations, |filter| &mut filter.operations)
        />
        <NamesPill
            field="Status"
            choices=named(JobStatus::ALL.map(JobStatus::display_name))
            filter
            part=(|filter| &filter.statuses, |filter| &mut filter.statuses)
        />
        <NamesPill
            field="Datasource type"
            choices=named(DatasourceType::ALL.map(DatasourceType::display_name))
            filter
            part=(|filter| &filter.datasource_types, |filter| &mut filter.datasource_types)
        />
        <NamesPill
            field="Backup instance"
            choices=Signal::derive(instances)
            filter
            part=(|filter| &filter.instances, |filter| &mut filter.instances)
        />
    }
}

/// Jobs as a table; `short` leaves out what a page about one vault or instance says anyway.
#[component]
pub fn JobGrid(
    #[prop(into)] caption: String,
    #[prop(into)] jobs: Signal<Vec<JobRow>>,
    now: Signal<Option<SimTime>>,
    #[prop(into)] loading: Signal<bool>,
    #[prop(optional)] short: bool,
    #[prop(optional, into)] pills: Option<ViewFn>,
) -> impl IntoView {
    let lines = Memo::new(move |_| {
        let now = now.get();
        jobs.with(|jobs| jobs.iter().map(|row| JobLine::new(row, now)).collect::<Vec<_>>())
    });
    let key = |line: &JobLine| line.key.clone();
    let columns = columns(short);
    let sorted_by = ("Start time", Direction::Descending);
    let empty = || {
        view! {
            <EmptyState
                glyph=Glyph::Job
                title="No jobs in this period"
                text="Backups, restores and changes of protection are listed here."
            />
        }
    };
    let row_menu: RowMenu<JobLine> = Arc::new(|line: &JobLine| {
        vec![
            Line::link("View details", line.href.clone()),
            Line::link("View protected item", line.instance_href.clone()),
        ]
    });
    match pills {
        Some(pills) => view! {
            <Grid caption columns rows=lines row_key=key loading pills filter=true sorted_by row_menu empty/>
        }
        .into_any(),
        None => view! {
            <Grid caption columns rows=lines row_key=key loading uncounted=true sorted_by row_menu empty/>
        }
        .into_any(),
    }
}

fn columns(short: bool) -> Vec<Column<JobLine>> {
    let place = vec![
        Column::text("Datasource subscription", |line: &JobLine| line.subscription.clone()).secondary(),
        Column::text("Datasource resource group", |line: &JobLine| line.group.clone()).secondary(),
    ];
    let instance = Column::link(
        "Backup instance",
        |line: &JobLine| line.instance.clone(),
        |line| line.instance_href.clone(),
    );
    let datasource =
        Column::text("Datasource type", |line: &JobLine| line.datasource_type.to_string()).secondary();
    let rest = vec![
        Column::link("Operation", |line: &JobLine| line.operation.to_string(), |line| line.href.clone()),
        Column::view("Status", status_cell).searched_by(|line: &JobLine| line.status.clone()),
        Column::text("Start time", |line: &JobLine| line.started.clone())
            .sorted_by(|left, right| left.started_at.cmp(&right.started_at)),
        Column::text("Duration", |line: &JobLine| line.duration.clone()).unsorted().secondary(),
    ];
    let place = if short { Vec::new() } else { place };
    [instance, datasource].into_iter().chain(place).chain(rest).collect()
}

/// A job that failed, or left something undone, leads to why.
fn status_cell(line: &JobLine) -> AnyView {
    let (tone, text) = (line.badge, line.status.clone());
    if line.has_reason {
        view! { <StatusCell tone text href=line.href.clone()/> }.into_any()
    } else {
        view! { <StatusCell tone text/> }.into_any()
    }
}
