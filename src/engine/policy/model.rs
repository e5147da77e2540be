//! The row of a backup policy and the words it is made of.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        ids::{PolicyId, VaultId},
        policy::TimeZone,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What kind of thing is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DatasourceType {
    DataLakeStorage,
}

impl DatasourceType {
    pub fn arm_name(self) -> &'static str {
        match self {
            DatasourceType::DataLakeStorage => "Microsoft.Storage/storageAccounts/adlsBlobServices",
        }
    }

    pub fn display_name(self) -> &'static str {
        match self {
            DatasourceType::DataLakeStorage => "Azure Data Lake Storage",
        }
    }
}

/// A day of the week, Sunday first, as the portal lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Weekday {
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
}

impl Weekday {
    pub const ALL: [Weekday; 7] = [
        Weekday::Sunday,
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
    ];

    pub fn display_name(self) -> &'static str {
        match self {
            Weekday::Sunday => "Sunday",
            Weekday::Monday => "Monday",
            Weekday::Tuesday => "Tuesday",
            Weekday::Wednesday => "Wednesday",
            Weekday::Thursday => "Thursday",
            Weekday::Friday => "Friday",
            Weekday::Saturday => "Saturday",
        }
    }
}

/// A time of day on a clock in the schedule's own time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TimeOfDay {
    pub hour: u8,
    pub minute: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScheduleFrequency {
    Daily,
    /// On each of these days; never empty in a valid policy.
    Weekly(BTreeSet<Weekday>),
}

/// When backups start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    pub frequency: ScheduleFrequency,
    pub time: TimeOfDay,
    pub time_zone: TimeZone,
}

/// Which rule a recovery point is kept by; later variants take precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RetentionTag {
    Default,
    /// First successful backup of the week.
    Weekly,
    /// First successful backup of the month.
    Monthly,
    /// First successful backup of the year.
    Yearly,
}

impl RetentionTag {
    pub const ALL: [RetentionTag; 4] =
        [RetentionTag::Default, RetentionTag::Weekly, RetentionTag::Monthly, RetentionTag::Yearly];

    pub fn display_name(self) -> &'static str {
        match self {
            RetentionTag::Default => "Default",
            RetentionTag::Weekly => "Weekly",
            RetentionTag::Monthly => "Monthly",
            RetentionTag::Yearly => "Yearly",
        }
    }
}

/// How long, in calendar units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RetentionDuration {
    Days(u32),
    Weeks(u32),
    Months(u32),
    Years(u32),
}

/// How long recovery points with a tag are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionRule {
    pub tag: RetentionTag,
    pub duration: RetentionDuration,
}

#[derive(Clone, Debug, PartialEq)]
pub struct BackupPolicy {
    pub id: PolicyId,
    pub vault: VaultId,
    pub name: String,
    pub datasource_type: DatasourceType,
    pub schedule: Schedule,
    /// Ordered by tag, `Default` first.
    pub retention: Vec<RetentionRule>,
    pub created_at: SimTime,
}

impl BackupPolicy {
    pub fn arm_id(&self, vault: &ArmId) -> ArmId {
        vault.child("backupPolicies", &self.name)
    }

    pub fn rule(&self, tag: RetentionTag) -> Option<&RetentionRule> {
        self.retention.iter().find(|rule| rule.tag == tag)
    }
}
