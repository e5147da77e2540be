//! Restoring: what comes back, what stands in the way, and that it is all or nothing.

use crate::{lab::create_account, site::Site, site::all_except};
use expect_test::expect;
use std::{collections::BTreeMap, fmt::Write};
use vault_lab::{
    base::ArmId,
    engine::{
        Command, Refusal,
        ids::PointSeq,
        job::{JobOperation, JobStatus},
        protection::access::AccessGap,
        query::{Readiness, RestoreReadiness, RestoreTargets},
        resources::Region,
        restore::{ContainerPick, RestoreDestination, RestoreError, RestoreSelection},
        storage::{AccessTier, BlobPath, PathEntry},
    },
};

fn pick(container: &str, prefixes: &[&str]) -> ContainerPick {
    let prefixes = prefixes.iter().map(|prefix| prefix.to_string()).collect();
    ContainerPick { container: container.to_string(), prefixes }
}

fn picks(picked: &[(&str, &[&str])]) -> RestoreSelection {
    RestoreSelection::Containers(picked.iter().map(|(name, prefixes)| pick(name, prefixes)).collect())
}

/// A protected site with a small tree, backed up once.
fn backed_up() -> (Site, PointSeq) {
    let mut site = Site::protected();
    for path in ["2026/09/orders.csv", "2026/10/orders.csv", "2026/10/refunds.csv", "2027/plan.txt"] {
        site.write("bronze", path, path);
    }
    let point = site.back_up();
    (site, point)
}

fn paths(site: &Site, account: &ArmId) -> String {
    let mut shown = String::new();
    for path in site.contents(account).keys() {
        writeln!(shown, "{path}").expect("text can be written");
    }
    shown
}

fn entry<'a>(site: &'a Site, container: &ArmId, path: &str) -> &'a PathEntry {
    let container = site.state.find_container(container).expect("the container exists").id;
    site.state.paths.get(&(container, BlobPath(path.to_string()))).expect("the path exists")
}

#[test]
fn what_was_deleted_comes_back_elsewhere() {
    let (mut site, point) = backed_up();
    let (source, target) = (site.source.clone(), site.target.clone());
    let before = site.contents(&source);
    for name in ["bronze", "silver"] {
        let container = site.source_container(name);
        site.do_(Command::DeleteContainer { container });
    }
    site.do_(site.restore(point, RestoreSelection::All));
    assert_eq!(site.contents(&target), BTreeMap::new(), "nothing is there before the job has ended");
    let job = site.last_job();
    assert_eq!((job.operation, job.status), (JobOperation::Restore, JobStatus::InProgress));
    site.advance(10);
    assert_eq!(site.last_job().status, JobStatus::Completed);
    assert_eq!(site.contents(&target), before, "path by path, byte by byte");
}

#[test]
fn restored_files_are_hot_and_new_and_keep_their_metadata() {
    let mut site = Site::protected();
    let container = site.source_container("bronze");
    let metadata = BTreeMap::from([("owner".to_string(), "finance".to_string())]);
    site.do_(Command::SetPathProperties {
        container: container.clone(),
        path: "readme.txt".to_string(),
        tier: Some(AccessTier::Cold),
        metadata: Some(metadata.clone()),
        acl: None,
    });
    let point = site.back_up();
    site.do_(site.restore(point, RestoreSelection::All));
    site.advance(10);
    let (before, after) = (
        entry(&site, &container, "readme.txt").clone(),
        entry(&site, &site.target_container("bronze"), "readme.txt").clone(),
    );
    let (facts_before, facts_after) = (before.file().expect("a file"), after.file().expect("a file"));
    assert_eq!(facts_after.content, facts_before.content);
    assert_eq!(facts_after.content_type, facts_before.content_type);
    assert_eq!(facts_after.tier, AccessTier::Hot);
    assert_eq!(after.metadata, metadata);
    assert!(after.modified_at > before.modified_at);
    let acl = after.acl.expect("a data lake has access control lists");
    assert_eq!((acl.owner.as_str(), acl.permissions().as_str()), ("$superuser", "rw-r-----"));
    assert_ne!(after.etag, before.etag);
}

