//! The activity log of any scope, and of everything.

#[cfg(target_arch = "wasm32")]
mod pane;
#[cfg(target_arch = "wasm32")]
pub mod view;
pub mod view_model;
