//! When schedules fire: days, weeks, zones, and the nights on which clocks change.

use expect_test::{Expect, expect};
use std::{collections::BTreeSet, fmt::Write};
use vault_lab::{
    base::SimTime,
    engine::policy::{
        Schedule, ScheduleFrequency, TimeOfDay, TimeZone, Weekday,
        schedule::{local_text, next_firing},
    },
};

pub fn at(text: &str) -> SimTime {
    SimTime::parse(text).expect("a valid moment")
}

pub fn daily(hour: u8, minute: u8, time_zone: TimeZone) -> Schedule {
    Schedule { frequency: ScheduleFrequency::Daily, time: TimeOfDay { hour, minute }, time_zone }
}

pub fn weekly(days: &[Weekday], hour: u8, minute: u8, time_zone: TimeZone) -> Schedule {
    let frequency = ScheduleFrequency::Weekly(days.iter().copied().collect::<BTreeSet<_>>());
    Schedule { frequency, time: TimeOfDay { hour, minute }, time_zone }
}

/// The first firings after a moment, in UTC and on a clock in the schedule's zone.
fn check_firings(schedule: &Schedule, after: &str, count: usize, expected: Expect) {
    let mut shown = String::new();
    let mut moment = at(after);
    for _ in 0..count {
        let next = next_firing(schedule, moment);
        assert!(next > moment, "firings move forward");
        writeln!(shown, "{next}  {}", local_text(next, schedule.time_zone)).expect("text can be written");
        moment = next;
    }
    expected.assert_eq(&shown);
}

