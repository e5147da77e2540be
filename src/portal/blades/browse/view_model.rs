//! Filtering lists of resources.

use crate::{
    engine::{query::ResourceRow, resources::ResourceKind},
    portal::format,
};
use std::collections::BTreeSet;

/// What the pills over a list have chosen; nothing chosen means all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filters {
    pub subscriptions: Vec<String>,
    pub groups: Vec<String>,
    pub locations: Vec<String>,
}

impl Filters {
    pub fn keep(&self, row: &ResourceRow) -> bool {
        let chosen =
            |values: &[String], value: &str| values.is_empty() || values.iter().any(|one| one == value);
        chosen(&self.subscriptions, &row.subscription_name)
            && chosen(&self.groups, &row.group_name)
            && chosen(&self.locations, row.region.display_name())
    }

    pub fn is_empty(&self) -> bool {
        *self == Filters::default()
    }
}

/// The values a pill offers: those that occur, in order.
pub fn values(rows: &[ResourceRow], of: impl Fn(&ResourceRow) -> String) -> Vec<String> {
    rows.iter().map(of).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Title of the list of one kind, or of all.
pub fn title(kind: Option<ResourceKind>) -> &'static str {
    match kind {
        None => "All resources",
        Some(ResourceKind::StorageAccount) => "Storage accounts",
        Some(ResourceKind::BackupVault) => "Backup vaults",
        Some(ResourceKind::Disk) => "Disks",
        Some(ResourceKind::Snapshot) => "Snapshots",
    }
}

/// What an empty list says and offers.
pub fn empty(kind: Option<ResourceKind>) -> (&'static str, &'static str) {
    match kind {
        None => ("No resources to display", "Create resources"),
        Some(ResourceKind::StorageAccount) => ("No storage accounts to display", "Create storage account"),
        Some(ResourceKind::BackupVault) => ("No Backup vaults to display", "Create Backup vault"),
        Some(ResourceKind::Disk) => ("No disks to display", "Create disk"),
        Some(ResourceKind::Snapshot) => ("No snapshots to display", "Create snapshot"),
    }
}

/// What is said of a list that ends somewhere.
pub fn shortened(shown: usize, total: usize) -> Option<String> {
    let (first, all) = (format::count(shown as u64), format::count(total as u64));
    (shown < total).then(|| format!("The first {first} of {all} by name are listed."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{ArmId, SimTime},
        engine::resources::Region,
    };
    use uuid::Uuid;

    fn row(name: &str, region: Region) -> ResourceRow {
        let group = ArmId::resource_group(Uuid::nil(), "rg-a");
        ResourceRow {
            id: group.child("providers/Microsoft.Storage/storageAccounts", name),
            name: name.into(),
            kind: ResourceKind::StorageAccount,
            group,
            group_name: "rg-a".into(),
            region,
            subscription: Uuid::nil(),
            subscription_name: "Production".into(),
            tags: Default::default(),
            detail: String::new(),
            sku: String::new(),
            identity: None,
            created_at: SimTime::EPOCH,
        }
    }

    #[test]
    fn filters_keep_what_every_pill_allows() {
        let rows = [row("a", Region::WestEurope), row("b", Region::EastUs)];
        let filters = Filters { locations: vec!["East US".into()], ..Filters::default() };
        let kept: Vec<&str> =
            rows.iter().filter(|row| filters.keep(row)).map(|row| row.name.as_str()).collect();
        assert_eq!(kept, ["b"]);
        assert!(rows.iter().all(|row| Filters::default().keep(row)));
        assert_eq!(values(&rows, |row| row.region.display_name().into()), ["East US", "West Europe"]);
    }

    #[test]
    fn a_list_that_ends_says_so() {
        assert_eq!(shortened(12, 12), None);
        let said = shortened(1_000, 34_014);
        assert_eq!(said.as_deref(), Some("The first 1,000 of 34,014 by name are listed."));
    }
}
