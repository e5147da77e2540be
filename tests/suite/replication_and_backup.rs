//! What other object replication policies, the setting for other tenants, and legal holds do to vaulted backup.

use crate::{
    blob_backup_site::{BlobBackupSite, Parts, all_blobs_except, blobs},
    immutability::{clear_hold, set_hold, set_policy},
    lab::cross_tenant,
    object_replication::{replicable, replicable_account, replicating, rule},
    site::{Site, listed},
};
use Parts::{Operational, Vaulted};
use vault_lab::{
    base::ArmId,
    engine::{
        Command, Refusal,
        protection::BlobProtectionError,
        query::{BackupReadiness, CrossTenantReplication, Readiness, ReplicationPolicies},
        storage::ReplicationRefusal,
    },
};

const TENANT: &str = "UserErrorCrossTenantOrsPolicyDisabled";
const TOO_MANY: &str = "UserErrorMaxOrsPolicyExistOnStorageAccount";
const ELSEWHERE: &str = "UserErrorSelectedContainerPartOfAnotherORPolicy";

fn forget(site: &mut BlobBackupSite, account: &ArmId, index: usize) {
    let policy = site.ask(ReplicationPolicies { account: account.clone() })[index].id.clone();
    site.do_(Command::DeleteReplicationPolicy { policy });
}

/// Three more containers in the source, and two accounts that take copies of them.
fn with_copies(mut site: BlobBackupSite) -> (BlobBackupSite, [ArmId; 2]) {
    let (group, source) = (site.group.clone(), site.source.clone());
    site.set(replicable());
    for name in ["copied1", "copied2"] {
        site.container(&source, name);
    }
    let copies = ["copies1", "copies2"].map(|name| replicable_account(&mut site.lab, &group, name));
    (site, copies)
}

fn readiness(site: &BlobBackupSite, names: &[&str]) -> Option<&'static str> {
    let question = BackupReadiness {
        vault: site.vault.clone(),
        policy: Some(site.policy(Vaulted)),
        instance_name: "blob-instance".to_string(),
        datasource: site.source.clone(),
        parameters: blobs(names),
        principal: site.principal,
    };
    match site.ask(question) {
        Readiness::Blocked(refusal) => Some(refusal.code()),
        _ => None,
    }
}

/// The destination of vaulted backup lies in another tenant.
#[test]
fn without_cross_tenant_replication_there_is_no_vaulted_backup() {
    let mut site = BlobBackupSite::new();
    let source = site.source.clone();
    assert!(site.ask(CrossTenantReplication { account: source.clone() }), "accounts begin with it here");
    site.do_(cross_tenant(&source, false));
    let vaulted = site.configure(Vaulted, blobs(&["data"]));
    let refusal = site.refusal(vaulted.clone());
    let expected = BlobProtectionError::CrossTenantReplicationDisabled { account: "blobsource".to_string() };
    assert_eq!((refusal.code(), &refusal), (TENANT, &expected.into()));
    assert_eq!(readiness(&site, &["data"]), Some(TENANT));
    let operational = site.configure(Operational, blobs(&[]));
    site.do_(operational);
    site.advance(2);
    let update = site.update(&site.policy(Vaulted), blobs(&["data"]));
    assert_eq!(site.refused(update.clone()), TENANT);
    site.do_(cross_tenant(&source, true));
    site.do_(update);
    site.back_up();
}

#[test]
fn cross_tenant_replication_is_switched_off_after_the_policies_are_gone_and_backups_fail_then() {
    let mut site = BlobBackupSite::protected(Vaulted);
    site.back_up();
    let source = site.source.clone();
    let refusal = site.refusal(cross_tenant(&source, false));
    assert!(
        matches!(&refusal, Refusal::Storage(_)) && refusal.code() == "CrossTenantReplicationNotAllowed",
        "{refusal:?}"
    );
    site.sign_in("Ravi");
    assert_eq!(site.refused(cross_tenant(&source, false)), "AuthorizationFailed");
    site.sign_in("Olivia");
    forget(&mut site, &source, 0);
    site.do_(cross_tenant(&source, false));
    let backup = site.backup_now();
    site.do_(backup);
    assert_eq!((site.last_failure().code.as_str(), site.points().len()), (TENANT, 1));
    let stop = site.stop();
    site.do_(stop);
    let resume = site.resume();
    assert_eq!(site.refused(resume.clone()), TENANT);
    site.do_(cross_tenant(&source, true));
    site.do_(resume);
    site.back_up();
}

