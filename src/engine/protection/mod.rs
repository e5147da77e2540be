//! Backup instances: the tie between a datasource, a policy and the recovery points made of it.
//!
//! Invariants: a datasource is actively protected by one instance at most; the vault copy of a container
//! holds an entry exactly as long as some recovery point shows it, one of a soft-deleted instance too.
//!
//! What differs between datasources lies in [`vaulted_storage`], [`blob_account`] and [`disk`]; the rest is the same
//! for all of them. [`replication`] is about the policy that vaulted backups copy through, [`version_loss`] about what
//! may not go while they do; [`blob_error`] lists the codes of Azure Backup for storage, and which of them arise.
//!
//! Source: Azure Backup, "Configure vaulted backup for Azure Data Lake Storage", "Configure and manage backup for
//! Azure Blobs", "Back up Azure Disks", "Manage Azure Managed Disks", "Secure by default with soft delete".

pub mod access;
pub mod backup;
pub mod blob_account;
pub mod blob_error;
pub mod configure;
pub mod deletion;
pub mod disk;
pub mod disk_error;
pub mod error;
pub mod expiry_index;
pub mod model;
pub mod point;
pub mod readiness;
pub mod replica;
pub mod replica_delta;
pub mod replica_index;
pub mod replication;
pub mod selection;
pub mod timers;
pub mod vaulted_storage;
pub mod version_loss;

pub use blob_error::BlobProtectionError;
pub use disk_error::DiskProtectionError;
pub use error::ProtectionError;
pub use model::{
    BackupInstance, ContainerSelection, DeletedInstance, PointData, PointState, PolicyParameters,
    ProtectionState, RecoveryPoint, ReplicaEntry, ReplicaKey,
};
