//! *Data protection* of a storage account: what it keeps of blobs and containers that change or go.
//!
//! Source: Azure Storage, "Soft delete for blobs", "Enable and manage blob versioning", "Change feed support in Azure
//! Blob Storage", "Perform a point-in-time restore on block blob data", all in the portal.

pub mod backup_form;
pub mod form;

#[cfg(target_arch = "wasm32")]
mod backup_section;
#[cfg(target_arch = "wasm32")]
pub mod view;
