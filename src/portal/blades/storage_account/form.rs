//! Input of the *Create a storage account* wizard and of the *New container* pane.

use crate::{
    base::ArmId,
    engine::{
        query::ContainerRow,
        refusal::Refusal,
        request::Command,
        resources::Region,
        storage::{
            StorageRedundancy, StorageRefusal,
            names::{check_account_name, check_container_name, check_redundancy},
        },
    },
    portal::blades::{
        project_details::form::{ProjectForm, REQUIRED},
        tags::form::TagsForm,
        words,
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Under what the wizard is kept while it is open.
pub const DRAFT: &str = "create-storage-account";

/// The wizard's tabs.
pub const TABS: [&str; 4] = ["Basics", "Advanced", "Tags", "Review + create"];
pub const REVIEW: usize = 3;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountForm {
    pub project: ProjectForm,
    pub name: String,
    pub region: Region,
    pub redundancy: StorageRedundancy,
    pub hierarchical_namespace: bool,
    pub tags: TagsForm,
}

impl Default for AccountForm {
    fn default() -> Self {
        Self {
            project: ProjectForm::default(),
            name: String::new(),
            region: Region::WestEurope,
            redundancy: StorageRedundancy::Grs,
            hierarchical_namespace: false,
            tags: TagsForm::default(),
        }
    }
}

impl AccountForm {
    /// What is wrong with the name by itself.
    pub fn name_error(&self) -> Option<String> {
        if self.name.is_empty() {
            return Some(REQUIRED.into());
        }
        check_account_name(&self.name).err().map(|refusal| refusal.explain().cause)
    }

    pub fn redundancy_error(&self) -> Option<String> {
        check_redundancy(self.redundancy, self.region).err().map(|refusal| words(&refusal.explain()))
    }

    /// Whether a tab has something that is missing or wrong.
    pub fn has_errors(&self, tab: usize) -> bool {
        match tab {
            0 => {
                self.project.group_error().is_some()
                    || self.name_error().is_some()
                    || self.redundancy_error().is_some()
            }
            2 => self.tags.tags(true).is_err(),
            _ => false,
        }
    }

    /// The command that makes the account.
    ///
    /// Nothing as long as something is missing or wrong.
    pub fn command(&self, subscription: Uuid) -> Option<Command> {
        if (0..TABS.len()).any(|tab| self.has_errors(tab)) {
            return None;
        }
        Some(self.account_in(self.project.group_id(subscription)?))
    }

    /// The command to ask about while the name is typed: `any_group` stands in for a group that is yet to be made.
    pub fn probe(&self, any_group: ArmId) -> Option<Command> {
        self.name_error().is_none().then(|| self.account_in(any_group))
    }

    fn account_in(&self, group: ArmId) -> Command {
        Command::CreateStorageAccount {
            group,
            name: self.name.clone(),
            region: self.region,
            redundancy: self.redundancy,
            hierarchical_namespace: self.hierarchical_namespace,
            cross_tenant_replication: true,
            tags: self.tags.tags(true).unwrap_or_default(),
        }
    }
}

/// What a refusal means for the name field; others are said elsewhere.
pub fn name_refused(refusal: &Refusal) -> Option<String> {
    match refusal {
        Refusal::Storage(taken @ StorageRefusal::AccountNameTaken { .. }) => Some(taken.explain().message),
        _ => None,
    }
}

/// What is wrong with the name of a new container among those that are there.
pub fn container_name_error(name: &str, containers: &[ContainerRow]) -> Option<String> {
    if name.is_empty() {
        return Some(REQUIRED.into());
    }
    if let Err(refusal) = check_container_name(name) {
        return Some(refusal.explain().cause);
    }
    let taken = containers.iter().any(|row| row.name == name);
    taken.then(|| StorageRefusal::ContainerExists { name: name.to_string() }.explain().message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{ByteSize, SimTime},
        engine::storage::LeaseState,
        portal::blades::project_details::form::GroupChoice,
    };

    fn form() -> AccountForm {
        AccountForm {
            project: ProjectForm { subscription: None, group: GroupChoice::New("rg-new".into()) },
            name: "lake2026".into(),
            ..AccountForm::default()
        }
    }

    #[test]
    fn a_complete_form_makes_an_account() {
        let command = form().command(Uuid::nil());
        let Some(Command::CreateStorageAccount { group, name, .. }) = command else {
            panic!("no command: {command:?}")
        };
        assert_eq!((group.name(), name.as_str()), ("rg-new", "lake2026"));
        assert!((0..TABS.len()).all(|tab| !form().has_errors(tab)));
    }

    #[test]
    fn what_is_missing_or_wrong_marks_its_tab() {
        let empty = AccountForm::default();
        assert_eq!(empty.name_error().as_deref(), Some(REQUIRED));
        assert!(empty.has_errors(0) && !empty.has_errors(1) && !empty.has_errors(2));
        assert_eq!(empty.command(Uuid::nil()), None);
        let wrong = AccountForm { name: "My-Lake".into(), ..form() };
        assert!(wrong.name_error().is_some_and(|text| text.contains("lowercase letters and numbers")));
        assert_eq!(wrong.probe(ArmId::new("/g")), None);
        let far = AccountForm { region: Region::QatarCentral, ..form() };
        assert!(far.redundancy_error().is_some());
        let mut tagged = form();
        tagged.tags.change(0, |row| row.name = "a/b".into());
        assert!(tagged.has_errors(2));
    }

    #[test]
    fn only_a_taken_name_is_said_beside_the_name() {
        let taken = StorageRefusal::AccountNameTaken { name: "lake".into() };
        assert!(name_refused(&taken.into()).is_some_and(|text| text.contains("already taken")));
        assert_eq!(name_refused(&StorageRefusal::ContainerExists { name: "c".into() }.into()), None);
    }

    #[test]
    fn container_names_are_unique() {
        let row = ContainerRow {
            id: ArmId::new("/c"),
            name: "raw".into(),
            created_at: SimTime::EPOCH,
            modified_at: SimTime::EPOCH,
            files: 0,
            size: ByteSize::ZERO,
            lease: LeaseState::Available,
            policy: None,
            legal_hold_tags: Vec::new(),
        };
        let error = |name: &str| container_name_error(name, std::slice::from_ref(&row));
        assert_eq!(error("curated"), None);
        assert!(error("raw").is_some_and(|text| text.contains("already exists")));
        assert!(error("Raw").is_some() && error("").is_some());
    }
}
