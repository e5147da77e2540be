//! The clock of the worker over an estate: stretches of time, each with its commit.

use std::rc::Rc;
use vault_lab::{
    base::{SimSpan, SimTime},
    engine::{State, monitor::StopConditions},
    runtime::{Advanced, Ledger, Pace, SliceEnd, Stretch, World},
    store::Storage,
};

/// A stored world whose time passes as in a jump.
pub struct Clock<S: Storage> {
    pub world: World<S>,
    /// Units: milliseconds of real time.
    real: fn() -> f64,
}

/// What a stretch of years took.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    pub seconds: f64,
    /// Timers that came due.
    pub fired: u64,
    pub backups: u64,
}

impl<S: Storage> Clock<S> {
    pub async fn new(storage: S, state: State, real: fn() -> f64) -> Clock<S> {
        let ledger = Ledger::open(Rc::new(storage)).await.expect("the storage opens");
        let world = World::found(Rc::new(ledger), state).await.expect("there is room");
        Clock { world, real }
    }

    /// As a person makes time pass, who can undo it, and cancel it on the way.
    pub async fn jump(&mut self, span: SimSpan) -> Run {
        let now = self.world.state().now();
        self.world.open_before_jump(now, now + span);
        self.pass_in(span, async |world, until, pace| {
            world.advance_revocably(until, &StopConditions::new(), pace).await
        })
        .await
    }

    /// Without a savepoint.
    #[cfg(not(target_arch = "wasm32"))]
    pub async fn pass(&mut self, span: SimSpan) -> Run {
        self.pass_in(span, async |world, until, pace| {
            world.advance(until, &StopConditions::new(), async || pace.is_spent(until).await).await
        })
        .await
    }

    async fn pass_in(
        &mut self,
        span: SimSpan,
        mut advance: impl AsyncFnMut(&mut World<S>, SimTime, &mut RealPace) -> Advanced,
    ) -> Run {
        let until = self.world.state().now() + span;
        let (real, started, mut fired, mut backups) = (self.real, (self.real)(), 0, 0);
        let mut stretch = Stretch::default();
        loop {
            let began = real();
            let mut pace = RealPace { real, began, longest: stretch.millis(), passed: 0.0 };
            let advanced = advance(&mut self.world, until, &mut pace).await;
            stretch.learn(pace.passed, real() - began);
            fired += advanced.fired;
            backups += advanced.tally.jobs;
            assert_eq!(advanced.tally.failed, 0, "nothing is in the way of these backups");
            match advanced.end {
                SliceEnd::Spent => {}
                SliceEnd::Reached => break,
                other => panic!("{other:?}"),
            }
        }
        Run { seconds: (real() - started) / 1e3, fired, backups }
    }
}

/// The pace of one stretch. Units: milliseconds of real time.
struct RealPace {
    real: fn() -> f64,
    began: f64,
    longest: f64,
    passed: f64,
}

impl Pace for RealPace {
    async fn is_spent(&mut self, _: SimTime) -> bool {
        self.passed = (self.real)() - self.began;
        self.passed > self.longest
    }

    async fn take_breath(&mut self) {}

    fn is_given_up(&self) -> bool {
        false
    }
}

/// Seconds that a bare heap takes to let as many timers come due, of which so many are set at a time.
pub fn bare_heap(timers: u64, at_a_time: usize, real: fn() -> f64) -> f64 {
    use std::{cmp::Reverse, collections::BinaryHeap};
    let started = real();
    let mut heap: BinaryHeap<Reverse<(u64, u64)>> =
        (0..at_a_time as u64).map(|id| Reverse((id, id))).collect();
    for number in 0..timers {
        let Some(Reverse((due, id))) = heap.pop() else { break };
        heap.push(Reverse((due + 1 + number.wrapping_mul(0x9e37_79b9) % 4_096, id)));
    }
    std::hint::black_box(heap);
    (real() - started) / 1e3
}
