//! Pacing: what simulated time it is, given real time.

use crate::{
    base::{SimSpan, SimTime},
    engine::limits,
    rpc::Clock,
};

/// Maps real milliseconds to simulated time.
///
/// Simulated time never runs backwards, and never runs while the clock is held or nobody is watching. It ends at
/// [`limits::CLOCK_END`]. Only where time could not be stored does it fall back, to what storage holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pacer {
    /// Simulated time at the anchor.
    sim: SimTime,
    /// Real milliseconds at the anchor; any origin.
    real: f64,
    speed: u32,
    /// Paused by a person.
    held: bool,
    /// Stopped because what happens cannot be stored.
    halted: bool,
    /// Whether some page can be seen.
    watched: bool,
}

impl Pacer {
    pub fn new(sim: SimTime, real: f64, speed: u32, held: bool) -> Pacer {
        Pacer { sim, real, speed, held, halted: false, watched: false }
    }

    pub fn is_running(&self) -> bool {
        self.watched && !self.held && !self.halted
    }

    /// Whether a person has to let it run again.
    pub fn held(&self) -> bool {
        self.held || self.halted
    }

    /// The simulated time at a real moment.
    pub fn now(&self, real: f64) -> SimTime {
        if !self.is_running() {
            return self.sim;
        }
        let elapsed = (real - self.real).max(0.0) * f64::from(self.speed);
        (self.sim + SimSpan::from_millis(elapsed as i64)).min(limits::CLOCK_END.max(self.sim))
    }

    /// The clock as pages are told of it.
    pub fn clock(&self, real: f64) -> Clock {
        Clock { now: self.now(real), speed: self.speed, paused: !self.is_running(), held: self.held() }
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

    /// Stops at `sim`, the last moment that is stored, which may lie before what the clock showed.
    pub fn halt(&mut self, sim: SimTime, real: f64) {
        (self.sim, self.real, self.halted) = (sim, real, true);
    }

    /// Ends a halt.
    pub fn release(&mut self, real: f64) {
        self.anchor(real);
        self.halted = false;
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
    fn a_halt_falls_back_to_what_is_stored_and_stands() {
        let mut pacer = running();
        pacer.halt(SimTime::from_millis(30_000), 2_000.0);
        assert_eq!(pacer.now(99_000.0), SimTime::from_millis(30_000));
        pacer.set(60, false, 100_000.0);
        assert!(!pacer.is_running() && pacer.held(), "a setting alone does not end it");
        pacer.release(101_000.0);
        assert_eq!(pacer.now(102_000.0), SimTime::from_millis(90_000));
    }

    #[test]
    fn it_ends_where_time_zones_are_no_longer_known() {
        let mut pacer = running();
        pacer.jump(limits::CLOCK_END, 2_000.0);
        assert_eq!(pacer.now(90_000_000.0), limits::CLOCK_END);
        assert_eq!(limits::CLOCK_END.iso(), "2099-12-31T00:00:00Z");
    }

    #[test]
    fn never_backwards() {
        let mut pacer = running();
        pacer.jump(SimTime::from_millis(10), 2_000.0);
        assert_eq!(pacer.now(2_000.0), SimTime::from_millis(60_000));
        assert_eq!(pacer.now(500.0), SimTime::from_millis(60_000));
    }
}
