//! Packs: values of one to two mebibytes that hold many chunks, and the catalog that finds a chunk.
//!
//! An upload hands each chunk to the [`PackBuilder`]; what the catalog knows already is not stored
//! again. A full pack comes back sealed, and its bytes and index row go into one commit. The chunk is
//! pinned meanwhile: until the row which needs it is committed, nothing but the pin keeps it from
//! garbage collection.
//!
//! After a failed commit catalog and builder are dropped and the catalog is loaded again, as everything
//! in memory is: chunks they promise may not exist. Transfers in flight have to start again.

mod builder;
mod catalog;
mod index_row;

pub use builder::{Added, PackBuilder, SealedPack};
pub use catalog::{Location, PackCatalog, PackTotals, Pins};

pub(super) use catalog::{Pack, PackState};

/// A pack is sealed when it has as much. Units: bytes.
pub const PACK_BYTES_MIN: usize = 1 << 20;
/// No pack has more: beyond this size IndexedDB blocks its caller for long. Units: bytes.
pub const PACK_BYTES_MAX: usize = 2 << 20;
/// Longest chunk a pack takes, so that one more never carries it over its limit. Units: bytes.
pub const PACKED_CHUNK_BYTES_MAX: usize = PACK_BYTES_MAX - PACK_BYTES_MIN;
