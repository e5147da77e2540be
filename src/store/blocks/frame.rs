//! A block as bytes.
//!
//! Shape: `FF FF`, then each row as `[key length: 2 bytes][value length: 4 bytes][key][value]`, lengths little-endian.
//! Format 1 of the database knew no blocks: there a value is one row, `[key length: 2 bytes][key][value]`, with a key
//! of less than 65,535 bytes. Both are read.

use crate::store::StorageError;

const MARK: [u8; 2] = [0xFF; 2];

/// A row in a block: key and value.
pub type Row<'a> = (&'a [u8], &'a [u8]);

/// What a block of these rows looks like; they are in order.
///
/// Errors: [`StorageError::Failed`] for a key of 65,535 bytes or more, and for a value of more than 4 GiB.
pub fn block_of(rows: &[Row<'_>]) -> Result<Vec<u8>, StorageError> {
    let mut block = Vec::with_capacity(MARK.len() + rows.iter().copied().map(row_bytes).sum::<usize>());
    block.extend_from_slice(&MARK);
    rows.iter().try_for_each(|row| add_row(&mut block, *row))?;
    Ok(block)
}

/// Adds a row to the end of a block.
fn add_row(block: &mut Vec<u8>, (key, value): Row<'_>) -> Result<(), StorageError> {
    let too_long =
        |what: &str, length: usize| StorageError::Failed(format!("a {what} of {length} bytes is too long"));
    let key_length = u16::try_from(key.len()).ok().filter(|length| *length != u16::MAX);
    let key_length = key_length.ok_or_else(|| too_long("key", key.len()))?;
    let value_length = u32::try_from(value.len()).map_err(|_| too_long("row", value.len()))?;
    block.extend_from_slice(&key_length.to_le_bytes());
    block.extend_from_slice(&value_length.to_le_bytes());
    block.extend_from_slice(key);
    block.extend_from_slice(value);
    Ok(())
}

/// How many bytes a row takes in a block.
pub fn row_bytes((key, value): Row<'_>) -> usize {
    6 + key.len() + value.len()
}

/// The rows of a stored value, in order.
///
/// Errors: [`StorageError::Corrupt`] where it is neither a block nor a row of format 1.
pub fn rows(value: &[u8]) -> impl Iterator<Item = Result<Row<'_>, StorageError>> {
    let block = value.strip_prefix(&MARK);
    let mut rest = Some(block.unwrap_or(value));
    std::iter::from_fn(move || {
        let from = rest.take().filter(|from| block.is_none() || !from.is_empty())?;
        let taken = if block.is_some() { take_row(from) } else { take_single(from) };
        let (row, after) = taken.unzip();
        rest = after.flatten();
        Some(row.ok_or_else(|| {
            StorageError::corrupt("a block of rows", format!("its {} bytes are not rows", value.len()))
        }))
    })
}

/// The first row, and what follows it in the block.
type Taken<'a> = Option<(Row<'a>, Option<&'a [u8]>)>;

fn take_row(from: &[u8]) -> Taken<'_> {
    let (key_length, after) = from.split_first_chunk()?;
    let (value_length, after) = after.split_first_chunk()?;
    let (key, after) = after.split_at_checked(u16::from_le_bytes(*key_length).into())?;
    let (value, after) = after.split_at_checked(u32::from_le_bytes(*value_length) as usize)?;
    Some(((key, value), Some(after)))
}

fn take_single(from: &[u8]) -> Taken<'_> {
    let (key_length, after) = from.split_first_chunk()?;
    let row = after.split_at_checked(u16::from_le_bytes(*key_length).into())?;
    Some((row, None))
}
