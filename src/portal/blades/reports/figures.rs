//! The four questions of a report: what their charts show, and the answers in words.

use super::{
    filter::Step,
    gathered::{Costs, Gathered},
};
use crate::{
    base::{ByteSize, SimDay},
    engine::{query::ReportBucket, usage::cost::Meter},
    portal::{
        chart::{Bucket, Figures, Look, Mark, Series, Unit},
        format::{count, counted, dollars, percent},
    },
};
use chrono::Datelike;
use std::cmp::Ordering;

/// A chart with its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub figures: Figures,
    pub sentence: String,
}

/// The four answers.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportAnswers {
    pub storage: Answer,
    pub points: Answer,
    pub jobs: Answer,
    pub cost: Answer,
}

impl ReportAnswers {
    /// Of what was gathered in steps of this length.
    pub fn of(gathered: &Gathered, step: Step) -> ReportAnswers {
        let rows = &gathered.rows;
        ReportAnswers {
            storage: storage(rows, step),
            points: points(rows, step),
            jobs: jobs(rows, step),
            cost: cost(&gathered.costs, if step == Step::Year { Step::Year } else { Step::Month }),
        }
    }
}

fn storage(rows: &[ReportBucket], step: Step) -> Answer {
    let area = |name: &str, look, size: fn(&ReportBucket) -> ByteSize| Series {
        name: name.to_string(),
        mark: Mark::Area,
        look,
        figures: rows.iter().map(|row| Some(size(row).bytes())).collect(),
    };
    let series = vec![
        area("Operational store", Look::Solid, |row| row.stored.operational),
        area("Vault store", Look::Slanted, |row| row.stored.vault),
        area("Soft deleted", Look::Dotted, |row| row.stored.soft_deleted),
    ];
    let sentence = rows.first().zip(rows.last()).map(|(first, last)| {
        let all = |row: &ReportBucket| row.stored.operational + row.stored.vault + row.stored.soft_deleted;
        let (now, before) = (all(last), all(first));
        // What is stored counts at the end of a week.
        let then = match step {
            Step::Day | Step::Week => bucket(first.end, Step::Day).name,
            Step::Month | Step::Year => bucket(first.start, step).name,
        };
        let change = match now.cmp(&before) {
            _ if rows.len() == 1 => String::new(),
            Ordering::Greater => format!(", {} more since {then}", ByteSize(now.bytes() - before.bytes())),
            Ordering::Less => format!(", {} less since {then}", ByteSize(before.bytes() - now.bytes())),
            Ordering::Equal => format!(", the same since {then}"),
        };
        format!("{now} are stored now{change}.")
    });
    answer(figures(rows, step, Unit::Bytes, series).together("All stores"), sentence)
}

fn points(rows: &[ReportBucket], step: Step) -> Answer {
    let series = |name: &str, mark, look, number: fn(&ReportBucket) -> u64| Series {
        name: name.to_string(),
        mark,
        look,
        figures: rows.iter().map(|row| Some(number(row))).collect(),
    };
    let series = vec![
        series("Made", Mark::Column, Look::Solid, |row| row.points_made()),
        series("Removed", Mark::Column, Look::Slanted, |row| row.points_removed),
        series("There at the end", Mark::Line, Look::Dotted, |row| row.points),
    ];
    let sentence = rows.last().map(|last| {
        let made: u64 = rows.iter().map(|row| row.points_made()).sum();
        let removed: u64 = rows.iter().map(|row| row.points_removed).sum();
        format!(
            "There {} {} now. In this time {} made and {} removed.",
            if last.points == 1 { "is" } else { "are" },
            counted(last.points, "recovery point", "recovery points"),
            were(made),
            were(removed)
        )
    });
    let figures = figures(rows, step, Unit::Count, series);
    answer(Figures { line_unit: Some(Unit::Count), beside: true, ..figures }, sentence)
}

fn were(number: u64) -> String {
    format!("{} {}", count(number), if number == 1 { "was" } else { "were" })
}

