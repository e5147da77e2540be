//! The world in IndexedDB: a [`Storage`] of three object stores.
//!
//! Shape: `header` holds one value, the number of the last commit; `rows` holds the [`blocks`] of the tables' rows
//! by their keys; `packs` has the pack's number as key and its bytes as value. The version of the database is
//! [`FORMAT_VERSION`].
//!
//! Inside a transaction nothing is awaited but its own requests: a transaction that has none at the end
//! of a task commits by itself.

mod block_page;
mod block_reader;
mod connection;
mod failure;
mod filling;
mod transaction;

use crate::base::ByteSize;
use crate::store::{
    Batch, CommitEnd, Durability, Estimate, FORMAT_VERSION, Opened, PackId, RowSink, Storage, StorageError,
    TableTag,
    blocks::{self, Directory},
    row,
};
use ::idb::ObjectStore;
use block_page::{BlockRange, PAGE_BLOCKS_FIRST, copy_into, next_page_blocks, request_page};
use bytes::Bytes;
use connection::{Connection, HEADER, PACKS, ROWS};
use failure::Failure;
use filling::{Filled, Filling, WriteError, has_packs};
use futures::channel::oneshot;
use js_sys::{Uint8Array, global};
use serde::{Deserialize, Serialize};
use std::{cell::RefCell, future::IntoFuture, rc::Rc};
use transaction::Transaction;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The name of the world's database in this origin.
pub const DATABASE_NAME: &str = "vault-lab";

/// The key of the only value in `header`.
const HEADER_KEY: &str = "world";
const HEADER_VERSION: u8 = 1;

/// The header's stored form, version 1: frozen.
#[derive(Serialize, Deserialize)]
struct HeaderRow {
    sequence: u64,
}

/// A database of this origin; opened by [`Storage::open`].
#[derive(Debug)]
pub struct IdbStorage {
    name: String,
    connection: RefCell<Option<Rc<Connection>>>,
    blocks: RefCell<Option<Blocks>>,
}

/// Which blocks there are after a commit.
#[derive(Debug)]
struct Blocks {
    sequence: u64,
    directory: Directory,
}

impl IdbStorage {
    /// The database called `name`: [`DATABASE_NAME`] for the world, another one in tests.
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), connection: RefCell::default(), blocks: RefCell::default() }
    }

    /// Closes the connection, so that another worker may delete or upgrade the database.
    pub fn close(&self) {
        if let Some(connection) = self.connection.take() {
            connection.close();
        }
    }

    fn connection(&self) -> Result<Rc<Connection>, StorageError> {
        let connection = self.connection.borrow().clone();
        connection.filter(|connection| !connection.is_closed()).ok_or(StorageError::Closed)
    }

    async fn reconnect(&self) -> Result<Rc<Connection>, StorageError> {
        if let Ok(connection) = self.connection() {
            return Ok(connection);
        }
        let connection = Rc::new(Connection::open(&self.name).await?);
        self.connection.replace(Some(connection.clone()));
        Ok(connection)
    }

    /// Runs requests that only read.
    fn read(&self, store: &str) -> Result<ObjectStore, StorageError> {
        let connection = self.connection()?;
        let transaction = Transaction::read(connection.database(), &[store])?;
        Ok(transaction.store(store)?)
    }

    /// Where the rows lie whose keys begin with `prefix`. Before it is known where blocks begin, it is all of the table.
    fn range_of(&self, table: TableTag, prefix: &[u8]) -> BlockRange {
        let known = self.blocks.borrow();
        let first = known.as_ref().and_then(|known| known.directory.first_of(table, prefix));
        BlockRange::of(table, prefix, first)
    }

    /// Fills and ends the one transaction of a commit.
    async fn write(
        &self,
        connection: &Connection,
        batch: Batch,
        is_given_up: &dyn Fn() -> bool,
    ) -> Result<CommitEnd, WriteError> {
        let stores = if has_packs(&batch) { &[HEADER, ROWS, PACKS][..] } else { &[HEADER, ROWS] };
        let transaction = Transaction::write(connection.database(), stores, batch.durability)?;
        let sequence = batch.sequence;
        let mut filling = Filling::new(transaction);
        match filling.fill(batch, &self.blocks, is_given_up).await {
            Ok(Filled::GivenUp) => {
                filling.abandon();
                Ok(CommitEnd::GivenUp)
            }
            Ok(Filled::With(writes)) => {
                let known = self.blocks.take();
                filling.finish().await?;
                self.blocks.replace(known.map(|mut blocks| {
                    writes.iter().for_each(|write| blocks.directory.record(write));
                    Blocks { sequence, ..blocks }
                }));
                Ok(CommitEnd::Complete)
            }
            Err(error) => {
                filling.abort().await;
                Err(error)
            }
        }
    }

    /// A full disk is told with the numbers that help, everything else as it is.
    async fn explain(&self, failure: Failure, needed: ByteSize) -> StorageError {
        if !failure.is_quota() {
            return failure.into();
        }
        let left = match self.estimate().await {
            Ok(Estimate { usage, quota }) => ByteSize(quota.bytes().saturating_sub(usage.bytes())),
            Err(_) => ByteSize::ZERO,
        };
        // Chromium hides how full the disk is and claims ten gibibytes: what was refused did not fit.
        let available = if left < needed { left } else { ByteSize::ZERO };
        StorageError::QuotaExceeded { needed, available }
    }
}

