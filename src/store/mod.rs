//! Keeps the world: rows, packs of chunks, and the one transaction that writes them together.
//!
//! [`Storage`] is the whole contract with a database. The browser's implementation writes to
//! IndexedDB, [`MemoryStorage`] keeps everything in memory and can be told to fail. Above it lie the
//! framing of rows ([`row`]) and their blocks ([`blocks`]), the engine's tables ([`world`]), the packs ([`packs`]), reading chunks out of them ([`chunks`]) and
//! garbage collection ([`gc`]), and what rows were before ([`savepoints`]).
//!
//! Invariants: a commit is visible wholly or not at all; a chunk is written before or together with
//! the row that needs it; commits are numbered without a gap, so that a second writer is noticed.

mod batch;
pub mod blocks;
pub mod chunks;
mod error;
pub mod gc;
mod memory;
pub mod packs;
pub mod row;
mod rows;
pub mod savepoints;
#[cfg(test)]
mod tests;
pub mod world;

pub use batch::{Batch, Durability, NewPack, PackId, RowWrite, TableTag};
pub use chunks::StoredChunks;
pub use error::StorageError;
pub use memory::{Fault, FaultMoment, MemoryStorage};
pub use packs::{PackBuilder, PackCatalog, Pins, SealedPack};
pub use savepoints::Savepoints;

use crate::base::ByteSize;
use bytes::Bytes;

/// The layout of the database this build writes; a database with a higher one is only read.
///
/// 1: each row a value of its own. 2: rows in [`blocks`]; values of format 1 are read, and become blocks when they are
/// written again. 3: [`savepoints`]; a build that knows none would write on without keeping what rows were.
pub const FORMAT_VERSION: u32 = 3;

/// What opening found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Layout of the database, at most [`FORMAT_VERSION`].
    pub format: u32,
    /// Number of the last commit; zero where nothing has ever been committed.
    pub sequence: u64,
}

/// How a commit ended that could be given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitEnd {
    Complete,
    /// Nothing was written.
    GivenUp,
}

/// How much is stored and how much may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    pub usage: ByteSize,
    /// A browser's word, not a promise: Chromium always says usage plus 10 GiB.
    pub quota: ByteSize,
}

/// Receives a row's key and value.
pub type RowSink<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> Result<(), StorageError>;

/// A database of rows and packs.
///
/// Errors: every operation may fail with [`StorageError::Closed`] or [`StorageError::Failed`]; after a
/// failed [`Storage::commit`] the caller drops what it has in memory and opens again, for the commit may
/// have taken effect all the same.
#[allow(async_fn_in_trait, reason = "one thread: the worker's")]
pub trait Storage: 'static {
    /// Opens the database, making it where there is none.
    ///
    /// Errors: [`StorageError::NewerVersion`] where a later build has written it; rows and packs can
    /// then still be read (for an export), commits are refused.
    async fn open(&self) -> Result<Opened, StorageError>;

    /// The rows of a table whose keys begin with `prefix`, in the order of their keys.
    async fn load_rows(&self, table: TableTag, prefix: &[u8], sink: RowSink<'_>) -> Result<(), StorageError>;

    /// All rows of a table in the order of their keys.
    async fn load_table(&self, table: TableTag, sink: RowSink<'_>) -> Result<(), StorageError> {
        self.load_rows(table, &[], sink).await
    }

    /// Writes a batch in one transaction, and answers when that is complete.
    ///
    /// Errors: [`StorageError::Conflict`] where `batch.sequence` is not the next number, which means
    /// that somebody else has written; [`StorageError::QuotaExceeded`].
    async fn commit(&self, batch: Batch) -> Result<(), StorageError> {
        self.commit_unless(batch, &|| false).await.map(drop)
    }

    /// The same, which can be given up as long as the transaction was not asked to complete: nothing is written then.
    async fn commit_unless(
        &self,
        batch: Batch,
        is_given_up: &dyn Fn() -> bool,
    ) -> Result<CommitEnd, StorageError>;

    /// The bytes of a pack.
    ///
    /// Errors: [`StorageError::Corrupt`] where it does not exist.
    async fn read_pack(&self, id: PackId) -> Result<Bytes, StorageError>;

    /// Forgets everything: rows, packs, sequence number, also of a newer format. Open again afterwards.
    async fn clear(&self) -> Result<(), StorageError>;

    /// Usage and quota.
    async fn estimate(&self) -> Result<Estimate, StorageError>;
}
