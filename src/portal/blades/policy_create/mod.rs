//! Create Backup Policy: the wizard that makes a policy for data lakes.
//!
//! Tabs: Basics, Schedule + retention, Review + create. What was entered survives a reload.

pub mod form;
pub mod rule_form;

#[cfg(target_arch = "wasm32")]
mod rule_pane;
#[cfg(target_arch = "wasm32")]
mod schedule_tab;
#[cfg(target_arch = "wasm32")]
pub mod view;
