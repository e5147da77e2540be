//! What is entered in the panes of a backup instance, and the commands it becomes.

use crate::{
    base::ArmId,
    engine::{
        policy::{DatasourceType, RetentionTag},
        protection::PolicyParameters,
        query::InstanceView,
        request::Command,
        resources::Tags,
    },
    portal::format::counted,
};

/// *Edit backup instance*.
#[derive(Clone, Debug, PartialEq)]
pub struct EditForm {
    pub policy: ArmId,
    pub parameters: PolicyParameters,
    /// Not edited here, and kept.
    pub tags: Tags,
}

impl EditForm {
    pub fn command(&self, instance: &ArmId) -> Command {
        Command::UpdateProtection {
            instance: instance.clone(),
            policy: self.policy.clone(),
            parameters: self.parameters.clone(),
            tags: self.tags.clone(),
        }
    }
}

/// The command of *Backup now* with the rule that was chosen by its name.
pub fn backup_now(instance: &ArmId, rule: &str) -> Option<Command> {
    let tag = RetentionTag::ALL.into_iter().find(|tag| tag.display_name() == rule)?;
    Some(Command::BackupNow { instance: instance.clone(), tag })
}

/// What an instance has that stopping or deleting concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holdings {
    pub points: usize,
    /// Days that they are kept when they are deleted.
    pub kept_days: u32,
    pub datasource_type: DatasourceType,
    /// Whether it protects blobs in place.
    pub operational: bool,
}

impl Holdings {
    pub fn of(view: &InstanceView) -> Holdings {
        Holdings {
            points: view.points,
            kept_days: view.kept_days,
            datasource_type: view.row.datasource_type,
            operational: view.row.operational,
        }
    }

    /// `12 restore points`.
    fn points_text(self) -> String {
        counted(self.points as u64, "restore point", "restore points")
    }
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
    pub fn question(self, name: &str, holdings: Holdings) -> String {
        match self {
            StopLevel::RetainForever => {
                format!("No more backups of {name} will be taken. Its restore points are retained forever.")
            }
            StopLevel::RetainAsPerPolicy => format!(
                "No more backups of {name} will be taken. Its restore points expire as their rules say, but for the latest."
            ),
            StopLevel::DeleteData if holdings.points == 0 => {
                format!("{name} has no restore points and will be deleted at once. This cannot be undone.")
            }
            StopLevel::DeleteData => format!(
                "All restore points of {name} will be soft-deleted. They can be undeleted for {} days, and are gone for good then.",
                holdings.kept_days
            ),
        }
    }

    /// What it means for the data there is.
    pub fn consequence(self, holdings: Holdings) -> String {
        let points = holdings.points_text();
        match self {
            StopLevel::RetainForever => {
                format!("{points} are kept and stay billable until they are deleted.")
            }
            StopLevel::RetainAsPerPolicy => {
                format!("Of {points} the latest is kept forever, and stays billable.")
            }
            StopLevel::DeleteData if holdings.points == 0 => leftovers(holdings).to_string(),
            StopLevel::DeleteData => format!(
                "{points} will be soft-deleted: nobody can see or restore them for {} days, in which they can be undeleted. Then they are purged. {}",
                holdings.kept_days,
                leftovers(holdings)
            ),
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
            StopLevel::DeleteData => {
                "Restore points are soft-deleted. Neither restore nor resume is possible until they are undeleted."
            }
        }
    }
}

/// What deleting leaves behind outside of the vault.
fn leftovers(holdings: Holdings) -> &'static str {
    match (holdings.datasource_type, holdings.operational) {
        (DatasourceType::DataLakeStorage, _) => "There is nothing else to tidy up.",
        (DatasourceType::Disk, _) if holdings.points == 0 => "There are no snapshots to tidy up.",
        (DatasourceType::Disk, _) => {
            "The snapshots stay in their resource group until then, and stay billable; whoever may delete them there can."
        }
        (DatasourceType::Blob, true) => {
            "Azure Backup takes its lock off the storage account. What it switched on there stays on, and stays billable: point-in-time restore, versioning, soft delete and the change feed. Switch them off under Data protection."
        }
        (DatasourceType::Blob, false) => {
            "Versioning and the change feed of the storage account stay on, and stay billable. Switch them off under Data protection."
        }
    }
}

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
    fn deleting_says_what_is_kept_and_what_is_left_behind() {
        let holdings = |points, datasource_type, operational| Holdings {
            points,
            kept_days: 30,
            datasource_type,
            operational,
        };
        let delete = StopLevel::DeleteData;
        let some = holdings(3, DatasourceType::Disk, false);
        assert!(delete.question("disk", some).contains("undeleted for 30 days"));
        let text = delete.consequence(some);
        assert!(text.starts_with("3 restore points will be soft-deleted") && text.contains("snapshots stay"));
        let none = holdings(0, DatasourceType::Blob, true);
        assert!(delete.question("blobs", none).contains("deleted at once"));
        assert!(delete.consequence(none).contains("lock off"));
        let vaulted = delete.consequence(holdings(1, DatasourceType::Blob, false));
        assert!(vaulted.contains("1 restore point will") && !vaulted.contains("lock off"), "{vaulted}");
        for level in StopLevel::ALL {
            assert_eq!(StopLevel::parse(level.label()), Some(level));
        }
    }
}
