//! What stands in the way of a point-in-time restore, and what it stands in the way of.

use crate::{
    blob_site::{BlobSite, restorable},
    lab::put_file,
    point_in_time::{complete, preview, reads, restore, restoring, site, status, view},
};
use expect_test::expect;
use vault_lab::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        Command, State,
        query::{DeletedContainers, NextEvents, VersionKind},
        storage::{
            AccessTier, BlobRestoreStatus, DataProtection, LeaseAction, RehydratePriority, RestoreFailure,
        },
    },
};

/// What is refused while all blobs are being put back, and with which code.
fn blocked(site: &BlobSite) -> Vec<(Command, &'static str)> {
    let (busy, blocked) = ("StorageAccountOperationInProgress", "BlobRestoreInProgress");
    let path = "a.csv";
    let version = site.newest(path, VersionKind::Previous);
    let lease = LeaseAction::Acquire { seconds: None, proposed: None };
    let (container, account) = (site.container.clone(), site.account.clone());
    vec![
        (put_file(&container, path, "333"), blocked),
        (put_file(&container, "new", "333"), blocked),
        (site.describing(path, "owner", "sales"), blocked),
        (site.tiering(path, AccessTier::Cool, RehydratePriority::Standard), blocked),
        (site.deleting(path), blocked),
        (site.promoting(path, version), blocked),
        (site.deleting_version(path, version), blocked),
        (site.snapshotting(path), blocked),
        (site.undeleting(path), blocked),
        (
            Command::Lease { container: container.clone(), path: Some(path.to_string()), action: lease },
            blocked,
        ),
        (Command::DeleteContainer { container }, busy),
        (site.setting(restorable(31)), busy),
        (restoring(site, site.now(), &[]), busy),
        (Command::DeleteStorageAccount { account: account.clone() }, busy),
        (
            Command::DeleteResourceGroup { group: ArmId::resource_group(site.subscription(0), "rg-blobs") },
            busy,
        ),
    ]
}

#[test]
fn blobs_that_are_being_put_back_are_blocked() {
    let mut site = site();
    site.put("a.csv", "1");
    let then = site.now();
    site.put("a.csv", "22");
    let account = site.account.clone();
    let other = site.lab.container(&account, "other");
    let command = restoring(&site, then, &[("data", "data-0")]);
    site.do_(command);
    let running = view(&site).latest.expect("it runs");
    assert_eq!(
        (running.status.arm_name(), running.due_at),
        ("InProgress", site.now() + SimSpan::from_seconds(30))
    );
    let next = site.ask(NextEvents { limit: 1 });
    assert_eq!((next[0].at, next[0].subject.as_str()), (running.due_at, "blobaccount"));
    let before = site.unlogged();
    for (command, code) in blocked(&site) {
        let shown = format!("{command:?}");
        assert_eq!(site.refused(command), code, "{shown}");
    }
    assert_eq!(site.read("a.csv", None).err().map(|refusal| refusal.code()), Some("BlobRestoreInProgress"));
    assert!(before == site.unlogged());
    // Beside the ranges work goes on, and what is there can be listed.
    site.lab.file(&other, "b.csv", "1");
    assert_eq!(site.listed(""), "a.csv");
    site.advance(1);
    assert_eq!(status(&site), complete(1, 0, 0, 0));
    reads(&site, "a.csv", "1");
    site.put("a.csv", "22");
}

/// Restores to `then`, which has to fail and change nothing but the status.
#[track_caller]
fn fails(site: &mut BlobSite, then: SimTime, ranges: &[(&str, &str)], failure: RestoreFailure) {
    let blobs = |state: &State| {
        (state.paths.clone(), state.past_blobs.clone(), state.blob_changes.clone(), state.accounts.clone())
    };
    let before = blobs(&site.state);
    let code = failure.explain().code;
    assert_eq!(restore(site, then, ranges), BlobRestoreStatus::Failed(failure));
    assert!(blobs(&site.state) == before, "{code} left something behind");
    let row = view(site).latest.expect("there was one");
    assert!(row.failure.is_some() && row.due_at.since(row.started_at) == SimSpan::from_seconds(30));
    // Everything can be written again.
    site.put("unblocked", "1");
}