fn jobs(rows: &[ReportBucket], step: Step) -> Answer {
    let of = |name: &str, mark, look, number: fn(&ReportBucket) -> Option<u64>| Series {
        name: name.to_string(),
        mark,
        look,
        figures: rows.iter().map(number).collect(),
    };
    let series = vec![
        of("Completed", Mark::Column, Look::Solid, |row| Some(row.backups_completed)),
        of("Failed", Mark::Column, Look::Slanted, |row| Some(row.backups_failed)),
        of("Success rate", Mark::Line, Look::Dotted, |row| {
            success_permille(row.backups_completed, row.backups_failed)
        }),
    ];
    let completed: u64 = rows.iter().map(|row| row.backups_completed).sum();
    let failed: u64 = rows.iter().map(|row| row.backups_failed).sum();
    let sentence = success_permille(completed, failed).map(|rate| {
        format!(
            "Of {}, {} completed and {} failed: {} succeeded.",
            counted(completed + failed, "backup", "backups"),
            count(completed),
            count(failed),
            percent(rate)
        )
    });
    let figures = figures(rows, step, Unit::Count, series).together("Backups");
    answer(Figures { line_unit: Some(Unit::Permille), ..figures }, sentence)
}

/// Rounded down: with one failure it is not all. `None` without jobs.
fn success_permille(completed: u64, failed: u64) -> Option<u64> {
    (completed * 1_000).checked_div(completed + failed)
}

fn cost(costs: &[Costs], step: Step) -> Answer {
    let used = |place: usize| costs.iter().any(|month| month.by_meter[place] > 0);
    let meters = Meter::ALL.into_iter().zip(Look::ALL).enumerate();
    let series = meters.filter(|(place, _)| used(*place)).map(|(place, (meter, look))| Series {
        name: meter.display_name().to_string(),
        mark: Mark::Column,
        look,
        figures: costs.iter().map(|month| Some(month.by_meter[place])).collect(),
    });
    let figures = Figures {
        bucket_title: step.label(),
        buckets: buckets(costs.iter().map(|month| month.start), step),
        unit: Unit::MicroDollars,
        line_unit: None,
        beside: false,
        total: Some("Total"),
        series: series.collect(),
    };
    let sentence = costs.first().zip(costs.last()).map(|(first, last)| {
        let total = costs.iter().fold(0_u64, |sum, month| sum.saturating_add(month.total()));
        let name = |costs: &Costs| bucket(costs.start, step).name;
        let since = match costs.len() {
            1 => String::new(),
            _ => format!(", {} since {}", dollars(total), name(first)),
        };
        format!("{} in {} so far{since}.", dollars(last.total()), name(last))
    });
    answer(figures, sentence)
}

fn answer(figures: Figures, sentence: Option<String>) -> Answer {
    Answer { figures, sentence: sentence.unwrap_or_default() }
}

fn figures(rows: &[ReportBucket], step: Step, unit: Unit, series: Vec<Series>) -> Figures {
    Figures {
        bucket_title: step.label(),
        buckets: buckets(rows.iter().map(|row| row.start), step),
        unit,
        line_unit: None,
        beside: false,
        total: None,
        series,
    }
}

/// A report ends with today: the last stretch of time is not over.
fn buckets(starts: impl Iterator<Item = SimDay>, step: Step) -> Vec<Bucket> {
    let mut buckets: Vec<Bucket> = starts.map(|start| bucket(start, step)).collect();
    if let Some(last) = buckets.last_mut() {
        last.name.push_str(" so far");
    }
    buckets
}

