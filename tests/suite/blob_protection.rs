//! Protecting blobs: what readiness says, what happens to the account, and how protection changes and ends.

use crate::{
    blob_backup_site::{BlobBackupSite, Parts, all_blobs_except, blobs},
    blob_site::restorable,
    lab::{create_account, create_lock, create_vault},
    site::{grant, listed},
};
use Parts::{Both, Operational, Vaulted};
use expect_test::expect;
use std::fmt::Write;
use vault_lab::{
    base::ArmId,
    engine::{
        Command, Refusal, limits,
        policy::{DatasourceType, RetentionDuration},
        protection::{
            BlobProtectionError, ContainerSelection, PolicyParameters, ProtectionError, ProtectionState,
            access::AccessGap, blob_account::LOCK_NAME,
        },
        query::{BackupReadiness, InstanceDetail, ProtectableAccounts, Readiness},
        resources::{LockLevel, Region},
        storage::{ChangeFeed, DataProtection},
    },
};

/// A command to configure another account of the site than the usual one.
fn configure_other(site: &BlobBackupSite, account: &ArmId, parts: Parts) -> Command {
    let mut command = site.configure(parts, blobs(&[]));
    if let Command::ConfigureProtection { datasource, instance_name, .. } = &mut command {
        *datasource = account.clone();
        *instance_name = "other".to_string();
    }
    command
}

fn many_containers(site: &mut BlobBackupSite, count: usize) {
    let source = site.source.clone();
    for number in 0..count {
        site.container(&source, &format!("box-{number:04}"));
    }
}

fn all_present(count: usize) -> PolicyParameters {
    let names = (0..count).map(|number| format!("box-{number:04}")).collect();
    PolicyParameters::Blobs(Some(ContainerSelection::Listed(names)))
}

#[test]
fn an_account_is_ready_when_the_vault_holds_its_role() {
    let mut site = BlobBackupSite::new();
    let readiness = |site: &BlobBackupSite, parts: Parts, parameters: PolicyParameters| {
        site.ask(BackupReadiness {
            vault: site.vault.clone(),
            policy: Some(site.policy(parts)),
            instance_name: "blob-instance".to_string(),
            datasource: site.source.clone(),
            parameters,
            principal: site.principal,
        })
    };
    assert_eq!(readiness(&site, Operational, blobs(&[])), Readiness::Ready);
    assert_eq!(readiness(&site, Both, blobs(&["data"])), Readiness::Ready);
    site.revoke();
    assert!(matches!(readiness(&site, Operational, blobs(&[])), Readiness::RoleAssignmentNotDone { .. }));
    let command = site.configure(Operational, blobs(&[]));
    assert_eq!(site.refused(command), "UserErrorMissingRequiredPermissions");
}

/// A role that was just assigned does not count yet, and a vault without a system-assigned identity looks
/// fine until it is asked.
#[test]
fn roles_take_their_time_and_need_an_identity() {
    let mut site = BlobBackupSite::new();
    let (group, vault) = (site.group.clone(), site.vault.clone());
    let fresh = site.flat_account(&group, "freshaccount");
    let identity = site.identity(&vault);
    site.do_(grant(&fresh, identity));
    let command = configure_other(&site, &fresh, Operational);
    let refused = site.refusal(command.clone());
    assert!(matches!(&refused, Refusal::Access(AccessGap::NotEffective { .. })), "{refused:?}");
    assert_eq!(refused.code(), "UserErrorMissingRequiredPermissions");
    site.advance(30);
    site.do_(Command::SetVaultIdentity { vault, system_assigned: false });
    assert_eq!(site.refused(command), "UserErrorSystemIdentityNotEnabledWithVault");
}

/// Who may not list containers is shown none.
#[test]
fn pickers_are_empty_for_who_may_not_list_containers() {
    let mut site = BlobBackupSite::new();
    let shown = |site: &BlobBackupSite| {
        let question =
            ProtectableAccounts { vault: site.vault.clone(), datasource_type: DatasourceType::Blob };
        site.ask(question).into_iter().map(|row| row.containers.len()).collect::<Vec<_>>()
    };
    assert_eq!(shown(&site), [2, 0]);
    site.sign_in("Oskar");
    assert_eq!(shown(&site), [0, 0]);
}

