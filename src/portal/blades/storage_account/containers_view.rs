//! The containers of a storage account: list, create, delete.

use super::{
    deleted_containers_pane::DeletedContainersPane,
    form::container_name_error,
    frame::StorageAccountFrame,
    restore_containers_pane::RestoreContainersPane,
    view_model::{
        ContainerLine, container_line, delete_containers, delete_containers_question, leasables, only_one,
    },
};
use crate::{
    base::ArmId,
    engine::{
        query::{ContainerRow, Containers, DataProtectionDetail},
        request::Command as EngineCommand,
    },
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{
            access_policy::pane::AccessPolicyPane,
            answered::{Answered, FailureBar},
            lease_commands::{BreakLeaseDialog, LeaseCommands},
            sequence::perform_each,
        },
        controls::{
            Button, ButtonKind, Column, Command, CommandBar, ContextPane, Dialog, Direction, EmptyState,
            Field, Glyph, Grid, MenuItem as RowAction, PaneSize, RowMenu, TextBox,
        },
        failure::FailureText,
        format,
        route::{MenuItem, Route},
        session::{use_query, use_session},
    },
};
use leptos::prelude::*;
use std::{collections::BTreeSet, sync::Arc};

/// The list.
#[component]
pub fn ContainersPage(account: ArmId) -> impl IntoView {
    let asked = account.clone();
    let answer = use_query(move || Some(Containers { account: asked.clone() }));
    let selection = RwSignal::new(BTreeSet::<String>::new());
    let adding = RwSignal::new(false);
    let (deleting, undeleting) = (RwSignal::new(false), RwSignal::new(false));
    let restoring = RwSignal::new(false);
    let access_policy = RwSignal::new(None::<ArmId>);
    let rows = Signal::derive(move || answer.ready().unwrap_or_default());
    let ticked = Memo::new(move |_| ticked_lines(rows, selection));
    let leases =
        LeaseCommands::new(Signal::derive(move || ticked.with(|lines| leasables(lines))), "containers");
    let nothing = move || selection.with(BTreeSet::is_empty);
    let show_policy = move || {
        let id = ticked.with_untracked(|lines| only_one(lines).ok().map(|line| line.row.id.clone()));
        access_policy.set(id);
    };
    let mut commands = vec![
        Command::run(Glyph::Plus, "Container", move || adding.set(true)),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
        Command::run(Glyph::Clock, "Show deleted containers", move || undeleting.set(true)),
        Command::run(Glyph::Restore, "Restore containers", move || restoring.set(true)),
        Command::separator(),
        Command::run(Glyph::Delete, "Delete", move || deleting.set(true))
            .disabled_when(move || nothing().then(|| "Select one or more containers first.".to_string())),
        Command::run(Glyph::Policy, "Access policy", show_policy)
            .disabled_when(move || ticked.with(|lines| only_one(lines).err())),
    ];
    commands.extend(leases.commands(|| None));
    let own = account.clone();
    view! {
        <StorageAccountFrame account item=MenuItem::Containers>
            <CommandBar commands refreshing=move || answer.is_loading()/>
            <Answered answer ready=move |rows| view! { <ContainerGrid rows selection adding access_policy/> }/>
            <NewContainerPane account=own.clone() containers=rows open=adding/>
            <DeletedContainersPane account=own.clone() containers=rows open=undeleting/>
            <RestoreContainersPane account=own.clone() open=restoring/>
            <DeleteContainers account=own ticked selection open=deleting/>
            <AccessPolicyPane container=access_policy/>
            <BreakLeaseDialog leases/>
        </StorageAccountFrame>
    }
}

fn ticked_lines(
    rows: Signal<Vec<ContainerRow>>,
    selection: RwSignal<BTreeSet<String>>,
) -> Vec<ContainerLine> {
    let ticked = |line: &ContainerLine| selection.with(|selection| selection.contains(&line.key));
    rows.with(|rows| rows.iter().map(container_line).filter(ticked).collect())
}

#[component]
fn ContainerGrid(
    rows: Signal<Vec<ContainerRow>>,
    selection: RwSignal<BTreeSet<String>>,
    adding: RwSignal<bool>,
    access_policy: RwSignal<Option<ArmId>>,
) -> impl IntoView {
    let row_menu: RowMenu<ContainerLine> = Arc::new(move |line: &ContainerLine| {
        let id = line.row.id.clone();
        vec![
            RowAction::link("Open", line.href.clone()),
            RowAction::run("Access policy", move || access_policy.set(Some(id.clone()))),
        ]
    });
    let lines = move || rows.with(|rows| rows.iter().map(container_line).collect::<Vec<_>>());
    let by_modified =
        |one: &ContainerLine, other: &ContainerLine| one.row.modified_at.cmp(&other.row.modified_at);
    let by_files = |one: &ContainerLine, other: &ContainerLine| one.row.files.cmp(&other.row.files);
    let by_size = |one: &ContainerLine, other: &ContainerLine| one.row.size.cmp(&other.row.size);
    let columns = vec![
        Column::link("Name", |line: &ContainerLine| line.name.clone(), |line| line.href.clone()),
        Column::text("Last modified", |line: &ContainerLine| line.modified.clone()).sorted_by(by_modified),
        Column::text("Anonymous access level", |_: &ContainerLine| "Private".to_string()).secondary(),
        Column::text("Lease state", |line: &ContainerLine| line.lease.to_string()).secondary(),
        Column::text("Immutability", |line: &ContainerLine| line.immutability.clone()).secondary(),
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
                row_menu
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
    let (session, account) = (use_session(), StoredValue::new(account));
    let (name, touched) = (RwSignal::new(String::new()), RwSignal::new(false));
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<FailureText>));
    let error = move || name.with(|name| containers.with(|rows| container_name_error(name, rows)));
    let close = move || {
        open.set(false);
        name.set(String::new());
        touched.set(false);
        failure.set(None);
    };
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
            let id = account.child(crate::engine::storage::Container::ARM_KIND, &name);
            let link = Route::Container { id, directory: String::new() };
            let create = EngineCommand::CreateContainer { account, name: name.clone() };
            let result = session.submit_under(notice, create).await;
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
    let command = move || EngineCommand::CreateContainer { account: account.get_value(), name: name.get() };
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=create busy>"Create"</Button>
            <Button on_click=move |()| close()>"Cancel"</Button>
            <ViewRequest commands=move || error().is_none().then(command).into_iter().collect()/>
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
    ticked: Memo<Vec<ContainerLine>>,
    selection: RwSignal<BTreeSet<String>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let session = use_session();
    let settings = use_query(move || open.get().then(|| DataProtectionDetail { account: account.clone() }));
    let kept_days = move || settings.map(|view| view.settings.container_soft_delete_days).flatten();
    let delete = move |()| {
        open.set(false);
        let lines = ticked.get_untracked();
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
            <p>{move || ticked.with(|lines| delete_containers_question(lines, kept_days()))}</p>
            <ViewRequest commands=move || ticked.with(|lines| delete_containers(lines))/>
        </Dialog>
    }
}
