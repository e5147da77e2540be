//! One backup policy: its schedule, its rules, what they will do, and who uses it.

#[cfg(target_arch = "wasm32")]
pub mod preview;
#[cfg(target_arch = "wasm32")]
pub mod view;
pub mod view_model;
