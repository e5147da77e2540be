//! How protection of blobs ends and begins again, and the object replication policy that goes with it.

use crate::{
    blob_backup_site::{BlobBackupSite, Parts, blobs},
    blob_site::restorable,
    lab::create_lock,
};
use Parts::{Both, Operational, Vaulted};
use vault_lab::{
    base::ByteSize,
    engine::{
        Command,
        protection::{ProtectionState, blob_account::LOCK_NAME, point::points_of},
        query::{InstanceDetail, ReplicationPolicies, ReplicationPolicyRow},
        resources::LockLevel,
        storage::{DataProtection, ReplicationRefusal},
    },
};

/// Operational protection cannot be stopped with data retained.
#[test]
fn operational_protection_is_deleted_not_stopped() {
    let mut site = BlobBackupSite::protected(Operational);
    let code = "UserErrorStopProtectionNotSupportedForBlobOperationalBackup";
    for command in [site.stop(), site.suspend()] {
        assert_eq!(site.refused(command), code);
    }
    let resume = site.resume();
    assert_eq!(site.refused(resume), "UserErrorOperationNotAllowedInCurrentState");
    assert_eq!(site.row().state, ProtectionState::ProtectionConfigured);
}

/// What protection switched on goes on, and is paid for.
#[test]
fn deleting_the_instance_leaves_versioning_change_feed_and_restore_on() {
    let mut site = BlobBackupSite::protected(Operational);
    let source = site.source.clone();
    site.lock(&source, LockLevel::CanNotDelete);
    let delete = site.delete_instance();
    site.do_(delete);
    assert_eq!(site.state.instances.len(), 0);
    assert_eq!(site.settings(), restorable(30));
    let names: Vec<String> = site.locks().into_iter().map(|lock| lock.name).collect();
    assert_eq!(names, ["keep"], "only its own lock goes");
    let timers = site.state.timers.len();
    site.advance_days(40);
    assert!(site.state.timers.len() <= timers);
    let again = site.configure(Operational, blobs(&[]));
    site.do_(again);
}

/// The lock keeps the role of the vault, too; but a vault without identity cannot tidy up behind itself.
#[test]
fn without_an_identity_the_vault_leaves_its_lock_behind() {
    let mut site = BlobBackupSite::protected(Operational);
    let vault = site.vault.clone();
    site.do_(Command::SetVaultIdentity { vault, system_assigned: false });
    let delete = site.delete_instance();
    site.do_(delete);
    assert_eq!((site.state.instances.len(), site.locks().len()), (0, 1));
    let lock = site.locks()[0].id.clone();
    site.do_(Command::DeleteLock { lock });
}

#[test]
fn operational_backup_makes_no_jobs_and_takes_no_orders() {
    let mut site = BlobBackupSite::protected(Operational);
    site.advance_days(3);
    assert_eq!(site.jobs().len(), 1, "only the one that configured protection");
    assert_eq!(site.points().len(), 0);
    let now = site.backup_now();
    let refusal = site.refusal(now).explain();
    assert_eq!(refusal.code, "BMSUserErrorInvalidInput");
    assert!(refusal.cause.contains("operational backups only"), "{}", refusal.cause);
    let view = site.ask(InstanceDetail { instance: site.instance.clone() });
    assert_eq!((view.on_demand_left, view.on_demand_max, view.rules.len()), (0, 0, 0));
}

#[test]
fn vaulted_protection_is_stopped_and_resumed() {
    for parts in [Vaulted, Both] {
        let mut site = BlobBackupSite::protected(parts);
        let stop = site.stop();
        site.do_(stop);
        assert_eq!(site.row().state, ProtectionState::ProtectionStopped);
        site.advance_days(2);
        assert_eq!(site.points().len(), 0, "no backup runs while it is stopped");
        assert_eq!(site.locks().len(), usize::from(parts == Both), "what is retained stays locked");
        let resume = site.resume();
        site.do_(resume);
        let suspend = site.suspend();
        site.do_(suspend);
        assert_eq!(site.row().state, ProtectionState::BackupsSuspended);
        let resume = site.resume();
        site.do_(resume);
        site.advance_days(1);
        assert_eq!(site.points().len(), 1, "{parts:?}");
        let delete = site.delete_instance();
        site.do_(delete);
        assert_eq!((site.state.instances.len(), site.locks().len()), (0, 0), "{parts:?}");
    }
}

#[test]
fn who_holds_a_lock_of_that_name_already_shares_it() {
    let mut site = BlobBackupSite::new();
    let source = site.source.clone();
    site.do_(create_lock(&source, &LOCK_NAME.to_uppercase(), LockLevel::CanNotDelete));
    let command = site.configure(Operational, blobs(&[]));
    site.do_(command);
    site.advance(2);
    let locks = site.locks();
    assert_eq!(locks.len(), 1);
    assert!(locks[0].notes.contains("Azure Backup"), "it is the service's now, as ARM has it");
}

#[test]
fn a_lock_that_somebody_took_away_comes_back_with_the_next_change() {
    let mut site = BlobBackupSite::protected(Operational);
    let lock = site.locks()[0].id.clone();
    site.do_(Command::DeleteLock { lock });
    site.set(DataProtection::default());
    site.advance_days(1);
    assert!(site.locks().is_empty());
    let update = site.update(&site.policy(Operational), blobs(&[]));
    site.do_(update);
    assert_eq!((site.locks().len(), site.settings()), (1, restorable(30)));
}

