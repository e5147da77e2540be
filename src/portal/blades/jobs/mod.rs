//! Backup jobs of a vault: the list with its filters, and the grid that other pages show too.

#[cfg(target_arch = "wasm32")]
pub mod view;
pub mod view_model;
