//! What can be wrong with blocks, with what is appended, and with single blobs of which something else is kept.
//!
//! Sources: Blob service REST API, "Azure Blob Storage error codes"; Azure Data Lake Storage REST API, "Path - Update"
//! and "Path - Delete" (error codes).

use crate::{
    base::ByteSize,
    engine::{
        limits,
        refusal::{Explanation, Refusal},
        storage::{BlobRefusal, StorageRefusal},
    },
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum BlockRefusal {
    InvalidId {
        id: String,
    },
    IdsOfDifferentLength {
        id: String,
        known: String,
    },
    BlockTooLarge {
        size: ByteSize,
    },
    TooManyBlocks {
        blocks: usize,
    },
    TooManyUncommitted {
        blocks: usize,
    },
    NotInList {
        id: String,
    },
    /// What is appended begins behind the `size` bytes that the file has, and is not nothing.
    InvalidPosition {
        position: u64,
        size: u64,
    },
    /// What was appended without a gap ends at `end`.
    InvalidFlushPosition {
        position: u64,
        end: u64,
    },
    DirectoryNotEmpty {
        path: String,
    },
    /// A directory cannot become part of itself.
    RenamedIntoItself {
        path: String,
    },
    /// The lease that a write names is not the one there is. An empty path is a container.
    LeaseMismatch {
        path: String,
    },
    /// A write names a lease, and there is none.
    NoLease {
        path: String,
    },
}

impl From<BlockRefusal> for Refusal {
    fn from(error: BlockRefusal) -> Self {
        BlobRefusal::from(error).into()
    }
}

impl From<BlockRefusal> for BlobRefusal {
    fn from(error: BlockRefusal) -> Self {
        BlobRefusal::Block(error)
    }
}

impl From<BlobRefusal> for StorageRefusal {
    fn from(error: BlobRefusal) -> Self {
        StorageRefusal::Blob(error)
    }
}

impl BlockRefusal {
    pub fn explain(&self) -> Explanation {
        use BlockRefusal::*;
        match self {
            InvalidId { id } => Explanation::new(
                "InvalidQueryParameterValue",
                format!("'{id}' is not a valid block ID."),
                format!(
                    "A block ID is a Base64 text of 1 to {} bytes before it is encoded.",
                    limits::BLOCK_ID_BYTES_MAX
                ),
                "Encode the block ID.",
            ),
            IdsOfDifferentLength { id, known } => Explanation::new(
                "InvalidBlobOrBlock",
                "The specified blob or block content is invalid.",
                format!("The block IDs of a blob have one length: '{id}' and '{known}' have not."),
                "Pad the block IDs to one length.",
            ),
            BlockTooLarge { size } => Explanation::new(
                "RequestBodyTooLarge",
                format!("A block of {size} is too large."),
                format!("A block has at most {}.", limits::BLOCK_SIZE_MAX),
                "Use smaller blocks.",
            ),
            TooManyBlocks { blocks } => Explanation::new(
                "BlockListTooLong",
                format!("The block list of {blocks} blocks is too long."),
                format!("A blob has at most {} blocks.", limits::BLOCKS_PER_BLOB_MAX),
                "Use larger blocks.",
            ),
            TooManyUncommitted { blocks } => Explanation::new(
                "BlockCountExceedsLimit",
                format!("The blob has {blocks} uncommitted blocks."),
                format!("A blob has at most {} of them.", limits::UNCOMMITTED_BLOCKS_MAX),
                "Commit the blocks, or write the blob anew.",
            ),
            NotInList { id } => Explanation::new(
                "InvalidBlockList",
                "The specified block list is invalid.",
                format!("The blob has no such block as '{id}'."),
                "Put the block first. Uncommitted blocks are discarded when the blob is written.",
            ),
            InvalidPosition { position, size } => Explanation::new(
                "InvalidAppendPosition",
                format!("Nothing can be appended at {position}."),
                format!("The file has {size} bytes, and something has to be appended behind them."),
                "Append at the end of the file.",
            ),
            InvalidFlushPosition { position, end } => Explanation::new(
                "InvalidFlushPosition",
                format!("The uploaded data does not end at {position}."),
                format!("What was appended without a gap ends at {end}."),
                "Append what is missing, and flush at the end of it.",
            ),
            DirectoryNotEmpty { path } => Explanation::new(
                "DirectoryNotEmpty",
                format!("The directory '{path}' is not empty."),
                "Deleting what is in a directory has to be asked for.",
                "Delete the directory recursively.",
            ),
            RenamedIntoItself { path } => Explanation::new(
                "InvalidRenameSourcePath",
                format!("The directory '{path}' cannot be moved into itself."),
                "The new path lies in the old one.",
                "Choose a path outside the directory.",
            ),
            LeaseMismatch { path } => Explanation::new(
                if path.is_empty() {
                    "LeaseIdMismatchWithContainerOperation"
                } else {
                    "LeaseIdMismatchWithBlobOperation"
                },
                "The lease ID specified did not match the lease ID for the blob or container.",
                "Somebody else holds the lease.",
                "Use the ID of the lease there is, or break it.",
            ),
            NoLease { path } => Explanation::new(
                if path.is_empty() {
                    "LeaseNotPresentWithContainerOperation"
                } else {
                    "LeaseNotPresentWithBlobOperation"
                },
                "There is currently no lease on the blob or container.",
                "It ended, was released or broken, or never was.",
                "Acquire a lease, or write without one.",
            ),
        }
    }
}
