//! Version 1 of the stored rows: frozen.
//!
//! No field, variant, order, number or name in here ever changes; a changed shape is a version 2. Only the
//! conversions follow the engine's types. `tests/golden/v1.rows` holds a database in this version.

pub mod activity;
pub mod alert;
pub mod blobs;
pub mod blocks;
pub mod compute;
pub mod content;
pub mod directory;
pub mod job;
pub mod names;
pub mod policy;
pub mod protection;
pub mod storage;
pub mod timer;
pub mod usage;
pub mod vault;
pub mod world;
