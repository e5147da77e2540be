//! The pages of a resource group.

use crate::{
    base::ArmId,
    engine::{
        query::{DeploymentView, ResourceGroupDetail, ResourceGroupView, ResourceRow, Resources},
        request::Command as EngineCommand,
    },
    portal::{
        blades::{
            answered::Answered,
            browse::view::{ResourceGrid, use_resources},
            delete_pane::{DeletePane, Deletion, Dependant},
            deployment::view_model::{duration, list_text, status_heading},
            refused::{reason_of, use_refusal},
            resource_frame::{ResourceFrame, ResourceLook, menu_line},
        },
        controls::{
            Column, Command, CommandBar, Crumb, EmptyState, Essential, Essentials, Glyph, Grid, StatusCell,
        },
        format,
        route::{BrowseList, CreateForm, MenuItem, Route},
        session::use_query,
        shell::ResourceMenuGroup,
    },
};
use leptos::prelude::*;

/// The frame of every page of a resource group.
#[component]
pub fn ResourceGroupFrame(group: ArmId, item: MenuItem, children: Children) -> impl IntoView {
    let page = |item| Route::ResourceGroup { id: group.clone(), item };
    let line = |glyph, item| menu_line(glyph, item, page(item));
    let list = Route::Browse(BrowseList::ResourceGroups);
    let look = ResourceLook {
        name: group.name().to_string(),
        subtitle: "Resource group",
        glyph: Glyph::ResourceGroup,
        crumbs: vec![Crumb::new("Home", Route::Home.href()), Crumb::new("Resource groups", list.href())],
        groups: vec![
            ResourceMenuGroup::top(vec![
                line(Glyph::Overview, MenuItem::Overview),
                line(Glyph::ActivityLog, MenuItem::ActivityLog),
                line(Glyph::Iam, MenuItem::AccessControl),
                line(Glyph::Tag, MenuItem::Tags),
            ]),
            ResourceMenuGroup::new(
                "Settings",
                vec![
                    line(Glyph::Cloud, MenuItem::Deployments),
                    line(Glyph::Properties, MenuItem::Properties),
                    line(Glyph::Lock, MenuItem::Locks),
                ],
            ),
        ],
        close: list,
        overview: page(MenuItem::Overview),
    };
    let current = page(item);
    view! { <ResourceFrame look item current>{children()}</ResourceFrame> }
}

/// What is in the group.
#[component]
pub fn ResourceGroupOverview(group: ArmId) -> impl IntoView {
    let asked = group.clone();
    let answer = use_query(move || Some(ResourceGroupDetail { group: asked.clone() }));
    let checked = group.clone();
    let refusal = use_refusal(move || Some(EngineCommand::DeleteResourceGroup { group: checked.clone() }));
    let deleting = RwSignal::new(false);
    let commands = vec![
        Command::link(Glyph::Plus, "Create", Route::Create(CreateForm::Hub).href()),
        Command::separator(),
        Command::run(Glyph::Delete, "Delete resource group", move || deleting.set(true))
            .disabled_when(move || reason_of(refusal)),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
    ];
    view! {
        <ResourceGroupFrame group=group.clone() item=MenuItem::Overview>
            <CommandBar commands/>
            <Answered answer ready=move |view| view! { <Overview view/> }/>
            <DeleteGroup group open=deleting/>
        </ResourceGroupFrame>
    }
}

#[component]
fn DeleteGroup(group: ArmId, open: RwSignal<bool>) -> impl IntoView {
    let asked = group.clone();
    let resources =
        use_query(move || open.get().then(|| Resources { kind: None, group: Some(asked.clone()) }));
    let dependants = move || {
        let line = |row: &ResourceRow| Dependant {
            name: row.name.clone(),
            kind: row.kind.display_name().to_string(),
        };
        resources.map(|rows| rows.iter().map(line).collect::<Vec<_>>()).unwrap_or_default()
    };
    let deletion = Deletion {
        kind: "resource group",
        name: group.name().to_string(),
        command: EngineCommand::DeleteResourceGroup { group },
        consequences: vec![
            "Everything in it is deleted with it.".to_string(),
            "Files and backups in it are gone for good.".to_string(),
        ],
        next: Route::Browse(BrowseList::ResourceGroups),
    };
    let loading = move || resources.is_loading();
    view! { <DeletePane open deletion dependants=Signal::derive(dependants) loading/> }
}

#[component]
fn Overview(#[prop(into)] view: Signal<ResourceGroupView>) -> impl IntoView {
    let facts = view.get_untracked().row;
    let deployments =
        move || view.with(|view| format::counted(view.deployments.len() as u64, "deployment", "deployments"));
    let deployments_href = Route::ResourceGroup { id: facts.id.clone(), item: MenuItem::Deployments }.href();
    let subscription = Route::of_resource(&ArmId::subscription(facts.subscription)).href();
    let left = vec![
        Essential::link("Subscription", facts.subscription_name.clone(), subscription),
        Essential::copyable("Subscription ID", facts.subscription.to_string()),
        Essential::text("Location", facts.region.display_name().to_string()),
    ];
    let right = vec![
        Essential::link("Deployments", Signal::derive(deployments), deployments_href),
        Essential::text("Created", format::moment(view.get_untracked().created_at)),
    ];
    let resources = use_resources(None, Some(facts.id));
    view! {
        <Essentials left right/>
        <ResourceGrid resources kind=None/>
    }
}

/// Deployments into the group.
#[component]
pub fn ResourceGroupDeployments(group: ArmId) -> impl IntoView {
    let asked = group.clone();
    let answer = use_query(move || Some(ResourceGroupDetail { group: asked.clone() }));
    let columns = move || {
        vec![
            Column::link(
                "Deployment name",
                |row: &DeploymentView| row.name.clone(),
                |row| Route::Deployment { group: row.group.clone(), name: row.name.clone() }.href(),
            ),
            Column::view("Status", |row: &DeploymentView| {
                view! { <StatusCell tone=status_heading(row.status).0 text=list_text(row.status).to_string()/> }
            }),
            Column::text("Started", |row: &DeploymentView| format::moment(row.started_at)).secondary(),
            Column::text("Duration", |row: &DeploymentView| duration(row, None)).secondary(),
        ]
    };
    view! {
        <ResourceGroupFrame group item=MenuItem::Deployments>
            <Answered answer ready=move |view| view! {
                <Grid
                    caption="Deployments"
                    columns=columns()
                    rows=Signal::derive(move || view.with(|view| view.deployments.clone()))
                    row_key=|row: &DeploymentView| row.name.clone()
                    empty=|| view! { <EmptyState glyph=Glyph::Cloud title="No deployments to display"/> }
                />
            }/>
        </ResourceGroupFrame>
    }
}
