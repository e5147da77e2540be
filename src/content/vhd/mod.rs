//! Virtual hard disks as files: what an upload holds, and the footer that makes a download one.
//!
//! A *fixed* VHD is the bytes of the disk with a footer behind them; a *dynamic* one has a table of the blocks that
//! were ever written. A file with neither is a *raw* image. [`ImageLayout`] says where the bytes of the disk stand in the
//! file; reading them is somebody else's business.
//!
//! Nothing in such a file is trusted: every number is checked against the length of the file before it is used, and
//! blocks that share their bytes are refused, since a small file could describe an enormous disk with them.
//!
//! Source: Microsoft, "Virtual Hard Disk Image Format Specification", version 1.0.

mod dynamic;
mod error;
mod footer;
mod layout;
#[cfg(test)]
mod tests;

pub use dynamic::{BlockTable, DYNAMIC_HEADER_BYTES, DynamicHeader};
pub use error::VhdError;
pub use footer::{DiskType, FOOTER_BYTES, Footer};
pub use layout::{ImageLayout, Run, clear_unwritten};

/// A sector: what everything in a VHD is aligned to. Units: bytes.
pub const SECTOR_BYTES: u64 = 512;

/// The largest image that is taken. Source: Azure Compute, "Upload a VHD to Azure" (32 TiB). Units: bytes.
pub const IMAGE_BYTES_MAX: u64 = 32 << 40;

/// The sum that a structure stores the complement of, over all its bytes but the four of the sum itself.
fn checksum(bytes: &[u8], stored_at: usize) -> u32 {
    let outside = |(index, _): &(usize, &u8)| !(stored_at..stored_at + 4).contains(index);
    let sum = bytes
        .iter()
        .enumerate()
        .filter(outside)
        .fold(0u32, |sum, (_, byte)| sum.wrapping_add((*byte).into()));
    !sum
}

/// A number, big-endian as all of them are; zero where the structure is too short, which its parser has checked before.
fn number<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or([0; N])
}
