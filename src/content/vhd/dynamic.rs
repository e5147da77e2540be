//! The header of a dynamic VHD, and the table of its blocks.

use super::{SECTOR_BYTES, VhdError, checksum, number};

pub const DYNAMIC_HEADER_BYTES: usize = 1_024;

const COOKIE: &[u8; 8] = b"cxsparse";
const VERSION: u32 = 0x0001_0000;
const CHECKSUM_AT: usize = 36;
/// The table's sign for a block that was never written.
const UNUSED: u32 = u32::MAX;
/// Two mebibytes are usual. Units: bytes.
const BLOCK_BYTES_MIN: u32 = 64 << 10;
const BLOCK_BYTES_MAX: u32 = 256 << 20;
/// Blocks of 2 MiB of the largest disk: a table is read in one piece.
const ENTRIES_MAX: u64 = 16 << 20;

/// Where the blocks of a dynamic disk are listed, and how large they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DynamicHeader {
    pub table_offset: u64,
    /// Entries that the disk needs.
    pub entries: u64,
    /// Units: bytes, a power of two.
    pub block_bytes: u64,
}

impl DynamicHeader {
    /// Reads the header of a disk of `size` bytes.
    ///
    /// # Errors
    /// Damaged, another version, or a table that is too short for the disk.
    pub fn parse(bytes: &[u8; DYNAMIC_HEADER_BYTES], size: u64) -> Result<DynamicHeader, VhdError> {
        let unexpected =
            |found: String, expected| VhdError::Unexpected { what: "dynamic header", found, expected };
        if !bytes.starts_with(COOKIE) {
            return Err(unexpected("something else".into(), "the sign of a dynamic disk"));
        }
        if checksum(bytes, CHECKSUM_AT) != u32::from_be_bytes(number(bytes, CHECKSUM_AT)) {
            return Err(VhdError::Checksum { what: "dynamic header" });
        }
        let version = u32::from_be_bytes(number(bytes, 24));
        if version != VERSION {
            return Err(unexpected(format!("version {version:#x}"), "version 0x10000"));
        }
        let block_bytes = u32::from_be_bytes(number(bytes, 32));
        if !block_bytes.is_power_of_two() || !(BLOCK_BYTES_MIN..=BLOCK_BYTES_MAX).contains(&block_bytes) {
            return Err(unexpected(
                format!("blocks of {block_bytes} bytes"),
                "a power of two from 64 KiB to 256 MiB",
            ));
        }
        let entries = size.div_ceil(block_bytes.into());
        if entries > ENTRIES_MAX {
            return Err(unexpected(format!("a disk of {entries} blocks"), "at most 16,777,216 blocks"));
        }
        let listed = u32::from_be_bytes(number(bytes, 28));
        if u64::from(listed) < entries {
            return Err(unexpected(format!("a table of {listed} blocks"), "a table of the whole disk"));
        }
        let table_offset = u64::from_be_bytes(number(bytes, 16));
        Ok(DynamicHeader { table_offset, entries, block_bytes: block_bytes.into() })
    }

    /// Bytes of the table.
    pub fn table_bytes(&self) -> u64 {
        self.entries * 4
    }

    /// Bytes in front of the data of each block: one bit for each of its sectors, in whole sectors.
    pub fn bitmap_bytes(&self) -> u64 {
        (self.block_bytes / SECTOR_BYTES).div_ceil(8).next_multiple_of(SECTOR_BYTES)
    }
}

/// Where each block of a dynamic disk stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockTable {
    /// Number of the block, and where its bitmap starts. In the order of the disk.
    pub blocks: Vec<(u64, u64)>,
}

impl BlockTable {
    /// Reads the table of a file of `file_bytes`.
    ///
    /// # Errors
    /// Too short, blocks beyond the file, blocks that overlap.
    pub fn parse(bytes: &[u8], header: &DynamicHeader, file_bytes: u64) -> Result<BlockTable, VhdError> {
        if (bytes.len() as u64) < header.table_bytes() {
            return Err(VhdError::TooShort { length: bytes.len() as u64, needed: header.table_bytes() });
        }
        let entries = bytes.chunks_exact(4).take(header.entries as usize).enumerate();
        let mut blocks = Vec::new();
        for (block, entry) in entries {
            let (block, sector) = (block as u64, u32::from_be_bytes(number(entry, 0)));
            if sector == UNUSED {
                continue;
            }
            let start = u64::from(sector) * SECTOR_BYTES;
            if start + header.bitmap_bytes() + header.block_bytes > file_bytes {
                return Err(VhdError::BlockOutside { block });
            }
            blocks.push((block, start));
        }
        check_apart(&blocks, header.bitmap_bytes() + header.block_bytes)?;
        Ok(BlockTable { blocks })
    }
}

fn check_apart(blocks: &[(u64, u64)], length: u64) -> Result<(), VhdError> {
    let mut by_place = blocks.to_vec();
    by_place.sort_unstable_by_key(|(_, start)| *start);
    let overlapping = by_place.windows(2).find(|pair| pair[0].1 + length > pair[1].1);
    match overlapping {
        Some(pair) => Err(VhdError::BlocksOverlap { first: pair[0].0, second: pair[1].0 }),
        None => Ok(()),
    }
}
