//! *Access control (IAM)* of any scope. The frame around is the resource's own.

use super::{
    assignments_tab::AssignmentsTab,
    check_tab::CheckTab,
    role_pane::RolePane,
    view_model::{
        AssignmentLine, RoleLine, all_role_lines, assignment_line, not_allowed, page, remove_blocked,
        remove_question,
    },
};
use crate::{
    base::ArmId,
    engine::{
        query::{RoleAssignmentRow, RoleAssignments},
        rbac::{PrincipalId, Role},
        refusal::Refusal,
        request::Command as EngineCommand,
    },
    portal::{
        blades::{
            answered::Answered, refused::use_refusal, sequence::perform_each, view_request::view::ViewRequest,
        },
        controls::{
            Button, ButtonKind, Column, Command, CommandBar, Dialog, Direction, Glyph, Grid, MenuItem, Tab,
            Tabs,
        },
        route,
        session::{Session, use_query, use_session},
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

const CHECK: usize = 0;
const ASSIGNMENTS: usize = 1;

/// What the engine would say if the signed-in person assigned a role here.
pub fn use_may_assign(scope: ArmId) -> Memo<Option<Refusal>> {
    use_refusal(move || {
        Some(EngineCommand::CreateRoleAssignment {
            scope: scope.clone(),
            role: Role::Reader,
            // Nobody: who asks is checked before who gets the role.
            principal: PrincipalId(Uuid::max()),
            name: None,
        })
    })
}

/// Everything below the frame.
#[component]
pub fn AccessControlPage(scope: ArmId) -> impl IntoView {
    let session = use_session();
    let asked = scope.clone();
    let answer = use_query(move || Some(RoleAssignments { scope: asked.clone() }));
    let may = use_may_assign(scope.clone());
    let not_allowed = Signal::derive(move || may.with(|refusal| not_allowed(refusal.as_ref())));
    let tab = RwSignal::new(ASSIGNMENTS);
    let selection = RwSignal::new(BTreeSet::<String>::new());
    let removing = RwSignal::new(false);
    let chosen = Memo::new(move |_| {
        let ticked = |line: &AssignmentLine| selection.with(|selection| selection.contains(&line.key));
        let lines = |rows: &Vec<RoleAssignmentRow>| {
            rows.iter().map(assignment_line).filter(ticked).collect::<Vec<_>>()
        };
        answer.map(lines).unwrap_or_default()
    });
    let add = page(&scope, route::MenuItem::AddRoleAssignment).href();
    let commands = vec![
        Command::menu("+ Add", Signal::derive(move || add_items(&add, not_allowed.get()))),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
        Command::separator(),
        Command::run(Glyph::Delete, "Remove", move || removing.set(true)).disabled_when(move || {
            let elsewhere = "Open the tab Role assignments and select assignments first.";
            (tab.get() != ASSIGNMENTS)
                .then(|| elsewhere.to_string())
                .or_else(|| chosen.with(|lines| remove_blocked(lines, not_allowed.get())))
        }),
    ];
    let tabs = vec![Tab::new("Check access"), Tab::new("Role assignments"), Tab::new("Roles")];
    view! {
        <CommandBar commands refreshing=move || answer.is_loading()/>
        <Tabs tabs selected=tab on_select=move |index| tab.set(index) label="Access control">
            <div class="pt-page">
                <Answered answer ready=move |rows| view! {
                    {move || match tab.get() {
                        CHECK => view! { <CheckTab rows/> }.into_any(),
                        ASSIGNMENTS => view! { <AssignmentsTab rows selection/> }.into_any(),
                        _ => view! { <RolesTab/> }.into_any(),
                    }}
                }/>
            </div>
        </Tabs>
        <RemoveDialog session chosen selection open=removing/>
    }
}

fn add_items(add: &str, not_allowed: Option<String>) -> Vec<MenuItem> {
    vec![
        MenuItem::link("Add role assignment", add).disabled_because(not_allowed),
        MenuItem::link("Add custom role", "#").disabled_because(Some("Custom roles are not simulated.")),
    ]
}

#[component]
fn RemoveDialog(
    session: Session,
    chosen: Memo<Vec<AssignmentLine>>,
    selection: RwSignal<BTreeSet<String>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let commands = move || {
        let command =
            |line: &AssignmentLine| EngineCommand::DeleteRoleAssignment { assignment: line.id.clone() };
        chosen.with(|lines| lines.iter().map(command).collect::<Vec<_>>())
    };
    let remove = move |()| {
        open.set(false);
        let commands = untrack(commands);
        selection.update(BTreeSet::clear);
        leptos::task::spawn_local(async move {
            // The notification tells of a failure.
            let _ =
                perform_each(session, commands, "Removing role assignment", "Removed role assignment", None)
                    .await;
        });
    };
    view! {
        <Dialog
            open
            title="Remove role assignments"
            action_label="Remove"
            destructive=true
            on_action=remove
            on_cancel=move |()| open.set(false)
        >
            <p>{move || chosen.with(|lines| remove_question(lines))}</p>
            <ViewRequest commands/>
        </Dialog>
    }
}

#[component]
fn RolesTab() -> impl IntoView {
    let viewed = RwSignal::new(None::<Role>);
    view! {
        <p class="pt-text">
            "A role definition is a collection of permissions. The built-in roles that matter to the simulated services are listed."
        </p>
        <Grid
            caption="Roles"
            columns=role_columns(viewed)
            rows=all_role_lines()
            row_key=|line: &RoleLine| line.name.to_string()
            filter=true
            sorted_by=("Name", Direction::Ascending)
            empty=|| ()
        />
        <RolePane role=viewed/>
    }
}

/// The columns of a list of roles; *View* opens the pane.
pub fn role_columns(viewed: RwSignal<Option<Role>>) -> Vec<Column<RoleLine>> {
    vec![
        Column::text("Name", |line: &RoleLine| line.name.to_string()),
        Column::text("Description", |line: &RoleLine| line.description.to_string()).secondary(),
        Column::text("Type", |_: &RoleLine| "BuiltInRole".to_string()).secondary(),
        Column::text("Category", |line: &RoleLine| line.category.to_string()).secondary(),
        Column::view("Details", move |line: &RoleLine| {
            let (role, label) = (line.role, format!("View {}", line.name));
            view! {
                <Button kind=ButtonKind::Link aria_label=label on_click=move |()| viewed.set(Some(role))>"View"</Button>
            }
        }),
    ]
}
