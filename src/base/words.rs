//! How moments and lengths of time are written for people: in lists, which are searched by what they show.

use crate::base::{SimSpan, SimTime};
use chrono::{Datelike, Timelike};

/// `9/14/2026, 10:40:12 AM UTC`, as the portal prints moments.
pub fn moment(at: SimTime) -> String {
    let utc = at.utc();
    let (afternoon, hour) = utc.hour12();
    format!(
        "{}/{}/{}, {hour}:{:02}:{:02} {} UTC",
        utc.month(),
        utc.day(),
        utc.year(),
        utc.minute(),
        utc.second(),
        if afternoon { "PM" } else { "AM" }
    )
}

/// `2 d 3 h`, `1 h 4 min`, `16 min`, `12 s`: two units at most.
pub fn duration(span: SimSpan) -> String {
    let seconds = span.seconds();
    let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let Some(first) = units.iter().position(|(size, _)| seconds >= *size) else { return "0 s".into() };
    let (size, name) = units[first];
    let text = format!("{} {name}", seconds / size);
    match units.get(first + 1) {
        Some((next, unit)) if seconds % size >= *next && *next > 1 => {
            format!("{text} {} {unit}", seconds % size / next)
        }
        _ => text,
    }
}

/// `just now`, `5 min ago`.
pub fn ago(span: SimSpan) -> String {
    if span.millis() < 60_000 { "just now".to_string() } else { format!("{} ago", duration(span)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_as_in_the_portal() {
        let at = SimTime::parse("2026-09-14T22:05:09Z").expect("valid");
        assert_eq!(moment(at), "9/14/2026, 10:05:09 PM UTC");
    }

    #[test]
    fn durations_have_two_units_at_most() {
        let text = |seconds| duration(SimSpan::from_seconds(seconds));
        assert_eq!([text(0), text(12), text(75), text(960)], ["0 s", "12 s", "1 min", "16 min"]);
        assert_eq!([text(3_840), text(183_600)], ["1 h 4 min", "2 d 3 h"]);
    }

    #[test]
    fn what_is_seconds_ago_is_now() {
        let text = |seconds| ago(SimSpan::from_seconds(seconds));
        assert_eq!([text(0), text(59), text(300)], ["just now", "just now", "5 min ago"]);
    }
}
