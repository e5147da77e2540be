//! The blocks that a commit changes, on their way from the database: neighbours come with one request.

use super::{
    block_page::{block_key, copy_into},
    failure::Failure,
};
use crate::store::{
    StorageError,
    blocks::{Directory, Rewrite},
};
use ::idb::{KeyRange, ObjectStore, Query, request::futures::GetAllStoreRequestFuture};
use bytes::Bytes;
use std::{collections::VecDeque, future::IntoFuture};
use wasm_bindgen::JsValue;

/// Blocks in the order in which a plan reads them.
pub struct BlockReader {
    /// Those that need not come from the database.
    recent: VecDeque<Option<Bytes>>,
    runs: VecDeque<(u32, GetAllStoreRequestFuture)>,
    /// What is left of the run that came last.
    arrived: std::vec::IntoIter<JsValue>,
}

impl BlockReader {
    /// Asks for all of them.
    pub fn request(
        rows: &ObjectStore,
        directory: &Directory,
        plan: &[Rewrite],
    ) -> Result<BlockReader, Failure> {
        let recent = plan.iter().flat_map(Rewrite::reads).map(|block| directory.recent(block)).collect();
        let runs = directory.runs(plan);
        let mut requested = VecDeque::with_capacity(runs.len());
        for run in runs {
            let (first, last) = (block_key(run.first), block_key(run.last));
            let range = KeyRange::bound(&first, &last, Some(false), Some(false))?;
            let blocks = rows.get_all(Some(Query::from(range)), Some(run.count))?;
            requested.push_back((run.count, blocks.into_future()));
        }
        Ok(BlockReader { recent, runs: requested, arrived: Vec::new().into_iter() })
    }

    /// The next block.
    ///
    /// Errors: those of reading; [`StorageError::Corrupt`] for a block that is not there, or is no bytes.
    pub async fn next(&mut self) -> Result<Bytes, StorageError> {
        if let Some(block) = self.recent.pop_front().flatten() {
            return Ok(block);
        }
        loop {
            if let Some(value) = self.arrived.next() {
                let mut block = Vec::new();
                copy_into(&mut block, &value)?;
                return Ok(block.into());
            }
            let missing = || StorageError::corrupt("a block of rows", "it does not exist");
            // It stays where it is until it has come: whoever waits may stop waiting.
            let (count, blocks) = self.runs.front_mut().ok_or_else(missing)?;
            let (count, blocks) = (*count, blocks.await.map_err(Failure::from)?);
            self.runs.pop_front();
            if blocks.len() != count as usize {
                return Err(missing());
            }
            self.arrived = blocks.into_iter();
        }
    }
}
