//! Schedules against a walk through two years minute by minute, and the clocks of all zones against the IANA database.

use crate::schedule::{at, daily, weekly};
use chrono::{Offset, TimeZone as _};
use chrono_tz::Tz;
use proptest::prelude::*;
use vault_lab::{
    base::{SimSpan, SimTime},
    engine::policy::{
        Schedule, ScheduleFrequency, TimeOfDay, TimeZone, Weekday,
        schedule::{last_firing, next_firing},
    },
};

/// Half-hour and three-quarter-hour offsets, half an hour of summer time, summer time at midnight, without and with a
/// pause, on both sides of the equator and of the date line.
const ZONES: [TimeZone; 14] = [
    TimeZone::LordHowe,
    TimeZone::Kathmandu,
    TimeZone::Chatham,
    TimeZone::Cairo,
    TimeZone::Casablanca,
    TimeZone::Gaza,
    TimeZone::Azores,
    TimeZone::Brasilia,
    TimeZone::WesternEurope,
    TimeZone::Gmt,
    TimeZone::Eastern,
    TimeZone::EasternAustralia,
    TimeZone::NewZealand,
    TimeZone::India,
];

const MINUTE: i64 = 60_000;
const DAY_MINUTES: i64 = 24 * 60;
const WALK_START: &str = "2026-01-01T00:00:00Z";
const WALK_DAYS: i64 = 2 * 365;

fn database(zone: TimeZone) -> Tz {
    zone.iana_name().parse().expect("a zone of the database")
}

/// Offset from UTC by the database. Units: milliseconds.
fn offset(zone: Tz, at: SimTime) -> i64 {
    i64::from(zone.offset_from_utc_datetime(&at.utc().naive_utc()).fix().local_minus_utc()) * 1_000
}

/// Whether a schedule names a minute, counted on its clock from 1970-01-01 00:00.
fn is_slot(schedule: &Schedule, minute: i64) -> bool {
    let (day, of_day) = (minute.div_euclid(DAY_MINUTES), minute.rem_euclid(DAY_MINUTES));
    let TimeOfDay { hour, minute } = schedule.time;
    let (shown_hour, shown_minute) = (of_day / 60, of_day % 60);
    if shown_minute != i64::from(minute) {
        return false;
    }
    match &schedule.frequency {
        ScheduleFrequency::Daily => shown_hour == i64::from(hour),
        ScheduleFrequency::Hourly(step) => (shown_hour - i64::from(hour)) % i64::from(*step) == 0,
        ScheduleFrequency::Weekly(days) => {
            let names = [
                Weekday::Thursday,
                Weekday::Friday,
                Weekday::Saturday,
                Weekday::Sunday,
                Weekday::Monday,
                Weekday::Tuesday,
                Weekday::Wednesday,
            ];
            shown_hour == i64::from(hour) && days.contains(&names[day.rem_euclid(7) as usize])
        }
    }
}

/// Watches a clock for two years: a schedule fires whenever it shows a slot for the first time, or has skipped one.
fn walk(zone: TimeZone, schedules: &[Schedule]) -> Vec<Vec<SimTime>> {
    let rules = database(zone);
    let start = at(WALK_START);
    let mut fired = vec![Vec::new(); schedules.len()];
    let mut seen = (start.millis() + offset(rules, start)) / MINUTE - 1;
    let mut shift = 0;
    for minute in 0..WALK_DAYS * DAY_MINUTES {
        let now = start + SimSpan::from_minutes(minute);
        // No clock changes but at a quarter of an hour.
        if minute % 15 == 0 {
            shift = offset(rules, now);
        }
        let shown = (now.millis() + shift) / MINUTE;
        for (schedule, fired) in schedules.iter().zip(&mut fired) {
            if (seen + 1..=shown).any(|minute| is_slot(schedule, minute)) {
                fired.push(now);
            }
        }
        seen = seen.max(shown);
    }
    fired
}

fn check_against_walk(zone: TimeZone, schedules: &[Schedule]) {
    let end = at(WALK_START) + SimSpan::from_days(WALK_DAYS);
    for (schedule, expected) in schedules.iter().zip(walk(zone, schedules)) {
        let first = Some(next_firing(schedule, at(WALK_START) - SimSpan::from_millis(1)));
        let firings = std::iter::successors(first, |last| Some(next_firing(schedule, *last)));
        assert_eq!(firings.take_while(|at| *at < end).collect::<Vec<_>>(), expected, "{schedule:?}");
        for pair in expected.windows(2) {
            let (this, next) = (pair[0], pair[1]);
            for until in [this, this + SimSpan::from_millis(1), next - SimSpan::from_millis(1)] {
                assert_eq!(last_firing(schedule, until), Some(this), "{schedule:?} until {until}");
            }
        }
    }
}

