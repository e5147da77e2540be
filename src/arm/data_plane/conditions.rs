//! Conditional headers.
//!
//! Source: Blob service REST API, "Specify conditional headers for Blob service operations".

use crate::{
    arm::data_plane::{DataError, headers, request::Asked},
    base::SimTime,
};

/// What a condition is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// With its quotes.
    pub etag: String,
    pub modified_at: SimTime,
}

/// The conditions of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    matches: Option<String>,
    matches_none: Option<String>,
    modified_since: Option<SimTime>,
    unmodified_since: Option<SimTime>,
}

impl Conditions {
    /// # Errors
    /// A date that is none.
    pub fn of(asked: &Asked) -> Result<Conditions, DataError> {
        Conditions::named(asked, ["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"])
    }

    /// Those that the source of a copy has to meet.
    ///
    /// # Errors
    /// A date that is none.
    pub fn of_source(asked: &Asked) -> Result<Conditions, DataError> {
        Conditions::named(
            asked,
            [
                "x-ms-source-if-match",
                "x-ms-source-if-none-match",
                "x-ms-source-if-modified-since",
                "x-ms-source-if-unmodified-since",
            ],
        )
    }

    fn named(asked: &Asked, names: [&'static str; 4]) -> Result<Conditions, DataError> {
        let moment = |name: &'static str| match asked.header(name) {
            None => Ok(None),
            Some(text) => headers::http_date(text)
                .map(Some)
                .ok_or_else(|| DataError::InvalidHeader { name, value: text.to_string() }),
        };
        Ok(Conditions {
            matches: asked.header(names[0]).map(str::to_string),
            matches_none: asked.header(names[1]).map(str::to_string),
            modified_since: moment(names[2])?,
            unmodified_since: moment(names[3])?,
        })
    }

    /// For a reader: what it has already, it need not be sent.
    ///
    /// # Errors
    /// 304 or 412.
    pub fn check_read(&self, there: &Standing) -> Result<(), DataError> {
        if !self.may_proceed(there) {
            return Err(DataError::ConditionNotMet);
        }
        if self.is_known(there) { Err(DataError::NotModified) } else { Ok(()) }
    }

    /// For a writer, where something is or nothing.
    ///
    /// # Errors
    /// 412; 409 where nothing should be.
    pub fn check_write(&self, there: Option<&Standing>) -> Result<(), DataError> {
        let Some(there) = there else {
            return if self.matches.is_some() { Err(DataError::ConditionNotMet) } else { Ok(()) };
        };
        if self.matches_none.as_deref() == Some("*") {
            return Err(DataError::AlreadyThere);
        }
        match self.may_proceed(there) && !self.is_known(there) {
            true => Ok(()),
            false => Err(DataError::ConditionNotMet),
        }
    }

    fn may_proceed(&self, there: &Standing) -> bool {
        let matches = self.matches.as_deref().is_none_or(|wanted| names(wanted, &there.etag));
        let unmodified =
            self.unmodified_since.is_none_or(|since| second(there.modified_at) <= since.millis());
        matches && unmodified
    }

    fn is_known(&self, there: &Standing) -> bool {
        match (&self.matches_none, self.modified_since) {
            (Some(known), _) => names(known, &there.etag),
            (None, Some(since)) => second(there.modified_at) <= since.millis(),
            (None, None) => false,
        }
    }
}

/// Dates in headers have whole seconds.
fn second(at: SimTime) -> i64 {
    at.millis() - at.millis().rem_euclid(1_000)
}

/// Whether a list of etags names one; quotes may be missing.
fn names(list: &str, etag: &str) -> bool {
    let bare = |text: &str| text.trim().trim_start_matches("W/").trim_matches('"').to_string();
    list.trim() == "*" || list.split(',').any(|one| bare(one) == bare(etag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_tell_readers_from_writers() {
        let at = SimTime::parse("2026-09-14T08:00:00.500Z").expect("a moment");
        let second = SimTime::parse("2026-09-14T08:00:00Z").expect("a moment");
        let there = Standing { etag: "\"0x1\"".to_string(), modified_at: at };
        let none = Conditions::default();
        let matching = |text: &str| Conditions { matches: Some(text.to_string()), ..none.clone() };
        let unknown = |text: &str| Conditions { matches_none: Some(text.to_string()), ..none.clone() };
        let since = Conditions { modified_since: Some(second), ..none.clone() };
        let before = Conditions { unmodified_since: Some(second), ..none.clone() };
        assert_eq!(matching("0x1").check_read(&there), Ok(()));
        assert_eq!(matching("\"0x2\", \"0x1\"").check_write(Some(&there)), Ok(()));
        assert_eq!(matching("0x2").check_read(&there), Err(DataError::ConditionNotMet));
        assert_eq!(matching("*").check_write(None), Err(DataError::ConditionNotMet));
        assert_eq!(unknown("\"0x1\"").check_read(&there), Err(DataError::NotModified));
        assert_eq!(unknown("\"0x1\"").check_write(Some(&there)), Err(DataError::ConditionNotMet));
        assert_eq!(unknown("*").check_write(Some(&there)), Err(DataError::AlreadyThere));
        assert_eq!(unknown("*").check_write(None), Ok(()));
        assert_eq!(since.check_read(&there), Err(DataError::NotModified));
        assert_eq!(before.check_read(&there), Ok(()));
    }
}
