//! Alerts: what fires them, how often, what resolves them, and what people do with them.

use crate::{blob_backup_site::BlobBackupSite, disk_site::DiskSite, lab::Lab, site::Site};
use expect_test::{Expect, expect};
use std::fmt::Write;
use uuid::Uuid;
use vault_lab::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        Command, Event, limits,
        monitor::{AlertCondition, AlertState, StopCondition, StopConditions, StopReason, Tally, stop},
        policy::{RetentionTag, ScheduleFrequency},
        query::{AlertPage, AlertRow, Alerts, VaultDetail},
        rbac::Role,
        restore::RestoreSelection,
        state::TimerAction,
    },
};

fn page(lab: &Lab, vault: Option<&ArmId>) -> AlertPage {
    lab.ask(Alerts { vault: vault.cloned(), window: limits::ALERT_LIST_WINDOW })
}

/// Oldest first.
fn alerts(lab: &Lab) -> Vec<AlertRow> {
    page(lab, None).rows.into_iter().rev().collect()
}

fn check(lab: &Lab, expected: Expect) {
    let mut shown = String::new();
    for row in alerts(lab) {
        let code = row.error.as_ref().map_or("-", |error| error.code.as_str());
        let (fired, last) = (row.fired_at.utc().format("%a %H:%M"), row.last_at.utc().format("%a %H:%M"));
        writeln!(
            shown,
            "{} {} {}: {fired} to {last}, {}x {code}, {:?} {:?}",
            row.rule.severity().display_name(),
            row.rule.display_name(),
            row.instance_name,
            row.occurrences,
            row.condition,
            row.state,
        )
        .expect("text can be written");
    }
    expected.assert_eq(&shown);
}

fn only(lab: &Lab) -> AlertRow {
    let [row] = alerts(lab).try_into().expect("one alert");
    row
}

fn change(row: &AlertRow, state: AlertState, comment: &str) -> Command {
    Command::ChangeAlertState {
        vault: row.vault.clone(),
        alert: row.guid,
        state,
        comment: comment.to_string(),
    }
}

/// A disk that is backed up every hour and whose vault has just lost its role.
fn failing_hourly() -> DiskSite {
    let mut site = DiskSite::protected_by(ScheduleFrequency::Hourly(1), &[(RetentionTag::Default, 7)]);
    let disk = site.disk.clone();
    site.revoke(Role::DiskBackupReader, &disk);
    site
}

