//! The page of a job.

use super::view_model::{
    JobErrorText, SubTaskLine, details_text, elapsed, progress_percent, title, trigger_text,
};
use crate::{
    base::{ArmId, SimTime},
    engine::{
        job::JobStatus,
        query::{JobDetail, JobView},
    },
    portal::{
        blades::{
            answered::Answered,
            backup_words::{job_badge, job_title, restore_selection_text},
        },
        controls::{
            Column, Command, CommandBar, CopyButton, Crumb, EmptyState, Essential, Essentials, Glyph, Grid,
            ProgressBar, StatusCell, announce,
        },
        format::moment,
        now::{on_tick, use_now},
        route::{MenuItem, Route},
        session::{Loaded, navigate, use_query},
        shell::BladeFrame,
    },
};
use leptos::prelude::*;
use std::time::Duration;
use uuid::Uuid;

/// How often a running job's sub-tasks are asked for, in real time.
const PROGRESS_EVERY: Duration = Duration::from_secs(2);

#[component]
pub fn JobBlade(vault: ArmId, guid: Uuid) -> impl IntoView {
    let id = StoredValue::new(vault.clone());
    let detail = use_query(move || Some(JobDetail { vault: id.get_value(), guid }));
    on_tick(PROGRESS_EVERY, move || {
        if detail.state.with_untracked(|state| state.as_ready().is_some_and(is_running)) {
            detail.refresh();
        }
    });
    let jobs = Route::Vault { id: vault.clone(), item: MenuItem::BackupJobs };
    let crumbs = vec![
        Crumb::new("Home", Route::Home.href()),
        Crumb::new(vault.name(), Route::Vault { id: vault.clone(), item: MenuItem::Overview }.href()),
        Crumb::new("Backup jobs", jobs.href()),
    ];
    let name = move || detail.map(title).unwrap_or_else(|| "Job".to_string());
    view! {
        <BladeFrame title=name subtitle="Job" glyph=Glyph::Job crumbs on_close=move |()| navigate(&jobs)>
            <CommandBar commands=commands(detail)/>
            <Answered answer=detail ready=move |view| view! { <JobPage view/> }/>
        </BladeFrame>
    }
}

fn is_running(view: &JobView) -> bool {
    view.row.status == JobStatus::InProgress
}

fn commands(detail: Loaded<JobView>) -> Vec<Command> {
    let item = move || untrack(|| detail.map(|view| view.instance.clone()).flatten());
    let gone = move || {
        let exists = detail.map(|view| view.instance.is_some()).unwrap_or(false);
        (!exists).then(|| "The backup instance no longer exists.".to_string())
    };
    let now = use_now();
    vec![
        Command::run(Glyph::Refresh, "Refresh", move || detail.refresh()),
        Command::run(Glyph::Instance, "View protected item", move || {
            if let Some(id) = item() {
                navigate(&Route::Instance { id });
            }
        })
        .disabled_when(gone),
        Command::run(Glyph::Copy, "Copy details", move || {
            let text = untrack(|| detail.map(|view| details_text(view, now.get())));
            copy(&text.unwrap_or_default());
        }),
    ]
}

fn copy(text: &str) {
    let promise = window().navigator().clipboard().write_text(text);
    leptos::task::spawn_local(async move {
        let copied = wasm_bindgen_futures::JsFuture::from(promise).await.is_ok();
        announce(if copied { "Copied" } else { "Copying failed: the browser refused." });
    });
}

#[component]
fn JobPage(view: Signal<JobView>) -> impl IntoView {
    let now = use_now();
    let progress = Memo::new(move |_| view.with(|view| progress_percent(view, now.get())));
    let failed = Memo::new(move |_| view.with(|view| view.error.as_ref().map(JobErrorText::of)));
    view! {
        <JobEssentials view now/>
        <div class="pt-page">
            {move || progress.with(Option::is_some).then(|| view! {
                <ProgressBar label="Progress of the job" percent=progress labelled=true/>
            })}
            {move || failed.get().map(|error| view! { <ErrorBlock error view/> })}
            <h2 class="pt-section-title">"Sub tasks"</h2>
            <SubTasks view now/>
        </div>
    }
}

