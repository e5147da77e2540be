//! Bytes and nothing but bytes: how a file or a disk is described, cut, named, read and proven.
//!
//! A [`Content`] is an ordered list of [`Extent`]s. Each extent takes its bytes from a stored chunk,
//! from zeros, or from a generator which can produce any range of its stream at any time
//! ([`procedural`]). Nothing here knows of Azure, of a database or of a browser.
//!
//! Invariants: the lengths of the extents add up to the size; no extent is empty; two contents with
//! the same id have the same bytes.

pub mod chunker;
mod hasher;
pub mod image;
pub mod procedural;
pub mod reader;
pub mod vhd;

pub use chunker::{Chunk, Chunker};
pub use hasher::Hasher;
pub use procedural::Pattern;
pub use reader::{ChunkSource, ReadError, Reader};

use crate::base::{ByteSize, Digest, Seed};
use serde::{Deserialize, Serialize};

/// The name of a file's whole content: two contents with one name have the same bytes.
///
/// Shape: BLAKE3 of all bytes where these have been seen (uploads), else BLAKE3 of the description
/// (procedural content).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ContentId(pub Digest);

/// Where the bytes of an extent come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// A whole chunk, stored in a pack.
    Chunk(Digest),
    /// Zeros, stored nowhere.
    Zero,
    /// A range of a generated stream that starts `origin` bytes into it.
    Procedural { pattern: Pattern, seed: Seed, origin: u64 },
}

/// A run of bytes with one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// Units: bytes, never zero.
    pub length: u64,
    pub source: Source,
}

impl Extent {
    /// The stored chunk it takes its bytes from, if any.
    pub fn chunk(&self) -> Option<Digest> {
        match self.source {
            Source::Chunk(digest) => Some(digest),
            Source::Zero | Source::Procedural { .. } => None,
        }
    }
}

/// The description from which every byte of a file can be produced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub id: ContentId,
    pub size: ByteSize,
    /// BLAKE3 of all bytes, where somebody has seen them: always for uploads.
    pub digest: Option<Digest>,
    pub extents: Vec<Extent>,
}

impl Content {
    /// The content without bytes.
    pub fn empty() -> Self {
        Chunker::new().finish().1
    }

    /// Generated content: costs one extent whatever its size.
    pub fn procedural(pattern: Pattern, seed: Seed, size: ByteSize) -> Self {
        if size == ByteSize::ZERO {
            return Self::empty();
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"vault-lab procedural content v1");
        hasher.update(&[pattern as u8]);
        hasher.update(&seed.0.to_le_bytes());
        hasher.update(&size.bytes().to_le_bytes());
        let source = Source::Procedural { pattern, seed, origin: 0 };
        Self {
            id: ContentId(Digest(*hasher.finalize().as_bytes())),
            size,
            digest: None,
            extents: vec![Extent { length: size.bytes(), source }],
        }
    }

    /// Content put together from extents that are there already, as the image of a disk is.
    pub fn assembled(extents: Vec<Extent>) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"vault-lab assembled content v1");
        for Extent { length, source } in &extents {
            hasher.update(&length.to_le_bytes());
            match source {
                Source::Chunk(digest) => hasher.update(&[1]).update(&digest.0),
                Source::Zero => hasher.update(&[2]),
                Source::Procedural { pattern, seed, origin } => hasher
                    .update(&[3, *pattern as u8])
                    .update(&seed.0.to_le_bytes())
                    .update(&origin.to_le_bytes()),
            };
        }
        let id = ContentId(Digest(*hasher.finalize().as_bytes()));
        let size = extents.iter().map(|extent| ByteSize(extent.length)).sum();
        Self { id, size, digest: None, extents }
    }

    /// Contents, or whole parts of them, one behind the other.
    pub fn joined(parts: &[&[Extent]]) -> Self {
        match parts.iter().all(|part| part.is_empty()) {
            true => Self::empty(),
            false => Self::assembled(parts.concat()),
        }
    }

    /// The stored chunks this content needs, in order, repeated where they repeat.
    pub fn chunks(&self) -> impl Iterator<Item = Digest> {
        self.extents.iter().filter_map(Extent::chunk)
    }

    /// Whether the extents are what the size promises; false means that a row was damaged.
    pub fn is_consistent(&self) -> bool {
        let total = self.extents.iter().try_fold(0u64, |total, extent| match extent.length {
            0 => None,
            length => total.checked_add(length),
        });
        total == Some(self.size.bytes())
    }
}
