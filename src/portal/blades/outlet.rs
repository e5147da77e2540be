//! From a route to its blade.

use crate::portal::{
    blades::{
        browse::view::BrowseBlade,
        configure_backup::view::ConfigureBackupBlade,
        deployment::view::DeploymentBlade,
        home::view::HomeBlade,
        identity::view::IdentityBlade,
        instance::view::InstanceBlade,
        instances::view::InstancesBlade,
        job::view::JobBlade,
        jobs::view::JobsBlade,
        policies::view::PoliciesBlade,
        policy::view::PolicyBlade,
        policy_create::view::PolicyCreateBlade,
        resource_group::{
            create::CreateResourceGroupBlade,
            view::{ResourceGroupDeployments, ResourceGroupOverview},
        },
        restore::view::RestoreBlade,
        services::view::{AllServicesBlade, CreateHubBlade},
        settings::view::SettingsBlade,
        subscription::view::SubscriptionOverview,
        vault::view::VaultOverviewBlade,
        vault_properties::view::VaultPropertiesBlade,
    },
    controls::{Crumb, EmptyState, Glyph},
    gallery::Gallery,
    route::{CreateForm, MenuItem, Route},
    session::{navigate, use_session},
    shell::BladeFrame,
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
        Route::Home => view! { <HomeBlade/> }.into_any(),
        Route::AllServices => view! { <AllServicesBlade/> }.into_any(),
        Route::Browse(list) => view! { <BrowseBlade list/> }.into_any(),
        Route::Create(CreateForm::Hub) => view! { <CreateHubBlade/> }.into_any(),
        Route::Create(CreateForm::ResourceGroup) => view! { <CreateResourceGroupBlade/> }.into_any(),
        Route::Subscription { id, item: MenuItem::Overview } => {
            view! { <SubscriptionOverview subscription=id/> }.into_any()
        }
        Route::ResourceGroup { id, item: MenuItem::Overview } => {
            view! { <ResourceGroupOverview group=id/> }.into_any()
        }
        Route::ResourceGroup { id, item: MenuItem::Deployments } => {
            view! { <ResourceGroupDeployments group=id/> }.into_any()
        }
        Route::Deployment { group, name } => view! { <DeploymentBlade group name/> }.into_any(),
        Route::Vault { id, item: MenuItem::Overview } => view! { <VaultOverviewBlade vault=id/> }.into_any(),
        Route::Vault { id, item: MenuItem::BackupInstances } => {
            view! { <InstancesBlade vault=id/> }.into_any()
        }
        Route::Vault { id, item: MenuItem::BackupJobs } => view! { <JobsBlade vault=id/> }.into_any(),
        Route::Vault { id, item: MenuItem::Identity } => view! { <IdentityBlade vault=id/> }.into_any(),
        Route::Vault { id, item: MenuItem::Properties } => {
            view! { <VaultPropertiesBlade vault=id/> }.into_any()
        }
        Route::Vault { id, item: MenuItem::BackupPolicies } => view! { <PoliciesBlade vault=id/> }.into_any(),
        Route::VaultList { id, item: MenuItem::BackupInstances, filter } => {
            view! { <InstancesBlade vault=id filter/> }.into_any()
        }
        Route::VaultList { id, item: MenuItem::BackupJobs, filter } => {
            view! { <JobsBlade vault=id filter/> }.into_any()
        }
        Route::Policy { id } => view! { <PolicyBlade id/> }.into_any(),
        Route::CreatePolicy { vault } => view! { <PolicyCreateBlade vault/> }.into_any(),
        Route::Job { vault, guid } => view! { <JobBlade vault guid/> }.into_any(),
        Route::Instance { id } => view! { <InstanceBlade id/> }.into_any(),
        Route::Restore { instance } => view! { <RestoreBlade instance/> }.into_any(),
        Route::ConfigureBackup { vault } => view! { <ConfigureBackupBlade vault/> }.into_any(),
        Route::Settings => view! { <SettingsBlade/> }.into_any(),
        Route::Gallery => view! { <Gallery/> }.into_any(),
        other => not_found(&other).into_any(),
    }
}

fn not_found(route: &Route) -> impl IntoView + use<> {
    let fragment = route.href();
    view! {
        <BladeFrame title="Blade not found" crumbs=vec![Crumb::new("Home", Route::Home.href())] on_close=|()| navigate(&Route::Home)>
            <EmptyState glyph=Glyph::Search title="Nothing is here" text=format!("There is no blade for {fragment}.")>
                <a href=Route::Home.href()>"Go to Home"</a>
            </EmptyState>
        </BladeFrame>
    }
}
