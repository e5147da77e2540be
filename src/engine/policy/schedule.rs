//! When a schedule fires.
//!
//! A schedule names times on a clock of its zone, its slots. Each slot fires once, at the first moment at which the clock
//! shows it or a later time: a time that clocks skip fires when they have skipped it, one that they repeat the first
//! time. Hourly schedules follow the clock of their zone as daily ones do (unverified).

use crate::{
    base::SimTime,
    engine::policy::{
        Schedule, ScheduleFrequency, TimeOfDay, TimeZone, Weekday,
        calendar::{ClockTime, weekday_of},
    },
};
use chrono::{Datelike, NaiveDate};

/// A weekly schedule fires within a week.
const SEARCH_DAYS: i64 = 7;

const MINUTES_A_DAY: i64 = 24 * 60;

/// The first moment strictly after `after` at which the schedule fires.
///
/// A weekly schedule without days, which no valid policy has, never fires: [`SimTime::MAX`]; nor does any schedule
/// beyond the last moment that a clock can show.
pub fn next_firing(schedule: &Schedule, after: SimTime) -> SimTime {
    let clocks = schedule.time_zone.clocks();
    let shown = clocks.latest_shown(after);
    let (today, minute) = (shown.day(), shown.minute_of_day());
    let slots = Slots::of(schedule);
    // A slot in this very minute has fired.
    let later_today = slots.first_from(minute + 1).filter(|_| slots.include(today));
    let slot = later_today.map(|minute| ClockTime::new(today, minute)).or_else(|| {
        let day = (today + 1..=today + SEARCH_DAYS).find(|day| slots.include(*day))?;
        slots.first_from(0).map(|minute| ClockTime::new(day, minute))
    });
    let moment = slot.map(|slot| clocks.first_showing(slot));
    moment.filter(|moment| *moment > after).unwrap_or(SimTime::MAX)
}

/// All firings strictly after a moment.
pub fn firings(schedule: &Schedule, after: SimTime) -> impl Iterator<Item = SimTime> {
    let next = move |at: &SimTime| Some(next_firing(schedule, *at)).filter(|next| *next < SimTime::MAX);
    std::iter::successors(next(&after), next)
}

/// The last moment not after `until` at which the schedule fired.
pub fn last_firing(schedule: &Schedule, until: SimTime) -> Option<SimTime> {
    let clocks = schedule.time_zone.clocks();
    let shown = clocks.latest_shown(until);
    let (today, minute) = (shown.day(), shown.minute_of_day());
    let slots = Slots::of(schedule);
    let earlier_today = slots.last_until(minute).filter(|_| slots.include(today));
    let slot = earlier_today.map(|minute| ClockTime::new(today, minute)).or_else(|| {
        let day = (1..=SEARCH_DAYS).map(|days| today - days).find(|day| slots.include(*day))?;
        slots.last_until(MINUTES_A_DAY - 1).map(|minute| ClockTime::new(day, minute))
    })?;
    Some(clocks.first_showing(slot))
}

/// The date on a calendar in `zone`.
pub fn local_date(at: SimTime, zone: TimeZone) -> NaiveDate {
    zone.clocks().shown(at).date_time().date()
}

/// The first moment of a date in `zone`.
pub fn day_start(date: NaiveDate, zone: TimeZone) -> SimTime {
    zone.clocks().first_showing(ClockTime::midnight(date))
}

/// The moment as a clock in `zone` shows it: `Sun 20 Sep 2026 07:30`.
pub fn local_text(at: SimTime, zone: TimeZone) -> String {
    zone.clocks().shown(at).date_time().format("%a %d %b %Y %H:%M").to_string()
}

/// The day of the week of a date.
pub fn weekday(date: NaiveDate) -> Weekday {
    Weekday::ALL[date.weekday().num_days_from_sunday() as usize]
}

/// The times on a clock at which a schedule fires.
struct Slots<'a> {
    schedule: &'a Schedule,
    /// The first one of a day. Units: minutes since midnight.
    first: i64,
    /// From one to the next on the same day. Units: minutes.
    step: i64,
}

impl Slots<'_> {
    fn of(schedule: &Schedule) -> Slots<'_> {
        let TimeOfDay { hour, minute } = schedule.time;
        let (first, hours) = match schedule.frequency {
            ScheduleFrequency::Daily | ScheduleFrequency::Weekly(_) => (hour, 24),
            ScheduleFrequency::Hourly(hours) => (hour % hours.max(1), hours.max(1)),
        };
        Slots { schedule, first: i64::from(first) * 60 + i64::from(minute), step: i64::from(hours) * 60 }
    }

    /// Whether it fires on a day, counted from 1970-01-01.
    fn include(&self, day: i64) -> bool {
        match &self.schedule.frequency {
            ScheduleFrequency::Daily | ScheduleFrequency::Hourly(_) => true,
            ScheduleFrequency::Weekly(days) => days.iter().any(|named| *named as i64 == weekday_of(day)),
        }
    }

    /// The first slot of a day that is not before a minute.
    fn first_from(&self, minute: i64) -> Option<i64> {
        let passed = (minute - self.first).max(0);
        let slot = self.first + (passed + self.step - 1) / self.step * self.step;
        (slot < MINUTES_A_DAY).then_some(slot)
    }

    /// The last slot of a day that is not after a minute.
    fn last_until(&self, minute: i64) -> Option<i64> {
        let minute = minute.min(MINUTES_A_DAY - 1);
        (minute >= self.first).then(|| self.first + (minute - self.first) / self.step * self.step)
    }
}
