//! Backups of a disk: when they start, what they leave behind, which rule keeps it and when it goes.
//!
//! Error codes of the public troubleshooting article that no scenario produces, because what leads to them is not
//! simulated:
//!
//! | Code | Not simulated |
//! |---|---|
//! | `UserErrorDESKeyVaultKeyDisabled`, `UserErrorDESKeyVaultKeyNotAvailable`, `UserErrorMSIPermissionsNotPresentOnDES` | customer-managed keys and disk encryption sets |
//! | `UserErrorSubscriptionDiskQuotaLimitReached` | quotas of a subscription |
//! | `UserErrorMissingSubscriptionRegistration` | registration of resource providers |
//! | `BackupAgentPluginHostValidateProtectionError` | regions without backup of disks: all of them have it by now |
//! | `UserErrorSnapshotMetadataNotFound` | metadata of a snapshot apart from the snapshot |
//! | `UserErrorDiskBackupDiskOrMSIPermissionsNotPresent`, `UserErrorDiskBackupSnapshotRGOrMSIPermissionsNotPresent`, `UserErrorSnapshotRGOrMSIPermissionsNotPresent`, `UserErrorDiskBackupRestoreRGOrMSIPermissionsNotPresent`, `UserErrorDiskBackupAuthorizationFailed` | doubt: the simulator always knows which of two causes it was, and names it |
//! | `UserErrorMissingRequiredPermissions` | reading role assignments as a right of its own: it is what data lakes answer |
//! | `UserErrorDppDatasourceAlreadyHasBackupInstance` | the portal's words for `UserErrorDppDatasourceAlreadyProtected` |
//!
//! Nor are resource guards (multi-user authorization), locks, guest encryption, unmanaged and shared disks, moving a
//! disk, and the three pending snapshots that a Premium SSD v2 or Ultra disk may have besides the vault's own.

use crate::{
    disk_site::{DiskSite, MIB, Setup, resize},
    schedule::at,
};
use RetentionTag::{Daily, Default, Weekly};
use expect_test::{Expect, expect};
use std::collections::BTreeMap;
use std::fmt::Write;
use vault_lab::{
    base::{ArmId, ByteSize, SimSpan},
    engine::{
        Command,
        compute::{DiskSku, SnapshotSku},
        ids::PointSeq,
        job::{JobOperation, JobStatus, JobTrigger},
        limits,
        policy::{RetentionTag, Schedule, ScheduleFrequency, TimeOfDay, TimeZone, schedule::next_firing},
        protection::PointState,
        query::{InstanceDetail, JobDetail, SnapshotDetail, SubTaskState},
        rbac::Role,
        resources::Region,
    },
};

/// The points of an instance, oldest first: position, moment, rule and expiry.
fn check_points(site: &DiskSite, expected: Expect) {
    let mut shown = String::new();
    for row in site.points().iter().rev() {
        let (seq, made, tag) = (row.seq.0, row.created_at, row.tag.display_name());
        writeln!(shown, "{seq} {made} {tag} until {}", row.expires_at).expect("text can be written");
    }
    expected.assert_eq(&shown);
}

/// What a point's snapshot takes.
fn used(site: &DiskSite, point: PointSeq) -> ByteSize {
    site.ask(SnapshotDetail { snapshot: site.snapshot_id(point) }).row.used
}

#[test]
fn configuring_takes_no_backup_and_the_schedule_takes_the_first() {
    let mut site = DiskSite::protected();
    assert_eq!(site.points(), []);
    assert_eq!(site.last_job().operation, JobOperation::ConfigureProtection);
    site.write(0, 100, 1);
    site.advance_to(at("2026-09-14T20:01:44Z"));
    assert_eq!(site.points(), [], "backups start a little late");
    site.advance_to(at("2026-09-14T20:02:16Z"));
    let job = site.last_job().clone();
    assert_eq!((job.operation, job.trigger), (JobOperation::Backup, JobTrigger::Scheduled));
    assert_eq!(job.status, JobStatus::InProgress);
    assert_eq!(site.points()[0].state, PointState::Replicating);
    site.advance_to(job.due_at);
    let job = site.last_job();
    assert_eq!((job.status, job.transfer), (JobStatus::Completed, ByteSize::ZERO));
    let point = site.points().remove(0);
    assert_eq!((point.state, point.tag, point.size), (PointState::Completed, Default, ByteSize::gib(1)));
    assert_eq!(point.expires_at, point.created_at + SimSpan::from_days(7), "to the tick");
    assert_eq!(used(&site, point.seq), ByteSize::mib(100));
}

