//! Produces the bytes of a content, range by range, and checks every chunk against its name.

use super::{Content, Extent, Source, procedural};
use crate::base::Digest;
use bytes::Bytes;
use std::ops::Range;
use thiserror::Error;

/// Largest piece that is made of zeros or generated at once. Units: bytes.
pub const PIECE_BYTES_MAX: u64 = 1 << 20;

/// Extents looked at for what to fetch next: enough to see the end of a few packs of typical chunks.
const ANNOUNCED_EXTENTS: usize = 96;

/// Why bytes could not be produced.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    #[error("chunk {0} is not stored")]
    Missing(Digest),
    #[error("chunk {expected} was damaged: its bytes have the digest {found}")]
    Damaged { expected: Digest, found: Digest },
    #[error("chunk {digest} has {found} bytes where {expected} are described")]
    WrongLength { digest: Digest, expected: u64, found: u64 },
    #[error("bytes {start}..{end} were asked of a content of {size} bytes")]
    OutOfRange { start: u64, end: u64, size: u64 },
    #[error("the chunk could not be read: {0}")]
    Failed(String),
}

/// Where chunks are fetched from.
#[allow(async_fn_in_trait, reason = "one thread: the worker's")]
pub trait ChunkSource {
    /// The bytes with this name. The caller verifies them.
    async fn chunk(&self, digest: Digest) -> Result<Bytes, ReadError>;

    /// Says which chunks will be asked for next, so that they can be fetched meanwhile.
    fn will_need(&self, digests: &mut dyn Iterator<Item = Digest>) {
        let _ = digests;
    }
}

/// Walks a range of a content in pieces of at most [`PIECE_BYTES_MAX`].
#[derive(Debug)]
pub struct Reader<'a, S> {
    chunks: &'a S,
    extents: &'a [Extent],
    /// Where the first of `extents` starts in the content.
    start: u64,
    position: u64,
    end: u64,
}

impl<'a, S: ChunkSource> Reader<'a, S> {
    /// A reader of the whole content.
    pub fn new(content: &'a Content, chunks: &'a S) -> Self {
        Self { chunks, extents: &content.extents, start: 0, position: 0, end: content.size.bytes() }
    }

    /// A reader of extents one behind the other.
    pub fn of_extents(extents: &'a [Extent], chunks: &'a S) -> Self {
        let end = extents.iter().map(|extent| extent.length).sum();
        Self { chunks, extents, start: 0, position: 0, end }
    }

    /// A reader of some of its bytes.
    ///
    /// Errors: [`ReadError::OutOfRange`] where the range is not within the content.
    pub fn range(content: &'a Content, chunks: &'a S, range: Range<u64>) -> Result<Self, ReadError> {
        let size = content.size.bytes();
        if range.start > range.end || range.end > size {
            return Err(ReadError::OutOfRange { start: range.start, end: range.end, size });
        }
        Ok(Self { position: range.start, end: range.end, ..Self::new(content, chunks) })
    }

