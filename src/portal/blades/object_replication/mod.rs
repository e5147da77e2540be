//! *Object replication* of a storage account: the policies that vaulted backup copies through, those of restores, and
//! one's own; making and deleting them, and whether they may reach into another tenant.
//!
//! Source: Azure Backup, "Overview of Azure Blob backup"; Azure Storage, "Configure object replication for block blobs",
//! "Prevent object replication across Microsoft Entra tenants".

pub mod form;
pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod advanced_pane;
#[cfg(target_arch = "wasm32")]
pub mod create_pane;
#[cfg(target_arch = "wasm32")]
pub mod view;
