//! Backup vaults and backup policies.

use super::{Az, Rendered, put, send, versions};
use crate::{
    arm::backup::{
        policy::{self, PolicyBody},
        vault::{state_name, write_redundancy, write_soft_delete},
    },
    base::{ArmId, Method},
    engine::{
        query::Viewer,
        request::Command,
        resources::{Region, ResourceKind, Tags},
        vault::{SoftDeleteState, VaultChanges, VaultRedundancy},
    },
};
use serde_json::json;

pub fn render(viewer: &Viewer<'_>, command: &Command) -> Rendered {
    match command {
        Command::CreateBackupVault {
            group,
            name,
            region,
            redundancy,
            system_assigned_identity,
            soft_delete,
            soft_delete_days,
            tags,
        } => {
            let id = ArmId::resource(group, ResourceKind::BackupVault.resource_type(), name);
            let soft_delete = (*soft_delete, *soft_delete_days);
            create_vault(&id, *region, *redundancy, *system_assigned_identity, soft_delete, tags)
        }
        Command::SetVaultIdentity { vault, system_assigned } => update(
            vault,
            &VaultChanges { system_assigned_identity: Some(*system_assigned), ..VaultChanges::default() },
        ),
        Command::SetVaultRedundancy { vault, redundancy } => {
            update(vault, &VaultChanges { redundancy: Some(*redundancy), ..VaultChanges::default() })
        }
        Command::SetVaultSoftDelete { vault, state, days } => {
            update(vault, &VaultChanges { soft_delete: Some((*state, *days)), ..VaultChanges::default() })
        }
        Command::UpdateBackupVault { vault, changes } => update(vault, changes),
        Command::DeleteBackupVault { vault } => {
            let az = of_vault("backup-vault delete", vault).flag("--yes");
            send(Method::Delete, vault, versions::DATA_PROTECTION, None, az)
        }
        Command::CreateBackupPolicy { vault, name, datasource_type, scheduled, continuous } => {
            let body = PolicyBody {
                datasource_type: *datasource_type,
                scheduled: scheduled.clone(),
                continuous: *continuous,
            };
            create_policy(viewer, &vault.child("backupPolicies", name), vault, &body)
        }
        Command::DeleteBackupPolicy { policy } => {
            let az = of_vault("backup-policy delete", &vault_of(policy)).option("--name", policy.name());
            send(Method::Delete, policy, versions::DATA_PROTECTION, None, az.flag("--yes"))
        }
        other => unreachable!("{other:?} is rendered elsewhere"),
    }
}

/// A line about a vault, or something in it.
pub fn of_vault(words: &str, vault: &ArmId) -> Az {
    Az::new(&format!("dataprotection {words}")).in_group(vault).option("--vault-name", vault.name())
}

/// The vault that a child of it lies in.
pub fn vault_of(child: &ArmId) -> ArmId {
    let mut parts = child.as_str().rsplitn(3, '/');
    ArmId::new(parts.nth(2).unwrap_or_default())
}

fn identity_name(system_assigned: bool) -> &'static str {
    if system_assigned { "SystemAssigned" } else { "None" }
}

/// In the shorthand of the CLI, which needs no quotes within quotes.
fn storage_setting(redundancy: VaultRedundancy) -> String {
    format!("[{{type:{},datastore-type:VaultStore}}]", redundancy.arm_name())
}

fn create_vault(
    id: &ArmId,
    region: Region,
    redundancy: VaultRedundancy,
    system_assigned: bool,
    (state, days): (SoftDeleteState, u32),
    tags: &Tags,
) -> Rendered {
    let mut body = json!({ "location": region.name() });
    if !tags.is_empty() {
        body["tags"] = json!(tags);
    }
    body["identity"] = json!({ "type": identity_name(system_assigned) });
    body["properties"] = json!({
        "storageSettings": write_redundancy(redundancy),
        "securitySettings": write_soft_delete(state, days),
    });
    let az = of_vault("backup-vault create", id)
        .option("--location", region.name())
        .option("--storage-settings", storage_setting(redundancy))
        .option("--type", identity_name(system_assigned))
        .option("--soft-delete-state", state_name(state))
        .option("--retention-duration-in-days", days)
        .tags(tags);
    put(id, versions::DATA_PROTECTION, &body, az)
}

fn update(vault: &ArmId, changes: &VaultChanges) -> Rendered {
    let VaultChanges { tags, system_assigned_identity, redundancy, soft_delete } = changes;
    let mut body = json!({});
    let mut az = of_vault("backup-vault update", vault);
    if let Some(tags) = tags {
        body["tags"] = json!(tags);
        az = match tags.is_empty() {
            true => az.option("--tags", "{}"),
            false => az.all_tags(tags),
        };
    }
    if let Some(system_assigned) = system_assigned_identity {
        body["identity"] = json!({ "type": identity_name(*system_assigned) });
        az = az.option("--type", identity_name(*system_assigned));
    }
    if let Some(redundancy) = redundancy {
        body["properties"]["storageSettings"] = write_redundancy(*redundancy);
        az = az.option("--set", format!("properties.storageSettings[0].type={}", redundancy.arm_name()));
    }
    if let Some((state, days)) = soft_delete {
        body["properties"]["securitySettings"] = write_soft_delete(*state, *days);
        az =
            az.option("--soft-delete-state", state_name(*state)).option("--retention-duration-in-days", days);
    }
    send(Method::Patch, vault, versions::DATA_PROTECTION, Some(&body), az)
}

fn create_policy(viewer: &Viewer<'_>, id: &ArmId, vault: &ArmId, body: &PolicyBody) -> Rendered {
    let properties = policy::write_properties(body, viewer.now);
    let az =
        of_vault("backup-policy create", vault).option("--name", id.name()).json("--policy", &properties);
    put(id, versions::DATA_PROTECTION, &json!({ "properties": properties }), az)
}
