//! *Recoverability* of a storage account: where its bytes are, and what each way of losing them would leave. The
//! simulator's own page: Azure has none like it.

pub mod view_model;

#[cfg(target_arch = "wasm32")]
pub mod view;
