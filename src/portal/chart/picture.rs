//! A chart laid out: where its axes, labels and shapes are, in pixels.

use super::{
    figures::{Figures, Mark, Series},
    shape::{self, Ink, Shape},
    stack::{Reach, grounded, stacked},
    ticks::ticks,
    unit::Unit,
};

/// What there is to draw on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Pixels.
    pub width: f64,
    pub height: f64,
    /// Size of the letters of labels in pixels.
    pub letter: f64,
}

/// The part of a picture in which figures are drawn. Pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    pub buckets: usize,
}

impl Plot {
    /// The width of a bucket.
    pub fn slot(&self) -> f64 {
        self.width / self.buckets.max(1) as f64
    }

    pub fn middle(&self, bucket: usize) -> f64 {
        self.left + (bucket as f64 + 0.5) * self.slot()
    }

    /// How far down a figure is, on an axis that ends at `top`.
    pub fn level(&self, figure: u64, top: u64) -> f64 {
        let share = figure as f64 / top.max(1) as f64;
        self.top + self.height * (1.0 - share.clamp(0.0, 1.0))
    }

    /// The bucket at a place; beside the plot the nearest one.
    pub fn bucket_at(&self, x: f64) -> Option<usize> {
        let last = self.buckets.checked_sub(1)?;
        // The cast saturates: left of the plot is the first.
        Some((((x - self.left) / self.slot()).floor() as usize).min(last))
    }
}

/// A figure of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    pub y: f64,
    pub text: String,
}

/// The name of a bucket below the axis, around `x`.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    pub x: f64,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub room: Room,
    pub plot: Plot,
    /// Of the axis at the left, with lines through the plot.
    pub rules: Vec<Rule>,
    /// Of the axis at the right; none without one.
    pub line_rules: Vec<Rule>,
    pub labels: Vec<Label>,
    pub shapes: Vec<Shape>,
}

/// Widths of digits and letters, as parts of their size: a little more than those of common fonts.
const LETTER_WIDTH: f64 = 0.58;
/// Between an axis and its figures. Pixels.
const GAP: f64 = 6.0;
/// Between two figures of an axis, in letters.
const RULE_DISTANCE: f64 = 2.6;

impl Picture {
    pub fn of(figures: &Figures, room: Room) -> Picture {
        let (top, bottom) = (room.letter, room.letter * 2.0);
        let height = (room.height - top - bottom).max(1.0);
        let most = ((height / (room.letter * RULE_DISTANCE)) as usize).clamp(2, 6);
        let left_ticks = ticks(figures.greatest(), most, figures.unit);
        let right_ticks = figures.line_unit.map(|unit| ticks(figures.greatest_line(), most, unit));
        let left = margin(&left_ticks, figures.unit, room.letter);
        let right = match (figures.line_unit, &right_ticks) {
            (Some(unit), Some(ticks)) => margin(ticks, unit, room.letter),
            _ => GAP,
        };
        let width = (room.width - left - right).max(1.0);
        let plot = Plot { left, top, width, height, buckets: figures.buckets.len() };
        let left_top = last(&left_ticks);
        let line_top = right_ticks.as_ref().map_or(left_top, |ticks| last(ticks));
        Picture {
            room,
            rules: rules(&plot, &left_ticks, figures.unit),
            line_rules: match (figures.line_unit, &right_ticks) {
                (Some(unit), Some(ticks)) => rules(&plot, ticks, unit),
                _ => Vec::new(),
            },
            labels: labels(figures, &plot, room),
            shapes: shapes(figures, &plot, left_top, line_top),
            plot,
        }
    }
}

impl Figures {
    /// The greatest figure of the axis at the left, stacks as a whole.
    fn greatest(&self) -> u64 {
        let stacks = !self.beside;
        let sums = (0..self.buckets.len()).filter(|_| stacks).filter_map(|bucket| self.total_of(bucket));
        let alone = self.series.iter().filter(|series| match series.mark {
            Mark::Line => self.line_unit.is_none(),
            Mark::Column | Mark::Area => !stacks,
        });
        sums.chain(alone.flat_map(|series| series.figures.iter().copied().flatten())).max().unwrap_or(0)
    }

    fn greatest_line(&self) -> u64 {
        let lines = self.series.iter().filter(|series| series.mark == Mark::Line);
        lines.flat_map(|series| series.figures.iter().copied().flatten()).max().unwrap_or(0)
    }
}

fn last(ticks: &[u64]) -> u64 {
    ticks.last().copied().unwrap_or(1)
}

fn text_width(text: &str, letter: f64) -> f64 {
    text.chars().count() as f64 * letter * LETTER_WIDTH
}

/// Room for the figures of an axis.
fn margin(ticks: &[u64], unit: Unit, letter: f64) -> f64 {
    let widths = ticks.iter().map(|tick| text_width(&unit.tick_text(*tick), letter));
    widths.fold(0.0, f64::max) + 2.0 * GAP
}

fn rules(plot: &Plot, ticks: &[u64], unit: Unit) -> Vec<Rule> {
    let top = last(ticks);
    ticks.iter().map(|tick| Rule { y: plot.level(*tick, top), text: unit.tick_text(*tick) }).collect()
}

/// As many names as there is room for, evenly apart, none of them cut off.
fn labels(figures: &Figures, plot: &Plot, room: Room) -> Vec<Label> {
    let width = |text: &str| text_width(text, room.letter);
    let widest = figures.buckets.iter().map(|bucket| width(&bucket.short)).fold(0.0, f64::max);
    let step = ((widest + room.letter) / plot.slot()).ceil().max(1.0) as usize;
    let label = |(index, bucket): (usize, &super::Bucket)| Label {
        x: plot.middle(index),
        text: bucket.short.clone(),
    };
    let is_whole = |label: &Label| {
        let half = width(&label.text) / 2.0;
        label.x - half >= 0.0 && label.x + half <= room.width
    };
    figures.buckets.iter().enumerate().step_by(step).map(label).filter(is_whole).collect()
}

