//! Access control (IAM): who may do what at a scope, and giving roles.
//!
//! Source: Azure RBAC, "Assign Azure roles using the Azure portal" and "List Azure role assignments".

pub mod form;
pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod add_view;
#[cfg(target_arch = "wasm32")]
mod assignments_tab;
#[cfg(target_arch = "wasm32")]
mod check_tab;
#[cfg(target_arch = "wasm32")]
mod members_pane;
#[cfg(target_arch = "wasm32")]
mod role_pane;
#[cfg(target_arch = "wasm32")]
pub mod view;
