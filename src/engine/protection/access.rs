//! What the identity of a vault may do on an account it reads from or writes to.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        decide::Context,
        rbac::{self, Role, RoleHold},
        vault::BackupVault,
    },
};

/// The role that backup and restore need on a storage account.
///
/// Source: Azure Backup, "Configure vaulted backup for Azure Data Lake Storage".
pub const STORAGE_ROLE: Role = Role::StorageAccountBackupContributor;

/// Why a vault cannot work with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessGap {
    NoIdentity,
    NoRole { caller_can_assign: bool },
    NotEffective { effective_at: SimTime },
}

/// Checks that the vault's identity holds [`STORAGE_ROLE`] over `scope`, and that it counts already.
///
/// # Errors
/// The first thing that is missing.
pub fn check_access(context: &Context, vault: &BackupVault, scope: &ArmId) -> Result<(), AccessGap> {
    let Context { state, principal, now, .. } = *context;
    let identity = vault.identity.ok_or(AccessGap::NoIdentity)?;
    match rbac::holds_role(state, identity.principal, STORAGE_ROLE, scope, now) {
        RoleHold::Effective => Ok(()),
        RoleHold::From(effective_at) => Err(AccessGap::NotEffective { effective_at }),
        RoleHold::No => {
            let caller_can_assign = rbac::can_assign_roles(state, principal, scope, now);
            Err(AccessGap::NoRole { caller_can_assign })
        }
    }
}
