//! Locks as lines of the grid, and what the page says about them.

use crate::{
    base::ArmId,
    engine::{query::LockRow, resources::LockLevel},
    portal::{
        blades::access_control::view_model::{level, page},
        route::MenuItem,
    },
};

/// A line of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockLine {
    pub key: String,
    pub id: ArmId,
    pub name: String,
    pub level: &'static str,
    /// `This resource`, or what it is inherited from.
    pub scope: String,
    /// The locks of the scope it is inherited from.
    pub scope_href: Option<String>,
    pub notes: String,
    /// Why it cannot be deleted here.
    pub elsewhere: Option<String>,
}

pub fn lock_line(row: &LockRow) -> LockLine {
    let kind = level(&row.scope);
    let elsewhere = row.inherited.then(|| {
        format!(
            "The lock is inherited from '{}'. Delete it under the locks of that {}.",
            row.scope_name,
            kind.to_lowercase()
        )
    });
    LockLine {
        key: row.id.key(),
        id: row.id.clone(),
        name: row.name.clone(),
        level: row.level.display_name(),
        scope: if row.inherited {
            format!("{} (Inherited)", row.scope_name)
        } else {
            format!("This {}", kind.to_lowercase())
        },
        scope_href: row.inherited.then(|| page(&row.scope, MenuItem::Locks).href()),
        notes: row.notes.clone(),
        elsewhere,
    }
}

/// What a type of lock means, beside its name.
pub fn meaning(level: LockLevel) -> &'static str {
    match level {
        LockLevel::ReadOnly => "Nothing can be changed, created or deleted here and below.",
        LockLevel::CanNotDelete => "Everything can be read and changed, and nothing can be deleted.",
    }
}

/// What deleting a lock means.
pub fn delete_question(line: &LockLine) -> String {
    format!(
        "Delete the lock '{}'? Whoever has a role that allows it can {} again what it protects.",
        line.name,
        if line.level == LockLevel::ReadOnly.display_name() { "change and delete" } else { "delete" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn row(scope: ArmId, inherited: bool) -> LockRow {
        LockRow {
            id: scope.child("providers/Microsoft.Authorization/locks", "keep"),
            name: "keep".to_string(),
            level: LockLevel::CanNotDelete,
            notes: "why".to_string(),
            scope_name: scope.name().to_string(),
            scope,
            inherited,
        }
    }

    #[test]
    fn inherited_locks_are_deleted_where_they_come_from() {
        let group = ArmId::resource_group(Uuid::nil(), "rg");
        let own = lock_line(&row(group.clone(), false));
        assert_eq!((own.scope.as_str(), own.level), ("This resource group", "Delete"));
        assert_eq!((own.scope_href, own.elsewhere), (None, None));
        let line = lock_line(&row(group.clone(), true));
        assert_eq!(line.scope, "rg (Inherited)");
        assert!(line.scope_href.is_some_and(|href| href.ends_with("resourceGroups/rg/locks")));
        assert!(line.elsewhere.is_some_and(|text| text.contains("that resource group")));
        let disk = ArmId::resource(&group, "Microsoft.Compute/disks", "data");
        assert_eq!(lock_line(&row(disk, false)).scope, "This resource");
    }

    #[test]
    fn the_question_says_what_becomes_possible() {
        let mut line = lock_line(&row(ArmId::resource_group(Uuid::nil(), "rg"), false));
        assert!(delete_question(&line).contains("can delete again"));
        line.level = LockLevel::ReadOnly.display_name();
        assert!(delete_question(&line).contains("can change and delete again"));
    }
}
