//! Backup jobs of a vault, and the table of jobs that the overview shows too.

use super::view_model::{
    JobLine, TIME_RANGES, any_running, filtered_jobs, job_operations, job_statuses, preset, time_range,
};
use crate::{
    base::ArmId,
    engine::query::{JobRow, Jobs},
    portal::{
        blades::answered::Answered,
        controls::{
            Button, Choice, Column, Command, CommandBar, EmptyState, FilterPill, Glyph, Grid, PillBar,
            StatusCell,
        },
        now::{on_tick, use_now},
        session::{Loaded, use_query},
    },
};
use leptos::prelude::*;
use std::time::Duration;

/// How often the progress of running jobs is asked for again, in real time.
const PROGRESS_EVERY: Duration = Duration::from_secs(3);

/// Asks again every few seconds while one of the jobs runs: progress moves with the clock alone.
pub fn keep_moving(jobs: Loaded<Vec<JobRow>>) {
    on_tick(PROGRESS_EVERY, move || {
        if jobs.state.with_untracked(|state| state.as_ready().is_some_and(|rows| any_running(rows))) {
            jobs.refresh();
        }
    });
}

#[component]
pub fn JobsPage(vault: StoredValue<ArmId>, filter: Option<String>) -> impl IntoView {
    let range = RwSignal::new(TIME_RANGES[2].0.to_string());
    let operations = RwSignal::new(preset(filter.as_deref(), &job_operations()));
    let statuses = RwSignal::new(preset(filter.as_deref(), &job_statuses()));
    let jobs = use_query(move || {
        let window = range.with(|range| time_range(range));
        Some(Jobs { vault: vault.get_value(), instance: None, window, operation: None, status: None })
    });
    keep_moving(jobs);
    let rows = Signal::derive(move || {
        let shown = |rows: &Vec<JobRow>| {
            operations.with(|operations| statuses.with(|statuses| filtered_jobs(rows, operations, statuses)))
        };
        jobs.map(shown).unwrap_or_default()
    });
    let commands = vec![Command::run(Glyph::Refresh, "Refresh", move || jobs.refresh())];
    let clear = move || {
        operations.set(Vec::new());
        statuses.set(Vec::new());
    };
    view! {
        <CommandBar commands refreshing=move || jobs.is_loading()/>
        <div class="pt-page">
            <p class="pt-text pt-muted">"Jobs of the last 7 days are listed at most. Older ones are not shown."</p>
            <JobFilters range operations statuses/>
            <Answered answer=jobs ready=move |_| view! {
                <JobGrid vault rows caption="Backup jobs" detailed=true
                    empty=move || view! {
                        <EmptyState glyph=Glyph::Job title="No jobs in this period"
                            text="Choose a longer time range or clear the filters.">
                            <Button on_click=move |()| clear()>"Clear filters"</Button>
                        </EmptyState>
                    }/>
            }/>
        </div>
    }
}

#[component]
fn JobFilters(
    range: RwSignal<String>,
    operations: RwSignal<Vec<String>>,
    statuses: RwSignal<Vec<String>>,
) -> impl IntoView {
    let ranges: Vec<Choice> =
        TIME_RANGES.iter().map(|(value, words, _)| Choice::new(*value, *words)).collect();
    view! {
        <PillBar>
            <FilterPill field="Time range" choices=ranges single=true selected=move || vec![range.get()]
                on_apply={move |chosen: Vec<String>| if let Some(chosen) = chosen.first() { range.set(chosen.clone()) }}/>
            <FilterPill field="Operation" choices=named(job_operations()) selected=operations
                on_apply={move |chosen: Vec<String>| operations.set(chosen)}/>
            <FilterPill field="Status" choices=named(job_statuses()) selected=statuses
                on_apply={move |chosen: Vec<String>| statuses.set(chosen)}/>
        </PillBar>
    }
}

/// Choices whose value is their label.
pub fn named(names: Vec<&'static str>) -> Vec<Choice> {
    names.into_iter().map(|name| Choice::new(name, name)).collect()
}

/// The table of jobs.
#[component]
pub fn JobGrid(
    vault: StoredValue<ArmId>,
    #[prop(into)] rows: Signal<Vec<JobRow>>,
    #[prop(into)] caption: String,
    #[prop(optional, into)] loading: Signal<bool>,
    /// With the columns of the datasource's place.
    #[prop(optional)]
    detailed: bool,
    #[prop(into)] empty: ViewFn,
) -> impl IntoView {
    let now = use_now();
    let lines = Signal::derive(move || {
        let line = |row: &JobRow| vault.with_value(|vault| JobLine::new(vault, row, now.get()));
        rows.with(|rows| rows.iter().map(line).collect::<Vec<_>>())
    });
    let mut columns = vec![
        Column::link(
            "Backup instance",
            |line: &JobLine| line.instance.clone(),
            |line| line.instance_href.clone(),
        ),
        Column::text("Datasource type", |line: &JobLine| line.datasource_type.to_string()).secondary(),
        Column::link("Operation", |line: &JobLine| line.operation.to_string(), |line| line.href.clone()),
        Column::view("Status", |line: &JobLine| {
            view! { <StatusCell tone=line.badge text=line.status.clone() href=line.href.clone()/> }
        })
        .searched_by(|line| line.status.clone()),
        Column::text("Start time", |line: &JobLine| line.started.clone())
            .sorted_by(|left, right| left.started_at.cmp(&right.started_at)),
        Column::text("Duration", |line: &JobLine| line.duration.clone())
            .sorted_by(|left, right| left.seconds.cmp(&right.seconds)),
    ];
    if detailed {
        let group = Column::text("Datasource resource group", |line: &JobLine| line.datasource_group.clone());
        let subscription =
            Column::text("Datasource subscription", |line: &JobLine| line.datasource_subscription.clone());
        columns.extend([group.secondary(), subscription.secondary()]);
    }
    view! {
        <Grid caption columns rows=lines row_key=|line: &JobLine| line.key.clone() loading filter=detailed
            uncounted=!detailed empty/>
    }
}
