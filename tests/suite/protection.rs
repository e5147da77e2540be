//! Protecting a data lake: what readiness says, what stands in the way, and what backups do.

use crate::{
    lab::{create_account, create_vault},
    site::{Site, all_except, all_rules, grant, listed},
};
use expect_test::{Expect, expect};
use std::fmt::Write;
use vault_lab::{
    base::{ArmId, SimTime},
    engine::{
        Command, Refusal,
        ids::PointSeq,
        job::{JobOperation, JobStatus, JobTrigger},
        policy::RetentionTag,
        protection::{ContainerSelection, ProtectionError, ProtectionState},
        query::{
            BackupReadiness, InstanceDetail, Instances, PointContents, PointView, ProtectableAccounts,
            Readiness, VaultDetail,
        },
        resources::Region,
        storage::AccessTier,
    },
};

fn readiness(site: &Site, containers: ContainerSelection) -> Readiness {
    site.ask(BackupReadiness {
        vault: site.vault.clone(),
        policy: Some(site.policy.clone()),
        instance_name: site.instance.name().to_string(),
        datasource: site.source.clone(),
        containers,
        principal: site.principal,
    })
}

fn state(site: &Site) -> ProtectionState {
    site.ask(InstanceDetail { instance: site.instance.clone() }).row.state
}

#[test]
fn an_account_is_protected() {
    let mut site = Site::new();
    site.lab.container(&site.source.clone(), "bronze");
    assert_eq!(readiness(&site, listed(&["bronze"])), Readiness::Ready);
    site.do_(site.configure(listed(&["bronze"])));
    assert_eq!(state(&site), ProtectionState::ConfiguringProtection);
    assert_eq!(site.refused(site.backup_now()), "UserErrorOperationNotAllowedInCurrentState");
    let job = site.last_job();
    assert_eq!((job.operation, job.status), (JobOperation::ConfigureProtection, JobStatus::InProgress));
    site.advance(2);
    assert_eq!(state(&site), ProtectionState::ProtectionConfigured);
    assert_eq!(site.last_job().status, JobStatus::Completed);
    let rows = site.ask(Instances { vault: site.vault.clone() });
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].policy_name.as_str(), rows[0].latest_point), ("daily", None));
    // The first backup waits for the schedule.
    assert_eq!(site.next_backup(), SimTime::parse("2026-09-14T20:00:00Z"));
    let view = site.ask(VaultDetail { vault: site.vault.clone() });
    assert_eq!(view.instances, [(ProtectionState::ProtectionConfigured, 1)]);
}

#[test]
fn readiness_follows_the_role() {
    let mut site = Site::new();
    site.lab.container(&site.source.clone(), "bronze");
    let source = site.source.clone();
    site.revoke(&source);
    let containers = listed(&["bronze"]);
    let Readiness::RoleAssignmentNotDone(refusal) = readiness(&site, containers.clone()) else {
        panic!("an owner can assign the role");
    };
    assert_eq!(refusal.code(), "UserErrorMissingRequiredPermissions");
    assert_eq!(site.refusal(site.configure(containers.clone())), refusal);
    site.sign_in("Oskar");
    assert!(matches!(readiness(&site, containers.clone()), Readiness::InsufficientPermission(_)));
    site.sign_in("Olivia");
    let identity = site.identity(&site.vault);
    site.do_(grant(&source, identity));
    let Readiness::RoleNotEffective { refusal, effective_at } = readiness(&site, containers.clone()) else {
        panic!("the role takes a while");
    };
    assert!(matches!(refusal, Refusal::Protection(ProtectionError::RoleNotEffective { .. })));
    site.advance_to(effective_at);
    assert_eq!(readiness(&site, containers), Readiness::Ready);
}

