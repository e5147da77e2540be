//! The file browser: where one is, a prefix filter, the list, its pages.

use super::{
    commands::Browser,
    deleted_view::DeletedBlobList,
    details_pane::DetailsPane,
    dialogs::Dialogs,
    picked,
    upload_pane::UploadPane,
    view_model::{FileLine, account_of, nothing_here, page_sentence, trail},
};
use crate::{
    base::ArmId,
    engine::query::PathPage,
    engine::resources::ResourceKind,
    portal::{
        blades::{
            access_policy::pane::AccessPolicyPane, answered::Answered, lease_commands::BreakLeaseDialog,
            marker_pager::MarkerPager,
        },
        controls::{
            Button, ButtonKind, Column, CommandBar, Crumb, EmptyState, Glyph, Grid, Icon, MenuItem, RowMenu,
            SearchBox, announce,
        },
        route::{self, BrowseList, Route},
        session::navigate,
        shell::BladeFrame,
    },
};
use leptos::{ev, prelude::*};
use std::{collections::BTreeSet, sync::Arc, time::Duration};

/// How long the prefix filter waits for the next keystroke.
const FILTER_DELAY: Duration = Duration::from_millis(300);

/// The files of a container, at a directory.
#[component]
pub fn ContainerBlade(container: ArmId, directory: String) -> impl IntoView {
    let account = account_of(&container);
    let containers = Route::StorageAccount { id: account.clone(), item: route::MenuItem::Containers };
    let browser = Browser::new(container.clone(), directory.clone());
    let back = match directory.rsplit_once('/') {
        _ if directory.is_empty() => containers.clone(),
        parent => Route::Container {
            id: container.clone(),
            directory: parent.map(|(parent, _)| parent.to_string()).unwrap_or_default(),
        },
    };
    let crumbs = vec![
        Crumb::new("Home", Route::Home.href()),
        Crumb::new("Storage accounts", Route::Browse(BrowseList::Kind(ResourceKind::StorageAccount)).href()),
        Crumb::new(format!("{} | Containers", account.name()), containers.href()),
    ];
    let title = container.name().to_string();
    view! {
        <BladeFrame
            title=title
            subtitle=Some("Container".to_string())
            glyph=Glyph::Container
            crumbs=crumbs
            on_close=move |()| navigate(&back)
        >
            <CommandBar commands=browser.commands() refreshing=move || browser.answer.is_loading()/>
            <DropArea browser>
                <Trail container=container.clone() directory=directory.clone()/>
                <PrefixFilter browser/>
                {move || if browser.shows_deleted.get() {
                    view! { <DeletedBlobList browser/> }.into_any()
                } else {
                    view! { <Answered answer=browser.answer ready=move |page| view! { <FileGrid browser page/> }/> }.into_any()
                }}
            </DropArea>
            <UploadPane browser/>
            <DetailsPane browser/>
            <Dialogs browser/>
            <BreakLeaseDialog leases=browser.leases/>
            <AccessPolicyPane container=browser.access_policy/>
        </BladeFrame>
    }
}

/// Takes dropped files and folders, and shows that it does.
#[component]
fn DropArea(browser: Browser, children: Children) -> impl IntoView {
    let over = RwSignal::new(false);
    view! {
        <div
            class="pt-page pt-files"
            class:pt-files--over=over
            on:dragover=move |event: ev::DragEvent| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=move |event: ev::DragEvent| {
                event.prevent_default();
                over.set(false);
                take_drop(browser, &event);
            }
        >
            {children()}
        </div>
    }
}

/// Puts what was dropped on the list of the *Upload* pane and opens it.
pub fn take_drop(browser: Browser, event: &ev::DragEvent) {
    let Some(transfer) = event.data_transfer() else { return };
    let entries = picked::dropped_entries(&transfer);
    if entries.is_empty() {
        return;
    }
    browser.uploading.set(true);
    leptos::task::spawn_local(async move {
        let files = picked::of_entries(entries).await;
        browser.picked.try_update(|picked| picked.extend(files));
    });
}

/// Where one is: each step leads to its directory.
#[component]
fn Trail(container: ArmId, directory: String) -> impl IntoView {
    let steps = trail(&container, &directory);
    let last = steps.len() - 1;
    let line = move |(index, step): (usize, super::view_model::TrailStep)| {
        let here = (index == last).then_some("location");
        view! { <li><a href=step.href aria-current=here>{step.name}</a></li> }
    };
    view! {
        <nav class="pt-files__trail" aria-label="Location">
            <span class="pt-muted" aria-hidden="true">"Location:"</span>
            <ol>{steps.into_iter().enumerate().map(line).collect_view()}</ol>
        </nav>
    }
}