#[test]
fn a_job_shows_its_sub_tasks() {
    let mut site = DiskSite::protected();
    site.do_(site.backup_now());
    let guid = site.last_job().guid;
    let shown = |site: &DiskSite| {
        let view = site.ask(JobDetail { vault: site.vault.clone(), guid });
        assert_eq!(view.row.trigger, JobTrigger::User);
        view.sub_tasks.into_iter().map(|task| (task.name, task.state)).collect::<Vec<_>>()
    };
    let task = |name: &str, state| (name.to_string(), state);
    let (first, second) = ("Trigger Backup", "Take snapshot");
    assert_eq!(shown(&site), [task(first, SubTaskState::Completed), task(second, SubTaskState::InProgress)]);
    site.advance(2);
    assert_eq!(shown(&site), [task(first, SubTaskState::Completed), task(second, SubTaskState::Completed)]);
}

#[test]
fn a_point_is_a_tagged_snapshot_in_the_snapshot_group() {
    let mut site = DiskSite::protected();
    let point = site.back_up();
    let (id, exists) = site.snapshot_facts(point);
    assert!(exists && site.snapshots.contains(&id));
    let snapshot = site.state.find_snapshot(&id).expect("it exists").clone();
    assert!(snapshot.incremental);
    assert_eq!((snapshot.sku, snapshot.region), (SnapshotSku::StandardZrs, Region::WestEurope));
    assert_eq!((&snapshot.disk, snapshot.size_gib), (&site.disk, 1));
    let guid = site.point(point).guid.simple().to_string();
    let tags: Vec<(&str, &str)> =
        snapshot.tags.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        tags,
        [
            ("AzureBackup.BackupInstance", "disk-instance"),
            ("AzureBackup.RecoveryPointId", guid.as_str()),
            ("AzureBackup.RetentionTag", "Default"),
            ("AzureBackup.Vault", "vault-lab"),
        ]
    );
}

#[test]
fn snapshots_lie_in_all_zones_unless_the_one_before_does_not() {
    let sku =
        |site: &DiskSite, point| site.state.find_snapshot(&site.snapshot_id(point)).expect("it exists").sku;
    let mut site = DiskSite::protected();
    // The chain begins with one that somebody took by hand, in locally redundant storage.
    site.do_(site.take("by-hand"));
    let first = site.back_up();
    assert_eq!(sku(&site, first), SnapshotSku::StandardLrs);
    let second = site.back_up();
    assert_eq!(sku(&site, second), SnapshotSku::StandardLrs, "and stays there");
    let zoneless = Setup { region: Region::UkWest, ..Setup::default() };
    let mut site = DiskSite::protected_as(zoneless, ScheduleFrequency::Daily, &[(Default, 7)]);
    let point = site.back_up();
    assert_eq!(sku(&site, point), SnapshotSku::StandardLrs);
}

#[test]
fn each_snapshot_takes_what_has_changed() {
    let mut site = DiskSite::protected();
    site.write(0, 100, 1);
    let first = site.back_up();
    site.write(90, 20, 2);
    let second = site.back_up();
    let third = site.back_up();
    // Snapshots taken by hand are links of the same chain.
    site.write(200, 5, 3);
    site.do_(site.take("by-hand"));
    site.write(300, 7, 4);
    let fourth = site.back_up();
    let sizes = [first, second, third, fourth].map(|point| used(&site, point).bytes() / MIB);
    assert_eq!(sizes, [100, 20, 0, 7]);
    let stored = site.ask(InstanceDetail { instance: site.instance.clone() }).stored;
    assert_eq!(stored, ByteSize::mib(127));
    // Deleting the base frees little: the next snapshot takes over what it still needs.
    site.delete_snapshot(first);
    assert_eq!(used(&site, second), ByteSize::mib(110));
}

