//! Routes: the part of the address after `#`, as a typed value.
//!
//! Any plain file server can host the portal, because no route ever reaches it. The forms are those of the
//! Azure portal where it documents them: `#home`, `#browse/...`, `#create/...`, `#resource/{id}/{menu item}`,
//! `#view/{area}/{page}/...`.

use crate::{
    base::ArmId,
    engine::{policy::DatasourceType, resources::ResourceKind, storage::Container},
    portal::percent::{decode, encode},
};
use uuid::Uuid;

/// A place in the portal.
#[derive(Clone, Debug, PartialEq)]
pub enum Route {
    Home,
    AllServices,
    Browse(BrowseList),
    Create(CreateForm),
    Subscription {
        id: ArmId,
        item: MenuItem,
    },
    ResourceGroup {
        id: ArmId,
        item: MenuItem,
    },
    StorageAccount {
        id: ArmId,
        item: MenuItem,
    },
    /// A container of a storage account, at a directory (empty for its top).
    Container {
        id: ArmId,
        directory: String,
    },
    Vault {
        id: ArmId,
        item: MenuItem,
    },
    /// A list of a vault with one of its filters preset: what a count on the overview leads to.
    VaultList {
        id: ArmId,
        item: MenuItem,
        filter: String,
    },
    Disk {
        id: ArmId,
        item: MenuItem,
    },
    Snapshot {
        id: ArmId,
        item: MenuItem,
    },
    /// An empty disk, or one made of a snapshot.
    CreateDisk {
        snapshot: Option<ArmId>,
    },
    /// A snapshot of a disk, or of one that is chosen there.
    CreateSnapshot {
        disk: Option<ArmId>,
    },
    Policy {
        id: ArmId,
    },
    Instance {
        id: ArmId,
    },
    Job {
        vault: ArmId,
        guid: Uuid,
    },
    Deployment {
        group: ArmId,
        name: String,
    },
    CreatePolicy {
        vault: ArmId,
        datasource_type: DatasourceType,
    },
    ConfigureBackup {
        vault: ArmId,
        datasource_type: DatasourceType,
    },
    /// Protection without a vault yet: the first thing asked for is the vault.
    ChooseVault {
        datasource_type: DatasourceType,
    },
    /// The hub over all vaults.
    Resiliency,
    /// The alerts of all vaults.
    Alerts,
    /// Reports over all vaults.
    Reports,
    /// What was asked for anywhere.
    ActivityLog,
    Restore {
        instance: ArmId,
    },
    Settings,
    /// Requests of the REST API; part of the simulator.
    ApiPlayground,
    /// What this page asked for; part of the simulator.
    RequestLog,
    Gallery,
    /// A fragment nobody answers to, kept for the message.
    NotFound(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowseList {
    All,
    ResourceGroups,
    Subscriptions,
    Kind(ResourceKind),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreateForm {
    Hub,
    ResourceGroup,
    StorageAccount,
    BackupVault,
}

macro_rules! menu_items {
    ($($variant:ident $text:literal $title:literal;)*) => {
        /// A page of a resource's own menu.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum MenuItem { $($variant),* }

        impl MenuItem {
            const ALL: &'static [MenuItem] = &[$(MenuItem::$variant),*];

            /// As it stands in the address.
            pub fn segment(self) -> &'static str {
                match self { $(MenuItem::$variant => $text),* }
            }

            /// As it stands in the menu and in titles.
            pub fn title(self) -> &'static str {
                match self { $(MenuItem::$variant => $title),* }
            }
        }
    };
}

menu_items! {
    Overview "overview" "Overview";
    AccessControl "iam" "Access control (IAM)";
    AddRoleAssignment "iam/add" "Add role assignment";
    Tags "tags" "Tags";
    Properties "properties" "Properties";
    Locks "locks" "Locks";
    Deployments "deployments" "Deployments";
    Containers "containers" "Containers";
    DataProtection "dataprotection" "Data protection";
    ObjectReplication "objectreplication" "Object replication";
    Lifecycle "lifecycle" "Lifecycle management";
    DataLosses "datalosses" "Recoverability";
    Snapshots "snapshots" "Snapshots";
    Backup "backup" "Backup";
    Contents "contents" "Contents";
    Identity "identity" "Identity";
    BackupInstances "backupinstances" "Backup instances";
    BackupPolicies "backuppolicies" "Backup policies";
    BackupJobs "backupjobs" "Backup jobs";
    Alerts "alerts" "Alerts";
    BackupReports "backupreports" "Backup reports";
    ActivityLog "activitylog" "Activity log";
}

impl MenuItem {
    /// Unknown items fall back to the overview, as the portal does.
    fn parse(text: &str) -> MenuItem {
        let text = text.trim_matches('/');
        MenuItem::ALL
            .iter()
            .copied()
            .find(|item| item.segment().eq_ignore_ascii_case(text))
            .unwrap_or(MenuItem::Overview)
    }
}

/// Stands between a list of a vault and the filter preset on it.
const FILTER: &str = "filter";
/// Stands between what is created and what it is made of.
const FROM: &str = "from";
const VAULTS: &str = "Microsoft.DataProtection/backupVaults/";
const ACCOUNTS: &str = "Microsoft.Storage/storageAccounts/";
const DISKS: &str = "Microsoft.Compute/disks/";
const SNAPSHOTS: &str = "Microsoft.Compute/snapshots/";

impl Route {
    /// Reads a fragment, with or without its `#`.
    pub fn parse(fragment: &str) -> Route {
        let text = fragment.trim_start_matches('#').trim_end_matches('/');
        Self::parse_known(text).unwrap_or_else(|| Route::NotFound(text.to_string()))
    }

