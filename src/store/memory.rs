//! A database in memory: what the worker uses where the browser refuses IndexedDB, and what tests use
//! because it can be told to fail.

use super::{
    Batch, CommitEnd, Estimate, FORMAT_VERSION, Opened, PackId, RowSink, Storage, StorageError, TableTag,
};
use crate::base::ByteSize;
use bytes::Bytes;
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

/// When an injected failure strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultMoment {
    /// Nothing has happened.
    Before,
    /// All has happened, but the answer was lost.
    After,
}

/// A failure that was ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Counted over all operations from the making of the storage; the first is number 1.
    pub operation: u64,
    pub moment: FaultMoment,
    pub error: StorageError,
}

#[derive(Debug, Default)]
struct Contents {
    format: u32,
    sequence: u64,
    rows: BTreeMap<(TableTag, Vec<u8>), Vec<u8>>,
    packs: BTreeMap<PackId, Bytes>,
    quota: Option<ByteSize>,
    operations: u64,
    faults: Vec<Fault>,
}

/// A handle to a database in memory; clones share it, so that a "reopening" sees what was committed.
#[derive(Clone, Debug, Default)]
pub struct MemoryStorage {
    kept: Rc<RefCell<Contents>>,
}

impl MemoryStorage {
    pub fn new() -> Self {
        Self::default()
    }

    /// Orders a failure.
    pub fn inject(&self, fault: Fault) {
        self.kept.borrow_mut().faults.push(fault);
    }

    /// Orders that the next commit, or whichever operation comes next, fails.
    pub fn fail_next(&self, moment: FaultMoment, error: StorageError) {
        let operation = self.operations() + 1;
        self.inject(Fault { operation, moment, error });
    }

    /// Takes back all failures that have not struck yet.
    pub fn forget_faults(&self) {
        self.kept.borrow_mut().faults.clear();
    }

    /// Operations so far, failed ones included.
    pub fn operations(&self) -> u64 {
        self.kept.borrow().operations
    }

    /// Limits what may be stored; without a limit memory is the limit.
    pub fn set_quota(&self, quota: ByteSize) {
        self.kept.borrow_mut().quota = Some(quota);
    }

    /// Pretends that a later build has written the database.
    pub fn set_format(&self, format: u32) {
        self.kept.borrow_mut().format = format;
    }

    /// The packs that exist, for checking that nothing leaks.
    pub fn pack_ids(&self) -> Vec<PackId> {
        self.kept.borrow().packs.keys().copied().collect()
    }

    /// Changes a stored pack behind everybody's back, as a failing disk would.
    pub fn damage_pack(&self, id: PackId, damage: impl FnOnce(&mut Vec<u8>)) {
        if let Some(bytes) = self.kept.borrow_mut().packs.get_mut(&id) {
            let mut changed = bytes.to_vec();
            damage(&mut changed);
            *bytes = changed.into();
        }
    }

    /// Runs an operation, failing before or behind it where that was ordered.
    fn operate<T>(
        &self,
        work: impl FnOnce(&mut Contents) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let mut kept = self.kept.borrow_mut();
        kept.operations += 1;
        let now = kept.operations;
        let ordered = kept.faults.iter().position(|fault| fault.operation == now);
        match ordered.map(|index| kept.faults.swap_remove(index)) {
            Some(Fault { moment: FaultMoment::Before, error, .. }) => Err(error),
            Some(Fault { moment: FaultMoment::After, error, .. }) => work(&mut kept).and(Err(error)),
            None => work(&mut kept),
        }
    }
}

impl Contents {
    fn usage(&self) -> ByteSize {
        let rows = self.rows.iter().map(|((_, key), value)| key.len() + value.len());
        let packs = self.packs.values().map(Bytes::len);
        ByteSize(rows.chain(packs).map(|length| length as u64).sum())
    }

    fn check_format(&self) -> Result<(), StorageError> {
        if self.format > FORMAT_VERSION {
            return Err(StorageError::NewerVersion { found: self.format, supported: FORMAT_VERSION });
        }
        Ok(())
    }

    /// Everything that can refuse a batch comes before anything is changed.
    fn check(&self, batch: &Batch) -> Result<(), StorageError> {
        self.check_format()?;
        if batch.sequence != self.sequence + 1 {
            return Err(StorageError::Conflict { stored: self.sequence, attempted: batch.sequence });
        }
        let needed = batch.size();
        match self.quota {
            Some(quota) if self.usage() + needed > quota => {
                let available = ByteSize(quota.bytes().saturating_sub(self.usage().bytes()));
                Err(StorageError::QuotaExceeded { needed, available })
            }
            _ => Ok(()),
        }
    }

    fn apply(&mut self, batch: Batch) {
        self.sequence = batch.sequence;
        for row in batch.rows {
            let key = (row.table, row.key);
            match row.value {
                Some(value) => self.rows.insert(key, value),
                None => self.rows.remove(&key),
            };
        }
        for id in batch.dropped_packs {
            self.packs.remove(&id);
        }
        for pack in batch.packs {
            self.packs.insert(pack.id, pack.bytes);
        }
    }
}

impl Storage for MemoryStorage {
    async fn open(&self) -> Result<Opened, StorageError> {
        self.operate(|kept| {
            kept.check_format()?;
            kept.format = FORMAT_VERSION;
            Ok(Opened { format: kept.format, sequence: kept.sequence })
        })
    }

    async fn load_rows(&self, table: TableTag, prefix: &[u8], sink: RowSink<'_>) -> Result<(), StorageError> {
        self.operate(|kept| {
            kept.rows
                .range((table, prefix.to_vec())..)
                .take_while(|((tag, key), _)| *tag == table && key.starts_with(prefix))
                .try_for_each(|((_, key), value)| sink(key, value))
        })
    }

    async fn commit_unless(
        &self,
        batch: Batch,
        is_given_up: &dyn Fn() -> bool,
    ) -> Result<CommitEnd, StorageError> {
        if is_given_up() {
            return Ok(CommitEnd::GivenUp);
        }
        self.operate(|kept| {
            kept.check(&batch)?;
            kept.apply(batch);
            Ok(CommitEnd::Complete)
        })
    }

    async fn read_pack(&self, id: PackId) -> Result<Bytes, StorageError> {
        self.operate(|kept| {
            let found = kept.packs.get(&id).cloned();
            found.ok_or_else(|| StorageError::corrupt(format!("pack {}", id.0), "it does not exist"))
        })
    }

    async fn clear(&self) -> Result<(), StorageError> {
        self.operate(|kept| {
            kept.format = FORMAT_VERSION;
            kept.sequence = 0;
            kept.rows.clear();
            kept.packs.clear();
            Ok(())
        })
    }

    async fn estimate(&self) -> Result<Estimate, StorageError> {
        self.operate(|kept| {
            let usage = kept.usage();
            Ok(Estimate { usage, quota: kept.quota.unwrap_or(ByteSize(u64::MAX)) })
        })
    }
}
