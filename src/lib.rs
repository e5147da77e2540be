//! Vault Lab: Azure Backup in a browser tab.

pub mod base;
pub mod content;
pub mod engine;
pub mod portal;
pub mod rpc;
pub mod store;