#[test]
fn a_container_of_that_time_has_to_be_there() {
    let mut site = BlobSite::new(DataProtection { container_soft_delete_days: Some(7), ..restorable(30) });
    site.advance(10);
    let account = site.account.clone();
    let old = site.lab.container(&account, "old");
    site.lab.file(&old, "a.csv", "1");
    site.put("a.csv", "1");
    site.advance(1);
    let then = site.now();
    site.put("a.csv", "22");
    let late = site.lab.container(&account, "late");
    site.lab.file(&late, "a.csv", "1");
    site.advance(1);
    for container in [&late, &old] {
        site.lab.do_(Command::DeleteContainer { container: container.clone() });
    }
    let failure = RestoreFailure::ContainerNotFound("old".to_string());
    assert_eq!(preview(&site, then).outcome, Err(failure.clone()));
    fails(&mut site, then, &[], failure.clone());
    fails(&mut site, then, &[("old/x", "old/y")], failure.clone());
    // A new one of the name is another one.
    site.lab.container(&account, "old");
    fails(&mut site, then, &[], failure.clone());
    site.lab.do_(Command::DeleteContainer { container: old.clone() });
    assert_eq!(restore(&mut site, then, &[("data", "data-0")]), complete(1, 1, 0, 0));
    // Undeleted it counts as present.
    let rows = site.ask(DeletedContainers { account: account.clone() });
    let version =
        rows.iter().filter(|row| row.name == "old").min_by_key(|row| row.version).expect("it is there");
    site.lab.do_(Command::UndeleteContainer { account, name: "old".to_string(), version: version.version });
    assert_eq!(restore(&mut site, then, &[]), complete(0, 0, 0, 0));
}

#[test]
fn a_container_deleted_for_good_is_missed_too() {
    let mut site = site();
    site.put("a.csv", "1");
    let then = site.now();
    site.advance(1);
    let container = site.container.clone();
    site.lab.do_(Command::DeleteContainer { container });
    let account = site.account.clone();
    site.lab.container(&account, "data");
    fails(&mut site, then, &[], RestoreFailure::ContainerNotFound("data".to_string()));
    // Since its deletion nothing is missing.
    let later = site.now();
    assert_eq!(restore(&mut site, later, &[]), complete(0, 0, 0, 0));
    assert!(!site.changes().contains("Control"), "only a restore reads these records");
}

/// It was deleted at that time, and is there now: what changed in it since is put back.
#[test]
fn a_container_that_was_deleted_then_is_no_obstacle() {
    let mut site = BlobSite::new(DataProtection { container_soft_delete_days: Some(7), ..restorable(30) });
    site.put("a.csv", "1");
    site.advance(10);
    let (account, container) = (site.account.clone(), site.container.clone());
    site.lab.do_(Command::DeleteContainer { container: container.clone() });
    let then = site.now();
    site.advance(1);
    let version = site.ask(DeletedContainers { account: account.clone() })[0].version;
    site.lab.do_(Command::UndeleteContainer { account, name: "data".to_string(), version });
    site.put("a.csv", "22");
    site.advance(1);
    assert_eq!(restore(&mut site, then, &[]), complete(1, 0, 0, 0));
    reads(&site, "a.csv", "1");
    site.lab.do_(Command::DeleteContainer { container });
    assert_eq!(restore(&mut site, then, &[]), complete(0, 0, 0, 0));
}

#[test]
fn archived_blobs_fail_the_whole_container() {
    let mut site = site();
    for path in ["archived", "b.csv"] {
        site.put(path, "1");
    }
    let then = site.now();
    site.put("b.csv", "22");
    let archive = site.tiering("archived", AccessTier::Archive, RehydratePriority::Standard);
    site.do_(archive.clone());
    let failure = RestoreFailure::ArchivedBlob("data/archived".to_string());
    fails(&mut site, then, &[], failure.clone());
    fails(&mut site, then, &[("data/b", "data/c")], failure.clone());
    assert_eq!(restore(&mut site, then, &[("data0", "")]), complete(0, 0, 0, 0));
    // On its way back it is archived still; once it is online the tier of then counts.
    let rehydrate = site.tiering("archived", AccessTier::Cool, RehydratePriority::High);
    site.do_(rehydrate);
    fails(&mut site, then, &[], failure.clone());
    let archived_then = site.now();
    site.advance_days(1);
    assert_eq!(restore(&mut site, then, &[]), complete(1, 2 - 1, 0, 1));
    assert_eq!(site.versions("archived")[0].tier, AccessTier::Hot);
    // It was archived at that time, and cannot be put back there.
    fails(&mut site, archived_then, &[], failure.clone());
    site.put("archived", "22");
    fails(&mut site, archived_then, &[], failure);
}

