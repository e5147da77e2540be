//! A container's files: browse directories, upload, download, delete, verify.
//!
//! Source: Azure Storage, "Quickstart: Upload, download, and list blobs with the Azure portal".

pub mod form;
pub mod view_model;

#[cfg(target_arch = "wasm32")]
mod commands;
#[cfg(target_arch = "wasm32")]
mod details_pane;
#[cfg(target_arch = "wasm32")]
mod dialogs;
#[cfg(target_arch = "wasm32")]
mod picked;
#[cfg(target_arch = "wasm32")]
mod upload_pane;
#[cfg(target_arch = "wasm32")]
mod uploads_list;
#[cfg(target_arch = "wasm32")]
pub mod view;
