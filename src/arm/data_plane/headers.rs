//! What headers say: versions, names of states, moments, metadata, tiers.

use crate::{
    arm::data_plane::{DataError, request::Asked},
    base::SimTime,
    engine::storage::{AccessTier, VersionId},
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Timelike};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The first version that takes bearer tokens. Source: Azure Storage, "Authorize with Microsoft Entra ID".
const OLDEST_VERSION: &str = "2017-11-09";

/// Headers that ask for what is not simulated; they are refused rather than passed over.
pub const NOT_SIMULATED: [&str; 27] = [
    "Content-MD5",
    "Content-Encoding",
    "x-ms-content-crc64",
    "x-ms-structured-body",
    "x-ms-blob-cache-control",
    "x-ms-blob-content-disposition",
    "x-ms-blob-content-encoding",
    "x-ms-blob-content-language",
    "x-ms-blob-content-md5",
    "x-ms-cache-control",
    "x-ms-content-disposition",
    "x-ms-content-encoding",
    "x-ms-content-language",
    "x-ms-content-md5",
    "x-ms-default-encryption-scope",
    "x-ms-encryption-context",
    "x-ms-encryption-key",
    "x-ms-encryption-scope",
    "x-ms-expiry-time",
    "x-ms-if-tags",
    "x-ms-immutability-policy-until-date",
    "x-ms-legal-hold",
    "x-ms-range-get-content-md5",
    "x-ms-range-get-content-crc64",
    "x-ms-source-content-md5",
    "x-ms-source-if-tags",
    "x-ms-tags",
];

/// # Errors
/// [`DataError::NotImplemented`] for the first header that asks for what is not simulated.
pub fn check_simulated(asked: &Asked) -> Result<(), DataError> {
    let is_off = |value: &str| value.eq_ignore_ascii_case("false");
    let asked_for = NOT_SIMULATED.iter().find(|name| asked.header(name).is_some_and(|value| !is_off(value)));
    match asked_for {
        None => Ok(()),
        Some(name) => Err(DataError::NotImplemented { what: format!("the header {name}") }),
    }
}

/// # Errors
/// No version, no date, or one before bearer tokens were taken.
pub fn check_version(text: Option<&str>) -> Result<(), DataError> {
    const NAME: &str = "x-ms-version";
    let text = text.ok_or(DataError::MissingHeader { name: NAME })?;
    let is_date = text.len() == 10 && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok();
    match is_date && text >= OLDEST_VERSION {
        true => Ok(()),
        false => Err(DataError::InvalidHeader { name: NAME, value: text.to_string() }),
    }
}

/// `2026-09-14T08:00:00.0000001Z`
pub fn version_id(text: &str) -> Option<VersionId> {
    let moment = NaiveDateTime::parse_from_str(text.strip_suffix('Z')?, "%Y-%m-%dT%H:%M:%S%.f").ok()?;
    let ticks = moment.and_utc().timestamp().checked_mul(10_000_000)? + i64::from(moment.nanosecond() / 100);
    VersionId::from_ticks(u64::try_from(ticks).ok()?)
}

/// `Mon, 14 Sep 2026 08:00:00 GMT`
pub fn http_date(text: &str) -> Option<SimTime> {
    DateTime::parse_from_rfc2822(text.trim()).ok().map(|moment| SimTime::from_utc(moment.to_utc()))
}

/// An etag as a header has it: a quoted text that is never the same twice.
pub fn etag(number: u64) -> String {
    format!("\"0x8D{number:013X}\"")
}

/// The `x-ms-meta-` headers.
pub fn metadata(asked: &Asked) -> BTreeMap<String, String> {
    const PREFIX: &str = "x-ms-meta-";
    let named = asked.headers.iter().filter_map(|(name, value)| {
        let start = name.get(..PREFIX.len())?;
        start.eq_ignore_ascii_case(PREFIX).then(|| (name[PREFIX.len()..].to_string(), value.clone()))
    });
    named.collect()
}

pub fn metadata_headers(metadata: &BTreeMap<String, String>) -> Vec<(String, String)> {
    // What a header cannot hold would break the answer; names are plain already.
    let clean = |value: &String| value.replace(|letter: char| letter.is_control() || !letter.is_ascii(), "?");
    metadata.iter().map(|(name, value)| (format!("x-ms-meta-{name}"), clean(value))).collect()
}

/// A tier by its name.
///
/// # Errors
/// [`DataError::InvalidHeader`].
pub fn tier(asked: &Asked) -> Result<Option<AccessTier>, DataError> {
    const NAME: &str = "x-ms-access-tier";
    let Some(text) = asked.header(NAME) else { return Ok(None) };
    let found = AccessTier::ALL.into_iter().find(|tier| tier.display_name().eq_ignore_ascii_case(text));
    found.map(Some).ok_or_else(|| DataError::InvalidHeader { name: NAME, value: text.to_string() })
}

/// # Errors
/// [`DataError::InvalidHeader`] where the header is no GUID.
pub fn guid(asked: &Asked, name: &'static str) -> Result<Option<Uuid>, DataError> {
    let Some(text) = asked.header(name) else { return Ok(None) };
    let invalid = || DataError::InvalidHeader { name, value: text.to_string() };
    Uuid::parse_str(text).map(Some).map_err(|_| invalid())
}

/// # Errors
/// [`DataError::InvalidHeader`] where the header is no whole number.
pub fn number(asked: &Asked, name: &'static str) -> Result<Option<i64>, DataError> {
    let Some(text) = asked.header(name) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| DataError::InvalidHeader { name, value: text.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_states_and_moments_read_back() {
        let at = SimTime::parse("2026-09-14T08:00:01.250Z").expect("a moment");
        let id = VersionId::at(at).next();
        assert_eq!(version_id(&id.to_string()), Some(id));
        for text in ["", "Z", "2026-09-14", "1960-01-01T00:00:00.0000000Z", "2026-13-01T00:00:00Z"] {
            assert_eq!(version_id(text), None, "{text}");
        }
        assert_eq!(http_date(&crate::arm::time::header(at)), SimTime::parse("2026-09-14T08:00:01Z"));
        assert_eq!(http_date("yesterday"), None);
        assert_eq!(etag(26), "\"0x8D000000000001A\"");
        assert!(check_version(Some("2026-10-06")).is_ok() && check_version(Some("2015-04-05")).is_err());
    }
}
