//! Backup reports: storage, recovery points, success and cost over time, of one vault and of all of them.

pub mod figures;
pub mod filter;
pub mod gathered;
pub mod price_form;
pub mod sketch;
