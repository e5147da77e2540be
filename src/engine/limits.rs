//! Every bound of the simulated service, with where it comes from.
//!
//! Sources name pages of the public Azure documentation; "unverified" marks a choice of ours where
//! the service is undocumented.

use crate::base::{ByteSize, SimSpan, SimTime};

/// Source: Azure Backup, "Support matrix for Azure Data Lake Storage backup" (1 scheduled + 4 on-demand).
pub const ADLS_ON_DEMAND_BACKUPS_PER_DAY_MAX: usize = 4;

/// How far back operational backup of blobs can reach, in each unit; what the wizard proposes.
/// Source: Azure Backup, "Overview of Azure Blob backup"; "Back up Azure Blobs using Azure CLI" (the default).
pub const BLOB_OPERATIONAL_DAYS_MAX: u32 = 360;
pub const BLOB_OPERATIONAL_WEEKS_MAX: u32 = 51;
pub const BLOB_OPERATIONAL_MONTHS_MAX: u32 = 11;
pub const BLOB_OPERATIONAL_DAYS_DEFAULT: u32 = 30;
/// For how much longer than that deleted blobs are kept. Source: same overview.
pub const BLOB_OPERATIONAL_SOFT_DELETE_DAYS_MORE: u32 = 5;

/// Scheduled and on-demand ones together.
/// Source: Azure Backup, "Support matrix for Azure Blobs backup" (5 backups per account per day).
pub const BLOB_BACKUPS_PER_DAY_MAX: usize = 5;

/// Source: Azure Backup, "Configure vaulted backup for Azure Data Lake Storage" (raised from 100 in 2025).
pub const PROTECTED_CONTAINERS_PER_ACCOUNT_MAX: usize = 1_000;

/// Source: Azure Backup, "Restore Azure Data Lake Storage" (browse and select containers).
pub const RESTORE_CONTAINERS_MAX: usize = 100;

/// Unverified for data lakes; the blob article prints 5 prefixes per container.
pub const RESTORE_PREFIXES_PER_CONTAINER_MAX: usize = 5;

/// Two snapshots, 15 minutes apart. Source: Azure Backup, "About Azure Data Lake Storage backup".
pub const ADLS_SNAPSHOT_INTERVAL: SimSpan = SimSpan::from_minutes(15);

/// Source: Azure Backup, "Azure Disk Backup support matrix".
pub const DISK_ON_DEMAND_BACKUPS_PER_DAY_MAX: usize = 10;
pub const DISK_RESTORES_PER_DAY_MAX: usize = 10;

/// Hours between the backups of a disk. Source: same page.
pub const DISK_BACKUP_INTERVALS: [u8; 6] = [1, 2, 4, 6, 8, 12];
/// The only one of these that Premium SSD v2 and Ultra disks take.
pub const COPIED_SNAPSHOT_INTERVAL_HOURS: u8 = 12;

/// How many points the schedule of a disk may keep, and for how long.
/// Source: Azure Backup, "Back up Azure Disks", "FAQ" (450 of 500 snapshots, or one year).
pub const DISK_SCHEDULED_POINTS_MAX: u32 = 450;
pub const DISK_RETENTION_DAYS_MAX: u32 = 365;

/// Scheduled backups of disks start within two hours. Source: Azure Backup, "FAQ about Azure Disk Backup".
pub const DISK_BACKUP_LATENESS_MAX: SimSpan = SimSpan::from_hours(2);
/// Mostly they start two minutes late: times of recovery points in the samples of the REST article.
pub const DISK_BACKUP_LATENESS_SECONDS_MIN: u64 = 105;
pub const DISK_BACKUP_LATENESS_SECONDS_TYPICAL_MAX: u64 = 135;
/// One in this many starts later than that; unverified.
pub const DISK_BACKUP_LATE_ONE_IN: u64 = 50;

/// How long a backup of a disk takes, and how fast snapshots of Premium SSD v2 and Ultra disks are copied in
/// the background; unverified.
pub const DISK_SNAPSHOT: SimSpan = SimSpan::from_seconds(75);
pub const DISK_SNAPSHOT_GIB_PER_SECOND: u32 = 64;
pub const SNAPSHOT_COPY_BYTES_PER_SECOND: u64 = ByteSize::mib(100).bytes();

/// How long after its expiry a snapshot is deleted, and how long until the next attempt where the vault may
/// not; unverified. The public pages say that a policy for n points shows n + 1 and more of them.
pub const DISK_CLEANUP_DELAY: SimSpan = SimSpan::from_hours(1);
pub const DISK_CLEANUP_RETRY: SimSpan = SimSpan::from_hours(12);

