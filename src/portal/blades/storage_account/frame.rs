//! The frame of every page of a storage account.

use crate::{
    base::ArmId,
    engine::resources::ResourceKind,
    portal::{
        blades::resource_frame::{ResourceFrame, ResourceLook, menu_line},
        controls::{Crumb, Glyph},
        route::{BrowseList, MenuItem, Route},
        shell::ResourceMenuGroup,
    },
};
use leptos::prelude::*;

/// A page of a storage account.
#[component]
pub fn StorageAccountFrame(account: ArmId, item: MenuItem, children: Children) -> impl IntoView {
    let current = Route::StorageAccount { id: account.clone(), item };
    view! { <ResourceFrame look=look(&account) item current>{children()}</ResourceFrame> }
}

fn look(account: &ArmId) -> ResourceLook {
    let page = |item| Route::StorageAccount { id: account.clone(), item };
    let line = |glyph, item| menu_line(glyph, item, page(item));
    let list = Route::Browse(BrowseList::Kind(ResourceKind::StorageAccount));
    ResourceLook {
        name: account.name().to_string(),
        subtitle: "Storage account",
        glyph: Glyph::Storage,
        crumbs: vec![Crumb::new("Home", Route::Home.href()), Crumb::new("Storage accounts", list.href())],
        groups: vec![
            ResourceMenuGroup::top(vec![
                line(Glyph::Overview, MenuItem::Overview),
                line(Glyph::ActivityLog, MenuItem::ActivityLog),
                line(Glyph::Iam, MenuItem::AccessControl),
                line(Glyph::Tag, MenuItem::Tags),
            ]),
            ResourceMenuGroup::new("Data storage", vec![line(Glyph::Container, MenuItem::Containers)]),
            ResourceMenuGroup::new(
                "Data management",
                vec![
                    line(Glyph::Shield, MenuItem::DataProtection),
                    line(Glyph::Copy, MenuItem::ObjectReplication),
                    line(Glyph::Clock, MenuItem::Lifecycle),
                    line(Glyph::Undo, MenuItem::DataLosses),
                ],
            ),
            ResourceMenuGroup::new(
                "Settings",
                vec![line(Glyph::Properties, MenuItem::Properties), line(Glyph::Lock, MenuItem::Locks)],
            ),
        ],
        close: list,
        overview: page(MenuItem::Overview),
    }
}
