//! Where the bytes of a disk stand in a file.

use super::{
    BlockTable, DiskType, DynamicHeader, FOOTER_BYTES, Footer, SECTOR_BYTES, VhdError, footer::check_size,
};

/// A run of bytes that stand in the file as they do on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    pub disk_offset: u64,
    pub file_offset: u64,
    /// Units: bytes.
    pub length: u64,
    /// Where the bitmap of a dynamic block stands: a sector whose bit is not set is zero, whatever the file says.
    pub bitmap_offset: Option<u64>,
}

/// The disk that a file describes. What no run covers is zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageLayout {
    /// Of the disk. Units: bytes.
    pub size: u64,
    /// In the order of the disk.
    pub runs: Vec<Run>,
}

/// Clears the sectors of a dynamic block that its bitmap does not name; `bytes` stand at `offset` of the block.
pub fn clear_unwritten(bitmap: &[u8], offset: u64, bytes: &mut [u8]) {
    let first = offset / SECTOR_BYTES;
    for (sector, bytes) in (first..).zip(bytes.chunks_mut(SECTOR_BYTES as usize)) {
        let is_written =
            bitmap.get((sector / 8) as usize).is_some_and(|byte| byte & (0x80 >> (sector % 8)) != 0);
        if !is_written {
            bytes.fill(0);
        }
    }
}

impl ImageLayout {
    /// A file that is the disk itself.
    ///
    /// # Errors
    /// Empty, too large, not in whole sectors.
    pub fn raw(file_bytes: u64) -> Result<ImageLayout, VhdError> {
        let size = check_size(file_bytes)?;
        Ok(Self::whole(size))
    }

    /// A fixed VHD: the disk with its footer behind.
    ///
    /// # Errors
    /// [`VhdError::TooShort`] where the footer promises more than the file holds.
    pub fn fixed(footer: &Footer, file_bytes: u64) -> Result<ImageLayout, VhdError> {
        let needed = footer.size + FOOTER_BYTES as u64;
        if file_bytes < needed {
            return Err(VhdError::TooShort { length: file_bytes, needed });
        }
        Ok(Self::whole(footer.size))
    }

    /// A dynamic VHD.
    pub fn dynamic(footer: &Footer, header: &DynamicHeader, table: &BlockTable) -> ImageLayout {
        debug_assert_eq!(footer.disk_type, DiskType::Dynamic);
        let run = |(block, start): &(u64, u64)| {
            let disk_offset = block * header.block_bytes;
            Run {
                disk_offset,
                file_offset: start + header.bitmap_bytes(),
                length: header.block_bytes.min(footer.size - disk_offset),
                bitmap_offset: Some(*start),
            }
        };
        ImageLayout { size: footer.size, runs: table.blocks.iter().map(run).collect() }
    }

    fn whole(size: u64) -> ImageLayout {
        let run = Run { disk_offset: 0, file_offset: 0, length: size, bitmap_offset: None };
        ImageLayout { size, runs: vec![run] }
    }
}
