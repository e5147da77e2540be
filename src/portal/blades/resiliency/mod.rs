//! Resiliency: the hub over all Backup vaults. What is protected, and the ways to protect and to recover.
//!
//! Source: Azure Backup, "Back up Azure Disks" (Configure protection, Recover).

pub mod view_model;

#[cfg(target_arch = "wasm32")]
mod choose_vault;
#[cfg(target_arch = "wasm32")]
mod configure_pane;
#[cfg(target_arch = "wasm32")]
mod recover_pane;
#[cfg(target_arch = "wasm32")]
pub mod view;

#[cfg(target_arch = "wasm32")]
pub use choose_vault::ChooseVaultBlade;
