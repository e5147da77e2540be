//! Rows of the hub.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        policy::DatasourceType,
        query::{ProtectedItem, latest_text},
    },
    portal::{
        blades::{
            backup_words::{protection_badge, restore_blocked},
            badge::Badge,
        },
        route::{MenuItem, Route},
    },
};

/// A protected item as the list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemLine {
    pub key: String,
    pub datasource: String,
    pub instance_href: String,
    pub datasource_type: &'static str,
    pub vault: String,
    pub vault_href: String,
    pub badge: Badge,
    pub status: &'static str,
    pub policy: String,
    pub latest: String,
    pub latest_at: Option<SimTime>,
    pub subscription: String,
}

impl ItemLine {
    pub fn new(item: &ProtectedItem) -> ItemLine {
        let row = &item.row;
        ItemLine {
            key: row.id.key(),
            datasource: row.datasource_name.clone(),
            instance_href: Route::Instance { id: row.id.clone() }.href(),
            datasource_type: row.datasource_type.display_name(),
            vault: item.vault_name.clone(),
            vault_href: Route::Vault { id: item.vault.clone(), item: MenuItem::Overview }.href(),
            badge: protection_badge(row.state),
            status: row.state.display_name(),
            policy: row.policy_name.clone(),
            latest: latest_text(row.latest_point),
            latest_at: row.latest_point,
            subscription: item.subscription_name.clone(),
        }
    }
}

/// The items of a type: id, name and why one cannot be restored.
pub fn recoverable(
    items: &[ProtectedItem],
    datasource_type: DatasourceType,
) -> Vec<(String, String, Option<String>)> {
    let of_type = items.iter().filter(|item| item.row.datasource_type == datasource_type);
    let line = |item: &ProtectedItem| {
        let label = format!("{} ({} in {})", item.row.datasource_name, item.row.name, item.vault_name);
        (item.row.id.to_string(), label, restore_blocked(&item.row))
    };
    of_type.map(line).collect()
}

/// The restore wizard of the item that was chosen, if one was.
pub fn recovery(chosen: &str) -> Option<Route> {
    (!chosen.is_empty()).then(|| Route::Restore { instance: ArmId::new(chosen) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{protection::ProtectionState, query::InstanceRow};

    fn item(name: &str, datasource_type: DatasourceType) -> ProtectedItem {
        let vault = ArmId::new("/g/vault1");
        ProtectedItem {
            row: InstanceRow {
                id: vault.child("backupInstances", name),
                name: name.into(),
                datasource: ArmId::new(format!("/g/{name}")),
                datasource_name: name.into(),
                datasource_group: "g".into(),
                datasource_type,
                state: ProtectionState::ProtectionConfigured,
                policy: vault.child("backupPolicies", "p"),
                policy_name: "p".into(),
                latest_point: None,
                operational: false,
            },
            vault,
            vault_name: "vault1".into(),
            subscription_name: "Production".into(),
        }
    }

    #[test]
    fn items_are_offered_by_their_type() {
        let items = [item("disk1", DatasourceType::Disk), item("lake1", DatasourceType::DataLakeStorage)];
        assert_eq!(recoverable(&items, DatasourceType::Disk).len(), 1);
        assert_eq!(recovery(""), None);
        assert!(matches!(recovery("/x"), Some(Route::Restore { .. })));
        assert_eq!(ItemLine::new(&items[0]).datasource_type, "Azure Disks");
    }
}
