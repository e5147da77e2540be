//! Configuring, changing, stopping and resuming protection.

use crate::engine::{decide::Context, event::Event, ids::JobId, refusal::Refusal, request::Command};

pub fn decide(_context: &mut Context, _command: &Command) -> Result<Vec<Event>, Refusal> {
    Ok(Vec::new()) // BUILD ME
}

pub fn finish(_context: &mut Context, _job: JobId) -> Vec<Event> {
    Vec::new() // BUILD ME
}
