//! The lists.

use super::view_model::{Filters, empty, title};
use crate::{
    base::ArmId,
    engine::{
        query::{
            ListColumn, PageRequest, ResourceChoices, ResourceColumn, ResourceGroupRow, ResourceGroups,
            ResourceRow, SubscriptionRow, Subscriptions,
        },
        resources::ResourceKind,
    },
    portal::{
        blades::{
            answered::{Answered, NoAnswer},
            filter_pills::NamesPill,
            kinds,
            paged::{Paged, use_paged},
        },
        controls::{
            Asked, Choice, Column, Command, CommandBar, Crumb, Direction, EmptyState, Glyph, Grid, PillBar,
        },
        format,
        route::{BrowseList, CreateForm, MenuItem, Route},
        session::{Loaded, navigate, use_query},
        shell::BladeFrame,
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// One of the lists.
#[component]
pub fn BrowseBlade(list: BrowseList) -> impl IntoView {
    match list {
        BrowseList::All => view! { <ResourceList kind=None/> }.into_any(),
        BrowseList::Kind(kind) => view! { <ResourceList kind=Some(kind)/> }.into_any(),
        BrowseList::ResourceGroups => view! { <GroupList/> }.into_any(),
        BrowseList::Subscriptions => view! { <SubscriptionList/> }.into_any(),
    }
}

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("Home", Route::Home.href())]
}

fn create_route(kind: Option<ResourceKind>) -> Route {
    match kind {
        None => Route::Create(CreateForm::Hub),
        Some(ResourceKind::StorageAccount) => Route::Create(CreateForm::StorageAccount),
        Some(ResourceKind::BackupVault) => Route::Create(CreateForm::BackupVault),
        Some(ResourceKind::Disk) => Route::CreateDisk { snapshot: None },
        Some(ResourceKind::Snapshot) => Route::CreateSnapshot { disk: None },
    }
}

fn commands<T: Clone + Send + Sync + 'static>(create: &Route, answer: Loaded<T>) -> Vec<Command> {
    vec![
        Command::link(Glyph::Plus, "Create", create.href()),
        Command::separator(),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
    ]
}

#[component]
fn ResourceList(kind: Option<ResourceKind>) -> impl IntoView {
    let resources = use_resources(kind, None);
    view! {
        <BladeFrame title=title(kind) crumbs=crumbs() on_close=|()| navigate(&Route::Home)>
            <CommandBar commands=commands(&create_route(kind), resources.page.answer)/>
            <ResourceGrid resources kind/>
        </BladeFrame>
    }
}

type ResourcesPaged = Paged<ResourceRow, ResourceColumn, ResourceChoices>;

/// Resources with what they are filtered by.
#[derive(Clone, Copy)]
pub struct ListedResources {
    page: ResourcesPaged,
    filters: RwSignal<Filters>,
}

/// Asks for the resources of a kind and a group, or of all, page by page.
pub fn use_resources(kind: Option<ResourceKind>, group: Option<ArmId>) -> ListedResources {
    let filters = RwSignal::new(Filters::default());
    let question = move |page: PageRequest<ResourceColumn>| {
        filters.with(|filters| filters.question(kind, group.as_ref(), page))
    };
    ListedResources { page: use_paged(Asked::sorted_by(ResourceColumn::SORTED_BY), question), filters }
}

/// A grid of resources with its filters; also used by resource groups.
#[component]
pub fn ResourceGrid(resources: ListedResources, kind: Option<ResourceKind>) -> impl IntoView {
    let ListedResources { page, filters } = resources;
    let answer = page.answer;
    let failed = Memo::new(move |_| answer.failure().is_some());
    view! {
        <div class="pt-page">
            {move || answer.failure().map(|failure| view! { <NoAnswer failure retry=move |()| answer.refresh()/> })}
            <Show when=move || !failed.get()>
                <Grid
                    caption=title(kind)
                    columns=columns()
                    rows=page.lines(ResourceRow::clone)
                    feed=page.feed
                    row_key=|row: &ResourceRow| row.id.key()
                    loading=move || answer.is_loading()
                    filter=true
                    pills=move || view! { <ResourcePills page filters/> }
                    empty=move || view! { <NoResources kind filters/> }
                />
            </Show>
        </div>
    }
}

fn columns() -> Vec<Column<ResourceRow>> {
    vec![
        Column::view(ResourceColumn::Name.title(), |row: &ResourceRow| kinds::resource_link(row))
            .searched_by(|row| row.name.clone()),
        Column::text(ResourceColumn::Type.title(), |row: &ResourceRow| row.kind.display_name().to_string()),
        Column::text(ResourceColumn::Details.title(), |row: &ResourceRow| row.detail.clone()).secondary(),
        Column::link(
            ResourceColumn::ResourceGroup.title(),
            |row: &ResourceRow| row.group_name.clone(),
            |row| Route::of_resource(&row.group).href(),
        ),
        Column::text(ResourceColumn::Location.title(), |row: &ResourceRow| {
            row.region.display_name().to_string()
        })
        .secondary(),
        Column::text(ResourceColumn::Subscription.title(), |row: &ResourceRow| row.subscription_name.clone())
            .secondary(),
    ]
}