#[test]
fn what_stands_in_the_way_of_protection() {
    let mut site = Site::new();
    let (group, source) = (site.group.clone(), site.source.clone());
    let mut shown = String::new();
    let mut note = |site: &mut Site, what: &str, command: &dyn Fn(&Site) -> Command| {
        let refusal = site.refusal(command(site));
        writeln!(shown, "{what}: {refusal}").expect("text can be written");
    };
    note(&mut site, "no container at all", &|site| site.configure(listed(&[])));
    note(&mut site, "nothing to protect", &|site| site.configure(all_except(&[])));
    site.lab.container(&source, "bronze");
    note(&mut site, "everything is excluded", &|site| site.configure(all_except(&["br"])));
    note(&mut site, "listed but not there", &|site| site.configure(listed(&["gold", "bronze", "iron"])));
    let flat = site.lab.flat_account(&group, "flataccount");
    note(&mut site, "no hierarchy", &|site| with_datasource(site, &flat));
    note(&mut site, "not there", &|site| with_datasource(site, &with_name(&source, "nolake")));
    let elsewhere = lake_in(&mut site, "lakeireland", Region::NorthEurope);
    note(&mut site, "another region", &|site| with_datasource(site, &elsewhere));
    let japan = lake_in(&mut site, "lakejapan", Region::JapanEast);
    note(&mut site, "not offered", &|site| with_datasource(site, &japan));
    let mut misnamed = site.configure(listed(&["bronze"]));
    if let Command::ConfigureProtection { instance_name, .. } = &mut misnamed {
        *instance_name = "-x y".to_string();
    }
    note(&mut site, "bad name", &|_| misnamed.clone());
    site.do_(Command::SetVaultIdentity { vault: site.vault.clone(), system_assigned: false });
    note(&mut site, "no identity", &|site| site.configure(listed(&["bronze"])));
    site.do_(Command::SetVaultIdentity { vault: site.vault.clone(), system_assigned: true });
    note(&mut site, "a new identity holds no role", &|site| site.configure(listed(&["bronze"])));
    let identity = site.identity(&site.vault);
    site.do_(grant(&source, identity));
    note(&mut site, "too early", &|site| site.configure(listed(&["bronze"])));
    expect![[r#"
        no container at all: UserErrorNoContainersSelectedForOperation: No container of lakesource would be protected.
        nothing to protect: UserErrorNoContainersSelectedForOperation: No container of lakesource would be protected.
        everything is excluded: UserErrorNoContainersSelectedForOperation: No container of lakesource would be protected.
        listed but not there: UserErrorIncorrectContainersSelectedForOperation: Containers selected for backup do not exist in lakesource: gold, iron.
        no hierarchy: UserErrorUnsupportedStorageAccountType: The storage account type isn't supported for backup.
        not there: UserErrorAzureResourceNotFoundByPlugin: The storage account 'nolake' was not found.
        another region: UserErrorDatasourceAndBackupVaultLocationMismatch: lakeireland is in North Europe, the vault vault-lab in West Europe.
        not offered: UserErrorUnsupportedStorageAccountType: Backup of Azure Data Lake Storage isn't offered in Japan East.
        bad name: BMSUserErrorInvalidInput: '-x y' is not a valid backup instance name.
        no identity: UserErrorMissingRequiredPermissions: Appropriate permissions to perform the operation is missing.
        a new identity holds no role: UserErrorMissingRequiredPermissions: Appropriate permissions to perform the operation is missing.
        too early: UserErrorMissingRequiredPermissions: Appropriate permissions to perform the operation is missing.
    "#]].assert_eq(&shown);
}

fn with_datasource(site: &Site, account: &ArmId) -> Command {
    let mut command = site.configure(listed(&["bronze"]));
    if let Command::ConfigureProtection { datasource, .. } = &mut command {
        *datasource = account.clone();
    }
    command
}

fn with_name(account: &ArmId, name: &str) -> ArmId {
    ArmId::new(account.as_str().replace(account.name(), name))
}

/// A data lake of that region.
fn lake_in(site: &mut Site, name: &str, lies_in: Region) -> ArmId {
    let mut command = create_account(&site.group, name, true);
    if let Command::CreateStorageAccount { region, .. } = &mut command {
        *region = lies_in;
    }
    site.do_(command);
    site.advance(1);
    with_name(&site.source, name)
}

#[test]
fn checks_come_in_order() {
    let mut site = Site::new();
    // Each request breaks two rules; the earlier one answers.
    site.sign_in("Rosa");
    let gone = with_name(&site.source, "nolake");
    assert_eq!(site.refused(with_datasource(&site, &gone)), "AuthorizationFailed");
    site.sign_in("Oskar");
    let mut command = with_datasource(&site, &gone);
    if let Command::ConfigureProtection { instance_name, policy, .. } = &mut command {
        *instance_name = "?".to_string();
        *policy = policy.child("x", "y");
    }
    assert_eq!(site.refused(command.clone()), "ResourceNotFound");
    if let Command::ConfigureProtection { policy, .. } = &mut command {
        *policy = site.policy.clone();
    }
    assert_eq!(site.refused(command.clone()), "UserErrorAzureResourceNotFoundByPlugin");
    if let Command::ConfigureProtection { datasource, containers, .. } = &mut command {
        *datasource = site.source.clone();
        *containers = listed(&[]);
    }
    assert!(matches!(
        site.refusal(command.clone()),
        Refusal::Protection(ProtectionError::InvalidInstanceName { .. })
    ));
    if let Command::ConfigureProtection { instance_name, .. } = &mut command {
        *instance_name = "lake-instance".to_string();
    }
    let source = site.source.clone();
    site.sign_in("Olivia");
    site.revoke(&source);
    assert_eq!(site.refused(command), "UserErrorNoContainersSelectedForOperation");
}

#[test]
fn an_account_has_one_vault() {
    let mut site = Site::protected();
    let again = site.refusal(site.configure(listed(&["bronze"])));
    let vault = site.vault.clone();
    let expected = ProtectionError::AlreadyProtected { vault, instance: "lake-instance".to_string() };
    assert_eq!(again, Refusal::Protection(expected));
    // Also when it is stopped, and from another vault.
    site.do_(Command::StopProtection { instance: site.instance.clone() });
    let group = site.group.clone();
    site.do_(create_vault(&group, "vault-two"));
    site.advance(1);
    let mut command = site.configure(listed(&["bronze"]));
    let first = site.vault.clone();
    site.vault = with_name(&first, "vault-two");
    let policy_two = site.create_policy("daily", all_rules());
    if let Command::ConfigureProtection { vault, policy, .. } = &mut command {
        (*vault, *policy) = (site.vault.clone(), policy_two);
    }
    assert_eq!(site.refused(command), "UserErrorDppDatasourceAlreadyProtected");
    let accounts = site.ask(ProtectableAccounts { vault: first });
    let reasons: Vec<(&str, Option<&str>)> = accounts
        .iter()
        .map(|row| (row.name.as_str(), row.reason.as_ref().map(|reason| reason.code())))
        .collect();
    assert_eq!(
        reasons,
        [("lakesource", Some("UserErrorDppDatasourceAlreadyProtected")), ("laketarget", None)]
    );
}

#[test]
fn names_of_instances_are_unique_in_their_vault() {
    let mut site = Site::protected();
    let target = site.target.clone();
    site.lab.container(&target, "bronze");
    let command = with_datasource(&site, &target);
    assert!(matches!(site.refusal(command), Refusal::Protection(ProtectionError::InstanceNameTaken { .. })));
}

#[test]
fn a_policy_of_another_vault_or_type_does_not_fit() {
    let mut site = Site::protected();
    let (group, first) = (site.group.clone(), site.vault.clone());
    site.do_(create_vault(&group, "vault-two"));
    site.advance(1);
    site.vault = with_name(&first, "vault-two");
    let foreign = site.create_policy("daily", all_rules());
    site.vault = first;
    let mut command = site.update(listed(&["bronze"]));
    if let Command::UpdateProtection { policy, .. } = &mut command {
        *policy = foreign;
    }
    assert_eq!(site.refused(command), "ResourceNotFound");
    // There is one datasource type so far; the words for the second are ready.
    let wrong = Refusal::from(ProtectionError::WrongDatasourceType { policy: "disks".to_string() });
    assert_eq!(wrong.code(), "BMSUserErrorInvalidInput");
    assert_eq!(
        site.refused(Command::DeleteBackupPolicy { policy: site.policy.clone() }),
        "UserErrorDppPolicyObjectInUse"
    );
}

#[test]
fn a_thousand_containers_and_not_one_more() {
    let mut site = Site::new();
    let source = site.source.clone();
    for number in 0..=1_000 {
        site.lab.container(&source, &format!("c{number:04}"));
    }
    let Readiness::Blocked(refusal) = readiness(&site, all_except(&[])) else { panic!("1001 are too many") };
    let account = "lakesource".to_string();
    assert_eq!(refusal, Refusal::Protection(ProtectionError::TooManyContainers { account, count: 1_001 }));
    assert_eq!(readiness(&site, all_except(&["c0000"])), Readiness::Ready);
    site.do_(site.configure(all_except(&["c0000"])));
    // One more joins the account: it stays out, silently.
    site.lab.container(&source, "aaaa");
    site.advance(2);
    site.do_(site.backup_now());
    site.advance(45);
    let view = site.ask(InstanceDetail { instance: site.instance.clone() });
    assert_eq!(view.protected_containers.len(), 1_000);
    assert!(!view.protected_containers.contains(&"aaaa".to_string()));
    assert_eq!(site.points()[0].containers, 1_000);
}

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
    assert_eq!(contents(&site, PointSeq(1)).row.files, 2);
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
    assert_eq!((contents(&site, first).row.files, contents(&site, second).row.files), (2, 1));
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
    site.do_(Command::UpdateProtection { instance: site.instance.clone(), policy, containers });
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
    assert_eq!(site.last_failure().code(), "UserErrorIncorrectContainersSelectedForOperation");
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
        assert!(matches!(site.last_failure(), Refusal::Protection(ProtectionError::MissingRole { .. })));
    }
}

