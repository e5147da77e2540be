//! Managed disks: create, overview, size, simulated work, snapshots, delete.
//!
//! Source: Azure Compute, "Attach a managed data disk to a Windows VM by using the Azure portal" (the create wizard) and
//! "Azure managed disk types".

pub mod chain_chart;
pub mod form;
pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod attach_pane;
#[cfg(target_arch = "wasm32")]
pub mod backup_view;
#[cfg(target_arch = "wasm32")]
pub mod chain_view;
#[cfg(target_arch = "wasm32")]
pub mod change_pane;
#[cfg(target_arch = "wasm32")]
pub mod create_view;
#[cfg(target_arch = "wasm32")]
pub mod delete_dialog;
#[cfg(target_arch = "wasm32")]
pub mod frame;
#[cfg(target_arch = "wasm32")]
pub mod image_pane;
#[cfg(target_arch = "wasm32")]
pub mod resize_pane;
#[cfg(target_arch = "wasm32")]
pub mod size_pane;
#[cfg(target_arch = "wasm32")]
pub mod snapshot_grid;
#[cfg(target_arch = "wasm32")]
pub mod view;
#[cfg(target_arch = "wasm32")]
pub mod work_pane;
