//! Days of simulated time.

use crate::base::{SimSpan, SimTime};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A day in UTC.
///
/// Units: days since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct SimDay(pub i32);

const DAY: i64 = SimSpan::from_days(1).millis();

impl SimDay {
    pub const MIN: SimDay = SimDay(i32::MIN);
    pub const MAX: SimDay = SimDay(i32::MAX);

    /// The day that a moment lies in.
    pub fn of(moment: SimTime) -> SimDay {
        let day = moment.millis().div_euclid(DAY);
        i32::try_from(day).map_or(if day < 0 { SimDay::MIN } else { SimDay::MAX }, SimDay)
    }

    /// Its first moment.
    pub fn start(self) -> SimTime {
        SimTime::from_millis(i64::from(self.0) * DAY)
    }

    /// The first moment of the day after it.
    pub fn end(self) -> SimTime {
        self.start() + SimSpan::from_days(1)
    }

    /// The day as a date of the calendar.
    pub fn date(self) -> NaiveDate {
        self.start().utc().date_naive()
    }

    /// The day of a date.
    pub fn of_date(date: NaiveDate) -> SimDay {
        SimDay(date.num_days_from_ce() - NaiveDate::default().num_days_from_ce())
    }
}

impl fmt::Debug for SimDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight() {
        let noon = SimTime::parse("2026-09-14T12:00:00Z").expect("a moment");
        let day = SimDay::of(noon);
        assert_eq!(day.start().iso(), "2026-09-14T00:00:00Z");
        assert_eq!(SimDay::of(day.start()), day);
        assert_eq!(SimDay::of(day.end()), SimDay(day.0 + 1));
        assert_eq!(SimDay::of(day.end() - SimSpan::from_millis(1)), day);
        assert_eq!(SimDay::of_date(day.date()), day);
    }

    #[test]
    fn days_before_1970_and_at_the_ends_of_time_are_days_too() {
        assert_eq!(SimDay::of(SimTime::from_millis(-1)), SimDay(-1));
        assert_eq!(SimDay::of(SimTime::MAX), SimDay::MAX);
        assert_eq!(SimDay::of(SimTime::MIN), SimDay::MIN);
    }
}
