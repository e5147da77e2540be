//! Create Backup vault: basics, vault properties, tags.

pub mod form;

#[cfg(target_arch = "wasm32")]
mod group_field;
#[cfg(target_arch = "wasm32")]
mod steps;
#[cfg(target_arch = "wasm32")]
pub mod view;
#[cfg(target_arch = "wasm32")]
mod wizard;
