//! Recovery points: expiry.

use crate::engine::{decide::Context, event::Event, ids::InstanceId};

pub fn expire(_context: &mut Context, _instance: InstanceId) -> Vec<Event> {
    Vec::new() // BUILD ME
}
