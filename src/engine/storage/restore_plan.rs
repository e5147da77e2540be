//! What a point-in-time restore changes.
//!
//! The change feed is read backwards from now to the time asked for. Each record says what its blob was before, so
//! the oldest one that is read says what it was then: nothing is known of a blob that no record names, and nothing
//! has to be. A plan therefore costs what has happened since, however many blobs there are.
//!
//! | then | now | what is done |
//! |---|---|---|
//! | there | another state | the state of then is written over it: bytes, type, metadata, tier |
//! | there | gone | it is written again |
//! | not there | there | it is deleted, and kept as a version like everything that is deleted |
//! | another tier | the same state | its tier is set |
//!
//! Snapshots are neither made nor taken away. All of it happens, or nothing: what stands in the way is a
//! [`RestoreFailure`]. Blobs that a retention policy or a legal hold protects are left as they are, so that what comes
//! of it may be no state that there ever was; they are counted. Azure Backup does not begin such a restore.
//!
//! Source: Azure Storage, "Point-in-time restore for block blobs", limitations and known issues. That a container
//! made anew under the name of a deleted one does not count as that one is our reading.

use crate::{
    base::SimTime,
    engine::{
        decide::Context,
        event::Event,
        ids::ContainerId,
        state::State,
        storage::{
            AccessTier, BlobChange, BlobOperation, BlobPath, Container, FileFacts, PastKey, PathEntry,
            PathKind, Previous, RestoreFailure, RestoreRanges, StorageAccount, VersionId, change_feed,
            immutability::{self, Change},
            lease,
            past::{self, Cause},
            place::Place,
            rehydration,
        },
    },
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How many blobs a restore changes, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreCounts {
    /// Overwritten with what they were.
    pub reverted: u64,
    /// Gone again, because they came later.
    pub removed: u64,
    /// Back again.
    pub brought_back: u64,
    /// Moved to the tier they were in, and changed in nothing else.
    pub moved: u64,
    /// Not put back, because they are immutable.
    pub left: u64,
}

impl RestoreCounts {
    /// What is changed.
    pub fn total(self) -> u64 {
        self.reverted + self.removed + self.brought_back + self.moved
    }
}

/// Everything that a restore changes; nothing else does change.
#[derive(Debug)]
pub struct RestorePlan<'a> {
    account: &'a StorageAccount,
    blobs: Vec<PlannedBlob<'a>>,
    pub counts: RestoreCounts,
}

#[derive(Debug)]
struct PlannedBlob<'a> {
    container: &'a Container,
    path: &'a BlobPath,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Step<'a> {
    /// Written as it was, in this tier.
    Write(&'a PathEntry, AccessTier),
    Move(AccessTier),
    Remove,
}

/// What a blob was at the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Absent,
    /// What it is now, in another tier where there is one.
    Current(Option<AccessTier>),
    Version(VersionId, Option<AccessTier>),
    Lost,
}

impl Then {
    /// What it was before a record, where it was `self` behind it.
    fn before(self, previous: Previous) -> Then {
        match (previous, self) {
            (Previous::Absent, _) => Then::Absent,
            (Previous::Kept(id), _) => Then::Version(id, None),
            (Previous::Lost, _) => Then::Lost,
            (Previous::Tier(tier), Then::Current(_)) => Then::Current(Some(tier)),
            (Previous::Tier(tier), Then::Version(id, _)) => Then::Version(id, Some(tier)),
            (Previous::Tier(_) | Previous::Unchanged | Previous::Container(_), then) => then,
        }
    }
}

/// What has happened to an account since a time.
#[derive(Debug, Default)]
struct Past<'a> {
    /// By container and name. The order of names that plain texts have is as good as any, and cheap.
    blobs: BTreeMap<(ContainerId, &'a str), (&'a BlobPath, Then)>,
    /// The oldest record about each container.
    containers: BTreeMap<ContainerId, &'a BlobChange>,
}

impl<'a> Past<'a> {
    fn read(state: &'a State, account: &StorageAccount, time: SimTime, ranges: &RestoreRanges) -> Self {
        let mut past = Past::default();
        for change in change_feed::since(state, account.id, time) {
            let container = change.container_id;
            if change.operation.is_of_container() {
                past.containers.insert(container, change);
            } else if ranges.contains(&change.container, &change.path) {
                let start = (&change.path, Then::Current(None));
                let (_, then) = past.blobs.entry((container, change.path.as_str())).or_insert(start);
                *then = then.before(change.previous);
            }
        }
        past
    }
}

