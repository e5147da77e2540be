//! The native test suite: scenarios that read like a lab notebook.

mod lab;
mod policy;
mod protection;
mod site;
