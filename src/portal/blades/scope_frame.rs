//! The frame of whatever a scope is, for pages that every resource has.

use crate::{
    base::ArmId,
    portal::{
        blades::{
            resource_group::view::ResourceGroupFrame, storage_account::frame::StorageAccountFrame,
            subscription::view::SubscriptionFrame, vault::frame::VaultFrame,
        },
        route::{MenuItem, Route},
    },
};
use leptos::prelude::*;

/// A page of a subscription, resource group, storage account or vault.
#[component]
pub fn ScopeFrame(scope: ArmId, item: MenuItem, children: Children) -> impl IntoView {
    match Route::of_resource(&scope) {
        Route::Subscription { id, .. } => {
            view! { <SubscriptionFrame subscription=id item>{children()}</SubscriptionFrame> }.into_any()
        }
        Route::ResourceGroup { id, .. } => {
            view! { <ResourceGroupFrame group=id item>{children()}</ResourceGroupFrame> }.into_any()
        }
        Route::StorageAccount { id, .. } => {
            view! { <StorageAccountFrame account=id item>{children()}</StorageAccountFrame> }.into_any()
        }
        Route::Vault { id, .. } => view! { <VaultFrame vault=id item>{children()}</VaultFrame> }.into_any(),
        _ => children().into_any(),
    }
}
