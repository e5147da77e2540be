//! Restores: a recovery point written to another storage account.
//!
//! Invariant: a restore writes everything or nothing; the target is checked when it is asked for and
//! again at the moment it writes.
//!
//! Source: Azure Backup, "Restore Azure Data Lake Storage".

pub mod decide;
pub mod error;
pub mod model;
pub mod plan;

pub use error::RestoreError;
pub use model::{ContainerPick, RestoreSelection};
