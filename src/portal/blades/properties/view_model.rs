//! The pairs of a *Properties* page.

use crate::{
    engine::query::{ResourceGroupView, StorageAccountView},
    portal::{
        blades::storage_account::view_model::{on_off, provisioning_text},
        format,
    },
};

/// A label with a value that can be copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub label: &'static str,
    pub value: String,
}

fn pair(label: &'static str, value: impl Into<String>) -> Pair {
    Pair { label, value: value.into() }
}

pub fn of_group(view: &ResourceGroupView) -> Vec<Pair> {
    let row = &view.row;
    vec![
        pair("Name", &row.name),
        pair("Resource ID", row.id.to_string()),
        pair("Location", row.region.display_name()),
        pair("Location ID", row.region.name()),
        pair("Subscription", &row.subscription_name),
        pair("Subscription ID", row.subscription.to_string()),
        pair("Created", format::moment(view.created_at)),
    ]
}

pub fn of_account(view: &StorageAccountView) -> Vec<Pair> {
    let endpoint = |service: &str| format!("https://{}.{service}.core.windows.net/", view.name);
    let mut pairs = vec![
        pair("Name", &view.name),
        pair("Resource ID", view.id.to_string()),
        pair("Location", view.region.display_name()),
        pair("Location ID", view.region.name()),
        pair("SKU", view.redundancy.sku()),
        pair("Account kind", "StorageV2"),
        pair("Hierarchical namespace", on_off(view.hierarchical_namespace)),
        pair("Provisioning state", provisioning_text(view.provisioning)),
        pair("Subscription", &view.subscription_name),
        pair("Subscription ID", view.subscription.to_string()),
        pair("Created", format::moment(view.created_at)),
        pair("Blob service", endpoint("blob")),
    ];
    if view.hierarchical_namespace {
        pairs.push(pair("Data Lake Storage", endpoint("dfs")));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{ArmId, ByteSize, SimTime},
        engine::{
            resources::{ProvisioningState, Region, Tags},
            storage::StorageRedundancy,
        },
    };
    use uuid::Uuid;

    #[test]
    fn only_a_data_lake_has_a_data_lake_endpoint() {
        let group = ArmId::resource_group(Uuid::nil(), "rg");
        let mut view = StorageAccountView {
            id: ArmId::resource(&group, "Microsoft.Storage/storageAccounts", "lake1"),
            name: "lake1".into(),
            group,
            group_name: "rg".into(),
            subscription: Uuid::nil(),
            subscription_name: "Production".into(),
            region: Region::WestEurope,
            redundancy: StorageRedundancy::Zrs,
            hierarchical_namespace: true,
            tags: Tags::new(),
            provisioning: ProvisioningState::Succeeded,
            created_at: SimTime::EPOCH,
            containers: 0,
            files: 0,
            size: ByteSize::ZERO,
            protected_by: None,
        };
        let last = |view: &StorageAccountView| of_account(view).pop().map(|pair| pair.value);
        assert_eq!(last(&view).as_deref(), Some("https://lake1.dfs.core.windows.net/"));
        view.hierarchical_namespace = false;
        assert_eq!(last(&view).as_deref(), Some("https://lake1.blob.core.windows.net/"));
    }
}
