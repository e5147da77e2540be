//! The list.

use super::{
    pane::ActivityPane,
    view_model::{LogFilter, LogLine, Timespan, shortened, table},
};
use crate::{
    base::{ArmId, SimTime},
    engine::query::{ActivityPage, ActivityRow, ActivityStatus},
    portal::{
        blades::answered::NoAnswer,
        controls::{
            Button, ButtonKind, Choice, Column, Command, CommandBar, Crumb, Direction, EmptyState,
            FilterPill, Glyph, Grid, StatusCell,
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
    let named = |name: &'static str| Choice::new(name, name);
    let spans: Vec<Choice> = Timespan::ALL.into_iter().map(|span| named(span.label())).collect();
    let statuses: Vec<Choice> =
        ActivityStatus::ALL.into_iter().map(|one| named(one.display_name())).collect();
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
    let choose_span = move |chosen: Vec<String>| {
        let span = chosen.first().and_then(|label| Timespan::parse(label)).unwrap_or_default();
        filter.update(|filter| filter.timespan = span);
    };
    view! {
        <FilterPill
            field="Timespan"
            choices=spans
            selected=move || filter.with(|filter| vec![filter.timespan.label().to_string()])
            on_apply=choose_span
            single=true
        />
        <FilterPill
            field="Status"
            choices=statuses
            selected=move || filter.with(|filter| filter.statuses.clone())
            on_apply=move |chosen| filter.update(|filter| filter.statuses = chosen)
        />
        <FilterPill
            field="Operation"
            choices=operations
            selected=move || filter.with(|filter| filter.operations.clone())
            on_apply=move |chosen| filter.update(|filter| filter.operations = chosen)
        />
        <FilterPill
            field="Event initiated by"
            choices=callers
            selected=move || filter.with(|filter| filter.callers.clone())
            on_apply=move |chosen| filter.update(|filter| filter.callers = chosen)
        />
        <FilterPill
            field="Resource group"
            choices=groups
            selected=move || filter.with(|filter| filter.groups.clone())
            on_apply=move |chosen| filter.update(|filter| filter.groups = chosen)
        />
    }
}
