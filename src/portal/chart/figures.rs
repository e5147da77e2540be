//! What a chart is made of.

use super::unit::Unit;

/// A stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// `14 Sep`, below the axis.
    pub short: String,
    /// `Mon 14 Sep 2026`.
    pub name: String,
    /// `2026-09-14`, for spreadsheets.
    pub iso: String,
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Above those before it, or beside them.
    Column,
    /// Above those before it.
    Area,
    /// By itself; on the axis at the right if there is one.
    Line,
}

/// Colour with pattern, dashes and shape of marks: series are told apart by more than their colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Solid,
    Slanted,
    Dotted,
    Lying,
    Leaning,
    Upright,
    Crossed,
    Checked,
}

impl Look {
    pub const ALL: [Look; 8] = [
        Look::Solid,
        Look::Slanted,
        Look::Dotted,
        Look::Lying,
        Look::Leaning,
        Look::Upright,
        Look::Crossed,
        Look::Checked,
    ];

    /// From 1, as the style sheets know it.
    pub fn number(self) -> usize {
        Look::ALL.iter().position(|look| *look == self).map_or(1, |at| at + 1)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    pub name: String,
    pub mark: Mark,
    pub look: Look,
    /// One for each bucket; `None` where there is nothing to say, which is no zero.
    pub figures: Vec<Option<u64>>,
}

/// Everything a chart shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// What a bucket is: `Day`.
    pub bucket_title: &'static str,
    pub buckets: Vec<Bucket>,
    /// Of columns and areas, and of lines without a unit of their own.
    pub unit: Unit,
    /// Of lines, on an axis at the right.
    pub line_unit: Option<Unit>,
    /// Columns stand beside each other; otherwise on top of each other.
    pub beside: bool,
    /// What all columns and areas together are called; nothing where a sum says nothing.
    pub total: Option<&'static str>,
    pub series: Vec<Series>,
}

impl Figures {
    /// What nothing is drawn of.
    pub fn nothing() -> Figures {
        Figures {
            bucket_title: "",
            buckets: Vec::new(),
            unit: Unit::Count,
            line_unit: None,
            beside: false,
            total: None,
            series: Vec::new(),
        }
    }

    /// With a sum under this name.
    pub fn together(self, name: &'static str) -> Figures {
        Figures { total: Some(name), ..self }
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.series.iter().all(|series| series.figures.iter().all(Option::is_none))
    }

    pub fn unit_of(&self, series: &Series) -> Unit {
        match (series.mark, self.line_unit) {
            (Mark::Line, Some(unit)) => unit,
            _ => self.unit,
        }
    }

    pub(super) fn figure(&self, series: &Series, bucket: usize) -> Option<u64> {
        series.figures.get(bucket).copied().flatten()
    }

    /// Columns and areas of a bucket together; `None` if none of them has a figure.
    pub fn total_of(&self, bucket: usize) -> Option<u64> {
        let stacked = self.series.iter().filter(|series| series.mark != Mark::Line);
        let figures: Vec<u64> = stacked.filter_map(|series| self.figure(series, bucket)).collect();
        let sum = figures.iter().fold(0_u64, |sum, figure| sum.saturating_add(*figure));
        (!figures.is_empty()).then_some(sum)
    }

    /// Everything about a bucket in one line: `Mon 14 Sep 2026: Completed 12, Failed 1, Success rate 92.3 %`.
    pub fn spoken(&self, bucket: usize) -> Option<String> {
        let name = &self.buckets.get(bucket)?.name;
        let mut parts: Vec<String> = self
            .series
            .iter()
            .map(|series| {
                let figure = self.figure(series, bucket);
                let unit = self.unit_of(series);
                format!(
                    "{} {}",
                    series.name,
                    figure.map_or_else(|| "none".into(), |figure| unit.text(figure))
                )
            })
            .collect();
        parts.extend(self.total.and_then(|total| {
            self.total_of(bucket).map(|figure| format!("{total} {}", self.unit.text(figure)))
        }));
        Some(format!("{name}: {}", parts.join(", ")))
    }
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;

    pub fn bucket(day: u32) -> Bucket {
        Bucket {
            short: format!("{day} Sep"),
            name: format!("{day} Sep 2026"),
            iso: format!("2026-09-{day:02}"),
        }
    }

    /// Jobs of four days, none of them on the third.
    pub fn jobs() -> Figures {
        let series = |name: &str, mark, look, figures: [Option<u64>; 4]| Series {
            name: name.to_string(),
            mark,
            look,
            figures: figures.to_vec(),
        };
        Figures {
            bucket_title: "Day",
            buckets: (1..=4).map(bucket).collect(),
            unit: Unit::Count,
            line_unit: Some(Unit::Permille),
            beside: false,
            total: Some("All"),
            series: vec![
                series("Completed", Mark::Column, Look::Solid, [Some(3), Some(4), Some(0), Some(1)]),
                series("Failed", Mark::Column, Look::Slanted, [Some(1), Some(0), Some(0), Some(1)]),
                series("Success rate", Mark::Line, Look::Dotted, [Some(750), Some(1_000), None, Some(500)]),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{samples::jobs, *};

    #[test]
    fn a_bucket_is_told_with_every_series() {
        let jobs = jobs();
        let told = |bucket| jobs.spoken(bucket).unwrap_or_default();
        assert_eq!(told(0), "1 Sep 2026: Completed 3, Failed 1, Success rate 75 %, All 4");
        assert_eq!(told(2), "3 Sep 2026: Completed 0, Failed 0, Success rate none, All 0");
        assert_eq!(jobs.spoken(4), None);
        assert!(!jobs.is_empty());
    }

    #[test]
    fn without_a_figure_there_is_nothing_to_draw() {
        let mut jobs = jobs();
        for series in &mut jobs.series {
            series.figures = vec![None; 4];
        }
        assert!(jobs.is_empty());
        assert_eq!(jobs.total_of(0), None);
    }

    #[test]
    fn every_look_has_its_own_number() {
        assert_eq!(Look::ALL.map(Look::number), [1, 2, 3, 4, 5, 6, 7, 8]);
    }
}
