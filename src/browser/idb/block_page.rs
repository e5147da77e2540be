//! The blocks of a table as IndexedDB keeps them, and how many of them to fetch at once.

use super::failure::Failure;
use crate::store::{StorageError, TableTag};
use ::idb::{KeyRange, ObjectStore, Query, request::futures::GetAllStoreRequestFuture};
use js_sys::Uint8Array;
use std::future::IntoFuture;
use wasm_bindgen::{JsCast, JsValue};

/// Blocks of a table's first page, when nothing is known of their size yet.
pub const PAGE_BLOCKS_FIRST: u32 = 100;

/// A page of small values, which are rows of format 1: beyond it the cost of a request does not show any more.
const PAGE_BLOCKS_MAX: u32 = 20_000;

/// What a page should come to, so that long rows do not fill the memory. Units: bytes.
const PAGE_BYTES: u32 = 8 << 20;

/// Blocks of a page that are weighed.
const SAMPLE_BLOCKS: usize = 64;

/// How many blocks to ask for after a page like this one.
pub fn next_page_blocks(values: &[JsValue]) -> u32 {
    let step = values.len().div_ceil(SAMPLE_BLOCKS).max(1);
    let lengths = values.iter().step_by(step).map(|value| value.unchecked_ref::<Uint8Array>().length());
    let (count, bytes) =
        lengths.fold((0, 0u32), |(count, bytes), length| (count + 1, bytes.saturating_add(length)));
    let typical = bytes / u32::max(count, 1);
    (PAGE_BYTES / typical.max(1)).clamp(1, PAGE_BLOCKS_MAX)
}

/// Requests the blocks of a table that begin behind a row.
pub fn request_page(
    rows: &ObjectStore,
    table: TableTag,
    after: Option<&[u8]>,
    blocks_max: u32,
) -> Result<GetAllStoreRequestFuture, Failure> {
    let lower = JsValue::from(Uint8Array::from(&[&[table.0], after.unwrap_or_default()].concat()[..]));
    let is_lower_open = Some(after.is_some());
    let range = match table.0.checked_add(1) {
        Some(next) => {
            let upper = JsValue::from(Uint8Array::from(&[next][..]));
            KeyRange::bound(&lower, &upper, is_lower_open, Some(true))?
        }
        None => KeyRange::lower_bound(&lower, is_lower_open)?,
    };
    Ok(rows.get_all(Some(Query::from(range)), Some(blocks_max))?.into_future())
}

/// Copies a stored value into memory that is used again for the next one.
pub fn copy_into(scratch: &mut Vec<u8>, value: &JsValue) -> Result<(), StorageError> {
    let bytes: &Uint8Array =
        value.dyn_ref().ok_or_else(|| StorageError::corrupt("a block of rows", "it is not bytes"))?;
    scratch.resize(bytes.length() as usize, 0);
    bytes.copy_to(scratch);
    Ok(())
}
