//! What the pages of a storage account show.

use crate::{
    engine::{
        query::{ContainerRow, StorageAccountView},
        request::Command,
        resources::ProvisioningState,
    },
    portal::{
        blades::{
            access_policy::view_model::immutability_text,
            leases::{Leasable, lease_text},
            storage_account::form::AccountForm,
        },
        format,
        route::{MenuItem, Route},
    },
};

/// What the wizard leaves out, so that nobody looks for it.
pub const NOT_SIMULATED: &str = "Networking, Data protection and Encryption have no settings here: every account accepts traffic from all networks, keeps no soft-deleted blobs or versions, and is encrypted with Microsoft-managed keys. Premium performance is not simulated.";

pub fn kind_text(hierarchical_namespace: bool) -> &'static str {
    if hierarchical_namespace { "Data Lake Storage Gen2" } else { "Blob Storage" }
}

pub fn provisioning_text(state: ProvisioningState) -> &'static str {
    match state {
        ProvisioningState::Provisioning => "Provisioning",
        ProvisioningState::Succeeded => "Succeeded",
    }
}

pub fn on_off(enabled: bool) -> &'static str {
    if enabled { "Enabled" } else { "Disabled" }
}

/// A labelled value, with where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    pub label: &'static str,
    pub value: String,
    pub href: Option<String>,
}

/// Properties under a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertySection {
    pub title: &'static str,
    pub properties: Vec<Property>,
}