#[component]
fn JobEssentials(view: Signal<JobView>, now: Signal<Option<SimTime>>) -> impl IntoView {
    let text = move |read: fn(&JobView) -> String| Signal::derive(move || view.with(read));
    let status = Essential::view("Status", move || {
        view! {
            <StatusCell
                tone=Signal::derive(move || view.with(|view| job_badge(view.row.status).into()))
                text=text(|view| view.row.status.display_name().to_string())
            />
        }
        .into_any()
    });
    let left = vec![
        Essential::text("Backup instance", text(|view| view.row.instance_name.clone())),
        Essential::link(
            "Datasource",
            text(|view| view.datasource.name().to_string()),
            text(|view| Route::of_resource(&view.datasource).href()),
        ),
        Essential::text("Datasource type", text(|view| view.row.datasource_type.display_name().to_string())),
        Essential::link(
            "Vault",
            text(|view| view.vault_name.clone()),
            text(|view| Route::Vault { id: view.vault.clone(), item: MenuItem::Overview }.href()),
        ),
        Essential::text("Policy", text(|view| view.policy_name.clone())),
        Essential::text(
            "Operation",
            text(|view| job_title(view.row.operation, view.row.trigger).to_string()),
        ),
        Essential::text("Triggered by", text(|view| trigger_text(view.row.trigger).to_string())),
        Essential::text("Source restore point", text(|view| view.point_time.map(moment).unwrap_or_default())),
        Essential::text("Target", text(target)),
    ];
    let right = vec![
        status,
        Essential::text("Start time", text(|view| moment(view.row.started_at))),
        Essential::text("End time", text(|view| view.row.ended_at.map(moment).unwrap_or_default())),
        Essential::text("Duration", Signal::derive(move || view.with(|view| elapsed(view, now.get())))),
        Essential::text("Data transferred", text(|view| view.transfer.to_string())),
        Essential::copyable("Job ID", text(|view| view.row.guid.to_string())),
        Essential::copyable("Activity ID", text(|view| view.activity.to_string())),
    ];
    view! { <Essentials left right/> }
}

/// Where a restore writes to, and what; empty for other jobs.
fn target(view: &JobView) -> String {
    let words = view.destination.as_ref().map(|destination| {
        format!("{}: {}", destination.account.name(), restore_selection_text(&destination.selection))
    });
    words.unwrap_or_default()
}

#[component]
fn ErrorBlock(error: JobErrorText, view: Signal<JobView>) -> impl IntoView {
    let details = Signal::derive(move || view.with(|view| details_text(view, None)));
    let datasource = view.with_untracked(|view| Route::of_resource(&view.datasource).href());
    view! {
        <section role="alert" aria-label="Error details">
            <h2 class="pt-section-title">"Error details " <CopyButton value=details label="Copy details"/></h2>
            <dl class="pt-summary">
                <dt>"Error code"</dt><dd>{error.code}</dd>
                <dt>"Error message"</dt><dd>{error.message}</dd>
                <dt>"Possible causes"</dt><dd>{error.cause}</dd>
                <dt>"Recommended action"</dt><dd><ul><li>{error.action}</li></ul></dd>
                <dt>"Resource"</dt><dd><a href=datasource>"Open the storage account"</a></dd>
            </dl>
        </section>
    }
}

#[component]
fn SubTasks(view: Signal<JobView>, now: Signal<Option<SimTime>>) -> impl IntoView {
    let rows = Memo::new(move |_| {
        let now = now.get();
        view.with(|view| {
            let rows = view.sub_tasks.iter().enumerate();
            rows.map(|(index, row)| SubTaskLine::new(index, row, now)).collect::<Vec<_>>()
        })
    });
    let columns = vec![
        Column::text("Name", |line: &SubTaskLine| line.name.clone()).unsorted(),
        Column::view("Status", |line: &SubTaskLine| view! { <StatusCell tone=line.badge text=line.status/> }),
        Column::text("Duration", |line: &SubTaskLine| line.duration.clone()).unsorted(),
        Column::text("Details", |line: &SubTaskLine| line.details.clone()).unsorted().secondary(),
    ];
    view! {
        <Grid
            caption="Sub tasks"
            columns
            rows
            row_key=|line: &SubTaskLine| line.key.clone()
            uncounted=true
            empty=|| view! { <EmptyState glyph=Glyph::Job title="No sub tasks to display"/> }
        />
    }
}
