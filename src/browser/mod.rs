//! The browser behind small doors: database, files, ports, clock. The only module below the portal that may
//! name `web-sys`.

pub mod engine_worker;
pub mod files;
pub mod gateway;
pub mod idb;
pub mod link;
mod memory;
pub mod service_worker;
pub mod worker;