/// What putting the blobs in `ranges` back to `time` changes. The time lies within the restorable window.
///
/// # Errors
/// The first thing because of which nothing can be put back: what is not kept any more, a container that is gone,
/// then an archived blob, then a leased one.
pub fn plan<'a>(
    state: &'a State,
    account: &'a StorageAccount,
    time: SimTime,
    ranges: &RestoreRanges,
    now: SimTime,
) -> Result<RestorePlan<'a>, RestoreFailure> {
    // It was restorable when the restore began; what was let go of since is missing.
    if account.restorable_since.is_none_or(|since| time < since) {
        return Err(RestoreFailure::StateLost(account.name.clone()));
    }
    let past = Past::read(state, account, time, ranges);
    check_containers(state, &past, time, ranges)?;
    check_archive(state, account, ranges)?;
    let mut plan = RestorePlan { account, blobs: Vec::new(), counts: RestoreCounts::default() };
    for ((container, _), (path, then)) in past.blobs {
        // What a container that is gone held is gone with it; where it was there at the time, that was found above.
        let Some(container) = state.containers.get(&container) else { continue };
        let now_there = state.paths.get(&(container.id, path.clone()));
        if now_there.is_some_and(|entry| is_kept(state, (container, path), then, entry, now)) {
            plan.counts.left +=
                u64::from(!matches!(compare(state, container, path, then, now_there), Ok(None)));
            continue;
        }
        let named = || format!("{}/{path}", container.name);
        if now_there.is_some() && !matches!(then, Then::Current(_)) {
            check_lease(state, container, path, now)?;
        }
        let step = compare(state, container, path, then, now_there).map_err(|fails| fails(named()))?;
        plan.add(container, path, now_there.is_some(), step);
    }
    Ok(plan)
}

/// # Errors
/// [`RestoreFailure::ContainerNotFound`] for a container that was there and is gone.
fn check_containers(
    state: &State,
    past: &Past,
    time: SimTime,
    ranges: &RestoreRanges,
) -> Result<(), RestoreFailure> {
    let was_there = |change: &&&BlobChange| match change.previous {
        Previous::Container(created_at) => created_at <= time,
        _ => false, // It came back later: at the time it was gone.
    };
    let gone = |change: &&&BlobChange| !state.containers.contains(&change.container_id);
    let mut containers = past.containers.values().filter(was_there).filter(gone);
    match containers.find(|change| ranges.touches(&change.container)) {
        Some(change) => Err(RestoreFailure::ContainerNotFound(change.container.clone())),
        None => Ok(()),
    }
}

/// # Errors
/// [`RestoreFailure::ArchivedBlob`] where a container that the ranges touch holds one, in the ranges or not.
fn check_archive(
    state: &State,
    account: &StorageAccount,
    ranges: &RestoreRanges,
) -> Result<(), RestoreFailure> {
    let touched = state.containers_of(account.id).filter(|container| ranges.touches(&container.name));
    for container in touched {
        if let Some(path) = rehydration::first_archived(state, container.id) {
            return Err(RestoreFailure::ArchivedBlob(format!("{}/{path}", container.name)));
        }
    }
    Ok(())
}

/// # Errors
/// [`RestoreFailure::LeasedBlob`].
fn check_lease(
    state: &State,
    container: &Container,
    path: &BlobPath,
    now: SimTime,
) -> Result<(), RestoreFailure> {
    if lease::is_held(state, &(container.id, path.clone()), now) {
        return Err(RestoreFailure::LeasedBlob(format!("{}/{path}", container.name)));
    }
    Ok(())
}

/// Whether immutability keeps a blob from being put back. Where only its tier changed, it is left alone as well: it
/// is the whole blob that a restore leaves unchanged.
fn is_kept(
    state: &State,
    (container, path): (&Container, &BlobPath),
    then: Then,
    entry: &PathEntry,
    now: SimTime,
) -> bool {
    let change = if then == Then::Absent { Change::Delete } else { Change::Overwrite };
    immutability::keeps(state, container.id, path, entry, change, now)
}

