//! Filters and words of lists of resources.

use crate::{
    base::ArmId,
    engine::{
        query::{PageRequest, ResourceColumn, ResourcePage},
        resources::ResourceKind,
    },
};

/// What the pills over a list have chosen; nothing chosen means all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filters {
    pub subscriptions: Vec<String>,
    pub groups: Vec<String>,
    pub locations: Vec<String>,
}

impl Filters {
    /// The question for a page of the resources that they let pass, of a kind and a group or of all.
    pub fn question(
        &self,
        kind: Option<ResourceKind>,
        group: Option<&ArmId>,
        page: PageRequest<ResourceColumn>,
    ) -> ResourcePage {
        ResourcePage {
            kind,
            group: group.cloned(),
            subscriptions: self.subscriptions.clone(),
            groups: self.groups.clone(),
            locations: self.locations.clone(),
            page,
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Filters::default()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_become_a_question() {
        let filters = Filters { locations: vec!["East US".into()], ..Filters::default() };
        let group = ArmId::new("/g");
        let question = filters.question(Some(ResourceKind::Disk), Some(&group), PageRequest::first(7));
        assert_eq!((question.kind, question.group), (Some(ResourceKind::Disk), Some(group)));
        assert_eq!((question.locations, question.page.limit), (vec!["East US".to_string()], 7));
        assert!(!filters.is_empty() && Filters::default().is_empty());
    }
}
