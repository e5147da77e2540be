//! The range of bytes that is asked for.

use crate::arm::data_plane::{DataError, request::Asked};
use std::ops::Range;

/// The bytes to answer with, and whether they are only a part. A header that is not understood is as good as absent; that
/// of the service comes before that of HTTP.
///
/// Source: Blob service REST API, "Specify the range header for Blob Storage operations".
///
/// # Errors
/// [`DataError::InvalidRange`] where the range begins behind the end.
pub fn of(asked: &Asked, size: u64) -> Result<(Range<u64>, bool), DataError> {
    let header = asked.header("x-ms-range").or_else(|| asked.header("Range"));
    let Some((first, last)) = header.and_then(parse) else { return Ok((0..size, false)) };
    if first >= size {
        return Err(DataError::InvalidRange { size });
    }
    let end = last.map_or(size, |last| last.saturating_add(1).min(size));
    Ok((first..end, true))
}

/// `bytes=0-499`, `bytes=500-`.
fn parse(text: &str) -> Option<(u64, Option<u64>)> {
    let (first, last) = text.trim().strip_prefix("bytes=")?.split_once('-')?;
    let first = first.trim().parse().ok()?;
    match last.trim() {
        "" => Some((first, None)),
        last => last.parse().ok().filter(|last| *last >= first).map(|last| (first, Some(last))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_as_the_service_reads_them() {
        assert_eq!(parse("bytes=0-499"), Some((0, Some(499))));
        assert_eq!(parse("bytes=500-"), Some((500, None)));
        for text in
            ["bytes=-5", "bytes=5-4", "bytes=a-b", "0-4", "bytes=0-1,3-4", "bytes=99999999999999999999-"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
