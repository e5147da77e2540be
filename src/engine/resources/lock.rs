//! Management locks: what they are, putting and removing them, and what they forbid.
//!
//! A lock counts at its scope and everywhere below, whoever asks: roles do not matter. It acts on the control plane
//! only, so bytes are written and deleted under it as before. What is locked cannot be deleted, and neither can what
//! it lies in; so a lock never outlives its scope.
//!
//! Source: Azure Resource Manager, "Lock your Azure resources to protect your infrastructure".

use crate::{
    base::{ArmId, SimTime},
    engine::{
        decide::Context,
        event::Event,
        ids::LockId,
        limits,
        rbac::action,
        refusal::Refusal,
        request::Command,
        resources::{ResourceError, names},
        state::State,
    },
};
use serde::{Deserialize, Serialize};

/// How much a lock forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LockLevel {
    /// Reading and changing is allowed, deleting is not.
    CanNotDelete,
    /// Only reading is allowed.
    ReadOnly,
}

impl LockLevel {
    pub const ALL: [LockLevel; 2] = [LockLevel::CanNotDelete, LockLevel::ReadOnly];

    pub fn arm_name(self) -> &'static str {
        match self {
            LockLevel::CanNotDelete => "CanNotDelete",
            LockLevel::ReadOnly => "ReadOnly",
        }
    }

    /// What the portal calls it.
    pub fn display_name(self) -> &'static str {
        match self {
            LockLevel::CanNotDelete => "Delete",
            LockLevel::ReadOnly => "Read-only",
        }
    }
}

/// A lock on a subscription, a resource group or a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct ManagementLock {
    pub id: LockId,
    pub scope: ArmId,
    /// Unique at its scope, without regard to case.
    pub name: String,
    pub level: LockLevel,
    /// Empty where nobody wrote any.
    pub notes: String,
    pub created_at: SimTime,
}

impl ManagementLock {
    pub fn arm_id(&self) -> ArmId {
        self.scope.child("providers/Microsoft.Authorization/locks", &self.name)
    }
}

/// What somebody wanted to do where a lock lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LockedOperation {
    /// Creating, changing, and every action that is a POST, such as listing keys.
    Write,
    Delete,
}

impl LockedOperation {
    /// The word in Azure's message.
    pub fn word(self) -> &'static str {
        match self {
            LockedOperation::Write => "write",
            LockedOperation::Delete => "delete",
        }
    }
}

/// A lock that stands in the way: enough of it to find it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingLock {
    pub name: String,
    pub level: LockLevel,
    pub scope: ArmId,
}

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::CreateLock { scope, name, level, notes } => create(context, scope, name, *level, notes),
        Command::DeleteLock { lock } => delete(context, lock),
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

/// As in ARM, creating a lock that is there already replaces its level and its notes. Locks do not stand in the way of
/// locks: nobody could remove the first one.
fn create(
    context: &mut Context,
    scope: &ArmId,
    name: &str,
    level: LockLevel,
    notes: &str,
) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::WRITE_LOCK, scope)?;
    let scope = &context.state.scope(scope)?;
    names::check_lock_name(name)?;
    names::check_lock_notes(notes)?;
    Ok(put(context, scope, name, level, notes)?.into_iter().collect())
}

/// What puts a lock on a scope, or changes the one of that name; nothing where it is there already.
///
/// # Errors
/// [`ResourceError::TooManyLocks`].
pub(in crate::engine) fn put(
    context: &mut Context,
    scope: &ArmId,
    name: &str,
    level: LockLevel,
    notes: &str,
) -> Result<Option<Event>, ResourceError> {
    if let Some(lock) = named(context.state, scope, name) {
        let same = lock.level == level && lock.notes == notes;
        let lock = ManagementLock { level, notes: notes.to_string(), ..lock.clone() };
        return Ok((!same).then_some(Event::LockCreated(lock)));
    }
    if context.state.locks.values().filter(|lock| lock.scope == *scope).count() >= limits::LOCKS_PER_SCOPE_MAX
    {
        return Err(ResourceError::TooManyLocks { scope: scope.clone() });
    }
    Ok(Some(Event::LockCreated(ManagementLock {
        id: LockId(context.ids.take()),
        scope: scope.clone(),
        name: name.to_string(),
        level,
        notes: notes.to_string(),
        created_at: context.now,
    })))
}

/// The lock of a name that lies on a scope itself.
pub fn named<'a>(state: &'a State, scope: &ArmId, name: &str) -> Option<&'a ManagementLock> {
    state.locks.values().find(|lock| lock.scope == *scope && lock.name.eq_ignore_ascii_case(name))
}

fn delete(context: &mut Context, id: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::DELETE_LOCK, id)?;
    let lock = context.state.find_lock(id)?;
    Ok(vec![Event::LockDeleted(lock.id)])
}

/// The locks that forbid changing `scope`, or some of many: read-only ones on it or above it.
pub fn forbidding_write(state: &State, scope: &ArmId) -> Vec<StandingLock> {
    standing(state, |lock| lock.level == LockLevel::ReadOnly && lock.scope.contains(scope))
}

/// The locks that forbid deleting `scope`, or some of many: every one on it, above it or below it. Deleting a group with
/// a locked resource deletes nothing of it.
pub fn forbidding_delete(state: &State, scope: &ArmId) -> Vec<StandingLock> {
    standing(state, |lock| lock.scope.contains(scope) || scope.contains(&lock.scope))
}

/// The locks of others that forbid the holder of the lock `own` to delete `scope`.
pub fn forbidding_delete_but(state: &State, scope: &ArmId, own: &str) -> Vec<StandingLock> {
    standing(state, |lock| lock.scope.contains(scope) && !lock.name.eq_ignore_ascii_case(own))
}

fn standing(state: &State, forbids: impl Fn(&ManagementLock) -> bool) -> Vec<StandingLock> {
    let found = state.locks.values().filter(|lock| forbids(lock)).take(limits::LOCKS_NAMED_MAX);
    let facts = |lock: &ManagementLock| StandingLock {
        name: lock.name.clone(),
        level: lock.level,
        scope: lock.scope.clone(),
    };
    found.map(facts).collect()
}

/// Checks that no lock forbids changing `scope`.
///
/// # Errors
/// [`ResourceError::ScopeLocked`].
pub fn check_write(state: &State, scope: &ArmId) -> Result<(), ResourceError> {
    check(scope, LockedOperation::Write, forbidding_write(state, scope))
}

/// Checks that no lock forbids deleting `scope`.
///
/// # Errors
/// [`ResourceError::ScopeLocked`].
pub fn check_delete(state: &State, scope: &ArmId) -> Result<(), ResourceError> {
    check(scope, LockedOperation::Delete, forbidding_delete(state, scope))
}

fn check(scope: &ArmId, operation: LockedOperation, locks: Vec<StandingLock>) -> Result<(), ResourceError> {
    if locks.is_empty() {
        return Ok(());
    }
    Err(ResourceError::ScopeLocked { scope: scope.clone(), operation, locks })
}

/// Which locks forbid something, as the cause of a refusal.
pub fn forbidden_by(locks: &[StandingLock]) -> String {
    let name = |lock: &StandingLock| {
        format!("{} ({}) on {}", lock.name, lock.level.display_name(), lock.scope.name())
    };
    match locks {
        [lock] => format!("The lock {} forbids it, whatever the role.", name(lock)),
        locks => {
            let names: Vec<String> = locks.iter().map(name).collect();
            format!("The locks {} forbid it, whatever the role.", names.join(", "))
        }
    }
}
