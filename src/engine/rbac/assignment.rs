//! Assigning roles and taking them away.

use crate::engine::{decide::Context, event::Event, refusal::Refusal, request::Command};

pub fn decide(_context: &mut Context, _command: &Command) -> Result<Vec<Event>, Refusal> {
    Ok(Vec::new()) // BUILD ME
}
