//! The shapes of a series, as paths of SVG.

use super::{figures::Look, picture::Plot, stack::Reach};
use std::fmt::Write;

/// How a shape is painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// With the pattern of its look.
    Fill,
    /// With the dashes of its look.
    Stroke,
    /// With the plain colour: marks of a line.
    Dot,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    pub look: Look,
    pub ink: Ink,
    pub path: String,
}

/// Columns wider than this say no more. Pixels.
const COLUMN_WIDTH_MAX: f64 = 48.0;
/// From here on every figure of a line has its mark. Pixels between two of them.
const MARKED_FROM: f64 = 14.0;
/// Half of a mark. Pixels.
const MARK_REACH: f64 = 3.0;

/// One column for each figure: the `share`-th of `shares` that stand beside each other.
pub fn columns(plot: &Plot, reaches: &[Option<Reach>], top: u64, (share, shares): (usize, usize)) -> String {
    let gap = if plot.slot() < 4.0 { 0.0 } else { plot.slot() * 0.3 };
    let group = (plot.slot() - gap).min(COLUMN_WIDTH_MAX * shares as f64);
    let width = group / shares as f64;
    let mut path = String::new();
    for (bucket, reach) in reaches.iter().enumerate() {
        let Some((from, to)) = reach.filter(|(from, to)| to > from) else { continue };
        let left = plot.middle(bucket) - group / 2.0 + width * share as f64;
        let bottom = plot.level(from, top);
        // Whatever is there can be seen.
        let height = (bottom - plot.level(to, top)).max(1.0);
        let _ = write!(path, "M{left:.1} {bottom:.1}v{:.1}h{width:.1}v{height:.1}z", -height);
    }
    path
}

/// The area between two edges, in pieces where figures are missing. A figure by itself becomes a column.
pub fn area(plot: &Plot, reaches: &[Option<Reach>], top: u64) -> String {
    let mut path = String::new();
    for (first, run) in runs(reaches) {
        if let [lonely] = run[..] {
            let mut alone = vec![None; first];
            alone.push(Some(lonely));
            path += &columns(plot, &alone, top, (0, 1));
            continue;
        }
        let upper = run.iter().enumerate().map(|(index, (_, to))| (first + index, *to));
        let lower = run.iter().enumerate().map(|(index, (from, _))| (first + index, *from)).rev();
        path += &joined(plot, upper.chain(lower), top);
        path.push('z');
    }
    path
}

/// The line through figures, in pieces where some are missing.
pub fn line(plot: &Plot, figures: &[Option<u64>], top: u64) -> String {
    let runs = runs(figures);
    let pieces = runs.iter().filter(|(_, run)| run.len() > 1);
    pieces
        .map(|(first, run)| {
            joined(plot, run.iter().enumerate().map(|(index, figure)| (first + index, *figure)), top)
        })
        .collect()
}

/// The marks on a line: all of them where there is room, else only those that no line leads to.
pub fn marks(plot: &Plot, figures: &[Option<u64>], top: u64, look: Look) -> String {
    let roomy = plot.slot() >= MARKED_FROM;
    let marked = runs(figures).into_iter().filter(|(_, run)| roomy || run.len() == 1);
    marked
        .flat_map(|(first, run)| {
            run.into_iter().enumerate().map(move |(index, figure)| (first + index, figure))
        })
        .map(|(bucket, figure)| mark(look, plot.middle(bucket), plot.level(figure, top)))
        .collect()
}

/// A circle, square, diamond or triangle around a point.
pub fn mark(look: Look, x: f64, y: f64) -> String {
    let reach = MARK_REACH;
    match look.number() % 4 {
        1 => format!(
            "M{:.1} {y:.1}a{reach} {reach} 0 1 0 {} 0a{reach} {reach} 0 1 0 {} 0z",
            x - reach,
            reach * 2.0,
            -reach * 2.0
        ),
        2 => format!("M{:.1} {:.1}h{}v{}h{}z", x - reach, y - reach, reach * 2.0, reach * 2.0, -reach * 2.0),
        3 => format!(
            "M{:.1} {y:.1}L{x:.1} {:.1}L{:.1} {y:.1}L{x:.1} {:.1}z",
            x - 4.0,
            y - 4.0,
            x + 4.0,
            y + 4.0
        ),
        _ => format!("M{:.1} {:.1}h8L{x:.1} {:.1}z", x - 4.0, y + 3.0, y - 4.0),
    }
}

