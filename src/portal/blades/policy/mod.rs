//! A backup policy: its schedule, retention rules, next runs and the instances that use it.

pub mod kept_points;
pub mod point_calendar;
pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod calendar_picture;
#[cfg(target_arch = "wasm32")]
pub mod kept_picture;
#[cfg(target_arch = "wasm32")]
pub mod preview;
#[cfg(target_arch = "wasm32")]
pub mod view;
