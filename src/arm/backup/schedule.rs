//! Schedules as `repeatingTimeIntervals` and back: `R/2026-05-02T05:30:00+00:00/PT4H`.
//!
//! A start with an offset is a moment, and the schedule's time of day is what a clock in its zone shows then; a start
//! without one is that clock's own time. Several days are several intervals.

use crate::{
    arm::{ApiError, body::Member},
    base::SimTime,
    engine::policy::{
        Schedule, ScheduleFrequency, TimeOfDay, TimeZone, Weekday,
        schedule::{next_firing, weekday},
    },
};
use chrono::{NaiveDateTime, Timelike};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// When one interval of a body starts, on a clock in the schedule's zone, and how it repeats.
struct Interval {
    start: NaiveDateTime,
    period: Period,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Period {
    Hours(u8),
    Day,
    Week,
}

/// Reads `schedule`.
///
/// # Errors
/// [`ApiError::InvalidInput`] for what cannot be read; [`ApiError::NotSimulated`] for several times a day.
pub fn read(schedule: &Member<'_>) -> Result<Schedule, ApiError> {
    let time_zone = match schedule.get("timeZone") {
        None => TimeZone::Utc,
        Some(zone) => read_zone(zone.text()?).ok_or_else(|| {
            zone.invalid("it is neither the id of a Windows time zone nor the IANA name of one")
        })?,
    };
    let list = schedule.require("repeatingTimeIntervals")?;
    let intervals =
        list.list()?.iter().map(|item| read_interval(item, time_zone)).collect::<Result<Vec<_>, _>>()?;
    let first = intervals.first().ok_or_else(|| list.invalid("one interval at least is required"))?;
    let time = time_of(first);
    if intervals.iter().any(|interval| time_of(interval) != time) {
        return Err(ApiError::NotSimulated { operation: "A schedule with several times a day".to_string() });
    }
    if intervals.iter().any(|interval| interval.period != first.period) {
        return Err(list.invalid("all intervals have the same period"));
    }
    let frequency = match first.period {
        Period::Week => {
            let days = intervals.iter().map(|interval| weekday(interval.start.date()));
            ScheduleFrequency::Weekly(days.collect::<BTreeSet<Weekday>>())
        }
        Period::Day => ScheduleFrequency::Daily,
        Period::Hours(hours) => ScheduleFrequency::Hourly(hours),
    };
    if first.period != Period::Week && intervals.len() > 1 {
        return Err(list.invalid("one interval is enough"));
    }
    Ok(Schedule { frequency, time, time_zone })
}

/// Zones have their Windows ids, and are told by them; of UTC the service takes the name as well. Source: recorded answers.
/// Whether it takes IANA names is unverified.
fn read_zone(name: &str) -> Option<TimeZone> {
    let is_utc = name.eq_ignore_ascii_case("Coordinated Universal Time");
    if is_utc { Some(TimeZone::Utc) } else { TimeZone::parse(name) }
}

fn time_of(interval: &Interval) -> TimeOfDay {
    let number = |value: u32| u8::try_from(value).unwrap_or(0);
    TimeOfDay { hour: number(interval.start.hour()), minute: number(interval.start.minute()) }
}

fn read_interval(item: &Member<'_>, zone: TimeZone) -> Result<Interval, ApiError> {
    let text = item.text()?;
    let invalid = || item.invalid("an interval such as R/2026-05-02T05:30:00+00:00/P1D is expected");
    let mut parts = text.split('/');
    let (repeat, start, period) = (parts.next(), parts.next(), parts.next());
    let is_repeated = repeat.is_some_and(|text| text.starts_with(['R', 'r']));
    if !is_repeated || parts.next().is_some() {
        return Err(invalid());
    }
    let start = start.and_then(|start| local_start(start, zone)).ok_or_else(invalid)?;
    let period = period.and_then(read_period).ok_or_else(invalid)?;
    Ok(Interval { start, period })
}

fn local_start(text: &str, zone: TimeZone) -> Option<NaiveDateTime> {
    match SimTime::parse(text) {
        Some(moment) => Some(zone.clocks().shown(moment).date_time()),
        None => NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok(),
    }
}

fn read_period(text: &str) -> Option<Period> {
    match text.to_ascii_uppercase().as_str() {
        "P1D" => Some(Period::Day),
        "P1W" | "P7D" => Some(Period::Week),
        text => {
            let hours: u8 = text.strip_prefix("PT")?.strip_suffix('H')?.parse().ok()?;
            (1..=24).contains(&hours).then_some(Period::Hours(hours))
        }
    }
}

/// Writes `schedule`; the intervals start with the first run after `since`.
pub fn write(schedule: &Schedule, since: SimTime) -> Value {
    let interval = |frequency: ScheduleFrequency, period: &str| {
        let start = next_firing(&Schedule { frequency, ..schedule.clone() }, since);
        format!("R/{}/{period}", start.utc().format("%Y-%m-%dT%H:%M:%S+00:00"))
    };
    let intervals: Vec<String> = match &schedule.frequency {
        ScheduleFrequency::Daily => vec![interval(ScheduleFrequency::Daily, "P1D")],
        ScheduleFrequency::Weekly(days) => {
            days.iter().map(|day| interval(ScheduleFrequency::Weekly([*day].into()), "P1W")).collect()
        }
        // The run of the day that the others are counted from.
        ScheduleFrequency::Hourly(hours) => vec![interval(ScheduleFrequency::Daily, &format!("PT{hours}H"))],
    };
    json!({ "repeatingTimeIntervals": intervals, "timeZone": schedule.time_zone.windows_name() })
}
