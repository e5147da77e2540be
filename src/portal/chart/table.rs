//! A chart as a table: for those who would rather read, and for spreadsheets.

use super::figures::Figures;
use crate::portal::csv;

/// A bucket with its figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableLine {
    /// Place of the bucket in time, from 0.
    pub index: usize,
    pub key: String,
    pub name: String,
    /// One for each series, and the total if there is one.
    pub cells: Vec<String>,
    /// What the cells are sorted by.
    pub figures: Vec<Option<u64>>,
}

/// The titles of the columns of figures.
pub fn heads(figures: &Figures) -> Vec<String> {
    let names = figures.series.iter().map(|series| series.name.clone());
    names.chain(figures.total.map(str::to_string)).collect()
}

/// One line for each bucket, in their order.
pub fn lines(figures: &Figures) -> Vec<TableLine> {
    let units = units(figures);
    let line = |(index, bucket): (usize, &super::Bucket)| {
        let row = row(figures, index);
        let cells = row.iter().zip(&units);
        let cells = cells.map(|(figure, unit)| figure.map_or_else(|| "-".into(), |figure| unit.text(figure)));
        TableLine {
            index,
            key: bucket.iso.clone(),
            name: bucket.name.clone(),
            cells: cells.collect(),
            figures: row,
        }
    };
    figures.buckets.iter().enumerate().map(line).collect()
}

/// The exact figures as comma-separated values; a bucket without a figure has an empty cell.
pub fn csv_table(figures: &Figures) -> String {
    let units = units(figures);
    let titles = heads(figures).into_iter().zip(&units).map(|(title, unit)| match unit.name() {
        Some(unit) => format!("{title} ({unit})"),
        None => title,
    });
    let head = std::iter::once(figures.bucket_title.to_string()).chain(titles).collect();
    let line = |(index, bucket): (usize, &super::Bucket)| {
        let row = row(figures, index);
        let cells = row.iter().zip(&units);
        let cells = cells.map(|(figure, unit)| figure.map(|figure| unit.exact(figure)).unwrap_or_default());
        std::iter::once(bucket.iso.clone()).chain(cells).collect()
    };
    csv::wide_table(head, figures.buckets.iter().enumerate().map(line))
}

fn units(figures: &Figures) -> Vec<super::Unit> {
    let units = figures.series.iter().map(|series| figures.unit_of(series));
    units.chain(figures.total.map(|_| figures.unit)).collect()
}

fn row(figures: &Figures, bucket: usize) -> Vec<Option<u64>> {
    let row = figures.series.iter().map(|series| figures.figure(series, bucket));
    row.chain(figures.total.map(|_| figures.total_of(bucket))).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::figures::samples::jobs, *};

    #[test]
    fn the_table_says_what_the_chart_shows() {
        let jobs = jobs();
        assert_eq!(heads(&jobs), ["Completed", "Failed", "Success rate", "All"]);
        let lines = lines(&jobs);
        assert_eq!(lines[0].cells, ["3", "1", "75 %", "4"]);
        assert_eq!(lines[2].cells, ["0", "0", "-", "0"]);
        assert_eq!((lines[3].name.as_str(), lines[3].figures[2]), ("4 Sep 2026", Some(500)));
    }

    #[test]
    fn spreadsheets_get_exact_figures_and_holes() {
        let text = csv_table(&jobs());
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines[0], "\"Day\",\"Completed\",\"Failed\",\"Success rate (%)\",\"All\"");
        assert_eq!(lines[1], "\"2026-09-01\",\"3\",\"1\",\"75.0\",\"4\"");
        assert_eq!(lines[3], "\"2026-09-03\",\"0\",\"0\",\"\",\"0\"");
        assert_eq!(lines.len(), 6, "the last line ends too");
    }
}