    fn parse_known(text: &str) -> Option<Route> {
        if let Some(id) = text.strip_prefix("resource/").or_else(|| tenant_resource(text)) {
            return parse_resource(&format!("/{id}"));
        }
        let segments: Vec<String> = text.split('/').map(decode).collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        Some(match segments.as_slice() {
            [""] | ["home"] => Route::Home,
            ["allservices"] => Route::AllServices,
            ["browse", "all"] => Route::Browse(BrowseList::All),
            ["browse", "resourcegroups"] => Route::Browse(BrowseList::ResourceGroups),
            ["browse", "subscriptions"] => Route::Browse(BrowseList::Subscriptions),
            ["browse", kind] => Route::Browse(BrowseList::Kind(ResourceKind::parse(kind)?)),
            ["create", "hub"] => Route::Create(CreateForm::Hub),
            ["create", "resourcegroup"] => Route::Create(CreateForm::ResourceGroup),
            ["create", "storageaccount"] => Route::Create(CreateForm::StorageAccount),
            ["create", "backupvault"] => Route::Create(CreateForm::BackupVault),
            ["create", "disk"] => Route::CreateDisk { snapshot: None },
            ["create", "disk", FROM, snapshot] => Route::CreateDisk { snapshot: Some(ArmId::new(*snapshot)) },
            ["create", "snapshot"] => Route::CreateSnapshot { disk: None },
            ["create", "snapshot", FROM, disk] => Route::CreateSnapshot { disk: Some(ArmId::new(*disk)) },
            ["view" | "blade", "backup", "createpolicy", "type", datasource_type, "vault", vault] => {
                let datasource_type = DatasourceType::parse(datasource_type)?;
                Route::CreatePolicy { vault: ArmId::new(*vault), datasource_type }
            }
            ["view" | "blade", "backup", "configure", "type", datasource_type, "vault", vault] => {
                let datasource_type = DatasourceType::parse(datasource_type)?;
                Route::ConfigureBackup { vault: ArmId::new(*vault), datasource_type }
            }
            ["view" | "blade", "backup", "configure", "type", datasource_type] => {
                Route::ChooseVault { datasource_type: DatasourceType::parse(datasource_type)? }
            }
            ["view" | "blade", "resiliency", "alerts"] => Route::Alerts,
            ["view" | "blade", "resiliency", "reports"] => Route::Reports,
            ["view" | "blade", "monitor", "activitylog"] => Route::ActivityLog,
            ["view" | "blade", "resiliency", ..] => Route::Resiliency,
            ["view" | "blade", "backup", "restore", "instance", instance] => {
                Route::Restore { instance: ArmId::new(*instance) }
            }
            ["settings", ..] => Route::Settings,
            ["sim", "api"] => Route::ApiPlayground,
            ["sim", "requests"] => Route::RequestLog,
            ["sim", "gallery"] => Route::Gallery,
            _ => return None,
        })
    }