#[component]
fn NoResources(kind: Option<ResourceKind>, filters: RwSignal<Filters>) -> impl IntoView {
    let (nothing, create) = empty(kind);
    let href = create_route(kind).href();
    move || {
        if !filters.with(Filters::is_empty) {
            return view! { <EmptyState glyph=Glyph::Filter title="No results match your filters"/> }
                .into_any();
        }
        let href = href.clone();
        view! {
            <EmptyState glyph=kind.map_or(Glyph::Overview, kinds::glyph) title=nothing>
                <a class="pt-button pt-button--primary" href=href>{create}</a>
            </EmptyState>
        }
        .into_any()
    }
}

#[component]
fn ResourcePills(page: ResourcesPaged, filters: RwSignal<Filters>) -> impl IntoView {
    let choices = move |of: fn(&ResourceChoices) -> &BTreeSet<String>| {
        let choice = |name: &String| Choice::new(name.clone(), name.clone());
        Signal::derive(move || page.choices(|choices| of(choices).iter().map(choice).collect::<Vec<_>>()))
    };
    view! {
        <PillBar>
            <NamesPill
                field="Subscription"
                choices=choices(|choices| &choices.subscriptions)
                filter=filters
                part=(|filters| &filters.subscriptions, |filters| &mut filters.subscriptions)
            />
            <NamesPill
                field="Resource group"
                choices=choices(|choices| &choices.groups)
                filter=filters
                part=(|filters| &filters.groups, |filters| &mut filters.groups)
            />
            <NamesPill
                field="Location"
                choices=choices(|choices| &choices.locations)
                filter=filters
                part=(|filters| &filters.locations, |filters| &mut filters.locations)
            />
        </PillBar>
    }
}

#[component]
fn GroupList() -> impl IntoView {
    let answer = use_query(|| Some(ResourceGroups { subscription: None }));
    let create = Route::Create(CreateForm::ResourceGroup);
    view! {
        <BladeFrame title="Resource groups" crumbs=crumbs() on_close=|()| navigate(&Route::Home)>
            <CommandBar commands=commands(&create, answer)/>
            <Answered answer ready=move |rows| view! { <GroupGrid rows/> }/>
        </BladeFrame>
    }
}

/// A grid of resource groups.
#[component]
pub fn GroupGrid(#[prop(into)] rows: Signal<Vec<ResourceGroupRow>>) -> impl IntoView {
    let columns = vec![
        Column::link(
            "Name",
            |row: &ResourceGroupRow| row.name.clone(),
            |row| Route::of_resource(&row.id).href(),
        ),
        Column::text("Resources", |row: &ResourceGroupRow| format::count(row.resources as u64)).numeric(),
        Column::text("Location", |row: &ResourceGroupRow| row.region.display_name().to_string()).secondary(),
        Column::text("Subscription", |row: &ResourceGroupRow| row.subscription_name.clone()).secondary(),
    ];
    view! {
        <div class="pt-page">
            <Grid
                caption="Resource groups"
                columns
                rows
                row_key=|row: &ResourceGroupRow| row.id.key()
                filter=true
                sorted_by=("Name", Direction::Ascending)
                empty=|| view! {
                    <EmptyState glyph=Glyph::ResourceGroup title="No resource groups to display" text="A resource group holds related resources.">
                        <a class="pt-button pt-button--primary" href=Route::Create(CreateForm::ResourceGroup).href()>"Create resource group"</a>
                    </EmptyState>
                }
            />
        </div>
    }
}

#[component]
fn SubscriptionList() -> impl IntoView {
    let answer = use_query(|| Some(Subscriptions));
    let columns = move || {
        vec![
            Column::link(
                "Subscription name",
                |row: &SubscriptionRow| row.name.clone(),
                |row| Route::Subscription { id: row.arm_id.clone(), item: MenuItem::Overview }.href(),
            ),
            Column::text("Subscription ID", |row: &SubscriptionRow| row.id.to_string()).secondary(),
            Column::text("My role", |row: &SubscriptionRow| row.my_role.clone()),
            Column::text("Resources", |row: &SubscriptionRow| format::count(row.resources as u64)).numeric(),
        ]
    };
    view! {
        <BladeFrame title="Subscriptions" crumbs=crumbs() on_close=|()| navigate(&Route::Home)>
            <Answered answer ready=move |rows| view! {
                <div class="pt-page">
                    <Grid
                        caption="Subscriptions"
                        columns=columns()
                        rows
                        row_key=|row: &SubscriptionRow| row.id.to_string()
                        filter=true
                        empty=|| view! {
                            <EmptyState
                                glyph=Glyph::Subscription
                                title="No subscriptions to display"
                                text="You have no role in any subscription."
                            />
                        }
                    />
                </div>
            }/>
        </BladeFrame>
    }
}
