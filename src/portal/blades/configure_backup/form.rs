//! What is entered into the wizard, and the commands it becomes.

use crate::{
    base::ArmId,
    engine::{
        policy::DatasourceType,
        protection::{ContainerSelection, PolicyParameters, access::NeededRole, readiness},
        query::{ProtectableAccount, ProtectableDisk},
        request::Command,
        resources::Tags,
    },
};
use serde::{Deserialize, Serialize};

/// The wizard as it is kept over a reload.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConfigureForm {
    pub step: usize,
    pub policy: Option<ArmId>,
    pub datasources: Vec<Datasource>,
    /// Where the snapshots of disks are to be kept.
    pub snapshot_group: Option<ArmId>,
    /// *Create new* was chosen: the policy that is made next is chosen here.
    pub awaits_policy: bool,
}

/// One resource to protect, under which name; for a storage account, with which containers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Datasource {
    pub instance_name: String,
    pub id: ArmId,
    pub group_name: String,
    pub subscription_name: String,
    /// `None` for a disk: its snapshot group is that of the whole list.
    pub containers: Option<ContainerSelection>,
}

/// What holds for the whole list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeList {
    pub datasource_type: DatasourceType,
    /// Where the snapshots of disks are to be kept.
    pub snapshot_group: Option<ArmId>,
    /// The policy makes recovery points. Operational backup of blobs asks for no containers.
    pub scheduled: bool,
}

impl ConfigureForm {
    /// Where the draft of a vault's wizard is kept.
    pub fn draft_key(vault: &ArmId, datasource_type: DatasourceType) -> String {
        format!("configure-backup.{}.{}", datasource_type.manifest_name(), vault.key())
    }
}

impl Datasource {
    /// What the policy leaves open; what is not chosen yet is named by nothing, and refused for that.
    pub fn parameters(&self, list: &WholeList) -> PolicyParameters {
        let none = || ContainerSelection::Listed(Vec::new());
        let containers = || self.containers.clone().unwrap_or_else(none);
        match list.datasource_type {
            DatasourceType::DataLakeStorage => PolicyParameters::Containers(containers()),
            DatasourceType::Blob => PolicyParameters::Blobs(list.scheduled.then(containers)),
            DatasourceType::Disk => PolicyParameters::SnapshotGroup(
                list.snapshot_group.clone().unwrap_or_else(|| ArmId::new("/")),
            ),
        }
    }

    pub fn command(&self, vault: &ArmId, policy: &ArmId, list: &WholeList) -> Command {
        Command::ConfigureProtection {
            vault: vault.clone(),
            instance_name: self.instance_name.clone(),
            datasource: self.id.clone(),
            policy: policy.clone(),
            parameters: self.parameters(list),
            tags: Tags::new(),
        }
    }

    /// The roles that the vault needs for it.
    pub fn needed_roles(&self, list: &WholeList) -> Vec<NeededRole> {
        let parameters = self.parameters(list);
        let mut needed = readiness::needed_roles(&self.id, &parameters);
        needed.retain(|needed| needed.scope.subscription_id().is_some());
        needed
    }

    /// A disk of the picker.
    pub fn of_disk(disk: &ProtectableDisk, others: &[Datasource]) -> Datasource {
        Datasource {
            instance_name: proposed_name(&disk.name, others),
            id: disk.id.clone(),
            group_name: disk.group_name.clone(),
            subscription_name: disk.subscription_name.clone(),
            containers: None,
        }
    }

    /// An account of the picker, with the containers that it has today.
    pub fn of_account(account: &ProtectableAccount, others: &[Datasource]) -> Datasource {
        Datasource {
            instance_name: proposed_name(&account.name, others),
            id: account.id.clone(),
            group_name: account.group_name.clone(),
            subscription_name: account.subscription_name.clone(),
            containers: Some(ContainerSelection::Listed(account.containers.clone())),
        }
    }
}

