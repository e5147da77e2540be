//! The activity log: what is in it, and for how long.

use crate::{
    arm_client::Client,
    disk_site::DiskSite,
    lab::{Lab, persona},
};
use expect_test::{Expect, expect};
use serde_json::json;
use std::fmt::Write;
use vault_lab::{
    base::{ArmId, SimSpan},
    engine::{
        Command, limits,
        query::{ActivityLog, ActivityPage, ActivityStatus, PageRequest},
        rbac::Role,
        resources::{LockLevel, Tags},
    },
};

fn question(scope: Option<&ArmId>) -> ActivityLog {
    ActivityLog {
        scope: scope.cloned(),
        window: limits::ACTIVITY_LOG_RETENTION,
        page: PageRequest::first(limits::PAGE_ROWS_MAX),
        ..ActivityLog::default()
    }
}

fn log(lab: &Lab, scope: Option<&ArmId>) -> ActivityPage {
    lab.ask(question(scope))
}

fn check(page: &ActivityPage, expected: Expect) {
    let mut shown = String::new();
    for row in page.rows.iter().rev() {
        let code = row.error.as_ref().map_or(String::new(), |error| format!(" {}", error.code));
        writeln!(shown, "{:?}{code}: {} ({}) by {}", row.status, row.operation, row.action, row.caller_name)
            .expect("text can be written");
    }
    expected.assert_eq(&shown);
}

