//! The overview of a storage account, and deleting it.

use super::{
    frame::StorageAccountFrame,
    view_model::{PropertySection, delete_consequences, kind_text, provisioning_text, sections},
};
use crate::{
    base::ArmId,
    engine::{
        query::{ContainerRow, Containers, StorageAccountDetail, StorageAccountView},
        request::Command as EngineCommand,
        resources::ResourceKind,
    },
    portal::{
        blades::{
            answered::Answered,
            delete_pane::{DeletePane, Deletion, Dependant},
            tags::view::TagList,
        },
        controls::{Command, CommandBar, Essential, Essentials, Glyph, Tab, Tabs},
        format,
        route::{BrowseList, MenuItem, Route},
        session::use_query,
    },
};
use leptos::prelude::*;

/// The overview.
#[component]
pub fn StorageAccountOverview(account: ArmId) -> impl IntoView {
    let asked = account.clone();
    let answer = use_query(move || Some(StorageAccountDetail { account: asked.clone() }));
    let deleting = RwSignal::new(false);
    let containers = Route::StorageAccount { id: account.clone(), item: MenuItem::Containers };
    let missing = move || {
        answer
            .failure()
            .map(|_| "The storage account cannot be read; see the message on this page.".to_string())
    };
    let commands = vec![
        Command::link(Glyph::Upload, "Upload", containers.href()),
        Command::run(Glyph::Delete, "Delete", move || deleting.set(true)).disabled_when(missing),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
    ];
    let own = StoredValue::new(account.clone());
    view! {
        <StorageAccountFrame account item=MenuItem::Overview>
            <CommandBar commands refreshing=move || answer.is_loading()/>
            <Answered answer ready=move |view| view! {
                <Facts view/>
                <DeleteAccount account=own.get_value() view open=deleting/>
            }/>
        </StorageAccountFrame>
    }
}

#[component]
fn Facts(view: Signal<StorageAccountView>) -> impl IntoView {
    let text = move |part: fn(&StorageAccountView) -> String| Signal::derive(move || view.with(part));
    let link = |part: fn(&StorageAccountView) -> Route| Signal::derive(move || view.with(part).href());
    let group =
        |view: &StorageAccountView| Route::ResourceGroup { id: view.group.clone(), item: MenuItem::Overview };
    let subscription = |view: &StorageAccountView| Route::Subscription {
        id: ArmId::subscription(view.subscription),
        item: MenuItem::Overview,
    };
    let tags_page =
        Route::StorageAccount { id: view.with_untracked(|view| view.id.clone()), item: MenuItem::Tags };
    let tags = Signal::derive(move || view.with(|view| view.tags.clone()));
    let left = vec![
        Essential::link("Resource group", text(|view| view.group_name.clone()), link(group)),
        Essential::text("Location", text(|view| view.region.display_name().into())),
        Essential::link("Subscription", text(|view| view.subscription_name.clone()), link(subscription)),
        Essential::copyable("Subscription ID", text(|view| view.subscription.to_string())),
        Essential::view("Tags", move || view! { <TagList tags/> }.into_any())
            .with_action("edit", tags_page.href()),
    ];
    let right = vec![
        Essential::text("Performance", "Standard"),
        Essential::text("Replication", text(|view| view.redundancy.display_name().into())),
        Essential::text("Account kind", "StorageV2 (general purpose v2)"),
        Essential::text("Provisioning state", text(|view| provisioning_text(view.provisioning).into())),
        Essential::text("Created", text(|view| format::moment(view.created_at))),
    ];
    let shown = move || {
        view.with(sections).into_iter().map(|section| view! { <SectionCard section/> }).collect_view()
    };
    let kind = move || view.with(|view| kind_text(view.hierarchical_namespace).to_string());
    view! {
        <Essentials left right/>
        <Tabs tabs=vec![Tab::new("Properties")] selected=0_usize on_select=|_| () label="Storage account">
            <div class="pt-page">
                <p class="pt-text pt-muted">{kind}</p>
                <div class="pt-property-cards">{shown}</div>
            </div>
        </Tabs>
    }
}

/// Properties under a heading.
#[component]
pub fn SectionCard(section: PropertySection) -> impl IntoView {
    let row = |property: super::view_model::Property| {
        let value = match property.href {
            Some(href) => view! { <a href=href>{property.value}</a> }.into_any(),
            None => property.value.into_any(),
        };
        view! { <dt>{property.label}</dt><dd>{value}</dd> }
    };
    view! {
        <section>
            <h2 class="pt-section-title">{section.title}</h2>
            <dl class="pt-summary">{section.properties.into_iter().map(row).collect_view()}</dl>
        </section>
    }
}

#[component]
fn DeleteAccount(account: ArmId, view: Signal<StorageAccountView>, open: RwSignal<bool>) -> impl IntoView {
    let asked = account.clone();
    let containers = use_query(move || open.get().then(|| Containers { account: asked.clone() }));
    let dependants = move || {
        let line = |row: &ContainerRow| Dependant { name: row.name.clone(), kind: "Container".into() };
        containers.map(|rows| rows.iter().map(line).collect::<Vec<_>>()).unwrap_or_default()
    };
    let deletion = Deletion {
        kind: "storage account",
        name: account.name().to_string(),
        command: EngineCommand::DeleteStorageAccount { account },
        consequences: view.with_untracked(delete_consequences),
        next: Route::Browse(BrowseList::Kind(ResourceKind::StorageAccount)),
    };
    view! { <DeletePane open deletion dependants=Signal::derive(dependants)/> }
}
