//! The *Tags* page of each kind of resource.

use super::view::TagsPage;
use crate::{
    base::ArmId,
    engine::{
        query::{Ask, DiskDetail, ResourceGroupDetail, SnapshotDetail, StorageAccountDetail, VaultDetail},
        resources::Tags,
    },
    portal::{
        blades::{answered::Answered, scope_frame::ScopeFrame},
        route::MenuItem,
        session::use_query,
    },
};
use leptos::prelude::*;

#[component]
pub fn ResourceGroupTags(group: ArmId) -> impl IntoView {
    page(group.clone(), ResourceGroupDetail { group }, |view| &view.row.tags, false)
}

#[component]
pub fn StorageAccountTags(account: ArmId) -> impl IntoView {
    page(account.clone(), StorageAccountDetail { account }, |view| &view.tags, true)
}

#[component]
pub fn DiskTags(disk: ArmId) -> impl IntoView {
    page(disk.clone(), DiskDetail { disk }, |view| &view.tags, false)
}

#[component]
pub fn SnapshotTags(snapshot: ArmId) -> impl IntoView {
    page(snapshot.clone(), SnapshotDetail { snapshot }, |view| &view.tags, false)
}

#[component]
pub fn VaultTags(vault: ArmId) -> impl IntoView {
    page(vault.clone(), VaultDetail { vault }, |view| &view.tags, false)
}

/// The page of a resource whose tags stand somewhere in the answer to a question.
fn page<Q>(resource: ArmId, question: Q, tags: fn(&Q::Answer) -> &Tags, for_storage: bool) -> impl IntoView
where
    Q: Ask + Send + Sync,
    Q::Answer: Send + Sync,
{
    let answer = use_query(move || Some(question.clone()));
    let own = StoredValue::new(resource.clone());
    let editor = move |view: Signal<Q::Answer>| {
        let tags = Signal::derive(move || view.with(|view| tags(view).clone()));
        view! { <TagsPage resource=own.get_value() tags for_storage/> }
    };
    view! { <ScopeFrame scope=resource item=MenuItem::Tags><Answered answer ready=editor/></ScopeFrame> }
}
