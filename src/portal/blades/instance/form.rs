//! What is entered in the panes of a backup instance, and the commands it becomes.

use crate::{
    base::ArmId,
    engine::{policy::RetentionTag, protection::ContainerSelection, request::Command},
};

/// *Edit backup instance*.
#[derive(Clone, Debug, PartialEq)]
pub struct EditForm {
    pub policy: ArmId,
    pub containers: ContainerSelection,
}

impl EditForm {
    pub fn command(&self, instance: &ArmId) -> Command {
        Command::UpdateProtection {
            instance: instance.clone(),
            policy: self.policy.clone(),
            containers: self.containers.clone(),
        }
    }
}

/// The command of *Backup now* with the rule that was chosen by its name.
pub fn backup_now(instance: &ArmId, rule: &str) -> Option<Command> {
    let tag = RetentionTag::ALL.into_iter().find(|tag| tag.display_name() == rule)?;
    Some(Command::BackupNow { instance: instance.clone(), tag })
}

/// What happens to the data when backup stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopLevel {
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
    pub fn unavailable(self) -> Option<&'static str> {
        match self {
            StopLevel::RetainForever => None,
            StopLevel::RetainAsPerPolicy => Some(
                "Not simulated yet: it needs suspended schedules, which this version does not have. Choose Retain forever.",
            ),
            StopLevel::DeleteData => Some(
                "Not simulated yet: it needs soft delete of backup data, which this version does not have. Choose Retain forever.",
            ),
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
    fn one_level_can_be_chosen_and_the_others_say_why_not() {
        let open: Vec<_> = StopLevel::ALL.into_iter().filter(|level| level.unavailable().is_none()).collect();
        assert_eq!(open, [StopLevel::RetainForever]);
    }
}
