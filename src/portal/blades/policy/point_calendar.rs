//! The calendar of restore points: which rule keeps how many of which day, and how many go.

use crate::{
    engine::{
        policy::RetentionTag,
        query::{CalendarPoint, CalendarView},
    },
    portal::{
        calendar::{CalendarCell, CalendarDay, CalendarLook, CalendarRow},
        format::{counted, moment},
    },
};
use chrono::{Datelike, NaiveDate};

/// The name of the last row.
const GOING: &str = "Deleted";

#[derive(Clone, Debug, Default, PartialEq)]
pub struct PointCalendarText {
    pub days: Vec<CalendarDay>,
    pub rows: Vec<CalendarRow>,
    /// The same as a table.
    pub lines: Vec<CalendarLine>,
    pub sentence: String,
}

/// A restore point, made or planned.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarLine {
    pub key: String,
    pub local: String,
    pub rule: &'static str,
    pub state: &'static str,
    pub removal: String,
}

impl PointCalendarText {
    pub fn of(view: &CalendarView) -> PointCalendarText {
        let span = view.first..view.first + view.days;
        let days: Vec<CalendarDay> = span.clone().map(|day| day_of(view, day)).collect();
        let named: Vec<(i64, String)> = span.zip(days.iter().map(|day| day.name.clone())).collect();
        let rule_row = |tag: &RetentionTag| CalendarRow {
            name: tag.display_name().to_string(),
            cells: named.iter().map(|(day, name)| rule_cell(view, *tag, *day, name)).collect(),
        };
        let mut rows: Vec<CalendarRow> = view.rules.iter().map(rule_row).collect();
        rows.push(CalendarRow {
            name: GOING.to_string(),
            cells: named.iter().map(|(day, name)| going_cell(view, *day, name)).collect(),
        });
        let shown = |point: &&CalendarPoint| (view.first..view.first + view.days).contains(&point.day);
        let lines = view.points.iter().filter(shown).enumerate().map(line).collect();
        let sentence = format!("Days are those of {}.", view.zone);
        PointCalendarText { days, rows, lines, sentence }
    }
}

fn line((index, point): (usize, &CalendarPoint)) -> CalendarLine {
    CalendarLine {
        key: index.to_string(),
        local: point.local.clone(),
        rule: point.tag.display_name(),
        state: if point.is_planned { "Planned" } else { "Made" },
        removal: point.removal.map_or_else(|| "Kept while something holds it".to_string(), moment),
    }
}

/// Days are counted from 1970-01-01.
fn date(day: i64) -> NaiveDate {
    i32::try_from(day).ok().and_then(NaiveDate::from_epoch_days).unwrap_or(if day < 0 {
        NaiveDate::MIN
    } else {
        NaiveDate::MAX
    })
}

fn day_of(view: &CalendarView, day: i64) -> CalendarDay {
    let date = date(day);
    CalendarDay {
        name: date.format("%a %-d %b %Y").to_string(),
        number: date.day().to_string(),
        month: (day == view.first || date.day() == 1).then(|| date.format("%b").to_string()),
        is_today: day == view.today,
    }
}

/// `Sun 20 Sep 2026, Default: 5 restore points, 04:00 to 20:00. The last one goes on 9/27/2026, 9:00:00 PM UTC.`
fn rule_cell(view: &CalendarView, tag: RetentionTag, day: i64, name: &str) -> CalendarCell {
    let points: Vec<&CalendarPoint> =
        view.points.iter().filter(|point| point.day == day && point.tag == tag).collect();
    let rule = tag.display_name();
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        let (text, spoken) = (String::new(), format!("{name}, {rule}: no restore point."));
        return CalendarCell { text, spoken, look: CalendarLook::Empty };
    };
    let planned = points.iter().filter(|point| point.is_planned).count();
    let what = match planned {
        0 => counted(points.len() as u64, "restore point", "restore points"),
        all if all == points.len() => counted(all as u64, "planned restore point", "planned restore points"),
        some => format!("{} restore points, {some} of them planned", points.len()),
    };
    let clock = |point: &CalendarPoint| point.local.rsplit(' ').next().unwrap_or_default().to_string();
    let times = if points.len() == 1 { clock(first) } else { format!("{} to {}", clock(first), clock(last)) };
    let subject = if points.len() == 1 { "It" } else { "The last one" };
    let end =
        match points.iter().map(|point| point.removal).max_by_key(|removal| (removal.is_none(), *removal)) {
            Some(Some(removal)) => format!("{subject} goes on {}.", moment(removal)),
            _ => format!("{subject} stays while something holds it."),
        };
    CalendarCell {
        text: points.len().to_string(),
        spoken: format!("{name}, {rule}: {what}, {times}. {end}"),
        look: if planned == points.len() { CalendarLook::Planned } else { CalendarLook::Made },
    }
}

