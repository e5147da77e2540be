//! Snapshots of disks: create, overview with the chain, delete.
//!
//! Source: Azure Compute, "Create a snapshot of a virtual hard disk" and "Create an incremental snapshot for managed
//! disks".

pub mod form;

#[cfg(target_arch = "wasm32")]
pub mod create_view;
#[cfg(target_arch = "wasm32")]
pub mod frame;
#[cfg(target_arch = "wasm32")]
pub mod view;
