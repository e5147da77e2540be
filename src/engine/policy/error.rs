//! What can be wrong with a backup policy.

use crate::engine::{
    limits,
    policy::{DatasourceType, RetentionTag},
    refusal::Explanation,
};
use serde::{Deserialize, Serialize};

/// Azure's code for everything that is wrong with what was sent.
const INVALID: &str = "BMSUserErrorInvalidPolicyInput";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PolicyError {
    InvalidPolicyName {
        name: String,
    },
    PolicyNameTaken {
        name: String,
    },
    NoWeekdayChosen,
    InvalidTimeOfDay {
        hour: u8,
        minute: u8,
    },
    FrequencyNotOffered {
        datasource_type: DatasourceType,
        frequency: String,
    },
    RuleNotOffered {
        datasource_type: DatasourceType,
        tag: RetentionTag,
    },
    /// The snapshots of a disk are limited; `days_max` is how long this schedule could keep all of them.
    TooManyRecoveryPoints {
        points: u32,
        days_max: u32,
    },
    /// A policy without schedule and without operational backup.
    NothingBackedUp {
        datasource_type: DatasourceType,
    },
    /// Only blobs have operational backup without a schedule.
    ContinuousNotOffered {
        datasource_type: DatasourceType,
    },
    ContinuousOutOfRange {
        count: u32,
        unit: String,
    },
    DefaultRuleMissing,
    DuplicateRule {
        tag: RetentionTag,
    },
    RetentionOutOfRange {
        tag: RetentionTag,
        count: u32,
        min: u32,
        max: u32,
        unit: String,
    },
    PolicyInUse {
        name: String,
        instances: usize,
        soft_deleted: usize,
    },
}

impl PolicyError {
    pub fn explain(&self) -> Explanation {
        use PolicyError::*;
        match self {
            InvalidPolicyName { name } => Explanation::new(
                INVALID,
                format!("'{name}' is not a valid policy name."),
                format!(
                    "Policy names have {} to {} characters: letters, numbers and hyphens.",
                    limits::POLICY_NAME_LENGTH_MIN,
                    limits::POLICY_NAME_LENGTH_MAX
                ),
                "Choose a name that follows the rule.",
            ),
            PolicyNameTaken { name } => Explanation::new(
                INVALID,
                format!("A backup policy named '{name}' already exists in this vault."),
                "Existing policies cannot be modified; names are unique in their vault.",
                "Choose another name for the new policy.",
            ),
            NoWeekdayChosen => Explanation::new(
                INVALID,
                "No day of the week is chosen.",
                "A weekly schedule runs on one day at least.",
                "Choose one or more days.",
            ),
            InvalidTimeOfDay { hour, minute } => Explanation::new(
                INVALID,
                format!("{hour:02}:{minute:02} is not a time of day."),
                "Hours go from 0 to 23 and minutes from 0 to 59.",
                "Choose a valid time.",
            ),
            FrequencyNotOffered { datasource_type, frequency } => Explanation::new(
                INVALID,
                format!("{} cannot be backed up {frequency}.", datasource_type.display_name()),
                match datasource_type {
                    DatasourceType::Disk => "Disks are backed up daily or every 1, 2, 4, 6, 8 or 12 hours.",
                    DatasourceType::DataLakeStorage => "Data lakes are backed up daily or weekly.",
                    DatasourceType::Blob => "Vaulted backups of blobs are made daily or weekly.",
                },
                "Choose one of these frequencies.",
            ),
            RuleNotOffered { datasource_type, tag } => Explanation::new(
                INVALID,
                format!(
                    "Policies for {} have no {} rule.",
                    datasource_type.display_name(),
                    tag.display_name()
                ),
                format!("They can have: Default, {}.", tag_names(*datasource_type)),
                "Remove this rule.",
            ),
            TooManyRecoveryPoints { points, days_max } => Explanation::new(
                INVALID,
                format!("Retention exceeds the maximum of {days_max} days for this frequency."),
                format!(
                    "Azure Disk Backup allows at most {} recovery points and 1 year; this policy would keep {points}.",
                    limits::DISK_SCHEDULED_POINTS_MAX
                ),
                "Back up less often, or keep recovery points for a shorter time.",
            ),
            NothingBackedUp { datasource_type } => Explanation::new(
                INVALID,
                "The policy backs up nothing.",
                match datasource_type {
                    DatasourceType::Disk | DatasourceType::DataLakeStorage => {
                        "Backups start by a schedule, and the policy has none."
                    }
                    DatasourceType::Blob => "It has neither a vaulted nor an operational part.",
                },
                match datasource_type {
                    DatasourceType::Disk | DatasourceType::DataLakeStorage => {
                        "Add a schedule with its rules."
                    }
                    DatasourceType::Blob => "Choose vaulted backups, operational backups, or both.",
                },
            ),
            ContinuousNotOffered { datasource_type } => Explanation::new(
                INVALID,
                format!("{} have no operational backup without a schedule.", datasource_type.display_name()),
                "Only block blobs are protected continuously inside their account.",
                "Leave the operational part out.",
            ),
            ContinuousOutOfRange { count, unit } => Explanation::new(
                INVALID,
                format!("Operational backups cannot be kept for {count} {unit}."),
                format!(
                    "They are kept for 1 to {} days, {} weeks or {} months.",
                    limits::BLOB_OPERATIONAL_DAYS_MAX,
                    limits::BLOB_OPERATIONAL_WEEKS_MAX,
                    limits::BLOB_OPERATIONAL_MONTHS_MAX
                ),
                "Choose a duration in that range.",
            ),
            DefaultRuleMissing => Explanation::new(
                INVALID,
                "The policy has no default retention rule.",
                "The default rule applies to every recovery point that no other rule matches.",
                "Add the default rule.",
            ),
            DuplicateRule { tag } => Explanation::new(
                INVALID,
                format!("There are two {} retention rules.", tag.display_name()),
                "Each kind of rule can be there once.",
                "Remove one of them.",
            ),
            RetentionOutOfRange { tag, count, min, max, unit } => Explanation::new(
                INVALID,
                format!("The {} rule cannot keep recovery points for {count} {unit}.", tag.display_name()),
                format!("It keeps them for {min} to {max} {unit}."),
                "Choose a duration in that range.",
            ),
            PolicyInUse { name, instances, soft_deleted } => Explanation::new(
                "UserErrorDppPolicyObjectInUse",
                "Cannot delete the backup policy as one or more backup instances have been configured for protection with this policy.",
                match soft_deleted {
                    0 => format!("{instances} backup instances use the policy '{name}'."),
                    some => format!(
                        "{instances} backup instances and {some} soft-deleted ones use the policy '{name}'."
                    ),
                },
                match soft_deleted {
                    0 => "Assign another policy to these backup instances first.",
                    _ => {
                        "Assign another policy to these backup instances first. Soft-deleted ones have to be undeleted and resumed for that, or purged."
                    }
                },
            ),
        }
    }
}

fn tag_names(datasource_type: DatasourceType) -> String {
    datasource_type.retention_tags().iter().map(|tag| tag.display_name()).collect::<Vec<_>>().join(", ")
}