/// A name for an instance that no other of the list has.
fn proposed_name(name: &str, others: &[Datasource]) -> String {
    free_name(name, |name| others.iter().any(|other| other.instance_name.eq_ignore_ascii_case(name)))
}

/// A name for the instance of a datasource of this name. It takes no dots and underscores.
pub fn free_name(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let base = format!("{}-backup", name.chars().map(plain).collect::<String>());
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    std::iter::once(base.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or(base)
}

/// The storage account that was picked.
#[derive(Clone, Debug, PartialEq)]
pub struct PickedAccount {
    pub id: ArmId,
    pub group_name: String,
    pub subscription_name: String,
    /// Names of its containers, sorted.
    pub containers: Vec<String>,
}

/// The pane *Select storage account container*.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DatasourceForm {
    pub name: String,
    pub account: Option<PickedAccount>,
    pub containers: Option<ContainerSelection>,
    /// Left once: from here on it says what is wrong with the name.
    pub name_left: bool,
    /// *Select* was pressed: from here on everything that is missing is said.
    pub submitted: bool,
}

/// What is wrong, beside the field it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatasourceErrors {
    pub name: Option<String>,
    pub account: Option<String>,
    pub containers: Option<String>,
}

impl DatasourceForm {
    /// # Errors
    /// What is missing or wrong, field by field.
    pub fn validate(&self, others: &[Datasource]) -> Result<Datasource, DatasourceErrors> {
        let errors = DatasourceErrors {
            name: self.check_name(others).err(),
            account: self.check_account(others).err(),
            containers: self.containers.is_none().then(|| "Select the containers to back up.".to_string()),
        };
        match (&self.account, &self.containers) {
            (Some(account), Some(containers)) if errors == DatasourceErrors::default() => Ok(Datasource {
                instance_name: self.name.clone(),
                id: account.id.clone(),
                group_name: account.group_name.clone(),
                subscription_name: account.subscription_name.clone(),
                containers: Some(containers.clone()),
            }),
            _ => Err(errors),
        }
    }

    /// The errors to show now: of the name once it was left, of all when *Select* was pressed.
    pub fn shown_errors(&self, others: &[Datasource]) -> DatasourceErrors {
        let errors = self.validate(others).err().unwrap_or_default();
        DatasourceErrors {
            name: errors.name.filter(|_| self.name_left || self.submitted),
            // A conflict shows at once; only what is still missing waits.
            account: errors.account.filter(|_| self.account.is_some() || self.submitted),
            containers: errors.containers.filter(|_| self.submitted),
        }
    }

    fn check_name(&self, others: &[Datasource]) -> Result<(), String> {
        if self.name.is_empty() {
            return Err("The value must not be empty.".into());
        }
        readiness::check_instance_name(&self.name).map_err(|error| error.explain().cause)?;
        if others.iter().any(|other| other.instance_name.eq_ignore_ascii_case(&self.name)) {
            return Err(format!("Another datasource of this list is named '{}' already.", self.name));
        }
        Ok(())
    }