#[component]
fn PrefixFilter(browser: Browser) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    view! {
        <SearchBox
            typed
            on_settled=move |text: String| browser.filter(text)
            delay=FILTER_DELAY
            placeholder="Search by prefix (case-sensitive)"
            label="Search by prefix"
            class="pt-files__filter"
        />
    }
}

#[component]
fn FileGrid(browser: Browser, page: Signal<PathPage>) -> impl IntoView {
    let sentence = Memo::new(move |_| {
        let is_first = browser.markers.current().is_none();
        page.with(|shown| page_sentence(shown.rows.len(), is_first && shown.next.is_none()))
    });
    // Reaches outside: tells the screen reader how much there is now.
    Effect::new(move || announce(&sentence.get()));
    let row_menu: RowMenu<FileLine> = Arc::new(move |line: &FileLine| row_menu(browser, line));
    let hierarchical = page.with_untracked(|page| page.hierarchical_namespace);
    view! {
        <p class="pt-grid__count">{sentence}</p>
        <Grid
            caption="Files and directories"
            columns=columns(browser, hierarchical)
            rows=browser.lines
            row_key=|line: &FileLine| line.path.clone()
            selection=browser.selection
            row_menu
            uncounted=true
            empty=move || view! { <NothingHere browser page/> }
        />
        <MarkerPager
            markers=browser.markers
            next=move || page.with(|page| page.next.clone())
            on_turn=move |()| browser.selection.update(BTreeSet::clear)
        />
    }
}

fn row_menu(browser: Browser, line: &FileLine) -> Vec<MenuItem> {
    let lines = [line.clone()];
    let delete = {
        let lines = lines.to_vec();
        MenuItem::run("Delete", move || {
            browser.asking.set(Some(super::commands::Asking::Delete(lines.clone())))
        })
    };
    if line.directory {
        return vec![MenuItem::link("Open", line.href.clone()), delete];
    }
    let (path, own) = (line.path.clone(), lines.to_vec());
    let download = MenuItem::run("Download", move || browser.download(&own))
        .disabled_because(super::view_model::download_blocked(&lines));
    let own = lines.to_vec();
    vec![
        MenuItem::run("View details", move || browser.opened.set(Some(path.clone()))),
        download,
        MenuItem::run("Change tier", move || {
            browser.asking.set(Some(super::commands::Asking::ChangeTier(own.clone())));
        }),
        delete,
    ]
}

fn columns(browser: Browser, hierarchical: bool) -> Vec<Column<FileLine>> {
    let name = Column::view("Name", move |line: &FileLine| name_cell(browser, line))
        .searched_by(|line: &FileLine| line.name.clone())
        .unsorted();
    // Sorting one page of many would only pretend: the list comes in the order of names.
    let text = |title: &str, text: fn(&FileLine) -> String| Column::text(title, text).unsorted();
    let mut columns = vec![
        name,
        text("Modified", |line| line.modified.clone()).secondary(),
        text("Access tier", |line| line.tier.clone()).secondary(),
        text("Blob type", |line| line.kind.to_string()).secondary(),
        text("Size", |line| line.size.clone()).numeric(),
    ];
    if hierarchical {
        columns.push(text("Owner", |line| line.owner.clone()).secondary());
        columns.push(text("Permissions", |line| line.permissions.clone()).secondary());
    } else {
        columns.push(text("Lease state", |line| line.lease_text.to_string()).secondary());
    }
    columns
}

fn name_cell(browser: Browser, line: &FileLine) -> AnyView {
    let (name, glyph) = (line.name.clone(), if line.directory { Glyph::Folder } else { Glyph::File });
    if line.directory {
        return view! { <a class="pt-files__name" href=line.href.clone()><Icon glyph tinted=true/>{name}</a> }
            .into_any();
    }
    let path = line.path.clone();
    view! {
        <span class="pt-files__name">
            <Icon glyph tinted=true/>
            <Button kind=ButtonKind::Link on_click=move |()| browser.opened.set(Some(path.clone()))>{name}</Button>
        </span>
    }
    .into_any()
}

#[component]
fn NothingHere(browser: Browser, page: Signal<PathPage>) -> impl IntoView {
    let prefix = browser.prefix.get();
    let is_first = browser.markers.current().is_none();
    let (title, text) = page.with(|page| {
        browser.directory.with_value(|directory| nothing_here(page, directory, &prefix, is_first))
    });
    let glyph = if prefix.is_empty() { Glyph::Container } else { Glyph::Search };
    let upload = (is_first && prefix.is_empty()).then(|| {
        view! {
            <Button kind=ButtonKind::Primary on_click=move |()| browser.uploading.set(true)>"Upload"</Button>
        }
    });
    view! { <EmptyState glyph title text>{upload}</EmptyState> }
}
