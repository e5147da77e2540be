//! Restores of a disk: what comes back, what stands in the way, and that it is all or nothing.

use crate::{
    disk_site::{DiskSite, Setup, create_disk, disk_id, resize},
    lab::persona,
    schedule::at,
};
use expect_test::expect;
use std::fmt::Write;
use vault_lab::{
    base::{ArmId, SimSpan},
    engine::{
        Command, Refusal,
        compute::{DiskSku, DiskSource},
        ids::PointSeq,
        job::{JobOperation, JobStatus, JobTrigger},
        policy::{RetentionTag, ScheduleFrequency},
        protection::access::NeededRole,
        query::{JobDetail, Readiness, RestoreReadiness, SubTaskState},
        rbac::Role,
        resources::{ProvisioningState, Region, Tags},
        restore::{RestoreDestination, RestoreError, RestoreSelection},
    },
};

/// Restores and waits until the job has ended; answers the new disk.
#[track_caller]
fn restored(site: &mut DiskSite, point: PointSeq, name: &str) -> ArmId {
    site.do_(site.restore(point, name));
    site.advance(10);
    let job = site.last_job();
    assert_eq!((job.operation, job.status), (JobOperation::Restore, JobStatus::Completed), "{:?}", job.error);
    disk_id(&site.target, name)
}

fn readiness(site: &DiskSite, point: PointSeq) -> Readiness {
    site.ask(RestoreReadiness {
        instance: site.instance.clone(),
        source: point.into(),
        destination: RestoreDestination::Disk { group: site.target.clone(), name: "new".to_string() },
        principal: site.principal,
    })
}

#[test]
fn the_bytes_are_those_of_the_moment() {
    let mut site = DiskSite::protected();
    let mut copies = Vec::new();
    for day in 0..5 {
        site.write(100 * day, 150, day);
        let disk = site.disk.clone();
        site.do_(Command::RewriteDisk { disk, per_mille: 20 });
        let point = site.back_up();
        copies.push((point, site.disk_blocks(&site.disk)));
    }
    site.write(0, 1_024, 99);
    let source = site.disk_blocks(&site.disk);
    for (point, copy) in &copies {
        let disk = restored(&mut site, *point, &format!("from-{}", point.0));
        assert_eq!(site.disk_blocks(&disk), *copy);
        assert_ne!(*copy, source);
    }
    assert_eq!(site.disk_blocks(&site.disk), source, "the source is not touched");
    // Each is a disk of its own, with a family of its own.
    let first = disk_id(&site.target, "from-1");
    site.do_(crate::disk_site::write(&first, 0, 1_024, 7));
    let second = disk_id(&site.target, "from-2");
    assert_eq!(site.disk_blocks(&second), copies[1].1);
    let ids: Vec<_> = site.state.disks.values().map(|disk| disk.unique_id).collect();
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), ids.len());
}

#[test]
fn the_new_disk_is_of_the_kind_size_and_zone_of_the_source() {
    for (sku, zone) in
        [(DiskSku::PremiumLrs, Some(2)), (DiskSku::StandardSsdZrs, None), (DiskSku::UltraLrs, Some(3))]
    {
        let setup = Setup { sku, zone, size_gib: 8, ..Setup::default() };
        let mut site = DiskSite::protected_as(setup, ScheduleFrequency::Daily, &[(RetentionTag::Default, 7)]);
        let point = site.back_up();
        // What becomes of the source later does not matter.
        let disk = site.disk.clone();
        site.do_(resize(&disk, 16));
        let disk = restored(&mut site, point, "new");
        let row = site.state.find_disk(&disk).expect("it was made");
        assert_eq!((row.sku, row.zone, row.size_gib, row.region), (sku, zone, 8, Region::WestEurope));
        assert_eq!((row.provisioning, row.managed_by.clone()), (ProvisioningState::Succeeded, None));
        assert_eq!(row.origin, DiskSource::Snapshot(site.snapshot_id(point)));
    }
}

