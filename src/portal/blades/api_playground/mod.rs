//! The API playground: requests of the REST API, sent to the simulator and nowhere else.

pub mod examples;
pub mod form;
pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod view;
