//! The native test suite: one binary, so that it links once.

mod byte_parity;
mod storage_contract;
