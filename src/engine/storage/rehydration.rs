//! Tiers of blobs, and the way back from the archive.
//!
//! A blob in the archive tier is offline: it can be overwritten, deleted and looked at, but neither read nor
//! described anew. Another tier brings it back, which takes hours; until then it stays archived, and only a
//! higher priority can still be asked for. Overwriting or deleting the blob gives the way back up.
//!
//! Files in a data lake change their tier at once; their way back is not simulated.
//!
//! Source: Azure Storage, "Overview of blob rehydration from the archive tier"; "Set Blob Tier".

use crate::{
    base::{ByteSize, SimSpan, SimTime},
    engine::{
        decide::Context,
        event::Event,
        ids::ContainerId,
        limits,
        refusal::Refusal,
        state::State,
        storage::{
            AccessTier, BlobOperation, BlobPath, BlobRefusal, FileFacts, PathEntry, PathKind, Previous,
            change_feed, due::Due, place::Place,
        },
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A blob on its way from the archive tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rehydration {
    pub tier: AccessTier,
    pub priority: RehydratePriority,
    /// When it is there.
    pub until: SimTime,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RehydratePriority {
    Standard,
    High,
}

impl RehydratePriority {
    pub const ALL: [RehydratePriority; 2] = [RehydratePriority::Standard, RehydratePriority::High];

    pub fn display_name(self) -> &'static str {
        match self {
            RehydratePriority::Standard => "Standard",
            RehydratePriority::High => "High",
        }
    }
}

/// Refuses what needs the bytes of a blob that is offline.
///
/// # Errors
/// [`BlobRefusal::BlobArchived`] for a blob in the archive tier of a flat account, also while it is on its way back.
pub fn check_online(
    facts: &FileFacts,
    hierarchical_namespace: bool,
    path: &BlobPath,
) -> Result<(), BlobRefusal> {
    if facts.tier == AccessTier::Archive && !hierarchical_namespace {
        return Err(BlobRefusal::BlobArchived { path: path.to_string() });
    }
    Ok(())
}

/// Another tier for the blob `entry`, which stands at `place` or is about to: at once, or at the end of a way back.
///
/// Neither a tier nor a way back counts as a modification, and no past state is kept.
pub(super) fn change_tier(
    context: &mut Context,
    place: &Place,
    mut entry: PathEntry,
    tier: AccessTier,
    priority: RehydratePriority,
) -> Result<Vec<Event>, Refusal> {
    let under_way = context.state.rehydrations.get(&place.key()).copied();
    let PathKind::File(facts) = &mut entry.kind else { unreachable!("flat accounts hold blobs only") };
    if let Some(under_way) = under_way {
        return raise(context, place, facts.size, under_way, tier, priority);
    }
    if facts.tier == AccessTier::Archive && tier != AccessTier::Archive {
        let until = context.now + duration(context, facts.size, priority);
        let rehydration = Some(Rehydration { tier, priority, until });
        let mut events = vec![Event::RehydrationSet { blob: place.key(), rehydration }];
        events.extend(change_feed::record(
            context,
            place,
            BlobOperation::RehydrateBlob,
            &entry,
            Previous::Unchanged,
        ));
        return Ok(events);
    }
    let previous = Previous::Tier(std::mem::replace(&mut facts.tier, tier));
    entry.etag = context.ids.take();
    let record = change_feed::record(context, place, BlobOperation::SetBlobTier, &entry, previous);
    let mut events = Vec::from_iter(record);
    events.push(place.written(place.path.clone(), entry));
    Ok(events)
}

/// All that can be asked of a blob on its way back is to hurry.
fn raise(
    context: &mut Context,
    place: &Place,
    size: ByteSize,
    under_way: Rehydration,
    tier: AccessTier,
    priority: RehydratePriority,
) -> Result<Vec<Event>, Refusal> {
    if tier != under_way.tier || priority < under_way.priority {
        return Err(BlobRefusal::BlobBeingRehydrated { path: place.path.to_string() }.into());
    }
    if priority == under_way.priority {
        return Ok(Vec::new());
    }
    let until = under_way.until.min(context.now + duration(context, size, priority));
    let rehydration = Some(Rehydration { tier, priority, until });
    Ok(vec![Event::RehydrationSet { blob: place.key(), rehydration }])
}

fn duration(context: &mut Context, size: ByteSize, priority: RehydratePriority) -> SimSpan {
    let draw = context.ids.take();
    let seed = context.seed();
    let within = |min: u64, max: u64| {
        let drawn = min + seed.below("rehydration", draw, max - min + 1);
        i64::try_from(drawn).unwrap_or(i64::MAX)
    };
    if priority == RehydratePriority::High && size <= limits::REHYDRATION_HIGH_SIZE_MAX {
        let (min, max) = (limits::REHYDRATION_HIGH_MINUTES_MIN, limits::REHYDRATION_HIGH_MINUTES_MAX);
        return SimSpan::from_minutes(within(min, max));
    }
    let (min, max) = (limits::REHYDRATION_STANDARD_HOURS_MIN, limits::REHYDRATION_STANDARD_HOURS_MAX);
    SimSpan::from_hours(within(min, max))
}

/// The blob is back, in the tier that was asked for.
pub(super) fn finish(context: &mut Context, container: ContainerId, path: &BlobPath) -> Vec<Event> {
    let state = context.state;
    let key = (container, path.clone());
    let mut events = vec![Event::RehydrationSet { blob: key.clone(), rehydration: None }];
    let (Some(rehydration), Some(entry)) = (state.rehydrations.get(&key), state.paths.get(&key)) else {
        return events;
    };
    let mut entry = entry.clone();
    if let PathKind::File(facts) = &mut entry.kind {
        facts.tier = rehydration.tier;
    }
    entry.etag = context.ids.take();
    // In a container that is soft-deleted by now it comes back all the same.
    let deleted = state.deleted_containers.get(&container).map(|row| &row.container);
    let holder = state.containers.get(&container).or(deleted);
    let account = holder.and_then(|holder| state.accounts.get(&holder.account));
    if let (Some(account), Some(container)) = (account, holder) {
        let place = Place { account, container, path: path.clone() };
        let previous = Previous::Tier(AccessTier::Archive);
        events.extend(change_feed::record(context, &place, BlobOperation::SetBlobTier, &entry, previous));
    }
    events.push(Event::PathWritten { container, path: path.clone(), entry });
    events
}

fn is_archived(entry: &PathEntry) -> bool {
    entry.file().is_some_and(|facts| facts.tier == AccessTier::Archive)
}

/// The blobs that the rows say are in the archive tier.
pub(in crate::engine) fn index(state: &State) -> BTreeSet<(ContainerId, BlobPath)> {
    let archived = state.paths.iter().filter(|(_, entry)| is_archived(entry));
    archived.map(|(key, _)| key.clone()).collect()
}

/// One of the blobs of a container that are in the archive tier, if there are any.
pub(super) fn first_archived(state: &State, container: ContainerId) -> Option<&BlobPath> {
    let first = state.archived_blobs.range((container, BlobPath(String::new()))..).next()?;
    (first.0 == container).then_some(&first.1)
}

/// The table together with what is derived from it.
impl State {
    /// Notes that `after` stands where `before` stood.
    pub(in crate::engine) fn note_archived(
        &mut self,
        container: ContainerId,
        path: &BlobPath,
        before: Option<&PathEntry>,
        after: Option<&PathEntry>,
    ) {
        let (was, is) = (before.is_some_and(is_archived), after.is_some_and(is_archived));
        if was && !is {
            self.archived_blobs.remove(&(container, path.clone()));
        } else if is && !was {
            self.archived_blobs.insert((container, path.clone()));
        }
    }

    pub(in crate::engine) fn set_rehydration(
        &mut self,
        blob: &(ContainerId, BlobPath),
        rehydration: Option<Rehydration>,
    ) {
        let due = |row: &Rehydration| (row.until, Due::Rehydration(blob.0, blob.1.clone()));
        let next = rehydration.as_ref().map(due);
        let before = match rehydration {
            Some(row) => self.rehydrations.put(blob.clone(), row),
            None => self.rehydrations.remove(blob),
        };
        before.map(|row| self.storage_due.remove(&due(&row)));
        self.storage_due.extend(next);
    }
}
