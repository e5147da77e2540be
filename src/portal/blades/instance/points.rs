//! The list of restore points of an instance, with its time range and what a point holds.

use super::{
    view_model::{PointLine, PointRange, cut_sentence},
    why_kept_pane::WhyKeptReasons,
};
use crate::{
    base::ArmId,
    engine::{
        ids::PointSeq,
        limits,
        query::{PointContents, PointPage, RecoveryPoints},
    },
    portal::{
        blades::answered::{Answered, NoAnswer},
        controls::{
            Button, Choice, Column, ContextPane, EmptyState, FilterPill, Glyph, Grid, MenuItem, RowBlock,
            RowMenu, StatusCell,
        },
        format::count,
        route::Route,
        session::{Loaded, use_query, use_session},
    },
};
use leptos::prelude::*;
use std::{collections::BTreeSet, sync::Arc};

/// The points of an instance within a range that can be chosen.
#[derive(Clone, Copy)]
pub struct PointList {
    pub range: RwSignal<PointRange>,
    pub page: Loaded<PointPage>,
}

/// Asks for the points. The range is counted from when it was chosen: a moving start would ask every second.
pub fn use_points(instance: StoredValue<ArmId>, range: PointRange) -> PointList {
    let session = use_session();
    let range = RwSignal::new(range);
    let known = Memo::new(move |_| session.clock.with(Option::is_some));
    let page = use_query(move || {
        if !known.get() {
            return None;
        }
        let (clock, _) = session.clock.get_untracked()?;
        Some(RecoveryPoints {
            instance: instance.get_value(),
            since: range.get().since(clock.now),
            offset: 0,
            limit: limits::PAGE_ROWS_MAX,
        })
    });
    PointList { range, page }
}

/// The grid of points; with `ticked` one can be chosen, with `menu` each has actions.
#[component]
pub fn PointGrid(
    list: PointList,
    #[prop(optional)] ticked: Option<RwSignal<BTreeSet<String>>>,
    #[prop(optional)] menu: Option<RowMenu<PointLine>>,
) -> impl IntoView {
    let PointList { range, page } = list;
    let lines = Signal::derive(move || {
        page.map(|page| page.rows.iter().map(PointLine::new).collect::<Vec<_>>()).unwrap_or_default()
    });
    let cut = move || page.map(|page| cut_sentence(page.rows.len(), page.total)).flatten();
    let block: RowBlock<PointLine> = Arc::new(|line: &PointLine| line.blocked.clone());
    let ranges: Vec<Choice> =
        PointRange::ALL.into_iter().map(|range| Choice::new(range.label(), range.label())).collect();
    let choose = move |chosen: Vec<String>| {
        range.set(chosen.first().and_then(|label| PointRange::parse(label)).unwrap_or_default());
    };
    let pills = move || {
        let ranges = ranges.clone();
        view! {
            <FilterPill
                field="Time range"
                choices=ranges
                selected=move || vec![range.get().label().to_string()]
                on_apply=choose
                single=true
            />
        }
    };
    let empty = || {
        view! {
            <EmptyState
                glyph=Glyph::Snapshot
                title="No restore points to display"
                text="The first one is made by the next backup. Choose a longer time range to see older ones."
            />
        }
    };
    let loading = Signal::derive(move || page.is_loading());
    // There is less room where one is chosen.
    let columns = columns(ticked.is_none());
    let key = |line: &PointLine| line.key.clone();
    let sorted_by = ("Time", crate::portal::controls::Direction::Descending);
    view! {
        {move || page.failure().map(|failure| view! { <NoAnswer failure retry=move |()| page.refresh()/> })}
        {match (ticked, menu) {
            (Some(selection), _) => view! {
                <Grid caption="Restore points" columns rows=lines row_key=key loading selection single_choice=true
                    row_block=block pills sorted_by empty/>
            }
            .into_any(),
            (None, Some(row_menu)) => view! {
                <Grid caption="Restore points" columns rows=lines row_key=key loading row_menu pills sorted_by empty/>
            }
            .into_any(),
            (None, None) => view! {
                <Grid caption="Restore points" columns rows=lines row_key=key loading pills sorted_by empty/>
            }
            .into_any(),
        }}
        {move || cut().map(|text| view! { <p class="pt-muted">{text}</p> })}
    }
}