#[test]
fn a_daily_schedule_fires_strictly_after() {
    let schedule = daily(7, 30, TimeZone::Utc);
    check_firings(
        &schedule,
        "2026-09-14T07:29:59Z",
        2,
        expect![[r#"
        2026-09-14T07:30:00Z  Mon 14 Sep 2026 07:30
        2026-09-15T07:30:00Z  Tue 15 Sep 2026 07:30
    "#]],
    );
    check_firings(
        &schedule,
        "2026-09-14T07:30:00Z",
        1,
        expect![[r#"
        2026-09-15T07:30:00Z  Tue 15 Sep 2026 07:30
    "#]],
    );
}

#[test]
fn month_and_year_ends_are_days_like_others() {
    check_firings(
        &daily(0, 0, TimeZone::Utc),
        "2027-12-30T12:00:00Z",
        3,
        expect![[r#"
        2027-12-31T00:00:00Z  Fri 31 Dec 2027 00:00
        2028-01-01T00:00:00Z  Sat 01 Jan 2028 00:00
        2028-01-02T00:00:00Z  Sun 02 Jan 2028 00:00
    "#]],
    );
    check_firings(
        &daily(23, 59, TimeZone::Utc),
        "2028-02-28T12:00:00Z",
        3,
        expect![[r#"
        2028-02-28T23:59:00Z  Mon 28 Feb 2028 23:59
        2028-02-29T23:59:00Z  Tue 29 Feb 2028 23:59
        2028-03-01T23:59:00Z  Wed 01 Mar 2028 23:59
    "#]],
    );
}

#[test]
fn a_weekly_schedule_fires_on_its_days() {
    let days = [Weekday::Sunday, Weekday::Wednesday];
    check_firings(
        &weekly(&days, 13, 0, TimeZone::Utc),
        "2026-09-14T08:00:00Z",
        4,
        expect![[r#"
        2026-09-16T13:00:00Z  Wed 16 Sep 2026 13:00
        2026-09-20T13:00:00Z  Sun 20 Sep 2026 13:00
        2026-09-23T13:00:00Z  Wed 23 Sep 2026 13:00
        2026-09-27T13:00:00Z  Sun 27 Sep 2026 13:00
    "#]],
    );
    // Sunday evening in Los Angeles is Monday in UTC.
    let pacific = weekly(&[Weekday::Sunday], 20, 0, TimeZone::Pacific);
    check_firings(
        &pacific,
        "2026-09-14T08:00:00Z",
        2,
        expect![[r#"
        2026-09-21T03:00:00Z  Sun 20 Sep 2026 20:00
        2026-09-28T03:00:00Z  Sun 27 Sep 2026 20:00
    "#]],
    );
    // The day itself counts while its hour is still to come, and a week passes when it is over.
    let monday = weekly(&[Weekday::Monday], 8, 0, TimeZone::Utc);
    check_firings(
        &monday,
        "2026-09-14T07:59:00Z",
        1,
        expect![[r#"
        2026-09-14T08:00:00Z  Mon 14 Sep 2026 08:00
    "#]],
    );
    check_firings(
        &monday,
        "2026-09-14T08:00:00Z",
        1,
        expect![[r#"
        2026-09-21T08:00:00Z  Mon 21 Sep 2026 08:00
    "#]],
    );
}

#[test]
fn zones_ahead_of_and_behind_utc() {
    check_firings(
        &daily(1, 0, TimeZone::Tokyo),
        "2026-09-14T08:00:00Z",
        1,
        expect![[r#"
        2026-09-14T16:00:00Z  Tue 15 Sep 2026 01:00
    "#]],
    );
    check_firings(
        &daily(22, 0, TimeZone::Hawaii),
        "2026-09-14T08:00:00Z",
        2,
        expect![[r#"
        2026-09-15T08:00:00Z  Mon 14 Sep 2026 22:00
        2026-09-16T08:00:00Z  Tue 15 Sep 2026 22:00
    "#]],
    );
    check_firings(
        &daily(5, 45, TimeZone::India),
        "2026-09-14T08:00:00Z",
        1,
        expect![[r#"
        2026-09-15T00:15:00Z  Tue 15 Sep 2026 05:45
    "#]],
    );
}

#[test]
fn clocks_put_forward_in_europe() {
    // On 29 March 2026 the hour from 02:00 to 03:00 does not exist in Berlin.
    check_firings(
        &daily(2, 30, TimeZone::WesternEurope),
        "2026-03-27T12:00:00Z",
        3,
        expect![[r#"
        2026-03-28T01:30:00Z  Sat 28 Mar 2026 02:30
        2026-03-29T01:00:00Z  Sun 29 Mar 2026 03:00
        2026-03-30T00:30:00Z  Mon 30 Mar 2026 02:30
    "#]],
    );
    check_firings(
        &daily(3, 0, TimeZone::WesternEurope),
        "2026-03-28T12:00:00Z",
        2,
        expect![[r#"
        2026-03-29T01:00:00Z  Sun 29 Mar 2026 03:00
        2026-03-30T01:00:00Z  Mon 30 Mar 2026 03:00
    "#]],
    );
    check_firings(
        &daily(1, 30, TimeZone::Gmt),
        "2026-03-28T12:00:00Z",
        2,
        expect![[r#"
        2026-03-29T01:00:00Z  Sun 29 Mar 2026 02:00
        2026-03-30T00:30:00Z  Mon 30 Mar 2026 01:30
    "#]],
    );
}

#[test]
fn clocks_put_back_in_europe() {
    // On 25 October 2026 the hour from 02:00 to 03:00 comes twice in Berlin: the first one counts, once.
    check_firings(
        &daily(2, 30, TimeZone::WesternEurope),
        "2026-10-23T12:00:00Z",
        3,
        expect![[r#"
        2026-10-24T00:30:00Z  Sat 24 Oct 2026 02:30
        2026-10-25T00:30:00Z  Sun 25 Oct 2026 02:30
        2026-10-26T01:30:00Z  Mon 26 Oct 2026 02:30
    "#]],
    );
    check_firings(
        &daily(7, 30, TimeZone::WesternEurope),
        "2026-10-24T00:00:00Z",
        2,
        expect![[r#"
        2026-10-24T05:30:00Z  Sat 24 Oct 2026 07:30
        2026-10-25T06:30:00Z  Sun 25 Oct 2026 07:30
    "#]],
    );
}

#[test]
fn clocks_put_forward_and_back_in_the_united_states() {
    check_firings(
        &daily(2, 15, TimeZone::Eastern),
        "2026-03-07T00:00:00Z",
        3,
        expect![[r#"
        2026-03-07T07:15:00Z  Sat 07 Mar 2026 02:15
        2026-03-08T07:00:00Z  Sun 08 Mar 2026 03:00
        2026-03-09T06:15:00Z  Mon 09 Mar 2026 02:15
    "#]],
    );
    check_firings(
        &daily(1, 30, TimeZone::Pacific),
        "2026-10-31T00:00:00Z",
        3,
        expect![[r#"
        2026-10-31T08:30:00Z  Sat 31 Oct 2026 01:30
        2026-11-01T08:30:00Z  Sun 01 Nov 2026 01:30
        2026-11-02T09:30:00Z  Mon 02 Nov 2026 01:30
    "#]],
    );
    // Sunday is the day clocks change, so a weekly schedule meets it too.
    let sunday = weekly(&[Weekday::Sunday], 2, 0, TimeZone::Central);
    check_firings(
        &sunday,
        "2026-03-02T00:00:00Z",
        2,
        expect![[r#"
        2026-03-08T08:00:00Z  Sun 08 Mar 2026 03:00
        2026-03-15T07:00:00Z  Sun 15 Mar 2026 02:00
    "#]],
    );
}

#[test]
fn clocks_put_forward_south_of_the_equator() {
    check_firings(
        &daily(2, 0, TimeZone::EasternAustralia),
        "2026-10-02T00:00:00Z",
        3,
        expect![[r#"
        2026-10-02T16:00:00Z  Sat 03 Oct 2026 02:00
        2026-10-03T16:00:00Z  Sun 04 Oct 2026 03:00
        2026-10-04T15:00:00Z  Mon 05 Oct 2026 02:00
    "#]],
    );
    check_firings(
        &daily(2, 30, TimeZone::NewZealand),
        "2026-09-25T00:00:00Z",
        3,
        expect![[r#"
        2026-09-25T14:30:00Z  Sat 26 Sep 2026 02:30
        2026-09-26T14:00:00Z  Sun 27 Sep 2026 03:00
        2026-09-27T13:30:00Z  Mon 28 Sep 2026 02:30
    "#]],
    );
}

#[test]
fn a_schedule_without_days_never_fires() {
    assert_eq!(next_firing(&weekly(&[], 7, 0, TimeZone::Utc), at("2026-09-14T08:00:00Z")), SimTime::MAX);
}
