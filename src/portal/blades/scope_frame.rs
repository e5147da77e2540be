//! The frame of whatever a scope is, for pages that every resource has.

use crate::{
    base::ArmId,
    portal::{
        blades::{
            disk::frame::DiskFrame, resource_group::view::ResourceGroupFrame, snapshot::frame::SnapshotFrame,
            storage_account::frame::StorageAccountFrame, subscription::view::SubscriptionFrame,
            vault::frame::VaultFrame,
        },
        route::{MenuItem, Route},
    },
};
use leptos::prelude::*;

/// A page of a subscription, resource group, storage account, disk, snapshot or vault.
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
        Route::Disk { id, .. } => view! { <DiskFrame disk=id item>{children()}</DiskFrame> }.into_any(),
        Route::Snapshot { id, .. } => {
            view! { <SnapshotFrame snapshot=id item>{children()}</SnapshotFrame> }.into_any()
        }
        Route::Vault { id, .. } => view! { <VaultFrame vault=id item>{children()}</VaultFrame> }.into_any(),
        _ => children().into_any(),
    }
}
