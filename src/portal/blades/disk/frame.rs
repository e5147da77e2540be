//! The frame of every page of a disk.

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

/// A page of a disk.
#[component]
pub fn DiskFrame(disk: ArmId, item: MenuItem, children: Children) -> impl IntoView {
    let page = |item| Route::Disk { id: disk.clone(), item };
    let line = |glyph, item| menu_line(glyph, item, page(item));
    let list = Route::Browse(BrowseList::Kind(ResourceKind::Disk));
    let look = ResourceLook {
        name: disk.name().to_string(),
        subtitle: "Disk",
        glyph: Glyph::Disk,
        crumbs: vec![Crumb::new("Home", Route::Home.href()), Crumb::new("Disks", list.href())],
        groups: vec![
            ResourceMenuGroup::top(vec![
                line(Glyph::Overview, MenuItem::Overview),
                line(Glyph::ActivityLog, MenuItem::ActivityLog),
                line(Glyph::Iam, MenuItem::AccessControl),
                line(Glyph::Tag, MenuItem::Tags),
            ]),
            ResourceMenuGroup::new(
                "Data",
                vec![
                    line(Glyph::Snapshot, MenuItem::Snapshots),
                    line(Glyph::Code, MenuItem::Contents),
                    line(Glyph::Instance, MenuItem::Backup),
                ],
            ),
            ResourceMenuGroup::new("Settings", vec![line(Glyph::Lock, MenuItem::Locks)]),
        ],
        close: list,
        overview: page(MenuItem::Overview),
    };
    let current = page(item);
    view! { <ResourceFrame look item current>{children()}</ResourceFrame> }
}