fn joined(plot: &Plot, points: impl Iterator<Item = (usize, u64)>, top: u64) -> String {
    let mut path = String::new();
    for (bucket, figure) in points {
        let letter = if path.is_empty() { 'M' } else { 'L' };
        let _ = write!(path, "{letter}{:.1} {:.1}", plot.middle(bucket), plot.level(figure, top));
    }
    path
}

/// Stretches without holes, each with where it begins.
fn runs<T: Copy>(values: &[Option<T>]) -> Vec<(usize, Vec<T>)> {
    let mut runs: Vec<(usize, Vec<T>)> = Vec::new();
    let mut open = false;
    for (index, value) in values.iter().enumerate() {
        match (value, open) {
            (Some(value), true) => runs.last_mut().into_iter().for_each(|(_, run)| run.push(*value)),
            (Some(value), false) => runs.push((index, vec![*value])),
            (None, _) => (),
        }
        open = value.is_some();
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, option, prelude::*};

    fn plot(buckets: usize) -> Plot {
        Plot { left: 0.0, top: 0.0, width: 100.0, height: 100.0, buckets }
    }

    #[test]
    fn lines_and_areas_break_at_holes() {
        let figures = [Some(1), Some(2), None, Some(4)];
        assert_eq!(line(&plot(4), &figures, 4), "M12.5 75.0L37.5 50.0");
        let dots = marks(&plot(4), &figures, 4, Look::Solid);
        assert_eq!(dots.matches('M').count(), 3, "there is room for all");
        let many = [&figures[..], &[None; 36]].concat();
        assert_eq!(marks(&plot(40), &many, 4, Look::Solid).matches('M').count(), 1, "only the lonely one");
        let reaches = figures.map(|figure| figure.map(|figure| (0, figure)));
        let area = area(&plot(4), &reaches, 4);
        assert!(area.starts_with("M12.5 75.0L37.5 50.0L37.5 100.0L12.5 100.0z"), "{area}");
        assert_eq!(area.matches('z').count(), 2, "the figure by itself is a column: {area}");
    }

    #[test]
    fn columns_stand_beside_or_on_each_other() {
        assert_eq!(columns(&plot(1), &[Some((0, 2))], 4, (0, 1)), "M26.0 100.0v-50.0h48.0v50.0z");
        let (left, right) = [0, 1].map(|share| columns(&plot(2), &[Some((0, 4))], 4, (share, 2))).into();
        assert!(left.starts_with("M7.5 ") && right.starts_with("M25.0 "), "{left} {right}");
        assert_eq!(columns(&plot(1), &[Some((2, 2))], 4, (0, 1)), "", "nothing is not drawn");
        let thin = columns(&plot(1), &[Some((0, 1))], 1_000_000, (0, 1));
        assert!(thin.contains("v-1.0"), "what is there is seen: {thin}");
    }

    #[test]
    fn marks_differ_in_shape() {
        let shapes = [Look::Solid, Look::Slanted, Look::Dotted, Look::Lying].map(|look| mark(look, 9.0, 9.0));
        assert!(shapes.iter().enumerate().all(|(at, shape)| !shapes[..at].contains(shape)));
    }

    proptest! {
        #[test]
        fn runs_put_together_are_the_figures(figures in vec(option::of(any::<u8>()), 0..40)) {
            let mut again = vec![None; figures.len()];
            for (first, run) in runs(&figures) {
                prop_assert!(first == 0 || figures[first - 1].is_none());
                for (index, value) in run.into_iter().enumerate() {
                    again[first + index] = Some(value);
                }
            }
            prop_assert_eq!(again, figures);
        }
    }
}
