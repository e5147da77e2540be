//! The picture of a chain: what each incremental snapshot takes, and all of them together.

use crate::{base::ByteSize, engine::query::SnapshotRow, portal::format};

/// The plane that is drawn on. Units: those of the picture, which is scaled to the page.
pub const WIDTH: u64 = 640;
pub const HEIGHT: u64 = 180;
/// Room above the plot, so that the end of the line is seen whole.
const TOP: u64 = 8;
const BAR_WIDTH_MAX: u64 = 40;

/// What deleting does to the picture.
pub const MERGE_SENTENCE: &str = "When a snapshot is deleted, what only it held is merged forward into the next one: the bar of that one grows, and no other changes.";

/// One incremental snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub x: u64,
    pub y: u64,
    pub width: u64,
    pub height: u64,
    /// Where the line of the sum passes it.
    pub sum_x: u64,
    pub sum_y: u64,
    /// `sql-mon, 9/14/2026, 10:40:12 AM UTC: 1.28 GiB; together 1.28 GiB`.
    pub text: String,
}

/// A chain as bars with a line above them, on one scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainChart {
    pub bars: Vec<Bar>,
    /// What the top of the plot stands for.
    pub scale: String,
    pub first: String,
    pub last: String,
}

impl ChainChart {
    /// Nothing without an incremental snapshot that takes anything.
    pub fn of(rows: &[SnapshotRow]) -> Option<ChainChart> {
        let chain: Vec<&SnapshotRow> = rows.iter().filter(|row| row.incremental).collect();
        let total: ByteSize = chain.iter().map(|row| row.used).sum();
        let (first, last) = (chain.first()?, chain.last()?);
        if total == ByteSize::ZERO {
            return None;
        }
        let step = WIDTH / chain.len() as u64;
        let width = (step * 3 / 4).clamp(1, BAR_WIDTH_MAX);
        let mut sum = ByteSize::ZERO;
        let bars = (0..).zip(&chain).map(|(index, row)| {
            sum = sum + row.used;
            let middle = (2 * index + 1) * WIDTH / (2 * chain.len() as u64);
            let height = level(row.used, total);
            Bar {
                x: middle.saturating_sub(width / 2),
                y: HEIGHT - height,
                width,
                height,
                sum_x: middle,
                sum_y: HEIGHT - level(sum, total),
                text: format!(
                    "{}, {}: {}; together {sum}",
                    row.name,
                    format::moment(row.created_at),
                    row.used
                ),
            }
        });
        Some(ChainChart {
            bars: bars.collect(),
            scale: total.to_string(),
            first: format::moment(first.created_at),
            last: format::moment(last.created_at),
        })
    }

    /// The line of the sum, as `points` of a polyline.
    pub fn sum_line(&self) -> String {
        let points = self.bars.iter().map(|bar| format!("{},{}", bar.sum_x, bar.sum_y));
        points.collect::<Vec<_>>().join(" ")
    }
}

/// So high stands an amount; whatever is there can be seen.
fn level(amount: ByteSize, total: ByteSize) -> u64 {
    let plot = u128::from(HEIGHT - TOP);
    let level = (u128::from(amount.bytes()) * plot / u128::from(total.bytes())) as u64;
    if amount == ByteSize::ZERO { 0 } else { level.max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{ArmId, SimSpan, SimTime},
        engine::compute::SnapshotSku,
    };

    fn row(day: i64, name: &str, used: ByteSize, incremental: bool) -> SnapshotRow {
        SnapshotRow {
            id: ArmId::new(format!("/snapshots/{name}")),
            name: name.into(),
            incremental,
            sku: SnapshotSku::StandardLrs,
            size_gib: 128,
            used,
            created_at: SimTime::EPOCH + SimSpan::from_days(day),
        }
    }

    #[test]
    fn bars_and_line_share_one_scale() {
        let rows = [
            row(0, "mon", ByteSize::gib(12), true),
            row(1, "full", ByteSize::gib(90), false),
            row(1, "tue", ByteSize::mib(1), true),
            row(2, "wed", ByteSize::ZERO, true),
            row(3, "thu", ByteSize::gib(4), true),
        ];
        let chart = ChainChart::of(&rows).expect("there are incremental ones");
        assert_eq!(chart.scale, "16.00 GiB");
        let heights: Vec<_> = chart.bars.iter().map(|bar| bar.height).collect();
        assert_eq!(heights, [128, 1, 0, 42]);
        assert_eq!(chart.bars.last().map(|bar| bar.sum_y), Some(TOP));
        assert!(chart.bars.iter().all(|bar| bar.x + bar.width <= WIDTH && bar.y + bar.height == HEIGHT));
        assert_eq!(chart.bars[1].text, "tue, 1/2/1970, 12:00:00 AM UTC: 1.00 MiB; together 12.00 GiB");
        assert_eq!(chart.sum_line().split(' ').count(), 4);
    }

    #[test]
    fn five_hundred_bars_fit() {
        let rows: Vec<_> = (0..500).map(|day| row(day, "s", ByteSize::mib(5), true)).collect();
        let chart = ChainChart::of(&rows).expect("there are some");
        assert!(chart.bars.windows(2).all(|pair| pair[0].x + pair[0].width <= pair[1].x + 1));
        assert!(chart.bars.iter().all(|bar| bar.x + bar.width <= WIDTH));
        assert_eq!(ChainChart::of(&[]), None);
        assert_eq!(ChainChart::of(&[row(0, "empty", ByteSize::ZERO, true)]), None);
        assert_eq!(ChainChart::of(&[row(0, "full", ByteSize::gib(1), false)]), None);
    }
}
