//! The only module outside the portal that names the browser: its database, its files.

pub mod files;
pub mod idb;
