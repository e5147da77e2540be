//! Restore: the wizard that writes a restore point into another storage account, or makes a disk of it.
//!
//! Steps: Restore point, Restore parameters, Review + restore. What was entered survives a reload.

pub mod disk_form;
pub mod form;
pub mod view_model;

#[cfg(target_arch = "wasm32")]
mod container_picks;
#[cfg(target_arch = "wasm32")]
mod destination_pane;
#[cfg(target_arch = "wasm32")]
mod disk_target;
#[cfg(target_arch = "wasm32")]
mod parameters_step;
#[cfg(target_arch = "wasm32")]
mod point_step;
#[cfg(target_arch = "wasm32")]
pub mod view;
#[cfg(target_arch = "wasm32")]
mod wizard;
