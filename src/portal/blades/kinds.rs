//! How kinds of resources look in lists.

use crate::{
    engine::{query::ResourceRow, resources::ResourceKind},
    portal::{
        controls::{Glyph, Icon},
        route::Route,
        search::RESILIENCY,
    },
};
use leptos::prelude::*;

pub fn glyph(kind: ResourceKind) -> Glyph {
    match kind {
        ResourceKind::StorageAccount => Glyph::Storage,
        ResourceKind::BackupVault => Glyph::Vault,
        ResourceKind::Disk => Glyph::Disk,
        ResourceKind::Snapshot => Glyph::Snapshot,
    }
}

/// The glyph of a service of the portal, by its name.
pub fn service_glyph(name: &str) -> Glyph {
    match name {
        "Storage accounts" => Glyph::Storage,
        "Backup vaults" => Glyph::Vault,
        RESILIENCY => Glyph::Instance,
        "Disks" => Glyph::Disk,
        "Snapshots" => Glyph::Snapshot,
        "Resource groups" => Glyph::ResourceGroup,
        "Activity log" => Glyph::ActivityLog,
        "Alerts" => Glyph::Alert,
        "Backup reports" => Glyph::Chart,
        "Subscriptions" => Glyph::Subscription,
        _ => Glyph::Overview,
    }
}

/// Icon and name of a resource, leading to it.
pub fn resource_link(row: &ResourceRow) -> impl IntoView + use<> {
    view! {
        <span class="pt-named">
            <Icon glyph=glyph(row.kind) size=16 tinted=true/>
            <a href=Route::of_resource(&row.id).href()>{row.name.clone()}</a>
        </span>
    }
}
