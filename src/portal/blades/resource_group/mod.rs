//! A resource group: creating it, what is in it, its deployments, deleting it.

pub mod form;

#[cfg(target_arch = "wasm32")]
pub mod create;
#[cfg(target_arch = "wasm32")]
pub mod view;
