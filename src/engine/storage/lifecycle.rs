//! Lifecycle management: rules of an account that move blobs to colder tiers or delete them as they grow old.
//!
//! Once a day, the first time a day after the rules were set, every rule that is enabled is held against the blobs
//! whose name begins with one of its prefixes: against the blob by the days since it was written last, against its
//! snapshots and previous versions by the days since each was made. Where several actions fit, the cheapest for the
//! account is taken: deleting, then the coldest tier. Blobs are never moved to a warmer tier; one that was brought
//! back from the archive is old still, and goes there again the next day.
//!
//! What stands in the way of a person stands in the way of a rule, and leaves that blob for the next day: a lease,
//! immutability, a running point-in-time restore, and, for deleting a blob, its snapshots. What is deleted is kept as
//! the settings of the account say. A version in the archive tier cannot be read, nor put back by a restore.
//!
//! A run reads all blobs of the containers that the prefixes name, as Azure's does.
//!
//! Source: Azure Storage, "Azure Blob Storage lifecycle management overview", "policy structure". That rules count
//! by name, type, last access or tags, and days since the last change of tier, is not simulated.

use crate::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        decide::Context,
        event::Event,
        ids::{AccountId, ContainerId},
        limits,
        rbac::action,
        refusal::Refusal,
        request::Command,
        state::State,
        storage::{
            AccessTier, BlobOperation, BlobPath, BlobRefusal, Container, PastBlob, PastKey, PastKind,
            PathEntry, PathKind, Previous, RehydratePriority, StorageAccount, change_feed, due::Due, history,
            lease, past, path, place::Place, point_in_time, rehydration,
        },
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The rules of an account, and when they are next held against its blobs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifecyclePolicy {
    pub account: AccountId,
    pub rules: Vec<LifecycleRule>,
    pub next_run: SimTime,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifecycleRule {
    pub name: String,
    pub enabled: bool,
    /// Beginnings of `container/blob`; none are all blobs.
    pub prefixes: Vec<String>,
    pub blobs: LifecycleActions,
    pub snapshots: LifecycleActions,
    pub versions: LifecycleActions,
}

/// After more than how many days something is done; `None` never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifecycleActions {
    pub cool: Option<u32>,
    pub cold: Option<u32>,
    pub archive: Option<u32>,
    pub delete: Option<u32>,
}

/// The cheaper, the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Action {
    Move(AccessTier),
    Delete,
}

impl LifecycleActions {
    fn is_empty(self) -> bool {
        self == LifecycleActions::default()
    }

    fn after(self, age: SimSpan) -> Option<Action> {
        let passed = |days: Option<u32>| days.is_some_and(|days| age > SimSpan::from_days(i64::from(days)));
        let moves = [
            (self.archive, AccessTier::Archive),
            (self.cold, AccessTier::Cold),
            (self.cool, AccessTier::Cool),
        ];
        if passed(self.delete) {
            return Some(Action::Delete);
        }
        moves.into_iter().find(|(days, _)| passed(*days)).map(|(_, tier)| Action::Move(tier))
    }
}

impl LifecycleRule {
    /// Whether a blob of this container can be meant.
    fn touches(&self, container: &str) -> bool {
        let inside = format!("{container}/");
        let touches = |prefix: &String| prefix.starts_with(&inside) || inside.starts_with(prefix.as_str());
        self.enabled && (self.prefixes.is_empty() || self.prefixes.iter().any(touches))
    }

    fn holds(&self, name: &str) -> bool {
        self.prefixes.is_empty() || self.prefixes.iter().any(|prefix| name.starts_with(prefix.as_str()))
    }
}

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    let Command::SetLifecyclePolicy { account, rules } = command else {
        unreachable!("{command:?} is decided elsewhere")
    };
    set(context, account, rules)
}

/// No rules are no policy.
fn set(context: &mut Context, id: &ArmId, rules: &[LifecycleRule]) -> Result<Vec<Event>, Refusal> {
    let policy = id.child("managementPolicies", "default");
    context.authorize(
        if rules.is_empty() { action::DELETE_LIFECYCLE } else { action::WRITE_LIFECYCLE },
        &policy,
    )?;
    let account = context.state.find_account(id)?;
    if rules.is_empty() { context.check_delete(&policy) } else { context.check_write(&policy) }?;
    if account.hierarchical_namespace {
        return Err(BlobRefusal::LakeLifecycleNotSimulated.into());
    }
    check(rules)?;
    let next_run = context.now + limits::LIFECYCLE_INTERVAL;
    let row = LifecyclePolicy { account: account.id, rules: rules.to_vec(), next_run };
    let policy = (!rules.is_empty()).then_some(row);
    let event = Event::LifecycleSet { account: account.id, policy };
    Ok(super::due::timed(context, vec![event]))
}

/// Checks rules for themselves: a form may ask before it sends them.
///
/// # Errors
/// [`BlobRefusal::LifecycleInvalid`] for the first thing wrong.
pub fn check(rules: &[LifecycleRule]) -> Result<(), BlobRefusal> {
    let wrong = |reason: String| Err(BlobRefusal::LifecycleInvalid { reason });
    if rules.len() > limits::LIFECYCLE_RULES_MAX {
        return wrong(format!("there are {} rules", rules.len()));
    }
    let mut names = BTreeSet::new();
    for rule in rules {
        let name = &rule.name;
        let allowed = |character: char| character.is_ascii_alphanumeric() || character == '-';
        if name.is_empty()
            || name.len() > limits::LIFECYCLE_RULE_NAME_LENGTH_MAX
            || !name.chars().all(allowed)
        {
            return wrong(format!("'{name}' is not a name of a rule"));
        }
        if !names.insert(name) {
            return wrong(format!("two rules are called '{name}'"));
        }
        if [rule.blobs, rule.snapshots, rule.versions].into_iter().all(LifecycleActions::is_empty) {
            return wrong(format!("'{name}' does nothing"));
        }
        if rule.prefixes.len() > limits::LIFECYCLE_PREFIXES_MAX {
            return wrong(format!("'{name}' has {} prefixes", rule.prefixes.len()));
        }
        if rule.prefixes.iter().any(String::is_empty) {
            return wrong(format!("'{name}' has an empty prefix"));
        }
    }
    Ok(())
}

