//! Prepared worlds.

use crate::{
    base::{Seed, SimTime},
    engine::State,
};

/// The world a first visit starts with.
pub fn first_visit() -> State {
    State::new(Seed(1), "First backup", SimTime::EPOCH)
}

/// A prepared world by name; `None` when there is none of that name.
pub fn build(name: &str) -> Option<State> {
    (name == "First backup").then(first_visit)
}
