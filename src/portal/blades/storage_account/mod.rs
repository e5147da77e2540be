//! Storage accounts: create, overview, containers, delete.
//!
//! Source: Azure Storage, "Create a storage account" and "Manage blob containers using the Azure portal".

pub mod deleted_containers;
pub mod form;
pub mod restore_containers;
pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod containers_view;
#[cfg(target_arch = "wasm32")]
pub mod create_view;
#[cfg(target_arch = "wasm32")]
mod deleted_containers_pane;
#[cfg(target_arch = "wasm32")]
pub mod frame;
#[cfg(target_arch = "wasm32")]
pub mod overview_view;
#[cfg(target_arch = "wasm32")]
mod restore_containers_pane;
