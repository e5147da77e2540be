//! Bytes and digests in words.

use crate::{
    base::{ByteSize, Digest},
    engine::{compute::ComputeError, limits},
    portal::{blades::words, format},
};

/// Bytes of one line.
const LINE_BYTES: usize = 16;

/// Bytes of one page of the hex view.
pub const PAGE_BYTES: u64 = 512;

/// A line of the hex view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HexLine {
    pub offset: String,
    pub bytes: String,
    /// What of it can be printed; a full stop for everything else.
    pub text: String,
}

pub fn hex_lines(offset: u64, bytes: &[u8]) -> Vec<HexLine> {
    let line = |(at, line): (u64, &[u8])| HexLine {
        offset: format!("{at:012x}"),
        bytes: line.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" "),
        text: line.iter().map(|byte| printable(*byte)).collect(),
    };
    (offset..).step_by(LINE_BYTES).zip(bytes.chunks(LINE_BYTES)).map(line).collect()
}

fn printable(byte: u8) -> char {
    if byte == b' ' || byte.is_ascii_graphic() { char::from(byte) } else { '.' }
}

/// The start of the line that a byte stands in.
pub fn line_start(offset: u64) -> u64 {
    offset - offset % LINE_BYTES as u64
}

/// Reads `4096`, `0x1000` or `4 KiB`.
pub fn parse_offset(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    if let Some(digits) = text.strip_prefix("0x") {
        return u64::from_str_radix(digits, 16).ok();
    }
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let shift = match unit.trim() {
        "" | "b" => 0,
        "kib" => 10,
        "mib" => 20,
        "gib" => 30,
        "tib" => 40,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(1 << shift)
}

/// What is wrong with an offset as it was typed.
pub fn offset_error(text: &str, size: Option<u64>) -> Option<String> {
    let Some(offset) = parse_offset(text) else {
        return Some("Enter a number of bytes, such as 4096, 0x1000 or 4 KiB.".into());
    };
    let beyond = size.filter(|size| offset >= *size);
    beyond.map(|size| format!("The last byte is at {}.", format::count(size - 1)))
}

/// Why so many bytes are not written at once.
pub fn too_long(length: u64) -> Option<String> {
    let most = limits::IMAGE_WRITE_MAX;
    (length > most.bytes()).then(|| words(&ComputeError::RangeTooLong { length, most }.explain()))
}

/// `bytes 4,096 to 4,607 of 68,719,476,736`.
pub fn range_text(offset: u64, length: usize, size: ByteSize) -> String {
    let last = (offset + length as u64).saturating_sub(1);
    format!("Bytes {} to {} of {}", format::count(offset), format::count(last), format::count(size.bytes()))
}

/// What a digest was computed from.
pub fn digest_facts(size: ByteSize, read: ByteSize) -> String {
    format!("An image of {size}, of which {read} hold data and were read.")
}

/// Whether images are the same, once all of their digests are there; nothing for a single one.
pub fn verdict(labels: &[String], digests: &[Digest]) -> Option<(bool, String)> {
    let all = labels.join(" and ");
    let (first, rest) = digests.split_first()?;
    if rest.is_empty() || digests.len() < labels.len() {
        return None;
    }
    let equal = rest.iter().all(|digest| digest == first);
    let text = if equal {
        format!("The digests are equal: {all} hold the same bytes.")
    } else {
        format!("The digests differ: {all} do not hold the same bytes.")
    };
    Some((equal, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_stand_in_lines_of_sixteen() {
        let bytes: Vec<u8> = (0x39..0x4b).collect();
        let lines = hex_lines(0x1_0000, &bytes);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].offset, "000000010000");
        assert_eq!(lines[0].bytes, "39 3a 3b 3c 3d 3e 3f 40 41 42 43 44 45 46 47 48");
        assert_eq!(lines[0].text, "9:;<=>?@ABCDEFGH");
        assert_eq!((lines[1].offset.as_str(), lines[1].bytes.as_str()), ("000000010010", "49 4a"));
        assert_eq!(hex_lines(0, b"\0 \n~\x7f\xff")[0].text, ". .~..");
        assert_eq!(line_start(0x1f), 0x10);
    }

    #[test]
    fn offsets_are_read_as_people_write_them() {
        let read = ["0", " 4096 ", "0x1000", "0X1f", "4 KiB", "3mib", "2 GiB", "1 TiB"].map(parse_offset);
        let expected = [0, 4_096, 4_096, 31, 4_096, 3 << 20, 2 << 30, 1 << 40];
        assert_eq!(read, expected.map(Some));
        for wrong in
            ["", "-1", "1.5", "12 parsecs", "0xz", "KiB", "99999999999999999999", "18446744073709551615 KiB"]
        {
            assert_eq!(parse_offset(wrong), None, "{wrong}");
        }
        assert!(offset_error("much", None).is_some());
        assert_eq!(offset_error("1024", Some(1_024)).as_deref(), Some("The last byte is at 1,023."));
        assert_eq!(offset_error("1023", Some(1_024)), None);
    }

    #[test]
    fn what_is_too_long_says_so() {
        assert_eq!(too_long(65_536), None);
        assert!(too_long(65_537).expect("it is too long").contains("at most 65536"));
        assert_eq!(range_text(512, 512, ByteSize::kib(4)), "Bytes 512 to 1,023 of 4,096");
    }

    #[test]
    fn the_verdict_waits_for_all() {
        let labels = ["The disk a".to_string(), "the snapshot b".to_string()];
        let (one, other) = (Digest::of(b"one"), Digest::of(b"other"));
        assert_eq!(verdict(&labels, &[one]), None);
        assert_eq!(verdict(&labels[..1], &[one]), None);
        let (equal, text) = verdict(&labels, &[one, one]).expect("both are there");
        assert!(equal && text.contains("The disk a and the snapshot b hold the same bytes"), "{text}");
        assert!(!verdict(&labels, &[one, other]).expect("both are there").0);
    }
}