/// The run that is due, and when the next one is.
pub(super) fn run(context: &mut Context, account: AccountId) -> Vec<Event> {
    let (state, now) = (context.state, context.now);
    let (Some(policy), Some(account)) = (state.lifecycles.get(&account), state.accounts.get(&account)) else {
        return Vec::new();
    };
    let mut events = Vec::new();
    for container in state.containers_of(account.id) {
        let rules: Vec<&LifecycleRule> =
            policy.rules.iter().filter(|rule| rule.touches(&container.name)).collect();
        if !rules.is_empty() {
            tend_container(context, account, container, &rules, &mut events);
        }
    }
    let next_run = now + limits::LIFECYCLE_INTERVAL;
    let policy = Some(LifecyclePolicy { next_run, ..policy.clone() });
    events.push(Event::LifecycleSet { account: account.id, policy });
    events
}

fn tend_container(
    context: &mut Context,
    account: &StorageAccount,
    container: &Container,
    rules: &[&LifecycleRule],
    events: &mut Vec<Event>,
) {
    let (state, now, before) = (context.state, context.now, events.len());
    let action = |path: &BlobPath, since: SimTime, actions: fn(&LifecycleRule) -> LifecycleActions| {
        let name = format!("{}/{path}", container.name);
        let fitting = rules.iter().filter(|rule| rule.holds(&name));
        fitting.filter_map(|rule| actions(rule).after(now.since(since))).max()
    };
    let start = |container| (container, BlobPath(String::new()));
    for ((_, path), entry) in state.paths.range(start(container.id)..start(ContainerId(container.id.0 + 1))) {
        let Some(action) = action(path, entry.modified_at, |rule| rule.blobs) else { continue };
        let place = Place { account, container, path: path.clone() };
        // What is refused today is tried again tomorrow.
        events.extend(tend_blob(context, &place, entry, action).unwrap_or_default());
    }
    for (key, past) in past::of_container(state, container.id) {
        let actions = match past.kind {
            PastKind::Version => |rule: &LifecycleRule| rule.versions,
            PastKind::Snapshot => |rule: &LifecycleRule| rule.snapshots,
            PastKind::Base => continue,
        };
        let action = action(&key.path, key.id.moment(), actions).filter(|_| past.deletion.is_none());
        let Some(action) = action else { continue };
        let place = Place { account, container, path: key.path.clone() };
        events.extend(tend_past(context, &place, key, past, action).unwrap_or_default());
    }
    if events.len() > before {
        events.push(Event::ContainerTouched { container: container.id, at: now });
    }
}

fn tend_blob(
    context: &mut Context,
    place: &Place,
    entry: &PathEntry,
    action: Action,
) -> Result<Vec<Event>, Refusal> {
    match action {
        Action::Delete => {
            let mut events = path::delete_blob(context, place, entry)?;
            events.push(Event::PathDeleted { container: place.container.id, path: place.path.clone() });
            Ok(events)
        }
        Action::Move(tier) => {
            let is_colder = entry.file().is_some_and(|facts| facts.tier < tier);
            if !is_colder || context.state.rehydrations.contains(&place.key()) {
                return Ok(Vec::new());
            }
            point_in_time::check_unblocked(context.state, &place.key())?;
            lease::check_free(context, &place.key())?;
            rehydration::change_tier(context, place, entry.clone(), tier, RehydratePriority::Standard)
        }
    }
}

/// A past state in another tier is the same state: nothing is kept of it, and the change feed says that the blob is as
/// it was.
fn tend_past(
    context: &mut Context,
    place: &Place,
    key: &PastKey,
    past: &PastBlob,
    action: Action,
) -> Result<Vec<Event>, Refusal> {
    let Action::Move(tier) = action else {
        return Ok(history::delete_past(context, place, key.id, past.kind)?);
    };
    point_in_time::check_unblocked(context.state, &place.key())?;
    let mut past = past.clone();
    match &mut past.entry.kind {
        PathKind::File(facts) if facts.tier < tier => facts.tier = tier,
        _ => return Ok(Vec::new()),
    }
    let (operation, previous) = (BlobOperation::SetBlobTier, Previous::Unchanged);
    let mut events = Vec::from_iter(change_feed::record(context, place, operation, &past.entry, previous));
    events.push(Event::PastBlobKept { key: key.clone(), past });
    Ok(events)
}

/// The table together with when its rows are due.
impl State {
    pub(in crate::engine) fn set_lifecycle(&mut self, account: AccountId, policy: Option<LifecyclePolicy>) {
        let due = |row: &LifecyclePolicy| (row.next_run, Due::Lifecycle(account));
        let after = policy.as_ref().map(due);
        let before = match policy {
            Some(row) => self.lifecycles.put(account, row),
            None => self.lifecycles.remove(&account),
        };
        before.map(|row| self.storage_due.remove(&due(&row)));
        self.storage_due.extend(after);
    }
}
