//! The list.

use super::{
    pane::ActivityPane,
    view_model::{LogFilter, LogLine, Timespan, shortened, table},
};
use crate::{
    base::{ArmId, SimTime},
    engine::query::{ActivityPage, ActivityRow, ActivityStatus},
    portal::{
        blades::{
            answered::NoAnswer,
            filter_pills::{NamesPill, OnePill, named},
        },
        controls::{
            Button, ButtonKind, Choice, Column, Command, CommandBar, Crumb, Direction, EmptyState, Glyph,
            Grid, StatusCell,
        },
        now::use_now,
        route::Route,
        session::{Loaded, Session, navigate, save_csv, use_query, use_session},
        shell::BladeFrame,
    },
    rpc::Failure,
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
    let session = use_session();
    let (filter, chosen) = (RwSignal::new(LogFilter::default()), RwSignal::new(None::<Uuid>));
    let scope = StoredValue::new(scope);
    let question =
        move |offset| scope.with_value(|scope| filter.with(|filter| filter.question(scope.as_ref(), offset)));
    let answer = use_query(move || Some(question(0)));
    let rows = Signal::derive(move || answer.map(|page| page.rows.clone()).unwrap_or_default());
    let busy = RwSignal::new(false);
    let download = move || {
        busy.set(true);
        leptos::task::spawn_local(async move {
            let ask = |offset| untrack(|| question(offset));
            let result = all_rows(session, ask).await;
            let _ = busy.try_set(false);
            match result {
                Ok(rows) => save_csv(&table(&rows), "activity-log.csv"),
                Err(failure) => {
                    session
                        .notices
                        .begin("Downloading the activity log", "")
                        .fail("Downloading the activity log", &failure);
                }
            }
        });
    };
    let nothing = move || {
        let empty = rows.with(Vec::is_empty).then(|| "There is nothing to download.".to_string());
        busy.get().then(|| "The download is being made.".to_string()).or(empty)
    };
    let commands = vec![
        Command::run(Glyph::Download, "Download as CSV", download).disabled_when(nothing),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
        Command::run(Glyph::Filter, "Reset filters", move || filter.set(LogFilter::default())),
    ];
    let more = move || answer.map(|page: &ActivityPage| shortened(page.rows.len(), page.total)).flatten();
    view! {
        <CommandBar commands refreshing=move || answer.is_loading()/>
        <div class="pt-page">
            <p class="pt-text">
                "What people asked for on the control plane, also what was refused. It is kept for 90 days. Reading, \
                 work with data, and backups that run by their schedule are not in it."
            </p>
            {move || answer.failure().map(|failure| view! { <NoAnswer failure retry=move |()| answer.refresh()/> })}
            {move || more().map(|text| view! { <p class="pt-text pt-muted">{text}</p> })}
            <LogGrid answer rows filter chosen/>
        </div>
        <ActivityPane rows chosen/>
    }
}

/// Page after page, until there is no more.
async fn all_rows(
    session: Session,
    question: impl Fn(usize) -> crate::engine::query::ActivityLog,
) -> Result<Vec<ActivityRow>, Failure> {
    let mut rows: Vec<ActivityRow> = Vec::new();
    loop {
        let page = session.ask(question(rows.len())).await?;
        let is_last = page.rows.is_empty() || rows.len() + page.rows.len() >= page.total;
        rows.extend(page.rows);
        if is_last {
            return Ok(rows);
        }
    }
}

#[component]
fn LogGrid(
    answer: Loaded<ActivityPage>,
    rows: Signal<Vec<ActivityRow>>,
    filter: RwSignal<LogFilter>,
    chosen: RwSignal<Option<Uuid>>,
) -> impl IntoView {
    let now = use_now();
    // How long ago it was changes by the minute; the rows are made anew no more often.
    let minute = Memo::new(move |_| {
        now.get().map(|now| SimTime::from_millis(now.millis() - now.millis().rem_euclid(60_000)))
    });
    let lines = Signal::derive(move || {
        let now = minute.get();
        rows.with(|rows| rows.iter().map(|row| LogLine::new(row, now)).collect::<Vec<_>>())
    });
    view! {
        <Grid
            caption="Operations"
            columns=columns(chosen)
            rows=lines
            row_key=|line: &LogLine| line.guid.to_string()
            loading=move || answer.is_loading()
            filter=true
            pills=move || view! { <LogPills answer filter/> }
            sorted_by=("Time stamp", Direction::Descending)
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
        Column::view("Operation name", operation).searched_by(|line: &LogLine| line.operation.clone()),
        Column::view("Status", |line: &LogLine| view! { <StatusCell tone=line.badge text=line.status/> })
            .searched_by(|line| line.status.to_string()),
        Column::text("Time", |line: &LogLine| line.ago.clone())
            .sorted_by(|left, right| right.at.cmp(&left.at))
            .secondary(),
        Column::text("Time stamp", |line: &LogLine| line.time.clone())
            .sorted_by(|left, right| left.at.cmp(&right.at))
            .secondary(),
        Column::text("Resource", |line: &LogLine| line.resource.clone()).secondary(),
        Column::text("Resource group", |line: &LogLine| line.group.clone()).secondary(),
        Column::text("Subscription", |line: &LogLine| line.subscription.clone()).secondary(),
        Column::text("Event initiated by", |line: &LogLine| line.caller.clone()).secondary(),
    ]
}

#[component]
fn LogPills(answer: Loaded<ActivityPage>, filter: RwSignal<LogFilter>) -> impl IntoView {
    let spans = Timespan::ALL.map(|span| (span, span.label())).to_vec();
    let choices = move |read: fn(&ActivityPage) -> Vec<Choice>| {
        Signal::derive(move || answer.map(read).unwrap_or_default())
    };
    let operations = choices(|page| {
        page.choices
            .operations
            .iter()
            .map(|(action, name)| Choice::new(action.as_str(), name.as_str()))
            .collect()
    });
    let callers = choices(|page| {
        page.choices.callers.iter().map(|(id, name)| Choice::new(id.0.to_string(), name.as_str())).collect()
    });
    let groups = choices(|page| {
        page.choices.groups.iter().map(|name| Choice::new(name.as_str(), name.as_str())).collect()
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
