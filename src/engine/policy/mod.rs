//! Backup policies: when a backup runs and how long its recovery point stays.
//!
//! A policy has a part that makes recovery points by a schedule, or one that protects blobs continuously inside
//! their account, or, for blobs, both. The operational part of a blob policy has no schedule and no rules.
//!
//! Invariants: a policy never changes after it was made (the provider has no update: a new policy is made
//! and assigned); it has one part at least; every schedule has exactly one default rule.
//!
//! Source: Azure Backup, "Create a backup policy for Azure Data Lake Storage", "Back up Azure Disks", "Overview of
//! Azure Blob backup".

pub mod calendar;
pub mod decide;
pub mod error;
pub mod model;
pub mod retention;
pub mod schedule;
pub mod snapshot_count;
pub mod time_zone;
pub mod validate;
pub mod verdict;
mod zone_clocks;

pub use error::PolicyError;
pub use model::{
    BackupPolicy, DatasourceType, RetentionDuration, RetentionRule, RetentionTag, Schedule,
    ScheduleFrequency, ScheduledBackups, TimeOfDay, Weekday,
};
pub use time_zone::TimeZone;