#[test]
fn a_restore_is_a_job() {
    let mut site = DiskSite::protected();
    let point = site.back_up();
    site.do_(site.restore(point, "new"));
    let job = site.last_job().clone();
    assert_eq!((job.status, job.trigger, job.point), (JobStatus::InProgress, JobTrigger::User, Some(point)));
    assert!(site.state.find_disk(&disk_id(&site.target, "new")).is_err(), "not before the job has ended");
    let view = site.ask(JobDetail { vault: site.vault.clone(), guid: job.guid });
    let tasks: Vec<_> = view.sub_tasks.iter().map(|task| (task.name.as_str(), task.state)).collect();
    assert_eq!(tasks, [("Trigger Restore", SubTaskState::InProgress)]);
    assert_eq!(view.destination, job.destination);
    site.advance_to(job.due_at);
    assert_eq!(job.due_at, job.started_at + SimSpan::from_seconds(366));
    assert_eq!(site.last_job().status, JobStatus::Completed);
    assert!(site.state.find_disk(&disk_id(&site.target, "new")).is_ok());
}

#[test]
fn what_stands_in_the_way_of_a_restore() {
    let mut site = DiskSite::protected();
    let point = site.back_up();
    let disks = site.disks.clone();
    site.give(Role::DiskRestoreOperator, &disks);
    let (target, gone) = (site.target.clone(), ArmId::resource_group(site.subscription(0), "rg-gone"));
    let account = ArmId::resource(&target, "Microsoft.Storage/storageAccounts", "lake");
    let to_account = RestoreDestination::Account { account, selection: RestoreSelection::All };
    let to_account =
        Command::Restore { instance: site.instance.clone(), source: point.into(), destination: to_account };
    let cases = [
        ("no such point", site.restore(PointSeq(9), "new")),
        ("an account for a disk", to_account),
        ("no such group", site.restore_to(&gone, point, "new")),
        ("the disk as its group", site.restore_to(&site.disk, point, "new")),
        ("a bad name", site.restore(point, "new disk")),
        ("no name", site.restore(point, "")),
        ("the source's own name", site.restore_to(&disks, point, "DATA-1")),
    ];
    let mut shown = String::new();
    for (what, command) in cases {
        let refusal = site.refusal(command);
        writeln!(shown, "{what}: {refusal}").expect("text can be written");
    }
    expect![[r#"
        no such point: UserErrorRestorePointNotFoundInBackupVault: The restore point was not found in the Backup vault.
        an account for a disk: BMSUserErrorInvalidInput: The restore target does not fit the restore point.
        no such group: UserErrorRestoreTargetRGNotFound: Operation failed as the Target Resource Group does not exist.
        the disk as its group: UserErrorRestoreTargetRGNotFound: Operation failed as the Target Resource Group does not exist.
        a bad name: InvalidParameter: The entity name 'new disk' is invalid according to its validation rule.
        no name: InvalidParameter: The entity name '' is invalid according to its validation rule.
        the source's own name: UserErrorSameNameDiskAlreadyExists: Could not restore as a Disk with same name already exists in the selected target resource group.
    "#]].assert_eq(&shown);
    // Beside the source, under another name, is fine.
    site.do_(site.restore_to(&disks, point, "data-2"));
}

#[test]
fn a_restore_needs_roles_on_two_groups() {
    let mut site = DiskSite::protected();
    let point = site.back_up();
    let roles = site.roles();
    let (snapshots, target) = (&roles[1], &roles[2]);
    let needed = |(role, scope): &(Role, ArmId)| NeededRole { role: *role, scope: scope.clone() };
    assert_eq!(readiness(&site, point), Readiness::Ready);
    site.revoke(snapshots.0, &snapshots.1);
    assert_eq!(site.refused(site.restore(point, "new")), "UserErrorNotEnoughPermissionOnSnapshotRG");
    site.revoke(target.0, &target.1);
    let Readiness::RoleAssignmentNotDone { missing, refusal } = readiness(&site, point) else {
        panic!("an owner may assign them");
    };
    assert_eq!(missing, [needed(snapshots), needed(target)]);
    assert_eq!(refusal.code(), "UserErrorNotEnoughPermissionOnSnapshotRG");
    // One of them is on its way, the other one still has to be assigned.
    site.grant(snapshots.0, &snapshots.1);
    let Readiness::RoleAssignmentNotDone { missing, refusal } = readiness(&site, point) else {
        panic!("one is missing altogether");
    };
    assert_eq!(missing, [needed(target)]);
    assert_eq!(refusal.code(), "UserErrorNotEnoughPermissionOnTargetRG");
    site.advance(30);
    assert_eq!(site.refused(site.restore(point, "new")), "UserErrorNotEnoughPermissionOnTargetRG");
    // Owner is no substitute, on the subscription neither.
    let subscription = ArmId::subscription(site.subscription(0));
    site.give(Role::Owner, &subscription);
    assert_eq!(site.refused(site.restore(point, "new")), "UserErrorNotEnoughPermissionOnTargetRG");
    site.grant(target.0, &target.1);
    let Readiness::RoleNotEffective { effective_at, .. } = readiness(&site, point) else { panic!("early") };
    site.advance_to(effective_at);
    restored(&mut site, point, "new");
    // The role on the source disk is not needed.
    let disk = &roles[0];
    site.revoke(disk.0, &disk.1);
    restored(&mut site, point, "another");
}

#[test]
fn who_may_restore() {
    let mut site = DiskSite::protected();
    let point = site.back_up();
    site.sign_in("Rosa");
    assert_eq!(site.refused(site.restore(point, "new")), "AuthorizationFailed");
    for (name, full_name) in [("Oskar", "Oskar Backup-Operator"), ("Bianca", "Bianca Backup-Contributor")] {
        site.sign_in(name);
        let Refusal::Restore(RestoreError::LinkedAuthorizationFailed { client, scope, .. }) =
            site.refusal(site.restore(point, "new"))
        else {
            panic!("{name} may not make disks");
        };
        assert_eq!((client.as_str(), &scope), (full_name, &site.target));
    }
    // A right to the target is what is missing, and it need not be more than that.
    site.sign_in("Olivia");
    let (target, oskar) = (site.target.clone(), persona("Oskar"));
    site.lab.give(oskar, Role::DiskRestoreOperator, &target);
    site.sign_in("Oskar");
    restored(&mut site, point, "new");
}

#[test]
fn a_viewer_who_may_assign_one_role_of_two_has_insufficient_permission() {
    let mut site = DiskSite::protected();
    let point = site.back_up();
    let [_, snapshots, target] = site.roles();
    site.revoke(snapshots.0, &snapshots.1);
    site.revoke(target.0, &target.1);
    // Carlos may do everything but assign roles: now he may, on one group.
    site.lab.give(persona("Carlos"), Role::RoleBasedAccessControlAdministrator, &snapshots.1);
    site.sign_in("Carlos");
    let Readiness::InsufficientPermission { missing, .. } = readiness(&site, point) else {
        panic!("he may not assign the role on the target");
    };
    assert_eq!(missing.len(), 2);
    site.sign_in("Olivia");
    site.lab.give(persona("Carlos"), Role::RoleBasedAccessControlAdministrator, &target.1);
    site.sign_in("Carlos");
    assert!(matches!(readiness(&site, point), Readiness::RoleAssignmentNotDone { .. }));
}

#[test]
fn ten_restores_a_day() {
    let mut site = DiskSite::protected();
    let point = site.back_up();
    // One that fails does not count.
    site.do_(site.restore(point, "taken"));
    let taken = create_disk(&site.target, "taken", &Setup::default());
    site.do_(taken);
    site.advance(10);
    assert_eq!(site.last_failure().code, "UserErrorSameNameDiskAlreadyExists");
    for number in 0..10 {
        restored(&mut site, point, &format!("new-{number}"));
    }
    let refusal = site.refusal(site.restore(point, "new-10"));
    assert_eq!(refusal, RestoreError::DailyLimitReached { instance: "disk-instance".to_string() }.into());
    assert_eq!(readiness(&site, point), Readiness::Blocked(refusal));
    // How much there was today is looked at last.
    assert_eq!(site.refused(site.restore(point, "taken")), "UserErrorSameNameDiskAlreadyExists");
    assert_eq!(
        site.refused(site.restore(PointSeq(99), "new-10")),
        "UserErrorRestorePointNotFoundInBackupVault"
    );
    site.advance_to(at("2026-09-15T00:00:00Z"));
    restored(&mut site, point, "new-10");
}

#[test]
fn a_disk_is_restored_into_another_subscription() {
    let mut site = DiskSite::protected();
    site.write(0, 77, 1);
    let point = site.back_up();
    let subscription = site.subscription(1);
    site.do_(Command::CreateResourceGroup {
        subscription,
        name: "rg-elsewhere".to_string(),
        region: Region::NorthEurope,
        tags: Tags::new(),
    });
    let target = ArmId::resource_group(subscription, "rg-elsewhere");
    assert_eq!(
        site.refused(site.restore_to(&target, point, "new")),
        "UserErrorNotEnoughPermissionOnTargetRG"
    );
    site.give(Role::DiskRestoreOperator, &target);
    site.target = target;
    let disk = restored(&mut site, point, "new");
    assert_eq!(site.disk_blocks(&disk), site.disk_blocks(&site.disk));
    let row = site.state.find_disk(&disk).expect("it was made");
    assert_eq!(row.region, Region::WestEurope, "where its snapshot lies, not where the group does");
}

/// What somebody does while a restore runs.
type Spoil = fn(&mut DiskSite, PointSeq);

/// The target is looked at again when the disk is made.
#[test]
fn a_restore_that_loses_its_ground_makes_nothing() {
    let spoil: [(&str, Spoil); 5] = [
        ("UserErrorSameNameDiskAlreadyExists", |site, _| {
            let taken = create_disk(&site.target, "new", &Setup::default());
            site.do_(taken);
        }),
        ("UserErrorNotEnoughPermissionOnTargetRG", |site, _| {
            let target = site.target.clone();
            site.revoke(Role::DiskRestoreOperator, &target);
        }),
        ("UserErrorSystemIdentityNotEnabledWithVault", |site, _| site.set_identity(false)),
        ("UserErrorDiskSnapshotNotFound", |site, point| site.delete_snapshot(point)),
        ("UserErrorRestoreTargetRGNotFound", |site, _| {
            let group = site.target.clone();
            site.do_(Command::DeleteResourceGroup { group });
        }),
    ];
    for (code, spoil) in spoil {
        let mut site = DiskSite::protected();
        let point = site.back_up();
        let disk = disk_id(&site.target, "new");
        site.do_(site.restore(point, "new"));
        spoil(&mut site, point);
        let there = site.state.find_disk(&disk).is_ok();
        let disks = site.state.disks.len();
        site.advance(10);
        assert_eq!(site.last_failure().code, code);
        assert_eq!((site.state.disks.len(), site.state.find_disk(&disk).is_ok()), (disks, there), "{code}");
    }
}

/// Two restores under one name: the first one wins.
#[test]
fn two_restores_to_one_name_do_not_mix() {
    let mut site = DiskSite::protected();
    let point = site.back_up();
    site.do_(site.restore(point, "new"));
    site.do_(site.restore(point, "new"));
    site.advance(10);
    let jobs: Vec<_> = site.state.jobs.values().rev().take(2).map(|job| job.status).collect();
    assert_eq!(jobs, [JobStatus::Failed, JobStatus::Completed]);
}

#[test]
fn a_restore_that_runs_while_its_instance_is_deleted_fails() {
    let mut site = DiskSite::protected();
    let point = site.back_up();
    site.do_(site.restore(point, "new"));
    site.do_(site.delete_instance());
    site.advance(10);
    assert_eq!(site.last_failure().code, "UserErrorRestorePointNotFoundInBackupVault");
    assert!(site.state.find_disk(&disk_id(&site.target, "new")).is_err());
}

#[test]
fn restores_work_however_protection_was_stopped() {
    for stop in [DiskSite::stop, DiskSite::suspend] {
        let mut site = DiskSite::protected();
        let point = site.back_up();
        let command = stop(&site);
        site.do_(command);
        restored(&mut site, point, "new");
    }
}