/// All columns, or those that fit into a pane.
fn columns(all: bool) -> Vec<Column<PointLine>> {
    let mut columns = vec![
        Column::text("Time", |line: &PointLine| line.time.clone())
            .sorted_by(|left, right| left.created_at.cmp(&right.created_at)),
        Column::view("State", |line: &PointLine| view! { <StatusCell tone=line.badge text=line.state/> })
            .searched_by(|line| line.state.to_string()),
    ];
    if all {
        columns
            .push(Column::text("Recovery point type", |line: &PointLine| line.kind.to_string()).secondary());
        columns.push(Column::text("Datastore", |line: &PointLine| line.store.to_string()).secondary());
    }
    columns.push(Column::text("Retention tag", |line: &PointLine| line.tag.to_string()));
    columns.push(Column::text("Expiry", |line: &PointLine| line.expires.clone()).unsorted().secondary());
    if all {
        columns
            .push(Column::text("Contents", |line: &PointLine| line.contents.clone()).unsorted().secondary());
    }
    columns.push(Column::text("Size", |line: &PointLine| line.size.clone()).numeric().unsorted().secondary());
    columns
}

/// The list on the instance's page: each point can be looked into and restored.
#[component]
pub fn PointSection(
    instance: StoredValue<ArmId>,
    #[prop(into)] on_restore: Callback<PointSeq>,
) -> impl IntoView {
    let list = use_points(instance, PointRange::default());
    let looked_into = RwSignal::new(None::<PointSeq>);
    let explained = RwSignal::new(None::<PointSeq>);
    let menu: RowMenu<PointLine> = Arc::new(move |line: &PointLine| {
        let seq = PointSeq(line.seq);
        let look = match &line.snapshot {
            Some(snapshot) => MenuItem::link("Open snapshot", Route::of_resource(snapshot).href())
                .with_glyph(Glyph::Snapshot),
            None => MenuItem::run("View contents", move || looked_into.set(Some(seq)))
                .with_glyph(Glyph::Container)
                .disabled_because(line.blocked.clone()),
        };
        vec![
            MenuItem::run("Restore", move || on_restore.run(seq))
                .with_glyph(Glyph::Restore)
                .disabled_because(line.blocked.clone()),
            look,
            MenuItem::run("Why is this kept?", move || explained.set(Some(seq))).with_glyph(Glyph::Help),
        ]
    });
    view! {
        <h2 class="pt-section-title">"Restore points"</h2>
        <PointGrid list menu/>
        <ContextPane
            open=move || looked_into.with(Option::is_some)
            on_close=move |()| looked_into.set(None)
            title="Contents of the restore point"
            footer=move || view! { <Button on_click=move |()| looked_into.set(None)>"Close"</Button> }
        >
            {move || looked_into.get().map(|point| view! { <PointContent instance point/> })}
        </ContextPane>
        <ContextPane
            open=move || explained.with(Option::is_some)
            on_close=move |()| explained.set(None)
            title="Why is this kept?"
            footer=move || view! { <Button on_click=move |()| explained.set(None)>"Close"</Button> }
        >
            {move || explained.get().map(|point| view! { <WhyKeptReasons instance point/> })}
        </ContextPane>
    }
}

/// A container as a restore point holds it: name, files, size.
type ContentRow = (String, String, String);

#[component]
fn PointContent(instance: StoredValue<ArmId>, point: PointSeq) -> impl IntoView {
    let answer = use_query(move || Some(PointContents { instance: instance.get_value(), point }));
    view! {
        <Answered answer ready=move |view| {
            let rows = Signal::derive(move || {
                let row = |(name, files, size): &(String, u64, crate::base::ByteSize)| -> ContentRow {
                    (name.clone(), count(*files), size.to_string())
                };
                view.with(|view| view.containers.iter().map(row).collect::<Vec<_>>())
            });
            let columns = vec![
                Column::text("Container", |row: &ContentRow| row.0.clone()),
                Column::text("Files", |row: &ContentRow| row.1.clone()).numeric().unsorted(),
                Column::text("Size", |row: &ContentRow| row.2.clone()).numeric().unsorted(),
            ];
            view! {
                <Grid
                    caption="Containers of the restore point"
                    columns
                    rows
                    row_key=|row: &ContentRow| row.0.clone()
                    empty=|| view! { <EmptyState glyph=Glyph::Container title="No containers to display"/> }
                />
            }
        }/>
    }
}
