//! The object replication policy that a vaulted restore makes on its target, and what happens where it stays there.

use crate::{
    blob_backup_site::{BlobBackupSite, Parts, blobs},
    lab::{create_lock, cross_tenant},
    site::Site,
};
use vault_lab::{
    base::ArmId,
    engine::{
        Command, Refusal,
        ids::PointSeq,
        job::JobStatus,
        protection::blob_account::LOCK_NAME,
        query::{
            JobDetail, JobView, Readiness, ReplicationMaker, ReplicationPolicies, ReplicationPolicyRow,
            RestoreReadiness,
        },
        rbac::RoleAssignment,
        resources::LockLevel,
        restore::{ContainerPick, RestoreDestination, RestoreError, RestoreSelection},
    },
};

const NOT_DELETED: &str = "UserErrorObjectReplicationPolicyDeletionFailureOnRestoreTarget";
const STILL_THERE: &str = "UserErrorRestoreFailurePreviousObjectReplicationPolicyNotDeleted";

fn backed_up() -> (BlobBackupSite, PointSeq) {
    let mut site = BlobBackupSite::protected(Parts::Vaulted);
    let point = site.back_up();
    (site, point)
}

fn on_target(site: &BlobBackupSite) -> Vec<ReplicationPolicyRow> {
    site.ask(ReplicationPolicies { account: site.target.clone() })
}

fn only(name: &str) -> RestoreSelection {
    RestoreSelection::Containers(vec![ContainerPick { container: name.to_string(), prefixes: Vec::new() }])
}

fn detail(site: &BlobBackupSite) -> JobView {
    site.ask(JobDetail { vault: site.vault.clone(), guid: site.last_job().guid })
}

fn unlock(lock: &ArmId) -> Command {
    Command::DeleteLock { lock: lock.clone() }
}

#[test]
fn the_policy_of_a_restore_is_there_while_it_runs() {
    let (mut site, point) = backed_up();
    let restore = site.restore(point, RestoreSelection::All);
    site.do_(restore);
    let policies = on_target(&site);
    assert_eq!(policies.len(), 1);
    assert_eq!(policies[0].maker, ReplicationMaker::Restore { left_behind: false });
    assert_eq!((policies[0].destination.as_str(), policies[0].containers.len()), ("blobtarget", 2));
    let policy = policies[0].id.clone();
    let by_hand = Command::DeleteReplicationPolicy { policy };
    assert_eq!(site.refused(by_hand), "StorageAccountOperationInProgress");
    let target = site.target.clone();
    let closed = cross_tenant(&target, false);
    assert_eq!(site.refused(closed), "CrossTenantReplicationNotAllowed");
    site.advance(15);
    assert_eq!((site.last_job().status, on_target(&site).len()), (JobStatus::Completed, 0));
}

/// The data is there, and the job says so; the next restore to that account waits until somebody has tidied up.
#[test]
fn a_locked_target_keeps_the_policy_and_the_next_restore_away() {
    let (mut site, point) = backed_up();
    let (target, source) = (site.target.clone(), site.source.clone());
    let lock = site.lock(&target, LockLevel::CanNotDelete);
    let restore = site.restore(point, only("data"));
    site.do_(restore);
    site.advance(15);
    let job = site.last_job();
    assert_eq!(
        (job.status, job.error_code.as_deref()),
        (JobStatus::CompletedWithWarnings, Some(NOT_DELETED))
    );
    assert_eq!((job.progress_percent, job.status.is_success()), (100, true));
    let error = detail(&site).error.expect("it says what is left to do");
    assert!(error.message.contains("The data was restored"), "{}", error.message);
    assert!(error.cause.contains("keep"), "the lock is named: {}", error.cause);
    let digest = |account: &ArmId| site.digest(account, "data", "readme.txt");
    assert_eq!(digest(&target), digest(&source));
    let left = on_target(&site);
    assert_eq!(left[0].maker, ReplicationMaker::Restore { left_behind: true });
    let next = site.restore(point, only("logs"));
    let refusal = site.refusal(next.clone());
    let expected = RestoreError::PolicyOfEarlierRestore {
        account: "blobtarget".to_string(),
        policies: vec![left[0].id.name().to_string()],
    };
    assert_eq!((refusal.code(), refusal), (STILL_THERE, Refusal::from(expected)));
    let readiness = site.ask(RestoreReadiness {
        instance: site.instance.clone(),
        source: point.into(),
        destination: RestoreDestination::Account { account: target.clone(), selection: only("logs") },
        principal: site.principal,
    });
    let Readiness::Blocked(refusal) = readiness else { panic!("the wizard says so, too") };
    assert_eq!(refusal.code(), STILL_THERE);
    let by_hand = Command::DeleteReplicationPolicy { policy: left[0].id.clone() };
    assert_eq!(site.refused(by_hand.clone()), "ScopeLocked");
    site.do_(unlock(&lock));
    assert_eq!(site.refused(next.clone()), STILL_THERE, "nobody deletes it but a person");
    site.do_(by_hand);
    site.do_(next);
    site.advance(15);
    assert_eq!(site.last_job().status, JobStatus::Completed);
}

