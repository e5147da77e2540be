//! Reads chunks out of packs, remembering the packs read last and fetching the next ones ahead.

use super::{PackId, Storage, StorageError, packs::Location, packs::PackCatalog};
use crate::base::Digest;
use crate::content::{ChunkSource, ReadError};
use bytes::Bytes;
use futures::future::{FutureExt, LocalBoxFuture};
use std::{
    cell::RefCell,
    collections::VecDeque,
    fmt,
    rc::Rc,
    task::{Context, Poll, Waker},
};

/// Packs kept in memory for the chunks that follow. With those fetched ahead, bounds a reader to 24 MiB.
const REMEMBERED_PACKS_MAX: usize = 8;

/// Packs asked for before they are needed: with fewer the database is idle while the browser takes a part of a download.
const AHEAD_PACKS_MAX: usize = 4;

/// The chunks of a world.
pub struct StoredChunks<S> {
    storage: Rc<S>,
    catalog: Rc<RefCell<PackCatalog>>,
    remembered: RefCell<VecDeque<(PackId, Bytes)>>,
    ahead: RefCell<VecDeque<Ahead>>,
}

/// A pack that was asked for before it is needed.
struct Ahead {
    id: PackId,
    reading: LocalBoxFuture<'static, Result<Bytes, StorageError>>,
}

impl<S: Storage> StoredChunks<S> {
    pub fn new(storage: Rc<S>, catalog: Rc<RefCell<PackCatalog>>) -> Self {
        Self { storage, catalog, remembered: RefCell::default(), ahead: RefCell::default() }
    }

    fn find(&self, digest: Digest) -> Result<Location, ReadError> {
        self.catalog.borrow().find(digest).ok_or(ReadError::Missing(digest))
    }

    async fn pack(&self, id: PackId) -> Result<Bytes, ReadError> {
        if let Some(bytes) = self.recall(id) {
            return Ok(bytes);
        }
        let read = match self.take_ahead(id) {
            Some(Ahead { reading, .. }) => reading.await,
            None => self.storage.read_pack(id).await,
        };
        let bytes = read.map_err(failed)?;
        self.remember(id, bytes.clone());
        Ok(bytes)
    }

    fn take_ahead(&self, id: PackId) -> Option<Ahead> {
        let mut ahead = self.ahead.borrow_mut();
        let index = ahead.iter().position(|ahead| ahead.id == id)?;
        ahead.remove(index)
    }

    fn recall(&self, id: PackId) -> Option<Bytes> {
        let mut remembered = self.remembered.borrow_mut();
        let index = remembered.iter().position(|(found, _)| *found == id)?;
        let entry = remembered.remove(index)?;
        let bytes = entry.1.clone();
        remembered.push_front(entry);
        Some(bytes)
    }

    fn remember(&self, id: PackId, bytes: Bytes) {
        let mut remembered = self.remembered.borrow_mut();
        remembered.push_front((id, bytes));
        remembered.truncate(REMEMBERED_PACKS_MAX);
    }

    fn is_remembered(&self, id: PackId) -> bool {
        self.remembered.borrow().iter().any(|(found, _)| *found == id)
    }

    fn is_coming(&self, id: PackId) -> bool {
        self.ahead.borrow().iter().any(|ahead| ahead.id == id)
    }

    /// Starts to read a pack. Polling once sends the request; who needs the pack waits for the rest.
    fn read_ahead(&self, id: PackId) {
        let storage = self.storage.clone();
        let mut reading = async move { storage.read_pack(id).await }.boxed_local();
        match reading.poll_unpin(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(bytes)) => self.remember(id, bytes),
            // It will fail again for the one who needs it, if anybody does.
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                let mut ahead = self.ahead.borrow_mut();
                // What was fetched ahead for a reader that has gone elsewhere makes room.
                if ahead.len() == AHEAD_PACKS_MAX {
                    ahead.pop_front();
                }
                ahead.push_back(Ahead { id, reading });
            }
        }
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

    fn will_need(&self, digests: &mut dyn Iterator<Item = Digest>) {
        let mut wanted: Vec<PackId> = Vec::new();
        for place in digests.filter_map(|digest| self.catalog.borrow().find(digest)) {
            if wanted.last() != Some(&place.pack) && wanted.len() < AHEAD_PACKS_MAX + 1 {
                wanted.push(place.pack);
            }
        }
        // The first of them is mostly the one in use, and here.
        let missing = wanted.into_iter().filter(|id| !self.is_remembered(*id)).take(AHEAD_PACKS_MAX);
        missing.filter(|id| !self.is_coming(*id)).for_each(|id| self.read_ahead(id));
    }
}

impl<S> fmt::Debug for StoredChunks<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredChunks").field("remembered", &self.remembered).finish_non_exhaustive()
    }
}

fn failed(error: StorageError) -> ReadError {
    ReadError::Failed(error.to_string())
}
