//! The frame around every page of a vault: title, path and resource menu.

use crate::{
    base::ArmId,
    engine::resources::ResourceKind,
    portal::{
        controls::{Crumb, Glyph},
        route::{BrowseList, MenuItem, Route},
        session::navigate,
        shell::{BladeFrame, ResourceMenu, ResourceMenuGroup, ResourceMenuItem},
    },
};
use leptos::prelude::*;

/// The list that vaults are found in.
pub fn vault_list() -> Route {
    Route::Browse(BrowseList::Kind(ResourceKind::BackupVault))
}

/// A page of a vault in its frame.
#[component]
pub fn VaultFrame(id: ArmId, item: MenuItem, children: Children) -> impl IntoView {
    let name = id.name().to_string();
    let crumbs =
        vec![Crumb::new("Home", Route::Home.href()), Crumb::new("Backup vaults", vault_list().href())];
    let title = (item != MenuItem::Overview).then(|| item.title().to_string());
    let current = Route::Vault { id: id.clone(), item }.href();
    let resource = name.clone();
    let menu = move || {
        let groups = menu_groups(&id);
        view! { <ResourceMenu resource=resource.clone() groups current=current.clone()/> }
    };
    view! {
        <BladeFrame
            title=name
            item=title
            subtitle="Backup vault".to_string()
            glyph=Glyph::Vault
            crumbs
            on_close=move |()| navigate(&vault_list())
            menu
        >
            {children()}
        </BladeFrame>
    }
}

fn menu_groups(id: &ArmId) -> Vec<ResourceMenuGroup> {
    let page = |glyph: Glyph, item: MenuItem| {
        ResourceMenuItem::new(glyph, item.title(), Route::Vault { id: id.clone(), item }.href())
    };
    vec![
        ResourceMenuGroup::top(vec![
            page(Glyph::Overview, MenuItem::Overview),
            page(Glyph::Iam, MenuItem::AccessControl),
            page(Glyph::Tag, MenuItem::Tags),
        ]),
        ResourceMenuGroup::new(
            "Settings",
            vec![page(Glyph::Identity, MenuItem::Identity), page(Glyph::Properties, MenuItem::Properties)],
        ),
        ResourceMenuGroup::new(
            "Manage",
            vec![
                page(Glyph::Instance, MenuItem::BackupInstances),
                page(Glyph::Policy, MenuItem::BackupPolicies),
            ],
        ),
        ResourceMenuGroup::new("Monitoring", vec![page(Glyph::Job, MenuItem::BackupJobs)]),
    ]
}
