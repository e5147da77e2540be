//! What rows were: the rows of an edge in the database.
//!
//! Shape, frozen: the key is the number of the edge (4 bytes, big-endian), the tag of the row's table and the row's key;
//! the value is `00` where there was no row, otherwise `01` and the value that it had, of whatever version.

use super::EdgeId;
use crate::{
    base::ByteSize,
    engine::State,
    store::{
        RowWrite, Storage, StorageError, TableTag, rows,
        rows::{Before, StoredRow},
    },
};
use std::collections::BTreeMap;

const ABSENT: u8 = 0;
const PRESENT: u8 = 1;

/// Where a row stands among those of all tables: the tag of its table, then its key.
pub type Place = Vec<u8>;

/// What the rows of an edge were, by their places; none where there was no row.
pub type EdgeRows = BTreeMap<Place, Option<Vec<u8>>>;

pub fn place(table: TableTag, key: &[u8]) -> Place {
    [&[table.0], key].concat()
}

/// The key under which an edge keeps the row of a place.
pub fn key(edge: EdgeId, place: &[u8]) -> Vec<u8> {
    [&edge.0.to_be_bytes(), place].concat()
}

/// The value that says what a row was; none where that is not known.
pub fn value_of(before: Before<&dyn StoredRow>) -> Option<Vec<u8>> {
    match before {
        Before::Nothing => Some(vec![ABSENT]),
        Before::Row(row) => Some(row.encode_behind(&[PRESENT])),
        Before::Told => None,
    }
}

/// What a row was, in such a value; none where there was no row.
pub fn before_in(value: &[u8]) -> Option<&[u8]> {
    value.strip_prefix(&[PRESENT])
}

/// What an edge takes for the row of a place.
pub fn row_bytes(place: &[u8], before: Option<&[u8]>) -> ByteSize {
    let bytes = size_of::<u32>() + place.len() + 1 + before.map_or(0, <[u8]>::len);
    ByteSize(bytes as u64)
}

/// Writes what a row was.
pub fn put(edge: EdgeId, place: &[u8], before: Option<&[u8]>) -> RowWrite {
    let value = before.map_or(vec![ABSENT], |before| [&[PRESENT], before].concat());
    put_value(edge, place, value)
}

/// The same, where the value that says so is made.
pub fn put_value(edge: EdgeId, place: &[u8], value: Vec<u8>) -> RowWrite {
    RowWrite { table: TableTag::UNDO, key: key(edge, place), value: Some(value) }
}

/// Forgets what a row was.
pub fn delete(edge: EdgeId, place: &[u8]) -> RowWrite {
    RowWrite { table: TableTag::UNDO, key: key(edge, place), value: None }
}

/// Makes the row of a place what it was.
pub fn write(place: &[u8], before: Option<Vec<u8>>) -> RowWrite {
    RowWrite { table: TableTag(place[0]), key: place[1..].to_vec(), value: before }
}

/// What is stored at a place, when `state` is what is stored.
///
/// Errors: [`StorageError::Corrupt`] for a place where no row can be.
pub fn stored(state: &State, place: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
    let row = write(place, None);
    rows::value_of(state, row.table, &row.key).map_err(|error| error.at("what a row was"))
}

/// The rows of an edge, of those whose places begin with `prefix`.
///
/// Errors: those of reading; [`StorageError::Corrupt`].
pub async fn load(storage: &impl Storage, edge: EdgeId, prefix: &[u8]) -> Result<EdgeRows, StorageError> {
    let mut edge_rows = EdgeRows::new();
    let start = edge.0.to_be_bytes().len();
    let mut sink = |key: &[u8], value: &[u8]| {
        let place = key.get(start..).filter(|place| !place.is_empty());
        let place = place.ok_or_else(|| damaged("its key is too short"))?;
        edge_rows.insert(place.to_vec(), read(value)?);
        Ok(())
    };
    storage.load_rows(TableTag::UNDO, &key(edge, prefix), &mut sink).await?;
    Ok(edge_rows)
}

fn read(value: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
    match value {
        [ABSENT] => Ok(None),
        [PRESENT, before @ ..] => Ok(Some(before.to_vec())),
        _ => Err(damaged("it does not say whether there was a row")),
    }
}

fn damaged(reason: &str) -> StorageError {
    StorageError::corrupt("what a row was", reason)
}