fn replication(site: &BlobBackupSite) -> Option<ReplicationPolicyRow> {
    site.ask(ReplicationPolicies { account: site.source.clone() }).pop()
}

/// What the newest backup copied, and what it could have.
fn copied(site: &BlobBackupSite) -> (ByteSize, ByteSize) {
    let newest = points_of(&site.state, site.row().id).next_back().expect("there is a point");
    (newest.transferred, newest.size)
}

#[test]
fn vaulted_backup_makes_a_replication_policy_with_a_rule_for_each_container() {
    for (parts, expected) in [(Operational, None), (Vaulted, Some(2)), (Both, Some(2))] {
        let site = BlobBackupSite::protected(parts);
        assert_eq!(replication(&site).map(|policy| policy.containers.len()), expected, "{parts:?}");
    }
    let mut site = BlobBackupSite::protected(Vaulted);
    let made = replication(&site).expect("a policy");
    let update = site.update(&site.policy(Vaulted), blobs(&["logs"]));
    site.do_(update);
    let changed = replication(&site).expect("a policy");
    assert_eq!((&changed.id, changed.containers), (&made.id, vec!["logs".to_string()]));
    let operational = site.update(&site.policy(Operational), blobs(&[]));
    site.do_(operational);
    assert_eq!(replication(&site), None);
}

/// Tidying up costs a full copy.
#[test]
fn deleting_the_replication_policy_forces_a_full_copy() {
    let mut site = BlobBackupSite::protected(Vaulted);
    site.back_up();
    site.back_up();
    assert_eq!(copied(&site).0, ByteSize::ZERO, "nothing has changed");
    let before = replication(&site).expect("a policy");
    site.do_(Command::DeleteReplicationPolicy { policy: before.id.clone() });
    assert_eq!(replication(&site), None);
    assert_eq!(
        site.refused(Command::DeleteReplicationPolicy { policy: before.id.clone() }),
        "ResourceNotFound"
    );
    site.back_up();
    let (transferred, size) = copied(&site);
    assert_eq!(transferred, size);
    let after = replication(&site).expect("the backup made it anew");
    assert_ne!(after.id, before.id);
    site.back_up();
    assert_eq!(copied(&site).0, ByteSize::ZERO, "and the next one copies changes again");
}

#[test]
fn stopping_takes_the_replication_policy_away_and_resuming_copies_everything() {
    for suspended in [false, true] {
        let mut site = BlobBackupSite::protected(Vaulted);
        site.back_up();
        let stop = if suspended { site.suspend() } else { site.stop() };
        site.do_(stop);
        assert_eq!(replication(&site), None);
        let resume = site.resume();
        site.do_(resume);
        site.back_up();
        let (transferred, size) = copied(&site);
        assert_eq!(transferred, size, "suspended {suspended}");
    }
}

/// Somebody's lock keeps the policy; resuming copies everything all the same.
#[test]
fn a_custom_lock_keeps_the_replication_policy_alive() {
    let mut site = BlobBackupSite::protected(Both);
    site.back_up();
    let policy = replication(&site).expect("a policy").id;
    let by_hand = Command::DeleteReplicationPolicy { policy: policy.clone() };
    assert_eq!(site.refused(by_hand.clone()), "ScopeLocked", "the lock of Azure Backup counts for people");
    let source = site.source.clone();
    let lock = site.lock(&source, LockLevel::CanNotDelete);
    let stop = site.stop();
    site.do_(stop);
    assert_eq!(replication(&site).map(|row| row.id), Some(policy));
    site.do_(Command::DeleteLock { lock });
    let resume = site.resume();
    site.do_(resume);
    site.back_up();
    let (transferred, size) = copied(&site);
    assert_eq!(transferred, size);
    let stop = site.stop();
    site.do_(stop);
    assert_eq!(replication(&site), None, "its own lock does not stand in its way");
}

#[test]
fn versioning_stays_on_while_containers_are_replicated() {
    let mut site = BlobBackupSite::protected(Vaulted);
    let off =
        Command::SetDataProtection { account: site.source.clone(), settings: DataProtection::default() };
    let refused = ReplicationRefusal::VersioningInUse;
    assert_eq!(site.refusal(off.clone()), refused.into());
    let policy = replication(&site).expect("a policy").id;
    site.do_(Command::DeleteReplicationPolicy { policy });
    site.do_(off);
    let backup = site.backup_now();
    site.do_(backup);
    assert_eq!(site.last_failure().code, "UserErrorRequiredStorageFeaturesDisabled");
    assert_eq!(replication(&site), None);
}

#[test]
fn the_replication_policy_goes_with_its_account_and_is_shown_to_readers() {
    let mut site = BlobBackupSite::protected(Vaulted);
    site.sign_in("Ravi");
    assert!(replication(&site).is_some());
    let policy = replication(&site).expect("a policy").id;
    assert_eq!(site.refused(Command::DeleteReplicationPolicy { policy }), "AuthorizationFailed");
    site.sign_in("Olivia");
    let account = site.source.clone();
    site.do_(Command::DeleteStorageAccount { account });
    assert_eq!(site.state.replication_policies.len(), 0);
    let stop = site.stop();
    site.do_(stop);
}
