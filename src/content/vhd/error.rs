//! Why a file is not an image that can become a disk.

use thiserror::Error;

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VhdError {
    #[error("the file is too short: it has {length} bytes where {needed} are needed")]
    TooShort { length: u64, needed: u64 },
    #[error("the {what} is damaged: its checksum does not match")]
    Checksum { what: &'static str },
    #[error("the {what} says {found} where {expected} is expected")]
    Unexpected { what: &'static str, found: String, expected: &'static str },
    #[error("it is a differencing disk, which is of no use without its parent")]
    Differencing,
    #[error("the disk would have {size} bytes; at most {} are taken", super::IMAGE_BYTES_MAX)]
    TooLarge { size: u64 },
    #[error("the size of the disk, {size} bytes, is not a whole number of sectors")]
    Unaligned { size: u64 },
    #[error("block {block} lies beyond the end of the file")]
    BlockOutside { block: u64 },
    #[error("blocks {first} and {second} share bytes of the file")]
    BlocksOverlap { first: u64, second: u64 },
}
