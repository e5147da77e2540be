//! Which rule a recovery point is kept by, and until when.
//!
//! Source: Azure Backup, "Overview of Azure Blob backup" (one rule per point: yearly before monthly
//! before weekly before default), "Back up Azure Disks" (weekly before daily before default).

use crate::{
    base::{SimSpan, SimTime},
    engine::policy::{
        RetentionDuration, RetentionRule, RetentionTag, TimeZone,
        schedule::{day_start, local_date},
    },
};
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// Why a recovery point is kept by a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TagReason {
    FirstOfYear,
    FirstOfMonth,
    FirstOfWeek,
    FirstOfDay,
    /// No other rule applies.
    Otherwise,
}

/// The rule a recovery point is kept by, with why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagChoice {
    pub tag: RetentionTag,
    pub reason: TagReason,
    /// Rules of a higher rank that did not apply, each with the earlier point that was first in the period.
    pub passed_over: Vec<(RetentionTag, SimTime)>,
}

/// The rule that keeps a scheduled backup made `at`; see [`explain_tag`].
pub fn choose_tag(
    rules: &[RetentionRule],
    at: SimTime,
    zone: TimeZone,
    earlier: impl IntoIterator<Item = SimTime>,
) -> RetentionTag {
    explain_tag(rules, at, zone, earlier).tag
}

/// The rule that keeps a scheduled backup made `at`, and why.
///
/// `earlier` are the moments of successful scheduled backups before it, in any order. Years, months and
/// weeks are those of a calendar in `zone`; weeks start on Sunday.
pub fn explain_tag(
    rules: &[RetentionRule],
    at: SimTime,
    zone: TimeZone,
    earlier: impl IntoIterator<Item = SimTime>,
) -> TagChoice {
    let earlier: Vec<SimTime> = earlier.into_iter().collect();
    let mut passed_over = Vec::new();
    for (tag, reason) in ranked(rules) {
        match first_in_period(tag, at, zone, &earlier) {
            Some(first) => passed_over.push((tag, first)),
            None => return TagChoice { tag, reason, passed_over },
        }
    }
    TagChoice { tag: RetentionTag::Default, reason: TagReason::Otherwise, passed_over }
}

/// The rules that depend on the calendar, highest rank first.
pub fn ranked(rules: &[RetentionRule]) -> impl Iterator<Item = (RetentionTag, TagReason)> {
    RANKS.into_iter().filter(|(tag, _)| rules.iter().any(|rule| rule.tag == *tag))
}

/// The first of some moments that lies in the same year, month, week or day as `at`.
pub fn first_in_period(
    tag: RetentionTag,
    at: SimTime,
    zone: TimeZone,
    moments: &[SimTime],
) -> Option<SimTime> {
    let start = day_start(period_start(tag, local_date(at, zone)), zone);
    moments.iter().copied().filter(|moment| *moment >= start).min()
}

/// Goes through the runs of a schedule in order, each of which succeeds, with the first one of each period in hand: no
/// other tells whether there was one.
pub struct TagWalk<'a> {
    rules: &'a [RetentionRule],
    zone: TimeZone,
    recent: Vec<SimTime>,
}

impl<'a> TagWalk<'a> {
    pub fn new(rules: &'a [RetentionRule], zone: TimeZone) -> TagWalk<'a> {
        TagWalk { rules, zone, recent: Vec::new() }
    }

    /// The rule that keeps the next run.
    pub fn next(&mut self, at: SimTime) -> TagChoice {
        let choice = explain_tag(self.rules, at, self.zone, self.recent.iter().copied());
        let oldest = day_start(lookback_start(self.rules, local_date(at, self.zone)), self.zone);
        self.recent.retain(|moment| *moment >= oldest);
        let is_first =
            |rule: &RetentionRule| first_in_period(rule.tag, at, self.zone, &self.recent).is_none();
        if self.rules.iter().any(is_first) {
            self.recent.push(at);
        }
        choice
    }
}

const RANKS: [(RetentionTag, TagReason); 4] = [
    (RetentionTag::Yearly, TagReason::FirstOfYear),
    (RetentionTag::Monthly, TagReason::FirstOfMonth),
    (RetentionTag::Weekly, TagReason::FirstOfWeek),
    (RetentionTag::Daily, TagReason::FirstOfDay),
];

/// The first day of the longest period that one of the rules looks back over.
pub fn lookback_start(rules: &[RetentionRule], date: NaiveDate) -> NaiveDate {
    rules.iter().map(|rule| period_start(rule.tag, date)).min().unwrap_or(date)
}

/// The first day of the year, month or week that `date` lies in; for a day it is that day.
pub fn period_start(tag: RetentionTag, date: NaiveDate) -> NaiveDate {
    let start = match tag {
        RetentionTag::Default | RetentionTag::Daily => Some(date),
        RetentionTag::Weekly => {
            date.checked_sub_days(Days::new(u64::from(date.weekday().num_days_from_sunday())))
        }
        RetentionTag::Monthly => date.with_day(1),
        RetentionTag::Yearly => date.with_ordinal(1),
    };
    start.unwrap_or(date)
}

/// The first moment after `at` that lies in another year, month, week or day than `at`, if a rule depends on those.
pub fn periods_end(rules: &[RetentionRule], at: SimTime, zone: TimeZone) -> SimTime {
    let date = local_date(at, zone);
    let ends = ranked(rules).filter_map(|(tag, _)| next_period(tag, date));
    ends.min().map_or(SimTime::MAX, |date| day_start(date, zone))
}

/// The first day of the year, month, week or day after the one that `date` lies in.
fn next_period(tag: RetentionTag, date: NaiveDate) -> Option<NaiveDate> {
    let start = period_start(tag, date);
    match tag {
        RetentionTag::Default | RetentionTag::Daily => start.checked_add_days(Days::new(1)),
        RetentionTag::Weekly => start.checked_add_days(Days::new(7)),
        RetentionTag::Monthly => start.checked_add_months(Months::new(1)),
        RetentionTag::Yearly => start.checked_add_months(Months::new(12)),
    }
}

/// When a recovery point created at `created` expires.
///
/// Calendar arithmetic in UTC: a month after 31 January is the last day of February, at the same time.
pub fn expires_at(created: SimTime, duration: RetentionDuration) -> SimTime {
    match length(duration) {
        Length::Span(span) => created + span,
        Length::Calendar(months) => {
            created.utc().checked_add_months(months).map_or(SimTime::MAX, SimTime::from_utc)
        }
    }
}

/// A moment such that no recovery point created before it is still there `now`.
pub fn kept_since(now: SimTime, duration: RetentionDuration) -> SimTime {
    match length(duration) {
        Length::Span(span) => now - span,
        Length::Calendar(months) => {
            now.utc().checked_sub_months(months).map_or(SimTime::EPOCH, SimTime::from_utc)
        }
    }
}

/// Days and weeks are equally long, months and years are not.
enum Length {
    Span(SimSpan),
    Calendar(Months),
}

fn length(duration: RetentionDuration) -> Length {
    match duration {
        RetentionDuration::Days(days) => Length::Span(SimSpan::from_days(days.into())),
        RetentionDuration::Weeks(weeks) => Length::Span(SimSpan::from_days(i64::from(weeks) * 7)),
        RetentionDuration::Months(months) => Length::Calendar(Months::new(months)),
        RetentionDuration::Years(years) => Length::Calendar(Months::new(years.saturating_mul(12))),
    }
}
