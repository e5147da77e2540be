//! Sample rows of blocks of blobs.

use super::{content, content_id, minute, path};
use crate::{
    base::ByteSize,
    engine::{
        State,
        ids::ContainerId,
        storage::{BlockId, BlockKey, BlockList, CommittedBlock, StagedBlock},
    },
};

pub fn block_key(container: u64, number: u64) -> BlockKey {
    let id = if number % 3 == 2 { BlockId::at(number) } else { BlockId(format!("MDA{number}")) };
    BlockKey { container: ContainerId(container), path: path(number / 2), id }
}

pub fn staged_block(number: u64) -> StagedBlock {
    StagedBlock { content: content(10 + number), staged_at: minute(number) }
}

pub fn block_list(number: u64) -> BlockList {
    let block = |block: u64| CommittedBlock { id: BlockId(format!("MDA{block}")), size: ByteSize(block) };
    BlockList { content: content_id(number), blocks: (0..number % 3).map(block).collect() }
}

/// Adds rows to every table of this file.
pub(super) fn add_blocks(state: &mut State) {
    for number in 0..6 {
        state.staged_blocks.put(block_key(number / 4, number), staged_block(number));
        state.block_lists.put((ContainerId(number / 4), path(number)), block_list(number));
    }
}
