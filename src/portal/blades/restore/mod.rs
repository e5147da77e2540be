//! Restore: the wizard that writes a restore point into another storage account, makes a disk of it, or puts blobs back
//! to a moment in place.
//!
//! Steps: Restore point, Restore parameters, Review + restore. What was entered survives a reload.

pub mod disk_form;
pub mod form;
pub mod in_place_form;
pub mod moment_form;
pub mod view_model;

#[cfg(target_arch = "wasm32")]
mod container_picks;
#[cfg(target_arch = "wasm32")]
mod destination_pane;
#[cfg(target_arch = "wasm32")]
mod disk_target;
#[cfg(target_arch = "wasm32")]
pub mod in_place_target;
#[cfg(target_arch = "wasm32")]
pub mod moment_step;
#[cfg(target_arch = "wasm32")]
mod parameters_step;
#[cfg(target_arch = "wasm32")]
mod point_step;
#[cfg(target_arch = "wasm32")]
pub mod view;
#[cfg(target_arch = "wasm32")]
mod wizard;