    /// The next bytes, or nothing at the end of the range.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ReadError> {
        if self.position == self.end {
            return Ok(None);
        }
        let extent = self.find_extent()?;
        let within = self.position - self.start;
        let length = (extent.length - within).min(self.end - self.position);
        let piece = match extent.source {
            Source::Chunk(digest) => {
                let bytes = self.verified(digest, extent.length).await?;
                bytes.slice(within as usize..(within + length) as usize)
            }
            Source::Zero => Bytes::from(vec![0; length.min(PIECE_BYTES_MAX) as usize]),
            Source::Procedural { pattern, seed, origin } => {
                let mut bytes = vec![0; length.min(PIECE_BYTES_MAX) as usize];
                procedural::fill(pattern, seed, origin.wrapping_add(within), &mut bytes);
                Bytes::from(bytes)
            }
        };
        self.position += piece.len() as u64;
        Ok(Some(piece))
    }

    /// Steps over the zeros at the position, which need not be made to be known; answers how many they were.
    pub fn skip_zeros(&mut self) -> Result<u64, ReadError> {
        if self.position == self.end {
            return Ok(0);
        }
        let extent = self.find_extent()?;
        if extent.source != Source::Zero {
            return Ok(0);
        }
        let skipped = (self.start + extent.length).min(self.end) - self.position;
        self.position += skipped;
        Ok(skipped)
    }

    /// Steps to the extent that holds the position.
    fn find_extent(&mut self) -> Result<Extent, ReadError> {
        while let Some(extent) = self.extents.first() {
            if self.position - self.start < extent.length {
                return Ok(*extent);
            }
            self.start += extent.length;
            self.extents = &self.extents[1..];
        }
        // Only a damaged row has fewer extents than its size says.
        Err(ReadError::OutOfRange { start: self.position, end: self.end, size: self.start })
    }

    /// The next chunks travel while this one is verified and used.
    fn announce(&self) {
        let mut upcoming = self.extents.iter().skip(1).take(ANNOUNCED_EXTENTS).filter_map(Extent::chunk);
        self.chunks.will_need(&mut upcoming);
    }

    async fn verified(&self, digest: Digest, expected: u64) -> Result<Bytes, ReadError> {
        let bytes = self.chunks.chunk(digest).await?;
        self.announce();
        let found = Digest::of(&bytes);
        if found != digest {
            return Err(ReadError::Damaged { expected: digest, found });
        }
        if bytes.len() as u64 != expected {
            return Err(ReadError::WrongLength { digest, expected, found: bytes.len() as u64 });
        }
        Ok(bytes)
    }
}

/// Some bytes of a content in one piece; for ranges that fit into memory.
pub async fn read_range<S: ChunkSource>(
    content: &Content,
    chunks: &S,
    range: Range<u64>,
) -> Result<Bytes, ReadError> {
    let mut reader = Reader::range(content, chunks, range)?;
    let Some(first) = reader.next().await? else { return Ok(Bytes::new()) };
    let Some(second) = reader.next().await? else { return Ok(first) };
    let mut bytes = [first, second].concat();
    while let Some(piece) = reader.next().await? {
        bytes.extend_from_slice(&piece);
    }
    Ok(Bytes::from(bytes))
}