#[test]
fn an_hourly_failure_is_one_alert_a_day_until_a_backup_succeeds() {
    let mut site = failing_hourly();
    site.advance_days(2);
    check(
        &site,
        expect![[r#"
        1 - Error Backup Failure disk-instance: Mon 09:01 to Tue 08:02, 24x UserErrorNotEnoughPermissionOnDisk, Fired New
        1 - Error Backup Failure disk-instance: Tue 09:02 to Wed 08:02, 24x UserErrorNotEnoughPermissionOnDisk, Fired New
    "#]],
    );
    let disk = site.disk.clone();
    site.give(Role::DiskBackupReader, &disk);
    site.advance(180);
    check(
        &site,
        expect![[r#"
        1 - Error Backup Failure disk-instance: Mon 09:01 to Tue 08:02, 24x UserErrorNotEnoughPermissionOnDisk, Resolved New
        1 - Error Backup Failure disk-instance: Tue 09:02 to Wed 08:02, 24x UserErrorNotEnoughPermissionOnDisk, Resolved New
    "#]],
    );
    let newest = alerts(&site).pop().expect("there is one");
    let failed = site.state.jobs.values().rev().find(|job| job.error.is_some()).expect("jobs failed");
    assert_eq!(newest.job, Some(failed.guid), "the alert leads to the newest job");
    assert_eq!(newest.instance, Some(site.instance.clone()));
}

#[test]
fn another_error_is_another_alert() {
    let mut site = DiskSite::protected();
    let (disk, snapshots) = (site.disk.clone(), site.snapshots.clone());
    site.revoke(Role::DiskBackupReader, &disk);
    site.failed_backup();
    site.failed_backup();
    site.give(Role::DiskBackupReader, &disk);
    site.revoke(Role::DiskSnapshotContributor, &snapshots);
    site.failed_backup();
    check(
        &site,
        expect![[r#"
        1 - Error Backup Failure disk-instance: Mon 08:39 to Mon 08:41, 2x UserErrorNotEnoughPermissionOnDisk, Fired New
        1 - Error Backup Failure disk-instance: Mon 09:19 to Mon 09:19, 1x UserErrorNotEnoughPermissionOnSnapshotRG, Fired New
    "#]],
    );
    // One success is enough for both.
    site.give(Role::DiskSnapshotContributor, &snapshots);
    site.back_up();
    assert!(alerts(&site).iter().all(|row| row.condition == AlertCondition::Resolved));
}

#[test]
fn a_closed_alert_counts_nothing_more() {
    let mut site = failing_hourly();
    site.advance(120);
    let row = only(&site);
    site.do_(change(&row, AlertState::Closed, "known"));
    site.advance(120);
    let states: Vec<AlertState> = alerts(&site).iter().map(|row| row.state).collect();
    assert_eq!(states, [AlertState::Closed, AlertState::New]);
    // An acknowledged one does: somebody is at it.
    let newest = alerts(&site).pop().expect("there is one");
    site.do_(change(&newest, AlertState::Acknowledged, ""));
    site.advance(120);
    let newest = alerts(&site).pop().expect("there is one");
    assert_eq!((newest.state, alerts(&site).len()), (AlertState::Acknowledged, 2));
    assert!(newest.occurrences > 2);
}

#[test]
fn a_failed_restore_alerts_until_one_succeeds() {
    let mut site = Site::protected();
    site.write("bronze", "a.csv", "a");
    let point = site.back_up();
    let target = site.target.clone();
    site.do_(site.restore(point, RestoreSelection::All));
    site.revoke(&target);
    check(
        &site,
        expect![[r#"
        1 - Error Restore Failure lake-instance: Mon 09:26 to Mon 09:26, 1x UserErrorMissingRequiredPermissions, Fired New
    "#]],
    );
    // A backup that succeeds says nothing of restores.
    site.back_up();
    assert_eq!(only(&site).condition, AlertCondition::Fired);
    let identity = site.identity(&site.vault);
    site.do_(crate::site::grant(&target, identity));
    site.advance(40);
    let elsewhere = site.lab.data_lake(&site.group.clone(), "lakeelsewhere");
    site.do_(crate::site::grant(&elsewhere, identity));
    site.advance(40);
    site.do_(site.restore_to(&elsewhere, point, RestoreSelection::All));
    site.advance(30);
    assert_eq!(only(&site).condition, AlertCondition::Resolved);
}

#[test]
fn deleting_backup_data_is_told_of_and_not_resolved_by_itself() {
    let mut site = DiskSite::protected();
    site.back_up();
    site.do_(site.delete_instance());
    check(
        &site,
        expect![[r#"
        0 - Critical Delete Backup Data disk-instance: Mon 08:35 to Mon 08:35, 1x -, Fired New
    "#]],
    );
    let deleted = only(&site);
    assert!(deleted.instance.is_some(), "it is soft-deleted, and can be looked at");
    let logged = site.state.activities.values().next_back().expect("deleting is logged");
    assert_eq!(deleted.correlation, logged.correlation);
    site.advance_days(14);
    assert_eq!(
        only(&site).condition,
        AlertCondition::Fired,
        "purging is of the service, and no alert of its own"
    );
}

/// Data lakes are in no table of what is watched; blobs are, but for backups.
#[test]
fn not_everything_is_watched() {
    let mut lake = Site::protected();
    lake.write("bronze", "a.csv", "a");
    lake.back_up();
    let instance = lake.instance.clone();
    lake.do_(Command::DeleteBackupInstance { instance });
    check(&lake, expect![[r#""#]]);

    let mut blobs = BlobBackupSite::protected(crate::blob_backup_site::Parts::Vaulted);
    blobs.revoke();
    blobs.do_(blobs.backup_now());
    blobs.advance(60);
    blobs.last_failure();
    check(&blobs, expect![[r#""#]]);
    blobs.do_(blobs.delete_instance());
    check(
        &blobs,
        expect![[r#"
        0 - Critical Delete Backup Data blob-instance: Mon 10:05 to Mon 10:05, 1x -, Fired New
    "#]],
    );
}

#[test]
fn people_acknowledge_and_close() {
    let mut site = failing_hourly();
    site.advance(60);
    let row = only(&site);
    site.do_(change(&row, AlertState::Acknowledged, " I am at it "));
    site.advance(5);
    site.do_(change(&row, AlertState::Closed, ""));
    let row = only(&site);
    let told: Vec<String> = row
        .changes
        .iter()
        .map(|change| format!("{} {:?} {:?}", change.by, change.to, change.comment))
        .collect();
    expect![[r#"
        Olivia Owner Acknowledged "I am at it"
        Olivia Owner Closed """#]]
    .assert_eq(&told.join("\n"));
    assert_eq!(row.condition, AlertCondition::Fired, "that is the service's to say");
    // What is so already changes nothing, and is not logged.
    let logged = site.state.activities.len();
    assert_eq!(site.do_(change(&row, AlertState::Closed, "again")), []);
    assert_eq!(site.state.activities.len(), logged);
    // And back.
    site.do_(change(&row, AlertState::New, ""));
    assert_eq!(only(&site).state, AlertState::New);
}

#[test]
fn changing_an_alert_is_refused() {
    let mut site = failing_hourly();
    site.advance(60);
    let row = only(&site);
    let long = "x".repeat(limits::ALERT_COMMENT_LENGTH_MAX + 1);
    assert_eq!(site.refused(change(&row, AlertState::Closed, &long)), "InvalidAlertComment");
    let unknown = AlertRow { guid: Uuid::from_u128(1), ..row.clone() };
    assert_eq!(site.refused(change(&unknown, AlertState::Closed, "")), "AlertNotFound");
    site.sign_in("Rosa");
    assert_eq!(site.refused(change(&row, AlertState::Closed, "")), "AuthorizationFailed");
    assert_eq!(only(&site).state, AlertState::New);
}

#[test]
fn changes_of_an_alert_are_bounded() {
    let mut site = failing_hourly();
    site.advance(60);
    let row = only(&site);
    for number in 0..limits::ALERT_CHANGES_MAX + 10 {
        let state = if number.is_multiple_of(2) { AlertState::Acknowledged } else { AlertState::New };
        site.do_(change(&row, state, &number.to_string()));
    }
    let changes = only(&site).changes;
    assert_eq!((changes.len(), changes[0].comment.as_str()), (limits::ALERT_CHANGES_MAX, "10"));
}

#[test]
fn alerts_are_forgotten_after_thirty_days() {
    let mut site = failing_hourly();
    site.advance_days(60);
    let since = site.now() - limits::ALERT_RETENTION - SimSpan::from_days(1);
    assert!(site.state.alerts.len() <= 32, "{} rows", site.state.alerts.len());
    assert!(site.state.alerts.values().all(|row| row.fired_at >= since));
    assert_eq!(page(&site, None).total, 15, "the portal lists fifteen days");
}

#[test]
fn those_who_may_not_read_the_vault_see_nothing() {
    let mut site = failing_hourly();
    site.advance(60);
    let vault = site.vault.clone();
    assert_eq!(page(&site, Some(&vault)).total, 1);
    let counted = site.ask(VaultDetail { vault: vault.clone() }).alerts;
    assert_eq!(counted.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [0, 1]);
    let stranger = vault_lab::engine::rbac::PrincipalId(Uuid::from_u128(5));
    site.principal = stranger;
    assert_eq!(page(&site, None).total, 0);
    let query = Alerts { vault: Some(vault), window: limits::ALERT_LIST_WINDOW };
    assert_eq!(site.query(query).map_err(|refusal| refusal.code()), Err("AuthorizationFailed"));
}

#[test]
fn a_run_of_the_clock_stops_for_an_alert_and_counts_it() {
    let mut site = failing_hourly();
    let stops = StopConditions::from([StopCondition::AlertFires]);
    let (mut tally, mut reasons) = (Tally::default(), Vec::new());
    let until: SimTime = site.now() + SimSpan::from_hours(6);
    while let Some((due, timer)) = vault_lab::engine::next_due(&site.state).filter(|(due, _)| *due <= until) {
        let request = vault_lab::engine::Request::of_timer(&site.state, due, timer);
        let action: TimerAction = site.state.timers.get(&(due, timer)).expect("it is due").clone();
        let events: Vec<Event> = site.settle(&request).expect("due timers are never refused");
        tally.count(&site.state, &action, &events);
        reasons.extend(stop::reason(&site.state, &stops, &action, &events));
    }
    assert_eq!(tally.alerts, 1);
    let row = only(&site);
    let expected = StopReason::AlertFired {
        vault: row.vault.clone(),
        guid: row.guid,
        rule: row.rule,
        instance: row.instance_name.clone(),
    };
    assert_eq!(reasons, [expected], "what only counts for an alert stops nothing");
}
