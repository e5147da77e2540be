//! What the identity of a vault may do on an account it reads from or writes to.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        decide::Context,
        rbac::{self, Role, RoleHold},
        storage::StorageAccount,
        vault::BackupVault,
    },
};

/// The role that backup and restore need on a storage account.
///
/// Source: Azure Backup, "Configure vaulted backup for Azure Data Lake Storage".
pub const STORAGE_ROLE: Role = Role::StorageAccountBackupContributor;

/// Why a vault cannot work with an account: backup and restore refuse with errors of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessGap {
    NoIdentity { vault: String },
    NoRole { vault: String, role: String, scope: ArmId, caller_can_assign: bool },
    NotEffective { vault: String, role: String, scope: ArmId, effective_at: SimTime },
}

/// Checks that the vault's identity holds [`STORAGE_ROLE`] over `account`, and that it counts already.
///
/// # Errors
/// The first thing that is missing.
pub fn check_access(
    context: &Context,
    vault: &BackupVault,
    account: &StorageAccount,
) -> Result<(), AccessGap> {
    let Context { state, principal, now, .. } = *context;
    let name = vault.name.clone();
    let Some(identity) = &vault.identity else { return Err(AccessGap::NoIdentity { vault: name }) };
    let (role, scope) = (STORAGE_ROLE.name().to_string(), state.account_id(account));
    match rbac::holds_role(state, identity.principal, STORAGE_ROLE, &scope, now) {
        RoleHold::Effective => Ok(()),
        RoleHold::From(effective_at) => {
            Err(AccessGap::NotEffective { vault: name, role, scope, effective_at })
        }
        RoleHold::No => {
            let caller_can_assign = rbac::can_assign_roles(state, principal, &scope, now);
            Err(AccessGap::NoRole { vault: name, role, scope, caller_can_assign })
        }
    }
}
