//! Simulated time. Nothing below the worker's clock knows any other.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    ops::{Add, Sub},
};

/// An instant of simulated time.
///
/// Units: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct SimTime(i64);

/// A length of simulated time, never negative in practice.
///
/// Units: milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct SimSpan(i64);

impl SimTime {
    pub const EPOCH: SimTime = SimTime(0);
    pub const MIN: SimTime = SimTime(i64::MIN);
    pub const MAX: SimTime = SimTime(i64::MAX);

    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads `2026-09-14T10:40:00Z` and its relatives with an offset.
    pub fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|moment| Self(moment.timestamp_millis()))
    }

    /// The same instant for calendar arithmetic.
    ///
    /// Instants that chrono cannot hold (hundreds of millennia away) clamp to its bounds.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(if self.0 < 0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        })
    }

    pub fn from_utc(moment: DateTime<Utc>) -> Self {
        Self(moment.timestamp_millis())
    }

    /// How long after `earlier` this is; zero when it is not after it.
    pub fn since(self, earlier: SimTime) -> SimSpan {
        SimSpan(self.0.saturating_sub(earlier.0).max(0))
    }

    /// ISO 8601 in UTC with seconds, as ARM prints it.
    pub fn iso(self) -> String {
        self.utc().to_rfc3339_opts(SecondsFormat::Secs, true)
    }
}

impl SimSpan {
    pub const ZERO: SimSpan = SimSpan(0);

    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds * 1_000)
    }
    pub const fn from_minutes(minutes: i64) -> Self {
        Self::from_seconds(minutes * 60)
    }
    pub const fn from_hours(hours: i64) -> Self {
        Self::from_minutes(hours * 60)
    }
    pub const fn from_days(days: i64) -> Self {
        Self::from_hours(days * 24)
    }
    pub const fn millis(self) -> i64 {
        self.0
    }
    pub const fn seconds(self) -> i64 {
        self.0 / 1_000
    }
    pub const fn minutes(self) -> i64 {
        self.0 / 60_000
    }
}

impl Add<SimSpan> for SimTime {
    type Output = SimTime;
    fn add(self, span: SimSpan) -> SimTime {
        SimTime(self.0.saturating_add(span.0))
    }
}

impl Sub<SimSpan> for SimTime {
    type Output = SimTime;
    fn sub(self, span: SimSpan) -> SimTime {
        SimTime(self.0.saturating_sub(span.0))
    }
}

impl Add for SimSpan {
    type Output = SimSpan;
    fn add(self, other: SimSpan) -> SimSpan {
        SimSpan(self.0.saturating_add(other.0))
    }
}

impl fmt::Debug for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

impl fmt::Debug for SimSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} s", self.0 as f64 / 1_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_iso() {
        let moment = SimTime::parse("2026-09-14T12:40:00+02:00").expect("a valid instant");
        assert_eq!(moment.iso(), "2026-09-14T10:40:00Z");
        assert_eq!((moment + SimSpan::from_minutes(20)).iso(), "2026-09-14T11:00:00Z");
        assert_eq!(SimTime::parse("yesterday"), None);
    }

    #[test]
    fn since_never_goes_negative() {
        assert_eq!(SimTime::EPOCH.since(SimTime::from_millis(5)), SimSpan::ZERO);
    }

    #[test]
    fn the_far_future_still_prints() {
        assert!(SimTime::MAX.iso().starts_with('+'));
    }
}
