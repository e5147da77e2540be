//! URLs taken apart: host, decoded segments of the path, decoded query.

use crate::{arm::ApiError, base::ArmId};
use percent_encoding::percent_decode_str;

/// Where Azure Resource Manager lives.
pub const MANAGEMENT: &str = "https://management.azure.com";

/// A decoded query, in order.
pub type Parameters = Vec<(String, String)>;

/// A URL that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uri {
    /// In small letters, without a port.
    pub host: String,
    /// Decoded, none of them empty: clients double slashes, and encode those of a scope.
    pub segments: Vec<String>,
    pub query: Parameters,
    /// As the client wrote it, for links to the next page.
    pub path: String,
}

impl Uri {
    /// # Errors
    /// [`ApiError::InvalidUrl`] where it is no absolute URL or not valid UTF-8 when decoded.
    pub fn parse(url: &str) -> Result<Uri, ApiError> {
        let invalid = || ApiError::InvalidUrl { url: url.chars().take(200).collect() };
        let (host, path, query) = Uri::split(url).ok_or_else(invalid)?;
        let decoded = percent_decode_str(path).decode_utf8().ok().filter(|path| !path.contains('\0'));
        let decoded = decoded.ok_or_else(invalid)?;
        let segments = decoded.split('/').filter(|segment| !segment.is_empty()).map(str::to_string).collect();
        Ok(Uri { host, segments, query, path: path.to_string() })
    }

    /// The host in small letters, the path as it is written, the decoded query.
    pub fn split(url: &str) -> Option<(String, &str, Parameters)> {
        let (authority, rest) = Uri::divide(url)?;
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Some((Uri::host(authority), path, query))
    }

    /// The part with host and port, and everything behind it.
    pub fn divide(url: &str) -> Option<(&str, &str)> {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
        Some(rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len())))
    }

    /// The host in small letters, without its port.
    pub fn host(authority: &str) -> String {
        authority.split(':').next().unwrap_or_default().to_ascii_lowercase()
    }

    /// The first parameter of this name, whatever its case.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The path as an id.
    pub fn id(&self) -> ArmId {
        ArmId::new(format!("/{}", self.segments.join("/")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_apart() {
        let uri = Uri::parse(
            "https://Management.Azure.com:443//subscriptions/a%20b?Api-Version=1&%24filter=x%20eq%20'y'#z",
        )
        .expect("it is a URL");
        assert_eq!(uri.host, "management.azure.com");
        assert_eq!(uri.segments, ["subscriptions", "a b"]);
        assert_eq!(uri.parameter("api-version"), Some("1"));
        assert_eq!(uri.parameter("$FILTER"), Some("x eq 'y'"));
        assert_eq!(uri.id(), ArmId::new("/subscriptions/a b"));
        let scope = Uri::parse("https://a/subscriptions%2Fx/locks").expect("it is a URL");
        assert_eq!(scope.segments, ["subscriptions", "x", "locks"]);
    }

    #[test]
    fn what_is_no_url_says_so() {
        for url in ["", "ftp://a/b", "/subscriptions", "https://a/%ff", "https://a/%00"] {
            assert!(matches!(Uri::parse(url), Err(ApiError::InvalidUrl { .. })), "{url}");
        }
    }
}
