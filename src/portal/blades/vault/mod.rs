//! A Backup vault: the frame around all its pages, and its overview.

pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod frame;
#[cfg(target_arch = "wasm32")]
mod pick_instance_pane;
#[cfg(target_arch = "wasm32")]
pub mod view;
