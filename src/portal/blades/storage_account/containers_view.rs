//! The containers of a storage account: list, create, delete.

use super::{
    deleted_containers_pane::DeletedContainersPane,
    form::container_name_error,
    frame::StorageAccountFrame,
    view_model::{ContainerLine, container_line, delete_containers, delete_containers_question},
};
use crate::{
    base::ArmId,
    engine::{
        query::{ContainerRow, Containers, DataProtectionDetail},
        request::Command as EngineCommand,
    },
    portal::{
        blades::{
            answered::{Answered, FailureBar},
            sequence::perform_each,
        },
        controls::{
            Button, ButtonKind, Column, Command, CommandBar, ContextPane, Dialog, Direction, EmptyState,
            Field, Glyph, Grid, PaneSize, TextBox,
        },
        failure::FailureText,
        format,
        route::{MenuItem, Route},
        session::{use_query, use_session},
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The list.
#[component]
pub fn ContainersPage(account: ArmId) -> impl IntoView {
    let asked = account.clone();
    let answer = use_query(move || Some(Containers { account: asked.clone() }));
    let selection = RwSignal::new(BTreeSet::<String>::new());
    let adding = RwSignal::new(false);
    let (deleting, undeleting) = (RwSignal::new(false), RwSignal::new(false));
    let nothing = move || selection.with(BTreeSet::is_empty);
    let commands = vec![
        Command::run(Glyph::Plus, "Container", move || adding.set(true)),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
        Command::run(Glyph::Clock, "Show deleted containers", move || undeleting.set(true)),
        Command::separator(),
        Command::run(Glyph::Delete, "Delete", move || deleting.set(true))
            .disabled_when(move || nothing().then(|| "Select one or more containers first.".to_string())),
    ];
    let own = account.clone();
    let rows = move || answer.ready().unwrap_or_default();
    view! {
        <StorageAccountFrame account item=MenuItem::Containers>
            <CommandBar commands refreshing=move || answer.is_loading()/>
            <Answered answer ready=move |rows| view! { <ContainerGrid rows selection adding/> }/>
            <NewContainerPane account=own.clone() containers=Signal::derive(rows) open=adding/>
            <DeletedContainersPane account=own.clone() containers=Signal::derive(rows) open=undeleting/>
            <DeleteContainers account=own containers=Signal::derive(rows) selection open=deleting/>
        </StorageAccountFrame>
    }
}

#[component]
fn ContainerGrid(
    rows: Signal<Vec<ContainerRow>>,
    selection: RwSignal<BTreeSet<String>>,
    adding: RwSignal<bool>,
) -> impl IntoView {
    let lines = move || rows.with(|rows| rows.iter().map(container_line).collect::<Vec<_>>());
    let by_modified =
        |one: &ContainerLine, other: &ContainerLine| one.row.modified_at.cmp(&other.row.modified_at);
    let by_files = |one: &ContainerLine, other: &ContainerLine| one.row.files.cmp(&other.row.files);
    let by_size = |one: &ContainerLine, other: &ContainerLine| one.row.size.cmp(&other.row.size);
    let columns = vec![
        Column::link("Name", |line: &ContainerLine| line.name.clone(), |line| line.href.clone()),
        Column::text("Last modified", |line: &ContainerLine| line.modified.clone()).sorted_by(by_modified),
        Column::text("Anonymous access level", |_: &ContainerLine| "Private".to_string()).secondary(),
        Column::text("Files", |line: &ContainerLine| line.files.clone())
            .sorted_by(by_files)
            .numeric()
            .secondary(),
        Column::text("Size", |line: &ContainerLine| line.size.clone())
            .sorted_by(by_size)
            .numeric()
            .secondary(),
    ];
    view! {
        <div class="pt-page">
            <Grid
                caption="Containers"
                columns
                rows=Signal::derive(lines)
                row_key=|line: &ContainerLine| line.key.clone()
                selection
                filter=true
                sorted_by=("Name", Direction::Ascending)
                empty=move || view! {
                    <EmptyState
                        glyph=Glyph::Container
                        title="You don't have any containers yet"
                        text="Click '+ Container' to get started."
                    >
                        <Button kind=ButtonKind::Primary on_click=move |()| adding.set(true)>"Container"</Button>
                    </EmptyState>
                }
            />
        </div>
    }
}

#[component]
fn NewContainerPane(
    account: ArmId,
    containers: Signal<Vec<ContainerRow>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let session = use_session();
    let (name, touched) = (RwSignal::new(String::new()), RwSignal::new(false));
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<FailureText>));
    let error = move || name.with(|name| containers.with(|rows| container_name_error(name, rows)));
    let close = move || {
        open.set(false);
        name.set(String::new());
        touched.set(false);
        failure.set(None);
    };
    let account = StoredValue::new(account);
    let create = move |()| {
        touched.set(true);
        if untrack(error).is_some() {
            return;
        }
        let (account, name) = (account.get_value(), name.get_untracked());
        busy.set(true);
        failure.set(None);
        let doing = format!("Creating container {name}");
        let notice = session.notices.begin(&doing, account.name());
        leptos::task::spawn_local(async move {
            let link = Route::Container {
                id: account.child(crate::engine::storage::Container::ARM_KIND, &name),
                directory: String::new(),
            };
            let result = session.submit(EngineCommand::CreateContainer { account, name: name.clone() }).await;
            let _ = busy.try_set(false);
            match result {
                Ok(_) => {
                    notice.succeed(&format!("Created container {name}"), "", Some(link));
                    close();
                }
                Err(refused) => {
                    notice.fail(&doing, &refused);
                    let _ = failure.try_set(Some(FailureText::of(&refused)));
                }
            }
        });
    };
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=create busy>"Create"</Button>
            <Button on_click=move |()| close()>"Cancel"</Button>
        }
    };
    view! {
        <ContextPane open on_close=move |()| close() title="New container" size=PaneSize::Small footer>
            <Field label="Name" required=true error=move || error().filter(|_| touched.get())>
                <TextBox
                    value=name
                    on_change=move |text| {
                        failure.set(None);
                        name.set(text);
                    }
                    on_blur=move |()| touched.set(!name.with_untracked(String::is_empty))
                    autofocus=true
                />
            </Field>
            <p class="pt-text pt-muted">"Anonymous access level: Private (no anonymous access)."</p>
            {move || failure.get().map(|text| view! { <FailureBar text/> })}
        </ContextPane>
    }
}

