//! *Access policy* of a container: its time-based retention policy and its legal holds.
//!
//! Source: Azure Storage, "Configure immutability policies for containers", portal.

pub mod form;
pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod pane;
