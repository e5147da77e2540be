//! The page of a job.

use super::view_model::{
    TaskLine, ended_text, error_details, error_text, percent_done, restored_text, target, transfer_text,
    triggered_by,
};
use crate::{
    base::{ArmId, SimTime},
    engine::{
        job::JobStatus,
        query::{JobDetail, JobView, job_duration, job_title},
    },
    portal::{
        blades::{alerts::view_model::alert_route, answered::Answered, backup_words::job_badge},
        controls::{
            Column, Command, CommandBar, CopyButton, Crumb, EmptyState, Essential, Essentials, Glyph, Grid,
            MessageBar, ProgressBar, StatusCell, Tone, announce,
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

/// How often the stages of a running job are asked for again, in real time.
const PROGRESS_EVERY: Duration = Duration::from_secs(3);
/// How often progress is read out, in real time.
const ANNOUNCE_EVERY: Duration = Duration::from_secs(30);

/// *Job details*.
#[component]
pub fn JobBlade(vault: ArmId, guid: Uuid) -> impl IntoView {
    let list = Route::Vault { id: vault.clone(), item: MenuItem::BackupJobs };
    let crumbs = vec![
        Crumb::new("Home", Route::Home.href()),
        Crumb::new(vault.name(), Route::Vault { id: vault.clone(), item: MenuItem::Overview }.href()),
        Crumb::new("Backup jobs", list.href()),
    ];
    let asked = vault.clone();
    let detail = use_query(move || Some(JobDetail { vault: asked.clone(), guid }));
    let now = use_now();
    follow(detail, now);
    let title = move || {
        detail.map(|view| job_title(view.row.operation, view.row.trigger)).unwrap_or("Backup job").to_string()
    };
    let item = move || detail.map(|view| view.row.instance_name.clone());
    let instance = Signal::derive(move || detail.map(|view| view.row.instance.clone()).flatten());
    let open_instance = move || {
        if let Some(id) = instance.get_untracked() {
            navigate(&Route::Instance { id });
        }
    };
    let commands = vec![
        Command::run(Glyph::Refresh, "Refresh", move || detail.refresh()),
        Command::run(Glyph::Instance, "View protected item", open_instance).disabled_when(move || {
            instance.with(Option::is_none).then(|| "The backup instance no longer exists.".to_string())
        }),
    ];
    view! {
        <BladeFrame title item subtitle="Job" glyph=Glyph::Job crumbs on_close=move |()| navigate(&list)>
            <CommandBar commands refreshing=move || detail.is_loading()/>
            <Answered answer=detail ready=move |view| view! {
                <JobEssentials view now/>
                <div class="pt-page">
                    <Progress view now/>
                    <ErrorBlock view/>
                    <h2 class="pt-section-title">"Sub tasks"</h2>
                    <SubTasks view now/>
                </div>
            }/>
        </BladeFrame>
    }
}

/// Asks again while the job runs, and reads out how far it is.
fn follow(detail: Loaded<JobView>, now: Signal<Option<SimTime>>) {
    let running = move || {
        detail.state.with_untracked(|state| {
            state.as_ready().filter(|view| view.row.status == JobStatus::InProgress).cloned()
        })
    };
    on_tick(PROGRESS_EVERY, move || {
        if running().is_some() {
            detail.refresh();
        }
    });
    on_tick(ANNOUNCE_EVERY, move || {
        if let Some(view) = running() {
            announce(&format!("{} percent done", percent_done(&view, now.get_untracked())));
        }
    });
}

#[component]
fn JobEssentials(view: Signal<JobView>, now: Signal<Option<SimTime>>) -> impl IntoView {
    let text = move |part: fn(&JobView) -> String| Signal::derive(move || view.with(part));
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
        Essential::copyable("Job ID", text(|view| view.row.guid.to_string())),
        Essential::copyable("Activity ID", text(|view| view.activity.to_string())),
    ];
    let tone = Signal::derive(move || view.with(|view| job_badge(view.row.status)).into());
    let status = text(|view| view.row.status.display_name().to_string());
    let elapsed = Signal::derive(move || {
        view.with(|view| job_duration(view.row.started_at, view.row.ended_at, now.get()))
    });
    let mut right = vec![
        Essential::text("Operation", text(|view| view.row.operation.display_name().to_string())),
        Essential::text("Triggered by", text(|view| triggered_by(view).to_string())),
        Essential::view("Status", move || view! { <StatusCell tone text=status/> }.into_any()),
        Essential::text("Start time", text(|view| moment(view.row.started_at))),
        Essential::text("End time", text(ended_text)),
        Essential::text("Duration", elapsed),
        Essential::text("Data transferred", text(transfer_text)),
    ];
    right.extend(restore_lines(view));
    view! { <Essentials left right/> }
}

/// Where a restore reads from and writes to; nothing for other jobs.
fn restore_lines(view: Signal<JobView>) -> Vec<Essential> {
    let Some(target) =
        view.with_untracked(|view| view.destination.as_ref().map(|destination| target(view, destination)))
    else {
        return Vec::new();
    };
    let point = move || view.with(|view| view.point_time.map(moment).unwrap_or_default());
    let restored = move || view.with(|view| restored_text(view).unwrap_or_default());
    vec![
        Essential::text("Source restore point", Signal::derive(point)),
        Essential::link("Target", target.name().to_string(), Route::of_resource(&target).href()),
        Essential::text("Restored", Signal::derive(restored)),
    ]
}

#[component]
fn Progress(view: Signal<JobView>, now: Signal<Option<SimTime>>) -> impl IntoView {
    let running = Memo::new(move |_| view.with(|view| view.row.status == JobStatus::InProgress));
    let percent = move || Some(view.with(|view| percent_done(view, now.get())));
    move || running.get().then(|| view! { <ProgressBar label="Progress" percent labelled=true/> })
}

#[component]
fn ErrorBlock(view: Signal<JobView>) -> impl IntoView {
    let error = Memo::new(move |_| {
        let alert = |view: &JobView| view.alert.map(|alert| alert_route(&view.vault, alert));
        view.with(|view| error_text(view).map(|error| (error_details(view, &error), error, alert(view))))
    });
    let is_done = move || view.with(|view| view.row.status.is_success());
    move || {
        error.get().map(|(details, error, alert)| {
            let (title, tone) = match is_done() {
                true => ("Warning details", Tone::Warning),
                false => ("Error details", Tone::Error),
            };
            view! {
                <h2 class="pt-section-title">{title}</h2>
                <MessageBar tone>
                    <dl class="pt-summary">
                        <dt>"Error code"</dt><dd>{error.code}</dd>
                        <dt>"Error message"</dt><dd>{error.message}</dd>
                        <dt>"Possible causes"</dt><dd>{error.cause}</dd>
                        <dt>"Recommended action"</dt><dd>{error.action}</dd>
                    </dl>
                    {alert.map(|route| view! { <p><a href=route.href()>"View alert"</a></p> })}
                    <CopyButton value=details label="Copy details"/>
                </MessageBar>
            }
        })
    }
}

#[component]
fn SubTasks(view: Signal<JobView>, now: Signal<Option<SimTime>>) -> impl IntoView {
    let lines = Signal::derive(move || {
        let now = now.get();
        view.with(|view| view.sub_tasks.iter().map(|row| TaskLine::new(row, now)).collect::<Vec<_>>())
    });
    let columns = vec![
        Column::text("Name", |line: &TaskLine| line.name.clone()).unsorted(),
        Column::view("Status", |line: &TaskLine| view! { <StatusCell tone=line.badge text=line.state/> }),
        Column::text("Start time", |line: &TaskLine| line.started.clone()).unsorted().secondary(),
        Column::text("Duration", |line: &TaskLine| line.duration.clone()).unsorted(),
    ];
    view! {
        <Grid
            caption="Sub tasks"
            columns
            rows=lines
            row_key=|line: &TaskLine| line.name.clone()
            uncounted=true
            empty=|| view! { <EmptyState glyph=Glyph::Job title="This job has no sub tasks"/> }
        />
    }
}
