//! The locks that count at a scope.

use crate::{
    base::ArmId,
    engine::{
        query::{Viewer, directory::scope_name},
        rbac::action,
        refusal::Refusal,
        resources::{LockLevel, ManagementLock},
    },
};
use serde::{Deserialize, Serialize};

/// Locks that count at a scope: its own and inherited ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Locks {
    pub scope: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LockRow {
    pub id: ArmId,
    pub name: String,
    pub level: LockLevel,
    pub notes: String,
    pub scope: ArmId,
    /// Display name of the scope: of the resource, group or subscription.
    pub scope_name: String,
    pub inherited: bool,
}

impl Locks {
    /// Own ones come first, then those of the scopes above, the nearest first.
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<LockRow>, Refusal> {
        viewer.require(action::READ_LOCK, &self.scope)?;
        viewer.state.scope(&self.scope)?;
        let here = viewer.state.locks.values().filter(|lock| lock.scope.contains(&self.scope));
        let mut rows: Vec<LockRow> = here.map(|lock| lock_row(viewer, lock, &self.scope)).collect();
        // Of scopes that contain one another the longer one lies nearer.
        rows.sort_by_cached_key(|row| {
            (std::cmp::Reverse(row.scope.as_str().len()), row.name.to_ascii_lowercase())
        });
        Ok(rows)
    }
}

pub(super) fn lock_row(viewer: &Viewer<'_>, lock: &ManagementLock, seen_from: &ArmId) -> LockRow {
    LockRow {
        id: lock.arm_id(),
        name: lock.name.clone(),
        level: lock.level,
        notes: lock.notes.clone(),
        scope: lock.scope.clone(),
        scope_name: scope_name(viewer.state, &lock.scope),
        inherited: lock.scope != *seen_from,
    }
}
