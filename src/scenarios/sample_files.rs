//! Sample files: generated, so they cost nothing until somebody reads them.

use crate::{
    base::{ArmId, ByteSize, Seed},
    content::{Content, Pattern},
    engine::{Command, storage::AccessTier},
};
use std::collections::BTreeMap;

/// A file to generate.
pub struct SampleFile {
    pub path: String,
    pub size: ByteSize,
    pub tier: AccessTier,
}

/// A year of daily exports below a directory: one file a day, named by its date.
pub fn daily_exports(directory: &str, month: u32, days: u32, kib: u64) -> Vec<SampleFile> {
    let file = |day| SampleFile {
        path: format!("{directory}/2026/{month:02}/{day:02}.csv"),
        size: ByteSize::kib(kib + u64::from(day % 7) * kib / 8),
        tier: AccessTier::Hot,
    };
    (1..=days).map(file).collect()
}

/// One file of a kind.
pub fn single(path: &str, size: ByteSize, tier: AccessTier) -> SampleFile {
    SampleFile { path: path.to_string(), size, tier }
}

/// The command that puts a sample file into a container.
pub fn put(container: &ArmId, file: &SampleFile, seed: Seed, number: u64) -> Command {
    let seed = seed.derive("sample file", number);
    let (pattern, content_type) = match file.path.rsplit('.').next() {
        Some("csv") => (Pattern::Lines, "text/csv"),
        Some("txt" | "log") => (Pattern::Lines, "text/plain"),
        _ => (Pattern::Noise, "application/octet-stream"),
    };
    Command::PutFile {
        container: container.clone(),
        path: file.path.clone(),
        content: Content::procedural(pattern, seed, file.size),
        content_type: content_type.to_string(),
        tier: file.tier,
        metadata: BTreeMap::new(),
        overwrite: true,
    }
}
