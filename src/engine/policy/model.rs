//! The row of a backup policy and the words it is made of.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        ids::{PolicyId, VaultId},
        index::Named,
        policy::TimeZone,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What kind of thing is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DatasourceType {
    DataLakeStorage,
    Disk,
    /// Block blobs of a storage account without hierarchical namespace.
    Blob,
}

impl DatasourceType {
    pub const ALL: [DatasourceType; 3] =
        [DatasourceType::DataLakeStorage, DatasourceType::Disk, DatasourceType::Blob];

    pub fn arm_name(self) -> &'static str {
        match self {
            DatasourceType::DataLakeStorage => "Microsoft.Storage/storageAccounts/adlsBlobServices",
            DatasourceType::Disk => "Microsoft.Compute/disks",
            DatasourceType::Blob => "Microsoft.Storage/storageAccounts/blobServices",
        }
    }

    pub fn display_name(self) -> &'static str {
        match self {
            DatasourceType::DataLakeStorage => "Azure Data Lake Storage",
            DatasourceType::Disk => "Azure Disks",
            DatasourceType::Blob => "Azure Blobs (Azure Storage)",
        }
    }

    /// `AzureDisk`: its name in the command-line tools and in addresses of the portal.
    pub fn manifest_name(self) -> &'static str {
        match self {
            DatasourceType::DataLakeStorage => "AzureDataLakeStorage",
            DatasourceType::Disk => "AzureDisk",
            DatasourceType::Blob => "AzureBlob",
        }
    }

    /// Reads a manifest name.
    pub fn parse(name: &str) -> Option<DatasourceType> {
        DatasourceType::ALL.into_iter().find(|known| known.manifest_name().eq_ignore_ascii_case(name))
    }

    /// The rules its scheduled backups may have beside the default one.
    ///
    /// Source: Azure Backup, "Create a backup policy for Azure Data Lake Storage", "Back up Azure Disks", "Configure
    /// and manage backup for Azure Blobs".
    pub fn retention_tags(self) -> &'static [RetentionTag] {
        match self {
            DatasourceType::DataLakeStorage | DatasourceType::Blob => {
                &[RetentionTag::Weekly, RetentionTag::Monthly, RetentionTag::Yearly]
            }
            DatasourceType::Disk => &[RetentionTag::Daily, RetentionTag::Weekly],
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
    /// Every so many hours, evenly over the day, one of them at the time of day of the schedule.
    Hourly(u8),
}

impl ScheduleFrequency {
    /// How often it fires in a week.
    pub fn runs_per_week(&self) -> u32 {
        match self {
            ScheduleFrequency::Daily => 7,
            ScheduleFrequency::Weekly(days) => u32::try_from(days.len()).unwrap_or(7),
            ScheduleFrequency::Hourly(hours) => 7 * 24 / u32::from((*hours).max(1)),
        }
    }
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
    /// First successful backup of the day.
    Daily,
    /// First successful backup of the week.
    Weekly,
    /// First successful backup of the month.
    Monthly,
    /// First successful backup of the year.
    Yearly,
}

impl RetentionTag {
    pub const ALL: [RetentionTag; 5] = [
        RetentionTag::Default,
        RetentionTag::Daily,
        RetentionTag::Weekly,
        RetentionTag::Monthly,
        RetentionTag::Yearly,
    ];

    pub fn display_name(self) -> &'static str {
        match self {
            RetentionTag::Default => "Default",
            RetentionTag::Daily => "Daily",
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

/// The part of a policy that makes recovery points: when, and how long each is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledBackups {
    pub schedule: Schedule,
    /// Ordered by tag, `Default` first.
    pub retention: Vec<RetentionRule>,
}

impl ScheduledBackups {
    pub fn rule(&self, tag: RetentionTag) -> Option<&RetentionRule> {
        self.retention.iter().find(|rule| rule.tag == tag)
    }
}

/// What is done for a datasource, in one part or two; see [`crate::engine::policy`].
#[derive(Clone, Debug, PartialEq)]
pub struct BackupPolicy {
    pub id: PolicyId,
    pub vault: VaultId,
    pub name: String,
    pub datasource_type: DatasourceType,
    /// Recovery points: vaulted backups of storage accounts, snapshots of disks.
    pub scheduled: Option<ScheduledBackups>,
    /// Operational backup of blobs: how far back they can be put.
    pub continuous: Option<RetentionDuration>,
    pub created_at: SimTime,
}

impl Named for BackupPolicy {
    type Place = VaultId;

    fn place(&self) -> VaultId {
        self.vault
    }

    fn name(&self) -> &str {
        &self.name
    }
}

impl BackupPolicy {
    pub fn arm_id(&self, vault: &ArmId) -> ArmId {
        vault.child("backupPolicies", &self.name)
    }

    pub fn rule(&self, tag: RetentionTag) -> Option<&RetentionRule> {
        self.scheduled.as_ref()?.rule(tag)
    }

    /// Its rules, none where it has no schedule.
    pub fn rules(&self) -> &[RetentionRule] {
        self.scheduled.as_ref().map_or(&[], |scheduled| &scheduled.retention)
    }
}
