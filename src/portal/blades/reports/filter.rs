//! What is reported on: how far back, in which steps, and of which datasources.

use crate::{
    base::{ArmId, SimDay},
    engine::{
        policy::DatasourceType,
        query::{BackupReport, Bucket},
        usage::cost::Prices,
    },
};
use chrono::Datelike;

/// How far back a report goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReportRange {
    #[default]
    Month,
    Quarter,
    Year,
    FiveYears,
    All,
}

impl ReportRange {
    pub const ALL: [ReportRange; 5] = [
        ReportRange::Month,
        ReportRange::Quarter,
        ReportRange::Year,
        ReportRange::FiveYears,
        ReportRange::All,
    ];

    pub fn label(self) -> &'static str {
        match self {
            ReportRange::Month => "Last 30 days",
            ReportRange::Quarter => "Last 90 days",
            ReportRange::Year => "Last year",
            ReportRange::FiveYears => "Last 5 years",
            ReportRange::All => "All",
        }
    }

    /// Its first day, the last one being today.
    fn first_day(self, today: SimDay) -> SimDay {
        let days = match self {
            ReportRange::Month => 30,
            ReportRange::Quarter => 90,
            ReportRange::Year => 365,
            ReportRange::FiveYears => 5 * 365 + 1,
            ReportRange::All => return SimDay::default(),
        };
        SimDay(today.0.saturating_sub(days - 1))
    }

    /// The steps a chart can show so much time in.
    pub fn steps(self) -> &'static [Step] {
        match self {
            ReportRange::Month | ReportRange::Quarter => &[Step::Day, Step::Week, Step::Month],
            ReportRange::Year => &[Step::Week, Step::Month],
            ReportRange::FiveYears | ReportRange::All => &[Step::Month, Step::Year],
        }
    }

    /// The step to begin with.
    fn first_step(self) -> Step {
        match self {
            ReportRange::Month => Step::Day,
            ReportRange::Quarter => Step::Week,
            ReportRange::Year | ReportRange::FiveYears | ReportRange::All => Step::Month,
        }
    }
}

/// What a bucket of a chart is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    #[default]
    Day,
    Week,
    Month,
    Year,
}

impl Step {
    pub fn label(self) -> &'static str {
        match self {
            Step::Day => "Day",
            Step::Week => "Week",
            Step::Month => "Month",
            Step::Year => "Year",
        }
    }

    /// What the engine is asked for: years are put together of months.
    fn asked(self) -> Bucket {
        match self {
            Step::Day => Bucket::Day,
            Step::Week => Bucket::Week,
            Step::Month | Step::Year => Bucket::Month,
        }
    }

    /// The first day of the one that a day lies in.
    pub fn first_day(self, day: SimDay) -> SimDay {
        match self {
            Step::Year => SimDay(day.0 - day.date().ordinal0() as i32),
            Step::Day | Step::Week | Step::Month => self.asked().first_day(day),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportFilter {
    pub range: ReportRange,
    pub step: Step,
    /// `None` for all.
    pub datasource_type: Option<DatasourceType>,
}

impl ReportFilter {
    /// Another range begins with its own step.
    pub fn set_range(&mut self, range: ReportRange) {
        self.range = range;
        self.step = range.first_step();
    }

    /// The first day that is shown: the first of a whole step.
    pub fn first_day(&self, today: SimDay) -> SimDay {
        self.step.first_day(self.range.first_day(today))
    }

    /// The question on a day. It begins with a month, so that the costs of the first month are whole too, and holds for
    /// all of the day.
    pub fn question(&self, vault: Option<ArmId>, today: SimDay, prices: Prices) -> BackupReport {
        BackupReport {
            vault,
            datasource_type: self.datasource_type,
            since: Bucket::Month.first_day(self.first_day(today)).start(),
            until: today.start(),
            bucket: self.step.asked(),
            prices,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> SimDay {
        SimDay::of_date(text.parse().expect("a date"))
    }

    #[test]
    fn what_is_shown_begins_with_a_whole_step_and_what_is_asked_with_a_month() {
        let cases = [
            (ReportRange::Month, Step::Day, "2026-08-18", "2026-08-01"),
            (ReportRange::Month, Step::Week, "2026-08-16", "2026-08-01"),
            (ReportRange::Year, Step::Month, "2025-09-01", "2025-09-01"),
            (ReportRange::FiveYears, Step::Year, "2021-01-01", "2021-01-01"),
            (ReportRange::All, Step::Month, "1970-01-01", "1970-01-01"),
        ];
        let today = day("2026-09-16");
        for (range, step, shown, asked) in cases {
            let filter = ReportFilter { range, step, datasource_type: None };
            assert_eq!(filter.first_day(today), day(shown), "{range:?} by {step:?}");
            let question = filter.question(None, today, Prices::default());
            assert_eq!(SimDay::of(question.since), day(asked), "{range:?} by {step:?}");
            assert_eq!(SimDay::of(question.until), today);
        }
    }

    #[test]
    fn another_range_begins_with_its_own_step() {
        let mut filter = ReportFilter { step: Step::Week, ..ReportFilter::default() };
        filter.set_range(ReportRange::FiveYears);
        assert_eq!((filter.range, filter.step), (ReportRange::FiveYears, Step::Month));
        filter.set_range(ReportRange::Month);
        assert_eq!(filter.step, Step::Day);
        for range in ReportRange::ALL {
            filter.set_range(range);
            assert!(range.steps().contains(&filter.step), "{range:?}");
        }
    }
}
