//! Filling the transaction of a commit: what it reads, and what it writes.

use super::{
    Blocks, HEADER, HEADER_KEY, HEADER_VERSION, HeaderRow, PACKS, ROWS, block_page::block_key,
    block_reader::BlockReader, failure::Failure, stored_sequence, transaction::Transaction,
};
use crate::store::{
    Batch, StorageError,
    blocks::{BlockWrite, Planning, Rewrite},
    row,
};
use ::idb::{ObjectStore, request::futures::PutStoreRequestFuture};
use bytes::Bytes;
use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use std::{cell::RefCell, future::IntoFuture, pin::pin};
use wasm_bindgen::JsValue;

/// A commit that rewrites fewer blocks is asked to complete at once: nobody could give it up sooner.
const BLOCKS_TO_WAIT_FOR: usize = 16;

/// As many writes are ahead of the database at most: between them messages come in, and one of them may give it all up.
const PUTS_AHEAD: usize = 16;

/// Messages come in at least this often while blocks are written. Units: milliseconds.
const LISTEN_MILLIS: f64 = 32.0;

/// As many rows are planned between two questions whether this is given up: two hundredths of a second.
const ROWS_AT_ONCE: usize = 32_768;

/// Whoever waits for the database looks up this often whether this is given up. Units: milliseconds.
const LOOK_UP_MILLIS: u32 = 16;

/// Why a batch was not written: the database's doing, or ours.
pub enum WriteError {
    Failed(Failure),
    Refused(StorageError),
}

impl<E: Into<Failure>> From<E> for WriteError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Tells whether a commit was given up.
type IsGivenUp<'a> = &'a dyn Fn() -> bool;

/// What a transaction was filled with.
pub enum Filled {
    /// Requests for all writes; these are of blocks.
    With(Vec<BlockWrite>),
    /// Only a part of it: nobody wants it any more.
    GivenUp,
}

/// A transaction that is being filled. Its requests live until it has ended: the event of one that is gone would throw, which
/// ends the worker.
pub struct Filling {
    transaction: Transaction,
    reader: Option<BlockReader>,
    /// In the order in which they were requested.
    puts: Vec<PutStoreRequestFuture>,
    /// So many of them, the first ones, are done.
    put: usize,
    /// When messages came in last. Units: milliseconds of real time.
    listened: f64,
    /// When to look up from waiting next.
    look_up: Option<TimeoutFuture>,
    /// What nobody wants any more. Letting go of so many rows takes a while: that comes behind the answer.
    unwanted: Option<Planning>,
}

impl Filling {
    pub fn new(transaction: Transaction) -> Filling {
        let listened = js_sys::Date::now();
        Filling {
            transaction,
            reader: None,
            puts: Vec::new(),
            put: 0,
            listened,
            look_up: None,
            unwanted: None,
        }
    }

    /// Asks for the commit, and waits until it is complete.
    pub async fn finish(self) -> Result<(), Failure> {
        self.transaction.finish().await
    }

    /// Takes everything back, and waits until that is done.
    pub async fn abort(self) {
        self.transaction.abort().await;
    }

    /// The same without waiting: whatever is asked of the database next comes behind it.
    pub fn abandon(self) {
        wasm_bindgen_futures::spawn_local(self.abort());
    }

    /// Requests every write of a batch.
    pub async fn fill(
        &mut self,
        batch: Batch,
        known: &RefCell<Option<Blocks>>,
        is_given_up: IsGivenUp<'_>,
    ) -> Result<Filled, WriteError> {
        let header = self.transaction.store(HEADER)?;
        let previous = header.get(JsValue::from(HEADER_KEY))?.into_future();
        // The long values are on their way before anything is awaited; the abort takes them back where it must.
        request_packs(&self.transaction, &batch)?;
        let value = row::encode(HEADER_VERSION, &HeaderRow { sequence: batch.sequence });
        header.put(&Uint8Array::from(&value[..]), Some(&HEADER_KEY.into()))?;
        let stored = stored_sequence(previous.await?).map_err(WriteError::Refused)?;
        if batch.sequence != stored + 1 {
            return Err(WriteError::Refused(StorageError::Conflict { stored, attempted: batch.sequence }));
        }
        let mut planning = Planning::of(batch.rows);
        let filled = match self.plan(&mut planning, known, stored, is_given_up).await? {
            true => self.rewrite(planning.plan(), is_given_up).await?,
            false => Filled::GivenUp,
        };
        if let Filled::GivenUp = filled {
            self.unwanted = Some(planning);
        }
        Ok(filled)
    }

    /// Plans what to rewrite, and requests what has to be read for it. Answers whether it did: it may be given up meanwhile.
    async fn plan(
        &mut self,
        planning: &mut Planning,
        known: &RefCell<Option<Blocks>>,
        stored: u64,
        is_given_up: IsGivenUp<'_>,
    ) -> Result<bool, WriteError> {
        loop {
            match &*known.borrow() {
                Some(Blocks { sequence, directory }) if *sequence == stored => {
                    if !planning.go_on(directory, ROWS_AT_ONCE) {
                        let rows = self.transaction.store(ROWS)?;
                        self.reader = Some(BlockReader::request(&rows, directory, planning.plan())?);
                        return Ok(true);
                    }
                }
                // Whoever has not seen the last commit has to open again.
                _ => return Err(WriteError::Refused(StorageError::Closed)),
            }
            self.take_breath().await?;
            if is_given_up() {
                return Ok(false);
            }
        }
    }

