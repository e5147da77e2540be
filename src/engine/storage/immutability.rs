//! Immutable storage: what a container's retention policy and legal holds keep from being changed and deleted.
//!
//! | of a blob that is there | policy, its days run | policy, its days are over | legal hold |
//! |---|---|---|---|
//! | overwritten, described, snapshot taken | refused | refused | refused |
//! | it, a version or a snapshot of it deleted | refused | done | refused |
//! | read, leased, moved to another tier | done | done | done |
//!
//! New blobs can be written at any time. The days of a blob run since it was made, of a version since that version
//! was: nothing of it is stored, and no timer ends it. What is soft-deleted when a policy comes goes when its days
//! of soft deletion are over. A policy begins unlocked, to be tried out; locked it can be made longer a few times,
//! and nothing else. Policies of single versions, appending under a policy, and containers of data lakes are not
//! simulated.
//!
//! A container cannot be deleted under a legal hold, nor with a policy while there is a blob in it; an account not
//! while a policy of one of its containers is locked or one of its containers holds blobs that are protected.
//!
//! Invariant: a row of the table has a policy or a hold.
//!
//! Source: Azure Storage, "Store business-critical blob data with immutable storage", "Container-level WORM
//! policies", "Legal holds for immutable blob data".

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
        storage::{
            BlobPath, BlobRefusal, Container, ImmutabilityRefusal, LeaseKey, PastKey, PathEntry,
            StorageAccount, VersionId, past,
        },
    },
};
use std::collections::BTreeSet;

/// What makes the blobs of a container immutable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Immutability {
    pub policy: Option<ImmutabilityPolicy>,
    /// The tags of its legal holds, in lower case.
    pub holds: BTreeSet<String>,
}

/// A time-based retention policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImmutabilityPolicy {
    /// `immutabilityPeriodSinceCreationInDays`
    pub days: u32,
    pub locked: bool,
    /// How often it was made longer since it was locked.
    pub extensions: u32,
}

impl ImmutabilityPolicy {
    /// How often it can still be made longer.
    pub fn extensions_left(self) -> u32 {
        limits::IMMUTABILITY_EXTENSIONS_MAX.saturating_sub(self.extensions)
    }

    /// Until when it keeps what was made at `since`.
    fn keeps_until(self, since: SimTime) -> SimTime {
        since + SimSpan::from_days(i64::from(self.days))
    }
}

/// The policy of a container has one name only.
pub fn policy_id(container: &ArmId) -> ArmId {
    container.child("immutabilityPolicies", "default")
}

