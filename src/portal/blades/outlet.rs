//! From a route to its blade.

use crate::portal::{
    blades::{configure_backup::view::ConfigureBackupBlade, vault::view::VaultBlade},
    route::{MenuItem, Route},
    session::use_session,
};
use leptos::prelude::*;

/// The blade of the current route.
#[component]
pub fn Outlet() -> impl IntoView {
    let session = use_session();
    move || blade(session.route.get())
}

fn blade(route: Route) -> AnyView {
    match route {
        Route::ConfigureBackup { vault } => view! { <ConfigureBackupBlade vault/> }.into_any(),
        Route::Vault { id, item }
            if !matches!(item, MenuItem::AccessControl | MenuItem::AddRoleAssignment | MenuItem::Tags) =>
        {
            view! { <VaultBlade id item/> }.into_any()
        }
        Route::VaultList { id, item, filter } => {
            view! { <VaultBlade id item filter=Some(filter)/> }.into_any()
        }
        other => view! { <p>{other.href()}</p> }.into_any(),
    }
}
