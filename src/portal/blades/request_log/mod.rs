//! *Request log*: what the portal asked for since it was opened.

pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod view;
