//! Storage accounts, containers, directories and files.
//!
//! Invariants: account names are unique in the whole world of one browser, as they are on the internet;
//! in an account with a hierarchical namespace every parent of a path is a directory that exists;
//! every file names a content that the `contents` table holds.

pub mod account;
pub mod container;
pub mod error;
pub mod model;
pub mod names;
pub mod path;
pub mod tree;

pub use error::StorageRefusal;
pub use model::{
    AccessTier, Acl, AclEntry, AclScope, BlobPath, Container, FileFacts, PathEntry, PathKind, StorageAccount,
    StorageRedundancy,
};
pub use names::{
    check_account_name, check_acl, check_container_name, check_metadata, check_path, check_redundancy,
};
