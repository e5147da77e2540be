//! The native test suite: one binary, so that it links once. Its scenarios read like a lab notebook.

mod byte_parity;
mod lab;
mod site;
mod storage_contract;

mod access;
mod order_of_checks;
mod policy;
mod queries;
mod resources;
mod storage;
mod vault;
