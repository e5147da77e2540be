//! Stopping, suspending, resuming and deleting the protection of a disk: what each state allows, and what becomes of
//! the recovery points.

use crate::{
    disk_site::{DiskSite, disk_id},
    site::Site,
};
use RetentionTag::Default;
use expect_test::expect;
use std::fmt::Write;
use vault_lab::{
    base::SimSpan,
    engine::{
        Command,
        ids::PointSeq,
        limits,
        policy::{RetentionTag, ScheduleFrequency},
        protection::ProtectionState,
        query::{InstanceDetail, Jobs},
        rbac::Role,
    },
};

const STATE: &str = "UserErrorOperationNotAllowedInCurrentState";

/// A disk with three points of one day each.
fn with_points() -> DiskSite {
    let mut site = DiskSite::protected_by(ScheduleFrequency::Daily, &[(Default, 1)]);
    for _ in 0..3 {
        site.back_up();
    }
    assert_eq!(site.seqs(), [1, 2, 3]);
    site
}

/// Brings a site into a state.
fn site_in(state: ProtectionState) -> DiskSite {
    if state == ProtectionState::ConfiguringProtection {
        let mut site = DiskSite::new();
        site.do_(site.configure());
        return site;
    }
    let mut site = with_points();
    match state {
        ProtectionState::ProtectionStopped => drop(site.do_(site.stop())),
        ProtectionState::BackupsSuspended => drop(site.do_(site.suspend())),
        ProtectionState::ProtectionError => {
            // The role goes while protection is being configured. Without points an instance goes at once.
            site = DiskSite::protected();
            site.do_(site.delete_instance());
            let disk = site.disk.clone();
            let identity = site.identity(&site.vault);
            site.do_(site.configure());
            site.revoke_from(identity, Role::DiskBackupReader, &disk);
            site.do_(Command::DeleteResourceGroup { group: site.snapshots.clone() });
            site.advance(6);
            let name = site.snapshots.name().to_string();
            site.lab.group(&name);
            for (role, scope) in &site.roles()[..2] {
                site.give(*role, scope);
            }
        }
        ProtectionState::SoftDeleted => {
            site.do_(site.delete_instance());
            let name = site.instance.name().to_string();
            let deleted = InstanceDetail { instance: site.vault.child("deletedBackupInstances", &name) };
            assert_eq!(site.ask(deleted).row.state, state);
            return site;
        }
        ProtectionState::ProtectionConfigured | ProtectionState::ConfiguringProtection => {}
    }
    assert_eq!(site.protection(), state);
    site
}

/// Makes a command for a site.
type Operation = fn(&DiskSite) -> Command;

