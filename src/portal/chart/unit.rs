//! What the figures of a chart count, and how they are written.

use crate::{
    base::ByteSize,
    portal::format::{count, decimal_dollars, dollars, percent},
};

/// Figures are whole numbers of one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    Bytes,
    /// Thousandths; an axis of them reaches from none to all.
    Permille,
    /// Millionths of a US dollar.
    MicroDollars,
}

impl Unit {
    /// As a person reads it: `1,204`, `1.50 GiB`, `92.3 %`, `$12.40`.
    pub fn text(self, figure: u64) -> String {
        match self {
            Unit::Count => count(figure),
            Unit::Bytes => ByteSize(figure).to_string(),
            Unit::Permille => percent(figure),
            Unit::MicroDollars => dollars(figure),
        }
    }

    /// Beside a line of the axis: as short as it goes, `1.5 GiB` and `$2`.
    pub fn tick_text(self, figure: u64) -> String {
        let text = self.text(figure);
        match self {
            Unit::Count | Unit::Permille => text,
            Unit::Bytes => {
                let (number, unit) = text.split_once(' ').unwrap_or((&text, ""));
                let number = match number.contains('.') {
                    true => number.trim_end_matches('0').trim_end_matches('.'),
                    false => number,
                };
                format!("{number} {unit}")
            }
            Unit::MicroDollars => text.strip_suffix(".00").map(str::to_string).unwrap_or(text),
        }
    }

    /// As a spreadsheet reads it: digits and a point, in [`Self::name`].
    pub fn exact(self, figure: u64) -> String {
        match self {
            Unit::Count | Unit::Bytes => figure.to_string(),
            Unit::Permille => format!("{}.{}", figure / 10, figure % 10),
            Unit::MicroDollars => decimal_dollars(figure),
        }
    }

    /// What an exact figure is a number of; nothing where the name of its series says it.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Unit::Count => None,
            Unit::Bytes => Some("bytes"),
            Unit::Permille => Some("%"),
            Unit::MicroDollars => Some("USD"),
        }
    }

    /// So much the axis shows at least, so that nothing at all is a line at its foot.
    pub(super) fn least_reach(self) -> u64 {
        match self {
            Unit::Count => 1,
            Unit::Bytes => 1 << 10,
            Unit::Permille => 1_000,
            Unit::MicroDollars => 10_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_for_eyes_axes_and_spreadsheets() {
        let cases = [
            (Unit::Count, 1_204, "1,204", "1,204", "1204"),
            (Unit::Bytes, 3 << 29, "1.50 GiB", "1.5 GiB", "1610612736"),
            (Unit::Bytes, 1 << 31, "2.00 GiB", "2 GiB", "2147483648"),
            (Unit::Bytes, 0, "0 B", "0 B", "0"),
            (Unit::Bytes, 100 << 30, "100.00 GiB", "100 GiB", "107374182400"),
            (Unit::Permille, 1_000, "100 %", "100 %", "100.0"),
            (Unit::Permille, 923, "92.3 %", "92.3 %", "92.3"),
            (Unit::MicroDollars, 2_000_000, "$2.00", "$2", "2"),
            (Unit::MicroDollars, 12_345_678, "$12.35", "$12.35", "12.345678"),
        ];
        for (unit, figure, text, tick, exact) in cases {
            assert_eq!((unit.text(figure).as_str(), unit.tick_text(figure).as_str()), (text, tick));
            assert_eq!(unit.exact(figure), exact);
        }
    }
}
