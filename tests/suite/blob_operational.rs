//! Operational restores: the job that has an account put its blobs back, and everything in its way.

use crate::{
    blob_backup_site::{BlobBackupSite, Parts},
    lab::persona,
};
use Parts::{Both, Operational, Vaulted};
use vault_lab::{
    base::{SimSpan, SimTime},
    engine::{
        Command,
        job::{JobOperation, JobStatus},
        query::{BlobRestores, JobDetail, JobView, Readiness, RestoreReadiness, SubTaskState},
        rbac::Role,
        resources::LockLevel,
        restore::{RestoreDestination, RestoreSelection, RestoreSource},
        storage::{AccessTier, LeaseAction, RestoreRange},
    },
};

/// Protected, and a quarter of an hour later.
fn site(parts: Parts) -> BlobBackupSite {
    let mut site = BlobBackupSite::protected(parts);
    site.advance(15);
    site
}

fn ranges(bounds: &[(&str, &str)]) -> Vec<RestoreRange> {
    bounds.iter().map(|(start, end)| RestoreRange::new(*start, *end)).collect()
}

fn restoring(site: &BlobBackupSite, time: SimTime, bounds: &[(&str, &str)]) -> Command {
    Command::Restore {
        instance: site.instance.clone(),
        source: RestoreSource::Time(time),
        destination: RestoreDestination::InPlace { ranges: ranges(bounds) },
    }
}

/// Restores and waits until the job has ended.
fn restore(site: &mut BlobBackupSite, time: SimTime, bounds: &[(&str, &str)]) -> JobStatus {
    let command = restoring(site, time, bounds);
    site.do_(command);
    site.advance(5);
    site.last_job().status
}

/// The newest job.
fn view(site: &BlobBackupSite) -> JobView {
    site.ask(JobDetail { vault: site.vault.clone(), guid: site.last_job().guid })
}

fn readiness(site: &BlobBackupSite, time: SimTime) -> Readiness {
    site.ask(RestoreReadiness {
        instance: site.instance.clone(),
        source: RestoreSource::Time(time),
        destination: RestoreDestination::InPlace { ranges: Vec::new() },
        principal: site.principal,
    })
}

#[test]
fn blobs_are_put_back_in_place_and_a_job_says_so() {
    for parts in [Operational, Both] {
        let mut site = site(parts);
        let (source, before) = (site.source.clone(), site.digest(&site.source.clone(), "data", "readme.txt"));
        let then = site.now();
        site.advance(1);
        site.write("data", "readme.txt", "encrypted by somebody");
        site.write("logs", "ransom.txt", "pay");
        site.delete("logs", "readme.txt");
        assert_eq!(readiness(&site, then), Readiness::Ready);
        assert_eq!(restore(&mut site, then, &[]), JobStatus::Completed);
        assert_eq!(site.digest(&source, "data", "readme.txt"), before);
        assert!(site.digest(&source, "logs", "readme.txt").is_some());
        assert_eq!(site.digest(&source, "logs", "ransom.txt"), None);
        let job = view(&site);
        assert_eq!((job.row.operation, job.point_time), (JobOperation::Restore, Some(then)));
    }
}

/// The job goes on for as long as the account is busy, and shows it.
#[test]
fn the_job_ends_with_the_restore() {
    let mut site = site(Operational);
    let then = site.now();
    site.advance(1);
    site.write("data", "late.txt", "late");
    let command = restoring(&site, then, &[]);
    site.do_(command);
    let running = view(&site);
    assert_eq!(
        (running.row.status, running.sub_tasks[0].state),
        (JobStatus::InProgress, SubTaskState::InProgress)
    );
    let latest = site.ask(BlobRestores { account: site.source.clone() }).latest.expect("one runs");
    assert_eq!(running.due_at, latest.due_at);
    site.advance(5);
    assert_eq!(view(&site).row.status, JobStatus::Completed);
}

/// One at a time, in place, and what it works on is blocked.
#[test]
fn a_second_restore_waits_for_the_first() {
    let mut site = site(Operational);
    let then = site.now();
    let first = restoring(&site, then, &[]);
    site.do_(first.clone());
    assert_eq!(site.refused(first.clone()), "UserErrorPitrRestoreInProgress");
    let container = site.container_id(&site.source, "data");
    let write = crate::lab::put_file(&container, "new.txt", "new");
    assert_eq!(site.refused(write.clone()), "BlobRestoreInProgress");
    site.advance(5);
    site.do_(write);
    site.do_(first);
}

#[test]
fn ranges_and_times_are_checked() {
    let mut site = site(Operational);
    let now = site.now();
    let eleven = vec![("abc", "abd"); 11];
    for (time, bounds, code) in [
        (now, vec![("ab", "abd")], "UserErrorInvalidRestorePrefixRange"),
        (now, vec![("data", "data")], "UserErrorInvalidRestorePrefixRange"),
        (now, vec![("logs", "data")], "UserErrorInvalidRestorePrefixRange"),
        (now, eleven, "UserErrorTooManyRestoreCriteriaGivenForBlobRestore"),
        (now + SimSpan::from_minutes(1), vec![], "UserErrorInvalidRecoveryPointInTime"),
        (now - SimSpan::from_days(1), vec![], "UserErrorInvalidRecoveryPointInTime"),
    ] {
        let command = restoring(&site, time, &bounds);
        assert_eq!(site.refused(command), code, "{bounds:?}");
    }
}

