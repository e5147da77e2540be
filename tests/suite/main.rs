//! The native test suite: scenarios that read like a lab notebook.

mod jobs;
mod lab;
mod policy;
mod protection;
mod restore;
mod site;
