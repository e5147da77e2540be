//! Lists of resources, resource groups and subscriptions.

pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod view;