/// BLAKE3 of all bytes, read and hashed piece by piece: the proof that a content is whole.
pub async fn digest_of<S: ChunkSource>(content: &Content, chunks: &S) -> Result<Digest, ReadError> {
    let mut hasher = blake3::Hasher::new();
    let mut reader = Reader::new(content, chunks);
    while let Some(piece) = reader.next().await? {
        hasher.update(&piece);
    }
    Ok(Digest(*hasher.finalize().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{ByteSize, Seed};
    use crate::content::{Chunk, Chunker, Pattern};
    use futures::FutureExt;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[derive(Default)]
    struct Shelf(BTreeMap<Digest, Bytes>);

    impl ChunkSource for Shelf {
        async fn chunk(&self, digest: Digest) -> Result<Bytes, ReadError> {
            self.0.get(&digest).cloned().ok_or(ReadError::Missing(digest))
        }
    }

    fn now<T>(future: impl Future<Output = T>) -> T {
        future.now_or_never().expect("a shelf never waits")
    }

    /// Noise, a mebibyte of zeros, noise.
    fn sample() -> (Vec<u8>, Content, Shelf) {
        let mut bytes = vec![0; 3_000_000];
        procedural::fill(Pattern::Noise, Seed(1), 0, &mut bytes[..1_000_000]);
        procedural::fill(Pattern::Noise, Seed(2), 0, &mut bytes[2_000_001..]);
        let mut chunker = Chunker::new();
        let mut chunks = chunker.push(&bytes);
        let (last, content) = chunker.finish();
        chunks.extend(last);
        let shelf = chunks.into_iter().map(|Chunk { digest, bytes }| (digest, bytes)).collect();
        (bytes, content, Shelf(shelf))
    }

    #[test]
    fn ranges_are_the_bytes() {
        let (bytes, content, shelf) = sample();
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let ranges = (0..=bytes.len(), 0..=bytes.len());
        runner
            .run(&ranges, |(one, other)| {
                let (start, end) = (one.min(other), one.max(other));
                let read = now(read_range(&content, &shelf, start as u64..end as u64));
                prop_assert!(read.as_deref() == Ok(&bytes[start..end]));
                Ok(())
            })
            .expect("every range reads as it was written");
        assert_eq!(now(digest_of(&content, &shelf)).ok(), content.digest);
    }

    #[test]
    fn generated_bytes_are_read_in_pieces() {
        let content = Content::procedural(Pattern::Noise, Seed(3), ByteSize(2 * PIECE_BYTES_MAX + 5));
        let shelf = Shelf::default();
        let mut reader = Reader::new(&content, &shelf);
        let mut lengths = Vec::new();
        while let Some(piece) = now(reader.next()).expect("nothing is fetched") {
            lengths.push(piece.len() as u64);
        }
        assert_eq!(lengths, [PIECE_BYTES_MAX, PIECE_BYTES_MAX, 5]);
        let mut expected = vec![0; 10];
        procedural::fill(Pattern::Noise, Seed(3), PIECE_BYTES_MAX - 5, &mut expected);
        let range = PIECE_BYTES_MAX - 5..PIECE_BYTES_MAX + 5;
        assert_eq!(now(read_range(&content, &shelf, range)).as_deref(), Ok(&expected[..]));
    }

    #[test]
    fn damage_is_noticed() {
        let (_, content, mut shelf) = sample();
        let first = content.chunks().next().expect("the sample has chunks");
        shelf.0.insert(first, Bytes::from_static(b"other bytes"));
        let found = Digest::of(b"other bytes");
        assert_eq!(now(digest_of(&content, &shelf)), Err(ReadError::Damaged { expected: first, found }));
        shelf.0.clear();
        assert_eq!(now(digest_of(&content, &shelf)), Err(ReadError::Missing(first)));
    }

    #[test]
    fn a_wrong_description_is_noticed() {
        let (_, mut content, shelf) = sample();
        let end = content.size.bytes();
        let outside = now(read_range(&content, &shelf, end - 1..end + 1));
        assert_eq!(outside, Err(ReadError::OutOfRange { start: end - 1, end: end + 1, size: end }));
        content.extents.pop();
        assert!(!content.is_consistent());
        assert!(matches!(now(digest_of(&content, &shelf)), Err(ReadError::OutOfRange { .. })));
        content.extents[0].length += 1;
        assert!(matches!(now(digest_of(&content, &shelf)), Err(ReadError::WrongLength { .. })));
    }

    #[test]
    fn zeros_can_be_stepped_over() {
        let zeros = |length| Extent { length, source: Source::Zero };
        let source = Source::Procedural { pattern: Pattern::Noise, seed: Seed(1), origin: 0 };
        let content = Content::assembled(vec![zeros(10), zeros(5), Extent { length: 3, source }, zeros(7)]);
        assert!(content.is_consistent() && content.size == ByteSize(25));
        let chunks = Shelf::default();
        let mut reader = Reader::range(&content, &chunks, 2..20).expect("it is within");
        assert_eq!([reader.skip_zeros(), reader.skip_zeros(), reader.skip_zeros()], [Ok(8), Ok(5), Ok(0)]);
        let piece = reader.next().now_or_never().expect("nothing waits").expect("it is generated");
        assert_eq!(piece.map(|bytes| bytes.len()), Some(3));
        assert_eq!([reader.skip_zeros(), reader.skip_zeros()], [Ok(2), Ok(0)]);
        assert_eq!(reader.next().now_or_never(), Some(Ok(None)));
    }
}
