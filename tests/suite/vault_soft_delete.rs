//! What a vault says of soft delete: its settings, and what soft-deleted data keeps from being deleted.

use crate::{
    blob_backup_site::{BlobBackupSite, Parts, blobs},
    lab::Lab,
    site::Site,
};
use vault_lab::{
    base::ArmId,
    engine::{
        Command, Refusal,
        policy::PolicyError,
        protection::{ProtectionState, blob_account::LOCK_NAME},
        query::{ResourceGroupDetail, VaultDetail},
        resources::ResourceError,
        restore::RestoreSelection,
        vault::{SoftDelete, SoftDeleteState, VaultError, VaultRedundancy},
    },
};

fn set(vault: &ArmId, state: SoftDeleteState, days: u32) -> Command {
    Command::SetVaultSoftDelete { vault: vault.clone(), state, days }
}

fn soft_delete(lab: &Lab, vault: &ArmId) -> SoftDelete {
    lab.ask(VaultDetail { vault: vault.clone() }).soft_delete
}

#[test]
fn days_can_be_changed_and_soft_delete_stays_on() {
    use SoftDeleteState::{AlwaysOn, Off, On};
    let mut lab = Lab::new();
    let group = lab.group("rg-backup");
    let vault = lab.vault(&group, "vault-west");
    assert_eq!(soft_delete(&lab, &vault), SoftDelete { always_on: false, days: 14 });
    assert_eq!(lab.do_(set(&vault, On, 14)), [], "it is that already");
    for days in [180, 15] {
        lab.do_(set(&vault, On, days));
        assert_eq!(soft_delete(&lab, &vault), SoftDelete { always_on: false, days });
    }
    for days in [0, 13, 181] {
        assert_eq!(lab.refusal(set(&vault, On, days)), VaultError::InvalidSoftDeleteDays { days }.into());
    }
    let name = "vault-west".to_string();
    let off = lab.refusal(set(&vault, Off, 15));
    assert_eq!(off, VaultError::SoftDeleteStaysOn { name: name.clone() }.into());
    assert_eq!(off.code(), "BMSUserErrorDisablingSoftDeleteStateNotAllowed");
    lab.do_(set(&vault, AlwaysOn, 15));
    for state in [Off, On] {
        let back = lab.refusal(set(&vault, state, 15));
        assert_eq!(back, VaultError::SoftDeleteIsAlwaysOn { name: name.clone() }.into());
        assert_eq!(back.code(), "UserErrorDisableSoftDeleteNotAllowed");
    }
    lab.do_(set(&vault, AlwaysOn, 60));
    assert_eq!(soft_delete(&lab, &vault), SoftDelete { always_on: true, days: 60 });
    assert_eq!(soft_delete(&lab, &vault).state(), AlwaysOn);
    lab.sign_in("Oskar");
    assert_eq!(lab.refused(set(&vault, AlwaysOn, 30)), "AuthorizationFailed");
    lab.sign_in("Bianca");
    lab.do_(set(&vault, AlwaysOn, 30));
}

/// A vault, its policies and its group stay as long as there is something to take back.
#[test]
fn soft_deleted_data_keeps_policy_vault_and_group() {
    let mut site = Site::protected();
    site.back_up();
    let (vault, group, policy) = (site.vault.clone(), site.group.clone(), site.policy.clone());
    let instance = site.instance.clone();
    site.do_(Command::DeleteBackupInstance { instance });
    let delete_policy = Command::DeleteBackupPolicy { policy };
    let delete_vault = Command::DeleteBackupVault { vault: vault.clone() };
    let (name, instances, soft_deleted) = ("daily".to_string(), 0, 1);
    let in_use = PolicyError::PolicyInUse { name, instances, soft_deleted };
    assert_eq!(site.refusal(delete_policy.clone()), in_use.into());
    let not_empty = VaultError::VaultNotEmpty { instances, soft_deleted, policies: 1 };
    let refusal = site.refusal(delete_vault.clone());
    assert_eq!(refusal, Refusal::from(not_empty));
    assert!(refusal.explain().cause.contains("soft-deleted vaults are not simulated"));
    let held = ResourceError::GroupHoldsProtectedVault { vault: vault.clone(), instances: 1 };
    assert_eq!(site.refusal(Command::DeleteResourceGroup { group: group.clone() }), held.into());
    assert_eq!(site.ask(ResourceGroupDetail { group }).protected_instances, 1);
    let redundancy = VaultRedundancy::ZoneRedundant;
    let fixed = site.refusal(Command::SetVaultRedundancy { vault: vault.clone(), redundancy });
    assert_eq!(fixed, VaultError::RedundancyIsFixed { instances: 1 }.into());
    assert_eq!(site.ask(VaultDetail { vault }).instances, [(ProtectionState::SoftDeleted, 1)]);
    site.advance_days(14);
    site.do_(delete_policy);
    site.do_(delete_vault);
}

/// Of blobs the vaulted part is kept; the operational one ends at once, and what it switched on stays on.
#[test]
fn of_blobs_only_the_vaulted_part_is_kept() {
    for parts in [Parts::Vaulted, Parts::Both] {
        let mut site = BlobBackupSite::protected(parts);
        site.back_up();
        let settings = site.settings();
        let delete = site.delete_instance();
        site.do_(delete);
        assert_eq!((site.locks().len(), site.state.replication_policies.len()), (0, 0), "{parts:?}");
        assert_eq!((site.settings(), site.state.points.len()), (settings, 1), "{parts:?}");
        let instance = site.vault.child("deletedBackupInstances", site.instance.name());
        site.do_(Command::UndeleteBackupInstance { instance });
        assert_eq!(site.row().state, ProtectionState::ProtectionStopped);
        assert_eq!(site.locks().len(), 0, "nothing is protected before it is resumed");
        let resume = site.resume();
        site.do_(resume);
        let locks: Vec<String> = site.locks().into_iter().map(|lock| lock.name).collect();
        let expected: &[&str] = if parts == Parts::Both { &[LOCK_NAME] } else { &[] };
        assert_eq!(locks, expected, "{parts:?}");
        site.delete("data", "readme.txt");
        let (source, target, point) = (site.source.clone(), site.target.clone(), site.points()[0].seq);
        let restore = site.restore(point, RestoreSelection::All);
        site.do_(restore);
        site.advance(30);
        for name in ["data", "logs"] {
            assert!(site.digest(&target, name, "readme.txt").is_some(), "{parts:?}");
        }
        let logs = |account| site.digest(account, "logs", "readme.txt");
        assert_eq!(logs(&target), logs(&source));
        assert_eq!(site.digest(&source, "data", "readme.txt"), None, "that one came from the vault");
    }
}

/// Vaulted points of an earlier policy are kept too when protection is operational only by now.
#[test]
fn points_of_an_earlier_policy_are_kept_as_well() {
    let mut site = BlobBackupSite::protected(Parts::Both);
    site.back_up();
    let operational = site.update(&site.policy(Parts::Operational), blobs(&[]));
    site.do_(operational);
    let delete = site.delete_instance();
    site.do_(delete);
    assert_eq!((site.locks().len(), site.state.deleted_instances.len()), (0, 1));
    site.advance_days(14);
    assert_eq!((site.state.points.len(), site.state.replicas.len()), (0, 0));
}
