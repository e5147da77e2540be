//! Pacing: what simulated time it is, given real time.

use crate::base::{SimSpan, SimTime};

/// Maps real milliseconds to simulated time.
///
/// Simulated time never runs backwards, and never runs while the clock is held or nobody is watching.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pacer {
    /// Simulated time at the anchor.
    sim: SimTime,
    /// Real milliseconds at the anchor; any origin.
    real: f64,
    speed: u32,
    /// Paused by a person.
    held: bool,
    /// Whether some page can be seen.
    watched: bool,
}

impl Pacer {
    pub fn new(sim: SimTime, real: f64, speed: u32, held: bool) -> Pacer {
        Pacer { sim, real, speed, held, watched: false }
    }

    pub fn is_running(&self) -> bool {
        self.watched && !self.held
    }

    pub fn held(&self) -> bool {
        self.held
    }

    pub fn speed(&self) -> u32 {
        self.speed
    }

    /// The simulated time at a real moment.
    pub fn now(&self, real: f64) -> SimTime {
        if !self.is_running() {
            return self.sim;
        }
        let elapsed = (real - self.real).max(0.0) * f64::from(self.speed);
        self.sim + SimSpan::from_millis(elapsed as i64)
    }

    /// Real milliseconds until simulated time reaches `due`; `None` while the clock stands.
    pub fn until(&self, due: SimTime, real: f64) -> Option<f64> {
        self.is_running().then(|| due.since(self.now(real)).millis() as f64 / f64::from(self.speed.max(1)))
    }

    /// Sets pace and hold from `real` on.
    pub fn set(&mut self, speed: u32, held: bool, real: f64) {
        self.anchor(real);
        (self.speed, self.held) = (speed, held);
    }

    /// Notes whether some page can be seen from `real` on.
    pub fn watch(&mut self, watched: bool, real: f64) {
        self.anchor(real);
        self.watched = watched;
    }

    /// Moves simulated time forward to `sim`; earlier moments change nothing.
    pub fn jump(&mut self, sim: SimTime, real: f64) {
        self.anchor(real);
        self.sim = self.sim.max(sim);
    }

    fn anchor(&mut self, real: f64) {
        self.sim = self.now(real);
        self.real = real;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn running() -> Pacer {
        let mut pacer = Pacer::new(SimTime::EPOCH, 1_000.0, 60, false);
        pacer.watch(true, 1_000.0);
        pacer
    }

    #[test]
    fn sixty_times_real_time() {
        let pacer = running();
        assert_eq!(pacer.now(2_000.0), SimTime::from_millis(60_000));
        assert_eq!(pacer.until(SimTime::from_millis(120_000), 2_000.0), Some(1_000.0));
    }

    #[test]
    fn nothing_moves_unwatched_or_held() {
        let mut pacer = running();
        pacer.watch(false, 2_000.0);
        assert_eq!(pacer.now(99_000.0), SimTime::from_millis(60_000));
        pacer.watch(true, 100_000.0);
        pacer.set(60, true, 101_000.0);
        assert_eq!(pacer.now(500_000.0), SimTime::from_millis(120_000));
        assert_eq!(pacer.until(SimTime::MAX, 500_000.0), None);
    }

    #[test]
    fn never_backwards() {
        let mut pacer = running();
        pacer.jump(SimTime::from_millis(10), 2_000.0);
        assert_eq!(pacer.now(2_000.0), SimTime::from_millis(60_000));
        assert_eq!(pacer.now(500.0), SimTime::from_millis(60_000));
    }
}
