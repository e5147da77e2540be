//! The row of a content, version 1.

use crate::{
    content::{Content, Extent, Source},
    store::{
        row::RowError,
        rows::twin::{Stored, twin},
    },
};
use serde::{Deserialize, Serialize};

/// Shape: the fields of a content; the extents in order.
#[derive(Debug, Serialize, Deserialize)]
pub struct ContentTwin {
    id: [u8; 32],
    size: u64,
    digest: Option<[u8; 32]>,
    extents: Vec<ExtentTwin>,
}

impl Stored<ContentTwin> for Content {
    fn store(&self) -> ContentTwin {
        let Content { id, size, digest, extents } = self;
        ContentTwin { id: id.store(), size: size.store(), digest: digest.store(), extents: extents.store() }
    }

    fn restore(twin: ContentTwin) -> Result<Self, RowError> {
        let ContentTwin { id, size, digest, extents } = twin;
        let content = Content {
            id: Stored::restore(id)?,
            size: Stored::restore(size)?,
            digest: Stored::restore(digest)?,
            extents: Stored::restore(extents)?,
        };
        if !content.is_consistent() {
            return Err(RowError::Damaged(format!("its extents are not {} bytes", content.size.bytes())));
        }
        Ok(content)
    }
}

twin! {
    ExtentTwin of Extent {
        length: u64,
        source: SourceTwin,
    }
}

/// The order is the stored number.
#[derive(Debug, Serialize, Deserialize)]
pub enum SourceTwin {
    Chunk([u8; 32]),
    Zero,
    Procedural { pattern: u8, seed: u64, origin: u64 },
}

impl Stored<SourceTwin> for Source {
    fn store(&self) -> SourceTwin {
        match self {
            Source::Chunk(digest) => SourceTwin::Chunk(digest.store()),
            Source::Zero => SourceTwin::Zero,
            Source::Procedural { pattern, seed, origin } => SourceTwin::Procedural {
                pattern: pattern.store(),
                seed: seed.store(),
                origin: origin.store(),
            },
        }
    }

    fn restore(twin: SourceTwin) -> Result<Self, RowError> {
        Ok(match twin {
            SourceTwin::Chunk(digest) => Source::Chunk(Stored::restore(digest)?),
            SourceTwin::Zero => Source::Zero,
            SourceTwin::Procedural { pattern, seed, origin } => Source::Procedural {
                pattern: Stored::restore(pattern)?,
                seed: Stored::restore(seed)?,
                origin: Stored::restore(origin)?,
            },
        })
    }
}
