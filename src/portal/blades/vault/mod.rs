//! A Backup vault: its frame and menu, overview, identity, properties, and its lists of instances, policies
//! and jobs.

pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod frame;
#[cfg(target_arch = "wasm32")]
mod identity;
#[cfg(target_arch = "wasm32")]
mod instances;
#[cfg(target_arch = "wasm32")]
pub mod jobs;
#[cfg(target_arch = "wasm32")]
mod overview;
#[cfg(target_arch = "wasm32")]
mod policies;
#[cfg(target_arch = "wasm32")]
mod properties;
#[cfg(target_arch = "wasm32")]
pub mod view;
