//! The portal: what a person sees.
//!
//! Blades ask queries and send commands through [`crate::rpc`]; they hold no state of the simulated cloud.
//! Conditions, wording and formatting live in view models and [`format`], which know nothing of a browser and
//! are tested natively; markup and wiring live in `view.rs` files, which exist in wasm only.

#[cfg(target_arch = "wasm32")]
pub mod app;
pub mod arrange;
pub mod blades;
pub mod calendar;
pub mod chart;
#[cfg(target_arch = "wasm32")]
pub mod chrome;
#[cfg(target_arch = "wasm32")]
pub mod controls;
pub mod csv;
#[cfg(target_arch = "wasm32")]
pub mod draft;
pub mod failure;
pub mod format;
#[cfg(target_arch = "wasm32")]
pub mod gallery;
pub mod now;
pub mod percent;
pub mod request_log;
pub mod route;
pub mod roving;
pub mod savepoints;
pub mod scenarios;
pub mod search;
#[cfg(target_arch = "wasm32")]
pub mod session;
#[cfg(target_arch = "wasm32")]
pub mod settled;
#[cfg(target_arch = "wasm32")]
pub mod shell;
pub mod simulation;
pub mod uploads;

#[cfg(target_arch = "wasm32")]
pub use app::start;
