//! The world in IndexedDB: a [`Storage`] of three object stores.
//!
//! Shape: `header` holds one value, the number of the last commit; `rows` has the key
//! `[table tag, key...]` as bytes, and as value the key again and the row; `packs` has the pack's number as key and its
//! bytes as value. The version of the database is [`FORMAT_VERSION`].
//!
//! Inside a transaction nothing is awaited but its own requests: a transaction that has none at the end
//! of a task commits by itself.

mod connection;
mod failure;
mod row_page;
mod transaction;

use crate::base::ByteSize;
use crate::store::{
    Batch, Durability, Estimate, FORMAT_VERSION, Opened, PackId, RowSink, Storage, StorageError, TableTag,
    row,
};
use ::idb::ObjectStore;
use bytes::Bytes;
use connection::{Connection, HEADER, PACKS, ROWS};
use failure::Failure;
use js_sys::{Uint8Array, global};
use row_page::{PAGE_ROWS_FIRST, copy_into, frame_row, next_page_rows, request_page, row_key, split_row};
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
}

impl IdbStorage {
    /// The database called `name`: [`DATABASE_NAME`] for the world, another one in tests.
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), connection: RefCell::default() }
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
        let transaction = Transaction::read(connection.database(), store)?;
        Ok(transaction.store(store)?)
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
        let header = self.read(HEADER)?;
        let value = header.get(JsValue::from(HEADER_KEY)).map_err(Failure::from)?.await;
        let sequence = stored_sequence(value.map_err(Failure::from)?)?;
        Ok(Opened { format: FORMAT_VERSION, sequence })
    }

    async fn load_table(&self, table: TableTag, sink: RowSink<'_>) -> Result<(), StorageError> {
        let rows = self.read(ROWS)?;
        let mut rows_max = PAGE_ROWS_FIRST;
        let mut page = Some(request_page(&rows, table, None, rows_max)?);
        let mut scratch = Vec::new();
        while let Some(requested) = page.take() {
            let values = requested.await.map_err(Failure::from)?;
            if let Some(last) = values.last().filter(|_| values.len() == rows_max as usize) {
                // The database prepares the next page while the rows of this one are decoded.
                copy_into(&mut scratch, last)?;
                rows_max = next_page_rows(&values);
                page = Some(request_page(&rows, table, Some(split_row(&scratch)?.0), rows_max)?);
            }
            for value in &values {
                copy_into(&mut scratch, value)?;
                let (key, value) = split_row(&scratch)?;
                sink(key, value)?;
            }
        }
        Ok(())
    }

    async fn commit(&self, batch: Batch) -> Result<(), StorageError> {
        let connection = self.connection()?;
        connection.check_format()?;
        let outcome = write(&connection, &batch).await;
        match outcome {
            Err(WriteError::Failed(_)) if connection.is_closed() => Err(StorageError::Closed),
            Err(WriteError::Failed(failure)) => Err(self.explain(failure, batch.size()).await),
            Err(WriteError::Refused(error)) => Err(error),
            Ok(()) => Ok(()),
        }
    }

    async fn read_pack(&self, id: PackId) -> Result<Bytes, StorageError> {
        let packs = self.read(PACKS)?;
        let value = packs.get(JsValue::from(id.0)).map_err(Failure::from)?.await.map_err(Failure::from)?;
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

/// Why a batch was not written: the database's doing, or ours.
enum WriteError {
    Failed(Failure),
    Refused(StorageError),
}

impl<E: Into<Failure>> From<E> for WriteError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Fills and ends the one transaction of a commit.
async fn write(connection: &Connection, batch: &Batch) -> Result<(), WriteError> {
    // Without packs in its scope a commit does not wait for downloads that read them.
    let has_packs = !batch.packs.is_empty() || !batch.dropped_packs.is_empty();
    let stores = if has_packs { &[HEADER, ROWS, PACKS][..] } else { &[HEADER, ROWS] };
    let transaction = Transaction::write(connection.database(), stores, batch.durability)?;
    match fill(&transaction, batch).await {
        Ok(()) => Ok(transaction.finish().await?),
        Err(error) => {
            transaction.abort().await;
            Err(error)
        }
    }
}

/// Requests every write of a batch, and makes sure that it follows the last one.
async fn fill(transaction: &Transaction, batch: &Batch) -> Result<(), WriteError> {
    let header = transaction.store(HEADER)?;
    let previous = header.get(JsValue::from(HEADER_KEY))?.into_future();
    // All is requested before anything is awaited; the abort takes it back where it must not be.
    let value = row::encode(HEADER_VERSION, &HeaderRow { sequence: batch.sequence });
    header.put(&Uint8Array::from(&value[..]), Some(&HEADER_KEY.into()))?;
    let rows = transaction.store(ROWS)?;
    for row in &batch.rows {
        let key = Uint8Array::from(&row_key(row.table, &row.key)[..]);
        match &row.value {
            Some(value) => {
                let framed = frame_row(&row.key, value).map_err(WriteError::Refused)?;
                rows.put(&Uint8Array::from(&framed[..]), Some(&key))?;
            }
            None => drop(rows.delete(JsValue::from(key))?),
        }
    }
    if !batch.packs.is_empty() || !batch.dropped_packs.is_empty() {
        let packs = transaction.store(PACKS)?;
        for id in &batch.dropped_packs {
            packs.delete(JsValue::from(id.0))?;
        }
        for pack in &batch.packs {
            packs.put(&Uint8Array::from(&pack.bytes[..]), Some(&pack.id.0.into()))?;
        }
    }
    let stored = stored_sequence(previous.await?).map_err(WriteError::Refused)?;
    if batch.sequence != stored + 1 {
        return Err(WriteError::Refused(StorageError::Conflict { stored, attempted: batch.sequence }));
    }
    Ok(())
}

fn stored_sequence(value: Option<JsValue>) -> Result<u64, StorageError> {
    let Some(value) = value else { return Ok(0) };
    let bytes = Uint8Array::new(&value).to_vec();
    let header: HeaderRow = row::decode(HEADER_VERSION, &bytes).map_err(|error| error.at("the header"))?;
    Ok(header.sequence)
}
