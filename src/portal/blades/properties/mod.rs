//! *Properties*: what a resource is, read-only, each value to be copied.

pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod view;
