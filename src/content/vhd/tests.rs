//! VHDs made here, VHDs made by nobody, and files that only claim to be one.

use super::*;
use proptest::prelude::*;
use uuid::Uuid;

const MIB: u64 = 1 << 20;
const CREATED: i64 = 1_789_372_800;

fn fixed(size: u64) -> [u8; FOOTER_BYTES] {
    Footer::fixed(size, Uuid::from_u128(7), CREATED)
}

/// With another number in some field, and the checksum that goes with it.
fn changed<const N: usize>(mut bytes: [u8; N], at: usize, field: &[u8], sum_at: usize) -> [u8; N] {
    bytes[at..at + field.len()].copy_from_slice(field);
    let sum = checksum(&bytes, sum_at);
    bytes[sum_at..sum_at + 4].copy_from_slice(&sum.to_be_bytes());
    bytes
}

/// The header of a dynamic disk with blocks of 2 MiB.
fn header(table_offset: u64, entries: u32) -> [u8; DYNAMIC_HEADER_BYTES] {
    let mut bytes = [0; DYNAMIC_HEADER_BYTES];
    bytes[..8].copy_from_slice(b"cxsparse");
    bytes[8..16].copy_from_slice(&u64::MAX.to_be_bytes());
    bytes[16..24].copy_from_slice(&table_offset.to_be_bytes());
    bytes[24..28].copy_from_slice(&0x0001_0000u32.to_be_bytes());
    bytes[28..32].copy_from_slice(&entries.to_be_bytes());
    changed(bytes, 32, &(2u32 << 20).to_be_bytes(), 36)
}

fn table(sectors: &[u32]) -> Vec<u8> {
    sectors.iter().flat_map(|sector| sector.to_be_bytes()).collect()
}

#[test]
fn a_footer_reads_back() {
    for size in [SECTOR_BYTES, 64 * MIB, 137 * MIB, 4 << 30, 32 << 40] {
        let bytes = fixed(size);
        assert!(Footer::is_footer(&bytes));
        let footer = Footer::parse(&bytes).expect("it was made here");
        let expected = Footer {
            disk_type: DiskType::Fixed,
            size,
            header_offset: u64::MAX,
            unique_id: Uuid::from_u128(7),
        };
        assert_eq!(footer, expected);
        let layout = ImageLayout::fixed(&footer, size + 512).expect("the file is long enough");
        assert_eq!((layout.size, layout.runs.len(), layout.runs[0].length), (size, 1, size));
    }
}

#[test]
fn geometry_is_that_of_the_specification() {
    let geometry = |size| {
        let bytes = fixed(size);
        (u16::from_be_bytes([bytes[56], bytes[57]]), bytes[58], bytes[59])
    };
    assert_eq!(geometry(MIB), (30, 4, 17));
    assert_eq!(geometry(64 * MIB), (963, 8, 17));
    assert_eq!(geometry(200 * MIB), (825, 16, 31));
    assert_eq!(geometry(256 * MIB), (520, 16, 63));
    assert_eq!(geometry(4 << 30), (8_322, 16, 63));
    assert_eq!(geometry(2 << 40), (65_535, 16, 255));
}

#[test]
fn a_damaged_footer_is_refused() {
    let good = fixed(64 * MIB);
    for at in [0usize, 10, 48, 60, 64, 68, 500] {
        let mut bytes = good;
        bytes[at] ^= 1;
        assert_eq!(Footer::parse(&bytes), Err(VhdError::Checksum { what: "footer" }), "byte {at}");
    }
    let with = |at, field: &[u8]| Footer::parse(&changed(good, at, field, 64));
    assert_eq!(with(60, &4u32.to_be_bytes()), Err(VhdError::Differencing));
    assert!(matches!(with(60, &9u32.to_be_bytes()), Err(VhdError::Unexpected { .. })));
    assert!(matches!(with(12, &[0, 2, 0, 0]), Err(VhdError::Unexpected { .. })));
    assert_eq!(with(48, &513u64.to_be_bytes()), Err(VhdError::Unaligned { size: 513 }));
    let size = (32 << 40) + 512;
    assert_eq!(with(48, &u64::to_be_bytes(size)), Err(VhdError::TooLarge { size }));
    assert!(matches!(with(48, &[0; 8]), Err(VhdError::TooShort { .. })));
    let footer = Footer::parse(&good).expect("it was made here");
    let short = VhdError::TooShort { length: 64 * MIB, needed: 64 * MIB + 512 };
    assert_eq!(ImageLayout::fixed(&footer, 64 * MIB), Err(short));
}

#[test]
fn a_raw_image_is_in_whole_sectors() {
    assert_eq!(ImageLayout::raw(64 * MIB).expect("it is one").runs.len(), 1);
    assert_eq!(ImageLayout::raw(1_000), Err(VhdError::Unaligned { size: 1_000 }));
    assert!(ImageLayout::raw(0).is_err());
}

