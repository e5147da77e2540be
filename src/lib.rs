pub mod base;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod content;
pub mod store;
