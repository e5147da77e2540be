//! *Soft delete* of a vault: what is entered, and the command it becomes.

use crate::{
    base::ArmId,
    engine::{
        request::Command,
        vault::{SoftDelete, SoftDeleteState, check_soft_delete_days},
    },
    portal::blades::words,
};

/// `Enabled, 14 days`.
pub fn soft_delete_text(soft_delete: SoftDelete) -> String {
    format!("{}, {} days", soft_delete.state().display_name(), soft_delete.days)
}

/// What the pane says, beside what the vault has.
#[derive(Clone, Debug, PartialEq)]
pub struct SoftDeleteForm {
    pub stored: SoftDelete,
    pub days: String,
    pub always_on: bool,
    /// That always-on cannot be taken back was read and ticked.
    pub confirmed: bool,
}

impl SoftDeleteForm {
    pub fn of(stored: SoftDelete) -> SoftDeleteForm {
        let SoftDelete { always_on, days } = stored;
        SoftDeleteForm { stored, days: days.to_string(), always_on, confirmed: false }
    }

    fn days(&self) -> Result<u32, String> {
        let days = self.days.trim().parse().map_err(|_| "Enter a whole number of days.".to_string())?;
        check_soft_delete_days(days).map_err(|error| words(&error.explain()))?;
        Ok(days)
    }

    /// What is wrong with the days.
    pub fn days_error(&self) -> Option<String> {
        self.days().err()
    }

    /// Whether it would become always-on, which asks to be confirmed.
    pub fn becomes_permanent(&self) -> bool {
        self.always_on && !self.stored.always_on
    }

    /// What the vault would have; `None` while something is wrong or not confirmed.
    fn settings(&self) -> Option<SoftDelete> {
        let days = self.days().ok()?;
        let unconfirmed = self.becomes_permanent() && !self.confirmed;
        (!unconfirmed).then_some(SoftDelete { always_on: self.always_on, days })
    }

    /// Why it cannot be applied.
    pub fn blocked(&self) -> Option<String> {
        match self.settings() {
            Some(settings) if settings == self.stored => Some("Nothing was changed.".to_string()),
            Some(_) => None,
            None if self.days_error().is_some() => self.days_error(),
            None => Some("Confirm that always-on soft delete cannot be taken back.".to_string()),
        }
    }

    /// The command; `None` while it cannot be applied.
    pub fn command(&self, vault: &ArmId) -> Option<Command> {
        let SoftDelete { always_on, days } = self.settings()?;
        let state = if always_on { SoftDeleteState::AlwaysOn } else { SoftDeleteState::On };
        Some(Command::SetVaultSoftDelete { vault: vault.clone(), state, days })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORTNIGHT: SoftDelete = SoftDelete { always_on: false, days: 14 };

    #[test]
    fn always_on_has_to_be_confirmed() {
        let mut form = SoftDeleteForm::of(FORTNIGHT);
        assert_eq!(form.blocked().as_deref(), Some("Nothing was changed."));
        form.always_on = true;
        assert!(form.blocked().expect("unconfirmed").contains("cannot be taken back"));
        assert_eq!(form.command(&ArmId::new("/v")), None);
        form.confirmed = true;
        assert_eq!(form.blocked(), None);
        let state = SoftDeleteState::AlwaysOn;
        let expected = Command::SetVaultSoftDelete { vault: ArmId::new("/v"), state, days: 14 };
        assert_eq!(form.command(&ArmId::new("/v")), Some(expected));
        assert_eq!(soft_delete_text(FORTNIGHT), "Enabled, 14 days");
    }

    #[test]
    fn days_are_checked_as_the_engine_checks_them() {
        let mut form = SoftDeleteForm::of(FORTNIGHT);
        for (days, valid) in
            [("14", true), (" 180 ", true), ("13", false), ("181", false), ("", false), ("-1", false)]
        {
            form.days = days.to_string();
            assert_eq!(form.days_error().is_none(), valid, "{days:?}");
        }
    }

    #[test]
    fn what_is_always_on_asks_no_more() {
        let mut form = SoftDeleteForm::of(SoftDelete { always_on: true, ..FORTNIGHT });
        form.days = "30".to_string();
        assert_eq!((form.becomes_permanent(), form.blocked()), (false, None));
    }
}