    /// The fragment, with its `#`: what goes into `href`.
    pub fn href(&self) -> String {
        match self {
            Route::Home => "#home".into(),
            Route::AllServices => "#allservices".into(),
            Route::Browse(BrowseList::All) => "#browse/all".into(),
            Route::Browse(BrowseList::ResourceGroups) => "#browse/resourcegroups".into(),
            Route::Browse(BrowseList::Subscriptions) => "#browse/subscriptions".into(),
            Route::Browse(BrowseList::Kind(kind)) => format!("#browse/{}", encode(kind.resource_type())),
            Route::Create(CreateForm::Hub) => "#create/hub".into(),
            Route::Create(CreateForm::ResourceGroup) => "#create/resourcegroup".into(),
            Route::Create(CreateForm::StorageAccount) => "#create/storageaccount".into(),
            Route::Create(CreateForm::BackupVault) => "#create/backupvault".into(),
            Route::Subscription { id, item }
            | Route::ResourceGroup { id, item }
            | Route::StorageAccount { id, item }
            | Route::Vault { id, item } => format!("#resource{id}/{}", item.segment()),
            Route::VaultList { id, item, filter } => {
                format!("#resource{id}/{}/{FILTER}/{}", item.segment(), encode(filter))
            }
            Route::Container { id, directory } => container_href(id, directory),
            Route::Disk { id, item } | Route::Snapshot { id, item } => {
                format!("#resource{id}/{}", item.segment())
            }
            Route::CreateDisk { snapshot } => create_href("disk", snapshot.as_ref()),
            Route::CreateSnapshot { disk } => create_href("snapshot", disk.as_ref()),
            Route::Policy { id } | Route::Instance { id } => format!("#resource{id}"),
            Route::Job { vault, guid } => format!("#resource{vault}/backupJobs/{guid}"),
            Route::Deployment { group, name } => {
                format!("#resource{group}/providers/Microsoft.Resources/deployments/{}", encode(name))
            }
            Route::CreatePolicy { vault, datasource_type } => {
                backup_href("createpolicy", *datasource_type, Some(vault))
            }
            Route::ConfigureBackup { vault, datasource_type } => {
                backup_href("configure", *datasource_type, Some(vault))
            }
            Route::ChooseVault { datasource_type } => backup_href("configure", *datasource_type, None),
            Route::Resiliency => "#view/resiliency/overview".into(),
            Route::Alerts => "#view/resiliency/alerts".into(),
            Route::Reports => "#view/resiliency/reports".into(),
            Route::ActivityLog => "#view/monitor/activitylog".into(),
            Route::Restore { instance } => {
                format!("#view/backup/restore/instance/{}", encode(instance.as_str()))
            }
            Route::Settings => "#settings/appearance".into(),
            Route::ApiPlayground => "#sim/api".into(),
            Route::RequestLog => "#sim/requests".into(),
            Route::Gallery => "#sim/gallery".into(),
            Route::NotFound(text) => format!("#{text}"),
        }
    }

