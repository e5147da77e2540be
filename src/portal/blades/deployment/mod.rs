//! The page after a create wizard: a deployment, live.

pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod submit;
#[cfg(target_arch = "wasm32")]
pub mod view;
