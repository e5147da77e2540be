//! Versions and snapshots of blobs.

use crate::{
    blob_site::{BlobSite, restorable, soft_delete, versioning},
    lab::{bytes_of, persona, put_file},
};
use expect_test::expect;
use vault_lab::engine::{
    Command,
    query::{BlobVersions, VersionKind},
    rbac::Role,
    storage::{AccessTier, DataProtection, RehydratePriority},
};

fn code_of<T>(result: Result<T, vault_lab::engine::Refusal>) -> &'static str {
    result.err().expect("it is refused").code()
}

#[test]
fn every_write_leaves_the_state_before_it() {
    let mut site = BlobSite::new(versioning());
    site.put("a.csv", "1");
    site.put("a.csv", "22");
    let first = site.newest("a.csv", VersionKind::Previous);
    assert_eq!(first.to_string(), "2026-09-14T08:02:00.0000000Z");
    let described = site.describing("a.csv", "owner", "sales");
    site.do_(described);
    assert_eq!(site.shown("a.csv"), "current 2, previous 2, previous 1");
    let rows = site.versions("a.csv");
    assert_eq!(rows[0].metadata["owner"], "sales");
    assert!(rows[1].metadata.is_empty(), "a version does not change");
    assert!(rows.windows(2).all(|pair| pair[0].id > pair[1].id), "the newest comes first");
    // Within one moment ids still differ and still grow.
    assert_eq!(rows[0].id.map(|id| id.moment()), rows[1].id.map(|id| id.moment()));
    for (row, text) in rows.iter().zip(["22", "22", "1"]) {
        assert_eq!(site.read("a.csv", row.id).ok(), bytes_of(text).digest);
    }
    assert_eq!(site.state.contents.len(), 2);
}

#[test]
fn a_deleted_blob_is_a_previous_version() {
    let mut site = BlobSite::new(versioning());
    site.put("a.csv", "1");
    site.put("a.csv", "22");
    let last = site.versions("a.csv")[0].id;
    site.delete("a.csv");
    assert_eq!((site.listed(""), site.listed_deleted("")), (String::new(), "a.csv".to_string()));
    assert_eq!(site.shown("a.csv"), "previous 2, previous 1");
    assert_eq!(site.versions("a.csv")[0].id, last, "no new version comes of it");
    assert_eq!(code_of(site.read("a.csv", None)), "PathNotFound");
    assert_eq!(site.read("a.csv", last).ok(), bytes_of("22").digest);
    site.put("a.csv", "333");
    assert_eq!(site.shown("a.csv"), "current 3, previous 2, previous 1");
}

#[test]
fn a_version_is_promoted_by_copying_it() {
    let mut site = BlobSite::new(versioning());
    let mut command = put_file(&site.container, "a.csv", "1");
    if let Command::PutFile { tier, metadata, .. } = &mut command {
        *tier = AccessTier::Cool;
        metadata.insert("owner".to_string(), "sales".to_string());
    }
    site.do_(command);
    site.put("a.csv", "22");
    let first = site.newest("a.csv", VersionKind::Previous);
    site.advance(5);
    let command = site.promoting("a.csv", first);
    site.do_(command.clone());
    assert_eq!(site.shown("a.csv"), "current 1, previous 2, previous 1");
    let current = &site.versions("a.csv")[0];
    assert_eq!((current.modified_at, current.tier), (site.now(), AccessTier::Hot));
    assert_eq!(current.metadata["owner"], "sales");
    // Also where the blob was deleted.
    site.delete("a.csv");
    site.do_(command);
    assert_eq!(site.read("a.csv", None).ok(), bytes_of("1").digest);
    assert_eq!(site.shown("a.csv"), "current 1, previous 1, previous 2, previous 1");
    let unknown = site.promoting("a.csv", first.next());
    expect!["BlobNotFound: The specified blob 'a.csv' does not exist as of 2026-09-14T08:01:00.0000001Z."]
        .assert_eq(&site.refusal(unknown).to_string());
}

#[test]
fn a_version_is_deleted_by_those_who_may_delete_versions() {
    let mut site = BlobSite::new(versioning());
    site.put("a.csv", "1");
    site.put("a.csv", "22");
    let (current, first) = (site.versions("a.csv")[0].id, site.newest("a.csv", VersionKind::Previous));
    let command = site.deleting_version("a.csv", first);
    let account = site.account.clone();
    site.give(persona("Ravi"), Role::StorageBlobDataContributor, &account);
    assert_eq!(site.lab.sign_in("Ravi").refused(command.clone()), "AuthorizationFailed");
    site.lab.sign_in("Olivia").give(persona("Ravi"), Role::StorageBlobDataOwner, &account);
    site.lab.sign_in("Ravi").do_(command.clone());
    assert_eq!(site.refused(command), "BlobNotFound");
    let command = site.deleting_version("a.csv", current.expect("it is a version"));
    assert_eq!(site.refused(command), "OperationNotAllowedOnRootBlob");
    assert_eq!(site.shown("a.csv"), "current 2");
    assert_eq!(site.state.contents.len(), 1, "nobody needs the first bytes any more");
}

