//! A subscription: its resource groups and what one may do in it.

#[cfg(target_arch = "wasm32")]
pub mod view;
