//! *Project details* of every create wizard: subscription, and a resource group that exists or is made with it.

pub mod form;
#[cfg(target_arch = "wasm32")]
pub mod view;
