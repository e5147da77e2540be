//! The native test suite: one binary, so that it links once. Its scenarios read like a lab notebook.

mod blob_site;
mod byte_parity;
mod disk_site;
mod lab;
mod site;
mod storage_contract;

mod access;
mod backup;
mod blob_access;
mod blob_model;
mod compute;
mod data_protection;
mod disk_backup;
mod disk_bytes;
mod disk_chains;
mod disk_events;
mod disk_model;
mod disk_policy;
mod disk_readiness;
mod disk_restore;
mod disk_states;
mod disk_use;
mod jobs;
mod order_of_checks;
mod policy;
mod protection;
mod queries;
mod replica;
mod resources;
mod restore;
mod schedule;
mod soft_delete;
mod storage;
mod vault;
mod versions;