/// How a stretch of time is called.
fn bucket(start: SimDay, step: Step) -> Bucket {
    let day = start.date();
    let written = |pattern: &str| day.format(pattern).to_string();
    match step {
        Step::Day => {
            Bucket { short: written("%-d %b"), name: written("%a %-d %b %Y"), iso: written("%Y-%m-%d") }
        }
        Step::Week => Bucket {
            short: written("%-d %b"),
            name: format!("Week of {}", written("%a %-d %b %Y")),
            iso: written("%Y-%m-%d"),
        },
        Step::Month => Bucket {
            short: if day.month() == 1 { written("%b %Y") } else { written("%b") },
            name: written("%B %Y"),
            iso: written("%Y-%m"),
        },
        Step::Year => Bucket { short: written("%Y"), name: written("%Y"), iso: written("%Y") },
    }
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::engine::query::Stored;

    /// A day with as many points made as backups were completed, twice as many at its end, and a GiB for each.
    pub fn row(day: &str, completed: u64, failed: u64) -> ReportBucket {
        let day = SimDay::of_date(day.parse().expect("a date"));
        ReportBucket {
            start: day,
            end: day,
            backups_completed: completed,
            backups_failed: failed,
            restores_completed: 0,
            restores_failed: 0,
            points_removed: 0,
            points: completed * 2,
            stored: Stored { vault: ByteSize::gib(completed), ..Stored::default() },
            instances: 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{samples::row, *};

    fn gathered() -> Gathered {
        let month = |text: &str| SimDay::of_date(text.parse().expect("a date"));
        Gathered {
            rows: vec![row("2026-09-15", 3, 1), row("2026-09-16", 0, 0), row("2026-09-17", 5, 0)],
            costs: vec![
                Costs { start: month("2026-08-01"), by_meter: [1_500_000, 0, 0, 0] },
                Costs { start: month("2026-09-01"), by_meter: [2_000_000, 0, 0, 5_000_000] },
            ],
            left_out: 0,
        }
    }

    #[test]
    fn a_day_without_jobs_has_no_success_rate() {
        let jobs = ReportAnswers::of(&gathered(), Step::Day).jobs;
        assert_eq!(jobs.figures.series[2].figures, [Some(750), None, Some(1_000)]);
        assert_eq!(jobs.sentence, "Of 9 backups, 8 completed and 1 failed: 88.8 % succeeded.");
        assert_eq!(success_permille(999_999, 1), Some(999), "not all, with a failure");
    }

    #[test]
    fn storage_and_points_say_what_there_is_now() {
        let answers = ReportAnswers::of(&gathered(), Step::Day);
        let (storage, points) = (answers.storage, answers.points);
        assert_eq!(storage.sentence, "5.00 GiB are stored now, 2.00 GiB more since Tue 15 Sep 2026.");
        assert_eq!(
            points.sentence,
            "There are 10 recovery points now. In this time 8 were made and 0 were removed."
        );
        let said = "Tue 15 Sep 2026: Operational store 0 B, Vault store 3.00 GiB, Soft deleted 0 B, All stores 3.00 GiB";
        assert_eq!(storage.figures.spoken(0).as_deref(), Some(said));
    }

    #[test]
    fn cost_is_by_month_and_meter() {
        let cost = ReportAnswers::of(&gathered(), Step::Day).cost;
        let names: Vec<&str> = cost.figures.buckets.iter().map(|bucket| bucket.name.as_str()).collect();
        assert_eq!(names, ["August 2026", "September 2026 so far"]);
        let meters: Vec<&str> = cost.figures.series.iter().map(|series| series.name.as_str()).collect();
        assert_eq!(meters, ["Snapshot storage", "Protected instances"], "what costs nothing is left out");
        assert_eq!(cost.figures.total_of(1), Some(7_000_000));
        assert_eq!(cost.sentence, "$7.00 in September 2026 so far, $8.50 since August 2026.");
    }

    #[test]
    fn without_backups_there_is_nothing_to_draw() {
        let answers = ReportAnswers::of(&Gathered::default(), Step::Day);
        for answer in [&answers.storage, &answers.points, &answers.jobs, &answers.cost] {
            assert!(answer.figures.is_empty());
            assert_eq!(answer.sentence, "");
        }
    }

    #[test]
    fn steps_are_called_by_their_days_weeks_and_months() {
        let at = SimDay::of_date("2027-01-03".parse().expect("a date"));
        assert_eq!(
            [Step::Day, Step::Week, Step::Month, Step::Year].map(|step| bucket(at, step).name),
            ["Sun 3 Jan 2027", "Week of Sun 3 Jan 2027", "January 2027", "2027"]
        );
        assert_eq!(bucket(at, Step::Month).short, "Jan 2027");
    }
}