/// The sample of the REST article took 6 minutes and 6 seconds.
pub const DISK_RESTORE: SimSpan = SimSpan::from_seconds(366);

/// A backup takes at least 30 to 40 minutes: same source.
pub const ADLS_REPLICATION_MINUTES_MAX: u64 = 10;

/// How long the marker of a recovery point of blobs needs to be replicated; unverified.
pub const BLOB_REPLICATION_MINUTES_MAX: u64 = 15;

/// How long writing the marker of a recovery point takes, and committing it; unverified.
pub const BACKUP_TRIGGER: SimSpan = SimSpan::from_minutes(1);
pub const RECOVERY_POINT_CREATION: SimSpan = SimSpan::from_minutes(1);

/// How much a vaulted copy moves per second; unverified, sets only how long a job takes.
pub const VAULT_COPY_BYTES_PER_SECOND: u64 = ByteSize::mib(200).bytes();

/// How long a restore takes before its first byte, of that until it is accepted, and the least that writing
/// takes; unverified.
pub const RESTORE_PREPARATION: SimSpan = SimSpan::from_minutes(5);
pub const RESTORE_TRIGGER: SimSpan = SimSpan::from_minutes(1);
pub const RESTORE_WRITING_MIN: SimSpan = SimSpan::from_minutes(1);

/// Role assignments can need up to 30 minutes.
/// Source: Azure Backup, "Tutorial: Configure backup for Azure Data Lake Storage".
pub const ROLE_PROPAGATION_MAX: SimSpan = SimSpan::from_minutes(30);
/// Source: Azure RBAC, "Troubleshoot Azure RBAC" (typically up to 10 minutes).
pub const ROLE_PROPAGATION_TYPICAL_MAX: SimSpan = SimSpan::from_minutes(10);
/// Unverified.
pub const ROLE_PROPAGATION_MIN: SimSpan = SimSpan::from_minutes(1);
/// One assignment in this many takes longer than is typical; unverified.
pub const ROLE_PROPAGATION_SLOW_ONE_IN: u64 = 20;

/// How long a removed assignment still counts, at most; unverified.
pub const ROLE_REMOVAL_SECONDS_MAX: u64 = 300;

/// Source: Azure RBAC, "Azure RBAC limits".
pub const ROLE_ASSIGNMENTS_PER_SUBSCRIPTION_MAX: usize = 4_000;

/// Source: Azure Resource Manager, "Use tags to organize your Azure resources".
pub const TAGS_PER_RESOURCE_MAX: usize = 50;
pub const TAG_NAME_LENGTH_MAX: usize = 512;
/// Storage accounts take shorter tag names: same source.
pub const STORAGE_TAG_NAME_LENGTH_MAX: usize = 128;
pub const TAG_VALUE_LENGTH_MAX: usize = 256;

