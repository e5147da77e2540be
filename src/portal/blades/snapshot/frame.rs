//! The frame of every page of a snapshot.

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

/// A page of a snapshot.
#[component]
pub fn SnapshotFrame(snapshot: ArmId, item: MenuItem, children: Children) -> impl IntoView {
    let page = |item| Route::Snapshot { id: snapshot.clone(), item };
    let line = |glyph, item| menu_line(glyph, item, page(item));
    let list = Route::Browse(BrowseList::Kind(ResourceKind::Snapshot));
    let look = ResourceLook {
        name: snapshot.name().to_string(),
        subtitle: "Snapshot",
        glyph: Glyph::Snapshot,
        crumbs: vec![Crumb::new("Home", Route::Home.href()), Crumb::new("Snapshots", list.href())],
        groups: vec![
            ResourceMenuGroup::top(vec![
                line(Glyph::Overview, MenuItem::Overview),
                line(Glyph::ActivityLog, MenuItem::ActivityLog),
                line(Glyph::Iam, MenuItem::AccessControl),
                line(Glyph::Tag, MenuItem::Tags),
            ]),
            ResourceMenuGroup::new("Data", vec![line(Glyph::Code, MenuItem::Contents)]),
            ResourceMenuGroup::new("Settings", vec![line(Glyph::Lock, MenuItem::Locks)]),
        ],
        close: list,
        overview: page(MenuItem::Overview),
    };
    let current = page(item);
    view! { <ResourceFrame look item current>{children()}</ResourceFrame> }
}
