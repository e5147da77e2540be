//! The whole world as one file.
//!
//! Shape: the line `vault-lab world 1`, then records of {kind: 1 byte, length: 4 bytes little-endian, bytes}.
//! Kind 1 is a row (table tag, length of the key as 4 bytes little-endian, key, value), kind 2 a pack
//! (its number as 4 bytes little-endian, bytes), kind 0 the end. Written from storage, not from memory, so
//! that it works for a world this build cannot open.

use crate::{
    browser::{files::BlobBuilder, worker::storage::WorkerStorage},
    store::{PackId, Storage, StorageError, TableTag},
};
use wasm_bindgen::JsValue;

const HEADER: &[u8] = b"vault-lab world 1\n";
const ROW: u8 = 1;
const PACK: u8 = 2;

/// Writes every row and every pack.
///
/// # Errors
/// Those of storage.
pub async fn export(storage: &WorkerStorage) -> Result<JsValue, StorageError> {
    let mut blob = BlobBuilder::new();
    let failed = |error: crate::browser::files::FileError| StorageError::Failed(error.to_string());
    blob.push(HEADER).map_err(failed)?;
    let mut packs: Vec<PackId> = Vec::new();
    for tag in 0..=u8::MAX {
        let mut sink = |key: &[u8], value: &[u8]| {
            if TableTag(tag) == TableTag::PACKS {
                packs.extend(key.try_into().ok().map(|number| PackId(u32::from_be_bytes(number))));
            }
            blob.push(&row(tag, key, value)).map_err(failed)
        };
        storage.load_table(TableTag(tag), &mut sink).await?;
    }
    for pack in packs {
        let bytes = storage.read_pack(pack).await?;
        blob.push(&record(PACK, &[&pack.0.to_le_bytes(), &bytes])).map_err(failed)?;
    }
    blob.push(&record(0, &[])).map_err(failed)?;
    Ok(blob.finish("application/octet-stream").map_err(failed)?.into())
}

fn row(tag: u8, key: &[u8], value: &[u8]) -> Vec<u8> {
    record(ROW, &[&[tag], &length(key.len()), key, value])
}

fn record(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    let total: usize = parts.iter().map(|part| part.len()).sum();
    let mut bytes = Vec::with_capacity(total + 5);
    bytes.push(kind);
    bytes.extend_from_slice(&length(total));
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
    bytes
}

/// Rows and packs are far below 4 GiB.
fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes()
}
