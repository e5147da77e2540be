//! The picture of the points a policy leaves: where each mark stands, and what it says.

use crate::{
    base::SimTime,
    engine::{
        policy::{RetentionTag, retention::TagReason},
        query::{KeptPoint, KeptPointsView},
    },
    portal::format::{count, moment},
};

/// Width of the picture and height of the row of one rule, in its own units.
pub const WIDTH: f64 = 1_000.0;
pub const ROW: f64 = 22.0;

/// A recovery point in the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// 0 is the oldest point, [`WIDTH`] is now.
    pub x: f64,
    /// The row of its rule.
    pub row: usize,
    /// What it is and why it is kept.
    pub text: String,
}

/// The rules with a row each, most special last, and the marks on them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    pub rows: Vec<RuleRow>,
    pub marks: Vec<Mark>,
    /// What stands at the left end.
    pub oldest: String,
    pub sentence: String,
    /// Percent of what is allowed, where that is limited.
    pub percent: Option<u8>,
}

/// A rule with how many points it keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleRow {
    pub tag: RetentionTag,
    pub name: &'static str,
    pub count: String,
    pub oldest: String,
    pub newest: String,
}

impl Picture {
    pub fn of(view: &KeptPointsView) -> Picture {
        let rows: Vec<RuleRow> = view.counts.iter().map(|(tag, kept)| rule_row(view, *tag, *kept)).collect();
        let oldest = view.points.first().map_or(view.now, |point| point.at);
        let mark = |point: &KeptPoint| Mark {
            x: place(point.at, oldest, view.now),
            row: rows.iter().position(|row| row.tag == point.choice.tag).unwrap_or(0),
            text: why(point),
        };
        Picture {
            marks: view.points.iter().map(mark).collect(),
            oldest: moment(oldest),
            sentence: sentence(view),
            percent: view.limit.map(|limit| percent(view.total, limit)),
            rows,
        }
    }

    /// Height of the drawing.
    pub fn height(&self) -> f64 {
        ROW * self.rows.len() as f64
    }
}

fn rule_row(view: &KeptPointsView, tag: RetentionTag, kept: u32) -> RuleRow {
    let mut of_rule = view.points.iter().filter(|point| point.choice.tag == tag).map(|point| point.at);
    let oldest = of_rule.next();
    let newest = of_rule.next_back().or(oldest);
    let text = |at: Option<SimTime>| at.map_or_else(|| "-".to_string(), moment);
    RuleRow {
        tag,
        name: tag.display_name(),
        count: count(kept.into()),
        oldest: text(oldest),
        newest: text(newest),
    }
}

fn place(at: SimTime, oldest: SimTime, now: SimTime) -> f64 {
    let whole = now.since(oldest).millis().max(1) as f64;
    (at.since(oldest).millis() as f64 / whole * WIDTH).clamp(0.0, WIDTH)
}

fn percent(total: u32, limit: u32) -> u8 {
    u8::try_from(u64::from(total) * 100 / u64::from(limit.max(1))).unwrap_or(100).min(100)
}

/// `73 of 450 recovery points are needed once this policy has run for long enough.`
fn sentence(view: &KeptPointsView) -> String {
    let kept = count(view.total.into());
    match view.limit {
        Some(limit) => format!(
            "{kept} of {} recovery points are needed once this policy has run for long enough.",
            count(limit.into())
        ),
        None => format!("{kept} recovery points are there once this policy has run for long enough."),
    }
}

/// `Sun 20 Sep 2026 04:00, Weekly: first successful backup of the week. Expires 13 Dec 2026, 04:00.`
fn why(point: &KeptPoint) -> String {
    let reason = match point.choice.reason {
        TagReason::FirstOfYear => "first successful backup of the year",
        TagReason::FirstOfMonth => "first successful backup of the month",
        TagReason::FirstOfWeek => "first successful backup of the week",
        TagReason::FirstOfDay => "first successful backup of the day",
        TagReason::Otherwise => "no other rule applies",
    };
    let (local, tag) = (&point.local, point.choice.tag.display_name());
    format!("{local}, {tag}: {reason}. Expires {}.", moment(point.expires_at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::SimSpan,
        engine::{policy::retention::TagChoice, query::CalendarView},
    };

    fn point(days_ago: i64, tag: RetentionTag, reason: TagReason, now: SimTime) -> KeptPoint {
        let at = now - SimSpan::from_days(days_ago);
        let choice = TagChoice { tag, reason, passed_over: Vec::new() };
        KeptPoint { at, local: format!("{days_ago} days ago"), choice, expires_at: now }
    }

    fn no_days() -> CalendarView {
        CalendarView { today: 0, first: 0, days: 0, zone: String::new(), rules: vec![], points: vec![] }
    }

    #[test]
    fn marks_stand_between_the_oldest_point_and_now() {
        let now = SimTime::EPOCH + SimSpan::from_days(100);
        let view = KeptPointsView {
            now,
            points: vec![
                point(80, RetentionTag::Weekly, TagReason::FirstOfWeek, now),
                point(20, RetentionTag::Default, TagReason::Otherwise, now),
            ],
            counts: vec![(RetentionTag::Default, 1), (RetentionTag::Weekly, 1)],
            total: 90,
            limit: Some(450),
            calendar: no_days(),
        };
        let picture = Picture::of(&view);
        let places: Vec<(f64, usize)> = picture.marks.iter().map(|mark| (mark.x, mark.row)).collect();
        assert_eq!(places, [(0.0, 1), (750.0, 0)]);
        assert!(
            picture.marks[0].text.starts_with("80 days ago, Weekly: first successful backup of the week.")
        );
        assert_eq!(picture.percent, Some(20));
        assert!(picture.sentence.starts_with("90 of 450"));
    }

    #[test]
    fn a_policy_that_keeps_nothing_has_an_empty_picture() {
        let now = SimTime::EPOCH;
        let counts = vec![(RetentionTag::Default, 0)];
        let picture = Picture::of(&KeptPointsView {
            now,
            points: vec![],
            counts,
            total: 0,
            limit: None,
            calendar: no_days(),
        });
        assert!(picture.marks.is_empty());
        assert_eq!((picture.rows[0].oldest.as_str(), picture.percent), ("-", None));
    }
}
