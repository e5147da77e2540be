//! Properties of a vault: what can still be changed, and what is fixed.

#[cfg(target_arch = "wasm32")]
pub mod view;
pub mod view_model;
