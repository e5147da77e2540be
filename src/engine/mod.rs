//! The cloud as pure functions.
//!
//! [`decide`] looks at the state and a request and answers what happens, or why nothing does;
//! [`apply`] makes it true; [`next_due`] tells when the engine wants to be asked again. Nothing in here
//! reads a clock, draws a random number, waits, or depends on the order of a hash map: the same requests
//! give the same state, natively and in wasm.
//!
//! Order of checks in every decision: who (authorization), where (the resources exist, and no
//! lock forbids it), what (the body is
//! valid), when (the state allows it), how much (limits).

pub mod apply;
mod command_name;
pub mod compute;
pub mod decide;
pub mod event;
pub mod ids;
pub mod index;
pub mod job;
pub mod limits;
pub mod lookup;
pub mod monitor;
pub mod policy;
pub mod protection;
pub mod query;
pub mod quiet;
pub mod rbac;
pub mod refusal;
pub mod request;
pub mod resources;
pub mod restore;
pub mod state;
pub mod storage;
pub mod table;
pub mod usage;
pub mod vault;

pub use apply::apply;
pub use decide::{Decision, decide, settle};
pub use event::Event;
pub use refusal::{Explanation, RecordedRefusal, Refusal};
pub use request::{Command, Request};
pub use state::State;

use crate::base::SimTime;
use ids::TimerId;

/// The next moment at which a timer is due, with the timer.
pub fn next_due(state: &State) -> Option<(SimTime, TimerId)> {
    state.timers.first().map(|(key, _)| *key)
}
