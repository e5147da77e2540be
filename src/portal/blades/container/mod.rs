//! A container's files: browse directories, upload, download, delete, verify; in a flat account also what its blobs were.
//!
//! Source: Azure Storage, "Quickstart: Upload, download, and list blobs with the Azure portal".

pub mod deleted;
pub mod form;
pub mod versions;
pub mod view_model;

#[cfg(target_arch = "wasm32")]
mod commands;
#[cfg(target_arch = "wasm32")]
mod deleted_view;
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
mod versions_view;
#[cfg(target_arch = "wasm32")]
pub mod view;
