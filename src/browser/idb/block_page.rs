//! The blocks of a table as IndexedDB keeps them, and how many of them to fetch at once.

use super::failure::Failure;
use crate::store::{StorageError, TableTag, blocks::BlockKey};
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

/// Blocks by their keys.
pub struct BlockRange {
    lower: Vec<u8>,
    /// Whether it begins behind `lower`.
    is_open: bool,
    /// Where it ends; without it, nowhere.
    upper: Option<Vec<u8>>,
}

impl BlockRange {
    /// The blocks of the rows of a table whose keys begin with `prefix`, the first of which begins at `first`.
    pub fn of(table: TableTag, prefix: &[u8], first: Option<&BlockKey>) -> BlockRange {
        let lower = first.cloned().unwrap_or_else(|| vec![table.0]);
        BlockRange { lower, is_open: false, upper: behind_prefix(&[&[table.0], prefix].concat()) }
    }

    /// What is left of it behind a row.
    pub fn behind(&self, table: TableTag, row: &[u8]) -> BlockRange {
        BlockRange { lower: [&[table.0], row].concat(), is_open: true, upper: self.upper.clone() }
    }

    /// Whether no key lies in it: the database refuses such a range.
    pub fn is_empty(&self) -> bool {
        self.upper.as_ref().is_some_and(|upper| *upper <= self.lower)
    }
}

/// The first key behind all that begin with `prefix`; none where there is no such key.
fn behind_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte < u8::MAX)?;
    let mut behind = prefix[..=last].to_vec();
    behind[last] += 1;
    Some(behind)
}

/// The key of a block as the database takes it.
pub fn block_key(key: &[u8]) -> JsValue {
    Uint8Array::from(key).into()
}

/// Requests the first blocks of a range.
pub fn request_page(
    rows: &ObjectStore,
    range: &BlockRange,
    blocks_max: u32,
) -> Result<GetAllStoreRequestFuture, Failure> {
    let (lower, is_open) = (block_key(&range.lower), Some(range.is_open));
    let range = match &range.upper {
        Some(upper) => KeyRange::bound(&lower, &block_key(upper), is_open, Some(true))?,
        None => KeyRange::lower_bound(&lower, is_open)?,
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