#[test]
fn each_thing_in_the_way_has_its_refusal() {
    let mut site = BlobBackupSite::new();
    let group = site.group.clone();
    let lake = site.data_lake(&group, "lakeaccount");
    let mut far = create_account(&group, "faraway", false);
    if let Command::CreateStorageAccount { region, .. } = &mut far {
        *region = Region::NorthEurope;
    }
    site.do_(far);
    site.advance(1);
    let far = ArmId::resource(&group, "Microsoft.Storage/storageAccounts", "faraway");
    let gone = ArmId::resource(&group, "Microsoft.Storage/storageAccounts", "gone");
    let mut shown = String::new();
    let cases = [
        ("data lake", configure_other(&site, &lake, Operational)),
        ("other region", configure_other(&site, &far, Operational)),
        ("no account", configure_other(&site, &gone, Operational)),
        ("no role", {
            let account = site.flat_account(&group, "roleless");
            configure_other(&site, &account, Operational)
        }),
        ("no containers selected", site.configure(Vaulted, blobs(&[]))),
        ("container that is not there", site.configure(Both, blobs(&["data", "music"]))),
        ("everything excluded", site.configure(Vaulted, all_blobs_except(&["data", "logs"]))),
        (
            "parameters of a data lake",
            site.configure(Vaulted, PolicyParameters::Containers(listed(&["data"]))),
        ),
        ("name", {
            let mut command = site.configure(Operational, blobs(&[]));
            if let Command::ConfigureProtection { instance_name, .. } = &mut command {
                *instance_name = "a b".to_string();
            }
            command
        }),
    ];
    for (case, command) in cases {
        writeln!(shown, "{case}: {}", site.refused(command)).expect("text");
    }
    expect![[r#"
        data lake: UserErrorUnsupportedStorageAccountType
        other region: UserErrorDatasourceAndBackupVaultLocationMismatch
        no account: UserErrorAzureResourceNotFoundByPlugin
        no role: UserErrorMissingRequiredPermissions
        no containers selected: UserErrorNoContainersSelectedForOperation
        container that is not there: UserErrorIncorrectContainersSelectedForOperation
        everything excluded: UserErrorNoContainersSelectedForOperation
        parameters of a data lake: BMSUserErrorInvalidInput
        name: BMSUserErrorInvalidInput
    "#]]
    .assert_eq(&shown);
    assert_eq!(site.state.instances.len(), 0);
}

#[test]
fn an_empty_account_cannot_have_vaulted_backups_but_operational_ones() {
    let mut site = BlobBackupSite::new();
    let source = site.source.clone();
    site.delete_container(&source, "data");
    site.delete_container(&source, "logs");
    let vaulted = site.configure(Vaulted, all_blobs_except(&[]));
    assert_eq!(site.refused(vaulted), "UserErrorNoContainersSelectedForOperation");
    let operational = site.configure(Operational, blobs(&[]));
    site.do_(operational);
}

#[test]
fn a_read_only_lock_stands_in_the_way() {
    let mut site = BlobBackupSite::new();
    let source = site.source.clone();
    let lock = site.lock(&source, LockLevel::ReadOnly);
    let command = site.configure(Operational, blobs(&[]));
    assert_eq!(site.refused(command.clone()), "UserErrorStorageAccountInLockedState");
    site.do_(Command::DeleteLock { lock });
    site.do_(command);
    site.lock(&source, LockLevel::ReadOnly);
    site.advance(2);
    assert_eq!(site.row().state, ProtectionState::ProtectionError);
    assert_eq!(site.last_failure().code, "UserErrorStorageAccountInLockedState");
    assert_eq!(site.settings(), DataProtection::default(), "nothing was switched on");
    assert_eq!(site.locks().len(), 1);
}

#[test]
fn an_account_with_all_the_locks_it_can_have_gets_no_other_one() {
    let mut site = BlobBackupSite::new();
    let source = site.source.clone();
    for number in 0..limits::LOCKS_PER_SCOPE_MAX {
        site.do_(create_lock(&source, &format!("keep-{number}"), LockLevel::CanNotDelete));
    }
    let command = site.configure(Operational, blobs(&[]));
    site.do_(command);
    site.advance(2);
    assert_eq!(site.row().state, ProtectionState::ProtectionError);
    assert_eq!(site.settings(), DataProtection::default(), "nothing was switched on");
    site.do_(Command::DeleteLock { lock: source.child("providers/Microsoft.Authorization/locks", "keep-0") });
    let resume = site.resume();
    site.do_(resume);
    assert_eq!(site.row().state, ProtectionState::ProtectionConfigured);
    assert_eq!(site.settings(), restorable(30));
}

#[test]
fn not_every_region_has_operational_backup() {
    let mut site = BlobBackupSite::new();
    let group = site.group.clone();
    let mut vault = create_vault(&group, "vault-south");
    if let Command::CreateBackupVault { region, .. } = &mut vault {
        *region = Region::FranceSouth;
    }
    let mut account = create_account(&group, "southaccount", false);
    if let Command::CreateStorageAccount { region, .. } = &mut account {
        *region = Region::FranceSouth;
    }
    site.do_(vault);
    site.do_(account);
    site.advance(1);
    let vault = ArmId::resource(&group, "Microsoft.DataProtection/backupVaults", "vault-south");
    let account = ArmId::resource(&group, "Microsoft.Storage/storageAccounts", "southaccount");
    let identity = site.identity(&vault);
    site.do_(grant(&account, identity));
    site.container(&account, "data");
    site.advance(30);
    (site.vault, site.source) = (vault.clone(), account);
    site.instance = vault.child("backupInstances", "south");
    site.create_policy("operational", false, Some(RetentionDuration::Days(30)));
    site.create_policy("vaulted", true, None);
    let refused = site.configure(Operational, blobs(&[]));
    let refused = site.refusal(refused);
    assert!(
        matches!(
            &refused,
            Refusal::Protection(ProtectionError::Blob(BlobProtectionError::RegionNotOffered { .. }))
        ),
        "{refused:?}"
    );
    let vaulted = site.configure(Vaulted, blobs(&["data"]));
    site.do_(vaulted);
}

#[test]
fn a_second_vault_is_refused_and_told_of_the_first() {
    let mut site = BlobBackupSite::protected(Operational);
    let group = site.group.clone();
    let second = site.vault(&group, "vault-second");
    let first = site.vault.clone();
    site.vault = second;
    site.create_policy("vaulted", true, None);
    let command = site.configure(Vaulted, blobs(&["data"]));
    let refusal = site.refusal(command).explain();
    assert_eq!(refusal.code, "UserErrorDppDatasourceAlreadyProtected");
    assert_eq!(refusal.message, format!("Datasource is already protected under the Backup vault {first}."));
    assert_eq!(
        refusal.action,
        format!(
            "Delete the backup instance blob-instance from the Backup vault {first} to re-protect the datasource in any other vault."
        )
    );
    let rows = site.ask(ProtectableAccounts { vault: first, datasource_type: DatasourceType::Blob });
    let reasons: Vec<_> =
        rows.iter().map(|row| (row.name.as_str(), row.reason.as_ref().map(Refusal::code))).collect();
    let taken = Some("UserErrorDppDatasourceAlreadyProtected");
    assert_eq!(reasons, [("blobsource", taken), ("blobtarget", None)]);
}

/// Limit of containers: the way to all present and future containers stops at the limit.
#[test]
fn a_thousand_containers_are_protected_and_no_more() {
    let mut site = BlobBackupSite::new();
    many_containers(&mut site, 1_001);
    let too_many = site.configure(Vaulted, all_present(1_001));
    let refusal = site.refusal(too_many);
    assert!(
        matches!(refusal, Refusal::Protection(ProtectionError::TooManyContainers { count: 1_001, .. })),
        "{refusal:?}"
    );
    let too_many = site.configure(Vaulted, all_blobs_except(&["data", "logs"]));
    assert_eq!(site.refusal(too_many), refusal);
    let command = site.configure(Vaulted, all_present(1_000));
    site.do_(command);
    site.advance(2);
    assert_eq!(site.row().state, ProtectionState::ProtectionConfigured);
    let everything = site.update(&site.policy(Vaulted), all_blobs_except(&["data", "logs", "box-1000"]));
    site.do_(everything);
    let source = site.source.clone();
    site.container(&source, "newcomer");
    let instance = site.instance.clone();
    let view = site.ask(InstanceDetail { instance });
    assert_eq!(view.protected_containers.len(), 1_000);
    assert!(!view.protected_containers.contains(&"newcomer".to_string()));
}

/// One line for what backup may change in an account.
fn effects(site: &BlobBackupSite) -> String {
    let settings = site.settings();
    let lock = site.locks().iter().find(|lock| lock.name == LOCK_NAME).map(|lock| lock.level.display_name());
    format!(
        "restore {:?}, soft delete {:?}, versioning {}, change feed {:?}, containers {:?}, lock {:?}",
        settings.point_in_time_restore_days,
        settings.blob_soft_delete_days,
        settings.versioning,
        settings.change_feed,
        settings.container_soft_delete_days,
        lock
    )
}

/// Values are only ever raised, and what each kind of backup switches on.
#[test]
fn soft_delete_shows_five_days_more_and_higher_values_survive() {
    let longer = DataProtection { container_soft_delete_days: Some(7), ..restorable(100) };
    let soft_only = DataProtection { blob_soft_delete_days: Some(14), ..DataProtection::default() };
    let forgetful = DataProtection { change_feed: ChangeFeed::Days(10), ..DataProtection::default() };
    let before = [
        ("defaults", DataProtection::default()),
        ("longer", longer),
        ("soft delete", soft_only),
        ("short feed", forgetful),
    ];
    let mut shown = String::new();
    for parts in [Operational, Vaulted, Both] {
        for (name, settings) in &before {
            let mut site = BlobBackupSite::new();
            site.set(settings.clone());
            let parameters = if parts == Operational { blobs(&[]) } else { blobs(&["data"]) };
            let command = site.configure(parts, parameters);
            site.do_(command);
            assert_eq!(site.settings(), *settings, "nothing changes before protection is configured");
            site.advance(2);
            writeln!(shown, "{parts:?}, {name}: {}", effects(&site)).expect("text");
        }
    }
    expect![[r#"
        Operational, defaults: restore Some(30), soft delete Some(35), versioning true, change feed KeepAll, containers None, lock Some("Delete")
        Operational, longer: restore Some(100), soft delete Some(105), versioning true, change feed KeepAll, containers Some(7), lock Some("Delete")
        Operational, soft delete: restore Some(30), soft delete Some(35), versioning true, change feed KeepAll, containers None, lock Some("Delete")
        Operational, short feed: restore Some(30), soft delete Some(35), versioning true, change feed Days(31), containers None, lock Some("Delete")
        Vaulted, defaults: restore None, soft delete None, versioning true, change feed KeepAll, containers None, lock None
        Vaulted, longer: restore Some(100), soft delete Some(105), versioning true, change feed KeepAll, containers Some(7), lock None
        Vaulted, soft delete: restore None, soft delete Some(14), versioning true, change feed KeepAll, containers None, lock None
        Vaulted, short feed: restore None, soft delete None, versioning true, change feed Days(10), containers None, lock None
        Both, defaults: restore Some(30), soft delete Some(35), versioning true, change feed KeepAll, containers None, lock Some("Delete")
        Both, longer: restore Some(100), soft delete Some(105), versioning true, change feed KeepAll, containers Some(7), lock Some("Delete")
        Both, soft delete: restore Some(30), soft delete Some(35), versioning true, change feed KeepAll, containers None, lock Some("Delete")
        Both, short feed: restore Some(30), soft delete Some(35), versioning true, change feed Days(31), containers None, lock Some("Delete")
    "#]]
    .assert_eq(&shown);
}

#[test]
fn the_restorable_window_starts_when_protection_is_configured() {
    let site = BlobBackupSite::protected(Operational);
    let since = site.state.find_account(&site.source).expect("there").restorable_since;
    let configured = site.last_job().ended_at;
    assert_eq!(since, configured);
}

#[test]
fn the_lock_keeps_the_account_but_not_what_is_in_it() {
    let mut site = BlobBackupSite::protected(Operational);
    let locks = site.locks();
    assert_eq!(locks.len(), 1);
    assert!(locks[0].notes.contains("Azure Backup"), "{}", locks[0].notes);
    let source = site.source.clone();
    assert_eq!(site.refused(Command::DeleteStorageAccount { account: source.clone() }), "ScopeLocked");
    let group = site.group.clone();
    site.write("data", "new.txt", "new");
    site.delete("data", "new.txt");
    site.delete_container(&source, "data");
    assert!(
        ["ScopeLocked", "GroupHoldsProtectedVault"]
            .contains(&site.refused(Command::DeleteResourceGroup { group }))
    );
}

#[test]
fn a_longer_policy_raises_and_a_shorter_one_lowers_nothing() {
    let mut site = BlobBackupSite::protected(Operational);
    let longer = site.create_policy("longer", false, Some(RetentionDuration::Weeks(51)));
    let shorter = site.create_policy("shorter", false, Some(RetentionDuration::Days(7)));
    let mut days = Vec::new();
    for policy in [longer, shorter] {
        let update = site.update(&policy, blobs(&[]));
        site.do_(update);
        let settings = site.settings();
        days.push((settings.point_in_time_restore_days, settings.blob_soft_delete_days));
    }
    assert_eq!(days, [(Some(357), Some(362)), (Some(357), Some(362))]);
    assert_eq!(site.row().state, ProtectionState::ProtectionConfigured);
}

/// Blobs may gain and lose a kind of backup by another policy.
#[test]
fn another_policy_brings_and_ends_a_kind_of_backup() {
    let mut site = BlobBackupSite::protected(Operational);
    let next = |site: &BlobBackupSite| {
        site.ask(InstanceDetail { instance: site.instance.clone() }).next_backup.is_some()
    };
    assert!(!next(&site));
    let update = site.update(&site.policy(Both), blobs(&[]));
    assert_eq!(site.refused(update), "UserErrorNoContainersSelectedForOperation");
    let update = site.update(&site.policy(Both), blobs(&["data"]));
    site.do_(update);
    assert!(next(&site) && site.locks().len() == 1);
    let update = site.update(&site.policy(Vaulted), blobs(&["data"]));
    site.do_(update);
    assert!(next(&site) && site.locks().is_empty(), "the lock belongs to operational backup");
    assert_eq!(site.settings(), restorable(30), "what was switched on stays on");
    let update = site.update(&site.policy(Operational), blobs(&[]));
    site.do_(update);
    assert!(!next(&site) && site.locks().len() == 1);
    let lakes = site.update(&site.policy(Vaulted), PolicyParameters::Containers(listed(&["data"])));
    assert_eq!(site.refused(lakes), "BMSUserErrorInvalidInput");
}

/// A one-way door, also round the corner of a policy without vaulted backups.
#[test]
fn all_present_and_future_containers_is_a_one_way_door() {
    let mut site = BlobBackupSite::protected(Vaulted);
    let everything = site.update(&site.policy(Vaulted), all_blobs_except(&["tmp"]));
    site.do_(everything);
    for (parts, parameters) in
        [(Vaulted, blobs(&["data"])), (Operational, blobs(&[])), (Operational, blobs(&["data"]))]
    {
        let back = site.update(&site.policy(parts), parameters);
        assert_eq!(site.refusal(back), ProtectionError::AutoProtectionIsPermanent.into(), "{parts:?}");
    }
    let operational = site.update(&site.policy(Operational), all_blobs_except(&["tmp", "logs"]));
    site.do_(operational);
}

/// Each request breaks two rules at once; the one that comes first is named.
#[test]
fn the_order_of_checks_of_configuring_blobs() {
    let mut site = BlobBackupSite::protected(Operational);
    let (taken, source) = (site.instance.name().to_string(), site.source.clone());
    let group = site.group.clone();
    let free = site.flat_account(&group, "freeaccount");
    let gone = ArmId::resource(&group, "Microsoft.Storage/storageAccounts", "gone");
    let lake = site.data_lake(&group, "lakeaccount");
    let configure = |site: &BlobBackupSite, account: &ArmId, name: &str, parts: Parts| {
        let mut command = site.configure(parts, blobs(&[]));
        if let Command::ConfigureProtection { datasource, instance_name, .. } = &mut command {
            (*datasource, *instance_name) = (account.clone(), name.to_string());
        }
        command
    };
    site.sign_in("Ravi");
    let command = configure(&site, &gone, "a b", Operational);
    assert_eq!(site.refused(command), "AuthorizationFailed", "who, before where");
    site.sign_in("Olivia");
    let cases = [
        (
            configure(&site, &gone, "a b", Operational),
            "UserErrorAzureResourceNotFoundByPlugin",
            "where, before what",
        ),
        (configure(&site, &lake, "a b", Operational), "BMSUserErrorInvalidInput", "what, before the account"),
        (
            configure(&site, &lake, &taken, Vaulted),
            "UserErrorUnsupportedStorageAccountType",
            "account, then containers",
        ),
        (
            configure(&site, &source, &taken, Vaulted),
            "UserErrorNoContainersSelectedForOperation",
            "then who protects it",
        ),
        (
            configure(&site, &source, &taken, Operational),
            "UserErrorDppDatasourceAlreadyProtected",
            "then the name",
        ),
        (configure(&site, &free, &taken, Operational), "BMSUserErrorInvalidInput", "then the roles"),
        (
            configure(&site, &free, "free", Operational),
            "UserErrorMissingRequiredPermissions",
            "and that is all",
        ),
    ];
    for (command, code, order) in cases {
        assert_eq!(site.refused(command), code, "{order}");
    }
}