fn shapes(figures: &Figures, plot: &Plot, left_top: u64, line_top: u64) -> Vec<Shape> {
    let solid: Vec<&Series> = figures.series.iter().filter(|series| series.mark != Mark::Line).collect();
    let rows: Vec<&[Option<u64>]> = solid.iter().map(|series| series.figures.as_slice()).collect();
    let reaches: Vec<Vec<Option<Reach>>> = if figures.beside { grounded(&rows) } else { stacked(&rows) };
    let filled = solid.iter().zip(&reaches).enumerate().map(|(index, (series, reaches))| {
        let share = if figures.beside { (index, solid.len()) } else { (0, 1) };
        let path = match series.mark {
            Mark::Area => shape::area(plot, reaches, left_top),
            Mark::Column | Mark::Line => shape::columns(plot, reaches, left_top, share),
        };
        Shape { look: series.look, ink: Ink::Fill, path }
    });
    let lines = figures.series.iter().filter(|series| series.mark == Mark::Line);
    let lines = lines.flat_map(|series| {
        let look = series.look;
        let stroke = shape::line(plot, &series.figures, line_top);
        let dots = shape::marks(plot, &series.figures, line_top, look);
        [(Ink::Stroke, stroke), (Ink::Dot, dots)].map(|(ink, path)| Shape { look, ink, path })
    });
    filled.chain(lines).filter(|shape| !shape.path.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{
        super::figures::{Look, samples::bucket, samples::jobs},
        *,
    };
    use proptest::prelude::*;

    fn room(width: f64) -> Room {
        Room { width, height: 220.0, letter: 12.0 }
    }

    #[test]
    fn each_axis_has_its_own_figures() {
        let picture = Picture::of(&jobs(), room(600.0));
        let texts = |rules: &[Rule]| rules.iter().map(|rule| rule.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&picture.rules), ["0", "1", "2", "3", "4"]);
        assert_eq!(texts(&picture.line_rules), ["0 %", "25 %", "50 %", "75 %", "100 %"]);
        assert_eq!(picture.labels.len(), 4);
        let inks: Vec<Ink> = picture.shapes.iter().map(|shape| shape.ink).collect();
        assert_eq!(inks, [Ink::Fill, Ink::Fill, Ink::Stroke, Ink::Dot]);
    }

    #[test]
    fn narrow_pictures_have_fewer_labels() {
        let mut many = jobs();
        many.buckets = (0..120).map(|index| bucket(index % 30 + 1)).collect();
        for series in &mut many.series {
            series.figures = vec![Some(1); 120];
        }
        let (narrow, wide) = (Picture::of(&many, room(280.0)), Picture::of(&many, room(900.0)));
        assert!(narrow.labels.len() >= 2 && narrow.labels.len() < wide.labels.len());
        for picture in [&narrow, &wide] {
            let apart = picture.labels.windows(2).map(|pair| pair[1].x - pair[0].x).fold(f64::MAX, f64::min);
            assert!(apart >= text_width("30 Sep", 12.0), "{apart}");
        }
        assert!(narrow.plot.slot() >= 1.0, "every bucket has its pixel");
    }

    #[test]
    fn nothing_at_all_and_a_single_bucket_are_drawn() {
        let mut one = jobs();
        one.buckets.truncate(1);
        for series in &mut one.series {
            series.figures.truncate(1);
            series.mark = if series.mark == Mark::Column { Mark::Area } else { series.mark };
        }
        let inks: Vec<Ink> = Picture::of(&one, room(300.0)).shapes.iter().map(|shape| shape.ink).collect();
        assert_eq!(inks, [Ink::Fill, Ink::Fill, Ink::Dot], "a line needs two");
        one.buckets.clear();
        for series in &mut one.series {
            series.figures.clear();
        }
        let none = Picture::of(&one, room(0.0));
        assert!(none.shapes.is_empty() && none.labels.is_empty());
        assert_eq!(none.plot.bucket_at(10.0), None);
    }

    #[test]
    fn areas_are_stacked_and_columns_beside_each_other_are_not() {
        let mut jobs = jobs();
        assert_eq!(jobs.greatest(), 4);
        jobs.beside = true;
        jobs.series[1].figures[0] = Some(9);
        assert_eq!(jobs.greatest(), 9);
        jobs.line_unit = None;
        assert_eq!(jobs.greatest(), 1_000, "a line without an axis of its own shares the left one");
        assert_eq!(jobs.series[2].look, Look::Dotted);
    }

    proptest! {
        #[test]
        fn greater_figures_stand_higher(a: u64, b: u64, top: u64) {
            let plot = Picture::of(&jobs(), room(320.0)).plot;
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(plot.level(low, top) >= plot.level(high, top));
            prop_assert!(plot.level(high, top) >= plot.top);
            prop_assert!(plot.level(low, top) <= plot.top + plot.height);
        }

        #[test]
        fn every_bucket_is_found_where_it_is(buckets in 1_usize..200, width in 100.0_f64..2_000.0, x in -50.0_f64..2_500.0) {
            let plot = Plot { left: 40.0, top: 0.0, width, height: 100.0, buckets };
            for bucket in 0..buckets {
                prop_assert_eq!(plot.bucket_at(plot.middle(bucket)), Some(bucket));
            }
            prop_assert!(plot.bucket_at(x).is_some_and(|bucket| bucket < buckets));
        }
    }
}
