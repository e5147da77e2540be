//! Reads chunks out of packs, remembering the packs read last.

use super::{PackId, Storage, StorageError, packs::Location, packs::PackCatalog};
use crate::base::Digest;
use crate::content::{ChunkSource, ReadError};
use bytes::Bytes;
use std::{cell::RefCell, collections::VecDeque, rc::Rc};

/// Packs kept in memory for the chunks that follow. Bounds a reader to 16 MiB.
const REMEMBERED_PACKS_MAX: usize = 8;

/// The chunks of a world.
#[derive(Debug)]
pub struct StoredChunks<S> {
    storage: Rc<S>,
    catalog: Rc<RefCell<PackCatalog>>,
    remembered: RefCell<VecDeque<(PackId, Bytes)>>,
}

impl<S: Storage> StoredChunks<S> {
    pub fn new(storage: Rc<S>, catalog: Rc<RefCell<PackCatalog>>) -> Self {
        Self { storage, catalog, remembered: RefCell::default() }
    }

    fn find(&self, digest: Digest) -> Result<Location, ReadError> {
        self.catalog.borrow().find(digest).ok_or(ReadError::Missing(digest))
    }

    async fn pack(&self, id: PackId) -> Result<Bytes, ReadError> {
        if let Some(bytes) = self.recall(id) {
            return Ok(bytes);
        }
        let read = self.storage.read_pack(id).await;
        let bytes = read.map_err(failed)?;
        let mut remembered = self.remembered.borrow_mut();
        remembered.push_front((id, bytes.clone()));
        remembered.truncate(REMEMBERED_PACKS_MAX);
        Ok(bytes)
    }

    fn recall(&self, id: PackId) -> Option<Bytes> {
        let mut remembered = self.remembered.borrow_mut();
        let index = remembered.iter().position(|(found, _)| *found == id)?;
        let entry = remembered.remove(index)?;
        let bytes = entry.1.clone();
        remembered.push_front(entry);
        Some(bytes)
    }
}

impl<S: Storage> ChunkSource for StoredChunks<S> {
    async fn chunk(&self, digest: Digest) -> Result<Bytes, ReadError> {
        let mut place = self.find(digest)?;
        loop {
            match self.pack(place.pack).await {
                Ok(pack) => return place.cut(&pack).map_err(failed),
                // Garbage collection may have moved the chunk while its old pack was being fetched.
                Err(error) => match self.find(digest)? {
                    now if now == place => return Err(error),
                    moved => place = moved,
                },
            }
        }
    }
}

fn failed(error: StorageError) -> ReadError {
    ReadError::Failed(error.to_string())
}
