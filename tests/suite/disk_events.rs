//! What happens to the backups of a disk when somebody takes away what they need: the disk, a snapshot, the snapshot
//! group, the identity, a role.

use crate::{
    disk_site::{DiskSite, MIB, Setup, create_disk},
    schedule::at,
};
use RetentionTag::{Daily, Default};
use vault_lab::{
    base::{ArmId, ByteSize},
    engine::{
        Command,
        compute::{DiskSku, DiskSource, SnapshotSku},
        ids::PointSeq,
        job::JobStatus,
        limits,
        policy::{RetentionTag, ScheduleFrequency},
        protection::ProtectionState,
        query::{InstanceDetail, SnapshotDetail},
        rbac::Role,
        resources::{Region, Tags},
    },
};

fn delete_disk(site: &mut DiskSite) {
    let disk = site.disk.clone();
    site.do_(Command::DeleteDisk { disk });
}

/// Creates a disk under the old name and waits until it is deployed.
fn recreate_disk(site: &mut DiskSite) {
    let command = create_disk(&site.disks, site.disk.name(), &Setup::default());
    site.do_(command);
    site.advance(1);
}

fn recreate_snapshot_group(site: &mut DiskSite) {
    let name = site.snapshots.name().to_string();
    site.lab.group(&name);
}

/// Asserts that nothing was made since there were `points` points.
#[track_caller]
fn nothing_half_made(site: &DiskSite, points: usize) {
    assert_eq!(site.points().len(), points);
    assert_eq!(site.state.snapshots.len(), points);
}

#[test]
fn a_disk_that_is_gone_cannot_be_backed_up_and_can_be_restored() {
    let mut site = DiskSite::protected_by(ScheduleFrequency::Hourly(4), &[(Default, 7), (Daily, 30)]);
    site.write(0, 10, 1);
    let bytes = site.disk_blocks(&site.disk);
    let point = site.back_up();
    delete_disk(&mut site);
    assert_eq!(site.failed_backup(), "UserErrorManagedDiskNotFound");
    nothing_half_made(&site, 1);
    assert!(!site.ask(InstanceDetail { instance: site.instance.clone() }).datasource_exists);
    // The schedule goes on failing; the instance stays as it is.
    site.advance_to(at("2026-09-16T21:00:00Z"));
    assert_eq!(site.last_failure().code, "UserErrorManagedDiskNotFound");
    assert_eq!(site.protection(), ProtectionState::ProtectionConfigured);
    nothing_half_made(&site, 1);
    site.do_(site.restore(point, "data-1"));
    site.advance(10);
    let restored = crate::disk_site::disk_id(&site.target, "data-1");
    assert_eq!(site.disk_blocks(&restored), bytes);
    // With another disk in its place the schedule succeeds again.
    recreate_disk(&mut site);
    let disk = site.disk.clone();
    site.give(Role::DiskBackupReader, &disk);
    site.advance_to(at("2026-09-17T07:00:00Z"));
    let tags: Vec<_> = site.points().iter().rev().map(|row| row.tag).collect();
    assert_eq!(tags, [Default, Daily, Default], "the one on demand, then two of the 17th");
}

#[test]
fn a_disk_that_goes_during_a_backup_takes_it_with_it() {
    let mut site = DiskSite::protected();
    site.write(0, 10, 1);
    let first = site.back_up();
    site.write(5, 10, 2);
    site.do_(site.backup_now());
    assert_eq!(site.state.snapshots.len(), 2);
    delete_disk(&mut site);
    site.advance(2);
    assert_eq!(site.last_failure().code, "UserErrorManagedDiskNotFound");
    nothing_half_made(&site, 1);
    assert_eq!(site.seqs(), [first.0]);
}

/// The rule that the failed run would have got goes to the next one.
#[test]
fn a_scheduled_backup_that_loses_its_disk_does_not_use_up_its_rule() {
    let mut site = DiskSite::protected_by(ScheduleFrequency::Hourly(12), &[(Default, 7), (Daily, 30)]);
    // 08:00 and 20:00: the next day's first.
    site.advance_to(at("2026-09-15T07:00:00Z"));
    let due = site.next_backup().expect("there is a schedule");
    site.advance_to(due);
    assert_eq!(site.last_job().status, JobStatus::InProgress);
    delete_disk(&mut site);
    site.advance(2);
    assert_eq!(site.last_failure().code, "UserErrorManagedDiskNotFound");
    recreate_disk(&mut site);
    let disk = site.disk.clone();
    site.give(Role::DiskBackupReader, &disk);
    site.advance_to(at("2026-09-15T23:00:00Z"));
    let tags: Vec<_> =
        site.points().iter().map(|row| (row.created_at.utc().format("%d %H").to_string(), row.tag)).collect();
    assert_eq!(tags, [("15 20".to_string(), Daily), ("14 20".to_string(), Daily)]);
}

