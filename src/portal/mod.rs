//! The portal: blades over controls, in the page's own thread. Markup compiles for wasm only.

#[cfg(target_arch = "wasm32")]
pub mod controls;
#[cfg(target_arch = "wasm32")]
pub mod shell;
