//! Names of past states of a blob: the moment each began, made unique.

use crate::base::SimTime;
use chrono::{SecondsFormat, Timelike};
use serde::{Deserialize, Serialize};
use std::{fmt, num::NonZeroU64};

const TICKS_PER_MILLI: u64 = 10_000;

/// The id of a version or snapshot: no two of one blob are equal, and a later one is greater.
///
/// Units: 100 ns since 1970-01-01T00:00:00Z, of which the simulated clock gives whole milliseconds; what
/// happens within one of those is told apart by the ticks. Prints as Azure does: `2026-09-14T08:00:00.0000001Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct VersionId(NonZeroU64);

impl VersionId {
    /// Greater than every id there is.
    pub const MAX: VersionId = VersionId(NonZeroU64::MAX);

    /// The first id of a moment; moments before 1970 have that of its beginning.
    pub fn at(moment: SimTime) -> VersionId {
        let millis = u64::try_from(moment.millis()).unwrap_or(0);
        VersionId(NonZeroU64::new(millis.saturating_mul(TICKS_PER_MILLI)).unwrap_or(NonZeroU64::MIN))
    }

    pub fn from_ticks(ticks: u64) -> Option<VersionId> {
        NonZeroU64::new(ticks).map(VersionId)
    }

    pub fn ticks(self) -> u64 {
        self.0.get()
    }

    /// The next greater id.
    pub fn next(self) -> VersionId {
        VersionId(self.0.saturating_add(1))
    }

    pub fn moment(self) -> SimTime {
        SimTime::from_millis((self.ticks() / TICKS_PER_MILLI).cast_signed())
    }
}

impl fmt::Display for VersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = self.moment().utc();
        let second = moment.with_nanosecond(0).unwrap_or(moment);
        let text = second.to_rfc3339_opts(SecondsFormat::Secs, true);
        let ticks = self.ticks() % (1_000 * TICKS_PER_MILLI);
        write!(f, "{}.{ticks:07}Z", text.trim_end_matches('Z'))
    }
}

impl fmt::Debug for VersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_print_as_azure_prints_them() {
        let moment = SimTime::parse("2026-09-14T08:00:01.250Z").expect("a valid moment");
        let id = VersionId::at(moment).next();
        assert_eq!(id.to_string(), "2026-09-14T08:00:01.2500001Z");
        assert_eq!(id.moment(), moment);
        assert_eq!(VersionId::from_ticks(id.ticks()), Some(id));
        assert!(
            id > VersionId::at(moment) && id < VersionId::at(moment + crate::base::SimSpan::from_millis(1))
        );
        assert_eq!(std::mem::size_of::<Option<VersionId>>(), 8);
    }
}