#[test]
fn a_disk_created_again_is_another_disk() {
    let mut site = DiskSite::protected();
    site.write(0, 100, 1);
    let old = site.back_up();
    delete_disk(&mut site);
    recreate_disk(&mut site);
    site.write(0, 30, 2);
    assert_eq!(site.failed_backup(), "UserErrorNotEnoughPermissionOnDisk", "the assignment went with it");
    let disk = site.disk.clone();
    site.give(Role::DiskBackupReader, &disk);
    let new = site.back_up();
    let view = |site: &DiskSite, point| site.ask(SnapshotDetail { snapshot: site.snapshot_id(point) });
    assert_eq!(view(&site, new).row.used, ByteSize::mib(30), "all that is used, not a difference");
    assert_eq!(view(&site, new).chain.len(), 1);
    assert_eq!(view(&site, old).row.used, ByteSize::mib(100));
    // It is the datasource of the same instance still.
    assert_eq!(site.refused(site.configure()), "UserErrorDppDatasourceAlreadyProtected");
}

#[test]
fn a_snapshot_deleted_by_hand_leaves_a_point_that_cannot_be_restored() {
    let mut site = DiskSite::protected();
    let mut points = Vec::new();
    for day in 0..3 {
        site.write(day * 10, 15, day);
        points.push((site.back_up(), site.disk_blocks(&site.disk)));
    }
    let (gone, name) = (points[1].0, site.snapshot_id(points[1].0));
    site.delete_snapshot(gone);
    assert_eq!(site.snapshot_facts(gone), (name.clone(), false));
    assert_eq!(site.refused(site.restore(gone, "d")), "UserErrorDiskSnapshotNotFound");
    for (point, bytes) in [&points[0], &points[2]] {
        assert!(site.snapshot_facts(*point).1);
        site.do_(site.restore(*point, &format!("d{}", point.0)));
        site.advance(10);
        let restored = crate::disk_site::disk_id(&site.target, &format!("d{}", point.0));
        assert_eq!(site.disk_blocks(&restored), *bytes);
    }
    site.advance_days(8);
    assert!(site.points().iter().all(|row| row.seq > points[2].0), "it expires like the others");
}

/// A snapshot that somebody makes under the name of one that is gone is not the recovery point.
#[test]
fn another_snapshot_of_the_same_name_is_no_recovery_point() {
    let mut site = DiskSite::protected();
    let point = site.back_up();
    let name = site.snapshot_id(point);
    site.delete_snapshot(point);
    site.write(0, 5, 1);
    site.advance(1);
    site.do_(Command::CreateSnapshot {
        group: site.snapshots.clone(),
        name: name.name().to_string(),
        disk: site.disk.clone(),
        incremental: true,
        sku: SnapshotSku::StandardZrs,
        tags: Tags::new(),
    });
    site.advance(1);
    assert_eq!(site.snapshot_facts(point), (name.clone(), false));
    assert_eq!(site.refused(site.restore(point, "d")), "UserErrorDiskSnapshotNotFound");
    site.do_(site.delete_instance());
    site.advance_days(14);
    assert!(site.state.find_snapshot(&name).is_ok(), "it is not the vault's to delete");
}

#[test]
fn a_snapshot_deleted_during_its_backup_makes_it_fail() {
    let mut site = DiskSite::protected();
    site.do_(site.backup_now());
    site.delete_snapshot(PointSeq(1));
    site.advance(2);
    assert_eq!(site.last_failure().code, "UserErrorDiskSnapshotNotFound");
    nothing_half_made(&site, 0);
    site.do_(site.backup_now());
    site.delete_snapshot_group();
    site.advance(2);
    assert_eq!(site.last_failure().code, "UserErrorSnapshotRGNotFound");
    nothing_half_made(&site, 0);
}

#[test]
fn without_the_snapshot_group_nothing_works() {
    let mut site = DiskSite::protected();
    let point = site.back_up();
    site.delete_snapshot_group();
    assert_eq!(site.failed_backup(), "UserErrorSnapshotRGNotFound");
    assert_eq!(site.seqs(), [point.0], "still listed");
    assert!(!site.snapshot_facts(point).1);
    assert_eq!(site.refused(site.restore(point, "d")), "UserErrorSnapshotRGNotFound");
    assert_eq!(site.refused(site.delete_instance()), "UserErrorSnapshotRGNotFound");
    assert_eq!(site.protection(), ProtectionState::ProtectionConfigured, "as it was");
    // A group of the same name is not enough: the role went with the old one.
    recreate_snapshot_group(&mut site);
    assert_eq!(site.failed_backup(), "UserErrorNotEnoughPermissionOnSnapshotRG");
    assert_eq!(site.refused(site.delete_instance()), "UserErrorNotEnoughPermissionOnSnapshotRG");
    let snapshots = site.snapshots.clone();
    site.give(Role::DiskSnapshotContributor, &snapshots);
    assert_eq!(site.refused(site.restore(point, "d")), "UserErrorDiskSnapshotNotFound");
    let second = site.back_up();
    assert!(site.snapshot_facts(second).1);
    site.do_(site.delete_instance());
    site.advance_days(14);
    assert!(site.state.instances.is_empty() && site.state.points.is_empty());
    nothing_left(&site);
}

