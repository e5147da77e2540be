//! Alerts of backup: of one vault, and of all of them.

#[cfg(target_arch = "wasm32")]
mod pane;
#[cfg(target_arch = "wasm32")]
pub mod view;
pub mod view_model;