/// When backups of a policy start, how long after their slots. Units: seconds.
fn delays(seed: u64, hours: u8, days: i64) -> Vec<i64> {
    let setup = Setup { seed, ..Setup::default() };
    let mut site = DiskSite::protected_as(setup, ScheduleFrequency::Hourly(hours), &[(Default, 1)]);
    let time = TimeOfDay { hour: 20, minute: 0 };
    let schedule = Schedule { frequency: ScheduleFrequency::Hourly(hours), time, time_zone: TimeZone::Utc };
    let mut slot = next_firing(&schedule, site.now());
    let mut jobs = BTreeMap::new();
    for _ in 0..days {
        site.advance_days(1);
        // Jobs are forgotten after a while.
        let backups = site.state.jobs.iter().filter(|(_, job)| job.operation == JobOperation::Backup);
        jobs.extend(backups.map(|(id, job)| (*id, job.clone())));
    }
    let mut delays = Vec::new();
    for job in jobs.values() {
        // One run for each slot, in order: none is left out, none comes twice.
        assert!(job.started_at >= slot, "{} is before {slot}", job.started_at);
        assert_eq!(job.status, JobStatus::Completed);
        delays.push(job.started_at.since(slot).seconds());
        slot = next_firing(&schedule, slot);
        assert!(job.started_at < slot, "{} is for a later slot than {slot}", job.started_at);
    }
    let waiting = site.now().since(slot);
    assert!(waiting < limits::DISK_BACKUP_LATENESS_MAX, "no slot is left out: {slot}");
    delays
}

#[test]
fn scheduled_backups_start_late_but_not_too_late() {
    let hourly = delays(7, 1, 20);
    let typical = |delay: &&i64| (105..135).contains(*delay);
    let late = hourly.iter().filter(|delay| !typical(delay)).count();
    assert!((1..40).contains(&late), "{late} of {} are later than usual", hourly.len());
    assert!(hourly.iter().all(|delay| (105..1_800).contains(delay)), "half an interval at most");
    let twelve = delays(8, 12, 100);
    assert!(twelve.iter().all(|delay| (105..7_200).contains(delay)), "two hours at most");
    assert!(twelve.iter().any(|delay| *delay >= 1_800), "now and then it takes long: {twelve:?}");
    assert_eq!(delays(7, 1, 5), hourly[..120], "the same seed, the same delays");
    assert_ne!(delays(9, 1, 5), hourly[..120]);
}

/// Between its slot and its start a backup is not lost by editing the instance; another policy has slots of its own.
#[test]
fn editing_an_instance_does_not_lose_the_backup_that_is_due() {
    let mut site = DiskSite::protected();
    site.advance_to(at("2026-09-14T20:01:00Z"));
    let due = site.next_backup();
    assert!(due < Some(at("2026-09-14T20:03:00Z")), "{due:?}");
    let policy = site.policy.clone();
    site.do_(site.update(&policy));
    assert_eq!(site.next_backup(), due);
    let other = site.create_policy("other", ScheduleFrequency::Hourly(12), &[(Default, 7)]);
    site.do_(site.update(&other));
    assert!(site.next_backup() > Some(at("2026-09-15T08:00:00Z")));
}

