//! The moment that blobs are put back to: as it is typed, and where it lies in the restorable window.

use crate::base::{SimSpan, SimTime};
use serde::{Deserialize, Serialize};

/// First and last moment that can be restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub first: SimTime,
    pub last: SimTime,
}

impl Window {
    /// Length in whole seconds.
    pub fn seconds(self) -> i64 {
        self.last.since(self.first).millis() / 1_000
    }

    /// So many seconds behind the first moment, and never behind the last.
    pub fn at(self, seconds: i64) -> SimTime {
        (self.first + SimSpan::from_seconds(seconds)).min(self.last)
    }

    /// Whole seconds behind the first moment.
    pub fn position(self, at: SimTime) -> i64 {
        at.since(self.first).millis() / 1_000
    }

    /// Where a moment lies. Units: percent of the window.
    pub fn percent(self, at: SimTime) -> f64 {
        let length = self.last.since(self.first).millis().max(1) as f64;
        (at.since(self.first).millis() as f64 / length * 100.0).clamp(0.0, 100.0)
    }

    fn contains(self, at: SimTime) -> bool {
        (self.first..=self.last).contains(&at)
    }
}

/// `2026-09-14 07:30:05`, in UTC: blobs are put back to a second.
pub fn typed(at: SimTime) -> String {
    at.utc().format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Reads what [`typed`] prints, and ISO 8601.
///
/// # Errors
/// It is no moment, or none within the window.
pub fn parse(text: &str, window: Window) -> Result<SimTime, String> {
    let text = text.trim();
    let whole = format!("{}Z", text.replacen(' ', "T", 1));
    let at = SimTime::parse(text).or_else(|| SimTime::parse(&whole));
    let at = at.ok_or("Enter a date and a time in UTC, as 2026-09-14 07:30:05.")?;
    // The window begins and ends within a second that is typed whole.
    let late = SimSpan::from_millis(999);
    if window.contains(at) || window.contains(at + late) {
        return Ok(at.max(window.first).min(window.last));
    }
    Err(format!("Only moments from {} to {} can be restored.", typed(window.first), typed(window.last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window() -> Window {
        let first = SimTime::parse("2026-09-14T00:00:00.500Z").expect("a moment");
        Window { first, last: first + SimSpan::from_days(2) }
    }

    #[test]
    fn what_is_typed_reads_back() {
        let at = SimTime::parse("2026-09-15T07:30:05Z").expect("a moment");
        assert_eq!(typed(at), "2026-09-15 07:30:05");
        for text in ["2026-09-15 07:30:05", " 2026-09-15T07:30:05Z ", "2026-09-15T09:30:05+02:00"] {
            assert_eq!(parse(text, window()), Ok(at), "{text}");
        }
    }

    #[test]
    fn only_moments_of_the_window_can_be_chosen() {
        for text in ["", "yesterday", "2026-09-15", "2026-13-01 00:00:00"] {
            assert!(parse(text, window()).is_err_and(|why| why.starts_with("Enter a date")), "{text}");
        }
        assert!(parse("2026-09-13 23:59:59", window()).is_err_and(|why| why.starts_with("Only moments")));
        assert!(parse("2026-09-16 00:00:01", window()).is_err());
        assert_eq!(parse("2026-09-14 00:00:00", window()), Ok(window().first));
        assert_eq!(parse(&typed(window().last), window()).map(typed), Ok(typed(window().last)));
    }

    #[test]
    fn places_in_the_window_go_from_its_first_moment_to_its_last() {
        let window = window();
        assert_eq!((window.at(0), window.at(i64::MAX / 1_000_000)), (window.first, window.last));
        assert_eq!(window.position(window.at(77)), 77);
        assert_eq!((window.percent(window.first), window.percent(window.last)), (0.0, 100.0));
        let nothing = Window { last: window.first, ..window };
        assert_eq!((nothing.seconds(), nothing.percent(window.last)), (0, 100.0));
    }
}
