//! Backup vaults: where vaulted copies live and where instances and policies are kept.
//!
//! Invariant: a vault's storage redundancy does not change while it protects anything.
//!
//! Source: Azure Backup, "Create and manage Backup vaults".

pub mod decide;
pub mod error;
pub mod model;
pub mod names;

pub use error::VaultError;
pub use model::{BackupVault, VaultIdentity, VaultRedundancy};
pub use names::{check_soft_delete_days, check_vault_name, check_vault_redundancy};
