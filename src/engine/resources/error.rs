//! What can be wrong with a request about groups, regions, tags and names.

use crate::{
    base::ArmId,
    engine::{
        limits,
        refusal::Explanation,
        resources::{LockedOperation, StandingLock, lock::forbidden_by},
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ResourceError {
    SubscriptionNotFound {
        subscription: Uuid,
    },
    ResourceGroupNotFound {
        name: String,
    },
    ResourceNotFound {
        resource: ArmId,
    },
    InvalidResourceGroupName {
        name: String,
    },
    ResourceGroupExists {
        name: String,
        region: String,
    },
    TooManyTags {
        count: usize,
    },
    InvalidTag {
        name: String,
    },
    /// The group holds backup data that has to go first.
    GroupHoldsProtectedVault {
        vault: ArmId,
        instances: usize,
    },
    UnsupportedSpeed {
        speed: u32,
    },
    InvalidLockName {
        name: String,
    },
    LockNotesTooLong {
        length: usize,
    },
    LockNotFound {
        lock: ArmId,
    },
    TooManyLocks {
        scope: ArmId,
    },
    /// Locks forbid it: some of them, never none.
    ScopeLocked {
        scope: ArmId,
        operation: LockedOperation,
        locks: Vec<StandingLock>,
    },
    NotSimulated {
        operation: String,
    },
}

impl ResourceError {
    pub fn explain(&self) -> Explanation {
        use ResourceError::*;
        match self {
            NotSimulated { operation } => Explanation::new(
                "NotSimulated",
                format!("{operation} is not simulated."),
                "This simulator does not have it yet.",
                "Look at the coverage table for what it has.",
            ),
            SubscriptionNotFound { subscription } => Explanation::new(
                "SubscriptionNotFound",
                format!("The subscription '{subscription}' could not be found."),
                "No subscription of this directory has that id.",
                "Choose one of the subscriptions listed under Subscriptions.",
            ),
            ResourceGroupNotFound { name } => Explanation::new(
                "ResourceGroupNotFound",
                format!("Resource group '{name}' could not be found."),
                "It was deleted, or never existed in this subscription.",
                "Choose an existing resource group or create a new one.",
            ),
            ResourceNotFound { resource } => Explanation::new(
                "ResourceNotFound",
                format!(
                    "The Resource '{}/{}' under resource group '{}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
                    resource.resource_type().unwrap_or_default(),
                    resource.name(),
                    resource.resource_group_name().unwrap_or_default(),
                ),
                "It was deleted, or its name is different.",
                "Refresh the list and choose an existing resource.",
            ),
            InvalidResourceGroupName { name } => Explanation::new(
                "InvalidResourceGroup",
                format!("The provided resource group name '{name}' is not valid."),
                format!(
                    "Resource group names have up to {} characters: letters, digits, periods, underscores, hyphens and parentheses, and do not end with a period.",
                    limits::RESOURCE_GROUP_NAME_LENGTH_MAX
                ),
                "Choose a name that follows the rule.",
            ),
            ResourceGroupExists { name, region } => Explanation::new(
                "InvalidResourceGroupLocation",
                format!("A resource group with the same name '{name}' already exists in '{region}'."),
                "Names of resource groups are unique in their subscription.",
                "Use the existing resource group, or choose another name.",
            ),
            TooManyTags { count } => Explanation::new(
                "InvalidTagCount",
                format!("{count} tags were given; a resource can have {}.", limits::TAGS_PER_RESOURCE_MAX),
                "The number of tags is limited.",
                "Remove some tags and try again.",
            ),
            InvalidTag { name } => Explanation::new(
                "InvalidTagNameCharacters",
                format!("The tag '{name}' is not valid."),
                format!(
                    "Tag names have 1 to {} characters (128 on storage accounts) without < > % & \\ ? /; values have up to {}.",
                    limits::TAG_NAME_LENGTH_MAX,
                    limits::TAG_VALUE_LENGTH_MAX
                ),
                "Change the name or the value of the tag.",
            ),
            GroupHoldsProtectedVault { vault, instances } => Explanation::new(
                "ResourceGroupDeletionBlocked",
                format!(
                    "The Backup vault '{}' in this resource group holds {instances} backup instances.",
                    vault.name()
                ),
                "A vault that holds backup instances, or keeps soft-deleted ones, cannot be deleted.",
                "Delete the backup instances of the vault first, and wait until what is soft-deleted is purged.",
            ),
            UnsupportedSpeed { speed } => Explanation::new(
                "InvalidParameter",
                format!("The simulation cannot run at {speed} times real time."),
                format!("Speeds go from 1 to {}.", limits::SPEED_MAX),
                "Choose one of the listed speeds.",
            ),
            InvalidLockName { .. }
            | LockNotesTooLong { .. }
            | LockNotFound { .. }
            | TooManyLocks { .. }
            | ScopeLocked { .. } => self.explain_lock(),
        }
    }

    fn explain_lock(&self) -> Explanation {
        use ResourceError::*;
        match self {
            InvalidLockName { name } => Explanation::new(
                "InvalidLockName",
                format!("The lock name '{name}' is not valid."),
                format!(
                    "Lock names have up to {} characters: letters, digits, periods, underscores, hyphens and parentheses, and do not end with a period.",
                    limits::LOCK_NAME_LENGTH_MAX
                ),
                "Choose a name that follows the rule.",
            ),
            LockNotesTooLong { length } => Explanation::new(
                "InvalidLockNotes",
                format!("The notes of the lock have {length} characters."),
                format!("Notes have up to {} characters.", limits::LOCK_NOTES_LENGTH_MAX),
                "Shorten the notes.",
            ),
            LockNotFound { lock } => Explanation::new(
                "LockNotFound",
                format!("The lock '{}' could not be found.", lock.name()),
                "It was already removed.",
                "Refresh the list.",
            ),
            TooManyLocks { scope } => Explanation::new(
                "LockLimitExceeded",
                format!("No more locks can be created on '{}'.", scope.name()),
                format!("A scope has at most {} locks of its own.", limits::LOCKS_PER_SCOPE_MAX),
                "Remove a lock that is not needed, or lock a scope above it.",
            ),
            ScopeLocked { scope, operation, locks } => scope_locked(scope, *operation, locks),
            other => unreachable!("{other:?} is explained elsewhere"),
        }
    }
}

/// Azure's message, and the locks by name, which it leaves out.
fn scope_locked(scope: &ArmId, operation: LockedOperation, locks: &[StandingLock]) -> Explanation {
    let mut scopes: Vec<&str> = locks.iter().map(|lock| lock.scope.as_str()).collect();
    scopes.dedup();
    Explanation::new(
        "ScopeLocked",
        format!(
            "The scope '{scope}' cannot perform {} operation because following scope(s) are locked: '{}'. Please remove the lock and try again.",
            operation.word(),
            scopes.join(",")
        ),
        forbidden_by(locks),
        "Remove the lock under Locks, which takes the role Owner or User Access Administrator, and try again.",
    )
}
