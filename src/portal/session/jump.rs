//! What a page remembers of jumps: that one is under way, for whoever comes back when its tab was closed half-way.

use crate::{
    base::SimTime,
    portal::session::Session,
    rpc::{Clock, ClockWork, JumpSummary, SavepointList},
};
use leptos::prelude::*;

/// Where the jump that is under way goes. Units: milliseconds, as [`SimTime`] counts them.
const UNDER_WAY: &str = "vault-lab.jump";

/// The first thing a page hears: a jump that it remembers and that nobody runs any more did not come to its end.
pub fn welcome(session: Session, clock: Clock, work: ClockWork) {
    let until = remembered();
    let is_over = !matches!(work, ClockWork::Jump(_));
    session.unfinished.set(until.filter(|until| is_over && *until > clock.now));
    if is_over {
        remember(None);
    }
    session.work.set(work);
}

pub fn work(session: Session, work: ClockWork) {
    if let ClockWork::Jump(state) = &work {
        remember(Some(state.until));
    }
    session.work.set(work);
}

pub fn ended(session: Session, summary: JumpSummary) {
    remember(None);
    session.unfinished.set(None);
    session.last_jump.set(Some(summary));
}

/// A world that has just gone elsewhere knows nothing of the last jump.
pub fn savepoints(session: Session, list: SavepointList) {
    if list.has_returned && !list.has_moved {
        session.last_jump.set(None);
        session.unfinished.set(None);
    }
    session.savepoints.set(list);
}

/// Nothing where the browser keeps nothing for this page.
fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn remembered() -> Option<SimTime> {
    storage()?.get_item(UNDER_WAY).ok().flatten()?.parse().ok().map(SimTime::from_millis)
}

fn remember(until: Option<SimTime>) {
    let Some(storage) = storage() else { return };
    // A full or forbidden storage only forgets.
    let _ = match until {
        Some(until) => storage.set_item(UNDER_WAY, &until.millis().to_string()),
        None => storage.remove_item(UNDER_WAY),
    };
}
