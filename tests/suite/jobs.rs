//! Jobs: what the list shows, how far they have come, and what their stages say.

use crate::site::Site;
use expect_test::{Expect, expect};
use std::fmt::Write;
use vault_lab::{
    base::{ByteSize, SimSpan},
    engine::{
        Command,
        job::{JobOperation, JobStatus, JobTrigger},
        query::{InstanceDetail, JobDetail, JobView, Jobs},
        restore::RestoreSelection,
    },
};

fn detail(site: &Site) -> JobView {
    site.ask(JobDetail { vault: site.vault.clone(), guid: site.last_job().guid })
}

fn check_stages(site: &Site, expected: Expect) {
    let view = detail(site);
    let mut shown = format!("{:?} {} %\n", view.row.status, view.row.progress_percent);
    for stage in view.sub_tasks {
        let duration = stage.duration.map_or_else(String::new, |span| format!(" {} min", span.minutes()));
        writeln!(shown, "{}: {:?}{duration}", stage.name, stage.state).expect("text can be written");
    }
    expected.assert_eq(&shown);
}

#[test]
fn a_backup_goes_through_its_stages() {
    let mut site = Site::protected();
    site.do_(site.backup_now());
    check_stages(
        &site,
        expect![[r#"
        InProgress 0 %
        Trigger Backup: InProgress
        Take snapshot: NotStarted
        Take second snapshot: NotStarted
        Replicate changes: NotStarted
        Create recovery point: NotStarted
    "#]],
    );
    site.advance(20);
    check_stages(
        &site,
        expect![[r#"
        InProgress 62 %
        Trigger Backup: Completed 1 min
        Take snapshot: Completed 14 min
        Take second snapshot: InProgress
        Replicate changes: NotStarted
        Create recovery point: NotStarted
    "#]],
    );
    site.advance(20);
    check_stages(
        &site,
        expect![[r#"
        Completed 100 %
        Trigger Backup: Completed 1 min
        Take snapshot: Completed 14 min
        Take second snapshot: Completed 15 min
        Replicate changes: Completed 1 min
        Create recovery point: Completed 1 min
    "#]],
    );
    let view = detail(&site);
    assert_eq!((view.row.operation, view.row.trigger), (JobOperation::Backup, JobTrigger::User));
    assert_eq!(view.row.ended_at, Some(view.due_at));
    assert_eq!(view.point_time, Some(view.row.started_at));
    assert_eq!((view.policy_name.as_str(), view.transfer), ("daily", ByteSize(12)));
    assert_eq!(view.row.instance, Some(site.instance.clone()));
    let length = view.due_at.since(view.row.started_at);
    assert!(length >= SimSpan::from_minutes(30) && length <= SimSpan::from_minutes(40));
}

#[test]
fn large_copies_take_longer() {
    let mut site = Site::protected();
    let container = site.source_container("bronze");
    for number in 0..4 {
        let path = format!("big-{number}.bin");
        site.do_(crate::lab::put_generated(&container, &path, number, ByteSize::gib(60)));
    }
    site.do_(site.backup_now());
    site.advance(40);
    assert_eq!(site.last_job().status, JobStatus::InProgress);
    site.advance(20);
    assert_eq!(site.last_job().status, JobStatus::Completed);
}

#[test]
fn a_restore_goes_through_its_stages() {
    let mut site = Site::protected();
    let point = site.back_up();
    site.do_(site.restore(point, RestoreSelection::All));
    site.advance(3);
    check_stages(
        &site,
        expect![[r#"
        InProgress 49 %
        Trigger Restore: Completed 1 min
        Prepare target: InProgress
        Restore data: NotStarted
    "#]],
    );
    site.advance(7);
    check_stages(
        &site,
        expect![[r#"
        Completed 100 %
        Trigger Restore: Completed 1 min
        Prepare target: Completed 4 min
        Restore data: Completed 1 min
    "#]],
    );
    let destination = detail(&site).destination.expect("restores go somewhere");
    assert_eq!(destination.account(), Some(&site.target));
}

#[test]
fn a_failed_job_says_where_and_why() {
    let mut site = Site::protected();
    site.do_(site.backup_now());
    site.revoke(&site.source.clone());
    site.advance(15);
    check_stages(
        &site,
        expect![[r#"
        Failed 99 %
        Trigger Backup: Completed 1 min
        Take snapshot: Completed 14 min
        Take second snapshot: Completed 15 min
        Replicate changes: Completed 1 min
        Create recovery point: Failed 1 min
    "#]],
    );
    let error = detail(&site).error.expect("failed jobs say why");
    assert_eq!(site.last_job().error_code.as_deref(), Some(error.code.as_str()));
    // One that could not even start has one stage.
    site.do_(site.backup_now());
    check_stages(
        &site,
        expect![[r#"
        Failed 0 %
        Trigger Backup: Failed 0 min
    "#]],
    );
}

#[test]
fn the_list_ends_after_seven_days() {
    let mut site = Site::protected();
    site.advance_days(10);
    let jobs = site.jobs();
    assert_eq!(jobs.len(), 7);
    assert!(jobs.is_sorted_by(|newer, older| newer.started_at > older.started_at));
    let list = |window: SimSpan, status: Option<JobStatus>, operation: Option<JobOperation>| {
        let instance = Some(site.instance.clone());
        site.ask(Jobs { vault: site.vault.clone(), instance, window, operation, status }).len()
    };
    assert_eq!(list(SimSpan::from_days(90), None, None), 7, "older ones are not listed");
    assert_eq!(list(SimSpan::from_days(2), None, None), 2);
    assert_eq!(list(SimSpan::from_days(7), Some(JobStatus::Failed), None), 0);
    assert_eq!(list(SimSpan::from_days(7), None, Some(JobOperation::Restore)), 0);
    assert_eq!(list(SimSpan::from_days(7), Some(JobStatus::Completed), Some(JobOperation::Backup)), 7);
    assert_eq!(site.ask(InstanceDetail { instance: site.instance.clone() }).jobs, jobs);
}

#[test]
fn who_may_read_the_vault_may_read_its_jobs() {
    let mut site = Site::protected();
    let (vault, guid) = (site.vault.clone(), site.last_job().guid);
    site.sign_in("Rosa");
    assert_eq!(site.jobs().len(), 1);
    assert_eq!(site.ask(JobDetail { vault: vault.clone(), guid }).row, site.last_job());
    site.sign_in("Stella");
    let refusal = site.query(JobDetail { vault: vault.clone(), guid }).expect_err("no role on the vault");
    assert_eq!(refusal.code(), "AuthorizationFailed");
    site.sign_in("Olivia");
    let guid = uuid::Uuid::nil();
    assert_eq!(site.query(JobDetail { vault, guid }).expect_err("no such job").code(), "ResourceNotFound");
}

#[test]
fn an_account_is_not_deleted_under_a_running_job() {
    let mut site = Site::protected();
    site.do_(site.backup_now());
    let account = site.source.clone();
    assert_eq!(site.refused(Command::DeleteStorageAccount { account }), "StorageAccountOperationInProgress");
}

#[test]
fn jobs_are_remembered_for_a_while_those_of_a_person_longer() {
    let mut site = Site::protected();
    site.do_(site.backup_now());
    site.advance_days(40);
    let of = |site: &Site, trigger| site.state.jobs.values().filter(|job| job.trigger == trigger).count();
    assert_eq!(of(&site, JobTrigger::Scheduled), 16, "a daily schedule, both ends counted");
    assert_eq!(of(&site, JobTrigger::User), 2, "configuring protection and the backup");
    site.advance_days(60);
    assert_eq!((of(&site, JobTrigger::Scheduled), of(&site, JobTrigger::User)), (16, 0));
}