#[test]
fn schedules_at_the_hours_that_clocks_change() {
    for zone in ZONES {
        let times = [(0, 0), (0, 30), (1, 15), (2, 15), (2, 30), (3, 0), (23, 59)];
        let mut schedules: Vec<Schedule> =
            times.into_iter().map(|(hour, minute)| daily(hour, minute, zone)).collect();
        schedules.push(weekly(&[Weekday::Sunday], 2, 30, zone));
        schedules.push(weekly(&[Weekday::Saturday, Weekday::Friday], 0, 0, zone));
        schedules.extend(
            [1, 4, 12]
                .map(|hours| Schedule { frequency: ScheduleFrequency::Hourly(hours), ..daily(14, 15, zone) }),
        );
        check_against_walk(zone, &schedules);
    }
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let frequency = prop_oneof![
        Just(ScheduleFrequency::Daily),
        prop::sample::select(vec![1u8, 2, 4, 6, 8, 12]).prop_map(ScheduleFrequency::Hourly),
        prop::sample::subsequence(Weekday::ALL.to_vec(), 1..=7)
            .prop_map(|days| ScheduleFrequency::Weekly(days.into_iter().collect())),
    ];
    (frequency, 0..24u8, 0..60u8)
        .prop_map(|(frequency, hour, minute)| Schedule { frequency, ..daily(hour, minute, TimeZone::Utc) })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_schedule_fires_as_its_clock_shows(
        zone in prop::sample::select(TimeZone::ALL),
        mut schedules in prop::collection::vec(schedule(), 5),
    ) {
        schedules.iter_mut().for_each(|schedule| schedule.time_zone = zone);
        check_against_walk(zone, &schedules);
    }
}

/// Day by day, and where two days differ at the very second of the change.
#[test]
fn the_clocks_of_every_zone_are_those_of_the_database() {
    let ends = at("2099-12-30T00:00:00Z");
    for zone in TimeZone::ALL {
        let rules = database(*zone);
        let check = |at: SimTime| {
            let shown = zone.clocks().shown(at).date_time().and_utc().timestamp_millis();
            assert_eq!(shown - at.millis(), offset(rules, at), "{} at {at}", zone.windows_name());
        };
        let mut moment = at("2026-01-01T05:00:00Z");
        while moment < ends {
            let next = moment + SimSpan::from_days(1);
            check(moment);
            if offset(rules, moment) != offset(rules, next) {
                let (mut before, mut after) = (moment, next);
                while after.since(before) > SimSpan::from_seconds(1) {
                    let middle = before + SimSpan::from_seconds(after.since(before).seconds() / 2);
                    let is_before = offset(rules, middle) == offset(rules, before);
                    if is_before { before = middle } else { after = middle }
                }
                check(before);
                check(after - SimSpan::from_millis(1));
                check(after);
            }
            moment = next;
        }
    }
}

/// `(UTC+05:45)` is what the clock is ahead by, in summer or in winter.
#[test]
fn every_zone_is_listed_with_its_offset() {
    for zone in TimeZone::ALL {
        let rules = database(*zone);
        let offsets = [at("2026-01-15T00:00:00Z"), at("2026-07-15T00:00:00Z")].map(|at| offset(rules, at));
        let least = offsets.into_iter().min().unwrap_or(0) / MINUTE;
        let sign = if least < 0 { '-' } else { '+' };
        let text = match least {
            0 if *zone == TimeZone::Utc => "(UTC)".to_string(),
            _ => format!("(UTC{sign}{:02}:{:02})", least.abs() / 60, least.abs() % 60),
        };
        assert!(zone.display_name().starts_with(&text), "{} is {text}", zone.display_name());
    }
}

#[test]
fn schedules_go_on_when_the_tables_of_the_database_end() {
    let berlin = daily(2, 30, TimeZone::WesternEurope);
    assert_eq!(next_firing(&berlin, at("9998-07-01T00:30:00Z")), at("9998-07-02T00:30:00Z"), "in summer");
    assert_eq!(next_firing(&berlin, at("9998-12-31T01:30:00Z")), at("9999-01-01T01:30:00Z"), "in winter");
    assert_eq!(next_firing(&berlin, SimTime::MAX), SimTime::MAX);
    assert!(last_firing(&berlin, SimTime::MAX).is_some_and(|last| last < SimTime::MAX));
}