/// Switching point-in-time restore off by hand takes the operational backup its legs.
#[test]
fn restoring_needs_what_backup_switched_on() {
    let mut site = site(Operational);
    let then = site.now();
    let mut settings = site.settings();
    settings.point_in_time_restore_days = None;
    site.set(settings);
    let command = restoring(&site, then, &[]);
    assert_eq!(site.refused(command), "UserErrorPitrDisabledOnStorageAccount");
}

/// What is lost with its container is lost to an operational restore.
#[test]
fn a_deleted_container_fails_the_whole_restore() {
    let mut site = site(Operational);
    let (source, then) = (site.source.clone(), site.now());
    site.advance(1);
    site.write("data", "readme.txt", "changed");
    let changed = site.digest(&source, "data", "readme.txt");
    site.delete_container(&source, "logs");
    assert_eq!(restore(&mut site, then, &[]), JobStatus::Failed);
    assert_eq!(site.last_failure().code, "UserErrorContainerNotFoundForPointInTimeRestore");
    assert_eq!(site.digest(&source, "data", "readme.txt"), changed, "nothing is put back");
    assert_eq!(restore(&mut site, then, &[("data", "data-0")]), JobStatus::Completed);
    assert_ne!(site.digest(&source, "data", "readme.txt"), changed);
}

/// An archived blob or a lease sinks all of it.
#[test]
fn archived_and_leased_blobs_fail_the_whole_restore() {
    let mut site = site(Operational);
    let (source, then) = (site.source.clone(), site.now());
    site.advance(1);
    site.write("data", "readme.txt", "changed");
    let (data, logs) = (site.container_id(&source, "data"), site.container_id(&source, "logs"));
    site.do_(Command::Lease {
        container: data.clone(),
        path: Some("readme.txt".to_string()),
        action: LeaseAction::Acquire { seconds: None, proposed: None },
    });
    assert_eq!(restore(&mut site, then, &[]), JobStatus::Failed);
    assert_eq!(site.last_failure().code, "LeaseIdMissing");
    site.do_(Command::Lease {
        container: data,
        path: Some("readme.txt".to_string()),
        action: LeaseAction::Break { seconds: Some(0) },
    });
    site.do_(Command::SetPathProperties {
        container: logs,
        path: "readme.txt".to_string(),
        tier: Some(AccessTier::Archive),
        metadata: None,
        acl: None,
    });
    assert_eq!(restore(&mut site, then, &[]), JobStatus::Failed);
    assert_eq!(site.last_failure().code, "BlobArchived");
    assert_eq!(restore(&mut site, then, &[("data", "data-0")]), JobStatus::Completed);
}

#[test]
fn who_may_not_read_the_account_or_has_no_role_cannot_restore() {
    let mut site = site(Operational);
    let then = site.now();
    let (vault, somebody) = (site.vault.clone(), persona("Rosa"));
    site.give(somebody, Role::BackupOperator, &vault);
    let command = restoring(&site, then, &[]);
    let owner = std::mem::replace(&mut site.lab.principal, somebody);
    assert_eq!(site.refused(command.clone()), "LinkedAuthorizationFailed");
    site.lab.principal = owner;
    // The lock of Azure Backup keeps the role, too.
    let lock = site.locks()[0].id.clone();
    site.do_(Command::DeleteLock { lock });
    site.revoke();
    assert_eq!(site.refused(command), "UserErrorMissingRequiredPermissions");
    assert!(matches!(readiness(&site, then), Readiness::RoleAssignmentNotDone { .. }));
}

#[test]
fn a_read_only_account_is_not_restored() {
    let mut site = site(Operational);
    let (source, then) = (site.source.clone(), site.now());
    site.lock(&source, LockLevel::ReadOnly);
    let command = restoring(&site, then, &[]);
    assert_eq!(site.refused(command), "UserErrorStorageAccountInLockedState");
}

#[test]
fn each_kind_of_backup_is_restored_in_its_own_way() {
    let mut vaulted = site(Vaulted);
    let now = vaulted.now();
    let command = restoring(&vaulted, now, &[]);
    assert_eq!(vaulted.refused(command), "BMSUserErrorInvalidInput");
    let mut both = site(Both);
    let point = both.back_up();
    let (instance, now) = (both.instance.clone(), both.now());
    let in_place = RestoreDestination::InPlace { ranges: Vec::new() };
    let to_account =
        RestoreDestination::Account { account: both.target.clone(), selection: RestoreSelection::All };
    for (source, destination) in
        [(RestoreSource::Point(point), in_place), (RestoreSource::Time(now), to_account)]
    {
        let command = Command::Restore { instance: instance.clone(), source, destination };
        assert_eq!(both.refused(command), "BMSUserErrorInvalidInput");
    }
    let command = both.restore(point, RestoreSelection::All);
    both.do_(command);
}

/// The window is drawn with how much changed when.
#[test]
fn the_window_says_when_there_were_changes() {
    let mut site = site(Operational);
    site.advance(60);
    (0..5).for_each(|number| site.write("data", &format!("{number}.txt"), "now"));
    site.advance(1);
    let view = site.ask(BlobRestores { account: site.source.clone() });
    assert_eq!(view.activity.iter().sum::<u32>(), 5);
    assert!(view.activity[0] == 0 && view.activity.len() > 1);
    let flat = site.target.clone();
    let none = site.ask(BlobRestores { account: flat });
    assert_eq!((none.window, none.activity), (None, Vec::new()));
}