impl PropertySection {
    /// Labels with texts; what is empty shows as *None*.
    pub fn new(
        title: &'static str,
        pairs: impl IntoIterator<Item = (&'static str, String)>,
    ) -> PropertySection {
        let or_none = |text: String| if text.is_empty() { "None".to_string() } else { text };
        let properties = pairs.into_iter().map(|(label, value)| property(label, or_none(value))).collect();
        PropertySection { title, properties }
    }
}

fn property(label: &'static str, value: impl Into<String>) -> Property {
    Property { label, value: value.into(), href: None }
}

fn linked(label: &'static str, value: impl Into<String>, route: &Route) -> Property {
    Property { label, value: value.into(), href: Some(route.href()) }
}

/// The *Properties* tab of the overview.
pub fn sections(view: &StorageAccountView) -> Vec<PropertySection> {
    let containers = Route::StorageAccount { id: view.id.clone(), item: MenuItem::Containers };
    let blob_title = if view.hierarchical_namespace { "Data Lake Storage" } else { "Blob service" };
    vec![
        PropertySection {
            title: blob_title,
            properties: vec![
                property("Hierarchical namespace", on_off(view.hierarchical_namespace)),
                property("Default access tier", "Hot"),
                linked("Containers", format::count(view.containers as u64), &containers),
                property("Files", format::count(view.files)),
                property("Used capacity", view.size.to_string()),
            ],
        },
        PropertySection { title: "Backup", properties: backup(view) },
        PropertySection {
            title: "Security and networking",
            properties: vec![
                property("Secure transfer required", "Enabled"),
                property("Anonymous access", "Disabled"),
                property("Public network access", "Enabled from all networks"),
                property("Encryption type", "Microsoft-managed keys"),
            ],
        },
    ]
}

fn backup(view: &StorageAccountView) -> Vec<Property> {
    match &view.protected_by {
        Some(instance) => vec![
            property("Azure Backup", "Protected"),
            linked("Backup instance", instance.name(), &Route::of_resource(instance)),
        ],
        None if view.hierarchical_namespace => vec![
            property("Azure Backup", "Not protected"),
            linked("Configure backup", "Choose a Backup vault", &vaults()),
        ],
        None => vec![
            property("Azure Backup", "Not protected"),
            linked(
                "Configure backup",
                "Open Data protection",
                &Route::StorageAccount { id: view.id.clone(), item: MenuItem::DataProtection },
            ),
        ],
    }
}

fn vaults() -> Route {
    use crate::{engine::resources::ResourceKind, portal::route::BrowseList};
    Route::Browse(BrowseList::Kind(ResourceKind::BackupVault))
}

/// A line of the list of containers.
#[derive(Clone, Debug, PartialEq)]
pub struct ContainerLine {
    pub key: String,
    pub name: String,
    pub href: String,
    pub modified: String,
    pub files: String,
    pub size: String,
    pub lease: &'static str,
    pub immutability: String,
    pub row: ContainerRow,
}

pub fn container_line(row: &ContainerRow) -> ContainerLine {
    ContainerLine {
        key: row.id.key(),
        name: row.name.clone(),
        href: Route::Container { id: row.id.clone(), directory: String::new() }.href(),
        modified: format::moment(row.modified_at),
        files: format::count(row.files),
        size: row.size.to_string(),
        lease: lease_text(row.lease),
        immutability: immutability_text(row),
        row: row.clone(),
    }
}

/// The lines as what a lease is of.
pub fn leasables(lines: &[ContainerLine]) -> Vec<Leasable> {
    let leasable = |line: &ContainerLine| Leasable {
        name: line.name.clone(),
        container: line.row.id.clone(),
        path: None,
        lease: line.row.lease,
    };
    lines.iter().map(leasable).collect()
}

/// The only line that is ticked.
///
/// # Errors
/// None or several are.
pub fn only_one(lines: &[ContainerLine]) -> Result<&ContainerLine, String> {
    match lines {
        [one] => Ok(one),
        _ => Err("Select one container first.".to_string()),
    }
}

/// What deleting containers does, in sentences; with the days for which they can be taken back, where they can.
pub fn delete_containers_question(lines: &[ContainerLine], soft_delete_days: Option<u32>) -> String {
    let files = lines.iter().map(|line| line.row.files).sum();
    let files = format::counted(files, "file", "files");
    let what = match lines {
        [one] => format!("the container '{}'", one.name),
        many => format::counted(many.len() as u64, "container", "containers"),
    };
    let after = match soft_delete_days {
        Some(days) => {
            let days = format::counted(days.into(), "day", "days");
            format!("Soft delete for containers is on: they can be undeleted for {days}.")
        }
        None => "They are gone for good: only a vaulted backup can bring them back.".to_string(),
    };
    format!("This deletes {what} with {files}. {after}")
}

/// The commands that delete containers.
pub fn delete_containers(lines: &[ContainerLine]) -> Vec<Command> {
    lines.iter().map(|line| Command::DeleteContainer { container: line.row.id.clone() }).collect()
}

/// What deleting the account means, one sentence each.
pub fn delete_consequences(view: &StorageAccountView) -> Vec<String> {
    let mut sentences = vec![
        format!(
            "All {} with {} ({}) are deleted with it.",
            format::counted(view.containers as u64, "container", "containers"),
            format::counted(view.files, "file", "files"),
            view.size
        ),
        "The name becomes free and anybody can take it.".to_string(),
    ];
    if let Some(instance) = &view.protected_by {
        sentences.push(format!(
            "The backup instance '{}' stays: its recovery points can be restored to another account.",
            instance.name()
        ));
    }
    sentences
}

/// The review of the wizard: headings with rows, as the tabs have them.
pub fn review(form: &AccountForm, subscription: &str, group: &str) -> Vec<PropertySection> {
    let tags = form.tags.tags(true).unwrap_or_default();
    let tags: Vec<String> =
        tags.iter().map(|(name, value)| crate::portal::blades::tags::form::tag_text(name, value)).collect();
    let or_none = |text: &str| if text.is_empty() { "None".to_string() } else { text.to_string() };
    vec![
        PropertySection {
            title: "Basics",
            properties: vec![
                property("Subscription", or_none(subscription)),
                property("Resource group", or_none(group)),
                property("Location", form.region.display_name()),
                property("Storage account name", or_none(&form.name)),
                property("Performance", "Standard"),
                property("Replication", form.redundancy.display_name()),
            ],
        },
        PropertySection {
            title: "Advanced",
            properties: vec![property("Enable hierarchical namespace", on_off(form.hierarchical_namespace))],
        },
        PropertySection { title: "Tags", properties: vec![property("Tags", or_none(&tags.join(", ")))] },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{ArmId, ByteSize, SimTime},
        engine::{
            resources::{Region, Tags},
            storage::{LeaseState, StorageRedundancy},
        },
    };
    use uuid::Uuid;

    fn account(hierarchical_namespace: bool, protected: bool) -> StorageAccountView {
        let group = ArmId::resource_group(Uuid::nil(), "rg");
        let vault = ArmId::resource(&group, "Microsoft.DataProtection/backupVaults", "v");
        StorageAccountView {
            id: ArmId::resource(&group, "Microsoft.Storage/storageAccounts", "lake1"),
            name: "lake1".into(),
            group,
            group_name: "rg".into(),
            subscription: Uuid::nil(),
            subscription_name: "Production".into(),
            region: Region::WestEurope,
            redundancy: StorageRedundancy::Zrs,
            hierarchical_namespace,
            tags: Tags::new(),
            provisioning: ProvisioningState::Succeeded,
            created_at: SimTime::EPOCH,
            containers: 2,
            files: 1,
            size: ByteSize::mib(3),
            protected_by: protected.then(|| vault.child("backupInstances", "lake1-1")),
        }
    }

    fn value(view: &StorageAccountView, label: &str) -> String {
        let all = sections(view).into_iter().flat_map(|section| section.properties);
        all.filter(|property| property.label == label).map(|property| property.value).collect()
    }

    #[test]
    fn the_overview_says_whether_the_account_is_protected() {
        assert_eq!(value(&account(true, true), "Backup instance"), "lake1-1");
        assert_eq!(value(&account(true, false), "Azure Backup"), "Not protected");
        assert_eq!(value(&account(false, false), "Configure backup"), "Open Data protection");
        assert_eq!(value(&account(true, false), "Containers"), "2");
    }

    #[test]
    fn deleting_names_what_goes_and_what_stays() {
        let sentences = delete_consequences(&account(true, true));
        assert_eq!(sentences[0], "All 2 containers with 1 file (3.00 MiB) are deleted with it.");
        assert!(sentences[2].contains("'lake1-1' stays"));
        assert_eq!(delete_consequences(&account(true, false)).len(), 2);
    }

    #[test]
    fn unset_values_show_none() {
        let sections = review(&AccountForm::default(), "Production", "");
        let value = |title: &str, label: &str| {
            let section = sections.iter().find(|section| section.title == title).expect("there");
            section.properties.iter().find(|row| row.label == label).map(|row| row.value.clone())
        };
        assert_eq!(value("Basics", "Resource group").as_deref(), Some("None"));
        assert_eq!(value("Tags", "Tags").as_deref(), Some("None"));
        assert_eq!(value("Advanced", "Enable hierarchical namespace").as_deref(), Some("Disabled"));
    }

    #[test]
    fn containers_are_listed_with_what_they_hold() {
        let row = ContainerRow {
            id: account(true, false).id.child("blobServices/default/containers", "raw"),
            name: "raw".into(),
            created_at: SimTime::EPOCH,
            modified_at: SimTime::EPOCH,
            files: 2,
            size: ByteSize::kib(4),
            lease: LeaseState::Available,
            policy: None,
            legal_hold_tags: Vec::new(),
        };
        let line = container_line(&row);
        assert_eq!((line.size.as_str(), line.files.as_str()), ("4.00 KiB", "2"));
        assert_eq!((line.lease, line.immutability.as_str()), ("Available", "None"));
        let both = [line.clone(), line.clone()];
        assert!(only_one(&both[..1]).is_ok() && only_one(&both).is_err() && only_one(&[]).is_err());
        assert_eq!(leasables(&both).iter().filter(|one| one.path.is_none()).count(), 2);
        assert!(delete_containers_question(std::slice::from_ref(&line), None).contains("'raw' with 2 files"));
        assert!(
            delete_containers_question(&[line.clone(), line.clone()], Some(7))
                .contains("2 containers with 4 files. Soft delete for containers is on")
        );
        assert_eq!(delete_containers(&[line]), [Command::DeleteContainer { container: row.id }]);
    }
}
