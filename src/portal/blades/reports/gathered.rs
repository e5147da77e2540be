//! The rows of a report as a chart shows them: from its first day on, put together to years, and no more than fit.

use super::filter::Step;
use crate::{
    base::SimDay,
    engine::{
        query::{BackupReportView, MonthCost, ReportBucket},
        usage::cost::Meter,
    },
};

/// More buckets than this are no more than a pixel wide on a narrow screen.
pub const BUCKETS_MAX: usize = 120;

/// What meters came to in a month or a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Costs {
    pub start: SimDay,
    /// Millionths of a dollar, in the order of [`Meter::ALL`].
    pub by_meter: [u64; Meter::ALL.len()],
}

impl Costs {
    pub fn total(&self) -> u64 {
        self.by_meter.iter().fold(0, |sum, cost| sum.saturating_add(*cost))
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gathered {
    pub rows: Vec<ReportBucket>,
    pub costs: Vec<Costs>,
    /// How many of the oldest are left out.
    pub left_out: usize,
}

impl Gathered {
    /// From `first` on.
    pub fn of(view: &BackupReportView, step: Step, first: SimDay) -> Gathered {
        let rows = view.buckets.iter().filter(|row| row.start >= first);
        let mut rows: Vec<ReportBucket> = match step {
            Step::Year => years(rows),
            Step::Day | Step::Week | Step::Month => rows.cloned().collect(),
        };
        // Nothing is known of the time before the first backup.
        let quiet = rows.iter().take_while(|row| is_quiet(row)).count();
        rows.drain(..quiet);
        let left_out = rows.len().saturating_sub(BUCKETS_MAX);
        rows.drain(..left_out);
        let mut costs = costs(&view.costs, if step == Step::Year { Step::Year } else { Step::Month });
        let idle = costs.iter().take_while(|month| month.total() == 0).count();
        costs.drain(..idle);
        costs.drain(..costs.len().saturating_sub(BUCKETS_MAX));
        Gathered { rows, costs, left_out }
    }

    /// What is said where not everything is shown.
    pub fn left_out_text(&self, step: Step) -> Option<String> {
        let hint = if step == Step::Month { " Choose years to see all of it." } else { "" };
        (self.left_out > 0).then(|| {
            format!("Only the newest {BUCKETS_MAX} {}s are shown.{hint}", step.label().to_lowercase())
        })
    }
}

fn is_quiet(row: &ReportBucket) -> bool {
    let stored = row.stored.operational + row.stored.vault + row.stored.soft_deleted;
    row.backups_completed + row.backups_failed + row.points_removed + row.points + stored.bytes() == 0
}

fn years<'a>(months: impl Iterator<Item = &'a ReportBucket>) -> Vec<ReportBucket> {
    let year_of = |bucket: &ReportBucket| Step::Year.first_day(bucket.start);
    let mut years: Vec<ReportBucket> = Vec::new();
    for month in months {
        match years.last_mut().filter(|year| year_of(year) == year_of(month)) {
            Some(year) => year.join(month),
            None => years.push(month.clone()),
        }
    }
    years
}

fn costs(costs: &[MonthCost], step: Step) -> Vec<Costs> {
    let mut gathered: Vec<Costs> = Vec::new();
    for cost in costs {
        let start = step.first_day(cost.month);
        if gathered.last().is_none_or(|last| last.start != start) {
            gathered.push(Costs { start, by_meter: Default::default() });
        }
        let place = Meter::ALL.iter().position(|meter| *meter == cost.meter);
        if let Some((last, place)) = gathered.last_mut().zip(place) {
            last.by_meter[place] = last.by_meter[place].saturating_add(cost.cost);
        }
    }
    gathered
}

#[cfg(test)]
mod tests {
    use super::{super::figures::samples::row, *};
    use crate::base::ByteSize;

    fn day(text: &str) -> SimDay {
        SimDay::of_date(text.parse().expect("a date"))
    }

    #[test]
    fn years_add_up_what_happened_and_end_with_what_was_there() {
        let months = ["2025-11-01", "2025-12-01", "2026-01-01"].map(|month| row(month, 3, 1));
        let view = BackupReportView { buckets: months.to_vec(), costs: Vec::new() };
        let gathered = Gathered::of(&view, Step::Year, day("2025-01-01"));
        assert_eq!(gathered.rows.len(), 2);
        let first = &gathered.rows[0];
        assert_eq!((first.start, first.backups_completed, first.backups_failed), (day("2025-11-01"), 6, 2));
        assert_eq!((first.points, first.stored.vault), (6, ByteSize::gib(3)));
    }

    #[test]
    fn what_was_asked_for_its_costs_and_what_came_before_is_not_shown() {
        let days = ["2026-09-13", "2026-09-14", "2026-09-15"].map(|day| row(day, 1, 0));
        let view = BackupReportView { buckets: days.to_vec(), costs: Vec::new() };
        assert_eq!(Gathered::of(&view, Step::Day, day("2026-09-14")).rows.len(), 2);
        let quiet = BackupReportView { buckets: vec![row("2026-09-13", 0, 0); 3], costs: Vec::new() };
        assert!(Gathered::of(&quiet, Step::Day, day("2026-09-01")).rows.is_empty());
    }

    #[test]
    fn only_the_newest_buckets_are_shown_and_it_says_so() {
        let months = (0..130).map(|index| row("2026-01-01", 1 + index, 0)).collect();
        let view = BackupReportView { buckets: months, costs: Vec::new() };
        let gathered = Gathered::of(&view, Step::Month, day("2026-01-01"));
        assert_eq!((gathered.rows.len(), gathered.left_out), (BUCKETS_MAX, 10));
        assert_eq!(gathered.rows[0].backups_completed, 11);
        assert!(gathered.left_out_text(Step::Month).is_some_and(|text| text.contains("120 months")));
        assert_eq!(Gathered::default().left_out_text(Step::Month), None);
    }

    #[test]
    fn costs_are_put_together_by_meter() {
        let cost = |month, meter, cost| MonthCost { month: day(month), meter, average: 0, cost };
        let view = BackupReportView {
            buckets: Vec::new(),
            costs: vec![
                cost("2025-10-01", Meter::Snapshots, 0),
                cost("2025-11-01", Meter::Snapshots, 1),
                cost("2025-11-01", Meter::Instances, 5),
                cost("2025-12-01", Meter::Snapshots, 2),
            ],
        };
        let by = |step| Gathered::of(&view, step, day("2025-01-01")).costs;
        assert_eq!(by(Step::Day).iter().map(Costs::total).collect::<Vec<_>>(), [6, 2]);
        assert_eq!(by(Step::Year), [Costs { start: day("2025-01-01"), by_meter: [3, 0, 0, 5] }]);
    }
}