#[test]
fn a_lease_on_another_version_fails_the_restore() {
    let mut site = site();
    for path in ["same", "changed", "cooled"] {
        site.put(path, "1");
    }
    let then = site.now();
    site.put("changed", "22");
    let cooled = site.tiering("cooled", AccessTier::Cool, RehydratePriority::Standard);
    site.do_(cooled);
    let lease = |site: &BlobSite, path: &str, action| Command::Lease {
        container: site.container.clone(),
        path: Some(path.to_string()),
        action,
    };
    let forever = LeaseAction::Acquire { seconds: None, proposed: None };
    for path in ["same", "changed", "cooled"] {
        let command = lease(&site, path, forever.clone());
        site.do_(command);
    }
    fails(&mut site, then, &[], RestoreFailure::LeasedBlob("data/changed".to_string()));
    let command = lease(&site, "changed", LeaseAction::Break { seconds: None });
    site.do_(command);
    assert_eq!(
        restore(&mut site, then, &[]),
        complete(1, 1, 0, 1),
        "others may be leased, and stay as they are"
    );
    // A lease that ends before the blobs are put back is no obstacle.
    site.put("changed", "22");
    let command = lease(&site, "changed", LeaseAction::Acquire { seconds: Some(15), proposed: None });
    site.do_(command);
    assert_eq!(preview(&site, then).outcome, Err(RestoreFailure::LeasedBlob("data/changed".to_string())));
    assert_eq!(restore(&mut site, then, &[]), complete(1, 0, 0, 0));
}

/// The days of soft delete that counted when the version was deleted end in the middle of the restore.
#[test]
fn what_goes_while_a_restore_runs_is_missed() {
    let few = DataProtection { blob_soft_delete_days: Some(2), ..restorable(1) };
    let mut site = BlobSite::new(few);
    site.put("a.csv", "1");
    site.advance(10);
    let then = site.now();
    site.put("a.csv", "22");
    let first = site.newest("a.csv", VersionKind::Previous);
    let gone = site.deleting_version("a.csv", first);
    site.do_(gone);
    let end = site.now() + SimSpan::from_days(2);
    site.set(restorable(30));
    site.advance_to(end - SimSpan::from_seconds(10));
    let command = restoring(&site, then, &[]);
    site.do_(command);
    site.advance_to(end);
    assert_eq!(status(&site), BlobRestoreStatus::InProgress);
    site.advance(1);
    assert_eq!(
        status(&site),
        BlobRestoreStatus::Failed(RestoreFailure::StateLost("blobaccount".to_string()))
    );
    reads(&site, "a.csv", "22");
}

#[test]
fn words_of_failures() {
    let all = [
        RestoreFailure::ContainerNotFound as fn(String) -> RestoreFailure,
        RestoreFailure::ArchivedBlob,
        RestoreFailure::LeasedBlob,
        RestoreFailure::StateLost,
    ];
    let lines = all.map(|failure| {
        let explained = failure("data/a.csv".to_string()).explain();
        format!("{}: {} {} {}", explained.code, explained.message, explained.cause, explained.action)
    });
    expect![[r#"
        ContainerNotFound: The container 'data/a.csv', which was there at that time, does not exist. A restore puts blobs back, not containers, and all of the ranges or nothing. A new container of the name is another one. Undelete the container first, where it is soft-deleted, or restore ranges that leave it out.
        BlobArchived: 'data/a.csv' is in the archive tier. Blobs in the archive tier cannot be put back, and a container that holds any fails as a whole. Move it to the hot or cool tier first, or restore ranges that leave the container out.
        LeaseIdMissing: There is currently a lease on 'data/a.csv', which has changed since that time. Only the holder of the lease may write the blob. Break the lease, and restore again.
        BlobNotFound: What 'data/a.csv' was at that time is not kept any more. Versions and changes were kept for fewer days before, and the last of them have passed. Choose a later time."#]].assert_eq(&lines.join("\n"));
}
