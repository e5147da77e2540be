//! The frame around every page of a vault: title, breadcrumb, resource menu.

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

/// A page of a vault's menu; put its command bar and content inside.
#[component]
pub fn VaultFrame(vault: ArmId, item: MenuItem, children: Children) -> impl IntoView {
    let list = Route::Browse(BrowseList::Kind(ResourceKind::BackupVault));
    let crumbs = vec![Crumb::new("Home", Route::Home.href()), Crumb::new("Backup vaults", list.href())];
    let name = vault.name().to_string();
    let page = (item != MenuItem::Overview).then(|| item.title().to_string());
    let groups = Signal::stored(menu(&vault));
    let current = Signal::stored(Route::Vault { id: vault, item }.href());
    let resource = name.clone();
    view! {
        <BladeFrame
            title=name
            item=page
            subtitle="Backup vault"
            glyph=Glyph::Vault
            crumbs
            on_close=move |()| navigate(&list)
            menu=move || view! { <ResourceMenu resource=resource.clone() groups current/> }
        >
            {children()}
        </BladeFrame>
    }
}

fn menu(vault: &ArmId) -> Vec<ResourceMenuGroup> {
    let line = |glyph: Glyph, item: MenuItem| {
        ResourceMenuItem::new(glyph, item.title(), Route::Vault { id: vault.clone(), item }.href())
    };
    vec![
        ResourceMenuGroup::top(vec![
            line(Glyph::Overview, MenuItem::Overview),
            line(Glyph::ActivityLog, MenuItem::ActivityLog),
            line(Glyph::Iam, MenuItem::AccessControl),
            line(Glyph::Tag, MenuItem::Tags),
        ]),
        ResourceMenuGroup::new(
            "Settings",
            vec![
                line(Glyph::Identity, MenuItem::Identity),
                line(Glyph::Properties, MenuItem::Properties),
                line(Glyph::Lock, MenuItem::Locks),
            ],
        ),
        ResourceMenuGroup::new(
            "Manage",
            vec![
                line(Glyph::Instance, MenuItem::BackupInstances),
                line(Glyph::Policy, MenuItem::BackupPolicies),
            ],
        ),
        ResourceMenuGroup::new(
            "Monitoring",
            vec![
                line(Glyph::Job, MenuItem::BackupJobs),
                line(Glyph::Alert, MenuItem::Alerts),
                line(Glyph::Chart, MenuItem::BackupReports),
            ],
        ),
    ]
}
