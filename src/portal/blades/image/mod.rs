//! The bytes of disks and snapshots: looked at, changed by hand, verified.
//!
//! Nothing here has a counterpart in Azure, so every page carries the badge of the simulator.

pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod contents_view;
#[cfg(target_arch = "wasm32")]
pub mod verify_pane;
#[cfg(target_arch = "wasm32")]
pub mod write_form;
