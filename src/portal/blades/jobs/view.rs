//! The list of backup jobs.

use super::view_model::{JobFilter, JobLine, OPERATIONS, TimeWindow, table};
use crate::{
    base::{ArmId, SimTime},
    engine::{
        job::JobStatus,
        policy::DatasourceType,
        query::{JobColumn, JobRow, JobRows, ListColumn, PageRequest, job_title},
    },
    portal::{
        blades::{
            answered::NoAnswer,
            filter_pills::{NamesPill, OnePill, named},
            paged::{CsvExport, Paged, use_paged},
            vault::frame::VaultFrame,
        },
        controls::{
            Asked, Choice, Column, Command, CommandBar, Direction, EmptyState, Glyph, Grid, MenuItem as Line,
            RowMenu, StatusCell,
        },
        now::{on_tick, use_now},
        route::{MenuItem, Route},
        session::Loaded,
    },
};
use leptos::prelude::*;
use std::{collections::BTreeSet, sync::Arc, time::Duration};

/// How often the progress of running jobs is asked for, in real time.
const PROGRESS_EVERY: Duration = Duration::from_secs(3);

/// Asks for jobs again while one of those that are shown runs: progress moves without anything being committed.
pub fn follow_progress(jobs: Loaded<JobRows>) {
    on_tick(PROGRESS_EVERY, move || {
        let running = jobs.state.with_untracked(|state| {
            let mut rows = state.as_ready().into_iter().flat_map(|page| &page.rows);
            rows.any(|row| row.status == JobStatus::InProgress)
        });
        if running {
            jobs.refresh();
        }
    });
}

/// *Backup jobs* of a vault, with a filter preset by whoever linked here.
#[component]
pub fn JobsBlade(vault: ArmId, #[prop(optional)] filter: String) -> impl IntoView {
    let filter = RwSignal::new(JobFilter::parse(&filter));
    let id = StoredValue::new(vault.clone());
    let question = move |page: PageRequest<JobColumn>| {
        id.with_value(|vault| filter.with(|filter| filter.question(vault, page)))
    };
    let jobs = use_paged(Asked::sorted_by(JobColumn::SORTED_BY), question);
    let answer = jobs.answer;
    follow_progress(answer);
    let export = CsvExport {
        label: "Export to CSV",
        doing: "Exporting backup jobs",
        file_name: "backup-jobs.csv",
        nothing: "There are no jobs to export.",
        row_key: |row: &JobRow| row.guid.to_string(),
        table,
    };
    let commands = vec![
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
        export.command(jobs, question),
        Command::link(
            Glyph::Chart,
            "View backup reports",
            Route::Vault { id: vault.clone(), item: MenuItem::BackupReports }.href(),
        ),
    ];
    view! {
        <VaultFrame vault item=MenuItem::BackupJobs>
            <CommandBar commands/>
            <div class="pt-page">
                <p class="pt-text">
                    "Jobs of the last 7 days. The portal does not list older ones; their restore points stay."
                </p>
                {move || answer.failure().map(|failure| view! { <NoAnswer failure retry=move |()| answer.refresh()/> })}
                <JobList jobs filter/>
            </div>
        </VaultFrame>
    }
}

type PagedJobs = Paged<JobRow, JobColumn, Vec<String>>;

#[component]
fn JobPills(filter: RwSignal<JobFilter>, jobs: PagedJobs) -> impl IntoView {
    let windows = TimeWindow::ALL.map(|window| (window, window.label())).to_vec();
    // Also the ones that are chosen: of an instance without jobs the pill says so too.
    let instances = move || {
        let mut names: BTreeSet<String> = jobs.choices(|names| names.iter().cloned().collect());
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

/// All jobs that pass the filter, page by page.
#[component]
fn JobList(jobs: PagedJobs, filter: RwSignal<JobFilter>) -> impl IntoView {
    let rows = jobs.lines(JobRow::clone);
    view! {
        <Grid
            caption="Backup jobs"
            columns=columns(false)
            rows=job_lines(rows, use_now())
            feed=jobs.feed
            row_key=|line: &JobLine| line.key.clone()
            loading=move || jobs.answer.is_loading()
            pills=move || view! { <JobPills filter jobs/> }
            filter=true
            row_menu=row_menu()
            empty=no_jobs
        />
    }
}

/// A few jobs as a table, without what a page about one vault or instance says anyway.
#[component]
pub fn JobGrid(
    #[prop(into)] caption: String,
    #[prop(into)] jobs: Signal<Vec<JobRow>>,
    now: Signal<Option<SimTime>>,
    #[prop(into)] loading: Signal<bool>,
) -> impl IntoView {
    view! {
        <Grid
            caption
            columns=columns(true)
            rows=job_lines(jobs, now)
            row_key=|line: &JobLine| line.key.clone()
            loading
            uncounted=true
            sorted_by=("Start time", Direction::Descending)
            row_menu=row_menu()
            empty=no_jobs
        />
    }
}

fn job_lines(jobs: Signal<Vec<JobRow>>, now: Signal<Option<SimTime>>) -> Memo<Vec<JobLine>> {
    Memo::new(move |_| {
        let now = now.get();
        jobs.with(|jobs| jobs.iter().map(|row| JobLine::new(row, now)).collect())
    })
}

fn row_menu() -> RowMenu<JobLine> {
    Arc::new(|line: &JobLine| {
        vec![
            Line::link("View details", line.href.clone()),
            Line::link("View protected item", line.instance_href.clone()),
        ]
    })
}

fn no_jobs() -> AnyView {
    view! {
        <EmptyState
            glyph=Glyph::Job
            title="No jobs in this period"
            text="Backups, restores and changes of protection are listed here."
        />
    }
    .into_any()
}

fn columns(short: bool) -> Vec<Column<JobLine>> {
    let place = vec![
        Column::text(JobColumn::Subscription.title(), |line: &JobLine| line.subscription.clone()).secondary(),
        Column::text(JobColumn::ResourceGroup.title(), |line: &JobLine| line.group.clone()).secondary(),
    ];
    let instance = Column::link(
        JobColumn::Instance.title(),
        |line: &JobLine| line.instance.clone(),
        |line| line.instance_href.clone(),
    );
    let datasource =
        Column::text(JobColumn::DatasourceType.title(), |line: &JobLine| line.datasource_type.to_string())
            .secondary();
    let rest = vec![
        Column::link(
            JobColumn::Operation.title(),
            |line: &JobLine| line.operation.to_string(),
            |line| line.href.clone(),
        ),
        Column::view(JobColumn::Status.title(), status_cell)
            .searched_by(|line: &JobLine| line.status.clone()),
        Column::text(JobColumn::StartTime.title(), |line: &JobLine| line.started.clone())
            .sorted_by(|left, right| left.started_at.cmp(&right.started_at)),
        Column::text(JobColumn::Duration.title(), |line: &JobLine| line.duration.clone())
            .unsorted()
            .secondary(),
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
