//! Backup policies: when a backup runs and how long its recovery point stays.
//!
//! Invariants: a policy never changes after it was made (the provider has no update: a new policy is made
//! and assigned); every policy has exactly one default rule.
//!
//! Source: Azure Backup, "Create a backup policy for Azure Data Lake Storage", "Back up Azure Disks".

pub mod decide;
pub mod error;
pub mod model;
pub mod retention;
pub mod schedule;
pub mod snapshot_count;
pub mod time_zone;
pub mod validate;

pub use error::PolicyError;
pub use model::{
    BackupPolicy, DatasourceType, RetentionDuration, RetentionRule, RetentionTag, Schedule,
    ScheduleFrequency, TimeOfDay, Weekday,
};
pub use time_zone::TimeZone;
