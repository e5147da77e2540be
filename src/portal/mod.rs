//! The portal: what a person sees.
//!
//! Blades ask queries and send commands through [`crate::rpc`]; they hold no state of the simulated cloud.
//! Conditions, wording and formatting live in view models and [`format`], which know nothing of a browser and
//! are tested natively; markup and wiring live in `view.rs` files, which exist in wasm only.

pub mod format;
pub mod route;
