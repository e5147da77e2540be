//! What the identity of a vault may do on what it backs up, and on where it restores to.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        decide::Context,
        rbac::{self, PrincipalId, Role, RoleHold, action},
        refusal::{Denial, Explanation},
        vault::{BackupVault, VaultIdentity},
    },
};
use serde::{Deserialize, Serialize};

/// The role that backup and restore need on a storage account.
///
/// Source: Azure Backup, "Configure vaulted backup for Azure Data Lake Storage".
pub const STORAGE_ROLE: Role = Role::StorageAccountBackupContributor;

/// What the service calls a missing role on a storage account.
pub const MISSING_PERMISSIONS: &str = "UserErrorMissingRequiredPermissions";
/// What to do about it, in its words.
const GRANT: &str = "Grant appropriate permissions to perform this operation as mentioned at https://aka.ms/UserErrorMissingRequiredPermissions and retry the operation.";

/// A role that a vault needs at a scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeededRole {
    pub role: Role,
    pub scope: ArmId,
}

/// Why a vault cannot work with a resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AccessGap {
    NoIdentity { vault: String },
    NoRole { vault: String, identity: PrincipalId, needed: NeededRole, caller_can_assign: bool },
    NotEffective { vault: String, identity: PrincipalId, needed: NeededRole, effective_at: SimTime },
}

/// Checks that the vault's identity holds these roles, and that they count already.
///
/// # Errors
/// The first thing that is missing.
pub fn check_access(context: &Context, vault: &BackupVault, needed: &[NeededRole]) -> Result<(), AccessGap> {
    needed.iter().try_for_each(|needed| check_role(context, vault, needed))
}

/// Everything that is missing of these roles, in their order.
pub fn gaps(context: &Context, vault: &BackupVault, needed: &[NeededRole]) -> Vec<AccessGap> {
    needed.iter().filter_map(|needed| check_role(context, vault, needed).err()).collect()
}

/// Checks that the vault has an identity at all.
///
/// # Errors
/// [`AccessGap::NoIdentity`].
pub fn check_identity(vault: &BackupVault) -> Result<&VaultIdentity, AccessGap> {
    vault.identity.as_ref().ok_or_else(|| AccessGap::NoIdentity { vault: vault.name.clone() })
}

fn check_role(context: &Context, vault: &BackupVault, needed: &NeededRole) -> Result<(), AccessGap> {
    let Context { state, principal, now, .. } = *context;
    let identity = check_identity(vault)?.principal;
    let scope = &needed.scope;
    let held = accepted(needed.role)
        .iter()
        .map(|role| rbac::holds_role(state, identity, *role, scope, now))
        .min()
        .unwrap_or(RoleHold::No);
    let gap = || (vault.name.clone(), needed.clone());
    match held {
        RoleHold::Effective => Ok(()),
        RoleHold::From(effective_at) => {
            let (vault, needed) = gap();
            Err(AccessGap::NotEffective { vault, identity, needed, effective_at })
        }
        RoleHold::No => {
            let caller_can_assign = rbac::can_assign_roles(state, principal, scope, now);
            let (vault, needed) = gap();
            Err(AccessGap::NoRole { vault, identity, needed, caller_can_assign })
        }
    }
}

/// The roles that do: disks take no other than the documented ones.
///
/// Source: Azure Backup, "Azure Disk Backup support matrix".
fn accepted(role: Role) -> &'static [Role] {
    match role {
        Role::DiskBackupReader => &[Role::DiskBackupReader],
        Role::DiskSnapshotContributor => &[Role::DiskSnapshotContributor],
        Role::DiskRestoreOperator => &[Role::DiskRestoreOperator],
        _ => &[STORAGE_ROLE, Role::Owner],
    }
}

impl AccessGap {
    /// What the identity tried and was not allowed to do. Of disks the service tells nothing more than its code says.
    ///
    /// Source: Azure Backup, "Back up blobs in a storage account using Azure Data Protection via REST API".
    pub fn denial(&self) -> Option<Denial> {
        match self {
            AccessGap::NoIdentity { .. } => None,
            AccessGap::NoRole { identity, needed, .. } | AccessGap::NotEffective { identity, needed, .. } => {
                (code(needed.role) == MISSING_PERMISSIONS).then(|| Denial {
                    principal: *identity,
                    action: action::READ_ASSIGNMENT.to_string(),
                    scope: needed.scope.child("providers", "Microsoft.Authorization"),
                })
            }
        }
    }

    pub fn explain(&self) -> Explanation {
        match self {
            AccessGap::NoIdentity { vault } => Explanation::new(
                "UserErrorSystemIdentityNotEnabledWithVault",
                "The system-assigned identity is not enabled on the Backup vault.",
                format!("The vault {vault} has no system-assigned managed identity."),
                "Switch on the system-assigned identity on the vault's Identity page and give it the role.",
            ),
            AccessGap::NoRole { vault, needed: NeededRole { role, scope }, .. } => Explanation::new(
                code(*role),
                message(*role),
                format!(
                    "The managed identity of the vault {vault} does not have the role {} on {scope}.",
                    role.name()
                ),
                GRANT,
            ),
            AccessGap::NotEffective { vault, needed: NeededRole { role, scope }, effective_at, .. } => {
                Explanation::new(
                    code(*role),
                    message(*role),
                    format!(
                        "The role {} was assigned to the vault {vault} on {scope} but takes effect only at {effective_at}.",
                        role.name()
                    ),
                    "Wait for the role assignment to propagate (up to 30 minutes), then validate again.",
                )
            }
        }
    }
}

/// Azure's codes. Source: Azure Backup, "Troubleshoot backup failures in Azure Disk Backup".
fn code(role: Role) -> &'static str {
    match role {
        Role::DiskBackupReader => "UserErrorNotEnoughPermissionOnDisk",
        Role::DiskSnapshotContributor => "UserErrorNotEnoughPermissionOnSnapshotRG",
        Role::DiskRestoreOperator => "UserErrorNotEnoughPermissionOnTargetRG",
        _ => MISSING_PERMISSIONS,
    }
}

fn message(role: Role) -> String {
    let place = match role {
        Role::DiskBackupReader => "Disk",
        Role::DiskSnapshotContributor => "Snapshot Data store Resource Group",
        Role::DiskRestoreOperator => "Target Resource Group",
        _ => return "Appropriate permissions to perform the operation is missing.".to_string(),
    };
    format!("Azure Backup Service requires additional permissions on the {place} to do this operation.")
}