    fn check_account(&self, others: &[Datasource]) -> Result<(), String> {
        let account = self.account.as_ref().ok_or("Select a storage account.")?;
        match others.iter().find(|other| other.id == account.id) {
            Some(other) => {
                Err(format!("This storage account is in the list already, as {}.", other.instance_name))
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn account(name: &str) -> ArmId {
        let group = ArmId::resource_group(Uuid::nil(), "rg-a");
        ArmId::resource(&group, "Microsoft.Storage/storageAccounts", name)
    }

    fn list(datasource_type: DatasourceType, scheduled: bool, group: Option<&ArmId>) -> WholeList {
        WholeList { datasource_type, snapshot_group: group.cloned(), scheduled }
    }

    fn filled(name: &str, lake: &str) -> DatasourceForm {
        DatasourceForm {
            name: name.into(),
            account: Some(PickedAccount {
                id: account(lake),
                group_name: "rg-a".into(),
                subscription_name: "Production".into(),
                containers: vec!["raw".into()],
            }),
            containers: Some(ContainerSelection::Listed(vec!["raw".into()])),
            ..DatasourceForm::default()
        }
    }

    #[test]
    fn a_filled_form_becomes_a_datasource_and_a_command() {
        let datasource = filled("lake1-backup", "lake1").validate(&[]).expect("valid");
        let (vault, policy) = (ArmId::new("/v"), ArmId::new("/v/backupPolicies/p"));
        let Command::ConfigureProtection { instance_name, datasource: account_id, .. } =
            datasource.command(&vault, &policy, &list(DatasourceType::DataLakeStorage, true, None))
        else {
            panic!("another command");
        };
        assert_eq!((instance_name.as_str(), account_id), ("lake1-backup", account("lake1")));
    }

    #[test]
    fn what_is_missing_is_said_when_select_is_pressed() {
        let mut form = DatasourceForm::default();
        assert_eq!(form.shown_errors(&[]), DatasourceErrors::default());
        form.name_left = true;
        assert!(form.shown_errors(&[]).name.is_some());
        form.submitted = true;
        let errors = form.shown_errors(&[]);
        assert!(errors.account.is_some() && errors.containers.is_some());
    }

    #[test]
    fn names_and_accounts_occur_once() {
        let first = filled("one", "lake1").validate(&[]).expect("valid");
        let errors = filled("ONE", "lake1").validate(std::slice::from_ref(&first)).expect_err("twice");
        assert!(errors.name.expect("named twice").contains("ONE"));
        assert!(errors.account.expect("chosen twice").contains("one"));
        assert!(filled("two", "lake2").validate(&[first]).is_ok());
        assert!(filled("a b", "lake2").validate(&[]).is_err());
    }

    #[test]
    fn a_draft_reads_back() {
        let datasource = filled("one", "lake1").validate(&[]).expect("valid");
        let form = ConfigureForm { step: 2, datasources: vec![datasource], ..ConfigureForm::default() };
        let text = serde_json::to_string(&form).expect("plain values");
        assert_eq!(serde_json::from_str::<ConfigureForm>(&text).expect("just written"), form);
    }

    #[test]
    fn disks_get_names_of_their_own() {
        let group = ArmId::resource_group(Uuid::nil(), "rg-a");
        let disk = ProtectableDisk {
            id: ArmId::resource(&group, "Microsoft.Compute/disks", "data_1.x"),
            name: "data_1.x".into(),
            group_name: "rg-a".into(),
            subscription: Uuid::nil(),
            subscription_name: "Production".into(),
            sku: crate::engine::compute::DiskSku::PremiumLrs,
            size_gib: 4,
            reason: None,
        };
        let first = Datasource::of_disk(&disk, &[]);
        assert_eq!(first.instance_name, "data-1-x-backup");
        let second = Datasource::of_disk(&disk, std::slice::from_ref(&first));
        assert_eq!(second.instance_name, "data-1-x-backup-2");
        let with_group = list(DatasourceType::Disk, true, Some(&group));
        assert_eq!(first.parameters(&with_group), PolicyParameters::SnapshotGroup(group.clone()));
        assert_eq!(first.needed_roles(&with_group).len(), 2);
        assert_eq!(first.needed_roles(&list(DatasourceType::Disk, true, None)).len(), 1);
    }

    #[test]
    fn only_vaulted_backup_of_blobs_asks_for_containers() {
        let datasource = filled("blobs", "blobs1").validate(&[]).expect("valid");
        let containers = ContainerSelection::Listed(vec!["raw".into()]);
        let parameters = |scheduled| datasource.parameters(&list(DatasourceType::Blob, scheduled, None));
        assert_eq!(parameters(true), PolicyParameters::Blobs(Some(containers)));
        assert_eq!(parameters(false), PolicyParameters::Blobs(None));
    }
}
