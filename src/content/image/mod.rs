//! The bytes of a disk: layers of changes, each above the one it was written on.
//!
//! ```text
//!  disk ───────────► layer 3   what was written since the last snapshot
//!  snapshot tue ───► layer 2   what was written on Tuesday
//!  snapshot mon ───► layer 1   what was written before
//! ```
//!
//! A [`Layer`] is a pile of [`Stage`]s, the newest on top: explicit [`ExtentMap`]s, and [`Churn`]s, which rewrite a
//! share of the disk and are named, not listed. Bytes are read from the top down ([`Stack`]); what no stage has written
//! is zero. So a snapshot costs nothing (the disk gets an empty layer, and the one below is never written again), its
//! size is that of its own layer, a restored disk is an empty layer above a snapshot's, and a snapshot that is deleted
//! leaves its layer to the one above ([`Layer::put_below`]).
//!
//! Invariants: offsets and lengths of extents, and the size of a disk, are whole [`BLOCK_BYTES`]; an extent with a chunk
//! is one block; extents of a map do not overlap.

mod churn;
mod cutter;
mod digest;
mod extents;
mod layer;
mod stack;
#[cfg(test)]
mod tests;
mod units;

pub use churn::Churn;
pub use cutter::BlockCutter;
pub use digest::{Image, ImageHasher, digest_of};
pub use extents::ExtentMap;
pub use layer::{Layer, Stage};
pub use stack::Stack;
pub use units::UnitSet;

/// Images are cut into blocks of this size, and written in whole blocks. Units: bytes.
pub const BLOCK_BYTES: u64 = 128 << 10;

/// Changes are accounted, and simulated, in units of this size. Azure does not publish its own. Units: bytes.
pub const UNIT_BYTES: u64 = 1 << 20;

/// Units of the largest disk are far fewer; products of two numbers below it fit into 64 bits.
const UNITS_MAX: u64 = 1 << 31;
