//! Storage accounts, containers, directories and files.
//!
//! Where to read on: [`account`] and [`container`]; [`path`] writes and deletes files and blobs, [`staging`] keeps the blocks they are made of; [`data_protection`]
//! says what an account keeps of blobs that change, [`past`] keeps it, [`history`] gives it back, [`due`] lets
//! it go when its time is over, [`lifecycle`] when its rules say so, and [`change_feed`] writes it all down; [`rehydration`] is about tiers, [`lease`]
//! about who may write, [`immutability`] about what nobody may change; [`replication`] and [`object_replication`] about what leaves the account. [`point_in_time`] puts blobs back to how they
//! were: those that [`restore_range`] names, by what [`restore_plan`] reads out of the change feed.
//!
//! Invariants: account names are unique in the whole world of one browser, as they are on the internet;
//! in an account with a hierarchical namespace every parent of a path is a directory that exists;
//! every file, past state of a blob included, names a content that the `contents` table holds.

pub mod account;
pub(in crate::engine) mod apply;
pub(in crate::engine) mod arrival;
pub mod blob_error;
pub mod block_error;
pub mod change_feed;
pub mod container;
pub mod content_type;
pub mod data_protection;
pub mod due;
pub mod error;
pub mod history;
pub mod immutability;
pub mod immutability_error;
pub mod lease;
pub mod lifecycle;
pub mod model;
pub mod names;
pub mod object_replication;
pub mod past;
pub mod path;
mod place;
pub mod point_in_time;
pub mod rehydration;
pub(in crate::engine) mod rename;
pub mod replication;
mod replication_copy;
pub mod replication_error;
pub mod restore_error;
pub mod restore_plan;
pub mod restore_range;
pub mod staging;
pub mod tree;
pub mod version_id;

pub use blob_error::BlobRefusal;
pub use block_error::BlockRefusal;
pub use change_feed::{BlobChange, BlobOperation, Previous};
pub use content_type::ContentType;
pub use data_protection::{ChangeFeed, DataProtection, Deletion, check_data_protection};
pub use error::StorageRefusal;
pub use immutability::{Immutability, ImmutabilityPolicy};
pub use immutability_error::ImmutabilityRefusal;
pub use lease::{Lease, LeaseAction, LeaseKey, LeaseState};
pub use lifecycle::{LifecycleActions, LifecyclePolicy, LifecycleRule};
pub use model::{
    AccessTier, Acl, AclEntry, AclScope, BlobPath, Container, DeletedContainer, FileFacts, PathEntry,
    PathKind, StorageAccount, StorageRedundancy,
};
pub use names::{
    check_account_name, check_acl, check_container_name, check_metadata, check_path, check_redundancy,
};
pub use object_replication::{ObjectReplication, ReplicationIndex, ReplicationRule};
pub use past::{PastBlob, PastKey, PastKind};
pub use point_in_time::{BlobRestore, BlobRestoreStatus};
pub use rehydration::{RehydratePriority, Rehydration};
pub use replication::{FoundReplication, ReplicationPolicy, RestorePolicy};
pub use replication_error::ReplicationRefusal;
pub use restore_error::{RestoreFailure, RestoreRefusal};
pub use restore_plan::RestoreCounts;
pub use restore_range::{RestoreRange, RestoreRanges};
pub use staging::{BlockId, BlockKey, BlockList, BlockSource, CommittedBlock, StagedBlock};
pub use version_id::VersionId;