#[test]
fn a_scheduled_backup_waits_for_nobody() {
    let mut site = Site::protected();
    site.advance_to(SimTime::parse("2026-09-14T19:50:00Z").expect("a moment"));
    site.do_(site.backup_now());
    site.advance(15);
    assert!(matches!(site.last_failure(), Refusal::Protection(ProtectionError::BackupInProgress { .. })));
    site.advance(30);
    assert_eq!(site.points().len(), 1);
    assert_eq!(site.next_backup(), SimTime::parse("2026-09-15T20:00:00Z"));
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
    let Refusal::Protection(ProtectionError::MissingRole { .. }) = site.last_failure() else {
        panic!("the role is what is missing");
    };
    assert_eq!(site.state.replicas, before, "the vault copy is as it was");
    assert_eq!(site.points().len(), 1);
    // The next one starts from there.
    let identity = site.identity(&site.vault);
    site.do_(grant(&source, identity));
    site.advance(30);
    let third = site.back_up();
    assert_eq!(third, PointSeq(3));
    assert_eq!(contents(&site, third).row.files, 2);
}

#[test]
fn configuring_fails_when_the_role_vanishes() {
    let mut site = Site::new();
    let source = site.source.clone();
    site.lab.container(&source, "bronze");
    site.do_(site.configure(listed(&["bronze"])));
    let container = site.source_container("bronze");
    site.do_(Command::DeleteContainer { container });
    site.advance(2);
    assert_eq!(state(&site), ProtectionState::ProtectionError);
    assert_eq!(site.last_failure().code(), "UserErrorIncorrectContainersSelectedForOperation");
    assert_eq!(site.next_backup(), None);
    assert_eq!(site.refused(site.backup_now()), "UserErrorOperationNotAllowedInCurrentState");
    let resume = Command::ResumeProtection { instance: site.instance.clone() };
    assert_eq!(site.refused(resume.clone()), "UserErrorIncorrectContainersSelectedForOperation");
    site.lab.container(&source, "bronze");
    site.do_(resume);
    assert_eq!(state(&site), ProtectionState::ProtectionConfigured);
    assert!(site.next_backup().is_some());
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
    site.do_(Command::UpdateProtection { instance: site.instance.clone(), policy, containers });
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
    assert_eq!(contents(&site, point).row.containers, 1);
}

