//! Leases: one holder at a time may write a blob or delete it, or delete a container.
//!
//! Most commands carry no lease id, as the portal's do not: while a lease holds, writes and deletions are refused. Whoever
//! has the id gives the command within [`Command::WithLease`].
//! How a lease stands follows from the time; no timer ends it.
//!
//! Source: Blob service REST API, "Lease Blob" and "Lease Container", outcomes of lease operations.

use crate::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        decide::Context,
        event::Event,
        ids::ContainerId,
        limits,
        rbac::action,
        refusal::Refusal,
        request::Command,
        state::State,
        storage::{BlobPath, BlobRefusal, BlockRefusal, place::Place, point_in_time},
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is leased: a blob, or, with an empty path, which no blob has, the container itself.
pub type LeaseKey = (ContainerId, BlobPath);

pub fn container_key(container: ContainerId) -> LeaseKey {
    (container, BlobPath(String::new()))
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub id: Uuid,
    /// For how long it was taken; `None` for ever.
    pub seconds: Option<u32>,
    /// When it was taken or last renewed.
    pub since: SimTime,
    /// From when on it is broken, if somebody broke it.
    pub broken_from: Option<SimTime>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeaseState {
    Available,
    Leased,
    Expired,
    Breaking,
    Broken,
}

/// What is asked of a lease.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeaseAction {
    /// Units: seconds, 15 to 60; `None` for ever. Whoever holds it already names it, and changes its length.
    Acquire {
        seconds: Option<u32>,
        proposed: Option<Uuid>,
    },
    Renew {
        lease: Uuid,
    },
    /// The holder takes another id.
    Change {
        lease: Uuid,
        proposed: Uuid,
    },
    Release {
        lease: Uuid,
    },
    /// Needs no id. Units: seconds, up to 60; `None` for what is left of it.
    Break {
        seconds: Option<u32>,
    },
}

impl Lease {
    fn ends_at(&self) -> Option<SimTime> {
        self.seconds.map(|seconds| self.since + SimSpan::from_seconds(i64::from(seconds)))
    }

    pub fn state(&self, now: SimTime) -> LeaseState {
        match (self.broken_from, self.ends_at()) {
            (Some(broken), _) if now < broken => LeaseState::Breaking,
            (Some(_), _) => LeaseState::Broken,
            (None, Some(end)) if now >= end => LeaseState::Expired,
            (None, _) => LeaseState::Leased,
        }
    }

    fn holds(&self, now: SimTime) -> bool {
        matches!(self.state(now), LeaseState::Leased | LeaseState::Breaking)
    }
}

/// How the lease of something stands.
pub fn state_of(state: &State, key: &LeaseKey, now: SimTime) -> LeaseState {
    state.leases.get(key).map_or(LeaseState::Available, |lease| lease.state(now))
}

/// Whether somebody holds a lease of it.
pub(super) fn is_held(state: &State, key: &LeaseKey, now: SimTime) -> bool {
    state.leases.get(key).is_some_and(|lease| lease.holds(now))
}

/// # Errors
/// [`BlobRefusal::LeaseIdMissing`] while somebody holds a lease and the command names none; a lease that is named and is
/// not the one that holds.
pub(super) fn check_free(context: &Context, key: &LeaseKey) -> Result<(), BlobRefusal> {
    let held = context.state.leases.get(key).filter(|lease| lease.holds(context.now));
    let path = || key.1.to_string();
    match (held, context.lease) {
        (None, None) => Ok(()),
        (Some(lease), Some(named)) if lease.id == named => Ok(()),
        (Some(_), None) => Err(BlobRefusal::LeaseIdMissing { path: path() }),
        (Some(_), Some(_)) => Err(BlockRefusal::LeaseMismatch { path: path() }.into()),
        (None, Some(_)) => Err(BlockRefusal::NoLease { path: path() }.into()),
    }
}

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    let Command::Lease { container, path, action } = command else {
        unreachable!("{command:?} is decided elsewhere")
    };
    let key = match path {
        Some(path) => find_blob(context, container, path)?,
        None => find_container(context, container)?,
    };
    check_lengths(action)?;
    if path.is_some() {
        point_in_time::check_unblocked(context.state, &key)?;
    }
    let before = context.state.leases.get(&key);
    let lease = match action {
        LeaseAction::Acquire { seconds, proposed } => Some(acquire(context, before, *seconds, *proposed)?),
        LeaseAction::Renew { lease } => Some(renew(context, before, *lease)?),
        LeaseAction::Change { lease, proposed } => Some(changed(context, before, *lease, *proposed)?),
        LeaseAction::Release { lease } => {
            held(before, *lease)?;
            None
        }
        LeaseAction::Break { seconds } => Some(broken(context, before, *seconds)?),
    };
    Ok(vec![Event::LeaseSet { key, lease }])
}

