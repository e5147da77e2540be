//! The page a create wizard leads to: how its deployment goes.

pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod view;
