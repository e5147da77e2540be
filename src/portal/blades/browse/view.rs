//! The lists.

use super::view_model::{Filters, empty, shortened, title, values};
use crate::{
    engine::{
        query::{
            ResourceGroupRow, ResourceGroups, ResourcePage, ResourceRow, ResourceRows, SubscriptionRow,
            Subscriptions,
        },
        resources::ResourceKind,
    },
    portal::{
        blades::{answered::Answered, kinds},
        controls::{
            Choice, Column, Command, CommandBar, Crumb, Direction, EmptyState, Field, FilterPill, Glyph,
            Grid, PillBar, TextBox,
        },
        format,
        route::{BrowseList, CreateForm, MenuItem, Route},
        session::{Loaded, navigate, use_query},
        shell::BladeFrame,
    },
};
use leptos::prelude::*;

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
    // Where there are more than are listed, what is typed is looked for among all of them.
    let text = RwSignal::new(String::new());
    let answer = use_query(move || Some(ResourcePage { kind, text: text.get() }));
    let more = Memo::new(move |before: Option<&Option<String>>| {
        let page = |page: &ResourceRows| shortened(page.rows.len(), page.total);
        answer.map(page).unwrap_or_else(|| before.cloned().flatten())
    });
    view! {
        <BladeFrame title=title(kind) crumbs=crumbs() on_close=|()| navigate(&Route::Home)>
            <CommandBar commands=commands(&create_route(kind), answer)/>
            <Show when=move || more.with(Option::is_some) || text.with(|text| !text.is_empty())>
                <div class="pt-page pt-browse__more">
                    <p class="pt-text">{more}</p>
                    <Field label="Find among all of them by name">
                        <TextBox value=text on_change=move |typed| text.set(typed)/>
                    </Field>
                </div>
            </Show>
            <Answered answer ready=move |page| view! { <ListedResources page kind/> }/>
        </BladeFrame>
    }
}

#[component]
fn ListedResources(page: Signal<ResourceRows>, kind: Option<ResourceKind>) -> impl IntoView {
    let rows = Signal::derive(move || page.with(|page| page.rows.clone()));
    view! { <ResourceGrid rows kind/> }
}

/// A grid of resources with its filters; also used by resource groups and subscriptions.
#[component]
pub fn ResourceGrid(
    #[prop(into)] rows: Signal<Vec<ResourceRow>>,
    kind: Option<ResourceKind>,
) -> impl IntoView {
    let filters = RwSignal::new(Filters::default());
    let kept = move || {
        filters.with(|filters| {
            rows.with(|rows| rows.iter().filter(|row| filters.keep(row)).cloned().collect::<Vec<_>>())
        })
    };
    let columns = vec![
        Column::view("Name", |row: &ResourceRow| kinds::resource_link(row))
            .searched_by(|row| row.name.clone()),
        Column::text("Type", |row: &ResourceRow| row.kind.display_name().to_string()),
        Column::text("Details", |row: &ResourceRow| row.detail.clone()).secondary(),
        Column::link(
            "Resource group",
            |row: &ResourceRow| row.group_name.clone(),
            |row| Route::of_resource(&row.group).href(),
        ),
        Column::text("Location", |row: &ResourceRow| row.region.display_name().to_string()).secondary(),
        Column::text("Subscription", |row: &ResourceRow| row.subscription_name.clone()).secondary(),
    ];
    let (nothing, create) = empty(kind);
    let href = create_route(kind).href();
    let empty = move || {
        let href = href.clone();
        if filters.with(Filters::is_empty) {
            view! {
                <EmptyState glyph=kind.map_or(Glyph::Overview, kinds::glyph) title=nothing>
                    <a class="pt-button pt-button--primary" href=href>{create}</a>
                </EmptyState>
            }
            .into_any()
        } else {
            view! { <EmptyState glyph=Glyph::Filter title="No results match your filters"/> }.into_any()
        }
    };
    view! {
        <div class="pt-page">
            <Grid
                caption=title(kind)
                columns
                rows=Signal::derive(kept)
                row_key=|row: &ResourceRow| row.id.key()
                filter=true
                sorted_by=("Name", Direction::Ascending)
                pills=move || view! { <ResourcePills rows filters/> }
                empty
            />
        </div>
    }
}

#[component]
fn ResourcePills(rows: Signal<Vec<ResourceRow>>, filters: RwSignal<Filters>) -> impl IntoView {
    let choices = move |of: fn(&ResourceRow) -> String| {
        Signal::derive(move || {
            rows.with(|rows| values(rows, of))
                .into_iter()
                .map(|value| Choice::new(value.clone(), value))
                .collect::<Vec<_>>()
        })
    };
    view! {
        <PillBar>
            <FilterPill
                field="Subscription"
                choices=choices(|row| row.subscription_name.clone())
                selected=Signal::derive(move || filters.with(|filters| filters.subscriptions.clone()))
                on_apply=move |chosen| filters.update(|filters| filters.subscriptions = chosen)
            />
            <FilterPill
                field="Resource group"
                choices=choices(|row| row.group_name.clone())
                selected=Signal::derive(move || filters.with(|filters| filters.groups.clone()))
                on_apply=move |chosen| filters.update(|filters| filters.groups = chosen)
            />
            <FilterPill
                field="Location"
                choices=choices(|row| row.region.display_name().to_string())
                selected=Signal::derive(move || filters.with(|filters| filters.locations.clone()))
                on_apply=move |chosen| filters.update(|filters| filters.locations = chosen)
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