/// `Sun 27 Sep 2026: 5 restore points are deleted.`
fn going_cell(view: &CalendarView, day: i64, name: &str) -> CalendarCell {
    let count = view.points.iter().filter(|point| point.removal_day == Some(day)).count();
    if count == 0 {
        let (text, spoken) = (String::new(), format!("{name}: no restore point is deleted."));
        return CalendarCell { text, spoken, look: CalendarLook::Empty };
    }
    let verb = if count == 1 { "is" } else { "are" };
    CalendarCell {
        text: count.to_string(),
        spoken: format!(
            "{name}: {} {verb} deleted.",
            counted(count as u64, "restore point", "restore points")
        ),
        look: CalendarLook::Gone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SimTime;

    /// Tuesday 15 September 2026.
    const TODAY: i64 = 20_711;

    fn point(
        day: i64,
        hour: u32,
        tag: RetentionTag,
        is_planned: bool,
        removal_day: Option<i64>,
    ) -> CalendarPoint {
        CalendarPoint {
            is_planned,
            local: format!("{} {hour:02}:00", date(day).format("%a %d %b %Y")),
            day,
            tag,
            removal: removal_day.map(|day| SimTime::from_millis(day * 86_400_000)),
            removal_day,
        }
    }

    fn view() -> CalendarView {
        use RetentionTag::{Default, Weekly};
        CalendarView {
            today: TODAY,
            first: TODAY - 1,
            days: 3,
            zone: "(UTC) Coordinated Universal Time".into(),
            rules: vec![Default, Weekly],
            points: vec![
                point(TODAY - 1, 4, Weekly, false, None),
                point(TODAY - 1, 8, Default, false, Some(TODAY + 1)),
                point(TODAY - 1, 12, Default, false, Some(TODAY + 1)),
                point(TODAY + 1, 8, Default, true, Some(TODAY + 3)),
            ],
        }
    }

    #[test]
    fn each_rule_has_a_row_and_each_day_a_column() {
        let text = PointCalendarText::of(&view());
        let days: Vec<_> = text.days.iter().map(|day| (day.name.as_str(), day.is_today)).collect();
        assert_eq!(days, [("Mon 14 Sep 2026", false), ("Tue 15 Sep 2026", true), ("Wed 16 Sep 2026", false)]);
        assert_eq!(text.days[0].month.as_deref(), Some("Sep"));
        let shown: Vec<(String, Vec<String>)> = text
            .rows
            .iter()
            .map(|row| (row.name.clone(), row.cells.iter().map(|cell| cell.text.clone()).collect()))
            .collect();
        let row = |name: &str, cells: [&str; 3]| (name.to_string(), cells.map(String::from).to_vec());
        assert_eq!(
            shown,
            [row("Default", ["2", "", "1"]), row("Weekly", ["1", "", ""]), row("Deleted", ["", "", "2"])]
        );
        assert_eq!(text.lines.len(), 4);
    }

    #[test]
    fn cells_say_all_there_is_to_say() {
        let text = PointCalendarText::of(&view());
        let spoken = |row: usize, day: usize| text.rows[row].cells[day].spoken.as_str();
        assert_eq!(
            spoken(0, 0),
            "Mon 14 Sep 2026, Default: 2 restore points, 08:00 to 12:00. The last one goes on 9/16/2026, 12:00:00 AM UTC."
        );
        assert_eq!(
            spoken(1, 0),
            "Mon 14 Sep 2026, Weekly: 1 restore point, 04:00. It stays while something holds it."
        );
        assert!(spoken(0, 2).starts_with("Wed 16 Sep 2026, Default: 1 planned restore point, 08:00."));
        assert_eq!(text.rows[0].cells[2].look, CalendarLook::Planned);
        assert_eq!(spoken(1, 1), "Tue 15 Sep 2026, Weekly: no restore point.");
        assert_eq!(spoken(2, 2), "Wed 16 Sep 2026: 2 restore points are deleted.");
    }
}