pub fn decide(context: &Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::SetImmutabilityPolicy { container, days } => set_policy(context, container, *days),
        Command::ExtendImmutabilityPolicy { container, days } => extend_policy(context, container, *days),
        Command::LockImmutabilityPolicy { container } => lock_policy(context, container),
        Command::DeleteImmutabilityPolicy { container } => delete_policy(context, container),
        Command::SetLegalHold { container, tags } => set_holds(context, container, tags),
        Command::ClearLegalHold { container, tags } => clear_holds(context, container, tags),
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

/// The container that a request is about, with what it has by now.
struct Found {
    container: ContainerId,
    before: Immutability,
}

impl Found {
    fn policy(&self) -> Result<ImmutabilityPolicy, ImmutabilityRefusal> {
        self.before.policy.ok_or(ImmutabilityRefusal::PolicyNotFound)
    }

    fn with_policy(self, policy: Option<ImmutabilityPolicy>) -> Vec<Event> {
        let after = Immutability { policy, ..self.before.clone() };
        self.changed_to(after)
    }

    /// What says nothing new is no event.
    fn changed_to(self, after: Immutability) -> Vec<Event> {
        if after == self.before {
            return Vec::new();
        }
        let immutability = (after != Immutability::default()).then_some(after);
        vec![Event::ImmutabilitySet { container: self.container, immutability }]
    }
}

/// Who and where. Deleting is held back by the locks on the account that any deletion is.
fn find(context: &Context, action: &str, container: &ArmId) -> Result<Found, Refusal> {
    let policy = policy_id(container);
    context.authorize(action, &policy)?;
    let state = context.state;
    let row = state.find_container(container)?;
    if action == action::DELETE_IMMUTABILITY {
        context.check_delete(&policy)
    } else {
        context.check_write(&policy)
    }?;
    let account = state.account_of(row.id).expect("containers lie in accounts");
    if account.hierarchical_namespace {
        return Err(ImmutabilityRefusal::DataLake { account: account.name.clone() }.into());
    }
    Ok(Found { container: row.id, before: state.immutability.get(&row.id).cloned().unwrap_or_default() })
}

/// Checks the days of a policy for themselves: a form may ask before it sends them.
///
/// # Errors
/// [`ImmutabilityRefusal::DaysOutOfRange`].
pub fn check_days(days: u32) -> Result<(), ImmutabilityRefusal> {
    let allowed = limits::IMMUTABILITY_DAYS_MIN..=limits::IMMUTABILITY_DAYS_MAX;
    if allowed.contains(&days) { Ok(()) } else { Err(ImmutabilityRefusal::DaysOutOfRange { days }) }
}

/// Makes a policy, or changes one that is not locked to more days or to fewer.
fn set_policy(context: &Context, container: &ArmId, days: u32) -> Result<Vec<Event>, Refusal> {
    let found = find(context, action::WRITE_IMMUTABILITY, container)?;
    check_days(days)?;
    if found.before.policy.is_some_and(|policy| policy.locked) {
        return Err(ImmutabilityRefusal::PolicyLocked.into());
    }
    Ok(found.with_policy(Some(ImmutabilityPolicy { days, locked: false, extensions: 0 })))
}

fn extend_policy(context: &Context, container: &ArmId, days: u32) -> Result<Vec<Event>, Refusal> {
    let found = find(context, action::EXTEND_IMMUTABILITY, container)?;
    check_days(days)?;
    let policy = found.policy()?;
    if !policy.locked {
        return Err(ImmutabilityRefusal::PolicyNotLocked.into());
    }
    if days <= policy.days {
        return Err(ImmutabilityRefusal::NotLonger { days, current: policy.days }.into());
    }
    if policy.extensions_left() == 0 {
        return Err(ImmutabilityRefusal::ExtendedTooOften.into());
    }
    let extensions = policy.extensions + 1;
    Ok(found.with_policy(Some(ImmutabilityPolicy { days, locked: true, extensions })))
}

fn lock_policy(context: &Context, container: &ArmId) -> Result<Vec<Event>, Refusal> {
    let found = find(context, action::LOCK_IMMUTABILITY, container)?;
    let policy = found.policy()?;
    if policy.locked {
        return Err(ImmutabilityRefusal::PolicyLocked.into());
    }
    Ok(found.with_policy(Some(ImmutabilityPolicy { locked: true, ..policy })))
}

fn delete_policy(context: &Context, container: &ArmId) -> Result<Vec<Event>, Refusal> {
    let found = find(context, action::DELETE_IMMUTABILITY, container)?;
    if found.policy()?.locked {
        return Err(ImmutabilityRefusal::PolicyLocked.into());
    }
    Ok(found.with_policy(None))
}

/// The tags of a request as they are kept.
///
/// # Errors
/// There is none, or one of them is no tag.
pub fn parse_tags(tags: &[String]) -> Result<BTreeSet<String>, ImmutabilityRefusal> {
    let allowed = limits::LEGAL_HOLD_TAG_LENGTH_MIN..=limits::LEGAL_HOLD_TAG_LENGTH_MAX;
    let is_tag =
        |tag: &str| allowed.contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if tags.is_empty() {
        return Err(ImmutabilityRefusal::NoTags);
    }
    match tags.iter().find(|tag| !is_tag(tag)) {
        Some(tag) => Err(ImmutabilityRefusal::InvalidTag { tag: tag.clone() }),
        None => Ok(tags.iter().map(|tag| tag.to_ascii_lowercase()).collect()),
    }
}

/// Adds to the holds that are there.
fn set_holds(context: &Context, container: &ArmId, tags: &[String]) -> Result<Vec<Event>, Refusal> {
    let found = find(context, action::SET_HOLD, container)?;
    let mut after = found.before.clone();
    after.holds.extend(parse_tags(tags)?);
    if after.holds.len() > limits::LEGAL_HOLD_TAGS_MAX {
        return Err(ImmutabilityRefusal::TooManyTags { tags: after.holds.len() }.into());
    }
    Ok(found.changed_to(after))
}

fn clear_holds(context: &Context, container: &ArmId, tags: &[String]) -> Result<Vec<Event>, Refusal> {
    let found = find(context, action::CLEAR_HOLD, container)?;
    let cleared = parse_tags(tags)?;
    let mut after = found.before.clone();
    after.holds.retain(|tag| !cleared.contains(tag));
    Ok(found.changed_to(after))
}

/// What is about to happen to a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Overwrite,
    Delete,
}

/// Since when the days of what stands at a path run.
fn made_at(entry: &PathEntry) -> SimTime {
    entry.version.map_or(entry.created_at, |version| version.moment().max(entry.created_at))
}

