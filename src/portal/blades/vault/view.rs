//! Which page of a vault is shown.

use super::{
    frame::VaultFrame, identity::IdentityPage, instances::InstancesPage, jobs::JobsPage,
    overview::OverviewPage, policies::PoliciesPage, properties::PropertiesPage,
};
use crate::{base::ArmId, portal::route::MenuItem};
use leptos::prelude::*;

/// A page of a vault. Lists may come with one value of their filter preset.
#[component]
pub fn VaultBlade(
    id: ArmId,
    item: MenuItem,
    #[prop(optional_no_strip)] filter: Option<String>,
) -> impl IntoView {
    let vault = StoredValue::new(id.clone());
    let page = match item {
        MenuItem::Identity => view! { <IdentityPage vault/> }.into_any(),
        MenuItem::Properties => view! { <PropertiesPage vault/> }.into_any(),
        MenuItem::BackupInstances => view! { <InstancesPage vault filter/> }.into_any(),
        MenuItem::BackupPolicies => view! { <PoliciesPage vault/> }.into_any(),
        MenuItem::BackupJobs => view! { <JobsPage vault filter/> }.into_any(),
        _ => view! { <OverviewPage vault/> }.into_any(),
    };
    view! { <VaultFrame id item=shown(item)>{page}</VaultFrame> }
}

/// Items that vaults do not have show the overview.
fn shown(item: MenuItem) -> MenuItem {
    match item {
        MenuItem::Identity
        | MenuItem::Properties
        | MenuItem::BackupInstances
        | MenuItem::BackupPolicies
        | MenuItem::BackupJobs => item,
        _ => MenuItem::Overview,
    }
}