/// One restore leaves its policy behind while another one runs: that one fails when it would write.
#[test]
fn a_policy_left_behind_meanwhile_fails_the_second_restore() {
    let (mut site, point) = backed_up();
    let target = site.target.clone();
    let first = site.restore(point, only("data"));
    site.do_(first);
    site.advance(1);
    let second = site.restore(point, only("logs"));
    site.do_(second);
    site.lock(&target, LockLevel::CanNotDelete);
    site.advance(30);
    assert_eq!(site.last_failure().code, STILL_THERE);
    assert_eq!(site.digest(&target, "logs", "readme.txt"), None);
    assert_eq!(on_target(&site).len(), 2, "nor could that of the second be deleted");
}

#[test]
fn a_restore_that_fails_takes_its_policy_away_where_it_may() {
    let (mut site, point) = backed_up();
    let target = site.target.clone();
    let restore = site.restore(point, RestoreSelection::All);
    site.do_(restore.clone());
    site.container(&target, "data");
    site.advance(15);
    assert_eq!(site.last_failure().code, "UserErrorTargetContainersExistOnAccount");
    assert_eq!(on_target(&site).len(), 0);
    site.delete_container(&target, "data");
    site.do_(restore);
    let identity = site.identity(&site.vault);
    let is_held = |row: &&RoleAssignment| row.principal == identity && row.scope == target;
    let assignment = site.state.assignments.values().find(is_held).expect("a role").arm_id();
    site.do_(Command::DeleteRoleAssignment { assignment });
    site.advance(45);
    assert_eq!(site.last_failure().code, "UserErrorMissingRequiredPermissions");
    assert_eq!(on_target(&site).len(), 1, "a vault without its role cannot tidy up");
    site.do_(Command::DeleteStorageAccount { account: target });
    assert!(site.state.restore_policies.is_empty());
}

/// The lock of operational backup does not stand in the way of Azure Backup itself.
#[test]
fn the_lock_of_azure_backup_is_no_obstacle() {
    let (mut site, point) = backed_up();
    let target = site.target.clone();
    site.do_(create_lock(&target, LOCK_NAME, LockLevel::CanNotDelete));
    let restore = site.restore(point, RestoreSelection::All);
    site.do_(restore);
    site.advance(15);
    assert_eq!((site.last_job().status, on_target(&site).len()), (JobStatus::Completed, 0));
}

#[test]
fn data_lakes_are_restored_through_a_policy_too() {
    let mut site = Site::protected();
    let (point, target) = (site.back_up(), site.target.clone());
    let lock = site.lock(&target, LockLevel::CanNotDelete);
    let restore = site.restore(point, RestoreSelection::All);
    site.do_(restore.clone());
    site.advance(60);
    assert_eq!(site.last_job().status, JobStatus::CompletedWithWarnings);
    site.do_(unlock(&lock));
    for name in ["bronze", "silver"] {
        let container = site.target_container(name);
        site.do_(Command::DeleteContainer { container });
    }
    assert_eq!(site.refused(restore), STILL_THERE);
}

/// An id that is not that of a storage account at all is not looked for.
#[test]
fn malformed_ids_are_told_from_accounts_that_are_gone() {
    let (mut site, point) = backed_up();
    let gone = ArmId::resource(&site.group, "Microsoft.Storage/storageAccounts", "gone");
    let disk = ArmId::resource(&site.group, "Microsoft.Compute/disks", "disk");
    let (malformed, missing) =
        ("UserErrorInvalidResourceUriInRequest", "UserErrorAzureResourceNotFoundByPlugin");
    for (account, code) in [(&gone, missing), (&disk, malformed), (&ArmId::new("blobtarget"), malformed)] {
        let mut configure = site.configure(Parts::Vaulted, blobs(&["data"]));
        if let Command::ConfigureProtection { datasource, .. } = &mut configure {
            *datasource = account.clone();
        }
        assert_eq!(site.refused(configure), code, "{account}");
        if *account != ArmId::new("blobtarget") {
            let restore = site.restore_to(account, point, RestoreSelection::All);
            assert_eq!(site.refused(restore), code, "{account}");
        }
    }
}