/// What forbids a change of something made at `since`.
fn obstacle(
    state: &State,
    (container, path): (ContainerId, &BlobPath),
    change: Change,
    since: SimTime,
    now: SimTime,
) -> Option<ImmutabilityRefusal> {
    let immutability = state.immutability.get(&container)?;
    if !immutability.holds.is_empty() {
        let tags = immutability.holds.iter().cloned().collect();
        return Some(ImmutabilityRefusal::BlobUnderHold { path: path.to_string(), tags });
    }
    let until = immutability.policy?.keeps_until(since);
    let expired = until <= now;
    (change == Change::Overwrite || !expired).then(|| ImmutabilityRefusal::BlobUnderPolicy {
        path: path.to_string(),
        until,
        expired,
    })
}

/// Whether the blob that stands at a path has to be left as it is.
pub(super) fn keeps(
    state: &State,
    container: ContainerId,
    path: &BlobPath,
    entry: &PathEntry,
    change: Change,
    now: SimTime,
) -> bool {
    obstacle(state, (container, path), change, made_at(entry), now).is_some()
}

/// # Errors
/// [`ImmutabilityRefusal::BlobUnderHold`] or [`ImmutabilityRefusal::BlobUnderPolicy`] where a blob is there and
/// protected.
pub(super) fn check_change(context: &Context, key: &LeaseKey, change: Change) -> Result<(), BlobRefusal> {
    let state = context.state;
    if !state.immutability.contains(&key.0) {
        return Ok(());
    }
    let Some(entry) = state.paths.get(key) else { return Ok(()) };
    refuse(obstacle(state, (key.0, &key.1), change, made_at(entry), context.now))
}

/// # Errors
/// As [`check_change`], for a version or a snapshot that is about to be deleted.
pub(super) fn check_past(context: &Context, key: &PastKey) -> Result<(), BlobRefusal> {
    let blob = (key.container, &key.path);
    refuse(obstacle(context.state, blob, Change::Delete, VersionId::moment(key.id), context.now))
}

fn refuse(obstacle: Option<ImmutabilityRefusal>) -> Result<(), BlobRefusal> {
    obstacle.map_or(Ok(()), |refusal| Err(refusal.into()))
}

/// Blobs of a container, and past states of them that can be read, with when each was made.
fn made(state: &State, container: ContainerId) -> impl Iterator<Item = SimTime> {
    let start = |container| (container, BlobPath(String::new()));
    let paths = state.paths.range(start(container)..start(ContainerId(container.0 + 1)));
    let past = past::of_container(state, container).filter(|(_, past)| past.deletion.is_none());
    paths.map(|(_, entry)| made_at(entry)).chain(past.map(|(key, _)| key.id.moment()))
}

/// # Errors
/// A legal hold, or a policy with a blob that it is about, whether its days run or not.
pub(super) fn check_container_deletable(
    state: &State,
    container: &Container,
) -> Result<(), ImmutabilityRefusal> {
    let Some(immutability) = state.immutability.get(&container.id) else { return Ok(()) };
    let name = container.name.clone();
    if !immutability.holds.is_empty() {
        let tags = immutability.holds.iter().cloned().collect();
        return Err(ImmutabilityRefusal::ContainerUnderHold { container: name, tags });
    }
    match immutability.policy {
        Some(policy) if made(state, container.id).next().is_some() => {
            Err(ImmutabilityRefusal::ContainerUnderPolicy { container: name, locked: policy.locked })
        }
        _ => Ok(()),
    }
}

/// # Errors
/// [`ImmutabilityRefusal::AccountProtected`].
pub(super) fn check_account_deletable(
    state: &State,
    account: &StorageAccount,
    now: SimTime,
) -> Result<(), ImmutabilityRefusal> {
    let protected = state.containers_of(account.id).filter(|container| protects(state, container.id, now));
    let containers: Vec<String> = protected.map(|container| container.name.clone()).collect();
    if containers.is_empty() {
        return Ok(());
    }
    Err(ImmutabilityRefusal::AccountProtected { account: account.name.clone(), containers })
}

fn protects(state: &State, container: ContainerId, now: SimTime) -> bool {
    let Some(Immutability { policy, holds }) = state.immutability.get(&container) else { return false };
    let keeps = |since| !holds.is_empty() || policy.is_some_and(|policy| policy.keeps_until(since) > now);
    policy.is_some_and(|policy| policy.locked) || made(state, container).any(keeps)
}

/// Names of those among the containers that have a policy or a hold.
pub fn immutable_among<'a>(state: &State, containers: impl Iterator<Item = &'a Container>) -> Vec<String> {
    let immutable = containers.filter(|container| state.immutability.contains(&container.id));
    immutable.map(|container| container.name.clone()).collect()
}