    /// The overview of whatever an ARM id names.
    pub fn of_resource(id: &ArmId) -> Route {
        parse_resource(id.as_str()).unwrap_or_else(|| Route::NotFound(id.to_string()))
    }
}

/// `@tenant/resource/...` of links copied from elsewhere.
fn tenant_resource(text: &str) -> Option<&str> {
    text.strip_prefix('@')?.split_once("/resource/").map(|(_, id)| id)
}

fn backup_href(what: &str, datasource_type: DatasourceType, vault: Option<&ArmId>) -> String {
    let vault = vault.map(|vault| format!("/vault/{}", encode(vault.as_str()))).unwrap_or_default();
    format!("#view/backup/{what}/type/{}{vault}", datasource_type.manifest_name())
}

fn create_href(what: &str, of: Option<&ArmId>) -> String {
    let of = of.map(|id| format!("/{FROM}/{}", encode(id.as_str())));
    format!("#create/{what}{}", of.unwrap_or_default())
}

fn container_href(id: &ArmId, directory: &str) -> String {
    let account = id.as_str().split(&format!("/{}/", Container::ARM_KIND)).next().unwrap_or_default();
    let mut href = format!("#resource{account}/containers/{}", encode(id.name()));
    for segment in directory.split('/').filter(|segment| !segment.is_empty()) {
        href.push('/');
        href.push_str(&encode(segment));
    }
    href
}

/// Reads `/subscriptions/...` with a menu item or a child behind it.
fn parse_resource(text: &str) -> Option<Route> {
    let Some((scope, provider)) = text.split_once("/providers/") else { return parse_scope(text) };
    if let Some(rest) = strip_prefix_no_case(provider, "Microsoft.Resources/deployments/") {
        return Some(Route::Deployment { group: ArmId::new(scope), name: decode(rest) });
    }
    if let Some(rest) = strip_prefix_no_case(provider, ACCOUNTS) {
        let (name, tail) = rest.split_once('/').unwrap_or((rest, ""));
        let id = ArmId::new(format!("{scope}/providers/{ACCOUNTS}{name}"));
        return Some(parse_account(id, tail));
    }
    for kind in [DISKS, SNAPSHOTS] {
        let Some(rest) = strip_prefix_no_case(provider, kind) else { continue };
        let (name, tail) = rest.split_once('/').unwrap_or((rest, ""));
        let id = ArmId::new(format!("{scope}/providers/{kind}{name}"));
        let item = MenuItem::parse(tail);
        return Some(if kind == DISKS { Route::Disk { id, item } } else { Route::Snapshot { id, item } });
    }
    let rest = strip_prefix_no_case(provider, VAULTS)?;
    let (name, tail) = rest.split_once('/').unwrap_or((rest, ""));
    let id = ArmId::new(format!("{scope}/providers/{VAULTS}{name}"));
    parse_vault(id, tail)
}

fn parse_scope(text: &str) -> Option<Route> {
    let segments: Vec<&str> = text.trim_start_matches('/').split('/').collect();
    let [kind, subscription, rest @ ..] = segments.as_slice() else { return None };
    let subscription = Uuid::parse_str(subscription).ok()?;
    if !kind.eq_ignore_ascii_case("subscriptions") {
        return None;
    }
    match rest {
        [kind, group, item @ ..] if kind.eq_ignore_ascii_case("resourceGroups") => {
            Some(Route::ResourceGroup {
                id: ArmId::resource_group(subscription, &decode(group)),
                item: MenuItem::parse(&item.join("/")),
            })
        }
        item => Some(Route::Subscription {
            id: ArmId::subscription(subscription),
            item: MenuItem::parse(&item.join("/")),
        }),
    }
}

fn parse_account(id: ArmId, tail: &str) -> Route {
    let tail = strip_prefix_no_case(tail, "blobServices/default/").unwrap_or(tail);
    let segments: Vec<String> = tail.split('/').map(decode).collect();
    match segments.split_first() {
        Some((kind, [container, directory @ ..])) if kind.eq_ignore_ascii_case("containers") => {
            Route::Container { id: id.child(Container::ARM_KIND, container), directory: directory.join("/") }
        }
        _ => Route::StorageAccount { id, item: MenuItem::parse(tail) },
    }
}

fn parse_vault(id: ArmId, tail: &str) -> Option<Route> {
    let segments: Vec<&str> = tail.split('/').collect();
    if let [item, FILTER, filter] = segments.as_slice() {
        return Some(Route::VaultList { id, item: MenuItem::parse(item), filter: decode(filter) });
    }
    let child = |kind: &str| segments.len() > 1 && segments[0].eq_ignore_ascii_case(kind);
    if child("backupPolicies") {
        return Some(Route::Policy { id: id.child("backupPolicies", &decode(segments[1])) });
    }
    if child("backupInstances") {
        return Some(Route::Instance { id: id.child("backupInstances", &decode(segments[1])) });
    }
    if child("deletedBackupInstances") {
        return Some(Route::Instance { id: id.child("deletedBackupInstances", &decode(segments[1])) });
    }
    if child("backupJobs") {
        return Some(Route::Job { vault: id, guid: Uuid::parse_str(segments[1]).ok()? });
    }
    Some(Route::Vault { id, item: MenuItem::parse(tail) })
}

fn strip_prefix_no_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests;
