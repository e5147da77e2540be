//! The frame of wizards that create one resource: tabs, the answer to *may I*, the review, the deployment.
//!
//! A wizard brings a [`CreateForm`] (what is entered, and the command it comes to) and the contents of its first tabs;
//! *Tags* and *Review + create* are the same everywhere.

pub mod form;

#[cfg(target_arch = "wasm32")]
pub mod view;

pub use form::{CreateForm, Creation};