/// Source: Azure Resource Manager, "Naming rules and restrictions for Azure resources".
pub const RESOURCE_GROUP_NAME_LENGTH_MAX: usize = 90;
pub const LOCK_NAME_LENGTH_MAX: usize = 90;
pub const STORAGE_ACCOUNT_NAME_LENGTH_MIN: usize = 3;
pub const STORAGE_ACCOUNT_NAME_LENGTH_MAX: usize = 24;
pub const CONTAINER_NAME_LENGTH_MIN: usize = 3;
pub const CONTAINER_NAME_LENGTH_MAX: usize = 63;
pub const BLOB_NAME_LENGTH_MAX: usize = 1_024;
/// Source: Azure Data Lake Storage, "Create a path" (depth of a directory tree).
pub const PATH_DEPTH_MAX: usize = 63;
/// Source: Azure Storage, "Setting and retrieving properties and metadata" (8 KiB in all).
pub const METADATA_BYTES_MAX: usize = 8 * 1_024;
/// What a bound of a range of blobs can be: a container and a blob with a slash between, and `-0` behind a container.
pub const RESTORE_RANGE_BOUND_LENGTH_MAX: usize = CONTAINER_NAME_LENGTH_MAX + 2 + 1 + BLOB_NAME_LENGTH_MAX;
/// Days for which deleted blobs and containers can be kept.
/// Source: Azure Storage, "Soft delete for blobs" and "Soft delete for containers".
pub const STORAGE_SOFT_DELETE_DAYS_MIN: u32 = 1;
pub const STORAGE_SOFT_DELETE_DAYS_MAX: u32 = 365;
/// Days back to which containers can be restored; fewer than deleted blobs are kept.
/// Source: Azure Storage, "Point-in-time restore for block blobs".
pub const POINT_IN_TIME_RESTORE_DAYS_MIN: u32 = 1;
pub const POINT_IN_TIME_RESTORE_DAYS_MAX: u32 = 365;
/// Source: same page.
pub const POINT_IN_TIME_RESTORE_RANGES_MAX: usize = 10;
/// How long after it is switched on the earliest time lies that can be restored; "a few minutes", same page.
pub const POINT_IN_TIME_RESTORE_DELAY: SimSpan = SimSpan::from_minutes(5);
/// Changes that are read and undone in a minute. Source: Azure Backup, "Overview of Azure Blob backup" (two hours for
/// 30 days of 3,000 writes and 1,000 deletions); the least is unverified.
pub const POINT_IN_TIME_RESTORE_CHANGES_PER_MINUTE: i64 = 1_000;
pub const POINT_IN_TIME_RESTORE_DURATION_MIN: SimSpan = SimSpan::from_seconds(30);
/// Source: ARM reference of blobServices, changeFeed.retentionInDays (400 years).
pub const CHANGE_FEED_DAYS_MIN: u32 = 1;
pub const CHANGE_FEED_DAYS_MAX: u32 = 146_000;
/// What the change feed forgets at once. Source: Azure Storage, "Change feed support" (hourly segments).
pub const CHANGE_FEED_SEGMENT: SimSpan = SimSpan::from_hours(1);
/// How long a blob in the archive tier takes to be online again, by priority; the least is unverified.
/// Source: Azure Storage, "Overview of blob rehydration from the archive tier".
pub const REHYDRATION_STANDARD_HOURS_MIN: u64 = 1;
pub const REHYDRATION_STANDARD_HOURS_MAX: u64 = 15;
pub const REHYDRATION_HIGH_MINUTES_MIN: u64 = 15;
pub const REHYDRATION_HIGH_MINUTES_MAX: u64 = 59;
/// Larger blobs gain nothing from a high priority here. Source: same page (10 GB).
pub const REHYDRATION_HIGH_SIZE_MAX: ByteSize = ByteSize::gib(10);
/// Blocks of a blob, those of them that are not committed, and how long these stay after the last of them.
/// Source: Blob service REST API, "Put Block" and "Put Block List"; Azure Storage, "Scalability and performance targets
/// for Blob storage".
pub const BLOCK_SIZE_MAX: ByteSize = ByteSize::mib(4_000);
pub const BLOCK_ID_BYTES_MAX: usize = 64;
pub const BLOCKS_PER_BLOB_MAX: usize = 50_000;
pub const UNCOMMITTED_BLOCKS_MAX: usize = 100_000;
pub const UNCOMMITTED_BLOCKS_KEPT: SimSpan = SimSpan::from_days(7);
/// What is written in one piece. Source: Blob service REST API, "Put Blob".
pub const PUT_BLOB_SIZE_MAX: ByteSize = ByteSize::mib(5_000);
/// Source: Blob service REST API, "Lease Blob" and "Lease Container".
pub const LEASE_SECONDS_MIN: u32 = 15;
pub const LEASE_SECONDS_MAX: u32 = 60;
pub const LEASE_BREAK_SECONDS_MAX: u32 = 60;
/// Source: Azure Storage, "Container-level WORM policies for immutable blob data".
pub const IMMUTABILITY_DAYS_MIN: u32 = 1;
pub const IMMUTABILITY_DAYS_MAX: u32 = 146_000;
pub const IMMUTABILITY_EXTENSIONS_MAX: u32 = 5;
/// Source: Azure Storage, "Legal holds for immutable blob data", scalability targets.
pub const LEGAL_HOLD_TAGS_MAX: usize = 10;
pub const LEGAL_HOLD_TAG_LENGTH_MIN: usize = 3;
pub const LEGAL_HOLD_TAG_LENGTH_MAX: usize = 23;
/// Source: Azure Storage, "Lifecycle management policies that transition blobs between tiers" (policy structure).
pub const LIFECYCLE_RULES_MAX: usize = 100;
pub const LIFECYCLE_RULE_NAME_LENGTH_MAX: usize = 256;
pub const LIFECYCLE_PREFIXES_MAX: usize = 10;
/// Source: Azure Storage, "Lifecycle management FAQ" (once a day, and up to a day until new rules count).
pub const LIFECYCLE_INTERVAL: SimSpan = SimSpan::from_hours(24);
/// Accounts that an account is replicated to, and from, and rules of a policy.
/// Source: Azure Storage, "Object replication for block blobs".
pub const REPLICATION_DESTINATIONS_MAX: usize = 2;
pub const REPLICATION_SOURCES_MAX: usize = 2;
pub const REPLICATION_RULES_MAX: usize = 1_000;
/// How long after a change it is carried over; unverified: replication is asynchronous and promises no time.
pub const REPLICATION_DELAY: SimSpan = SimSpan::from_minutes(5);
/// Versions of blobs younger than this are not to be deleted or archived while a vaulted backup runs.
/// Source: Azure Backup, "Troubleshoot issues in Azure Blob backup" (lifecycle rules for versions).
pub const BLOB_VERSION_NEEDED: SimSpan = SimSpan::from_days(7);
/// Source: Azure Data Lake Storage, "Access control lists" (32 entries an ACL).
pub const ACL_ENTRIES_MAX: usize = 32;
pub const VAULT_NAME_LENGTH_MIN: usize = 2;
pub const VAULT_NAME_LENGTH_MAX: usize = 50;
pub const POLICY_NAME_LENGTH_MIN: usize = 3;
pub const POLICY_NAME_LENGTH_MAX: usize = 150;
/// Unverified: no public page prints a rule for the names of backup instances.
pub const INSTANCE_NAME_LENGTH_MIN: usize = 3;
pub const INSTANCE_NAME_LENGTH_MAX: usize = 150;

