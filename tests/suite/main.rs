//! The native test suite: scenarios that read like a lab notebook.

mod backup;
mod jobs;
mod lab;
mod policy;
mod protection;
mod replica;
mod restore;
mod schedule;
mod site;