impl Storage for IdbStorage {
    async fn open(&self) -> Result<Opened, StorageError> {
        let connection = self.reconnect().await?;
        connection.check_format()?;
        let transaction = Transaction::read(connection.database(), &[HEADER, ROWS])?;
        let header = transaction.store(HEADER)?.get(JsValue::from(HEADER_KEY)).map_err(Failure::from)?;
        let keys = transaction.store(ROWS)?.get_all_keys(None, None).map_err(Failure::from)?.into_future();
        let sequence = stored_sequence(header.await.map_err(Failure::from)?)?;
        let keys = keys.await.map_err(Failure::from)?;
        let directory = Directory::new(keys.iter().map(|key| Uint8Array::new(key).to_vec()));
        self.blocks.replace(Some(Blocks { sequence, directory }));
        Ok(Opened { format: FORMAT_VERSION, sequence })
    }

    async fn load_rows(&self, table: TableTag, prefix: &[u8], sink: RowSink<'_>) -> Result<(), StorageError> {
        let rows = self.read(ROWS)?;
        let mut blocks_max = PAGE_BLOCKS_FIRST;
        let range = self.range_of(table, prefix);
        let mut page = Some(request_page(&rows, &range, blocks_max)?);
        let mut scratch = Vec::new();
        while let Some(requested) = page.take() {
            let values = requested.await.map_err(Failure::from)?;
            if let Some(last) = values.last().filter(|_| values.len() == blocks_max as usize) {
                // The database prepares the next page while the rows of this one are decoded.
                copy_into(&mut scratch, last)?;
                blocks_max = next_page_blocks(&values);
                let rest = range.behind(table, last_key(&scratch)?);
                if !rest.is_empty() {
                    page = Some(request_page(&rows, &rest, blocks_max)?);
                }
            }
            for value in &values {
                copy_into(&mut scratch, value)?;
                for row in blocks::rows(&scratch) {
                    let (key, value) = row?;
                    if key.starts_with(prefix) {
                        sink(key, value)?;
                    }
                }
            }
        }
        Ok(())
    }

    async fn commit_unless(
        &self,
        batch: Batch,
        is_given_up: &dyn Fn() -> bool,
    ) -> Result<CommitEnd, StorageError> {
        let connection = self.connection()?;
        connection.check_format()?;
        let needed = batch.size();
        match self.write(&connection, batch, is_given_up).await {
            Err(WriteError::Failed(_)) if connection.is_closed() => Err(StorageError::Closed),
            Err(WriteError::Failed(failure)) => Err(self.explain(failure, needed).await),
            Err(WriteError::Refused(error)) => Err(error),
            Ok(end) => Ok(end),
        }
    }

    async fn read_pack(&self, id: PackId) -> Result<Bytes, StorageError> {
        let packs = self.read(PACKS)?;
        let request = packs.get(JsValue::from(id.0)).map_err(Failure::from)?;
        let value = to_its_end(request.into_future()).await.map_err(Failure::from)?;
        let damaged = |reason: &str| StorageError::corrupt(format!("pack {}", id.0), reason);
        let array = value.ok_or_else(|| damaged("it does not exist"))?.dyn_into::<Uint8Array>();
        Ok(array.map_err(|_| damaged("it is not bytes"))?.to_vec().into())
    }

    async fn clear(&self) -> Result<(), StorageError> {
        let connection = self.reconnect().await?;
        if connection.check_format().is_err() {
            // This build cannot know which stores a later one has made.
            self.close();
            return Connection::delete(&self.name).await;
        }
        let transaction =
            Transaction::write(connection.database(), &[HEADER, ROWS, PACKS], Durability::Strict)?;
        for name in [HEADER, ROWS, PACKS] {
            transaction.store(name)?.clear().map_err(Failure::from)?;
        }
        Ok(transaction.finish().await?)
    }

    async fn estimate(&self) -> Result<Estimate, StorageError> {
        let failed = |error: JsValue| StorageError::from(Failure::from(error));
        let navigator = js_sys::Reflect::get(&global(), &"navigator".into()).map_err(failed)?;
        // A page's navigator and a worker's differ in name only.
        let storage = navigator.unchecked_into::<web_sys::WorkerNavigator>().storage();
        let estimate = JsFuture::from(storage.estimate().map_err(failed)?).await.map_err(failed)?;
        let estimate = estimate.unchecked_into::<web_sys::StorageEstimate>();
        let bytes = |number: Option<f64>| ByteSize(number.unwrap_or_default() as u64);
        Ok(Estimate { usage: bytes(estimate.get_usage()), quota: bytes(estimate.get_quota()) })
    }
}

/// The key of the last row in a block.
fn last_key(block: &[u8]) -> Result<&[u8], StorageError> {
    let last = blocks::rows(block).last();
    let (key, _) = last.ok_or_else(|| StorageError::corrupt("a block of rows", "it is empty"))??;
    Ok(key)
}

fn stored_sequence(value: Option<JsValue>) -> Result<u64, StorageError> {
    let Some(value) = value else { return Ok(0) };
    let bytes = Uint8Array::new(&value).to_vec();
    let header: HeaderRow = row::decode(HEADER_VERSION, &bytes).map_err(|error| error.at("the header"))?;
    Ok(header.sequence)
}

/// Waits for a request in a task of its own, which outlives whoever waits for the task: a reader may go away before its
/// answer comes, and the event of a request whose handlers went with it would throw, which ends the worker.
async fn to_its_end<T: 'static>(request: impl Future<Output = T> + 'static) -> T {
    let (sender, receiver) = oneshot::channel();
    wasm_bindgen_futures::spawn_local(async move {
        // Nobody may be waiting any more.
        drop(sender.send(request.await));
    });
    match receiver.await {
        Ok(answer) => answer,
        // The task runs as long as the worker does: there is no after.
        Err(oneshot::Canceled) => std::future::pending().await,
    }
}