#[test]
fn a_dynamic_disk_lists_the_blocks_that_were_written() {
    let size = 5 * MIB;
    let header = DynamicHeader::parse(&header(1_536, 3), size).expect("it is one");
    assert_eq!((header.entries, header.bitmap_bytes(), header.table_bytes()), (3, 512, 12));
    let bytes = table(&[8, u32::MAX, 8 + 4_097]);
    let table = BlockTable::parse(&bytes, &header, 10 * MIB).expect("the blocks are within the file");
    let footer = Footer { disk_type: DiskType::Dynamic, size, header_offset: 512, unique_id: Uuid::nil() };
    let layout = ImageLayout::dynamic(&footer, &header, &table);
    let run = |disk_offset, bitmap: u64, length| Run {
        disk_offset,
        file_offset: bitmap + 512,
        length,
        bitmap_offset: Some(bitmap),
    };
    // The last block is longer than what is left of the disk.
    assert_eq!(layout.runs, [run(0, 4_096, 2 * MIB), run(4 * MIB, 4_105 * 512, MIB)]);
}

#[test]
fn sectors_that_were_never_written_are_zero() {
    let mut bytes = vec![1; 4 * 512];
    clear_unwritten(&[0b0000_0001, 0b0100_0000], 7 * 512, &mut bytes);
    let written: Vec<bool> = bytes.chunks(512).map(|sector| sector.iter().all(|byte| *byte == 1)).collect();
    assert_eq!(written, [true, false, true, false]);
}

#[test]
fn hostile_tables_are_refused() {
    let size = 64 * MIB;
    let parsed = DynamicHeader::parse(&header(1_536, 32), size).expect("it is one");
    let read = |sectors: &[u32], file_bytes| {
        let mut sectors = sectors.to_vec();
        sectors.resize(32, u32::MAX);
        BlockTable::parse(&table(&sectors), &parsed, file_bytes)
    };
    assert_eq!(read(&[8, 8], 100 * MIB), Err(VhdError::BlocksOverlap { first: 0, second: 1 }));
    assert_eq!(read(&[u32::MAX, 9, 8], 100 * MIB), Err(VhdError::BlocksOverlap { first: 2, second: 1 }));
    assert_eq!(read(&[u32::MAX - 1], 100 * MIB), Err(VhdError::BlockOutside { block: 0 }));
    assert_eq!(read(&[8], 2 * MIB), Err(VhdError::BlockOutside { block: 0 }));
    assert!(matches!(BlockTable::parse(&[0; 16], &parsed, MIB), Err(VhdError::TooShort { .. })));
    let with = |at, field: &[u8]| DynamicHeader::parse(&changed(header(1_536, 32), at, field, 36), size);
    assert!(matches!(with(0, b"cxparent"), Err(VhdError::Unexpected { .. })));
    assert!(matches!(with(28, &31u32.to_be_bytes()), Err(VhdError::Unexpected { .. })));
    for block_bytes in [0u32, 512, 3 << 20, 1 << 31] {
        assert!(
            matches!(with(32, &block_bytes.to_be_bytes()), Err(VhdError::Unexpected { .. })),
            "{block_bytes}"
        );
    }
    let many = changed(header(1_536, u32::MAX), 32, &(64u32 << 10).to_be_bytes(), 36);
    assert!(matches!(DynamicHeader::parse(&many, IMAGE_BYTES_MAX), Err(VhdError::Unexpected { .. })));
    let mut damaged = header(1_536, 32);
    damaged[40] = 1;
    assert_eq!(DynamicHeader::parse(&damaged, size), Err(VhdError::Checksum { what: "dynamic header" }));
}

proptest! {
    /// Whatever the bytes, an answer: no panic, no number used unchecked.
    #[test]
    fn noise_is_answered(seed in any::<[u8; 32]>(), size in 1..IMAGE_BYTES_MAX, file_bytes in any::<u32>()) {
        let mut footer = [0; FOOTER_BYTES];
        footer.iter_mut().zip(seed.iter().cycle()).for_each(|(byte, seed)| *byte = *seed);
        let _ = Footer::parse(&changed(footer, 0, b"conectix", 64));
        let mut bytes = header(1_536, u32::MAX);
        bytes[64..96].copy_from_slice(&seed);
        let bytes = changed(bytes, 32, &(64u32 << 10 << (seed[0] % 13)).to_be_bytes(), 36);
        let Ok(header) = DynamicHeader::parse(&bytes, size) else { return Ok(()) };
        let header = DynamicHeader { entries: header.entries.min(8), ..header };
        let _ = BlockTable::parse(&seed, &header, file_bytes.into());
    }
}
