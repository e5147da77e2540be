//! *Locks*: what counts at a scope, adding a lock to it and deleting one.
//!
//! Source: Azure Resource Manager, "Lock your Azure resources to protect your infrastructure", portal.

pub mod form;
pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod add_pane;
#[cfg(target_arch = "wasm32")]
pub mod view;
