//! Protecting a data lake: what readiness says, what stands in the way, how it ends and begins again.

use crate::{
    lab::{create_account, create_vault},
    site::{Site, all_except, all_rules, grant, listed},
};
use expect_test::expect;
use std::fmt::Write;
use vault_lab::{
    base::{ArmId, SimTime},
    engine::{
        Command, Refusal,
        job::{JobOperation, JobStatus},
        policy::DatasourceType,
        protection::{
            ContainerSelection, PolicyParameters, ProtectionError, ProtectionState,
            access::{AccessGap, NeededRole},
        },
        query::{
            BackupReadiness, InstanceDetail, Instances, PointFacts, ProtectableAccounts, Readiness,
            VaultDetail,
        },
        rbac::Role,
        resources::{Region, ResourceError, Tags},
    },
};

const LAKE: DatasourceType = DatasourceType::DataLakeStorage;

fn readiness(site: &Site, containers: ContainerSelection) -> Readiness {
    site.ask(BackupReadiness {
        vault: site.vault.clone(),
        policy: Some(site.policy.clone()),
        instance_name: site.instance.name().to_string(),
        datasource: site.source.clone(),
        parameters: PolicyParameters::Containers(containers),
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
    let Readiness::RoleAssignmentNotDone { refusal, missing } = readiness(&site, containers.clone()) else {
        panic!("an owner can assign the role");
    };
    assert_eq!(refusal.code(), "UserErrorMissingRequiredPermissions");
    assert_eq!(missing, [NeededRole { role: Role::StorageAccountBackupContributor, scope: source.clone() }]);
    assert_eq!(site.refusal(site.configure(containers.clone())), refusal);
    site.sign_in("Oskar");
    assert!(matches!(readiness(&site, containers.clone()), Readiness::InsufficientPermission { .. }));
    site.sign_in("Olivia");
    let identity = site.identity(&site.vault);
    site.do_(grant(&source, identity));
    let Readiness::RoleNotEffective { refusal, effective_at } = readiness(&site, containers.clone()) else {
        panic!("the role takes a while");
    };
    assert!(matches!(refusal, Refusal::Access(AccessGap::NotEffective { .. })));
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
        no identity: UserErrorSystemIdentityNotEnabledWithVault: The system-assigned identity is not enabled on the Backup vault.
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
    if let Command::ConfigureProtection { datasource, parameters, .. } = &mut command {
        *datasource = site.source.clone();
        *parameters = PolicyParameters::Containers(listed(&[]));
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
    let accounts = site.ask(ProtectableAccounts { vault: first, datasource_type: LAKE });
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
fn tags_of_an_instance_last_through_its_deletion() {
    let mut site = Site::new();
    let source = site.source.clone();
    site.lab.container(&source, "bronze");
    let tags_of = |site: &Site| site.ask(InstanceDetail { instance: site.instance.clone() }).tags;
    let wanted = Tags::from([("cost centre".to_string(), "7".to_string())]);
    let mut command = site.configure(listed(&["bronze"]));
    let Command::ConfigureProtection { tags, .. } = &mut command else { unreachable!() };
    *tags = Tags::from([("a?b".to_string(), String::new())]);
    assert!(matches!(site.refusal(command.clone()), Refusal::Resource(ResourceError::InvalidTag { .. })));
    let Command::ConfigureProtection { tags, .. } = &mut command else { unreachable!() };
    *tags = wanted.clone();
    site.do_(command);
    site.advance(2);
    assert_eq!(tags_of(&site), wanted);
    site.do_(site.backup_now());
    site.advance(45);
    site.do_(Command::DeleteBackupInstance { instance: site.instance.clone() });
    let deleted = site.vault.child("deletedBackupInstances", site.instance.name());
    site.do_(Command::UndeleteBackupInstance { instance: deleted });
    assert_eq!(tags_of(&site), wanted);
    let resume = Command::ResumeProtection { instance: site.instance.clone() };
    site.do_(resume);
    let too_many = (0..51).map(|number| (format!("tag{number}"), String::new())).collect();
    let mut update = site.update(listed(&["bronze"]));
    let Command::UpdateProtection { tags, .. } = &mut update else { unreachable!() };
    *tags = too_many;
    assert!(matches!(site.refusal(update), Refusal::Resource(ResourceError::TooManyTags { count: 51 })));
    site.do_(site.update(listed(&["bronze"])));
    assert_eq!(tags_of(&site), Tags::new(), "what is not said is gone");
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
    assert_eq!(site.points()[0].data, PointFacts::VaultStore { containers: 1_000, files: 0 });
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
    assert_eq!(site.last_failure().code, "UserErrorIncorrectContainersSelectedForOperation");
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

#[test]
fn a_running_backup_ends_although_protection_was_stopped() {
    let mut site = Site::protected();
    let instance = site.instance.clone();
    site.do_(site.backup_now());
    site.do_(Command::StopProtection { instance: instance.clone() });
    site.advance_days(10);
    assert_eq!(site.points().len(), 1);
    assert_eq!(site.timers_left(), 0, "nothing is left to come");
    site.do_(Command::ResumeProtection { instance });
    site.advance(1);
    assert_eq!(site.points(), []);
}

#[test]
fn who_may_not_list_containers_sees_none() {
    let mut site = Site::protected();
    let names = |site: &Site| {
        site.ask(ProtectableAccounts { vault: site.vault.clone(), datasource_type: LAKE })[0]
            .containers
            .clone()
    };
    assert_eq!(names(&site), ["bronze", "silver"]);
    site.sign_in("Oskar");
    assert_eq!(names(&site), Vec::<String>::new(), "empty, not an error");
    site.sign_in("Stella");
    assert_eq!(
        site.query(ProtectableAccounts { vault: site.vault.clone(), datasource_type: LAKE })
            .expect_err("no vault role")
            .code(),
        "AuthorizationFailed"
    );
}

const STATE: &str = "UserErrorOperationNotAllowedInCurrentState";
