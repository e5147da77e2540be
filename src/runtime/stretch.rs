//! How long a jump runs before what it has come to is stored.
//!
//! Making rows of what has happened and storing them costs as much as there is, not as much as has passed: a large estate
//! that stored itself twice a second would do little else.

/// A jump stores what it has come to at least this often, where that costs little. Units: milliseconds of real time.
const MILLIS_MIN: f64 = 500.0;
/// However much that costs it stores this often: no more is lost where it is given up. Units: milliseconds of real time.
const MILLIS_MAX: f64 = 5_000.0;
/// Up to there running takes at least so many times as long as storing.
const RUN_FOR_EACH_COMMIT: f64 = 8.0;

/// The length of the next stretch of a jump.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    millis: f64,
}

impl Default for Stretch {
    fn default() -> Stretch {
        Stretch { millis: MILLIS_MIN }
    }
}

impl Stretch {
    /// Units: milliseconds of real time.
    pub fn millis(&self) -> f64 {
        self.millis
    }

    /// Learns from a stretch in which time passed for so long, and that took so long until it was stored. Units:
    /// milliseconds.
    pub fn learn(&mut self, ran: f64, took: f64) {
        self.millis = (RUN_FOR_EACH_COMMIT * (took - ran)).clamp(MILLIS_MIN, MILLIS_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storing_takes_a_ninth_of_the_time_at_most() {
        let mut stretch = Stretch::default();
        assert_eq!(stretch.millis(), 500.0);
        stretch.learn(500.0, 540.0);
        assert_eq!(stretch.millis(), 500.0);
        stretch.learn(500.0, 900.0);
        assert_eq!(stretch.millis(), 3_200.0);
        // What was cancelled soon ran shorter than it could have.
        stretch.learn(30.0, 130.0);
        assert_eq!(stretch.millis(), 800.0);
        stretch.learn(800.0, 9_000.0);
        assert_eq!(stretch.millis(), 5_000.0);
    }
}
