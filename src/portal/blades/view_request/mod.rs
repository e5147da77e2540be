//! *View request*: what Azure would be asked for, before it is asked and afterwards.

pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod view;
