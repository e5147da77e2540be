//! The simulated time as the page shows it between two messages of the worker.

use crate::{
    base::{SimSpan, SimTime},
    rpc::Clock,
};

/// What the clock shows `heard_millis` of real time after it was heard of.
pub fn shown_time(clock: Clock, heard_millis: f64) -> SimTime {
    if clock.paused {
        return clock.now;
    }
    // A float from the browser's clock; the cast saturates.
    let passed = heard_millis.max(0.0) * f64::from(clock.speed);
    clock.now + SimSpan::from_millis(passed as i64)
}

#[cfg(target_arch = "wasm32")]
pub use live::{on_tick, use_now};

#[cfg(target_arch = "wasm32")]
mod live {
    use super::shown_time;
    use crate::{base::SimTime, portal::session::use_session};
    use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};
    use std::time::Duration;

    /// Simulated time, moving every second; `None` until the worker has said what time it is.
    pub fn use_now() -> Signal<Option<SimTime>> {
        let session = use_session();
        let ticks = RwSignal::new(0_u64);
        on_tick(Duration::from_secs(1), move || ticks.update(|ticks| *ticks += 1));
        Signal::derive(move || {
            ticks.track();
            let (clock, heard) = session.clock.get()?;
            Some(shown_time(clock, js_sys::Date::now() - heard))
        })
    }

    /// Runs something every so often of real time, until the component around goes.
    pub fn on_tick(every: Duration, run: impl Fn() + 'static) {
        if let Ok(handle) = set_interval_with_handle(run, every) {
            on_cleanup(move || handle.clear());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(paused: bool) -> Clock {
        Clock { now: SimTime::from_millis(1_000), speed: 60, paused, held: paused }
    }

    #[test]
    fn runs_at_its_speed_and_stands_while_paused() {
        assert_eq!(shown_time(clock(false), 500.0), SimTime::from_millis(31_000));
        assert_eq!(shown_time(clock(true), 500.0), SimTime::from_millis(1_000));
        assert_eq!(shown_time(clock(false), -5.0), SimTime::from_millis(1_000));
    }
}
