//! Identity of a vault: its system-assigned managed identity and the roles it was given.

#[cfg(target_arch = "wasm32")]
pub mod view;
pub mod view_model;
