//! Backup vaults: where vaulted copies live and where instances and policies are kept.
//!
//! Invariants: a vault's storage redundancy does not change while it protects anything; soft delete is on, and where it
//! is always on it stays so.
//!
//! Source: Azure Backup, "Create and manage Backup vaults", "Secure by default with soft delete".

pub mod decide;
pub mod error;
pub mod model;
pub mod names;

pub use error::VaultError;
pub use model::{BackupVault, SoftDelete, SoftDeleteState, VaultChanges, VaultIdentity, VaultRedundancy};
pub use names::{check_soft_delete_days, check_vault_name, check_vault_redundancy};
