//! *Show deleted blobs*: what is kept of blobs that are not there, and taking them back.

use super::{
    commands::Browser,
    deleted::{DeletedLine, undelete_blocked},
    view_model::PAGE_ROWS,
};
use crate::{
    engine::query::{DeletedBlobPage, DeletedBlobs},
    portal::{
        blades::{
            answered::Answered,
            marker_pager::{MarkerPager, Markers},
        },
        controls::{Button, ButtonKind, Column, Command, CommandBar, EmptyState, Glyph, Grid, Icon},
        session::use_query,
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The blobs of one directory that are deleted, in the place of those that are there.
#[component]
pub fn DeletedBlobList(browser: Browser) -> impl IntoView {
    let markers = Markers::<String>::at_first_page();
    let answer = use_query(move || {
        Some(DeletedBlobs {
            container: browser.container.get_value(),
            directory: browser.directory.get_value(),
            prefix: browser.prefix.get(),
            from: markers.current(),
            limit: PAGE_ROWS,
        })
    });
    let ticked = RwSignal::new(BTreeSet::<String>::new());
    let lines = Memo::new(move |_| {
        let container = browser.container.get_value();
        let line = |page: &DeletedBlobPage| {
            page.rows.iter().map(|row| DeletedLine::new(&container, row)).collect::<Vec<_>>()
        };
        answer.map(line).unwrap_or_default()
    });
    let chosen = move || {
        let is_ticked = |line: &DeletedLine| ticked.with(|ticked| ticked.contains(&line.path));
        lines.with(|lines| lines.iter().filter(|line| is_ticked(line)).cloned().collect::<Vec<_>>())
    };
    let undelete = move || {
        let paths = untrack(chosen).into_iter().map(|line| line.path).collect();
        ticked.set(BTreeSet::new());
        browser.undelete(paths);
    };
    let commands = vec![
        Command::run(Glyph::Undo, "Undelete", undelete).disabled_when(move || undelete_blocked(&chosen())),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
    ];
    view! {
        <CommandBar commands label="Deleted blobs" inline=true refreshing=move || answer.is_loading()/>
        <Answered answer ready=move |shown| view! { <DeletedGrid browser shown lines ticked markers/> }/>
    }
}

#[component]
fn DeletedGrid(
    browser: Browser,
    shown: Signal<DeletedBlobPage>,
    lines: Memo<Vec<DeletedLine>>,
    ticked: RwSignal<BTreeSet<String>>,
    markers: Markers<String>,
) -> impl IntoView {
    let text = |title: &str, text: fn(&DeletedLine) -> String| Column::text(title, text).unsorted();
    let columns = vec![
        Column::view("Name", move |line: &DeletedLine| name_cell(browser, line)).unsorted(),
        text("Modified", |line| line.modified.clone()).secondary(),
        text("Size", |line| line.size.clone()).numeric(),
        text("What is kept", |line| line.kept.clone()),
    ];
    view! {
        <Grid
            caption="Deleted blobs"
            columns
            rows=lines
            row_key=|line: &DeletedLine| line.path.clone()
            selection=ticked
            uncounted=true
            empty=|| view! {
                <EmptyState
                    glyph=Glyph::Delete
                    title="No deleted blobs"
                    text="Deleted blobs are kept where soft delete or versioning is switched on under Data protection."
                />
            }
        />
        <MarkerPager
            markers
            next=move || shown.with(|shown| shown.next.clone())
            on_turn=move |()| ticked.set(BTreeSet::new())
        />
    }
}

fn name_cell(browser: Browser, line: &DeletedLine) -> AnyView {
    let (name, path) = (line.name.clone(), line.path.clone());
    match line.href.clone() {
        Some(href) => view! {
            <a class="pt-files__name" href=href><Icon glyph=Glyph::Folder tinted=true/>{name}</a>
        }
        .into_any(),
        None => view! {
            <span class="pt-files__name">
                <Icon glyph=Glyph::File tinted=true/>
                <Button kind=ButtonKind::Link on_click=move |()| browser.opened.set(Some(path.clone()))>{name}</Button>
            </span>
        }
        .into_any(),
    }
}