/// The tags of a week of a policy for every 4 hours; see the public table of rules.
#[test]
fn rules_go_to_the_first_backups_that_succeed() {
    let rules = [(Default, 7), (Daily, 30), (Weekly, 84)];
    let mut site = DiskSite::protected_by(ScheduleFrequency::Hourly(4), &rules);
    site.advance_to(at("2026-09-19T22:30:00Z"));
    let before = site.points()[0].seq;
    let snapshots = site.snapshots.clone();
    let (snapshot_role, disk_role) = (Role::DiskSnapshotContributor, Role::DiskBackupReader);
    // Sunday 00:00 fails.
    site.revoke(snapshot_role, &snapshots);
    site.advance_to(at("2026-09-20T03:00:00Z"));
    assert_eq!(site.last_failure().code, "UserErrorNotEnoughPermissionOnSnapshotRG");
    site.give(snapshot_role, &snapshots);
    site.advance_to(at("2026-09-21T22:30:00Z"));
    // All of Tuesday fails.
    let disk = site.disk.clone();
    site.revoke(disk_role, &disk);
    site.advance_to(at("2026-09-22T23:00:00Z"));
    assert_eq!(site.last_failure().code, "UserErrorNotEnoughPermissionOnDisk");
    site.give(disk_role, &disk);
    site.advance_to(at("2026-09-23T10:30:00Z"));
    let instance = site.instance.clone();
    site.do_(Command::BackupNow { instance, tag: Weekly });
    site.advance_to(at("2026-09-23T13:00:00Z"));
    let mut shown = String::new();
    for row in site.points().iter().rev().filter(|row| row.seq > before) {
        let days = row.expires_at.since(row.created_at).minutes() / 1_440;
        let (made, tag) = (row.created_at.utc().format("%a %H"), row.tag.display_name());
        writeln!(shown, "{made} {tag} +{days} d").expect("text can be written");
    }
    expect![[r#"
        Sun 04 Weekly +84 d
        Sun 08 Default +7 d
        Sun 12 Default +7 d
        Sun 16 Default +7 d
        Sun 20 Default +7 d
        Mon 00 Daily +30 d
        Mon 04 Default +7 d
        Mon 08 Default +7 d
        Mon 12 Default +7 d
        Mon 16 Default +7 d
        Mon 20 Default +7 d
        Wed 00 Daily +30 d
        Wed 04 Default +7 d
        Wed 08 Default +7 d
        Wed 10 Weekly +84 d
        Wed 12 Default +7 d
    "#]]
    .assert_eq(&shown);
}

/// A daily schedule with a daily rule never uses the default one, also when a backup that is late starts on the
/// next day.
#[test]
fn a_backup_belongs_to_the_day_of_its_slot() {
    let mut site = DiskSite::new();
    let time = TimeOfDay { hour: 23, minute: 58 };
    let schedule = Schedule { frequency: ScheduleFrequency::Daily, time, time_zone: TimeZone::Tokyo };
    site.policy = site.create_policy_with("at-night", schedule, &[(Default, 1), (Daily, 30)]);
    site.do_(site.configure());
    site.advance_days(150);
    let jobs: Vec<_> = site.state.jobs.values().filter(|job| job.operation == JobOperation::Backup).collect();
    let after_midnight =
        jobs.iter().filter(|job| job.started_at.utc().format("%H").to_string().as_str() >= "15");
    let on_the_day = jobs.len() - after_midnight.count();
    assert!(0 < on_the_day && on_the_day < jobs.len(), "{on_the_day} of {}", jobs.len());
    assert!(site.points().iter().all(|point| point.tag == Daily), "{:?}", site.points());
    assert_eq!(site.points().len(), 30);
}

#[test]
fn points_expire_by_their_rule_and_are_cleaned_up_later() {
    let mut site = DiskSite::protected_by(ScheduleFrequency::Daily, &[(Default, 2)]);
    site.advance_to(at("2026-09-18T19:00:00Z"));
    check_points(
        &site,
        expect![[r#"
            3 2026-09-16T20:01:47Z Default until 2026-09-18T20:01:47Z
            4 2026-09-17T20:01:59Z Default until 2026-09-19T20:01:59Z
        "#]],
    );
    let expired = site.point(PointSeq(3)).expires_at;
    let snapshot = site.snapshot_id(PointSeq(3));
    site.advance_to(expired + limits::DISK_CLEANUP_DELAY - SimSpan::from_seconds(1));
    assert_eq!(site.seqs(), [3, 4, 5], "one more than the policy says");
    site.advance_to(expired + limits::DISK_CLEANUP_DELAY);
    assert_eq!(site.seqs(), [4, 5]);
    assert!(site.state.find_snapshot(&snapshot).is_err());
    assert_eq!(site.state.snapshots.len(), 2);
}

#[test]
fn assignments_at_a_snapshot_go_with_it() {
    let mut site = DiskSite::protected_by(ScheduleFrequency::Daily, &[(Default, 1)]);
    let point = site.back_up();
    let scope = site.snapshot_id(point);
    let principal = crate::lab::persona("Ravi");
    site.do_(Command::CreateRoleAssignment {
        scope: scope.clone(),
        role: Role::Reader,
        principal,
        name: None,
    });
    site.advance_days(3);
    assert!(site.state.find_snapshot(&scope).is_err());
    assert!(site.state.assignments.values().all(|row| row.scope != scope), "nothing lies at what is gone");
}

#[test]
fn the_latest_point_never_expires() {
    let mut site = DiskSite::protected_by(ScheduleFrequency::Daily, &[(Default, 1)]);
    site.advance_days(3);
    let disk = site.disk.clone();
    site.revoke(Role::DiskBackupReader, &disk);
    let latest = site.points()[0].seq;
    site.advance_days(40);
    let point = site.point(latest);
    assert!(point.expires_at < site.now());
    assert_eq!(site.seqs(), [latest.0]);
    // The next one takes its place.
    site.give(Role::DiskBackupReader, &disk);
    site.back_up();
    site.advance(1);
    assert_eq!(site.points().len(), 1);
    assert_ne!(site.points()[0].seq, latest);
}

#[test]
fn ten_on_demand_backups_a_day() {
    let mut site = DiskSite::protected();
    let left = |site: &DiskSite| site.ask(InstanceDetail { instance: site.instance.clone() }).on_demand_left;
    // Those that fail do not count.
    let snapshots = site.snapshots.clone();
    site.revoke(Role::DiskSnapshotContributor, &snapshots);
    for _ in 0..3 {
        assert_eq!(site.failed_backup(), "UserErrorNotEnoughPermissionOnSnapshotRG");
    }
    site.give(Role::DiskSnapshotContributor, &snapshots);
    for expected in (1..=10).rev() {
        assert_eq!(left(&site), expected);
        site.back_up();
    }
    assert_eq!(site.refused(site.backup_now()), "UserErrorBackupRequestThrottled");
    // The scheduled one runs besides; a day begins at midnight UTC.
    site.advance_to(at("2026-09-14T23:59:59Z"));
    assert_eq!(site.points().len(), 11);
    assert_eq!(site.refused(site.backup_now()), "UserErrorBackupRequestThrottled");
    site.advance_to(at("2026-09-15T00:00:00Z"));
    site.back_up();
    assert_eq!(left(&site), 9);
}

#[test]
fn one_backup_at_a_time() {
    let mut site = DiskSite::protected();
    site.do_(site.backup_now());
    assert_eq!(site.refused(site.backup_now()), "UserErrorMaxConcurrentOperationLimitReached");
    assert_eq!(site.refused(site.delete_instance()), "UserErrorMaxConcurrentOperationLimitReached");
    assert_eq!(site.refused(site.restore(PointSeq(1), "d")), "UserErrorRestorePointNotFoundInBackupVault");
    site.advance(2);
    site.do_(site.backup_now());
}

/// A scheduled run that meets a running backup is skipped; the next one is as always.
#[test]
fn a_slot_that_meets_a_running_backup_is_skipped() {
    let mut site = DiskSite::protected();
    let due = site.next_backup().expect("there is a schedule");
    site.advance_to(due - SimSpan::from_seconds(30));
    site.do_(site.backup_now());
    site.advance_to(due);
    assert_eq!(site.last_job().trigger, JobTrigger::User, "no job of the slot");
    // Schedules start some minutes late, each day so many.
    site.advance(25 * 60);
    assert_eq!(site.points().len(), 2);
}

#[test]
fn snapshots_taken_by_hand_count_too() {
    let mut site = DiskSite::protected();
    for number in 0..7 {
        site.do_(site.take(&format!("quick-{number}")));
    }
    assert_eq!(site.failed_backup(), "TooManyRequests");
    assert_eq!(site.points(), [], "nothing half made");
    site.advance(5);
    site.back_up();
    for number in 0.. {
        site.advance(5);
        if site.state.snapshots.len() == 500 {
            break;
        }
        site.do_(site.take(&format!("s{number}")));
    }
    let points = site.points().len();
    assert_eq!(site.failed_backup(), "OperationNotAllowed");
    let message = site.last_failure().message;
    expect!["The disk data-1 has 500 incremental snapshots, which is the maximum."].assert_eq(&message);
    assert_eq!(site.points().len(), points);
    let snapshot = ArmId::resource(&site.snapshots, "Microsoft.Compute/snapshots", "quick-3");
    site.do_(Command::DeleteSnapshot { snapshot });
    site.back_up();
}

/// So many snapshots stand in the way of a backup, not of protection itself.
#[test]
fn protection_does_not_wait_for_room_for_a_snapshot() {
    let mut site = DiskSite::new();
    site.do_(site.configure());
    for number in 0..7 {
        site.do_(site.take(&format!("quick-{number}")));
    }
    site.advance(2);
    assert_eq!(site.last_job().status, JobStatus::Completed);
    site.do_(site.stop());
    site.do_(site.resume());
    assert_eq!(site.failed_backup(), "TooManyRequests");
}

#[test]
fn disks_that_copy_their_snapshots_need_time() {
    for sku in [DiskSku::PremiumV2Lrs, DiskSku::UltraLrs] {
        let setup = Setup { sku, size_gib: 64, ..Setup::default() };
        let mut site = DiskSite::protected_as(setup, ScheduleFrequency::Hourly(12), &[(Default, 7)]);
        // 60 GiB at 100 MiB a second: more than ten minutes.
        site.write(0, 60 << 10, 1);
        site.do_(site.backup_now());
        let job = site.last_job().clone();
        let seconds = job.due_at.since(job.started_at).seconds();
        // A second of it for the size of the disk.
        assert_eq!(seconds, limits::DISK_SNAPSHOT.seconds() + 1 + (60 << 10) / 100 + 1);
        let last = job.sub_tasks.last().expect("it has stages");
        assert_eq!(last.name, "Copy snapshot in the background");
        site.advance_to(job.due_at - SimSpan::from_seconds(1));
        let code = site.refused(site.restore(PointSeq(1), "too-early"));
        assert_eq!(code, "UserErrorRestorePointNotFoundInBackupVault");
        assert_eq!(site.refused(site.backup_now()), "UserErrorMaxConcurrentOperationLimitReached");
        site.advance_to(job.due_at);
        site.do_(site.restore(PointSeq(1), "in-time"));
        // Only what is new is copied for the next one.
        site.write(0, 1_000, 2);
        site.do_(site.backup_now());
        let job = site.last_job();
        assert_eq!(job.due_at.since(job.started_at).seconds(), limits::DISK_SNAPSHOT.seconds() + 1 + 10);
    }
}

/// Growing such a disk makes the snapshot fail that is being copied.
#[test]
fn a_copy_does_not_survive_a_resize() {
    let setup = Setup { sku: DiskSku::PremiumV2Lrs, size_gib: 8, ..Setup::default() };
    let mut site = DiskSite::protected_as(setup, ScheduleFrequency::Daily, &[(Default, 7)]);
    site.write(0, 4_096, 1);
    site.do_(site.backup_now());
    let disk = site.disk.clone();
    site.do_(resize(&disk, 16));
    site.advance(5);
    assert_eq!(site.last_failure().code, "OperationNotAllowed");
    assert_eq!((site.points(), site.state.snapshots.len()), (vec![], 0));
    site.back_up();
    // Other kinds do not mind.
    let mut site = DiskSite::protected();
    site.do_(site.backup_now());
    let disk = site.disk.clone();
    site.do_(resize(&disk, 4));
    site.advance(5);
    assert_eq!((site.last_job().status, site.points()[0].size), (JobStatus::Completed, ByteSize::gib(1)));
}