#[test]
fn prefixes_bring_back_a_part_with_its_directories() {
    let (mut site, point) = backed_up();
    let target = site.target.clone();
    site.do_(site.restore(point, picks(&[("bronze", &["2026/10/o", "2027"])])));
    site.advance(10);
    expect![[r#"
        bronze
        bronze/2026
        bronze/2026/10
        bronze/2026/10/orders.csv
        bronze/2027
        bronze/2027/plan.txt
    "#]]
    .assert_eq(&paths(&site, &target));
}

#[test]
fn a_container_picked_twice_is_restored_once() {
    let (mut site, point) = backed_up();
    let target = site.target.clone();
    site.do_(site.restore(point, picks(&[("bronze", &["2027"]), ("bronze", &["2026/09"])])));
    site.advance(10);
    expect![[r#"
        bronze
        bronze/2026
        bronze/2026/09
        bronze/2026/09/orders.csv
        bronze/2027
        bronze/2027/plan.txt
    "#]]
    .assert_eq(&paths(&site, &target));
    // Whole is more than a part.
    let group = site.group.clone();
    site.target = lake(&mut site, &group, "laketwo", Region::WestEurope);
    give(&mut site);
    site.do_(site.restore(point, picks(&[("bronze", &["2027"]), ("bronze", &[])])));
    site.advance(10);
    assert_eq!(site.contents(&site.target.clone()).len(), 10);
}

fn lake(site: &mut Site, group: &ArmId, name: &str, lies_in: Region) -> ArmId {
    let mut command = create_account(group, name, true);
    if let Command::CreateStorageAccount { region, .. } = &mut command {
        *region = lies_in;
    }
    site.do_(command);
    site.advance(1);
    ArmId::resource(group, "Microsoft.Storage/storageAccounts", name)
}

/// Gives the vault its role on the target.
fn give(site: &mut Site) {
    let (identity, target) = (site.identity(&site.vault), site.target.clone());
    site.do_(crate::site::grant(&target, identity));
    site.advance(30);
}

#[test]
fn an_older_point_shows_older_files() {
    let (mut site, first) = backed_up();
    site.write("bronze", "readme.txt", "changed");
    site.delete("bronze", "2026");
    let second = site.back_up();
    let sizes = |site: &Site| {
        let contents = site.contents(&site.target);
        (contents.len(), contents["bronze/readme.txt"])
    };
    site.do_(site.restore(first, picks(&[("bronze", &[])])));
    site.advance(10);
    let (first_count, first_content) = sizes(&site);
    let container = site.target_container("bronze");
    site.do_(Command::DeleteContainer { container });
    site.do_(site.restore(second, picks(&[("bronze", &[])])));
    site.advance(10);
    let (second_count, second_content) = sizes(&site);
    assert_eq!((first_count, second_count), (10, 4));
    assert_ne!(first_content, second_content);
}

#[test]
fn what_stands_in_the_way_of_a_restore() {
    let (mut site, point) = backed_up();
    let (group, source, target) = (site.group.clone(), site.source.clone(), site.target.clone());
    let flat = site.lab.flat_account(&group, "flataccount");
    let ireland = lake(&mut site, &group, "lakeireland", Region::NorthEurope);
    let gone = ArmId::resource(&group, "Microsoft.Storage/storageAccounts", "nolake");
    site.lab.container(&target, "silver");
    let prefixes: &[&str] = &["a", "b", "c", "d", "e", "2026"];
    let cases: [(&str, &ArmId, PointSeq, RestoreSelection); 11] = [
        ("no such point", &target, PointSeq(9), RestoreSelection::All),
        ("no such target", &gone, point, RestoreSelection::All),
        ("the source itself", &source, point, RestoreSelection::All),
        ("no hierarchy", &flat, point, RestoreSelection::All),
        ("another region", &ireland, point, RestoreSelection::All),
        ("nothing selected", &target, point, picks(&[])),
        ("unknown containers", &target, point, picks(&[("gold", &[]), ("bronze", &[]), ("iron", &[])])),
        ("prefixes of nothing", &target, point, picks(&[("bronze", &["2025"])])),
        ("a directory is no file", &target, point, picks(&[("silver", &["x/"])])),
        ("in the way", &target, point, RestoreSelection::All),
        ("too many prefixes", &target, point, picks(&[("bronze", prefixes)])),
    ];
    let mut shown = String::new();
    for (what, account, point, selection) in cases {
        site.target = account.clone();
        let refusal = site.refusal(site.restore(point, selection));
        writeln!(shown, "{what}: {refusal}").expect("text can be written");
    }
    expect![[r#"
        no such point: UserErrorRestorePointNotFoundInBackupVault: The restore point was not found in the Backup vault.
        no such target: UserErrorAzureResourceNotFoundByPlugin: The target storage account 'nolake' was not found.
        the source itself: UserErrorOriginalLocationRestoreNotSupported: lakesource is the account that was backed up.
        no hierarchy: UserErrorUnsupportedStorageAccountType: The storage account type isn't supported for restore.
        another region: UserErrorDatasourceAndBackupVaultLocationMismatch: lakeireland is in North Europe, the vault in West Europe.
        nothing selected: UserErrorNoContainersSelectedForOperation: No container is selected.
        unknown containers: UserErrorIncorrectContainersSelectedForOperation: The restore point does not hold: gold, iron.
        prefixes of nothing: UserErrorInvalidRestorePrefixRange: No file of bronze starts with any of its prefixes.
        a directory is no file: UserErrorInvalidRestorePrefixRange: No file of silver starts with any of its prefixes.
        in the way: UserErrorTargetContainersExistOnAccount: Containers with these names already exist in laketarget: silver.
        too many prefixes: UserErrorTooManyPrefixesGivenForBlobRestore: 6 prefixes are given for bronze.
    "#]].assert_eq(&shown);
}

#[test]
fn who_may_restore() {
    let (mut site, point) = backed_up();
    let target = site.target.clone();
    site.sign_in("Rosa");
    assert_eq!(site.refused(site.restore(point, RestoreSelection::All)), "AuthorizationFailed");
    // An operator may restore, but has nothing to say on the account it would write to.
    site.sign_in("Oskar");
    let refusal = site.refusal(site.restore(point, RestoreSelection::All));
    let Refusal::Restore(RestoreError::LinkedAuthorizationFailed { client, scope, .. }) = &refusal else {
        panic!("{refusal}");
    };
    assert_eq!((client.as_str(), scope), ("Oskar Backup-Operator", &target));
    assert!(matches!(readiness(&site, point), Readiness::Blocked(_)));
    site.sign_in("Carlos");
    assert_eq!(readiness(&site, point), Readiness::Ready);
    site.revoke_as_owner(&target);
    // Carlos may do everything but assign roles.
    let Readiness::InsufficientPermission { refusal, .. } = readiness(&site, point) else {
        panic!("no role")
    };
    assert_eq!(site.refusal(site.restore(point, RestoreSelection::All)), refusal);
    site.sign_in("Olivia");
    assert!(matches!(readiness(&site, point), Readiness::RoleAssignmentNotDone { .. }));
    let identity = site.identity(&site.vault);
    site.do_(crate::site::grant(&target, identity));
    let Readiness::RoleNotEffective { effective_at, .. } = readiness(&site, point) else { panic!("early") };
    site.advance_to(effective_at);
    site.do_(site.restore(point, RestoreSelection::All));
    site.do_(Command::SetVaultIdentity { vault: site.vault.clone(), system_assigned: false });
    let Readiness::Blocked(refusal) = readiness(&site, point) else { panic!("no identity") };
    assert!(matches!(refusal, Refusal::Access(AccessGap::NoIdentity { .. })));
    site.advance(10);
    assert_eq!(site.last_failure(), refusal.record());
}

fn readiness(site: &Site, point: PointSeq) -> Readiness {
    site.ask(RestoreReadiness {
        instance: site.instance.clone(),
        source: point.into(),
        destination: RestoreDestination::Account {
            account: site.target.clone(),
            selection: RestoreSelection::All,
        },
        principal: site.principal,
    })
}

#[test]
fn a_container_that_appears_meanwhile_fails_the_whole_restore() {
    let (mut site, point) = backed_up();
    let target = site.target.clone();
    site.do_(site.restore(point, RestoreSelection::All));
    site.lab.container(&target, "silver");
    let before = site.contents(&target);
    site.advance(10);
    let containers = vec!["silver".to_string()];
    let expected = RestoreError::TargetContainersExist { account: "laketarget".to_string(), containers };
    assert_eq!(site.last_failure(), Refusal::Restore(expected).record());
    assert_eq!(site.contents(&target), before, "whole or nothing");
}

#[test]
fn two_restores_to_one_place_do_not_mix() {
    let (mut site, point) = backed_up();
    site.do_(site.restore(point, RestoreSelection::All));
    site.do_(site.restore(point, RestoreSelection::All));
    site.advance(10);
    let statuses: Vec<JobStatus> = site.jobs().iter().take(2).map(|job| job.status).collect();
    assert_eq!(statuses, [JobStatus::Failed, JobStatus::Completed]);
}

#[test]
fn a_point_that_expires_meanwhile_cannot_be_restored() {
    let (mut site, point) = backed_up();
    let expires_at = site.points()[0].expires_at;
    site.advance_to(expires_at - vault_lab::base::SimSpan::from_minutes(2));
    site.do_(site.restore(point, RestoreSelection::All));
    site.advance(10);
    assert_eq!(site.last_failure(), Refusal::Restore(RestoreError::PointNotFound).record());
    assert_eq!(site.refused(site.restore(point, RestoreSelection::All)), POINT_NOT_FOUND);
}

const POINT_NOT_FOUND: &str = "UserErrorRestorePointNotFoundInBackupVault";

#[test]
fn a_point_in_the_making_cannot_be_restored() {
    let mut site = Site::protected();
    site.do_(site.backup_now());
    assert_eq!(site.refused(site.restore(PointSeq(1), RestoreSelection::All)), POINT_NOT_FOUND);
}

#[test]
fn system_containers() {
    let mut site = Site::protected();
    let source = site.source.clone();
    for name in ["$web", "$root"] {
        let container = site.lab.container(&source, name);
        site.lab.file(&container, "index.html", name);
    }
    site.do_(site.update(all_except(&[])));
    let point = site.back_up();
    let refusal = site.refusal(site.restore(point, RestoreSelection::All));
    assert_eq!(refusal, Refusal::Restore(RestoreError::SystemContainer { container: "$web".to_string() }));
    let root = picks(&[("$root", &[])]);
    site.do_(site.restore(point, root.clone()));
    site.advance(10);
    assert!(site.contents(&site.target.clone()).contains_key("$root/index.html"));
    assert_eq!(site.refused(site.restore(point, root)), "UserErrorTargetContainersExistOnAccount");
}

#[test]
fn a_hundred_containers_one_by_one() {
    let mut site = Site::new();
    let source = site.source.clone();
    let names: Vec<String> = (0..101).map(|number| format!("c{number:03}")).collect();
    for name in &names {
        site.lab.container(&source, name);
    }
    site.do_(site.configure(all_except(&[])));
    site.advance(2);
    let point = site.back_up();
    let picked = |count: usize| {
        RestoreSelection::Containers(names[..count].iter().map(|name| pick(name, &[])).collect())
    };
    let refusal = site.refusal(site.restore(point, picked(101)));
    assert_eq!(refusal, Refusal::Restore(RestoreError::TooManyContainers { count: 101 }));
    site.do_(site.restore(point, picked(100)));
    site.advance(10);
    assert_eq!(site.contents(&site.target.clone()).len(), 100);
}

#[test]
fn targets_say_why_not() {
    let (mut site, _) = backed_up();
    let group = site.group.clone();
    site.lab.flat_account(&group, "flataccount");
    lake(&mut site, &group, "lakeireland", Region::NorthEurope);
    let targets = site.ask(RestoreTargets { instance: site.instance.clone() });
    let mut shown = String::new();
    for row in targets {
        let reason = row.reason.map_or("", |reason| reason.code());
        writeln!(shown, "{} {} {reason}", row.name, row.region.name()).expect("text can be written");
    }
    expect![[r#"
        lakeireland northeurope UserErrorDatasourceAndBackupVaultLocationMismatch
        lakesource westeurope UserErrorOriginalLocationRestoreNotSupported
        laketarget westeurope 
    "#]]
    .assert_eq(&shown);
}