/// Source: Azure Resource Manager, "Naming rules and restrictions for Azure resources".
pub const DISK_NAME_LENGTH_MAX: usize = 80;

/// Source: Azure Resource Manager, "Microsoft.Authorization locks" (template reference), and "Azure subscription and
/// service limits" (unique locks at a scope).
pub const LOCK_NOTES_LENGTH_MAX: usize = 512;
pub const LOCKS_PER_SCOPE_MAX: usize = 20;
/// How many of the locks that stand in the way a refusal names; ours.
pub const LOCKS_NAMED_MAX: usize = 5;

/// What a snapshot of a disk with sectors of 4,096 bytes takes at least.
/// Source: Azure Compute, "Create an incremental snapshot for managed disks", restrictions.
pub const LARGE_SECTOR_BYTES: u32 = 4_096;
pub const LARGE_SECTOR_SNAPSHOT_MIN: ByteSize = ByteSize::mib(6);

/// What a disk or snapshot may hold to be exported as a file; ours: the browser keeps a download until it is saved.
pub const EXPORT_SIZE_MAX: ByteSize = ByteSize::gib(8);

/// Bytes of a disk or snapshot that are looked at, and that are written by hand, at once; ours.
pub const IMAGE_READ_MAX: ByteSize = ByteSize::kib(4);
pub const IMAGE_WRITE_MAX: ByteSize = ByteSize::kib(64);

/// How often simulated work writes on a disk; ours.
pub const WORK_INTERVAL: SimSpan = SimSpan::from_hours(4);

/// Source: Azure Resource Manager, "Naming rules and restrictions for Azure resources" (a Linux machine's name).
pub const MACHINE_NAME_LENGTH_MAX: usize = 64;

/// Incremental snapshots of a disk at any moment, and how many of them may be taken in a while.
/// Source: Azure Compute, "Create an incremental snapshot for managed disks", restrictions.
pub const SNAPSHOTS_PER_DISK_MAX: usize = 500;
pub const SNAPSHOTS_PER_DISK_AND_WINDOW_MAX: usize = 7;
pub const SNAPSHOT_WINDOW: SimSpan = SimSpan::from_minutes(5);

/// Days that a vault keeps deleted backup data. Source: Azure Backup, "Secure by default with soft delete".
/// Soft-deleted data in a vault costs nothing for so long.
///
/// Source: Azure Backup, "Secure by default with soft delete".
pub const SOFT_DELETE_FREE: SimSpan = SimSpan::from_days(14);
pub const SOFT_DELETE_DAYS_MIN: u32 = 14;
pub const SOFT_DELETE_DAYS_MAX: u32 = 180;

/// Source: Azure Backup, "Support matrix for Azure Data Lake Storage backup" (10 years in each unit);
/// the minimum of the default rule is that of the published quickstart template.
pub const VAULT_RETENTION_DAYS_MIN: u32 = 7;
pub const VAULT_RETENTION_DAYS_MAX: u32 = 3_650;
pub const VAULT_RETENTION_WEEKS_MAX: u32 = 521;
pub const VAULT_RETENTION_MONTHS_MAX: u32 = 120;
pub const VAULT_RETENTION_YEARS_MAX: u32 = 10;

