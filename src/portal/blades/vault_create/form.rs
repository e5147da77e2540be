//! What is entered for a new Backup vault, and the command it becomes.

use crate::{
    base::ArmId,
    engine::{
        limits,
        request::Command,
        resources::Region,
        vault::{
            SoftDeleteState, VaultRedundancy, check_soft_delete_days, check_vault_name,
            check_vault_redundancy,
        },
    },
    portal::blades::{tags::form::TagsForm, words},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The wizard as it is kept over a reload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VaultForm {
    /// `None` until one is chosen: the world's default one then.
    pub subscription: Option<Uuid>,
    pub group: Option<ArmId>,
    pub name: String,
    pub region: Region,
    pub redundancy: VaultRedundancy,
    /// As typed.
    pub soft_delete_days: String,
    pub identity: bool,
    pub tags: TagsForm,
}

impl Default for VaultForm {
    fn default() -> Self {
        VaultForm {
            subscription: None,
            group: None,
            name: String::new(),
            region: Region::WestEurope,
            redundancy: VaultRedundancy::GeoRedundant,
            soft_delete_days: limits::SOFT_DELETE_DAYS_MIN.to_string(),
            identity: true,
            tags: TagsForm::default(),
        }
    }
}

/// What is wrong, beside which field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VaultErrors {
    pub group: Option<String>,
    pub name: Option<String>,
    pub redundancy: Option<String>,
    pub soft_delete_days: Option<String>,
    pub tags: Option<String>,
}

impl VaultErrors {
    pub fn first(self) -> Option<String> {
        let group = self.group.map(|text| format!("Resource group: {text}"));
        let name = self.name.map(|text| format!("Backup vault name: {text}"));
        group.or(name).or(self.redundancy).or(self.soft_delete_days).or(self.tags)
    }
}

impl VaultForm {
    /// Where the draft is kept.
    pub const DRAFT: &str = "create-backup-vault";

    pub fn errors(&self) -> VaultErrors {
        VaultErrors {
            group: self.group.is_none().then(|| "Choose a resource group, or create one.".to_string()),
            name: self.name_error(),
            redundancy: check_vault_redundancy(self.redundancy, self.region)
                .err()
                .map(|error| words(&error.explain())),
            soft_delete_days: self.days().err(),
            tags: self.tags.tags(false).err(),
        }
    }

    fn name_error(&self) -> Option<String> {
        if self.name.is_empty() {
            return Some("The value must not be empty.".into());
        }
        check_vault_name(&self.name).err().map(|error| error.explain().cause)
    }

    fn days(&self) -> Result<u32, String> {
        let days = self
            .soft_delete_days
            .trim()
            .parse::<u32>()
            .map_err(|_| "Enter a whole number of days.".to_string())?;
        check_soft_delete_days(days).map_err(|error| words(&error.explain()))?;
        Ok(days)
    }

    /// The command; `None` while something is wrong.
    pub fn command(&self) -> Option<Command> {
        if self.errors() != VaultErrors::default() {
            return None;
        }
        Some(Command::CreateBackupVault {
            group: self.group.clone()?,
            name: self.name.clone(),
            region: self.region,
            redundancy: self.redundancy,
            system_assigned_identity: self.identity,
            soft_delete: SoftDeleteState::On,
            soft_delete_days: self.days().ok()?,
            tags: self.tags.tags(false).ok()?,
        })
    }

    /// Chooses a subscription; a group of another one is no longer chosen.
    pub fn set_subscription(&mut self, subscription: Option<Uuid>) {
        if self.group.as_ref().and_then(ArmId::subscription_id) != subscription {
            self.group = None;
        }
        self.subscription = subscription;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> VaultForm {
        VaultForm {
            group: Some(ArmId::resource_group(Uuid::nil(), "rg-a")),
            name: "vault-1".into(),
            ..VaultForm::default()
        }
    }

    #[test]
    fn a_filled_form_becomes_a_command() {
        assert!(filled().command().is_some());
        assert_eq!(VaultForm::default().command(), None);
        let first = VaultForm::default().errors().first().expect("no group");
        assert!(first.starts_with("Resource group"));
    }

    #[test]
    fn soft_delete_has_bounds() {
        for (days, valid) in [("14", true), ("180", true), ("13", false), ("181", false), ("many", false)] {
            let form = VaultForm { soft_delete_days: days.into(), ..filled() };
            assert_eq!(form.command().is_some(), valid, "{days}");
        }
    }

    #[test]
    fn redundancy_depends_on_the_region() {
        let form =
            VaultForm { region: Region::WestUs, redundancy: VaultRedundancy::ZoneRedundant, ..filled() };
        assert!(form.errors().redundancy.is_some());
    }

    #[test]
    fn another_subscription_has_other_groups() {
        let mut form = filled();
        form.set_subscription(Some(Uuid::nil()));
        assert!(form.group.is_some());
        form.set_subscription(Some(Uuid::from_u128(1)));
        assert!(form.group.is_none());
    }
}
