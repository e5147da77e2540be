//! A role that the identity of a vault holds.

use crate::{
    base::ArmId,
    engine::query::RoleAssignmentRow,
    portal::{
        blades::badge::Badge,
        format::moment,
        route::{MenuItem, Route},
    },
};

/// A role that the vault's identity holds.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleLine {
    pub key: String,
    pub role: &'static str,
    pub scope: String,
    pub scope_href: String,
    pub scope_type: String,
    pub badge: Badge,
    pub effect: String,
}

impl RoleLine {
    pub fn new(row: &RoleAssignmentRow) -> RoleLine {
        let (badge, effect) = if row.effective {
            (Badge::Success, "In effect".to_string())
        } else {
            (Badge::InProgress, format!("Takes effect at {}", moment(row.effective_at)))
        };
        RoleLine {
            key: row.id.key(),
            role: row.role.name(),
            scope: row.scope_name.clone(),
            scope_href: access_route(&row.scope).href(),
            scope_type: scope_type(&row.scope),
            badge,
            effect,
        }
    }
}

/// The page of access control of whatever a scope is.
fn access_route(scope: &ArmId) -> Route {
    let item = MenuItem::AccessControl;
    match Route::of_resource(scope) {
        Route::StorageAccount { id, .. } => Route::StorageAccount { id, item },
        Route::ResourceGroup { id, .. } => Route::ResourceGroup { id, item },
        Route::Subscription { id, .. } => Route::Subscription { id, item },
        Route::Vault { id, .. } => Route::Vault { id, item },
        other => other,
    }
}

fn scope_type(scope: &ArmId) -> String {
    match Route::of_resource(scope) {
        Route::StorageAccount { .. } => "Storage account".into(),
        Route::Container { .. } => "Container".into(),
        Route::ResourceGroup { .. } => "Resource group".into(),
        Route::Subscription { .. } => "Subscription".into(),
        Route::Vault { .. } => "Backup vault".into(),
        _ => scope.resource_type().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn roles_lead_to_access_control() {
        let group = ArmId::resource_group(Uuid::nil(), "rg-a");
        let vault = ArmId::resource(&group, "Microsoft.DataProtection/backupVaults", "v1");
        assert!(access_route(&group).href().ends_with("/iam"));
        assert!(access_route(&vault).href().ends_with("/v1/iam"));
        assert_eq!(scope_type(&group), "Resource group");
        assert_eq!(scope_type(&vault), "Backup vault");
    }
}
