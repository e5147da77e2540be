//! Uploads under way: they go on when the pane that started them is closed and when another blade is opened.
//!
//! [`list`] decides which file is next and what is told of them; `store` holds the browser's files and sends them.

pub mod list;
#[cfg(target_arch = "wasm32")]
mod store;

pub use list::{Ended, Ending, NewUpload, UploadList, UploadNumber};
#[cfg(target_arch = "wasm32")]
pub use store::{PickedFile, Uploads, use_uploads};