#[test]
fn versioning_counts_from_when_it_is_on_until_it_is_off() {
    let mut site = BlobSite::new(DataProtection::default());
    site.put("a.csv", "1");
    let created = site.now();
    site.put("a.csv", "22");
    assert_eq!(site.shown("a.csv"), "current 2");
    assert_eq!(site.versions("a.csv")[0].id, None, "what was written without versioning has no id");
    site.set(versioning());
    site.put("a.csv", "333");
    let rewritten = site.newest("a.csv", VersionKind::Previous).moment();
    assert!(rewritten > created, "overwriting creates a blob anew, and the version has that moment");
    site.set(DataProtection::default());
    site.put("a.csv", "4444");
    assert_eq!(site.shown("a.csv"), "current 4, previous 3, previous 2", "what is a version stays");
    site.put("a.csv", "55555");
    assert_eq!(site.shown("a.csv"), "current 5, previous 3, previous 2", "what is none goes");
    site.delete("a.csv");
    assert_eq!(site.shown("a.csv"), "previous 3, previous 2");
    let kept = site.newest("a.csv", VersionKind::Previous);
    assert_eq!(site.read("a.csv", Some(kept)).ok(), bytes_of("333").digest);
    let command = site.deleting_version("a.csv", kept);
    site.do_(command);
    assert_eq!(site.state.contents.len(), 1);
}

#[test]
fn a_tier_is_no_new_version() {
    let mut site = BlobSite::new(versioning());
    site.put("a.csv", "1");
    let command = site.tiering("a.csv", AccessTier::Cold, RehydratePriority::Standard);
    site.do_(command);
    assert_eq!(site.versions("a.csv")[0].tier, AccessTier::Cold);
    assert_eq!(site.shown("a.csv"), "current 1");
}

#[test]
fn a_snapshot_is_taken_and_stands_in_the_way_of_deleting() {
    let mut site = BlobSite::new(DataProtection::default());
    site.put("a.csv", "1");
    let command = site.snapshotting("a.csv");
    site.do_(command);
    site.put("a.csv", "22");
    assert_eq!(site.shown("a.csv"), "current 2, snapshot 1");
    let snapshot = site.newest("a.csv", VersionKind::Snapshot);
    assert_eq!(site.read("a.csv", Some(snapshot)).ok(), bytes_of("1").digest);
    let command = site.deleting("a.csv");
    assert_eq!(site.refused(command), "SnapshotsPresent");
    let command = site.promoting("a.csv", snapshot);
    site.do_(command);
    assert_eq!(site.shown("a.csv"), "current 1, snapshot 1");
    let clear = |snapshot| Command::DeleteBlobSnapshots {
        container: site.container.clone(),
        path: "a.csv".to_string(),
        snapshot,
    };
    let (one, all) = (clear(Some(snapshot)), clear(None));
    site.do_(one.clone());
    assert_eq!(site.refused(one), "BlobNotFound");
    site.do_(all);
    site.delete("a.csv");
    assert!(site.state.contents.is_empty());
    let command = site.snapshotting("a.csv");
    assert_eq!(site.refused(command), "BlobNotFound");
}

#[test]
fn a_snapshot_of_a_versioned_blob_comes_with_a_version() {
    let mut site = BlobSite::new(versioning());
    site.put("a.csv", "1");
    site.advance(1);
    let command = site.snapshotting("a.csv");
    site.do_(command);
    assert_eq!(site.shown("a.csv"), "current 1, snapshot 1, previous 1");
}

#[test]
fn versions_are_listed_by_the_page() {
    let mut site = BlobSite::new(restorable(7));
    (1..=9).for_each(|number| site.put("a.csv", &"x".repeat(number)));
    assert_eq!(pages(&site, 4), [vec![9, 8, 7, 6], vec![5, 4, 3, 2], vec![1]]);
    assert_eq!(pages(&site, 3), [vec![9, 8, 7], vec![6, 5, 4], vec![3, 2, 1]]);
    assert_eq!(pages(&site, 0).len(), 9, "a page makes progress");
    assert_eq!(site.versions("b.csv"), []);
    // A current state that is no version has no id to go on from.
    let mut site = BlobSite::new(soft_delete(7));
    (1..=3).for_each(|number| site.put("a.csv", &"x".repeat(number)));
    assert_eq!(pages(&site, 1), [[3], [2], [1]]);
}

/// Sizes of the versions of `a.csv`, page by page.
fn pages(site: &BlobSite, limit: usize) -> Vec<Vec<u64>> {
    let mut before = None;
    let mut pages = Vec::new();
    loop {
        let (container, path) = (site.container.clone(), "a.csv".to_string());
        let page = site.ask(BlobVersions { container, path, before, limit });
        pages.push(page.rows.iter().map(|row| row.size.bytes()).collect());
        before = page.next;
        if before.is_none() {
            return pages;
        }
    }
}

#[test]
fn a_container_goes_with_every_version() {
    let mut site = BlobSite::new(restorable(7));
    site.put("a.csv", "1");
    site.put("a.csv", "22");
    let first = site.newest("a.csv", VersionKind::Previous);
    let command = site.deleting_version("a.csv", first);
    site.do_(command);
    site.lab.do_(Command::DeleteContainer { container: site.container.clone() });
    assert!(site.state.past_blobs.is_empty() && site.state.contents.is_empty());
    site.advance_days(40);
    assert!(site.state.timers.is_empty());
}

#[test]
fn soft_delete_does_not_touch_versions_that_stay() {
    let mut site = BlobSite::new(restorable(7));
    site.put("a.csv", "1");
    site.put("a.csv", "22");
    site.delete("a.csv");
    site.advance_days(400);
    assert_eq!(site.shown("a.csv"), "previous 2, previous 1");
    site.set(soft_delete(7));
    let first = site.versions("a.csv")[1].id.expect("it is a version");
    let command = site.deleting_version("a.csv", first);
    site.do_(command);
    assert_eq!(site.shown("a.csv"), "previous 2, previous 1 (7 left)");
    assert_eq!(code_of(site.read("a.csv", Some(first))), "BlobNotFound");
    site.advance_days(7);
    assert_eq!(site.shown("a.csv"), "previous 2");
}
