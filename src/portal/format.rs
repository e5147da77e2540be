//! How the portal writes dates, durations and numbers.

use crate::base::SimTime;

pub use crate::base::words::{duration, moment};

/// `Mon 14 Sep 2026 10:40:12 UTC`, as the simulation bar shows its clock.
pub fn clock(at: SimTime) -> String {
    at.utc().format("%a %d %b %Y %H:%M:%S UTC").to_string()
}

/// `1,234,567`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 file`, `2 files`.
pub fn counted(number: u64, singular: &str, plural: &str) -> String {
    format!("{} {}", count(number), if number == 1 { singular } else { plural })
}

/// `92.3 %` of thousandths; whole ones without their point.
pub fn percent(permille: u64) -> String {
    match permille % 10 {
        0 => format!("{} %", permille / 10),
        tenth => format!("{}.{tenth} %", permille / 10),
    }
}

const MICRO: u64 = 1_000_000;
/// The least amount that two decimals show.
const CENT: u64 = 10_000;

/// `$1,234.57` of millionths of a dollar, rounded to cents; less than a cent is written out, as `$0.0042`.
pub fn dollars(micro_dollars: u64) -> String {
    if micro_dollars > 0 && micro_dollars < CENT {
        return format!("${}", decimal_dollars(micro_dollars));
    }
    let cents = micro_dollars / CENT + u64::from(micro_dollars % CENT >= CENT / 2);
    format!("${}.{:02}", count(cents / 100), cents % 100)
}

/// `0.0224` of millionths of a dollar: exact, without zeros at its end.
pub fn decimal_dollars(micro_dollars: u64) -> String {
    let text = format!("{}.{:06}", micro_dollars / MICRO, micro_dollars % MICRO);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// Reads what [`decimal_dollars`] writes: digits, and at most six of them after a point. `None` for anything else.
pub fn parse_dollars(text: &str) -> Option<u64> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let are_digits = |text: &str| text.chars().all(|letter| letter.is_ascii_digit());
    if whole.is_empty() || part.len() > 6 || !are_digits(whole) || !are_digits(part) {
        return None;
    }
    let part: u64 = format!("{part:0<6}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(MICRO)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_names_its_day() {
        let at = SimTime::parse("2026-09-14T22:05:09Z").expect("valid");
        assert_eq!(clock(at), "Mon 14 Sep 2026 22:05:09 UTC");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(
            [count(0), count(999), count(1_000), count(1_234_567)],
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(counted(1, "file", "files"), "1 file");
    }

    #[test]
    fn money_is_rounded_for_eyes_and_exact_for_fields() {
        let cases = [
            (0, "$0.00", "0"),
            (4_200, "$0.0042", "0.0042"),
            (22_400, "$0.02", "0.0224"),
            (5_000_000, "$5.00", "5"),
            (1_234_567_890, "$1,234.57", "1234.56789"),
            (999_995_000, "$1,000.00", "999.995"),
        ];
        for (micro, shown, exact) in cases {
            assert_eq!((dollars(micro).as_str(), decimal_dollars(micro).as_str()), (shown, exact));
            assert_eq!(parse_dollars(exact), Some(micro));
        }
        assert_eq!([parse_dollars(" 5. "), parse_dollars("07.10")], [Some(5_000_000), Some(7_100_000)]);
        for wrong in ["", ".", ".5", "-1", "1,5", "1.2345678", "1e3", "99999999999999", "ü"] {
            assert_eq!(parse_dollars(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn shares_have_a_decimal_where_they_need_it() {
        assert_eq!([percent(0), percent(923), percent(1_000)], ["0 %", "92.3 %", "100 %"]);
    }
}
