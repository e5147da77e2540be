//! What clocks show: the rules by which zones put them forward and back, and when a clock first shows a time.
//!
//! The rules are those of 2025, for all years: a world begins after that, and nobody knows what parliaments will decide.
//! Each question is a few sums, so that years of schedules pass quickly and have no end.
//!
//! Source: IANA time zone database 2025b; a test compares all zones with it, to the end of its tables in 2099.

use crate::base::{SimSpan, SimTime};
use chrono::{Datelike, NaiveDate, NaiveDateTime};

/// What a clock shows.
///
/// Units: milliseconds since that clock showed 1970-01-01 00:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockTime(i64);

const MINUTE: i64 = SimSpan::from_minutes(1).millis();
const DAY: i64 = SimSpan::from_days(1).millis();

impl ClockTime {
    /// The start of a minute of a day; days are counted from 1970-01-01. The bounds of time clamp.
    pub fn new(day: i64, minute: i64) -> ClockTime {
        ClockTime(day.saturating_mul(DAY).saturating_add(minute * MINUTE))
    }

    pub fn midnight(date: NaiveDate) -> ClockTime {
        ClockTime::new(day_number(date), 0)
    }

    /// Days since 1970-01-01.
    pub fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// Minutes since midnight; parts of one are left out.
    pub fn minute_of_day(self) -> i64 {
        self.0.rem_euclid(DAY) / MINUTE
    }

    /// The same for calendar arithmetic; clamps as [`SimTime::utc`] does.
    pub fn date_time(self) -> NaiveDateTime {
        SimTime::from_millis(self.0).utc().naive_utc()
    }
}

/// The day of the week of a day counted from 1970-01-01, a Thursday; 0 is Sunday.
pub fn weekday_of(day: i64) -> i64 {
    (day + 4).rem_euclid(7)
}

fn day_number(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - EPOCH_FROM_CE
}

/// 1970-01-01, counted from the first day of the first year.
const EPOCH_FROM_CE: i64 = 719_163;

/// How the clocks of a zone run.
#[derive(Clone, Copy, Debug)]
pub struct Clocks {
    /// East of UTC. Units: minutes.
    standard: i16,
    daylight: Daylight,
}

#[derive(Clone, Copy, Debug)]
enum Daylight {
    Never,
    Yearly(Summer),
    Listed(&'static Listed),
}

/// Days on which clocks are put forward and back, the same ones each year.
#[derive(Clone, Copy, Debug)]
pub struct Summer {
    /// By how much clocks are put forward. Units: minutes.
    pub shift: i16,
    pub begins: Change,
    pub ends: Change,
}

/// When clocks change in a year.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// 1 is January.
    pub month: u32,
    /// Which one in the month, from 1; [`LAST`] is the last one.
    pub week: u8,
    /// 0 is Sunday.
    pub weekday: u8,
    /// After the midnight that the day begins with, on a clock that has not changed yet. Units: minutes.
    pub minute: i16,
}

pub const LAST: u8 = 5;

/// Changes that follow the moon and so come on other days each year.
#[derive(Debug)]
pub struct Listed {
    /// Offset before the first change and after every second one. Units: minutes.
    pub even: i16,
    /// Offset after the first change and after every second one from there.
    pub odd: i16,
    /// In order. Units: hours since 1970-01-01T00:00:00Z.
    pub hours: &'static [u32],
}

/// A stretch of time in which the clocks of a zone do not change.
///
/// Units: milliseconds; `from` and `until` since 1970-01-01T00:00:00Z, `until` is outside.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    offset: i64,
    from: i64,
    until: i64,
}

/// No clock is put forward or back by more. Units: milliseconds.
const SHIFT_MAX: i64 = 60 * MINUTE;

impl Clocks {
    pub const fn fixed(standard: i16) -> Clocks {
        Clocks { standard, daylight: Daylight::Never }
    }

    pub const fn yearly(standard: i16, summer: Summer) -> Clocks {
        Clocks { standard, daylight: Daylight::Yearly(summer) }
    }

    pub const fn listed(listed: &'static Listed) -> Clocks {
        Clocks { standard: listed.even, daylight: Daylight::Listed(listed) }
    }

    /// What a clock shows.
    pub fn shown(&self, at: SimTime) -> ClockTime {
        ClockTime(at.millis().saturating_add(self.stretch(at.millis()).offset))
    }

