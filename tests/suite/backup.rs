//! Backups of a protected data lake: when they run, what they hold, how they fail and when they expire.

use crate::site::{Site, all_except, all_rules, grant, listed};
use expect_test::{Expect, expect};
use std::fmt::Write;
use vault_lab::{
    base::{ByteSize, SimTime},
    engine::{
        Command, Refusal,
        ids::PointSeq,
        job::{JobStatus, JobTrigger},
        policy::RetentionTag,
        protection::ProtectionError,
        query::{InstanceDetail, PointContents, PointFacts, PointView},
        resources::LockLevel,
        storage::AccessTier,
    },
};

fn timeline(site: &Site) -> String {
    let mut shown = String::new();
    for row in site.points().iter().rev() {
        let (seq, made, tag) = (row.seq.0, row.created_at, row.tag.display_name());
        writeln!(shown, "{seq} {made} {tag} {:?} until {}", row.state, row.expires_at)
            .expect("text can be written");
    }
    shown
}

fn check_timeline(site: &Site, expected: Expect) {
    expected.assert_eq(&timeline(site));
}

#[test]
fn scheduled_backups_run_and_expire() {
    let mut site = Site::protected();
    site.advance_days(20);
    check_timeline(
        &site,
        expect![[r#"
        1 2026-09-14T20:00:00Z Yearly Completed until 2036-09-14T20:00:00Z
        7 2026-09-20T20:00:00Z Weekly Completed until 2026-10-18T20:00:00Z
        14 2026-09-27T20:00:00Z Weekly Completed until 2026-10-25T20:00:00Z
        15 2026-09-28T20:00:00Z Default Completed until 2026-10-05T20:00:00Z
        16 2026-09-29T20:00:00Z Default Completed until 2026-10-06T20:00:00Z
        17 2026-09-30T20:00:00Z Default Completed until 2026-10-07T20:00:00Z
        18 2026-10-01T20:00:00Z Monthly Completed until 2027-10-01T20:00:00Z
        19 2026-10-02T20:00:00Z Default Completed until 2026-10-09T20:00:00Z
        20 2026-10-03T20:00:00Z Default Completed until 2026-10-10T20:00:00Z
    "#]],
    );
    assert_eq!(site.next_backup(), SimTime::parse("2026-10-04T20:00:00Z"));
    assert!(site.jobs().iter().all(|job| job.trigger == JobTrigger::Scheduled));
}

#[test]
fn on_demand_backups_do_not_take_the_rule_of_a_scheduled_one() {
    let mut site = Site::protected();
    site.back_up();
    site.advance_days(1);
    check_timeline(
        &site,
        expect![[r#"
        1 2026-09-14T08:35:00Z Default Completed until 2026-09-21T08:35:00Z
        2 2026-09-14T20:00:00Z Yearly Completed until 2036-09-14T20:00:00Z
    "#]],
    );
}

#[test]
fn a_backup_captures_the_moment_it_starts() {
    let mut site = Site::protected();
    site.do_(site.backup_now());
    site.write("bronze", "later.txt", "too late");
    site.delete("silver", "readme.txt");
    assert_eq!(site.refused(site.backup_now()), "UserErrorMaxConcurrentOperationLimitReached");
    assert_eq!(files(&site, PointSeq(1)), 2);
    site.advance(29);
    assert_eq!(site.last_job().status, JobStatus::InProgress, "two snapshots take half an hour");
    site.advance(11);
    assert_eq!(site.last_job().status, JobStatus::Completed);
    let view = contents(&site, PointSeq(1));
    let files: Vec<(&str, u64)> =
        view.containers.iter().map(|(name, files, _)| (name.as_str(), *files)).collect();
    assert_eq!(files, [("bronze", 1), ("silver", 1)]);
    let second = site.back_up();
    let view = contents(&site, second);
    let files: Vec<(&str, u64)> =
        view.containers.iter().map(|(name, files, _)| (name.as_str(), *files)).collect();
    assert_eq!(files, [("bronze", 2), ("silver", 0)]);
}

/// How many files a point holds.
fn files(site: &Site, point: PointSeq) -> u64 {
    match contents(site, point).row.data {
        PointFacts::VaultStore { files, .. } => files,
        PointFacts::OperationalStore { .. } => panic!("a data lake is copied to the vault"),
    }
}

fn contents(site: &Site, point: PointSeq) -> PointView {
    site.ask(PointContents { instance: site.instance.clone(), point })
}

#[test]
fn only_what_changed_is_copied() {
    let mut site = Site::protected();
    site.write("bronze", "big.txt", &"x".repeat(5_000));
    let first = site.back_up();
    site.write("bronze", "small.txt", "12345");
    let second = site.back_up();
    let third = site.back_up();
    let transferred: Vec<u64> = [first, second, third]
        .iter()
        .map(|seq| site.state.points.values().find(|point| point.seq == *seq).expect("it is there"))
        .map(|point| point.transferred.bytes())
        .collect();
    assert_eq!(transferred, [5_000 + 12, 5, 0]);
    assert_eq!(site.ask(InstanceDetail { instance: site.instance.clone() }).stored.bytes(), 5_017);
    // Metadata alone makes a version, but moves no bytes.
    let container = site.source_container("bronze");
    site.do_(Command::SetPathProperties {
        container,
        path: "big.txt".to_string(),
        tier: Some(AccessTier::Cool),
        metadata: None,
        acl: None,
    });
    let fourth = site.back_up();
    let fourth = site.state.points.values().find(|point| point.seq == fourth).expect("it is there");
    assert_eq!(fourth.transferred.bytes(), 0);
}

#[test]
fn archived_files_are_left_out() {
    let mut site = Site::protected();
    let first = site.back_up();
    let container = site.source_container("bronze");
    site.do_(Command::SetPathProperties {
        container,
        path: "readme.txt".to_string(),
        tier: Some(AccessTier::Archive),
        metadata: None,
        acl: None,
    });
    let second = site.back_up();
    assert_eq!((files(&site, first), files(&site, second)), (2, 1));
}

#[test]
fn four_on_demand_backups_a_day() {
    let mut site = Site::protected();
    let left = |site: &Site| site.ask(InstanceDetail { instance: site.instance.clone() }).on_demand_left;
    for expected in [4, 3, 2, 1] {
        assert_eq!(left(&site), expected);
        site.back_up();
    }
    assert_eq!(left(&site), 0);
    assert_eq!(site.refused(site.backup_now()), "UserErrorBackupRequestThrottled");
    // The scheduled one runs besides, and the next day begins at midnight UTC.
    site.advance_to(SimTime::parse("2026-09-14T20:45:00Z").expect("a moment"));
    assert_eq!(site.points().len(), 5);
    site.advance_to(SimTime::parse("2026-09-14T23:59:00Z").expect("a moment"));
    assert_eq!(site.refused(site.backup_now()), "UserErrorBackupRequestThrottled");
    site.advance(1);
    site.do_(site.backup_now());
}

#[test]
fn an_on_demand_backup_is_kept_by_a_rule_of_the_policy() {
    let mut site = Site::protected();
    let policy = site.create_policy("plain", all_rules()[..1].to_vec());
    let containers = listed(&["bronze", "silver"]);
    let command = site.update_with(policy, containers);
    site.do_(command);
    let command = Command::BackupNow { instance: site.instance.clone(), tag: RetentionTag::Yearly };
    let expected = ProtectionError::NoSuchRule { policy: "plain".to_string(), tag: "Yearly".to_string() };
    assert_eq!(site.refusal(command), Refusal::Protection(expected));
    site.sign_in("Rosa");
    assert_eq!(site.refused(site.backup_now()), "AuthorizationFailed");
    site.sign_in("Oskar");
    site.do_(site.backup_now());
}

#[test]
fn a_container_that_is_gone_makes_every_backup_fail() {
    let mut site = Site::protected();
    site.back_up();
    let container = site.source_container("silver");
    site.do_(Command::DeleteContainer { container });
    site.do_(site.backup_now());
    let job = site.last_job();
    assert_eq!(job.status, JobStatus::Failed);
    assert_eq!(job.error_code.as_deref(), Some("UserErrorIncorrectContainersSelectedForOperation"));
    site.advance_days(1);
    assert_eq!(site.last_failure().code, "UserErrorIncorrectContainersSelectedForOperation");
    assert_eq!(site.points().len(), 1, "no point was made");
    // Correcting the list helps.
    site.do_(site.update(listed(&["bronze"])));
    let second = site.back_up();
    assert_eq!(contents(&site, second).containers.len(), 1);
}

#[test]
fn failed_on_demand_backups_do_not_count() {
    let mut site = Site::protected();
    let source = site.source.clone();
    site.revoke(&source);
    for _ in 0..6 {
        site.do_(site.backup_now());
        assert_eq!(site.last_failure().code, "UserErrorMissingRequiredPermissions");
    }
}

#[test]
fn a_slot_that_finds_a_backup_running_is_skipped() {
    let mut site = Site::protected();
    site.advance_to(SimTime::parse("2026-09-14T19:50:00Z").expect("a moment"));
    site.do_(site.backup_now());
    site.advance(15);
    assert!(site.jobs().iter().all(|job| job.trigger == JobTrigger::User), "no job of the slot");
    site.advance(30);
    assert_eq!(site.points().len(), 1);
    assert_eq!(site.next_backup(), SimTime::parse("2026-09-15T20:00:00Z"));
    // The next slot is as usual, and takes the rule that the skipped one would have had.
    site.advance_to(SimTime::parse("2026-09-15T21:00:00Z").expect("a moment"));
    assert_eq!(site.points()[0].tag, RetentionTag::Yearly);
}

#[test]
fn slots_missed_while_suspended_are_not_made_up_for() {
    let mut site = Site::protected();
    let instance = site.instance.clone();
    site.advance_days(3);
    site.do_(Command::SuspendBackups { instance: instance.clone() });
    assert_eq!(site.next_backup(), None);
    site.advance_days(3);
    site.do_(Command::ResumeProtection { instance });
    site.advance_days(2);
    check_timeline(
        &site,
        expect![[r#"
        1 2026-09-14T20:00:00Z Yearly Completed until 2036-09-14T20:00:00Z
        2 2026-09-15T20:00:00Z Default Completed until 2026-09-22T20:00:00Z
        3 2026-09-16T20:00:00Z Default Completed until 2026-09-23T20:00:00Z
        4 2026-09-20T20:00:00Z Weekly Completed until 2026-10-18T20:00:00Z
        5 2026-09-21T20:00:00Z Default Completed until 2026-09-28T20:00:00Z
    "#]],
    );
}

#[test]
fn a_slot_that_finds_its_account_locked_fails_and_leaves_its_rule_to_the_next() {
    let mut site = Site::protected();
    let source = site.source.clone();
    let lock = site.lab.lock(&source, LockLevel::ReadOnly);
    site.advance_days(2);
    let failed = site.jobs().iter().filter(|job| job.status == JobStatus::Failed).count();
    assert_eq!((failed, site.points().len()), (2, 0));
    assert_eq!(site.last_failure().code, "UserErrorStorageAccountInLockedState");
    site.do_(Command::DeleteLock { lock });
    site.advance_days(2);
    let tags: Vec<RetentionTag> = site.points().iter().rev().map(|row| row.tag).collect();
    assert_eq!(tags, [RetentionTag::Yearly, RetentionTag::Default]);
}

#[test]
fn a_copy_that_loses_its_role_leaves_nothing_behind() {
    let mut site = Site::protected();
    site.back_up();
    let before = site.state.replicas.clone();
    site.write("bronze", "new.txt", "new");
    site.write("bronze", "readme.txt", "changed");
    site.delete("silver", "readme.txt");
    site.do_(site.backup_now());
    assert_ne!(site.state.replicas, before);
    let source = site.source.clone();
    site.revoke(&source);
    site.advance(15);
    assert_eq!(site.last_failure().code, "UserErrorMissingRequiredPermissions");
    assert_eq!(site.state.replicas, before, "the vault copy is as it was");
    assert_eq!(site.points().len(), 1);
    // The next one starts from there.
    let identity = site.identity(&site.vault);
    site.do_(grant(&source, identity));
    site.advance(30);
    let third = site.back_up();
    assert_eq!(third, PointSeq(3));
    assert_eq!(files(&site, third), 2);
}

#[test]
fn another_policy_concerns_new_points_only() {
    let mut site = Site::protected();
    site.back_up();
    let before = site.points();
    let mut rules = all_rules();
    rules[0].duration = vault_lab::engine::policy::RetentionDuration::Days(30);
    let policy = site.create_policy("longer", rules);
    let containers = listed(&["bronze", "silver"]);
    let command = site.update_with(policy, containers);
    site.do_(command);
    assert_eq!(site.points(), before);
    site.back_up();
    check_timeline(
        &site,
        expect![[r#"
        1 2026-09-14T08:35:00Z Default Completed until 2026-09-21T08:35:00Z
        2 2026-09-14T09:20:00Z Default Completed until 2026-10-14T09:20:00Z
    "#]],
    );
    let scheduled =
        site.state.timers.iter().filter(|(_, action)| {
            matches!(action, vault_lab::engine::state::TimerAction::ScheduledBackup(_))
        });
    assert_eq!(scheduled.count(), 1, "one schedule, not two");
    site.do_(Command::DeleteBackupPolicy { policy: site.policy.clone() });
}

#[test]
fn auto_protection_takes_in_what_comes_and_is_permanent() {
    let mut site = Site::protected();
    site.do_(site.update(all_except(&["tmp"])));
    let source = site.source.clone();
    site.lab.container(&source, "gold");
    site.lab.container(&source, "tmp-1");
    let point = site.back_up();
    let view = contents(&site, point);
    let names: Vec<&str> = view.containers.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(names, ["bronze", "gold", "silver"]);
    assert_eq!(
        site.refusal(site.update(listed(&["bronze"]))),
        Refusal::Protection(ProtectionError::AutoProtectionIsPermanent)
    );
    site.do_(site.update(all_except(&["tmp", "silver"])));
    // A container that is gone is no failure here.
    let container = site.source_container("gold");
    site.do_(Command::DeleteContainer { container });
    let point = site.back_up();
    assert_eq!(contents(&site, point).containers.len(), 1);
}

#[test]
fn an_account_that_is_gone_keeps_its_points() {
    let mut site = Site::protected();
    let point = site.back_up();
    let account = site.source.clone();
    site.do_(Command::DeleteStorageAccount { account });
    let view = site.ask(InstanceDetail { instance: site.instance.clone() });
    assert!(!view.datasource_exists);
    assert_eq!(view.protected_containers, Vec::<String>::new());
    site.do_(site.backup_now());
    assert_eq!(site.last_failure().code, "UserErrorAzureResourceNotFoundByPlugin");
    assert_eq!(files(&site, point), 2);
}

/// Replication begins again with protection, so the next backup copies everything.
#[test]
fn after_resuming_everything_is_copied_again() {
    let mut site = Site::protected();
    site.back_up();
    site.back_up();
    let copied = |site: &Site| {
        let newest = site.state.points.values().next_back().expect("there is a point");
        (newest.transferred, newest.size)
    };
    assert_eq!(copied(&site).0, ByteSize::ZERO, "nothing has changed");
    let instance = site.instance.clone();
    site.do_(Command::SuspendBackups { instance: instance.clone() });
    site.do_(Command::ResumeProtection { instance });
    site.back_up();
    let (transferred, size) = copied(&site);
    assert_eq!(transferred, size);
    site.back_up();
    assert_eq!(copied(&site).0, ByteSize::ZERO);
}
