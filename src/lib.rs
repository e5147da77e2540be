//! Vault Lab: Azure Backup in a browser tab.

pub mod base;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod content;
pub mod engine;
pub mod portal;
pub mod rpc;
pub mod runtime;
pub mod scenarios;
pub mod store;