    /// The latest time that a clock has shown by then: more than it shows, in the hour after it was put back.
    pub fn latest_shown(&self, at: SimTime) -> ClockTime {
        let at = at.millis();
        let stretch = self.stretch(at);
        let shown = at.saturating_add(stretch.offset);
        if at.saturating_sub(stretch.from) >= SHIFT_MAX {
            return ClockTime(shown);
        }
        let before = stretch.from.saturating_sub(1);
        ClockTime(shown.max(before.saturating_add(self.stretch(before).offset)))
    }

    /// The first moment at which a clock shows that time or a later one: the first of two where clocks are put back,
    /// the first that there is where it is skipped.
    pub fn first_showing(&self, time: ClockTime) -> SimTime {
        let mut at = time.0.saturating_sub(self.offset_max());
        loop {
            let stretch = self.stretch(at);
            let moment = time.0.saturating_sub(stretch.offset).max(stretch.from);
            if moment < stretch.until || stretch.until == i64::MAX {
                return SimTime::from_millis(moment);
            }
            at = stretch.until;
        }
    }

    fn offset_max(&self) -> i64 {
        let minutes = match &self.daylight {
            Daylight::Never => self.standard,
            Daylight::Yearly(summer) => self.standard + summer.shift,
            Daylight::Listed(listed) => listed.even.max(listed.odd),
        };
        i64::from(minutes) * MINUTE
    }

    fn stretch(&self, at: i64) -> Stretch {
        let always = Stretch { offset: i64::from(self.standard) * MINUTE, from: i64::MIN, until: i64::MAX };
        match &self.daylight {
            Daylight::Never => always,
            // Only years that no calendar holds have none.
            Daylight::Yearly(summer) => summer.stretch(always.offset, at).unwrap_or(always),
            Daylight::Listed(listed) => listed.stretch(at),
        }
    }
}

impl Summer {
    fn stretch(&self, standard: i64, at: i64) -> Option<Stretch> {
        let year = SimTime::from_millis(at).utc().year();
        let summer = standard + i64::from(self.shift) * MINUTE;
        let begins = |year| self.begins.moment(year, standard);
        let ends = |year| self.ends.moment(year, summer);
        let (forward, back) = (begins(year)?, ends(year)?);
        // South of the equator a year begins in summer.
        let stretch = |offset, from, until| Stretch { offset, from, until };
        Some(match (forward < back, at < forward, at < back) {
            (true, true, _) => stretch(standard, ends(year - 1)?, forward),
            (true, false, true) => stretch(summer, forward, back),
            (true, false, false) => stretch(standard, back, begins(year + 1)?),
            (false, _, true) => stretch(summer, begins(year - 1)?, back),
            (false, true, false) => stretch(standard, back, forward),
            (false, false, false) => stretch(summer, forward, ends(year + 1)?),
        })
    }
}

impl Change {
    /// When it comes in a year, on clocks with this offset. Units: milliseconds.
    fn moment(&self, year: i32, offset: i64) -> Option<i64> {
        let weekday = i64::from(self.weekday);
        let day = if self.week == LAST {
            let (year, month) = if self.month == 12 { (year + 1, 1) } else { (year, self.month + 1) };
            let last = day_number(NaiveDate::from_ymd_opt(year, month, 1)?) - 1;
            last - (weekday_of(last) - weekday).rem_euclid(7)
        } else {
            let first = day_number(NaiveDate::from_ymd_opt(year, self.month, 1)?);
            first + (weekday - weekday_of(first)).rem_euclid(7) + 7 * (i64::from(self.week) - 1)
        };
        Some(day * DAY + i64::from(self.minute) * MINUTE - offset)
    }
}

impl Listed {
    fn stretch(&self, at: i64) -> Stretch {
        let moment = |hour: &u32| i64::from(*hour) * 60 * MINUTE;
        let passed = self.hours.partition_point(|hour| moment(hour) <= at);
        let minutes = if passed % 2 == 0 { self.even } else { self.odd };
        Stretch {
            offset: i64::from(minutes) * MINUTE,
            from: passed.checked_sub(1).and_then(|last| self.hours.get(last)).map_or(i64::MIN, moment),
            until: self.hours.get(passed).map_or(i64::MAX, moment),
        }
    }
}
