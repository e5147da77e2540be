//! *Lifecycle management* of a storage account: rules that move blobs to colder tiers or delete them as they age.
//!
//! Source: Azure Storage, "Configure a lifecycle management policy", portal.

pub mod form;
pub mod view_model;

#[cfg(target_arch = "wasm32")]
mod rule_pane;
#[cfg(target_arch = "wasm32")]
pub mod view;