#[test]
fn stopping_keeps_everything_and_resuming_catches_up() {
    let mut site = Site::protected();
    site.back_up();
    let instance = site.instance.clone();
    site.sign_in("Bianca");
    assert_eq!(
        site.refused(Command::StopProtection { instance: instance.clone() }),
        "AuthorizationFailed",
        "Backup Contributor may not stop protection for ever"
    );
    site.sign_in("Carlos");
    site.do_(Command::StopProtection { instance: instance.clone() });
    assert_eq!(state(&site), ProtectionState::ProtectionStopped);
    assert_eq!(site.refused(Command::StopProtection { instance: instance.clone() }), STATE);
    assert_eq!(site.refused(site.update(listed(&["bronze"]))), STATE);
    assert_eq!(site.refused(site.backup_now()), STATE);
    site.advance_days(40);
    assert_eq!(site.points().len(), 1, "nothing expires");
    assert_eq!(site.next_backup(), None);
    site.sign_in("Bianca");
    site.do_(Command::ResumeProtection { instance: instance.clone() });
    assert_eq!(site.refused(Command::ResumeProtection { instance }), STATE);
    site.advance(1);
    assert_eq!(site.points(), [], "its time came long ago");
    assert!(site.state.replicas.is_empty());
    site.advance_days(1);
    assert_eq!(site.points().len(), 1);
}

const STATE: &str = "UserErrorOperationNotAllowedInCurrentState";

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
    assert_eq!(site.last_failure().code(), "UserErrorAzureResourceNotFoundByPlugin");
    assert_eq!(contents(&site, point).row.files, 2);
}

#[test]
fn who_may_not_list_containers_sees_none() {
    let mut site = Site::protected();
    let names =
        |site: &Site| site.ask(ProtectableAccounts { vault: site.vault.clone() })[0].containers.clone();
    assert_eq!(names(&site), ["bronze", "silver"]);
    site.sign_in("Oskar");
    assert_eq!(names(&site), Vec::<String>::new(), "empty, not an error");
    site.sign_in("Stella");
    assert_eq!(
        site.query(ProtectableAccounts { vault: site.vault.clone() }).expect_err("no vault role").code(),
        "AuthorizationFailed"
    );
}
