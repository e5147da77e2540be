//! The list.

use super::{
    pane::ActivityPane,
    view_model::{LogFilter, LogLine, Timespan, table},
};
use crate::{
    base::{ArmId, SimTime},
    engine::query::{ActivityChoices, ActivityColumn, ActivityRow, ActivityStatus, ListColumn, PageRequest},
    portal::{
        blades::{
            answered::NoAnswer,
            filter_pills::{NamesPill, OnePill, named},
            paged::{CsvExport, Paged, use_paged},
        },
        controls::{
            Asked, Button, ButtonKind, Choice, Column, Command, CommandBar, Crumb, EmptyState, Glyph, Grid,
            StatusCell,
        },
        now::use_now,
        route::Route,
        session::navigate,
        shell::BladeFrame,
    },
};
use leptos::prelude::*;
use uuid::Uuid;

/// *Activity log* of everything that the viewer may read.
#[component]
pub fn ActivityLogBlade() -> impl IntoView {
    let crumbs = vec![Crumb::new("Home", Route::Home.href())];
    view! {
        <BladeFrame title="Activity log" glyph=Glyph::ActivityLog crumbs on_close=|()| navigate(&Route::Home)>
            <ActivityLogPage scope=None/>
        </BladeFrame>
    }
}

/// Everything below the frame.
#[component]
pub fn ActivityLogPage(scope: Option<ArmId>) -> impl IntoView {
    let (filter, chosen) = (RwSignal::new(LogFilter::default()), RwSignal::new(None::<Uuid>));
    let scope = StoredValue::new(scope);
    let question = move |page: PageRequest<ActivityColumn>| {
        scope.with_value(|scope| filter.with(|filter| filter.question(scope.as_ref(), page)))
    };
    let log = use_paged(Asked::sorted_by(ActivityColumn::SORTED_BY), question);
    let answer = log.answer;
    let download = CsvExport {
        label: "Download as CSV",
        doing: "Downloading the activity log",
        file_name: "activity-log.csv",
        nothing: "There is nothing to download.",
        row_key: |row: &ActivityRow| row.guid.to_string(),
        table,
    };
    let commands = vec![
        download.command(log, question),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
        Command::run(Glyph::Filter, "Reset filters", move || filter.set(LogFilter::default())),
    ];
    view! {
        <CommandBar commands refreshing=move || answer.is_loading()/>
        <div class="pt-page">
            <p class="pt-text">
                "What people asked for on the control plane, also what was refused. It is kept for 90 days. Reading, \
                 work with data, and backups that run by their schedule are not in it."
            </p>
            {move || answer.failure().map(|failure| view! { <NoAnswer failure retry=move |()| answer.refresh()/> })}
            <LogGrid log filter chosen/>
        </div>
        <ActivityPane rows=log.lines(ActivityRow::clone) chosen/>
    }
}

type PagedLog = Paged<ActivityRow, ActivityColumn, ActivityChoices>;

#[component]
fn LogGrid(log: PagedLog, filter: RwSignal<LogFilter>, chosen: RwSignal<Option<Uuid>>) -> impl IntoView {
    let now = use_now();
    // How long ago it was changes by the minute; the rows are made anew no more often.
    let minute = Memo::new(move |_| {
        now.get().map(|now| SimTime::from_millis(now.millis() - now.millis().rem_euclid(60_000)))
    });
    let lines = log.lines(move |row| LogLine::new(row, minute.get()));
    view! {
        <Grid
            caption="Operations"
            columns=columns(chosen)
            rows=lines
            feed=log.feed
            row_key=|line: &LogLine| line.guid.to_string()
            loading=move || log.answer.is_loading()
            filter=true
            pills=move || view! { <LogPills log filter/> }
            empty=|| view! {
                <EmptyState
                    glyph=Glyph::ActivityLog
                    title="No activity log events"
                    text="Nothing was asked for in this time. Choose a longer timespan to look further back."
                />
            }
        />
    }
}

fn columns(chosen: RwSignal<Option<Uuid>>) -> Vec<Column<LogLine>> {
    let operation = move |line: &LogLine| {
        let (guid, text) = (line.guid, line.operation.clone());
        let label = format!("{text}, {}, {}", line.status, line.time);
        view! { <Button kind=ButtonKind::Link aria_label=label on_click=move |()| chosen.set(Some(guid))>{text}</Button> }
    };
    vec![
        Column::view(ActivityColumn::Operation.title(), operation)
            .searched_by(|line: &LogLine| line.operation.clone()),
        Column::view(
            ActivityColumn::Status.title(),
            |line: &LogLine| view! { <StatusCell tone=line.badge text=line.status/> },
        )
        .searched_by(|line| line.status.to_string()),
        Column::text(ActivityColumn::Time.title(), |line: &LogLine| line.ago.clone())
            .sorted_by(|left, right| right.at.cmp(&left.at))
            .secondary(),
        Column::text(ActivityColumn::TimeStamp.title(), |line: &LogLine| line.time.clone())
            .sorted_by(|left, right| left.at.cmp(&right.at))
            .secondary(),
        Column::text(ActivityColumn::Resource.title(), |line: &LogLine| line.resource.clone()).secondary(),
        Column::text(ActivityColumn::ResourceGroup.title(), |line: &LogLine| line.group.clone()).secondary(),
        Column::text(ActivityColumn::Subscription.title(), |line: &LogLine| line.subscription.clone())
            .secondary(),
        Column::text(ActivityColumn::Caller.title(), |line: &LogLine| line.caller.clone()).secondary(),
    ]
}

#[component]
fn LogPills(log: PagedLog, filter: RwSignal<LogFilter>) -> impl IntoView {
    let spans = Timespan::ALL.map(|span| (span, span.label())).to_vec();
    let choices = move |read: fn(&ActivityChoices) -> Vec<Choice>| Signal::derive(move || log.choices(read));
    let operations = choices(|choices| {
        choices.operations.iter().map(|(action, name)| Choice::new(action.as_str(), name.as_str())).collect()
    });
    let callers = choices(|choices| {
        choices.callers.iter().map(|(id, name)| Choice::new(id.0.to_string(), name.as_str())).collect()
    });
    let groups = choices(|choices| {
        choices.groups.iter().map(|name| Choice::new(name.as_str(), name.as_str())).collect()
    });
    view! {
        <OnePill
            field="Timespan"
            choices=spans
            chosen=Signal::derive(move || filter.with(|filter| filter.timespan))
            on_choose=move |span| filter.update(|filter| filter.timespan = span)
        />
        <NamesPill
            field="Status"
            choices=named(ActivityStatus::ALL.map(ActivityStatus::display_name))
            filter
            part=(|filter| &filter.statuses, |filter| &mut filter.statuses)
        />
        <NamesPill
            field="Operation"
            choices=operations
            filter
            part=(|filter| &filter.operations, |filter| &mut filter.operations)
        />
        <NamesPill
            field="Event initiated by"
            choices=callers
            filter
            part=(|filter| &filter.callers, |filter| &mut filter.callers)
        />
        <NamesPill
            field="Resource group"
            choices=groups
            filter
            part=(|filter| &filter.groups, |filter| &mut filter.groups)
        />
    }
}
