//! Backup policies of a vault.

#[cfg(target_arch = "wasm32")]
pub mod view;
pub mod view_model;