fn find_blob(context: &Context, container: &ArmId, path: &str) -> Result<LeaseKey, Refusal> {
    let place = Place::find(context, action::WRITE_BLOBS, container, path)?;
    place.check_flat("Leasing blobs")?;
    place.entry(context.state).ok_or_else(|| place.no_such_blob())?;
    Ok(place.key())
}

fn find_container(context: &Context, container: &ArmId) -> Result<LeaseKey, Refusal> {
    context.authorize(action::LEASE_CONTAINER, container)?;
    Ok(container_key(context.state.find_container(container)?.id))
}

fn check_lengths(action: &LeaseAction) -> Result<(), BlobRefusal> {
    let held = limits::LEASE_SECONDS_MIN..=limits::LEASE_SECONDS_MAX;
    let wrong = match action {
        LeaseAction::Acquire { seconds, .. } => seconds.filter(|seconds| !held.contains(seconds)),
        LeaseAction::Break { seconds } => {
            seconds.filter(|seconds| *seconds > limits::LEASE_BREAK_SECONDS_MAX)
        }
        LeaseAction::Renew { .. } | LeaseAction::Change { .. } | LeaseAction::Release { .. } => None,
    };
    wrong.map_or(Ok(()), |seconds| Err(BlobRefusal::LeaseLengthOutOfRange { seconds }))
}

fn acquire(
    context: &mut Context,
    before: Option<&Lease>,
    seconds: Option<u32>,
    proposed: Option<Uuid>,
) -> Result<Lease, BlobRefusal> {
    let own = |lease: &Lease| proposed == Some(lease.id);
    match before.map(|lease| (lease.state(context.now), own(lease))) {
        Some((LeaseState::Leased, false)) => return Err(BlobRefusal::LeaseAlreadyPresent),
        Some((LeaseState::Breaking, _)) => return Err(BlobRefusal::LeaseIsBreaking),
        _ => {}
    }
    let drawn = context.seed().guid("lease", context.ids.take());
    Ok(Lease { id: proposed.unwrap_or(drawn), seconds, since: context.now, broken_from: None })
}

/// The lease that a request names by its id.
fn held(before: Option<&Lease>, id: Uuid) -> Result<&Lease, BlobRefusal> {
    let lease = before.ok_or(BlobRefusal::LeaseNotPresent)?;
    if lease.id == id { Ok(lease) } else { Err(BlobRefusal::LeaseIdMismatch) }
}

/// An expired lease can be renewed: writing to what it was on takes it away, so nobody wrote.
fn renew(context: &Context, before: Option<&Lease>, id: Uuid) -> Result<Lease, BlobRefusal> {
    let lease = held(before, id)?;
    match lease.state(context.now) {
        LeaseState::Breaking | LeaseState::Broken => Err(BlobRefusal::LeaseIsBroken),
        _ => Ok(Lease { since: context.now, ..lease.clone() }),
    }
}

/// Asked again, it has the id already.
fn changed(
    context: &Context,
    before: Option<&Lease>,
    id: Uuid,
    proposed: Uuid,
) -> Result<Lease, BlobRefusal> {
    let lease = held(before, id).or_else(|refusal| held(before, proposed).map_err(|_| refusal))?;
    match lease.state(context.now) {
        LeaseState::Leased => Ok(Lease { id: proposed, ..lease.clone() }),
        LeaseState::Breaking => Err(BlobRefusal::LeaseIsBreaking),
        LeaseState::Available | LeaseState::Expired | LeaseState::Broken => Err(BlobRefusal::LeaseNotPresent),
    }
}

fn broken(context: &Context, before: Option<&Lease>, seconds: Option<u32>) -> Result<Lease, BlobRefusal> {
    let lease = before.ok_or(BlobRefusal::LeaseNotPresent)?;
    let asked = seconds.map(|seconds| context.now + SimSpan::from_seconds(i64::from(seconds)));
    let earliest = |limit: SimTime| asked.map_or(limit, |asked| asked.min(limit));
    let from = match (lease.state(context.now), lease.broken_from, lease.ends_at()) {
        (LeaseState::Available | LeaseState::Expired, ..) => context.now,
        (_, Some(broken), _) => earliest(broken),
        (_, None, Some(end)) => earliest(end),
        // One that lasts for ever ends at once, unless it is given time.
        (_, None, None) => asked.unwrap_or(context.now),
    };
    Ok(Lease { broken_from: Some(from), ..lease.clone() })
}
