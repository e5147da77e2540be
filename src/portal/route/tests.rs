//! Every address reads back.

use super::*;

fn group() -> ArmId {
    ArmId::resource_group(Uuid::nil(), "rg-a")
}

fn account() -> ArmId {
    ArmId::resource(&group(), ResourceKind::StorageAccount.resource_type(), "lake1")
}

fn vault() -> ArmId {
    ArmId::resource(&group(), ResourceKind::BackupVault.resource_type(), "vault1")
}

fn disk() -> ArmId {
    ArmId::resource(&group(), ResourceKind::Disk.resource_type(), "disk-1")
}

fn snapshot() -> ArmId {
    ArmId::resource(&group(), ResourceKind::Snapshot.resource_type(), "snap.1")
}

#[test]
fn every_route_reads_back() {
    let routes = [
        Route::Home,
        Route::AllServices,
        Route::Browse(BrowseList::All),
        Route::Browse(BrowseList::ResourceGroups),
        Route::Browse(BrowseList::Subscriptions),
        Route::Browse(BrowseList::Kind(ResourceKind::BackupVault)),
        Route::Create(CreateForm::Hub),
        Route::Create(CreateForm::ResourceGroup),
        Route::Create(CreateForm::StorageAccount),
        Route::Create(CreateForm::BackupVault),
        Route::Subscription { id: ArmId::subscription(Uuid::nil()), item: MenuItem::Overview },
        Route::ResourceGroup { id: group(), item: MenuItem::Deployments },
        Route::StorageAccount { id: account(), item: MenuItem::AddRoleAssignment },
        Route::StorageAccount { id: account(), item: MenuItem::Lifecycle },
        Route::Container { id: account().child(Container::ARM_KIND, "raw"), directory: "a b/ü%/c".into() },
        Route::Container { id: account().child(Container::ARM_KIND, "$web"), directory: String::new() },
        Route::Disk { id: disk(), item: MenuItem::Overview },
        Route::Disk { id: disk(), item: MenuItem::Snapshots },
        Route::Subscription { id: ArmId::subscription(Uuid::nil()), item: MenuItem::Locks },
        Route::Snapshot { id: snapshot(), item: MenuItem::Locks },
        Route::Snapshot { id: snapshot(), item: MenuItem::AccessControl },
        Route::CreateDisk { snapshot: None },
        Route::CreateDisk { snapshot: Some(snapshot()) },
        Route::CreateSnapshot { disk: Some(disk()) },
        Route::CreateSnapshot { disk: None },
        Route::Vault { id: vault(), item: MenuItem::BackupJobs },
        Route::VaultList { id: vault(), item: MenuItem::BackupInstances, filter: "a b".into() },
        Route::Policy { id: vault().child("backupPolicies", "daily") },
        Route::Instance { id: vault().child("backupInstances", "lake1") },
        Route::Instance { id: vault().child("deletedBackupInstances", "lake1") },
        Route::Job { vault: vault(), guid: Uuid::from_u128(7) },
        Route::Deployment { group: group(), name: "lake1_17".into() },
        Route::CreatePolicy { vault: vault(), datasource_type: DatasourceType::Disk },
        Route::ConfigureBackup { vault: vault(), datasource_type: DatasourceType::DataLakeStorage },
        Route::ChooseVault { datasource_type: DatasourceType::Disk },
        Route::Resiliency,
        Route::Alerts,
        Route::Reports,
        Route::Vault { id: vault(), item: MenuItem::BackupReports },
        Route::ActivityLog,
        Route::Vault { id: vault(), item: MenuItem::Alerts },
        Route::VaultList { id: vault(), item: MenuItem::Alerts, filter: "severity=1 - Error".into() },
        Route::Disk { id: disk(), item: MenuItem::ActivityLog },
        Route::Restore { instance: vault().child("backupInstances", "lake1") },
        Route::Settings,
        Route::ApiPlayground,
        Route::RequestLog,
        Route::Gallery,
    ];
    for route in routes {
        assert_eq!(Route::parse(&route.href()), route, "{}", route.href());
    }
}

#[test]
fn odd_fragments_are_answered() {
    assert_eq!(Route::parse(""), Route::Home);
    assert_eq!(Route::parse("#nowhere/at/all"), Route::NotFound("nowhere/at/all".into()));
    assert_eq!(Route::parse("#resource/subscriptions/x"), Route::NotFound("resource/subscriptions/x".into()));
    assert!(matches!(
        Route::parse(&format!("#@contoso.com/resource{}/nonsense", vault())),
        Route::Vault { item: MenuItem::Overview, .. }
    ));
    assert_eq!(Route::of_resource(&group()), Route::ResourceGroup { id: group(), item: MenuItem::Overview });
}

#[test]
fn a_container_named_by_its_arm_id_opens() {
    let id = account().child(Container::ARM_KIND, "raw");
    assert_eq!(Route::of_resource(&id), Route::Container { id, directory: String::new() });
}