#[test]
fn what_each_state_allows() {
    let operations: [(&str, Operation); 7] = [
        ("update", |site| site.update(&site.policy)),
        ("backup", DiskSite::backup_now),
        ("stop", DiskSite::stop),
        ("suspend", DiskSite::suspend),
        ("resume", DiskSite::resume),
        ("restore", |site| site.restore(PointSeq(1), "new")),
        ("delete", DiskSite::delete_instance),
    ];
    let mut shown = String::new();
    for state in ProtectionState::ALL {
        let mut allowed = Vec::new();
        for (name, operation) in operations {
            let mut site = site_in(state);
            let command = operation(&site);
            match site.lab.request(command) {
                Ok(_) => allowed.push(name),
                // Its id names nothing any more.
                Err(refusal) if state == ProtectionState::SoftDeleted => {
                    assert_eq!(refusal.code(), "ResourceNotFound", "{name}");
                }
                // Where there is no point yet, that is what there is to say.
                Err(refusal) if name == "restore" => {
                    assert_eq!(refusal.code(), "UserErrorRestorePointNotFoundInBackupVault");
                }
                Err(refusal) => assert_eq!(refusal.code(), STATE, "{name} in {state:?}"),
            }
        }
        writeln!(shown, "{state:?}: {}", allowed.join(" ")).expect("text can be written");
    }
    expect![[r#"
        ConfiguringProtection: 
        ProtectionConfigured: update backup stop suspend restore delete
        ProtectionError: update stop suspend resume delete
        ProtectionStopped: resume restore delete
        BackupsSuspended: resume restore delete
        SoftDeleted: 
    "#]]
    .assert_eq(&shown);
}

#[test]
fn stopped_for_ever_nothing_expires() {
    let mut site = with_points();
    site.do_(site.stop());
    site.advance_days(400);
    assert_eq!(site.seqs(), [1, 2, 3]);
    assert_eq!((site.next_backup(), site.timers_left()), (None, 0));
    // Resumed, what is past its original expiry goes at once; the newest stays until there is another.
    site.do_(site.resume());
    assert_eq!(site.protection(), ProtectionState::ProtectionConfigured);
    site.advance(0);
    assert_eq!(site.seqs(), [3]);
    assert_eq!(site.state.snapshots.len(), 1);
    site.advance_days(1);
    site.advance(1);
    assert_eq!(site.seqs(), [4]);
}

#[test]
fn resuming_in_time_lets_points_expire_when_they_would_have() {
    let mut site = with_points();
    let expiry = site.point(PointSeq(2)).expires_at;
    site.do_(site.stop());
    site.advance(60);
    site.do_(site.resume());
    site.advance_to(expiry + limits::DISK_CLEANUP_DELAY - SimSpan::from_seconds(1));
    assert!(site.seqs().contains(&2));
    site.advance_to(expiry + limits::DISK_CLEANUP_DELAY);
    assert!(!site.seqs().contains(&2));
}

#[test]
fn suspended_points_expire_but_for_the_latest() {
    let mut site = with_points();
    site.do_(site.suspend());
    assert_eq!(site.protection(), ProtectionState::BackupsSuspended);
    assert_eq!(site.next_backup(), None);
    site.advance_days(400);
    assert_eq!(site.seqs(), [3], "and its bill");
    assert_eq!(site.state.snapshots.len(), 1);
    site.do_(site.restore(PointSeq(3), "new"));
    site.do_(site.resume());
    site.advance_days(1);
    site.advance(1);
    assert_eq!(site.seqs(), [4]);
}

#[test]
fn a_backup_that_runs_while_protection_ends_comes_to_its_end() {
    for (end, left) in [(DiskSite::stop as Operation, 4), (DiskSite::suspend, 1)] {
        let mut site = with_points();
        site.do_(site.backup_now());
        let command = end(&site);
        site.do_(command);
        site.advance_days(10);
        assert_eq!(site.points().len(), left);
        assert_eq!(site.points()[0].seq, PointSeq(4));
        assert_eq!(site.timers_left(), 0, "nothing is left to come");
    }
}

#[test]
fn a_deleted_instance_leaves_jobs_and_nothing_else() {
    let mut site = with_points();
    site.do_(site.restore(PointSeq(2), "new"));
    site.advance(10);
    let (vault, policies) = (site.vault.clone(), ["daily", "in-use"]);
    assert_eq!(site.refused(Command::DeleteBackupVault { vault: vault.clone() }), "VaultNotEmpty");
    site.do_(site.delete_instance());
    assert!(site.state.instances.is_empty());
    assert_eq!((site.state.points.len(), site.state.snapshots.len()), (3, 3), "soft delete covers them");
    assert_eq!(site.timers_left(), 1);
    let restored = disk_id(&site.target, "new");
    assert_eq!(site.disk_blocks(&restored), site.disk_blocks(&site.disk), "made of them, and independent");
    let jobs = site.ask(Jobs {
        vault: vault.clone(),
        instance: None,
        window: limits::JOB_LIST_WINDOW,
        operation: None,
        status: None,
    });
    assert_eq!(jobs.len(), 5);
    assert!(jobs.iter().all(|job| job.instance_name == "disk-instance"));
    assert_eq!(site.refused(site.backup_now()), "ResourceNotFound");
    site.advance_days(14);
    assert!(site.state.points.is_empty() && site.state.deleted_instances.is_empty());
    assert!(site.state.snapshots.is_empty());
    assert_eq!(site.timers_left(), 0);
    // The disk can be protected again, from the first point on.
    site.do_(site.configure());
    site.advance(2);
    assert_eq!(site.back_up(), PointSeq(1));
    site.do_(site.delete_instance());
    site.advance_days(14);
    for policy in policies {
        site.do_(Command::DeleteBackupPolicy { policy: vault.child("backupPolicies", policy) });
    }
    site.do_(Command::DeleteBackupVault { vault });
}

#[test]
fn who_may_stop_and_delete() {
    let mut site = with_points();
    let may = |site: &mut DiskSite, name: &str, command: Command| {
        site.sign_in(name);
        let result = site.lab.request(command);
        site.sign_in("Olivia");
        result.map(drop).map_err(|refusal| refusal.code())
    };
    let denied = Err("AuthorizationFailed");
    for name in ["Oskar", "Rosa", "Ravi"] {
        for command in [site.stop(), site.suspend(), site.delete_instance(), site.resume()] {
            assert_eq!(may(&mut site, name, command), denied, "{name}");
        }
    }
    // The built-in role has the right to suspend and to delete, and not that to stop for ever.
    let (stop, suspend, delete) = (site.stop(), site.suspend(), site.delete_instance());
    assert_eq!(may(&mut site, "Bianca", stop), denied);
    assert_eq!(may(&mut site, "Bianca", suspend), Ok(()));
    assert_eq!(may(&mut site, "Bianca", delete), Ok(()));
}

#[test]
fn the_newest_point_of_a_suspended_data_lake_is_kept() {
    let mut site = Site::protected();
    site.back_up();
    let instance = site.instance.clone();
    site.do_(Command::SuspendBackups { instance: instance.clone() });
    site.advance_days(40);
    assert_eq!(site.points().len(), 1, "the newest is kept");
    // Resumed, it has no such privilege any more.
    site.do_(Command::ResumeProtection { instance });
    site.advance(1);
    assert_eq!(site.points(), []);
}
