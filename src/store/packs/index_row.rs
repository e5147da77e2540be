//! The stored form of a pack's index, version 1: frozen.

use crate::base::Digest;
use crate::store::{PackId, StorageError, row};
use serde::{Deserialize, Serialize};

const VERSION: u8 = 1;

/// A chunk's place among its neighbours: they lie in a pack one behind the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexEntry {
    pub digest: Digest,
    /// Units: bytes.
    pub length: u32,
}

/// The key of a pack's index row.
pub fn key(id: PackId) -> Vec<u8> {
    id.0.to_be_bytes().to_vec()
}

/// The value of a pack's index row.
pub fn encode(entries: &[IndexEntry]) -> Vec<u8> {
    row::encode(VERSION, &entries)
}

/// Reads an index row.
///
/// Errors: [`StorageError::Corrupt`], [`StorageError::NewerVersion`].
pub fn decode(key: &[u8], value: &[u8]) -> Result<(PackId, Vec<IndexEntry>), StorageError> {
    let id = <[u8; 4]>::try_from(key)
        .map_err(|_| StorageError::corrupt("a pack's index", format!("its key has {} bytes", key.len())))?;
    let id = PackId(u32::from_be_bytes(id));
    let entries =
        row::decode(VERSION, value).map_err(|error| error.at(&format!("index of pack {}", id.0)))?;
    Ok((id, entries))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_is_pinned() {
        let entries = [
            IndexEntry { digest: Digest([0xAB; 32]), length: 5 },
            IndexEntry { digest: Digest([0xCD; 32]), length: 300 },
        ];
        let value = encode(&entries);
        let mut expected = vec![1, 2];
        expected.extend([0xAB; 32]);
        expected.push(5);
        expected.extend([0xCD; 32]);
        expected.extend([0xAC, 0x02]);
        assert_eq!(value, expected);
        assert_eq!(key(PackId(258)), [0, 0, 1, 2]);
        assert_eq!(decode(&key(PackId(258)), &value), Ok((PackId(258), entries.to_vec())));
    }

    #[test]
    fn damage_is_an_error() {
        assert!(matches!(decode(&[1, 2], &[1, 0]), Err(StorageError::Corrupt { .. })));
        assert!(matches!(decode(&[0, 0, 0, 1], &[1, 9]), Err(StorageError::Corrupt { .. })));
        assert!(matches!(decode(&[0, 0, 0, 1], &[9, 0]), Err(StorageError::NewerVersion { .. })));
    }
}
