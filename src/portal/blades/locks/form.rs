//! Input of the *Add lock* pane.

use crate::{
    base::ArmId,
    engine::{
        query::LockRow,
        request::Command,
        resources::{LockLevel, check_lock_name, check_lock_notes},
    },
    portal::blades::{project_details::form::REQUIRED, words},
};

/// A lock as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LockForm {
    pub name: String,
    pub level: Option<LockLevel>,
    pub notes: String,
    /// Somebody pressed *OK*: what is missing is shown from then on.
    pub tried: bool,
}

impl LockForm {
    /// What is wrong with the name. The engine would change a lock of this name; whoever adds one means another.
    pub fn name_error(&self, rows: &[LockRow]) -> Option<String> {
        let name = self.name.trim();
        if name.is_empty() {
            return Some(REQUIRED.to_string());
        }
        if rows.iter().any(|row| !row.inherited && row.name.eq_ignore_ascii_case(name)) {
            return Some(format!("There is already a lock named '{name}' here."));
        }
        check_lock_name(name).err().map(|error| words(&error.explain()))
    }

    pub fn level_error(&self) -> Option<String> {
        self.level.is_none().then(|| REQUIRED.to_string())
    }

    pub fn notes_error(&self) -> Option<String> {
        check_lock_notes(&self.notes).err().map(|error| words(&error.explain()))
    }

    /// The command, as long as everything is right.
    pub fn command(&self, scope: &ArmId, rows: &[LockRow]) -> Option<Command> {
        let wrong = self.name_error(rows).is_some() || self.notes_error().is_some();
        let level = self.level.filter(|_| !wrong)?;
        let (name, notes) = (self.name.trim().to_string(), self.notes.trim().to_string());
        Some(Command::CreateLock { scope: scope.clone(), name, level, notes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn row(name: &str, inherited: bool) -> LockRow {
        let scope = ArmId::resource_group(Uuid::nil(), "rg");
        LockRow {
            id: scope.child("providers/Microsoft.Authorization/locks", name),
            name: name.to_string(),
            level: LockLevel::ReadOnly,
            notes: String::new(),
            scope_name: "rg".to_string(),
            scope,
            inherited,
        }
    }

    #[test]
    fn a_lock_needs_a_name_of_its_own_and_a_type() {
        let rows = [row("keep", false), row("above", true)];
        let scope = ArmId::resource_group(Uuid::nil(), "rg");
        let form = |name: &str, level| LockForm {
            name: name.to_string(),
            level,
            notes: " why ".to_string(),
            tried: true,
        };
        let delete = Some(LockLevel::CanNotDelete);
        assert_eq!(form("", delete).name_error(&rows).as_deref(), Some(REQUIRED));
        assert!(form("KEEP", delete).name_error(&rows).is_some_and(|text| text.contains("already")));
        assert!(form("a b", delete).name_error(&rows).is_some_and(|text| text.contains("a b")));
        assert_eq!(form("above", delete).name_error(&rows), None, "another scope's");
        assert_eq!(form("new", None).level_error().as_deref(), Some(REQUIRED));
        for wrong in [form("", delete), form("keep", delete), form("new", None)] {
            assert_eq!(wrong.command(&scope, &rows), None, "{wrong:?}");
        }
        let (name, notes) = ("new".to_string(), "why".to_string());
        let command =
            Command::CreateLock { scope: scope.clone(), name, level: LockLevel::CanNotDelete, notes };
        assert_eq!(form(" new ", delete).command(&scope, &rows), Some(command));
        let long = LockForm { notes: "n".repeat(513), ..form("new", delete) };
        assert!(long.notes_error().is_some() && long.command(&scope, &rows).is_none());
    }
}
