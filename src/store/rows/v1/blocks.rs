//! Rows of blocks of blobs, version 1.

use super::content::ContentTwin;
use crate::{
    engine::storage::{BlockList, CommittedBlock, StagedBlock},
    store::{
        row::RowError,
        rows::twin::{Stored, twin},
    },
};
use serde::{Deserialize, Serialize};

twin! {
    StagedBlockTwin of StagedBlock {
        content: ContentTwin,
        staged_at: i64,
    }
}

twin! {
    BlockListTwin of BlockList {
        content: [u8; 32],
        blocks: Vec<CommittedBlockTwin>,
    }
}

twin! {
    CommittedBlockTwin of CommittedBlock {
        id: String,
        size: u64,
    }
}
