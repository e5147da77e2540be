<<<<<<< HEAD
//! The native test suite: one binary, so that it links once.

mod byte_parity;
mod storage_contract;
=======
//! The native test suite: scenarios that read like a lab notebook.

mod lab;
<<<<<<< HEAD
>>>>>>> engine-a
=======
mod policy;
>>>>>>> engine-b
