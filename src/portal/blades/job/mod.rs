//! One job: what it does, how far it is, its stages, and why it failed.

pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod view;
