//! Amounts of bytes.

use serde::{Deserialize, Serialize};
use std::{fmt, iter::Sum, ops::Add};

/// An amount of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct ByteSize(pub u64);

const STEPS: [(u64, &str); 4] = [(1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];

impl ByteSize {
    pub const ZERO: ByteSize = ByteSize(0);

    pub const fn kib(count: u64) -> Self {
        Self(count << 10)
    }
    pub const fn mib(count: u64) -> Self {
        Self(count << 20)
    }
    pub const fn gib(count: u64) -> Self {
        Self(count << 30)
    }
    pub const fn bytes(self) -> u64 {
        self.0
    }
}

impl Add for ByteSize {
    type Output = ByteSize;
    fn add(self, other: ByteSize) -> ByteSize {
        ByteSize(self.0.saturating_add(other.0))
    }
}

impl Sum for ByteSize {
    fn sum<I: Iterator<Item = ByteSize>>(sizes: I) -> ByteSize {
        sizes.fold(ByteSize::ZERO, |total, size| total + size)
    }
}

impl fmt::Display for ByteSize {
    /// Two decimals and a binary unit, as the portal prints sizes: `1.50 MiB`; below 1 KiB `812 B`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match STEPS.iter().find(|(unit, _)| self.0 >= *unit) {
            Some((unit, name)) => write!(f, "{:.2} {name}", self.0 as f64 / *unit as f64),
            None => write!(f, "{} B", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_the_portal_does() {
        assert_eq!(ByteSize(812).to_string(), "812 B");
        assert_eq!(ByteSize::kib(1).to_string(), "1.00 KiB");
        assert_eq!(ByteSize(1_610_612_736).to_string(), "1.50 GiB");
    }
}
