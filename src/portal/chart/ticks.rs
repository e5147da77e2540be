//! The round figures of an axis.

use super::unit::Unit;

/// Figures from nothing to `greatest` or just beyond, evenly apart, and at most `most` of them (two at least): 1, 2, 2.5 or
/// 5 times a power of ten, and powers of two for bytes.
pub fn ticks(greatest: u64, most: usize, unit: Unit) -> Vec<u64> {
    let most = most.max(2) as u64;
    let greatest = greatest.max(unit.least_reach());
    let fits = |step: &u64| greatest.div_ceil(*step) < most;
    let step = match unit {
        // Quarters, halves or the whole.
        Unit::Permille => [250, 500, 1_000].into_iter().find(fits),
        Unit::Bytes => (0..u64::BITS).map(|power| 1 << power).find(fits),
        Unit::Count | Unit::MicroDollars => decimal_steps().find(fits),
    };
    let step = step.unwrap_or(greatest);
    // Only the last one can lie beyond what a figure can be.
    (0..=greatest.div_ceil(step)).map(|index| step.saturating_mul(index)).collect()
}

/// 1, 2, 5, 10, 20, 25, 50, 100 and so on.
fn decimal_steps() -> impl Iterator<Item = u64> {
    (0..).map_while(|power| 10_u64.checked_pow(power)).flat_map(|ten| {
        let quarter = (ten > 1).then(|| (ten / 10).saturating_mul(25));
        [Some(ten), ten.checked_mul(2), quarter, ten.checked_mul(5)].into_iter().flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const UNITS: [Unit; 4] = [Unit::Count, Unit::Bytes, Unit::Permille, Unit::MicroDollars];

    #[test]
    fn axes_have_round_figures() {
        assert_eq!(ticks(7, 5, Unit::Count), [0, 2, 4, 6, 8]);
        assert_eq!(ticks(98, 5, Unit::Count), [0, 25, 50, 75, 100]);
        assert_eq!(ticks(2, 6, Unit::Count), [0, 1, 2]);
        assert_eq!(ticks(0, 6, Unit::Count), [0, 1]);
        assert_eq!(ticks(3 << 30, 5, Unit::Bytes), [0, 1 << 30, 2 << 30, 3 << 30]);
        assert_eq!(ticks(923, 6, Unit::Permille), [0, 250, 500, 750, 1_000]);
        assert_eq!(ticks(0, 4, Unit::Permille), [0, 500, 1_000]);
        assert_eq!(ticks(9_100_000, 5, Unit::MicroDollars), [0, 2_500_000, 5_000_000, 7_500_000, 10_000_000]);
    }

    proptest! {
        #[test]
        fn ticks_cover_what_there_is_and_are_few(greatest: u64, most in 0_usize..12, shift in 0_u32..64) {
            for unit in UNITS {
                let greatest = match unit {
                    Unit::Permille => greatest % 1_001,
                    _ => greatest >> shift,
                };
                let ticks = ticks(greatest, most, unit);
                prop_assert_eq!(ticks[0], 0);
                prop_assert!(ticks.last().is_some_and(|last| *last >= greatest));
                prop_assert!(ticks.len() >= 2 && ticks.len() <= most.max(2), "{:?}", ticks);
                prop_assert!(ticks.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", ticks);
                // None is above what is needed, and all but the last are one step apart.
                prop_assert!(ticks[ticks.len() - 2] < greatest.max(unit.least_reach()));
                let step = ticks[1];
                prop_assert!(ticks.windows(2).rev().skip(1).all(|pair| pair[1] - pair[0] == step));
            }
        }
    }
}
