//! How long jobs take, and what their sub-tasks are: one table for all of them.
//!
//! | Job | Sub-tasks | How long | Source |
//! |---|---|---|---|
//! | Configure protection | validate, configure | 75 s, half each | simulated; the recorded service asked to come back after 15 s |
//! | Backup of a data lake | trigger, two snapshots, replicate, create the point | two intervals of 15 min; 1 to 10 min until the marker has come through; what was written since the last backup at 200 MiB/s | intervals: Azure Backup, "About Azure Data Lake Storage backup"; the rest simulated |
//! | Vaulted backup of blobs | trigger, replicate, create the point | 1 to 15 min until the marker has come through; what was written at 200 MiB/s | simulated |
//! | Backup of a disk | trigger, take the snapshot | 75 s, and 1 s for each 64 GiB of the disk | simulated; recorded were 3 min 40 s and 3 min 49 s |
//! | The same of Premium SSD v2 and Ultra disks | copy the snapshot, besides | what was written since the last snapshot at 100 MiB/s | simulated |
//! | Restore from a vault | trigger, prepare the target, write | 5 min, 1 min, and all bytes at 200 MiB/s | simulated; recorded were 4 min 15 s and 5 min 17 s |
//! | Restore of a disk, of any size | trigger | 6 min 6 s | sample of "Restore Azure Disks using REST API" |
//! | Restore of blobs in place | put ranges back | changes since then, 1,000 a minute | Azure Backup, "Overview of Azure Blob backup" |
//!
//! What a job takes is fixed when it starts: progress is a function of the clock, and nothing is written on the way.
//!
//! A job that fails is not tried again: no retry is documented for these datasources. The schedule's next slot is the next
//! attempt; only cleaning up expired snapshots goes on trying ([`limits::DISK_CLEANUP_RETRY`]).

use crate::{
    base::{ByteSize, SimSpan},
    engine::limits,
};

/// Names and lengths of the sub-tasks of a job, in order.
pub type Stages = Vec<(&'static str, SimSpan)>;

/// The first snapshot of a data lake is as long after the start as the second is after the first.
const FIRST_SNAPSHOT: SimSpan =
    SimSpan::from_millis(limits::ADLS_SNAPSHOT_INTERVAL.millis() - limits::BACKUP_TRIGGER.millis());

const PREPARATION: SimSpan =
    SimSpan::from_millis(limits::RESTORE_PREPARATION.millis() - limits::RESTORE_TRIGGER.millis());

pub fn configure_protection() -> Stages {
    let half = SimSpan::from_millis(limits::CONFIGURE_PROTECTION.millis() / 2);
    vec![("Validate datasource", half), ("Configure protection", half)]
}

/// A backup that could not begin.
pub fn failed_backup() -> Stages {
    vec![("Trigger Backup", SimSpan::ZERO)]
}

/// `marker` is how long the marker of the recovery point needs, `changed` what was written since the last one.
pub fn lake_backup(marker: SimSpan, changed: ByteSize) -> Stages {
    vec![
        ("Trigger Backup", limits::BACKUP_TRIGGER),
        ("Take snapshot", FIRST_SNAPSHOT),
        ("Take second snapshot", limits::ADLS_SNAPSHOT_INTERVAL),
        ("Replicate changes", marker + transfer_time(changed)),
        ("Create recovery point", limits::RECOVERY_POINT_CREATION),
    ]
}

/// Blobs are read from the change feed and from versions: no snapshots of directories have to be waited for.
pub fn blob_backup(marker: SimSpan, changed: ByteSize) -> Stages {
    vec![
        ("Trigger Backup", limits::BACKUP_TRIGGER),
        ("Replicate changes", marker + transfer_time(changed)),
        ("Create recovery point", limits::RECOVERY_POINT_CREATION),
    ]
}

/// `copied` is what is copied in the background of disks that copy their snapshots.
pub fn disk_backup(size_gib: u32, copied: Option<ByteSize>) -> Stages {
    let size = SimSpan::from_seconds(i64::from(size_gib / limits::DISK_SNAPSHOT_GIB_PER_SECOND));
    let mut stages = vec![("Trigger Backup", SimSpan::ZERO), ("Take snapshot", limits::DISK_SNAPSHOT + size)];
    let copy =
        |bytes| ("Copy snapshot in the background", span_of(bytes, limits::SNAPSHOT_COPY_BYTES_PER_SECOND));
    stages.extend(copied.map(copy));
    stages
}

pub fn vault_restore(size: ByteSize) -> Stages {
    vec![
        ("Trigger Restore", limits::RESTORE_TRIGGER),
        ("Prepare target", PREPARATION),
        ("Restore data", limits::RESTORE_WRITING_MIN + transfer_time(size)),
    ]
}

pub fn disk_restore() -> Stages {
    vec![("Trigger Restore", limits::DISK_RESTORE)]
}

/// The account puts its blobs back by itself, and says how long it will take.
pub fn restore_in_place(span: SimSpan) -> Stages {
    vec![("Restore blob ranges", span)]
}

/// How long it takes to move bytes between an account and a vault.
pub fn transfer_time(bytes: ByteSize) -> SimSpan {
    span_of(bytes, limits::VAULT_COPY_BYTES_PER_SECOND)
}

fn span_of(bytes: ByteSize, bytes_per_second: u64) -> SimSpan {
    let seconds = bytes.bytes().div_ceil(bytes_per_second);
    SimSpan::from_seconds(i64::try_from(seconds).unwrap_or(i64::MAX / 1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(stages: &Stages) -> i64 {
        stages.iter().map(|(_, span)| span.seconds()).sum()
    }

    #[test]
    fn size_and_churn_make_jobs_longer() {
        let marker = SimSpan::from_minutes(1);
        assert_eq!(seconds(&lake_backup(marker, ByteSize::ZERO)), 32 * 60);
        assert_eq!(seconds(&lake_backup(marker, ByteSize::gib(200))), 32 * 60 + 1_024);
        assert_eq!(seconds(&blob_backup(marker, ByteSize::ZERO)), 3 * 60);
        assert_eq!([32, 1_024, 32_767].map(|size| seconds(&disk_backup(size, None))), [75, 91, 586]);
        assert_eq!(seconds(&disk_backup(64, Some(ByteSize::gib(10)))), 76 + 103);
        assert_eq!([0, 200].map(|size| seconds(&vault_restore(ByteSize::gib(size)))), [360, 1_384]);
        assert_eq!(seconds(&disk_restore()), 366);
        assert!(transfer_time(ByteSize(u64::MAX)) > SimSpan::from_days(1));
    }
}
