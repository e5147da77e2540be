//! Configure Backup: the wizard that protects data lakes, storage accounts with blobs and disks with a vault.
//!
//! Steps: Basics, Backup policy, Datasources, Review + configure. What was entered survives a reload.

pub mod containers_form;
pub mod form;
pub mod view_model;

#[cfg(target_arch = "wasm32")]
mod accounts_pane;
#[cfg(target_arch = "wasm32")]
mod add_pane;
#[cfg(target_arch = "wasm32")]
pub mod container_pane;
#[cfg(target_arch = "wasm32")]
mod datasources_step;
#[cfg(target_arch = "wasm32")]
mod disks_pane;
#[cfg(target_arch = "wasm32")]
pub mod view;
#[cfg(target_arch = "wasm32")]
mod wizard;
