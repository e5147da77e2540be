//! The *Tags* page of each kind of resource.

use super::view::TagsPage;
use crate::{
    base::ArmId,
    engine::query::{
        ResourceGroupDetail, ResourceGroupView, StorageAccountDetail, StorageAccountView, VaultDetail,
        VaultView,
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
    let asked = group.clone();
    let answer = use_query(move || Some(ResourceGroupDetail { group: asked.clone() }));
    let own = StoredValue::new(group.clone());
    let page = move |view: Signal<ResourceGroupView>| {
        let tags = Signal::derive(move || view.with(|view| view.row.tags.clone()));
        view! { <TagsPage resource=own.get_value() tags for_storage=false/> }
    };
    view! { <ScopeFrame scope=group item=MenuItem::Tags><Answered answer ready=page/></ScopeFrame> }
}

#[component]
pub fn StorageAccountTags(account: ArmId) -> impl IntoView {
    let asked = account.clone();
    let answer = use_query(move || Some(StorageAccountDetail { account: asked.clone() }));
    let own = StoredValue::new(account.clone());
    let page = move |view: Signal<StorageAccountView>| {
        let tags = Signal::derive(move || view.with(|view| view.tags.clone()));
        view! { <TagsPage resource=own.get_value() tags for_storage=true/> }
    };
    view! { <ScopeFrame scope=account item=MenuItem::Tags><Answered answer ready=page/></ScopeFrame> }
}

#[component]
pub fn VaultTags(vault: ArmId) -> impl IntoView {
    let asked = vault.clone();
    let answer = use_query(move || Some(VaultDetail { vault: asked.clone() }));
    let own = StoredValue::new(vault.clone());
    let page = move |view: Signal<VaultView>| {
        let tags = Signal::derive(move || view.with(|view| view.tags.clone()));
        view! { <TagsPage resource=own.get_value() tags for_storage=false/> }
    };
    view! { <ScopeFrame scope=vault item=MenuItem::Tags><Answered answer ready=page/></ScopeFrame> }
}
