//! The frame of a stored value: a version byte in front, postcard behind.

use super::StorageError;
use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

/// Room for most rows: those of a large estate take 80 to 300 bytes.
const ROW_BYTES: usize = 512;

/// Why a stored value cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RowError {
    /// A later build has written it.
    #[error("the row has version {found}, this build reads at most {supported}")]
    Newer { found: u8, supported: u8 },
    /// It has an older version, to be decoded as that and brought up to date by the caller.
    #[error("the row has version {found} where {expected} was asked for")]
    Older { found: u8, expected: u8 },
    #[error("the row is empty")]
    Empty,
    #[error("the row is damaged: {0}")]
    Damaged(String),
}

impl RowError {
    /// The error of the storage that holds the row; `place` says which row.
    pub fn at(self, place: &str) -> StorageError {
        match self {
            Self::Newer { found, supported } => {
                StorageError::NewerVersion { found: found.into(), supported: supported.into() }
            }
            other => StorageError::corrupt(place, other.to_string()),
        }
    }
}

/// Frames a value under a version.
///
/// A type that postcard cannot express is a mistake in the program: the frozen row types are plain
/// structs, for which encoding into memory cannot fail.
pub fn encode<T: Serialize>(version: u8, value: &T) -> Vec<u8> {
    encode_behind(&[], version, value)
}

/// The same behind other bytes.
pub fn encode_behind<T: Serialize>(before: &[u8], version: u8, value: &T) -> Vec<u8> {
    // Few rows are longer: the vector is allocated once, and what it did not need is given back.
    let mut bytes = Vec::with_capacity(ROW_BYTES);
    bytes.extend_from_slice(before);
    bytes.push(version);
    let mut row = postcard::to_extend(value, bytes).expect("a row type is plain and memory does not refuse");
    row.shrink_to_fit();
    row
}

/// The version of a framed value, for choosing the type to decode it as.
pub fn version_of(bytes: &[u8]) -> Result<u8, RowError> {
    bytes.first().copied().ok_or(RowError::Empty)
}

/// Reads a value that was framed under exactly this version.
///
/// Errors: [`RowError`]; bytes left over behind the value are damage.
pub fn decode<T: DeserializeOwned>(version: u8, bytes: &[u8]) -> Result<T, RowError> {
    let (found, rest) = (version_of(bytes)?, &bytes[1..]);
    if found > version {
        return Err(RowError::Newer { found, supported: version });
    }
    if found < version {
        return Err(RowError::Older { found, expected: version });
    }
    match postcard::take_from_bytes(rest) {
        Ok((value, [])) => Ok(value),
        Ok((_, left)) => Err(RowError::Damaged(format!("{} bytes too many", left.len()))),
        Err(error) => Err(RowError::Damaged(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Row = (u64, String, Option<Vec<u8>>);

    proptest! {
        #[test]
        fn rows_round_trip(row: Row, version in 1u8..) {
            prop_assert_eq!(decode::<Row>(version, &encode(version, &row)), Ok(row));
        }

        #[test]
        fn damaged_rows_never_panic(bytes: Vec<u8>, version: u8) {
            let _ = decode::<Row>(version, &bytes);
        }
    }

    #[test]
    fn versions_are_told_apart() {
        let bytes = encode(2, &7u64);
        assert_eq!(version_of(&bytes), Ok(2));
        assert_eq!(decode::<u64>(1, &bytes), Err(RowError::Newer { found: 2, supported: 1 }));
        assert_eq!(decode::<u64>(3, &bytes), Err(RowError::Older { found: 2, expected: 3 }));
        assert_eq!(decode::<u64>(1, &[]), Err(RowError::Empty));
        assert!(matches!(decode::<u8>(2, &[2, 7, 7]), Err(RowError::Damaged(_))));
    }

    #[test]
    fn a_newer_row_is_a_newer_database() {
        let error = RowError::Newer { found: 9, supported: 1 }.at("vault row");
        assert_eq!(error, StorageError::NewerVersion { found: 9, supported: 1 });
        assert!(matches!(RowError::Empty.at("vault row"), StorageError::Corrupt { .. }));
    }
}
