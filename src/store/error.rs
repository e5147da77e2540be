//! What can go wrong with a database: storage trouble, never a refusal of the engine.

use crate::base::ByteSize;
use thiserror::Error;

/// Why the database did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StorageError {
    /// The browser gives this site no more room. Nothing of the batch was written.
    ///
    /// `available` is zero where the browser does not tell the truth about it.
    #[error("{needed} are needed and {available} are left for this site")]
    QuotaExceeded { needed: ByteSize, available: ByteSize },
    /// There is no database to be had: private window, sandboxed frame, blocked by another tab.
    #[error("the browser's database cannot be used: {0}")]
    Unavailable(String),
    /// The connection was closed: by another tab's upgrade, by clearing site storage, or never opened.
    #[error("the connection to the browser's database was closed")]
    Closed,
    /// A later build has written the database; this one must not.
    #[error("the database has format {found}, this build writes at most {supported}")]
    NewerVersion { found: u32, supported: u32 },
    /// Another writer has committed in between.
    #[error("commit {attempted} does not follow commit {stored}: another worker has written")]
    Conflict { stored: u64, attempted: u64 },
    /// Something that was written cannot be read as what it is.
    #[error("{place} is damaged: {reason}")]
    Corrupt { place: String, reason: String },
    /// Anything else, in the database's words.
    #[error("the browser's database failed: {0}")]
    Failed(String),
}

impl StorageError {
    /// Damage at `place`.
    pub fn corrupt(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Corrupt { place: place.into(), reason: reason.into() }
    }
}
