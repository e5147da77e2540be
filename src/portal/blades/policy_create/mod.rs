//! Create Backup Policy: schedule, retention rules and a preview of what they mean.

pub mod form;

#[cfg(target_arch = "wasm32")]
mod rules;
#[cfg(target_arch = "wasm32")]
pub mod view;
#[cfg(target_arch = "wasm32")]
mod wizard;
