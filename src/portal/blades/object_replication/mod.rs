//! *Object replication* of a storage account: the policies that vaulted backup copies through, and deleting one.
//!
//! Source: Azure Backup, "Overview of Azure Blob backup"; Azure Storage, "Configure object replication for block blobs".

pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod view;
