//! What immutable containers do to backup and restore of blobs.

use crate::{
    blob_backup_site::{BlobBackupSite, Parts},
    immutability::{clear_hold, delete_policy, set_hold, set_policy},
};
use vault_lab::{
    base::{ArmId, SimTime},
    engine::{
        Command, Refusal,
        job::JobStatus,
        query::{BlobRestores, Readiness, RestoreReadiness},
        restore::{RestoreDestination, RestoreSelection, RestoreSource},
        storage::{BlobRestoreStatus, RestoreRange},
    },
};

const CONFIGURED: &str = "UserErrorImmutabilityPolicyConfigured";
const ON_TARGET: &str = "UserErrorContainerHasImmutabilityPolicyDuringRestore";

/// Protected, changed a quarter of an hour later, and the moment before that.
fn changed(parts: Parts) -> (BlobBackupSite, SimTime) {
    let mut site = BlobBackupSite::protected(parts);
    site.advance(15);
    let then = site.now();
    site.advance(1);
    site.write("data", "readme.txt", "encrypted by somebody");
    site.write("logs", "readme.txt", "encrypted as well");
    (site, then)
}

fn in_place(containers: &[&str]) -> RestoreDestination {
    RestoreDestination::InPlace {
        ranges: containers.iter().map(|name| RestoreRange::of_container(name)).collect(),
    }
}

fn restoring(site: &BlobBackupSite, time: SimTime, containers: &[&str]) -> Command {
    let source = RestoreSource::Time(time);
    Command::Restore { instance: site.instance.clone(), source, destination: in_place(containers) }
}

fn outcome(site: &mut BlobBackupSite, command: Command) -> Result<(), &'static str> {
    site.request(command).map(drop).map_err(|refusal: Refusal| refusal.code())
}

/// A policy or a hold on any container in the ranges is one too many, before anything is begun.
#[test]
fn an_immutable_container_in_the_ranges_stops_an_operational_restore() {
    for (protect, free, locked) in [
        (
            set_policy as fn(&ArmId, u32) -> Command,
            delete_policy as fn(&ArmId) -> Command,
            Err("ScopeLocked"),
        ),
        (|id, _| set_hold(id, &["case1"]), |id| clear_hold(id, &["case1"]), Ok(())),
    ] {
        let (mut site, then) = changed(Parts::Operational);
        let logs = site.container_id(&site.source, "logs");
        site.do_(protect(&logs, 7));
        let jobs = site.jobs().len();
        for containers in [&[][..], &["logs"], &["data", "logs"]] {
            let command = restoring(&site, then, containers);
            assert_eq!(outcome(&mut site, command), Err(CONFIGURED), "{containers:?}");
        }
        let readiness = site.ask(RestoreReadiness {
            instance: site.instance.clone(),
            source: RestoreSource::Time(then),
            destination: in_place(&[]),
            principal: site.principal,
        });
        let Readiness::Blocked(refusal) = readiness else { panic!("the wizard says so, too") };
        assert_eq!((refusal.code(), site.jobs().len()), (CONFIGURED, jobs));
        let elsewhere = restoring(&site, then, &["data"]);
        site.do_(elsewhere);
        site.advance(5);
        assert_eq!(site.last_job().status, JobStatus::Completed);
        // The lock of Azure Backup keeps policies as well: they are deleted on the control plane.
        let lock = site.locks()[0].id.clone();
        assert_eq!(outcome(&mut site, free(&logs)), locked);
        site.do_(Command::DeleteLock { lock });
        site.do_(free(&logs));
        let all = restoring(&site, then, &[]);
        site.do_(all);
        site.advance(5);
        assert_eq!(site.last_job().status, JobStatus::Completed);
    }
}

/// The account puts back what it may, and the job succeeds: nobody is told but those who look at the counts.
#[test]
fn a_policy_that_comes_during_an_operational_restore_leaves_its_blobs() {
    let (mut site, then) = changed(Parts::Operational);
    let (source, data) = (site.source.clone(), site.container_id(&site.source, "data"));
    let before = site.digest(&source, "data", "readme.txt");
    let command = restoring(&site, then, &[]);
    site.do_(command);
    site.do_(set_policy(&data, 7));
    site.advance(5);
    assert_eq!(site.last_job().status, JobStatus::Completed);
    assert_eq!(site.digest(&source, "data", "readme.txt"), before, "left as it was");
    let latest = site.ask(BlobRestores { account: source }).latest.expect("there was one");
    let BlobRestoreStatus::Complete(counts) = latest.status else { panic!("it is complete") };
    assert_eq!((counts.reverted, counts.left), (1, 1));
}

/// Reading from an immutable container is no trouble: vaulted backups go on.
#[test]
fn immutable_containers_are_backed_up_to_the_vault() {
    let (mut site, _) = changed(Parts::Both);
    let data = site.container_id(&site.source, "data");
    site.do_(set_policy(&data, 7));
    let point = site.back_up();
    let restore = site.restore(point, RestoreSelection::All);
    site.do_(restore);
    site.advance(15);
    assert_eq!(
        site.last_job().status,
        JobStatus::Completed,
        "what was immutable is not where it is restored"
    );
    let target = site.target.clone();
    assert_eq!(
        site.digest(&target, "data", "readme.txt"),
        site.digest(&site.source.clone(), "data", "readme.txt")
    );
    assert_eq!(site.state.immutability.len(), 1);
}

/// Both that the container is there and that it is immutable stand in the way; the second is what has to be said.
#[test]
fn an_immutable_container_on_the_target_stops_a_vaulted_restore() {
    let (mut site, _) = changed(Parts::Vaulted);
    let (point, target) = (site.back_up(), site.target.clone());
    let data = site.lab.container(&target, "data");
    let restore = site.restore(point, RestoreSelection::All);
    assert_eq!(outcome(&mut site, restore.clone()), Err("UserErrorTargetContainersExistOnAccount"));
    site.do_(set_policy(&data, 7));
    let refusal = site.refusal(restore.clone()).explain();
    assert_eq!(refusal.code, ON_TARGET);
    assert!(
        refusal.message.contains("data") && refusal.message.contains("blobtarget"),
        "{}",
        refusal.message
    );
    site.do_(delete_policy(&data));
    site.do_(set_hold(&data, &["case1"]));
    assert_eq!(outcome(&mut site, restore.clone()), Err(ON_TARGET));
    let other = site.lab.container(&target, "other");
    site.do_(set_policy(&other, 7));
    site.do_(clear_hold(&data, &["case1"]));
    site.delete_container(&target, "data");
    site.do_(restore);
    site.advance(15);
    assert_eq!(
        site.last_job().status,
        JobStatus::Completed,
        "a container that is not selected is nobody's affair"
    );
}

/// It is asked again when the bytes arrive.
#[test]
fn a_container_made_immutable_on_the_target_meanwhile_fails_the_job() {
    let (mut site, _) = changed(Parts::Vaulted);
    let (point, target) = (site.back_up(), site.target.clone());
    let restore = site.restore(point, RestoreSelection::All);
    site.do_(restore);
    let logs = site.lab.container(&target, "logs");
    site.do_(set_hold(&logs, &["case1"]));
    site.advance(15);
    assert_eq!(site.last_failure().code, ON_TARGET);
    assert_eq!(site.digest(&target, "data", "readme.txt"), None, "nothing is half restored");
}
