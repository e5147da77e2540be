//! *Assign missing roles*: gives a vault's identity the role it needs, or a template for somebody who can.

pub mod form;
pub mod template;
#[cfg(target_arch = "wasm32")]
pub mod view;

#[cfg(target_arch = "wasm32")]
pub use view::{MissingRolesPane, ReadinessDetails, download_template};
