//! When a schedule fires next.

use crate::{
    base::SimTime,
    engine::policy::{Schedule, ScheduleFrequency, TimeOfDay, TimeZone, Weekday},
};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, TimeZone as _};
use chrono_tz::Tz;

/// How many days a search for the next firing looks at: yesterday, today and a whole week.
const SEARCH_DAYS: u64 = 9;

const HOURS_A_DAY: u8 = 24;

/// Clocks are never put forward by more than this at once.
const GAP_MINUTES_MAX: i64 = 24 * 60;

/// The first moment strictly after `after` at which the schedule fires.
///
/// A time of day that does not exist on a date (clocks are put forward) becomes the first moment that
/// does; one that exists twice (clocks are put back) is the first of the two. A weekly schedule without
/// days, which no valid policy has, never fires: [`SimTime::MAX`].
pub fn next_firing(schedule: &Schedule, after: SimTime) -> SimTime {
    let today = local_date(after, schedule.time_zone);
    // Yesterday's firing may have been moved into today.
    let first = today.checked_sub_days(Days::new(1)).unwrap_or(today);
    let dates = (0..SEARCH_DAYS).filter_map(|day| first.checked_add_days(Days::new(day)));
    dates
        .flat_map(|date| times_on(schedule, date).map(move |time| (date, time)))
        .filter_map(|(date, time)| moment_on(date, time, schedule.time_zone))
        .find(|moment| *moment > after)
        .unwrap_or(SimTime::MAX)
}

/// The last moment not after `until` at which the schedule fired.
pub fn last_firing(schedule: &Schedule, until: SimTime) -> Option<SimTime> {
    let today = local_date(until, schedule.time_zone);
    let dates = (0..SEARCH_DAYS).filter_map(|day| today.checked_sub_days(Days::new(day)));
    let latest_on = |date| {
        let times = times_on(schedule, date).filter_map(|time| moment_on(date, time, schedule.time_zone));
        times.filter(|moment| *moment <= until).max()
    };
    dates.filter_map(latest_on).next()
}

/// The date on a calendar in `zone`.
pub fn local_date(at: SimTime, zone: TimeZone) -> NaiveDate {
    at.utc().with_timezone(&zone.rules()).date_naive()
}

/// The first moment of a date in `zone`.
pub fn day_start(date: NaiveDate, zone: TimeZone) -> Option<SimTime> {
    moment_on(date, TimeOfDay { hour: 0, minute: 0 }, zone)
}

/// The moment as a clock in `zone` shows it: `Sun 20 Sep 2026 07:30`.
pub fn local_text(at: SimTime, zone: TimeZone) -> String {
    at.utc().with_timezone(&zone.rules()).format("%a %d %b %Y %H:%M").to_string()
}

/// The day of the week of a date.
pub fn weekday(date: NaiveDate) -> Weekday {
    Weekday::ALL[date.weekday().num_days_from_sunday() as usize]
}

/// The times of day at which a schedule fires on a date, earliest first.
///
/// Hourly schedules follow the clock of their zone as daily ones do: an hour that clocks skip is made up for
/// by the next one, an hour that they repeat fires once (unverified).
fn times_on(schedule: &Schedule, date: NaiveDate) -> impl Iterator<Item = TimeOfDay> + use<> {
    let TimeOfDay { hour, minute } = schedule.time;
    let (first, step) = match &schedule.frequency {
        ScheduleFrequency::Daily => (hour, HOURS_A_DAY),
        ScheduleFrequency::Weekly(days) if days.contains(&weekday(date)) => (hour, HOURS_A_DAY),
        ScheduleFrequency::Weekly(_) => (HOURS_A_DAY, HOURS_A_DAY),
        ScheduleFrequency::Hourly(hours) => (hour % (*hours).max(1), (*hours).max(1)),
    };
    (first..HOURS_A_DAY).step_by(step.into()).map(move |hour| TimeOfDay { hour, minute })
}

fn moment_on(date: NaiveDate, time: TimeOfDay, zone: TimeZone) -> Option<SimTime> {
    let local = date.and_hms_opt(time.hour.into(), time.minute.into(), 0)?;
    let rules = zone.rules();
    let minutes = (0..=GAP_MINUTES_MAX).map(|minute| local + TimeDelta::minutes(minute));
    let moment: DateTime<Tz> =
        minutes.filter_map(|local| rules.from_local_datetime(&local).earliest()).next()?;
    Some(SimTime::from_utc(moment.to_utc()))
}
