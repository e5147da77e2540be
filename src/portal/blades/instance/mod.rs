//! A backup instance: its protection, its restore points and jobs, and what can be done with it.

pub mod form;
pub mod view_model;
pub mod why_kept;

#[cfg(target_arch = "wasm32")]
mod backup_now_pane;
#[cfg(target_arch = "wasm32")]
mod edit_pane;
#[cfg(target_arch = "wasm32")]
pub mod panes;
#[cfg(target_arch = "wasm32")]
mod point_calendar;
#[cfg(target_arch = "wasm32")]
pub mod points;
#[cfg(target_arch = "wasm32")]
mod stop_pane;
#[cfg(target_arch = "wasm32")]
pub mod view;
#[cfg(target_arch = "wasm32")]
mod why_kept_pane;
