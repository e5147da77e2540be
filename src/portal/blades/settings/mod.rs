//! Settings of the portal and of the simulator.

#[cfg(target_arch = "wasm32")]
pub mod view;
