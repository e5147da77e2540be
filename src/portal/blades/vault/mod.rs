//! A Backup vault: the frame around all its pages, its overview, identity, properties and policies.

pub mod policy_line;
pub mod role_line;
pub mod soft_delete_form;
pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod frame;
#[cfg(target_arch = "wasm32")]
pub mod identity;
#[cfg(target_arch = "wasm32")]
pub mod pick_instance_pane;
#[cfg(target_arch = "wasm32")]
pub mod policies;
#[cfg(target_arch = "wasm32")]
pub mod properties;
#[cfg(target_arch = "wasm32")]
mod soft_delete_pane;
#[cfg(target_arch = "wasm32")]
pub mod view;
