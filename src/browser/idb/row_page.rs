//! Rows as IndexedDB keeps them, and how many of them to fetch at once.

use super::failure::Failure;
use crate::store::{StorageError, TableTag};
use ::idb::{KeyRange, ObjectStore, Query, request::futures::GetAllStoreRequestFuture};
use js_sys::Uint8Array;
use std::future::IntoFuture;
use wasm_bindgen::{JsCast, JsValue};

/// Rows of a table's first page, when nothing is known of their size yet.
pub const PAGE_ROWS_FIRST: u32 = 500;

/// A page of small rows: beyond it the cost of a request does not show any more.
const PAGE_ROWS_MAX: u32 = 20_000;

/// What a page should come to, so that long rows do not fill the memory. Units: bytes.
const PAGE_BYTES: u32 = 8 << 20;

/// Rows of a page that are weighed.
const SAMPLE_ROWS: usize = 64;

/// How many rows to ask for after a page like this one.
pub fn next_page_rows(values: &[JsValue]) -> u32 {
    let step = values.len().div_ceil(SAMPLE_ROWS).max(1);
    let lengths = values.iter().step_by(step).map(|value| value.unchecked_ref::<Uint8Array>().length());
    let (count, bytes) =
        lengths.fold((0, 0u32), |(count, bytes), length| (count + 1, bytes.saturating_add(length)));
    let typical = bytes / u32::max(count, 1);
    (PAGE_BYTES / typical.max(1)).clamp(1, PAGE_ROWS_MAX)
}

/// The key of a row among the rows of all tables.
pub fn row_key(table: TableTag, key: &[u8]) -> Vec<u8> {
    [&[table.0], key].concat()
}

/// A row's value repeats its key in front, so that loading need not ask for the keys, which would take
/// as long again: `[key length: two bytes, little-endian][key][value]`.
///
/// Errors: [`StorageError::Failed`] for a key longer than 65,535 bytes.
pub fn frame_row(key: &[u8], value: &[u8]) -> Result<Vec<u8>, StorageError> {
    let length = u16::try_from(key.len())
        .map_err(|_| StorageError::Failed(format!("a key of {} bytes is too long", key.len())))?;
    Ok([&length.to_le_bytes(), key, value].concat())
}

/// The key and the value of a framed row.
pub fn split_row(row: &[u8]) -> Result<(&[u8], &[u8]), StorageError> {
    let framed = row.split_first_chunk().map(|(length, rest)| (u16::from_le_bytes(*length), rest));
    framed
        .and_then(|(length, rest)| rest.split_at_checked(length.into()))
        .ok_or_else(|| StorageError::corrupt("a row", format!("its {} bytes do not hold its key", row.len())))
}

/// Requests the rows of a table that follow a key.
pub fn request_page(
    rows: &ObjectStore,
    table: TableTag,
    after: Option<&[u8]>,
    rows_max: u32,
) -> Result<GetAllStoreRequestFuture, Failure> {
    let lower = JsValue::from(Uint8Array::from(&row_key(table, after.unwrap_or_default())[..]));
    let is_lower_open = Some(after.is_some());
    let range = match table.0.checked_add(1) {
        Some(next) => {
            let upper = JsValue::from(Uint8Array::from(&[next][..]));
            KeyRange::bound(&lower, &upper, is_lower_open, Some(true))?
        }
        None => KeyRange::lower_bound(&lower, is_lower_open)?,
    };
    Ok(rows.get_all(Some(Query::from(range)), Some(rows_max))?.into_future())
}

/// Copies a stored value into memory that is used again for the next one.
pub fn copy_into(scratch: &mut Vec<u8>, value: &JsValue) -> Result<(), StorageError> {
    let bytes: &Uint8Array =
        value.dyn_ref().ok_or_else(|| StorageError::corrupt("a row", "it is not bytes"))?;
    scratch.resize(bytes.length() as usize, 0);
    bytes.copy_to(scratch);
    Ok(())
}
