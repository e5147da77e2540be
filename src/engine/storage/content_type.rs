//! What the bytes of a file are served as.

use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

/// The value of the header `Content-Type`. Those of most files take no memory of their own.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String")]
pub struct ContentType(Cow<'static, str>);

/// What a file is served as when nobody said.
const UNKNOWN: &str = "application/octet-stream";

/// What browsers call the files that people have most of.
const COMMON: [&str; 24] = [
    UNKNOWN,
    "application/gzip",
    "application/javascript",
    "application/json",
    "application/msword",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/x-parquet",
    "application/xml",
    "application/zip",
    "audio/mpeg",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/svg+xml",
    "image/webp",
    "text/css",
    "text/csv",
    "text/html",
    "text/plain",
    "text/xml",
    "video/mp4",
];

impl ContentType {
    /// An empty text says that nobody knows.
    pub fn new(text: &str) -> ContentType {
        let text = if text.is_empty() { UNKNOWN } else { text };
        let common = COMMON.iter().find(|common| **common == text);
        ContentType(common.map_or_else(|| Cow::Owned(text.to_string()), |common| Cow::Borrowed(*common)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for ContentType {
    fn from(text: String) -> ContentType {
        ContentType::new(&text)
    }
}

impl fmt::Debug for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_types_take_no_memory_and_others_stay_what_they_are() {
        let is_borrowed = |text: &str| matches!(ContentType::new(text).0, Cow::Borrowed(_));
        assert!(COMMON.iter().all(|common| is_borrowed(common)));
        assert_eq!(ContentType::new("").as_str(), "application/octet-stream");
        assert_eq!(ContentType::new("text/x-own; charset=utf-8").to_string(), "text/x-own; charset=utf-8");
        for text in ["text/csv", "text/x-own"] {
            let stored = serde_json::to_string(&ContentType::new(text)).expect("a text");
            let read: ContentType = serde_json::from_str(&stored).expect("the same");
            assert_eq!((read.as_str(), matches!(read.0, Cow::Borrowed(_))), (text, is_borrowed(text)));
        }
    }
}
