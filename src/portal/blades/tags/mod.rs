//! Tags: the page that edits those of a resource, and the rows that create wizards share with it.
//!
//! Source: Azure Resource Manager, "Use tags to organize your Azure resources".

pub mod form;
#[cfg(target_arch = "wasm32")]
pub mod view;