/// What has to be done about one blob.
fn compare<'a>(
    state: &'a State,
    container: &Container,
    path: &BlobPath,
    then: Then,
    now_there: Option<&PathEntry>,
) -> Result<Option<Step<'a>>, fn(String) -> RestoreFailure> {
    let now_facts = now_there.and_then(PathEntry::file);
    let (id, tier) = match then {
        Then::Absent => return Ok(now_there.map(|_| Step::Remove)),
        Then::Current(tier) => {
            let other = tier.filter(|tier| now_facts.is_some_and(|facts| facts.tier != *tier));
            return match other {
                Some(AccessTier::Archive) => Err(RestoreFailure::ArchivedBlob),
                other => Ok(other.map(Step::Move)),
            };
        }
        Then::Lost => return Err(RestoreFailure::StateLost),
        Then::Version(id, tier) => (id, tier),
    };
    let key = PastKey { container: container.id, path: path.clone(), id };
    let kept =
        state.past_blobs.get(&key).map(|past| &past.entry).ok_or(RestoreFailure::StateLost as fn(_) -> _)?;
    let facts = kept.file().ok_or(RestoreFailure::StateLost as fn(_) -> _)?;
    let tier = tier.unwrap_or(facts.tier);
    if now_there.is_some_and(|entry| is_the_same(entry, kept, facts, tier)) {
        return Ok(None);
    }
    // Its bytes are offline, or would have to go there.
    if facts.tier == AccessTier::Archive || tier == AccessTier::Archive {
        return Err(RestoreFailure::ArchivedBlob);
    }
    Ok(Some(Step::Write(kept, tier)))
}

/// Whether a blob is what it was in everything that a reader sees.
fn is_the_same(entry: &PathEntry, kept: &PathEntry, facts: &FileFacts, tier: AccessTier) -> bool {
    let same = |now: &FileFacts| *now == FileFacts { tier, ..facts.clone() };
    entry.metadata == kept.metadata && entry.file().is_some_and(same)
}

impl<'a> RestorePlan<'a> {
    fn add(&mut self, container: &'a Container, path: &'a BlobPath, is_there: bool, step: Option<Step<'a>>) {
        let Some(step) = step else { return };
        let counts = &mut self.counts;
        let count = match step {
            Step::Write(..) if is_there => &mut counts.reverted,
            Step::Write(..) => &mut counts.brought_back,
            Step::Move(_) => &mut counts.moved,
            Step::Remove => &mut counts.removed,
        };
        *count += 1;
        self.blobs.push(PlannedBlob { container, path, step });
    }

    /// What makes all of it happen. What it overwrites and deletes is kept as any other write keeps it, and written
    /// down in the change feed: a restore to the moment before this one undoes it.
    pub(super) fn write(&self, context: &mut Context) -> Vec<Event> {
        let mut events = Vec::new();
        let mut touched = BTreeSet::new();
        for blob in &self.blobs {
            let PlannedBlob { container, path, step } = blob;
            let place = Place { account: self.account, container, path: (*path).clone() };
            match step {
                Step::Write(entry, tier) => write(context, &place, entry, *tier, &mut events),
                Step::Move(tier) => set_tier(context, &place, *tier, &mut events),
                Step::Remove => remove(context, &place, &mut events),
            }
            if touched.insert(container.id) {
                events.push(place.touched(context));
            }
        }
        events
    }
}

fn write(context: &mut Context, place: &Place, kept: &PathEntry, tier: AccessTier, events: &mut Vec<Event>) {
    let previous = past::previous(context, place);
    events.extend(past::supersede(context, place, Cause::Overwritten));
    let mut entry = PathEntry {
        modified_at: context.now,
        version: past::new_version(context, place),
        etag: context.ids.take(),
        ..kept.clone()
    };
    if let PathKind::File(facts) = &mut entry.kind {
        facts.tier = tier;
    }
    events.extend(change_feed::record(context, place, BlobOperation::CopyBlob, &entry, previous));
    events.push(place.written(place.path.clone(), entry));
}

fn set_tier(context: &mut Context, place: &Place, tier: AccessTier, events: &mut Vec<Event>) {
    let Some(entry) = place.entry(context.state) else { return };
    let mut entry = PathEntry { etag: context.ids.take(), ..entry.clone() };
    let PathKind::File(facts) = &mut entry.kind else { return };
    let previous = Previous::Tier(std::mem::replace(&mut facts.tier, tier));
    events.extend(change_feed::record(context, place, BlobOperation::SetBlobTier, &entry, previous));
    events.push(place.written(place.path.clone(), entry));
}

fn remove(context: &mut Context, place: &Place, events: &mut Vec<Event>) {
    let Some(entry) = place.entry(context.state) else { return };
    let previous = past::previous(context, place);
    events.extend(past::supersede(context, place, Cause::Deleted));
    events.extend(change_feed::record(context, place, BlobOperation::DeleteBlob, entry, previous));
    events.push(Event::PathDeleted { container: place.container.id, path: place.path.clone() });
}
