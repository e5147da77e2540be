//! The tab *Versions* of a blob: what it was, and the way back.

use super::{
    commands::Browser,
    versions::{VERSION_ROWS, VersionLine, snapshot_blocked, undelete_blocked},
};
use crate::{
    engine::{
        query::{BlobVersions, VersionPage},
        request::Command as EngineCommand,
        storage::{LeaseState, VersionId},
    },
    portal::{
        blades::{
            answered::Answered,
            marker_pager::{MarkerPager, Markers},
        },
        controls::{Button, Column, EmptyState, Glyph, Grid, MenuItem, MessageBar, RowMenu},
        format::moment,
        session::use_query,
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// Everything that is kept of a blob, newest first.
#[component]
pub fn Versions(browser: Browser, path: String) -> impl IntoView {
    let asked = path.clone();
    let markers = Markers::<VersionId>::at_first_page();
    let answer = use_query(move || {
        Some(BlobVersions {
            container: browser.container.get_value(),
            path: asked.clone(),
            before: markers.current(),
            limit: VERSION_ROWS,
        })
    });
    let path = StoredValue::new(path);
    view! { <Answered answer ready=move |page| view! { <VersionList browser path page markers/> }/> }
}

#[component]
fn VersionList(
    browser: Browser,
    path: StoredValue<String>,
    page: Signal<VersionPage>,
    markers: Markers<VersionId>,
) -> impl IntoView {
    let lines = move || page.with(|page| page.rows.iter().map(VersionLine::new).collect::<Vec<_>>());
    let menu: RowMenu<VersionLine> = Arc::new(move |line: &VersionLine| row_menu(browser, path, line));
    let name = move || path.with_value(|path| path.rsplit('/').next().unwrap_or_default().to_string());
    let snapshot = move |()| {
        let command = EngineCommand::CreateBlobSnapshot {
            container: browser.container.get_value(),
            path: path.get_value(),
        };
        let name = name();
        browser.give(command, format!("Taking a snapshot of {name}"), format!("Took a snapshot of {name}"));
    };
    view! {
        <div class="pt-actions">
            <Button on_click=snapshot disabled_reason=move || page.with(snapshot_blocked)>"Create snapshot"</Button>
            <Button
                on_click=move |()| browser.undelete(vec![path.get_value()])
                disabled_reason=move || page.with(undelete_blocked)
            >"Undelete"</Button>
        </div>
        {move || page.with(|page| page.rehydration).map(|rehydration| view! {
            <MessageBar>
                {format!(
                    "On its way from the archive tier to {}; it can be read again on {}.",
                    rehydration.tier.display_name(),
                    moment(rehydration.until)
                )}
            </MessageBar>
        })}
        {move || page.with(|page| page.lease == LeaseState::Leased).then(|| view! {
            <MessageBar>"The blob is leased: only the holder of the lease may write or delete it."</MessageBar>
        })}
        <Grid
            caption="Versions and snapshots"
            columns=columns()
            rows=Signal::derive(lines)
            row_key=|line: &VersionLine| line.key.clone()
            row_menu=menu
            uncounted=true
            empty=|| view! { <EmptyState glyph=Glyph::File title="Nothing is kept of this blob"/> }
        />
        <MarkerPager markers next=move || page.with(|page| page.next) on_turn=|()| ()/>
    }
}

fn columns() -> Vec<Column<VersionLine>> {
    let text = |title: &str, text: fn(&VersionLine) -> String| Column::text(title, text).unsorted();
    vec![
        text("Version or snapshot", |line| line.name.clone()),
        text("Kind", |line| line.kind.to_string()).secondary(),
        text("Modified", |line| line.modified.clone()).secondary(),
        text("Access tier", |line| line.tier.to_string()).secondary(),
        text("Size", |line| line.size.clone()).numeric(),
        text("State", |line| line.state.clone()),
    ]
}

fn row_menu(browser: Browser, path: StoredValue<String>, line: &VersionLine) -> Vec<MenuItem> {
    let container = browser.container.get_value();
    let (promotes, deletes) = (line.promotes(), path.with_value(|path| line.deletes(&container, path)));
    let (version, name) = (promotes.ok(), StoredValue::new(line.name.clone()));
    let promote = move || {
        let Some(version) = version else { return };
        let command = EngineCommand::PromoteBlobVersion {
            container: browser.container.get_value(),
            path: path.get_value(),
            version,
        };
        let name = name.get_value();
        browser.give(command, format!("Making {name} current"), format!("Made {name} current"));
    };
    let (blocked, command) = (deletes.as_ref().err().map(|why| why.to_string()), deletes.ok());
    let delete = move || {
        let Some(command) = command.clone() else { return };
        let name = name.get_value();
        browser.give(command, format!("Deleting {name}"), format!("Deleted {name}"));
    };
    vec![
        MenuItem::run("Make current version", promote)
            .disabled_because(promotes.err().map(|why| why.to_string())),
        MenuItem::run("Delete", delete).disabled_because(blocked),
    ]
}