#[test]
fn what_was_asked_is_logged_and_how_it_ended() {
    let mut site = DiskSite::protected();
    let vault = site.vault.clone();
    let before = log(&site, Some(&vault)).rows.len();
    site.do_(site.backup_now());
    site.advance(2);
    site.sign_in("Rosa");
    site.refused(site.backup_now());
    site.sign_in("Olivia");
    let page = log(&site, Some(&vault));
    let newest = ActivityPage { rows: page.rows[..page.rows.len() - before].to_vec(), ..page };
    check(
        &newest,
        expect![[r#"
        Succeeded: Trigger backup (Microsoft.DataProtection/backupVaults/backupInstances/backup/action) by Olivia Owner
        Failed AuthorizationFailed: Trigger backup (Microsoft.DataProtection/backupVaults/backupInstances/backup/action) by Rosa Backup-Reader
    "#]],
    );
    let refused = &newest.rows[0];
    assert_eq!(refused.caller, persona("Rosa"));
    assert_eq!(refused.resource, site.instance);
    let error = refused.error.as_ref().expect("it says why");
    assert!(error.message.contains("does not have authorization to perform action"), "{}", error.message);
}

#[test]
fn a_refused_request_changes_the_log_alone() {
    let mut site = DiskSite::protected();
    let scope = site.vault.clone();
    site.do_(Command::CreateLock {
        scope,
        name: "keep".into(),
        level: LockLevel::ReadOnly,
        notes: String::new(),
    });
    let (before, rows) = (site.unlogged(), site.state.activities.len());
    let all = [
        Command::BackupNow {
            instance: site.instance.clone(),
            tag: vault_lab::engine::policy::RetentionTag::Default,
        },
        Command::DeleteBackupVault { vault: site.vault.clone() },
        Command::DeleteResourceGroup { group: site.group.clone() },
        site.configure(),
    ];
    let codes: Vec<&str> = all.into_iter().map(|command| site.refused(command)).collect();
    expect!["ScopeLocked ScopeLocked ScopeLocked ScopeLocked"].assert_eq(&codes.join(" "));
    assert!(site.unlogged() == before, "more than the log changed");
    assert_eq!(site.state.activities.len(), rows + codes.len());
}

/// What the API refuses before the engine is asked is there as well; what only reads is not.
#[test]
fn requests_that_the_api_refuses_are_logged() {
    let mut site = DiskSite::protected();
    let (vault, before) = (site.vault.clone(), site.state.activities.len());
    site.sign_in("Rosa");
    let mut client = Client::new(site.lab);
    let deleted = client.delete(vault.as_str());
    assert_eq!((deleted.status(), deleted.code()), (403, "AuthorizationFailed"));
    assert_eq!(client.get(format!("{vault}/backupInstances/nobody")).status(), 404);
    client.lab.sign_in("Olivia");
    let body = client.put(vault.as_str(), json!({ "location": 7 }));
    assert_eq!(body.status(), 400, "{body:?}");
    assert_eq!(client.state.activities.len(), before + 2);
    let page = log(&client.lab, Some(&vault));
    check(
        &ActivityPage { rows: page.rows[..2].to_vec(), ..page },
        expect![[r#"
        Failed AuthorizationFailed: Delete Backup vault (Microsoft.DataProtection/backupVaults/delete) by Rosa Backup-Reader
        Failed BMSUserErrorInvalidInput: Create or update Backup vault (Microsoft.DataProtection/backupVaults/write) by Olivia Owner
    "#]],
    );
}

#[test]
fn data_and_the_service_itself_are_not_in_the_log() {
    let mut site = crate::site::Site::protected();
    let rows = site.state.activities.len();
    site.write("bronze", "a.csv", "a");
    site.sign_in("Rosa");
    let container = site.source_container("bronze");
    let command = Command::DeletePath { container, path: "a.csv".into() };
    assert_eq!(site.refused(command), "AuthorizationFailed");
    site.advance_days(3);
    assert!(site.state.jobs.len() > 2, "backups ran by their schedule");
    assert_eq!(site.state.activities.len(), rows);
}

#[test]
fn it_is_asked_for_by_scope_status_caller_and_operation() {
    let mut site = DiskSite::protected();
    let disk = site.disk.clone();
    site.do_(Command::SetTags { resource: disk.clone(), tags: Tags::from([("a".into(), "b".into())]) });
    site.sign_in("Rosa");
    site.refused(Command::DeleteDisk { disk: disk.clone() });
    site.sign_in("Olivia");
    let of_disk = log(&site, Some(&disk));
    check(
        &of_disk,
        expect![[r#"
        Succeeded: Create or Update Disk (Microsoft.Compute/disks/write) by Olivia Owner
        Succeeded: Create role assignment (Microsoft.Authorization/roleAssignments/write) by Olivia Owner
        Succeeded: Create or Update Disk (Microsoft.Compute/disks/write) by Olivia Owner
        Failed AuthorizationFailed: Delete Disk (Microsoft.Compute/disks/delete) by Rosa Backup-Reader
    "#]],
    );
    let total = |query: ActivityLog| site.ask(query).total;
    let failed = ActivityLog { statuses: vec![ActivityStatus::Failed], ..question(Some(&disk)) };
    assert_eq!(total(failed), 1);
    let by_rosa = ActivityLog { callers: vec![persona("Rosa")], ..question(None) };
    assert_eq!(total(by_rosa), 1);
    let deletions =
        ActivityLog { operations: vec!["Microsoft.Compute/disks/delete".into()], ..question(None) };
    assert_eq!(total(deletions), 1);
    let group = site.vault.resource_group_name().expect("it lies in one").to_string();
    let in_group = site.ask(ActivityLog { groups: vec![group.to_uppercase()], ..question(None) });
    assert!(!in_group.rows.is_empty() && in_group.total < total(question(None)));
    assert!(in_group.rows.iter().all(|row| row.group == group));
    assert!(of_disk.choices.callers.iter().any(|(_, name)| name.starts_with("Rosa")));
    // Page by page it is the same as at once.
    let whole: Vec<_> = log(&site, None).rows.into_iter().map(|row| row.guid).collect();
    let pages = (0..whole.len()).step_by(3).flat_map(|offset| {
        let page = PageRequest { offset, ..PageRequest::first(3) };
        let page = site.ask(ActivityLog { page, ..question(None) });
        assert_eq!(page.total, whole.len());
        page.rows
    });
    assert_eq!(pages.map(|row| row.guid).collect::<Vec<_>>(), whole);
    // The window ends what is listed.
    site.advance_days(2);
    let recent = ActivityLog { window: SimSpan::from_hours(6), ..question(None) };
    assert_eq!(site.ask(recent).total, 0);
}

#[test]
fn those_who_may_not_read_a_resource_do_not_learn_of_it() {
    let mut site = DiskSite::protected();
    let disk = site.disk.clone();
    let all = log(&site, None).total;
    site.give(Role::Reader, &disk);
    site.principal = vault_lab::engine::rbac::PrincipalId(uuid::Uuid::from_u128(5));
    assert_eq!(log(&site, None).total, 0);
    assert!(all > 0);
    assert_eq!(
        site.query(question(Some(&disk))).map_err(|refusal| refusal.code()),
        Err("AuthorizationFailed")
    );
}

#[test]
fn rows_go_after_ninety_days() {
    let mut site = DiskSite::protected();
    let disk = site.disk.clone();
    assert!(site.state.activities.len() > 5);
    site.advance_days(91);
    assert_eq!(log(&site, None).total, 0, "what is too old is not shown");
    site.do_(Command::SetTags { resource: disk, tags: Tags::from([("a".into(), "b".into())]) });
    assert_eq!(site.state.activities.len(), 1, "and goes with the next row");
}
