//! What storage does by itself as time passes: soft-deleted things go for good, the change feed forgets,
//! archived blobs come back online, lifecycle rules run, and object replication copies.
//!
//! An index orders what will happen by its moment ([`Due`]), so that nothing is searched for when a moment
//! comes. One kind of timer serves all of it. Invariant: where anything is due at all, a timer is set for that
//! moment or an earlier one; a timer that finds nothing to do sets itself to the next moment.

use crate::{
    base::{SimSpan, SimTime},
    engine::{
        decide::Context,
        event::Event,
        ids::{AccountId, ChangeSeq, ContainerId, TimerId},
        limits,
        state::{State, TimerAction},
        storage::{
            BlobPath, ChangeFeed, ObjectReplication, PastKey, StorageAccount, change_feed, lifecycle,
            object_replication, rehydration, replication_copy, staging,
        },
    },
};
use std::collections::BTreeSet;

/// Something that happens to one row at a moment that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// Its days of soft deletion are over.
    PastBlob(PastKey),
    Container(ContainerId),
    /// It is in an online tier again.
    Rehydration(ContainerId, BlobPath),
    /// Its uncommitted blocks were not committed in time.
    Blocks(ContainerId, BlobPath),
    /// Its rules are held against its blobs.
    Lifecycle(AccountId),
}

/// What the rows say is due, and when.
pub(in crate::engine) fn index(state: &State) -> BTreeSet<(SimTime, Due)> {
    let past = state
        .past_blobs
        .iter()
        .filter_map(|(key, past)| past.deletion.map(|deletion| (deletion.until, Due::PastBlob(key.clone()))));
    let containers =
        state.deleted_containers.iter().map(|(id, row)| (row.deletion.until, Due::Container(*id)));
    let rehydrations = state
        .rehydrations
        .iter()
        .map(|((container, path), row)| (row.until, Due::Rehydration(*container, path.clone())));
    let lifecycles = state.lifecycles.iter().map(|(account, row)| (row.next_run, Due::Lifecycle(*account)));
    let blocks = staging::dues(&state.staged);
    past.chain(containers).chain(rehydrations).chain(lifecycles).chain(blocks).collect()
}

/// When the change feed of an account forgets its oldest hour; never, where it keeps all or is empty.
pub(super) fn feed_due(state: &State, account: &StorageAccount) -> Option<SimTime> {
    kept_until(account, change_feed::of_account(state, account.id, ChangeSeq(0)).next()?.1.at)
}

/// When the change feed of an account forgets what it wrote down at `at`.
fn kept_until(account: &StorageAccount, at: SimTime) -> Option<SimTime> {
    let ChangeFeed::Days(days) = account.data_protection.change_feed else { return None };
    Some(segment_end(at) + SimSpan::from_days(i64::from(days)))
}

fn segment_end(at: SimTime) -> SimTime {
    let length = limits::CHANGE_FEED_SEGMENT.millis();
    SimTime::from_millis(at.millis() - at.millis().rem_euclid(length) + length)
}

/// The events of a command, with a timer for the first of what they make due, unless one will see to it.
pub(super) fn timed(context: &mut Context, mut events: Vec<Event>) -> Vec<Event> {
    let timer = first_due(context.state, &events).and_then(|first| watch(context, first));
    events.extend(timer);
    events
}

/// The first moment at which any of what the events bring is due.
fn first_due(state: &State, events: &[Event]) -> Option<SimTime> {
    let due = events.iter().filter_map(|event| match event {
        Event::PastBlobKept { past, .. } => past.deletion.map(|deletion| deletion.until),
        Event::PastBlobDeleted { deletion, .. } | Event::ContainerSoftDeleted { deletion, .. } => {
            Some(deletion.until)
        }
        Event::BlockStaged { block, .. } => Some(staging::due_of(block)),
        Event::RehydrationSet { rehydration, .. } => rehydration.map(|rehydration| rehydration.until),
        Event::LifecycleSet { policy, .. } => policy.as_ref().map(|policy| policy.next_run),
        Event::ObjectReplicationSet(policy) => policy.due(state),
        Event::BlobChanged { account, change, .. } => {
            let account = state.accounts.get(account)?;
            let first = change_feed::of_account(state, account.id, ChangeSeq(0)).next().is_none();
            let forgotten = first.then(|| kept_until(account, change.at)).flatten();
            let idle = |policy: &ObjectReplication| policy.due(state).is_none();
            let copied = object_replication::policies_from(state, account.id).any(idle);
            let copied = copied.then(|| change.at + limits::REPLICATION_DELAY);
            forgotten.into_iter().chain(copied).min()
        }
        _ => None,
    });
    due.min()
}

