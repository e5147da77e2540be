//! Home: the services, the resources, and the ways on.

#[cfg(target_arch = "wasm32")]
pub mod view;
