//! One backup job: what it does, how far it has come, and why it failed.

#[cfg(target_arch = "wasm32")]
pub mod view;
pub mod view_model;