/// A timer for something that becomes due at `moment`, unless an earlier one will see to it.
pub(super) fn watch(context: &mut Context, moment: SimTime) -> Option<Event> {
    let moment = moment.max(context.now);
    let first = context.state.storage_due.first().map(|(first, _)| *first);
    if first.is_some_and(|first| first <= moment) || is_set(context.state, moment) {
        return None;
    }
    Some(context.timer(moment, TimerAction::TendStorage))
}

/// Whether a timer is set for exactly this moment.
fn is_set(state: &State, moment: SimTime) -> bool {
    let mut timers = state.timers.range((moment, TimerId(0))..=(moment, TimerId(u64::MAX)));
    timers.any(|(_, action)| *action == TimerAction::TendStorage)
}

/// Does what is due, and sees to it that what comes next is not missed.
pub fn tend(context: &mut Context) -> Vec<Event> {
    let (state, now) = (context.state, context.now);
    let mut events = Vec::new();
    for (_, due) in state.storage_due.iter().take_while(|(moment, _)| *moment <= now) {
        match due {
            Due::PastBlob(key) => events.push(Event::PastBlobDropped { key: key.clone() }),
            Due::Blocks(container, path) => {
                events.push(Event::BlocksDiscarded { blob: (*container, path.clone()) });
            }
            Due::Container(container) => events.push(Event::ContainerDeleted(*container)),
            Due::Rehydration(container, path) => {
                events.extend(rehydration::finish(context, *container, path));
            }
            Due::Lifecycle(account) => events.extend(lifecycle::run(context, *account)),
        }
    }
    let mut next = vec![state.storage_due.iter().map(|(moment, _)| *moment).find(|moment| *moment > now)];
    next.extend(replicate(context, &mut events));
    next.push(first_due(state, &events));
    for account in state.accounts.values() {
        match feed_due(state, account) {
            Some(due) if due <= now => next.push(forget(state, account, now, &mut events)),
            later => next.push(later),
        }
    }
    if let Some(next) = next.into_iter().flatten().min().filter(|next| !is_set(state, *next)) {
        events.push(context.timer(next, TimerAction::TendStorage));
    }
    events
}

/// Lets the policies copy whose time has come; answers when others are due. Where something else happens at this moment,
/// they come right after it, and see what it made of the blobs.
fn replicate(context: &mut Context, events: &mut Vec<Event>) -> Vec<Option<SimTime>> {
    let (state, now) = (context.state, context.now);
    let is_quiet = events.is_empty();
    let mut later = Vec::new();
    let mut waits = false;
    for policy in state.object_replications.values() {
        match policy.due(state) {
            Some(due) if due <= now && is_quiet => events.extend(replication_copy::run(context, policy)),
            Some(due) if due <= now => waits = true,
            due => later.push(due),
        }
    }
    if waits {
        events.push(context.timer(now, TimerAction::TendStorage));
    }
    // What is written at this moment may have to be copied, too.
    let sources = events.iter().filter_map(|event| match event {
        Event::BlobChanged { account, .. } => Some(*account),
        _ => None,
    });
    let copied = |account: AccountId| object_replication::policies_from(state, account).next().is_some();
    later.push(sources.into_iter().any(copied).then(|| now + limits::REPLICATION_DELAY));
    later
}

/// Forgets the hours of an account that are over; answers when the next one is.
fn forget(state: &State, account: &StorageAccount, now: SimTime, events: &mut Vec<Event>) -> Option<SimTime> {
    let ends = change_feed::of_account(state, account.id, ChangeSeq(0))
        .filter_map(|(seq, change)| Some((seq, kept_until(account, change.at)?)));
    let left = ends.into_iter().find(|(_, end)| *end > now);
    let before = left.map_or(ChangeSeq(u64::MAX), |(seq, _)| seq);
    events.push(Event::ChangesForgotten { account: account.id, before });
    left.map(|(_, end)| end)
}
