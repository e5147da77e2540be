//! Backup vaults and their identities.

use crate::{
    lab::{Lab, create_vault},
    site::Site,
};
use expect_test::expect;
use vault_lab::{
    base::ArmId,
    engine::{
        Command,
        query::{Resources, RoleAssignments, VaultDetail},
        rbac::Role,
        resources::{ProvisioningState, Region, ResourceKind},
        vault::VaultRedundancy,
    },
};

/// [`create_vault`] with something else in it.
fn changed(
    group: &ArmId,
    change: impl FnOnce(&mut String, &mut Region, &mut VaultRedundancy, &mut u32),
) -> Command {
    let mut command = create_vault(group, "vault-west");
    if let Command::CreateBackupVault { name, region, redundancy, soft_delete_days, .. } = &mut command {
        change(name, region, redundancy, soft_delete_days);
    }
    command
}

#[test]
fn a_vault_is_deployed_with_an_identity() {
    let mut lab = Lab::new();
    let group = lab.group("rg-backup");
    lab.do_(create_vault(&group, "vault-west"));
    let vault = ArmId::resource(&group, "Microsoft.DataProtection/backupVaults", "vault-west");
    assert_eq!(lab.ask(VaultDetail { vault: vault.clone() }).provisioning, ProvisioningState::Provisioning);
    lab.advance(1);
    let view = lab.ask(VaultDetail { vault: vault.clone() });
    assert_eq!(view.provisioning, ProvisioningState::Succeeded);
    assert_eq!(view.identity, Some(lab.identity(&vault)));
    expect![[r#"("vault-west", "rg-backup", "Tailspin Production", LocallyRedundant, 14, 0, [], [(InProgress, 0), (Completed, 0), (Failed, 0), (CompletedWithWarnings, 0)])"#]]
        .assert_eq(&format!(
            "{:?}",
            (
                &view.name,
                &view.group_name,
                &view.subscription_name,
                view.redundancy,
                view.soft_delete.days,
                view.policies,
                &view.instances,
                &view.jobs
            )
        ));
}

#[test]
fn what_a_vault_is_made_with_is_checked() {
    let mut lab = Lab::new();
    let group = lab.group("rg-backup");
    let name = changed(&group, |name, _, _, _| *name = "1vault".to_string());
    assert_eq!(lab.refused(name), "BMSUserErrorInvalidInput");
    let zones = changed(&group, |_, region, redundancy, _| {
        (*region, *redundancy) = (Region::WestUs, VaultRedundancy::ZoneRedundant);
    });
    let zones = lab.refusal(zones);
    expect!["BMSUserErrorInvalidInput: Zone-redundant backup storage is not available in West US."]
        .assert_eq(&zones.to_string());
    let pair = changed(&group, |_, region, redundancy, _| {
        (*region, *redundancy) = (Region::QatarCentral, VaultRedundancy::GeoRedundant);
    });
    assert_eq!(lab.refused(pair), "BMSUserErrorInvalidInput");
    for days in [13, 181] {
        let soft_delete = lab.refusal(changed(&group, |_, _, _, soft_delete| *soft_delete = days));
        assert!(soft_delete.to_string().contains(&format!("cannot be {days} days")));
    }
    lab.vault(&group, "vault-west");
    assert_eq!(lab.refused(create_vault(&group, "Vault-West")), "ResourceAlreadyExists");
    let elsewhere = lab.group("rg-other");
    lab.vault(&elsewhere, "vault-west");
}

#[test]
fn an_identity_switched_off_and_on_is_another_one() {
    let mut lab = Lab::new();
    let group = lab.group("rg-backup");
    let account = lab.data_lake(&group, "lakesource");
    let vault = lab.vault(&group, "vault-west");
    let first = lab.identity(&vault);
    lab.give(first, Role::StorageAccountBackupContributor, &account);

    let switch = |system_assigned| Command::SetVaultIdentity { vault: vault.clone(), system_assigned };
    assert_eq!(lab.do_(switch(true)), [], "it is on already");
    let mut seen = vec![first];
    for _ in 0..3 {
        lab.do_(switch(false));
        assert_eq!(lab.ask(VaultDetail { vault: vault.clone() }).identity, None);
        lab.do_(switch(true));
        assert!(!seen.contains(&lab.identity(&vault)));
        seen.push(lab.identity(&vault));
    }
    // No vault made later gets the object id of an earlier identity either.
    let other = lab.vault(&group, "vault-other");
    assert!(!seen.contains(&lab.identity(&other)));

    // The role is still there, given to nobody.
    let rows = lab.ask(RoleAssignments { scope: account });
    let orphan = rows.iter().find(|row| row.role == Role::StorageAccountBackupContributor);
    let orphan = orphan.expect("the assignment stays");
    assert_eq!((orphan.principal, orphan.principal_name.as_deref()), (first, None));
}

#[test]
fn redundancy_changes_while_nothing_is_protected() {
    let mut lab = Lab::new();
    let group = lab.group("rg-backup");
    let vault = lab.vault(&group, "vault-west");
    let set = |redundancy| Command::SetVaultRedundancy { vault: vault.clone(), redundancy };
    lab.do_(set(VaultRedundancy::ZoneRedundant));
    assert_eq!(lab.do_(set(VaultRedundancy::ZoneRedundant)), []);
    assert_eq!(lab.ask(VaultDetail { vault: vault.clone() }).redundancy, VaultRedundancy::ZoneRedundant);
}

#[test]
fn a_vault_that_protects_something_is_fixed() {
    let mut site = Site::protected();
    let (vault, redundancy) = (site.vault.clone(), VaultRedundancy::GeoRedundant);
    let fixed = site.refusal(Command::SetVaultRedundancy { vault: vault.clone(), redundancy });
    expect!["BMSUserErrorInvalidInput: Backup storage redundancy cannot be changed."]
        .assert_eq(&fixed.to_string());
    // What it is already can be asked for again.
    let redundancy = VaultRedundancy::LocallyRedundant;
    assert_eq!(site.lab.do_(Command::SetVaultRedundancy { vault: vault.clone(), redundancy }), []);
    let full = site.refusal(Command::DeleteBackupVault { vault });
    expect!["VaultNotEmpty: Cannot delete the Backup vault as there are existing backup instances (1) or backup policies (1) in the vault."]
        .assert_eq(&full.to_string());
}

#[test]
fn a_policy_left_behind_keeps_a_vault() {
    let mut site = Site::new();
    let (vault, policy) = (site.vault.clone(), site.policy.clone());
    let delete = Command::DeleteBackupVault { vault };
    assert_eq!(site.refused(delete.clone()), "VaultNotEmpty");
    site.do_(Command::DeleteBackupPolicy { policy });
    site.do_(delete);
}

#[test]
fn an_empty_vault_is_deleted_with_its_identity() {
    let mut lab = Lab::new();
    let group = lab.group("rg-backup");
    let vault = lab.vault(&group, "vault-west");
    let identity = lab.identity(&vault);
    lab.sign_in("Bianca");
    let delete = Command::DeleteBackupVault { vault: vault.clone() };
    assert_eq!(lab.refused(delete.clone()), "AuthorizationFailed");
    lab.sign_in("Carlos");
    lab.do_(delete.clone());
    assert!(!lab.state.principals.contains(&identity));
    assert_eq!(lab.ask(Resources { kind: Some(ResourceKind::BackupVault), group: None }), []);
    assert_eq!(lab.refused(delete), "ResourceNotFound");
}