#[component]
fn DeleteContainers(
    account: ArmId,
    containers: Signal<Vec<ContainerRow>>,
    selection: RwSignal<BTreeSet<String>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let session = use_session();
    let chosen = move || {
        let ticked = |line: &ContainerLine| selection.with(|selection| selection.contains(&line.key));
        containers.with(|rows| rows.iter().map(container_line).filter(ticked).collect::<Vec<_>>())
    };
    let settings = use_query(move || open.get().then(|| DataProtectionDetail { account: account.clone() }));
    let kept_days = move || settings.map(|view| view.settings.container_soft_delete_days).flatten();
    let delete = move |()| {
        open.set(false);
        let lines = untrack(chosen);
        selection.update(BTreeSet::clear);
        let what = match lines.as_slice() {
            [one] => format!("container {}", one.name),
            many => format::counted(many.len() as u64, "container", "containers"),
        };
        leptos::task::spawn_local(async move {
            let (doing, done) = (format!("Deleting {what}"), format!("Deleted {what}"));
            // The notification tells of a failure.
            let _ = perform_each(session, delete_containers(&lines), &doing, &done, None).await;
        });
    };
    view! {
        <Dialog
            open
            title="Delete confirmation"
            action_label="Delete"
            destructive=true
            on_action=delete
            on_cancel=move |()| open.set(false)
        >
            <p>{move || delete_containers_question(&chosen(), kept_days())}</p>
        </Dialog>
    }
}