fn nothing_left(site: &DiskSite) {
    assert!(site.state.snapshots.is_empty());
    assert_eq!(site.state.timers.len(), 0, "{:?}", site.state.timers);
}

/// Off and on again is another identity: what the old one was given stays behind, and the errors come one by one.
#[test]
fn an_identity_switched_off_and_on_holds_nothing() {
    let mut site = DiskSite::protected();
    let point = site.back_up();
    let (before, roles) = (site.identity(&site.vault), site.roles());
    site.set_identity(false);
    assert_eq!(site.failed_backup(), "UserErrorSystemIdentityNotEnabledWithVault");
    assert_eq!(site.refused(site.restore(point, "d")), "UserErrorSystemIdentityNotEnabledWithVault");
    assert_eq!(site.refused(site.delete_instance()), "UserErrorSystemIdentityNotEnabledWithVault");
    site.set_identity(true);
    let after = site.identity(&site.vault);
    assert_ne!(before, after);
    let orphans = site.state.assignments.values().filter(|row| row.principal == before).count();
    assert_eq!(orphans, roles.len());
    let codes = [
        "UserErrorNotEnoughPermissionOnDisk",
        "UserErrorNotEnoughPermissionOnSnapshotRG",
        "UserErrorNotEnoughPermissionOnTargetRG",
    ];
    for ((role, scope), code) in roles.iter().zip(codes).take(2) {
        assert_eq!(site.failed_backup(), code);
        site.give(*role, scope);
    }
    let second = site.back_up();
    assert_eq!(site.refused(site.restore(second, "d")), codes[2]);
    site.give(roles[2].0, &roles[2].1);
    site.do_(site.restore(point, "d"));
}

/// Without identity the disk is not even looked for.
#[test]
fn each_failure_hides_the_next() {
    let mut site = DiskSite::protected();
    delete_disk(&mut site);
    site.delete_snapshot_group();
    site.set_identity(false);
    assert_eq!(site.failed_backup(), "UserErrorSystemIdentityNotEnabledWithVault");
    site.set_identity(true);
    assert_eq!(site.failed_backup(), "UserErrorManagedDiskNotFound");
    recreate_disk(&mut site);
    assert_eq!(site.failed_backup(), "UserErrorSnapshotRGNotFound");
    recreate_snapshot_group(&mut site);
    assert_eq!(site.failed_backup(), "UserErrorNotEnoughPermissionOnDisk");
}

#[test]
fn snapshots_pile_up_while_the_vault_may_not_delete_them() {
    let mut site = DiskSite::protected_by(ScheduleFrequency::Daily, &[(Default, 1)]);
    site.advance_days(2);
    for _ in 0..3 {
        site.back_up();
    }
    let (points, snapshots) = (site.points().len(), site.snapshots.clone());
    site.revoke(Role::DiskSnapshotContributor, &snapshots);
    assert_eq!(site.failed_backup(), "UserErrorNotEnoughPermissionOnSnapshotRG");
    site.advance_days(5);
    assert_eq!(site.last_failure().code, "UserErrorNotEnoughPermissionOnSnapshotRG");
    assert_eq!((site.points().len(), site.state.snapshots.len()), (points, points), "expired, and there");
    assert!(site.points().iter().all(|row| row.expires_at < site.now()));
    site.give(Role::DiskSnapshotContributor, &snapshots);
    let retried = site.now() + limits::DISK_CLEANUP_RETRY;
    site.advance_to(retried);
    assert!(site.points().len() <= 2, "{:?}", site.seqs());
    assert_eq!(site.state.snapshots.len(), site.points().len());
}

#[test]
fn a_role_that_goes_during_a_backup_does_not_matter() {
    let mut site = DiskSite::protected();
    let snapshots = site.snapshots.clone();
    site.do_(site.backup_now());
    let identity = site.identity(&site.vault);
    site.revoke_from(identity, Role::DiskSnapshotContributor, &snapshots);
    site.advance(10);
    assert_eq!(site.last_job().status, JobStatus::Completed, "the snapshot had been taken");
}

/// A snapshot of the vault is a snapshot like others: whoever may, makes a disk of it.
#[test]
fn disks_are_made_of_the_vaults_snapshots_without_the_vault() {
    let mut site = DiskSite::protected();
    site.write(0, 64, 1);
    let point = site.back_up();
    let command = Command::CreateDisk {
        group: site.target.clone(),
        name: "by-hand".to_string(),
        region: Region::WestEurope,
        zone: None,
        sku: DiskSku::StandardSsdLrs,
        size_gib: 1,
        source: DiskSource::Snapshot(site.snapshot_id(point)),
        tags: Tags::new(),
    };
    site.do_(command);
    let made = ArmId::resource(&site.target, "Microsoft.Compute/disks", "by-hand");
    assert_eq!(site.disk_blocks(&made), site.disk_blocks(&site.disk));
    let row = site.state.find_disk(&made).expect("it was created");
    assert_eq!(site.state.disk_used(row), ByteSize(64 * MIB));
}
