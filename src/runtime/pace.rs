//! Who runs the clock, as the world sees it: how long a stretch of time may take, and whether anybody still wants it.

use crate::base::SimTime;

/// Asked now and then while time passes and while it is stored.
#[allow(async_fn_in_trait, reason = "one thread: the worker's")]
pub trait Pace {
    /// Whether the real time for this stretch is used up; asked while time passes, which has come to `now`. May wait for
    /// what goes on outside.
    async fn is_spent(&mut self, now: SimTime) -> bool;

    /// May wait for what goes on outside; called while what has happened is made ready to be stored.
    async fn take_breath(&mut self);

    /// Whether nobody wants the stretch any more.
    fn is_given_up(&self) -> bool;
}

/// Takes as long as it takes.
pub struct Unhurried;

impl Pace for Unhurried {
    async fn is_spent(&mut self, _: SimTime) -> bool {
        false
    }

    async fn take_breath(&mut self) {}

    fn is_given_up(&self) -> bool {
        false
    }
}

/// A pace that is never given up: asks whether the time is used up.
pub struct Steady<F>(pub F);

impl<F: AsyncFnMut() -> bool> Pace for Steady<F> {
    async fn is_spent(&mut self, _: SimTime) -> bool {
        (self.0)().await
    }

    async fn take_breath(&mut self) {}

    fn is_given_up(&self) -> bool {
        false
    }
}