    async fn rewrite(&mut self, plan: &[Rewrite], is_given_up: IsGivenUp<'_>) -> Result<Filled, WriteError> {
        let rows = self.transaction.store(ROWS)?;
        let mut writes = Vec::with_capacity(plan.len());
        for rewrite in plan {
            let Some(read) = self.read(rewrite.reads().len(), is_given_up).await? else {
                return Ok(Filled::GivenUp);
            };
            for write in rewrite.finish(&read).map_err(WriteError::Refused)? {
                let write = write.map_err(WriteError::Refused)?;
                self.request(&rows, &write)?;
                writes.push(write);
                if !self.keep_up(is_given_up).await? {
                    // The end of the transaction says why.
                    return Ok(Filled::With(writes));
                }
                if is_given_up() {
                    return Ok(Filled::GivenUp);
                }
            }
        }
        if writes.len() >= BLOCKS_TO_WAIT_FOR {
            self.have_put(self.puts.len(), is_given_up).await;
        }
        Ok(if is_given_up() { Filled::GivenUp } else { Filled::With(writes) })
    }

    /// The next blocks, unless this is given up.
    async fn read(
        &mut self,
        count: usize,
        is_given_up: IsGivenUp<'_>,
    ) -> Result<Option<Vec<Bytes>>, WriteError> {
        let mut read = Vec::with_capacity(count);
        let Filling { reader: Some(reader), look_up, .. } = self else { return Ok(Some(read)) };
        for _ in 0..count {
            let Some(block) = unless_given_up(reader.next(), look_up, is_given_up).await else {
                return Ok(None);
            };
            read.push(block.map_err(WriteError::Refused)?);
        }
        Ok((!is_given_up()).then_some(read))
    }

    fn request(&mut self, rows: &ObjectStore, write: &BlockWrite) -> Result<(), Failure> {
        match &write.value {
            Some(value) => {
                let put = rows.put(&Uint8Array::from(&value[..]), Some(&block_key(&write.key)))?;
                self.puts.push(put.into_future());
            }
            None => drop(rows.delete(block_key(&write.key))?),
        }
        Ok(())
    }

    /// Waits until not too many puts are ahead of the database, and now and then until messages have come in. Answers whether
    /// no put has failed.
    async fn keep_up(&mut self, is_given_up: IsGivenUp<'_>) -> Result<bool, WriteError> {
        let now = js_sys::Date::now();
        if now - self.listened < LISTEN_MILLIS {
            return Ok(self.have_put(self.puts.len().saturating_sub(PUTS_AHEAD), is_given_up).await);
        }
        // The browser prefers what the database answers to messages: they come in when there is nothing of the former.
        let is_put = self.have_put(self.puts.len(), is_given_up).await;
        if is_put && !is_given_up() {
            self.take_breath().await?;
        }
        self.listened = js_sys::Date::now();
        Ok(is_put)
    }

    /// Lets messages come in. The transaction goes on: it ends as soon as nothing is requested of it.
    async fn take_breath(&self) -> Result<(), WriteError> {
        let header = self.transaction.store(HEADER)?;
        header.get(JsValue::from(HEADER_KEY))?.into_future().await?;
        Ok(())
    }

    /// Waits until the database has done the first `count` puts, or until this is given up. Answers whether none has failed.
    async fn have_put(&mut self, count: usize, is_given_up: IsGivenUp<'_>) -> bool {
        let Filling { puts, put, look_up, .. } = self;
        while *put < count {
            match unless_given_up(&mut puts[*put], look_up, is_given_up).await {
                Some(Ok(_)) => *put += 1,
                Some(Err(_)) => return false,
                None => break,
            }
        }
        true
    }
}

/// What comes of something that is waited for; none as soon as nobody wants it any more. The timer is passed from one
/// waiting to the next: most are short.
async fn unless_given_up<T>(
    awaited: impl Future<Output = T>,
    look_up: &mut Option<TimeoutFuture>,
    is_given_up: IsGivenUp<'_>,
) -> Option<T> {
    let mut awaited = pin!(awaited);
    while !is_given_up() {
        let timer = look_up.get_or_insert_with(|| TimeoutFuture::new(LOOK_UP_MILLIS));
        match select(awaited.as_mut(), timer).await {
            Either::Left((came, _)) => return Some(came),
            Either::Right(_) => *look_up = None,
        }
    }
    None
}

fn request_packs(transaction: &Transaction, batch: &Batch) -> Result<(), WriteError> {
    if !has_packs(batch) {
        return Ok(());
    }
    let packs = transaction.store(PACKS)?;
    for id in &batch.dropped_packs {
        packs.delete(JsValue::from(id.0))?;
    }
    for pack in &batch.packs {
        packs.put(&Uint8Array::from(&pack.bytes[..]), Some(&pack.id.0.into()))?;
    }
    Ok(())
}

/// Without packs in its scope a commit does not wait for downloads that read them.
pub fn has_packs(batch: &Batch) -> bool {
    !batch.packs.is_empty() || !batch.dropped_packs.is_empty()
}
