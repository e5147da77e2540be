//! Backup reports: storage, recovery points, success and cost over time, of one vault and of all of them.

pub mod figures;
pub mod filter;
pub mod gathered;
pub mod price_form;
#[cfg(target_arch = "wasm32")]
mod price_pane;
#[cfg(target_arch = "wasm32")]
pub mod view;
