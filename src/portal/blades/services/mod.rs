//! All services, and the hub from which resources are created.

#[cfg(target_arch = "wasm32")]
pub mod view;
