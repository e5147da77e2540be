//! The 512 bytes at the end of every VHD.

use super::{IMAGE_BYTES_MAX, SECTOR_BYTES, VhdError, checksum, number};
use uuid::Uuid;

pub const FOOTER_BYTES: usize = 512;

const COOKIE: &[u8; 8] = b"conectix";
const VERSION: u32 = 0x0001_0000;
const CHECKSUM_AT: usize = 64;
/// A reserved bit that is always set.
const FEATURES: u32 = 2;
/// Of a fixed disk, which has no header.
const NO_HEADER: u64 = u64::MAX;
/// Seconds from 1970 to 2000, where VHDs begin to count.
const YEAR_2000: i64 = 946_684_800;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskType {
    /// The bytes of the disk, one after the other.
    Fixed,
    /// Only blocks that were written.
    Dynamic,
}

/// What a footer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footer {
    pub disk_type: DiskType,
    /// Of the disk. Units: bytes.
    pub size: u64,
    /// Where the header of a dynamic disk stands.
    pub header_offset: u64,
    pub unique_id: Uuid,
}

impl Footer {
    /// Whether these bytes claim to be a footer.
    pub fn is_footer(bytes: &[u8]) -> bool {
        bytes.starts_with(COOKIE)
    }

    /// # Errors
    /// Damaged, another version or type, a size that is no disk's.
    pub fn parse(bytes: &[u8; FOOTER_BYTES]) -> Result<Footer, VhdError> {
        if checksum(bytes, CHECKSUM_AT) != u32::from_be_bytes(number(bytes, CHECKSUM_AT)) {
            return Err(VhdError::Checksum { what: "footer" });
        }
        let version = u32::from_be_bytes(number(bytes, 12));
        if version != VERSION {
            let (found, expected) = (format!("version {version:#x}"), "version 0x10000");
            return Err(VhdError::Unexpected { what: "footer", found, expected });
        }
        let disk_type = match u32::from_be_bytes(number(bytes, 60)) {
            2 => DiskType::Fixed,
            3 => DiskType::Dynamic,
            4 => return Err(VhdError::Differencing),
            other => {
                let (found, expected) = (format!("disk type {other}"), "fixed or dynamic");
                return Err(VhdError::Unexpected { what: "footer", found, expected });
            }
        };
        let size = check_size(u64::from_be_bytes(number(bytes, 48)))?;
        let header_offset = u64::from_be_bytes(number(bytes, 16));
        Ok(Footer { disk_type, size, header_offset, unique_id: Uuid::from_bytes(number(bytes, 68)) })
    }

    /// The footer of a fixed disk, made at a moment in seconds since 1970.
    pub fn fixed(size: u64, unique_id: Uuid, created: i64) -> [u8; FOOTER_BYTES] {
        let mut bytes = [0; FOOTER_BYTES];
        let mut put = |at: usize, field: &[u8]| bytes[at..at + field.len()].copy_from_slice(field);
        put(0, COOKIE);
        put(8, &FEATURES.to_be_bytes());
        put(12, &VERSION.to_be_bytes());
        put(16, &NO_HEADER.to_be_bytes());
        put(24, &u32::try_from(created - YEAR_2000).unwrap_or_default().to_be_bytes());
        // Readers take the size of the geometry, which is rounded, unless Windows made the file.
        put(28, b"win ");
        put(32, &0x000A_0000u32.to_be_bytes());
        put(36, b"Wi2k");
        put(40, &size.to_be_bytes());
        put(48, &size.to_be_bytes());
        let (cylinders, heads, sectors) = geometry(size);
        put(56, &cylinders.to_be_bytes());
        put(58, &[heads, sectors]);
        put(60, &2u32.to_be_bytes());
        put(68, unique_id.as_bytes());
        let sum = checksum(&bytes, CHECKSUM_AT);
        bytes[CHECKSUM_AT..CHECKSUM_AT + 4].copy_from_slice(&sum.to_be_bytes());
        bytes
    }
}

/// # Errors
/// [`VhdError::TooLarge`], [`VhdError::Unaligned`], [`VhdError::TooShort`] for no bytes at all.
pub(super) fn check_size(size: u64) -> Result<u64, VhdError> {
    match size {
        0 => Err(VhdError::TooShort { length: 0, needed: SECTOR_BYTES }),
        size if size > IMAGE_BYTES_MAX => Err(VhdError::TooLarge { size }),
        size if !size.is_multiple_of(SECTOR_BYTES) => Err(VhdError::Unaligned { size }),
        size => Ok(size),
    }
}

/// Cylinders, heads and sectors a track: what the specification makes of a size.
fn geometry(size: u64) -> (u16, u8, u8) {
    const LARGEST: u64 = 65_535 * 16 * 255;
    let sectors = (size / SECTOR_BYTES).min(LARGEST);
    if sectors >= 65_535 * 16 * 63 {
        return cylinders(sectors, 16, 255);
    }
    let heads = (sectors / 17).div_ceil(1_024).max(4);
    if heads <= 16 && sectors / 17 < heads * 1_024 {
        return cylinders(sectors, heads, 17);
    }
    if sectors / 31 < 16 * 1_024 {
        return cylinders(sectors, 16, 31);
    }
    cylinders(sectors, 16, 63)
}

fn cylinders(sectors: u64, heads: u64, track: u64) -> (u16, u8, u8) {
    let fits = "the largest geometry fits its fields";
    let count = sectors / track / heads;
    (u16::try_from(count).expect(fits), u8::try_from(heads).expect(fits), u8::try_from(track).expect(fits))
}
