//! What is entered in the panes of a backup instance, and the commands it becomes.

use crate::{
    base::ArmId,
    engine::{
        policy::{DatasourceType, RetentionTag},
        protection::PolicyParameters,
        request::Command,
    },
};

/// *Edit backup instance*.
#[derive(Clone, Debug, PartialEq)]
pub struct EditForm {
    pub policy: ArmId,
    pub parameters: PolicyParameters,
}

impl EditForm {
    pub fn command(&self, instance: &ArmId) -> Command {
        Command::UpdateProtection {
            instance: instance.clone(),
            policy: self.policy.clone(),
            parameters: self.parameters.clone(),
        }
    }
}

/// The command of *Backup now* with the rule that was chosen by its name.
pub fn backup_now(instance: &ArmId, rule: &str) -> Option<Command> {
    let tag = RetentionTag::ALL.into_iter().find(|tag| tag.display_name() == rule)?;
    Some(Command::BackupNow { instance: instance.clone(), tag })
}

/// What happens to the data when backup stops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StopLevel {
    #[default]
    RetainForever,
    RetainAsPerPolicy,
    DeleteData,
}

impl StopLevel {
    pub const ALL: [StopLevel; 3] =
        [StopLevel::RetainForever, StopLevel::RetainAsPerPolicy, StopLevel::DeleteData];

    pub fn label(self) -> &'static str {
        match self {
            StopLevel::RetainForever => "Retain forever",
            StopLevel::RetainAsPerPolicy => "Retain as per policy",
            StopLevel::DeleteData => "Delete Backup Data",
        }
    }

    pub fn parse(label: &str) -> Option<StopLevel> {
        StopLevel::ALL.into_iter().find(|level| level.label() == label)
    }

    pub fn command(self, instance: &ArmId) -> Command {
        let instance = instance.clone();
        match self {
            StopLevel::RetainForever => Command::StopProtection { instance },
            StopLevel::RetainAsPerPolicy => Command::SuspendBackups { instance },
            StopLevel::DeleteData => Command::DeleteBackupInstance { instance },
        }
    }

    /// What is asked before it is done.
    pub fn question(self, name: &str) -> String {
        match self {
            StopLevel::RetainForever => {
                format!("No more backups of {name} will be taken. Its restore points are retained forever.")
            }
            StopLevel::RetainAsPerPolicy => format!(
                "No more backups of {name} will be taken. Its restore points expire as their rules say, but for the latest."
            ),
            StopLevel::DeleteData => {
                format!("All restore points of {name} will be deleted at once. This cannot be undone.")
            }
        }
    }

    /// What it means for the data there is: `points` is `12 restore points`.
    pub fn consequence(self, points: &str, datasource_type: DatasourceType) -> String {
        match self {
            StopLevel::DeleteData if datasource_type == DatasourceType::Blob => {
                "Azure Backup takes its lock off the storage account. What it switched on there stays on, and stays billable: point-in-time restore, versioning, soft delete and the change feed. Switch them off under Data protection.".to_string()
            }
            StopLevel::RetainForever => {
                format!("{points} are kept and stay billable until they are deleted.")
            }
            StopLevel::RetainAsPerPolicy => {
                format!("Of {points} the latest is kept forever, and stays billable.")
            }
            StopLevel::DeleteData => format!("{points} will be deleted, with their snapshots."),
        }
    }

    pub fn detail(self) -> &'static str {
        match self {
            StopLevel::RetainForever => {
                "No new backups. Restore points are kept until they are deleted, and can be restored."
            }
            StopLevel::RetainAsPerPolicy => {
                "No new backups. Restore points expire by their rules; the latest one is kept forever."
            }
            StopLevel::DeleteData => "Restore points are removed. Neither restore nor resume is possible.",
        }
    }

    /// Why a level cannot be chosen.
    pub fn unavailable(self, datasource_type: DatasourceType) -> Option<&'static str> {
        match (self, datasource_type) {
            (StopLevel::DeleteData, DatasourceType::DataLakeStorage) => Some(NO_DELETE),
            _ => None,
        }
    }
}

/// Why backup data in a vault cannot be deleted.
pub const NO_DELETE: &str = "Deleting backup data in a vault is not simulated yet: it needs soft delete, \
    which this version does not have.";

/// Why somebody stops backup; the portal asks, the answer changes nothing.
pub const STOP_REASONS: [&str; 5] =
    ["Decommissioned", "Test machine", "Cost", "Backup is configured elsewhere", "Others"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_is_chosen_by_its_name() {
        let instance = ArmId::new("/i");
        assert_eq!(
            backup_now(&instance, "Weekly"),
            Some(Command::BackupNow { instance: instance.clone(), tag: RetentionTag::Weekly })
        );
        assert_eq!(backup_now(&instance, ""), None);
    }

    #[test]
    fn data_of_a_vault_cannot_be_deleted_yet() {
        let open = |datasource_type| {
            StopLevel::ALL.into_iter().filter(|level| level.unavailable(datasource_type).is_none()).count()
        };
        assert_eq!((open(DatasourceType::DataLakeStorage), open(DatasourceType::Disk)), (2, 3));
        for level in StopLevel::ALL {
            assert_eq!(StopLevel::parse(level.label()), Some(level));
        }
    }
}
