//! Restores: a recovery point written to another storage account, or made into a new disk; blobs put back in place.
//!
//! Invariant: a restore writes everything or nothing; the target is checked when it is asked for and
//! again at the moment it writes. A vaulted restore writes through an object replication policy on its target
//! ([`restore_policy`]).
//!
//! Source: Azure Backup, "Restore Azure Data Lake Storage", "Restore Azure Managed Disks", "Restore Azure Blobs".

pub mod decide;
pub mod disk;
pub mod error;
pub mod model;
pub mod operational;
pub mod plan;
pub mod restore_policy;
pub mod vaulted_storage;

pub use error::RestoreError;
pub use model::{ContainerPick, RestoreDestination, RestoreSelection, RestoreSource};
