//! Charts: stacked areas, columns with a line, many buckets, one, and none.

use super::Sample;
use crate::portal::{
    chart::{Bucket, Figures, Look, Mark, Series, Unit},
    controls::Chart,
};
use leptos::prelude::*;

fn buckets(count: u64) -> Vec<Bucket> {
    let bucket = |index: u64| Bucket {
        short: format!("{} Sep", index % 30 + 1),
        name: format!("{} Sep 2026", index % 30 + 1),
        iso: format!("{index:03}"),
    };
    (0..count).map(bucket).collect()
}

fn series(name: &str, mark: Mark, look: Look, figures: impl Iterator<Item = Option<u64>>) -> Series {
    Series { name: name.to_string(), mark, look, figures: figures.collect() }
}

/// Bytes in three stores.
fn storage(count: u64) -> Figures {
    let gib = |gib: u64| Some(gib << 30);
    let area = |name, look, size: fn(u64) -> u64| {
        series(name, Mark::Area, look, (0..count).map(move |index| gib(size(index))))
    };
    Figures {
        bucket_title: "Day",
        buckets: buckets(count),
        unit: Unit::Bytes,
        line_unit: None,
        beside: false,
        total: Some("Together"),
        series: vec![
            area("Operational store", Look::Solid, |index| 40 + index),
            area("Vault store", Look::Slanted, |index| 10 + index * 2),
            area("Soft deleted", Look::Dotted, |index| index % 7 * 3),
        ],
    }
}

/// Jobs, and the share that succeeded; on some days there was none.
fn jobs(count: u64) -> Figures {
    let had_none = |index: u64| index % 9 == 4;
    let count_of = move |index: u64, jobs: u64| Some(if had_none(index) { 0 } else { jobs });
    let completed = (0..count).map(move |index| count_of(index, 8 + index % 3));
    let failed = (0..count).map(move |index| count_of(index, index % 4));
    let rate = (0..count).map(move |index| (!had_none(index)).then(|| 1_000 - index % 4 * 90));
    Figures {
        bucket_title: "Day",
        buckets: buckets(count),
        unit: Unit::Count,
        line_unit: Some(Unit::Permille),
        beside: false,
        total: None,
        series: vec![
            series("Completed", Mark::Column, Look::Solid, completed),
            series("Failed", Mark::Column, Look::Slanted, failed),
            series("Success rate", Mark::Line, Look::Dotted, rate),
        ],
    }
}

/// Every look there is.
fn looks() -> Figures {
    let column = |look: Look| {
        let name = format!("Series {}", look.number());
        series(&name, Mark::Column, look, (1..=6).map(|index| Some(index * 1_250_000)))
    };
    let line = |look: Look| {
        let name = format!("Line {}", look.number());
        let figure = look.number() as u64 * 9_000_000;
        series(&name, Mark::Line, look, (1..=6).map(move |index| Some(figure + index * 900_000)))
    };
    Figures {
        bucket_title: "Day",
        buckets: buckets(6),
        unit: Unit::MicroDollars,
        line_unit: None,
        beside: false,
        total: Some("Total"),
        series: Look::ALL.into_iter().map(column).chain(Look::ALL.into_iter().map(line)).collect(),
    }
}

#[component]
pub(super) fn ChartSamples() -> impl IntoView {
    let chart = |title: &'static str, figures: Figures, summary: &'static str| {
        view! {
            <Chart
                title
                figures=Signal::stored(figures)
                summary=Signal::stored(summary.to_string())
                file="sample.csv"
                empty="No backup has run yet in this time."
            />
        }
    };
    let beside = Figures { beside: true, ..jobs(30) };
    view! {
        <Sample title="Chart of areas">{chart("Storage", storage(30), "148 GiB are stored.")}</Sample>
        <Sample title="Chart of columns and a line">
            {chart("Jobs", jobs(120), "Of 1,140 jobs 92 % succeeded.")}
        </Sample>
        <Sample title="Chart of columns beside each other">{chart("Jobs beside", beside, "")}</Sample>
        <Sample title="Chart of every look">{chart("Looks", looks(), "Every colour with its pattern.")}</Sample>
        <Sample title="Chart of one bucket">{chart("First day", storage(1), "50 GiB are stored.")}</Sample>
        <Sample title="Chart of nothing">{chart("Nothing", Figures::nothing(), "")}</Sample>
    }
}