#[test]
fn data_lakes_are_copied_to_another_tenant_too() {
    let mut site = Site::new();
    let source = site.source.clone();
    site.container(&source, "bronze");
    site.do_(cross_tenant(&source, false));
    let configure = site.configure(listed(&["bronze"]));
    assert_eq!(site.refused(configure.clone()), TENANT);
    site.do_(cross_tenant(&source, true));
    site.do_(configure);
}

#[test]
fn an_account_with_two_policies_has_no_room_for_that_of_backup() {
    let (mut site, copies) = with_copies(BlobBackupSite::new());
    let source = site.source.clone();
    for (account, name) in copies.iter().zip(["copied1", "copied2"]) {
        site.do_(replicating(&source, account, &[rule(name, "one", false)]));
    }
    let vaulted = site.configure(Vaulted, blobs(&["data"]));
    assert_eq!(site.refused(vaulted.clone()), TOO_MANY);
    assert_eq!(readiness(&site, &["data"]), Some(TOO_MANY));
    forget(&mut site, &source, 0);
    site.do_(vaulted);
    site.advance(2);
    site.back_up();
    let third = replicating(&source, &copies[0], &[rule("copied1", "one", false)]);
    let expected = ReplicationRefusal::TooManyDestinations { account: "blobsource".to_string() };
    assert_eq!(site.refusal(third.clone()), expected.into(), "that of backup is one of them");
    forget(&mut site, &source, 0);
    site.do_(third);
    let backup = site.backup_now();
    site.do_(backup);
    assert_eq!(site.last_failure().code, TOO_MANY, "somebody took its place");
}

/// Whether it is copied from there or to there.
#[test]
fn a_container_in_another_policy_is_not_backed_up() {
    let (mut site, copies) = with_copies(BlobBackupSite::new());
    let source = site.source.clone();
    site.do_(replicating(&source, &copies[0], &[rule("data", "one", true)]));
    site.do_(replicating(&copies[1], &source, &[rule("one", "copied2", false)]));
    for (names, expected) in [
        (&["data", "logs"][..], vec!["data"]),
        (&["copied2"], vec!["copied2"]),
        (&["copied2", "data"], vec!["copied2", "data"]),
    ] {
        let configure = site.configure(Vaulted, blobs(names));
        let refusal = site.refusal(configure);
        let containers = expected.into_iter().map(str::to_string).collect();
        let account = "blobsource".to_string();
        let error = BlobProtectionError::ContainersReplicated { account, containers };
        assert_eq!((refusal.code(), refusal), (ELSEWHERE, error.into()));
    }
    let everything = site.configure(Vaulted, all_blobs_except(&["copied"]));
    assert_eq!(site.refused(everything), ELSEWHERE);
    let rest = site.configure(Vaulted, blobs(&["logs"]));
    site.do_(rest);
    site.advance(2);
    let chained = replicating(&copies[0], &source, &[rule("two", "logs", false)]);
    let expected = ReplicationRefusal::ContainerInPolicy {
        account: "blobsource".to_string(),
        container: "logs".to_string(),
    };
    assert_eq!(site.refusal(chained), expected.into(), "nor is one that is backed up replicated");
}

#[test]
fn a_container_that_joined_another_policy_fails_backups() {
    let (mut site, copies) = with_copies(BlobBackupSite::protected(Vaulted));
    let source = site.source.clone();
    forget(&mut site, &source, 0);
    site.do_(replicating(&source, &copies[0], &[rule("data", "one", true)]));
    let backup = site.backup_now();
    site.do_(backup);
    assert_eq!(site.last_failure().code, ELSEWHERE);
    let update = site.update(&site.policy(Vaulted), blobs(&["logs"]));
    site.do_(update);
    site.back_up();
}

/// Retention policies are no trouble: blobs under them can be read as ever.
#[test]
fn a_container_under_a_legal_hold_is_not_backed_up_to_a_vault() {
    let mut site = BlobBackupSite::new();
    let (data, logs) = (site.container_id(&site.source, "data"), site.container_id(&site.source, "logs"));
    site.do_(set_hold(&data, &["case1"]));
    site.do_(set_policy(&logs, 7));
    let both = site.configure(Vaulted, blobs(&["data", "logs"]));
    let error = BlobProtectionError::ContainersUnderHold {
        account: "blobsource".to_string(),
        containers: vec!["data".to_string()],
    };
    assert_eq!(site.refusal(both), error.into());
    let one = site.configure(Vaulted, blobs(&["logs"]));
    site.do_(one);
    site.advance(2);
    site.back_up();
    site.do_(set_hold(&logs, &["case2"]));
    let backup = site.backup_now();
    site.do_(backup);
    assert_eq!(site.last_failure().code, "UserErrorImmutabilityPolicyConfigured");
    site.do_(clear_hold(&logs, &["case2"]));
    site.back_up();
}
