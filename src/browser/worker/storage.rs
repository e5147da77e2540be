//! Which database the worker has: IndexedDB, or memory where the browser refuses one.

use crate::{
    browser::idb::{DATABASE_NAME, IdbStorage},
    store::{
        Batch, CommitEnd, Estimate, MemoryStorage, Opened, PackId, RowSink, Storage, StorageError, TableTag,
    },
};
use bytes::Bytes;

/// The worker's database.
pub enum WorkerStorage {
    Kept(IdbStorage),
    Memory(MemoryStorage),
}

impl WorkerStorage {
    /// IndexedDB where it can be had, with the reason where it cannot.
    ///
    /// # Errors
    /// A database that is there but cannot be used: of a newer build, or damaged.
    pub async fn choose() -> (WorkerStorage, Option<String>) {
        let kept = IdbStorage::new(DATABASE_NAME);
        match kept.open().await {
            Err(StorageError::Unavailable(reason)) => {
                (WorkerStorage::Memory(MemoryStorage::new()), Some(reason))
            }
            Ok(_) | Err(_) => (WorkerStorage::Kept(kept), None),
        }
    }
}

macro_rules! forward {
    ($storage:expr, $inner:ident => $call:expr) => {
        match $storage {
            WorkerStorage::Kept($inner) => $call,
            WorkerStorage::Memory($inner) => $call,
        }
    };
}

impl Storage for WorkerStorage {
    async fn open(&self) -> Result<Opened, StorageError> {
        forward!(self, inner => inner.open().await)
    }

    async fn load_rows(&self, table: TableTag, prefix: &[u8], sink: RowSink<'_>) -> Result<(), StorageError> {
        forward!(self, inner => inner.load_rows(table, prefix, sink).await)
    }

    async fn commit_unless(
        &self,
        batch: Batch,
        is_given_up: &dyn Fn() -> bool,
    ) -> Result<CommitEnd, StorageError> {
        forward!(self, inner => inner.commit_unless(batch, is_given_up).await)
    }

    async fn read_pack(&self, id: PackId) -> Result<Bytes, StorageError> {
        forward!(self, inner => inner.read_pack(id).await)
    }

    async fn clear(&self) -> Result<(), StorageError> {
        forward!(self, inner => inner.clear().await)
    }

    async fn estimate(&self) -> Result<Estimate, StorageError> {
        forward!(self, inner => inner.estimate().await)
    }
}
