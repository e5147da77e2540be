//! The single-writer loop around the engine: every request goes through [`World::execute`], one batch after
//! the other, and is answered when its rows are durable.
//!
//! The runtime owns what the engine must not know: storage, the order of commits, the pace of simulated
//! time against real time. It knows no browser: real time is handed in as milliseconds, storage is a trait.
//!
//! Invariants: nobody sees a state that storage does not hold; after a failed commit the state in memory is
//! dropped and opened again (there is no rollback code; a stretch of time that is given up leaves the copy that was taken
//! before it); commits are numbered without a gap.

pub mod advance;
mod clock_run;
pub mod disk_bytes;
pub mod journal;
pub mod jump;
pub mod ledger;
pub mod pace;
pub mod pacer;
pub mod savepoints;
#[cfg(test)]
mod simulation;
pub mod stretch;
pub mod transfer;
pub mod world;

pub use advance::{Advanced, SliceEnd};
pub use jump::Jump;
pub use ledger::Ledger;
pub use pace::{Pace, Unhurried};
pub use pacer::Pacer;
pub use stretch::Stretch;
pub use transfer::{Shelf, UploadSession};
pub use world::{Executed, World};
