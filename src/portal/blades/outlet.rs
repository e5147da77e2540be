//! From a route to its blade.

use crate::{
    base::ArmId,
    portal::{
        blades::{
            access_control::{add_view::AddRoleAssignmentBlade, view::AccessControlPage},
            activity_log::view::{ActivityLogBlade, ActivityLogPage},
            alerts::view::{AlertsBlade, VaultAlertsBlade},
            api_playground::view::ApiPlaygroundBlade,
            browse::view::BrowseBlade,
            configure_backup::view::ConfigureBackupBlade,
            container::view::ContainerBlade,
            data_losses::view::DataLossesPage,
            data_protection::view::DataProtectionPage,
            deployment::view::DeploymentBlade,
            disk::{
                backup_view::DiskBackup,
                create_view::CreateDiskBlade,
                view::{DiskOverview, DiskSnapshots},
            },
            home::view::HomeBlade,
            image::contents_view::{DiskContents, SnapshotContents},
            instance::view::InstanceBlade,
            instances::view::InstancesBlade,
            job::view::JobBlade,
            jobs::view::JobsBlade,
            lifecycle::view::LifecyclePage,
            locks::view::LocksPage,
            object_replication::view::ObjectReplicationPage,
            policy::view::PolicyBlade,
            policy_create::view::CreatePolicyBlade,
            properties::view::{ResourceGroupProperties, StorageAccountProperties},
            reports::view::{ReportsBlade, VaultReportsBlade},
            request_log::view::RequestLogBlade,
            resiliency::{ChooseVaultBlade, view::ResiliencyBlade},
            resource_group::{
                create::CreateResourceGroupBlade,
                view::{ResourceGroupDeployments, ResourceGroupOverview},
            },
            restore::view::RestoreBlade,
            scope_frame::ScopeFrame,
            services::view::{AllServicesBlade, CreateHubBlade},
            settings::view::SettingsBlade,
            snapshot::{create_view::CreateSnapshotBlade, view::SnapshotOverview},
            storage_account::{
                containers_view::ContainersPage, create_view::CreateStorageAccountBlade,
                overview_view::StorageAccountOverview,
            },
            subscription::view::SubscriptionOverview,
            tags::blades::{DiskTags, ResourceGroupTags, SnapshotTags, StorageAccountTags, VaultTags},
            vault::{
                identity::IdentityBlade, policies::PoliciesBlade, properties::PropertiesBlade,
                view::VaultOverviewBlade,
            },
            vault_create::view::CreateVaultBlade,
        },
        controls::{Crumb, EmptyState, Glyph},
        gallery::Gallery,
        route::{CreateForm, MenuItem, Route},
        session::{navigate, use_session},
        shell::BladeFrame,
    },
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
        Route::Subscription { id, item: MenuItem::AccessControl }
        | Route::ResourceGroup { id, item: MenuItem::AccessControl }
        | Route::StorageAccount { id, item: MenuItem::AccessControl }
        | Route::Disk { id, item: MenuItem::AccessControl }
        | Route::Snapshot { id, item: MenuItem::AccessControl }
        | Route::Vault { id, item: MenuItem::AccessControl } => access_control(id),
        Route::Subscription { id, item: MenuItem::AddRoleAssignment }
        | Route::ResourceGroup { id, item: MenuItem::AddRoleAssignment }
        | Route::StorageAccount { id, item: MenuItem::AddRoleAssignment }
        | Route::Disk { id, item: MenuItem::AddRoleAssignment }
        | Route::Snapshot { id, item: MenuItem::AddRoleAssignment }
        | Route::Vault { id, item: MenuItem::AddRoleAssignment } => {
            view! { <AddRoleAssignmentBlade scope=id/> }.into_any()
        }
        Route::Subscription { id, item: MenuItem::Locks }
        | Route::ResourceGroup { id, item: MenuItem::Locks }
        | Route::StorageAccount { id, item: MenuItem::Locks }
        | Route::Disk { id, item: MenuItem::Locks }
        | Route::Snapshot { id, item: MenuItem::Locks }
        | Route::Vault { id, item: MenuItem::Locks } => locks(id),
        Route::Subscription { id, item: MenuItem::ActivityLog }
        | Route::ResourceGroup { id, item: MenuItem::ActivityLog }
        | Route::StorageAccount { id, item: MenuItem::ActivityLog }
        | Route::Disk { id, item: MenuItem::ActivityLog }
        | Route::Snapshot { id, item: MenuItem::ActivityLog }
        | Route::Vault { id, item: MenuItem::ActivityLog } => activity_log(id),
        Route::ResourceGroup { id, item: MenuItem::Tags } => {
            view! { <ResourceGroupTags group=id/> }.into_any()
        }
        Route::ResourceGroup { id, item: MenuItem::Properties } => {
            view! { <ResourceGroupProperties group=id/> }.into_any()
        }
        Route::StorageAccount { id, item: MenuItem::Tags } => {
            view! { <StorageAccountTags account=id/> }.into_any()
        }
        Route::StorageAccount { id, item: MenuItem::Properties } => {
            view! { <StorageAccountProperties account=id/> }.into_any()
        }
        Route::Disk { id, item: MenuItem::Tags } => view! { <DiskTags disk=id/> }.into_any(),
        Route::Disk { id, item: MenuItem::Overview } => view! { <DiskOverview disk=id/> }.into_any(),
        Route::Disk { id, item: MenuItem::Backup } => view! { <DiskBackup disk=id/> }.into_any(),
        Route::Disk { id, item: MenuItem::Snapshots } => view! { <DiskSnapshots disk=id/> }.into_any(),
        Route::Disk { id, item: MenuItem::Contents } => view! { <DiskContents disk=id/> }.into_any(),
        Route::Snapshot { id, item: MenuItem::Contents } => {
            view! { <SnapshotContents snapshot=id/> }.into_any()
        }
        Route::Snapshot { id, item: MenuItem::Tags } => view! { <SnapshotTags snapshot=id/> }.into_any(),
        Route::Snapshot { id, item: MenuItem::Overview } => {
            view! { <SnapshotOverview snapshot=id/> }.into_any()
        }
        Route::CreateDisk { snapshot } => view! { <CreateDiskBlade snapshot/> }.into_any(),
        Route::CreateSnapshot { disk } => view! { <CreateSnapshotBlade disk/> }.into_any(),
        Route::Vault { id, item: MenuItem::Tags } => view! { <VaultTags vault=id/> }.into_any(),
        Route::Create(CreateForm::StorageAccount) => view! { <CreateStorageAccountBlade/> }.into_any(),
        Route::StorageAccount { id, item: MenuItem::Overview } => {
            view! { <StorageAccountOverview account=id/> }.into_any()
        }
        Route::StorageAccount { id, item: MenuItem::Containers } => {
            view! { <ContainersPage account=id/> }.into_any()
        }
        Route::StorageAccount { id, item: MenuItem::DataProtection } => {
            view! { <DataProtectionPage account=id/> }.into_any()
        }
        Route::StorageAccount { id, item: MenuItem::ObjectReplication } => {
            view! { <ObjectReplicationPage account=id/> }.into_any()
        }
        Route::StorageAccount { id, item: MenuItem::Lifecycle } => {
            view! { <LifecyclePage account=id/> }.into_any()
        }
        Route::StorageAccount { id, item: MenuItem::DataLosses } => {
            view! { <DataLossesPage account=id/> }.into_any()
        }
        Route::Container { id, directory } => view! { <ContainerBlade container=id directory/> }.into_any(),
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
        Route::Vault { id, item: MenuItem::Alerts } => view! { <VaultAlertsBlade vault=id/> }.into_any(),
        Route::Vault { id, item: MenuItem::BackupReports } => {
            view! { <VaultReportsBlade vault=id/> }.into_any()
        }
        Route::VaultList { id, item: MenuItem::Alerts, filter } => {
            view! { <VaultAlertsBlade vault=id filter/> }.into_any()
        }
        Route::VaultList { id, item: MenuItem::BackupInstances, filter } => {
            view! { <InstancesBlade vault=id filter/> }.into_any()
        }
        Route::VaultList { id, item: MenuItem::BackupJobs, filter } => {
            view! { <JobsBlade vault=id filter/> }.into_any()
        }
        Route::Vault { id, item: MenuItem::Identity } => view! { <IdentityBlade vault=id/> }.into_any(),
        Route::Vault { id, item: MenuItem::Properties } => view! { <PropertiesBlade vault=id/> }.into_any(),
        Route::Vault { id, item: MenuItem::BackupPolicies } => view! { <PoliciesBlade vault=id/> }.into_any(),
        Route::Policy { id } => view! { <PolicyBlade id/> }.into_any(),
        Route::Create(CreateForm::BackupVault) => view! { <CreateVaultBlade/> }.into_any(),
        Route::CreatePolicy { vault, datasource_type } => {
            view! { <CreatePolicyBlade vault datasource_type/> }.into_any()
        }
        Route::Job { vault, guid } => view! { <JobBlade vault guid/> }.into_any(),
        Route::Instance { id } => view! { <InstanceBlade id/> }.into_any(),
        Route::Restore { instance } => view! { <RestoreBlade instance/> }.into_any(),
        Route::ConfigureBackup { vault, datasource_type } => {
            view! { <ConfigureBackupBlade vault datasource_type/> }.into_any()
        }
        Route::ChooseVault { datasource_type } => view! { <ChooseVaultBlade datasource_type/> }.into_any(),
        Route::Resiliency => view! { <ResiliencyBlade/> }.into_any(),
        Route::Alerts => view! { <AlertsBlade/> }.into_any(),
        Route::Reports => view! { <ReportsBlade/> }.into_any(),
        Route::ActivityLog => view! { <ActivityLogBlade/> }.into_any(),
        Route::Settings => view! { <SettingsBlade/> }.into_any(),
        Route::ApiPlayground => view! { <ApiPlaygroundBlade/> }.into_any(),
        Route::RequestLog => view! { <RequestLogBlade/> }.into_any(),
        Route::Gallery => view! { <Gallery/> }.into_any(),
        other => not_found(&other).into_any(),
    }
}

fn access_control(scope: ArmId) -> AnyView {
    let item = MenuItem::AccessControl;
    view! { <ScopeFrame scope=scope.clone() item><AccessControlPage scope=scope.clone()/></ScopeFrame> }
        .into_any()
}

fn activity_log(scope: ArmId) -> AnyView {
    let item = MenuItem::ActivityLog;
    view! { <ScopeFrame scope=scope.clone() item><ActivityLogPage scope=Some(scope.clone())/></ScopeFrame> }
        .into_any()
}

fn locks(scope: ArmId) -> AnyView {
    let item = MenuItem::Locks;
    view! { <ScopeFrame scope=scope.clone() item><LocksPage scope=scope.clone()/></ScopeFrame> }.into_any()
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
