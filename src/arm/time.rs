//! Moments and durations as the service writes them.

use crate::base::{SimSpan, SimTime};

/// When something ends that has not ended.
pub const NEVER: &str = "0001-01-01T00:00:00Z";

/// Seven digits behind the second: `2026-09-14T08:00:00.0000000Z`.
pub fn ticks(at: SimTime) -> String {
    format!("{}0000Z", at.utc().format("%Y-%m-%dT%H:%M:%S%.3f"))
}

/// Whole seconds: `2026-09-14T08:00:00Z`.
pub fn seconds(at: SimTime) -> String {
    at.utc().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The moment of the `Date` header.
pub fn header(at: SimTime) -> String {
    at.utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// As a job alone writes it: `PT3M36.4940000S`, `PT0S`.
pub fn iso_duration(span: SimSpan) -> String {
    let millis = span.millis().max(0);
    let (hours, minutes, rest) = (millis / 3_600_000, millis / 60_000 % 60, millis % 60_000);
    let mut text = String::from("PT");
    if hours > 0 {
        text += &format!("{hours}H");
    }
    if minutes > 0 {
        text += &format!("{minutes}M");
    }
    match (rest / 1_000, rest % 1_000) {
        (0, 0) if text.len() > 2 => {}
        (seconds, 0) => text += &format!("{seconds}S"),
        (seconds, thousandths) => text += &format!("{seconds}.{thousandths:03}0000S"),
    }
    text
}

/// As a job in a list writes it: `00:03:49.1700000`.
pub fn clock_duration(span: SimSpan) -> String {
    let millis = span.millis().max(0);
    let (hours, minutes, seconds) = (millis / 3_600_000, millis / 60_000 % 60, millis / 1_000 % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{:03}0000", millis % 1_000)
}

/// Tenths of microseconds since year 1, as versions are numbered.
pub fn dot_net_ticks(at: SimTime) -> i64 {
    const FROM_YEAR_1_TO_1970: i64 = 62_135_596_800_000;
    (at.millis() + FROM_YEAR_1_TO_1970) * 10_000
}

/// Reads a moment as clients write it: with an offset or `Z`, with or without fractions; without either it is UTC.
pub fn parse(text: &str) -> Option<SimTime> {
    SimTime::parse(text).or_else(|| SimTime::parse(&format!("{text}Z")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_in_two_ways() {
        let of = |millis| {
            (iso_duration(SimSpan::from_millis(millis)), clock_duration(SimSpan::from_millis(millis)))
        };
        let texts = |iso: &str, clock: &str| (iso.to_string(), clock.to_string());
        assert_eq!(of(0), texts("PT0S", "00:00:00.0000000"));
        assert_eq!(of(216_494), texts("PT3M36.4940000S", "00:03:36.4940000"));
        assert_eq!(of(3_600_000), texts("PT1H", "01:00:00.0000000"));
        assert_eq!(of(5_000), texts("PT5S", "00:00:05.0000000"));
    }

    #[test]
    fn moments_read_back() {
        let at = SimTime::parse("2026-09-14T08:00:00.250Z").expect("a moment");
        assert_eq!(ticks(at), "2026-09-14T08:00:00.2500000Z");
        assert_eq!(parse(&ticks(at)), Some(at));
        assert_eq!(parse("2026-09-14T08:00:00.25"), Some(at));
        assert_eq!(parse("2026-09-14T10:00:00.25+02:00"), Some(at));
        assert_eq!(parse("yesterday"), None);
    }
}
