//! The native test suite, one binary: scenarios that read like a lab notebook, contracts, parity.

mod byte_parity;
mod lab;
mod policy;
mod storage_contract;