/// Days that a calendar of recovery points shows at once. The simulator's own.
pub const CALENDAR_DAYS_MAX: i64 = 42;

/// How far a calendar of recovery points reaches. Units: days. The simulator's own; nothing is kept for longer than ten
/// years.
pub const CALENDAR_BACK_DAYS: i64 = 3_700;
pub const CALENDAR_AHEAD_DAYS: i64 = 366;

/// The portal lists at most the last seven days of jobs. Source: Azure Backup, "Monitor and operate backups".
pub const JOB_LIST_WINDOW: SimSpan = SimSpan::from_days(7);

/// How many runs the page of a policy previews; ours.
pub const POLICY_PREVIEW_RUNS: usize = 10;

/// A page of any listing; ours.
pub const PAGE_ROWS_MAX: usize = 1_000;

/// A page of blobs, and of containers. Source: Blob service REST API, "List Blobs" and "List Containers".
pub const LISTED_BLOBS_MAX: usize = 5_000;

/// Files of one upload or restore are written in one commit; a file larger than this is refused; ours,
/// to keep one browser profile usable.
pub const FILE_SIZE_MAX: ByteSize = ByteSize::gib(64);

/// How long creating a top-level resource takes; unverified.
pub const DEPLOYMENT_SECONDS_MIN: u64 = 20;
pub const DEPLOYMENT_SECONDS_MAX: u64 = 50;
pub const DEPLOYMENT_MAX: SimSpan = SimSpan::from_seconds(DEPLOYMENT_SECONDS_MAX as i64);

/// How long the service takes to validate a backup or a restore; recorded were 10 to 40 seconds.
pub const VALIDATION: SimSpan = SimSpan::from_seconds(20);

/// How long the activity log keeps what happened. Source: Azure Monitor, "Azure activity log".
pub const ACTIVITY_LOG_RETENTION: SimSpan = SimSpan::from_days(90);
/// How many of them at most; ours: whoever asks without end while the clock stands would fill the browser.
pub const ACTIVITIES_MAX: usize = 50_000;

/// How long alerts are kept. Source: Azure Monitor, "Overview of Azure Monitor alerts".
pub const ALERT_RETENTION: SimSpan = SimSpan::from_days(30);
/// For how long after an alert fired the same error of the same instance counts for it, and fires no other; ours: how the
/// service groups is not published.
pub const ALERT_GROUPING: SimSpan = SimSpan::from_hours(24);
/// How many alerts are kept, how many changes of one, and how long a comment is; ours.
pub const ALERTS_MAX: usize = 10_000;
pub const ALERT_CHANGES_MAX: usize = 50;
pub const ALERT_COMMENT_LENGTH_MAX: usize = 256;
/// How far back the portal lists alerts. Source: Azure Backup, "Manage Azure Monitor based alerts for Azure Backup".
pub const ALERT_LIST_WINDOW: SimSpan = SimSpan::from_days(15);

/// How many days a report looks at: a hundred years. Ours.
pub const REPORT_DAYS_MAX: i32 = 36_525;

/// How long jobs that a schedule began are remembered: twice the week that the portal lists, and a day. What the service
/// keeps besides, it keeps in reports. (simulated)
pub const SCHEDULED_JOB_RETENTION: SimSpan = SimSpan::from_days(15);

/// How long configuring protection takes; the recorded service asked to come back after 15 seconds.
pub const CONFIGURE_PROTECTION: SimSpan = SimSpan::from_seconds(75);

/// Where the simulated clock ends, 2099-12-31T00:00:00Z; ours. Clocks that follow the moon are listed until then, as in the
/// IANA database: behind it, schedules would run at wrong hours without saying so.
pub const CLOCK_END: SimTime = SimTime::from_millis(4_102_358_400_000);

/// Sizes of a running simulation's speed; ours.
pub const SPEED_MAX: u32 = 86_400;

/// Savepoints that are taken by themselves, and those that a person names; ours.
pub const SAVEPOINTS_AUTOMATIC_MAX: usize = 50;
pub const SAVEPOINTS_NAMED_MAX: usize = 20;
pub const SAVEPOINT_NAME_LENGTH_MAX: usize = 64;
/// Uploads within so long of simulated time share a savepoint; ours.
pub const SAVEPOINT_UPLOADS: SimSpan = SimSpan::from_hours(1);
