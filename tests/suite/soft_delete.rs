//! Soft delete of blobs and containers.

use crate::{
    blob_site::{BlobSite, restorable, soft_delete, versioning},
    lab::{Lab, bytes_of, put_file},
};
use expect_test::expect;
use vault_lab::engine::{
    Command,
    ids::ContainerId,
    query::{DeletedBlobs, DeletedContainers, NextEvents, VersionKind},
    storage::{AccessTier, DataProtection, RehydratePriority},
};

fn keeping_containers(days: u32) -> DataProtection {
    DataProtection { container_soft_delete_days: Some(days), ..DataProtection::default() }
}

/// The only soft-deleted container there is.
fn deleted_version(site: &BlobSite) -> ContainerId {
    let rows = site.ask(DeletedContainers { account: site.account.clone() });
    rows.last().expect("there is one").version
}

fn undelete_container(site: &BlobSite, name: &str, version: ContainerId) -> Command {
    Command::UndeleteContainer { account: site.account.clone(), name: name.to_string(), version }
}

#[test]
fn a_deleted_blob_comes_back_as_it_was() {
    let mut site = BlobSite::new(soft_delete(7));
    site.put("2026/a.csv", "1");
    let described = site.describing("2026/a.csv", "owner", "sales");
    site.do_(described);
    let before = site.state.paths.values().next().cloned();
    site.delete("2026/a.csv");
    assert_eq!((site.listed(""), site.listed_deleted("")), (String::new(), "2026/".to_string()));
    assert_eq!(site.listed_deleted("2026"), "a.csv");
    assert_eq!(site.shown("2026/a.csv"), "deletedblob 1 (7 left)");
    let base = site.newest("2026/a.csv", VersionKind::DeletedBlob);
    let unread = site.read("2026/a.csv", Some(base)).expect_err("what is deleted is not read");
    assert_eq!(unread.code(), "BlobNotFound");
    site.advance_days(6);
    let command = site.undeleting("2026/a.csv");
    site.do_(command);
    assert_eq!(site.state.paths.values().next().cloned(), before);
    assert_eq!(site.listed_deleted(""), "");
    site.advance_days(10);
    assert_eq!(
        site.read("2026/a.csv", None).ok(),
        bytes_of("1").digest,
        "the timer that was set finds nothing"
    );
}

#[test]
fn what_is_not_undeleted_in_time_is_gone() {
    let mut site = BlobSite::new(soft_delete(7));
    site.put("a.csv", "1");
    site.delete("a.csv");
    assert_eq!(site.ask(NextEvents { limit: 5 }), [], "nobody waits for it");
    site.advance(7 * 24 * 60 - 1);
    assert_eq!(site.shown("a.csv"), "deletedblob 1 (1 left)");
    site.advance(1);
    assert!(site.state.past_blobs.is_empty() && site.state.contents.is_empty());
    let command = site.undeleting("a.csv");
    expect!["BlobNotFound: The specified blob 'a.csv' does not exist."]
        .assert_eq(&site.refusal(command).to_string());
}

#[test]
fn an_overwritten_blob_leaves_a_deleted_snapshot() {
    let mut site = BlobSite::new(soft_delete(7));
    site.put("a.csv", "1");
    site.put("a.csv", "22");
    assert_eq!(site.shown("a.csv"), "current 2, snapshot 1 (7 left)");
    assert_eq!(site.listed_deleted(""), "", "the blob is there");
    let command = site.undeleting("a.csv");
    site.do_(command.clone());
    assert_eq!(site.shown("a.csv"), "current 2, snapshot 1");
    assert_eq!(site.do_(command), [], "nothing is deleted any more");
    let snapshot = site.newest("a.csv", VersionKind::Snapshot);
    let command = site.promoting("a.csv", snapshot);
    site.do_(command);
    assert_eq!(site.shown("a.csv"), "current 1, snapshot 2 (7 left), snapshot 1");
    // Metadata and tiers are not protected.
    let described = site.describing("a.csv", "owner", "sales");
    site.do_(described);
    assert_eq!(site.shown("a.csv"), "current 1, snapshot 2 (7 left), snapshot 1");
}

#[test]
fn an_archived_blob_is_not_protected_against_overwriting() {
    let mut site = BlobSite::new(soft_delete(7));
    site.put("a.csv", "1");
    let command = site.tiering("a.csv", AccessTier::Archive, RehydratePriority::Standard);
    site.do_(command);
    site.put("a.csv", "22");
    assert_eq!(site.shown("a.csv"), "current 2");
}

#[test]
fn a_new_blob_in_the_place_of_a_deleted_one_makes_that_a_snapshot() {
    let mut site = BlobSite::new(soft_delete(7));
    site.put("a.csv", "1");
    site.delete("a.csv");
    site.advance_days(2);
    site.put("a.csv", "22");
    assert_eq!(site.shown("a.csv"), "current 2, snapshot 1 (5 left)");
    site.delete("a.csv");
    assert_eq!(site.shown("a.csv"), "deletedblob 2 (7 left), snapshot 1 (5 left)");
    let command = site.undeleting("a.csv");
    site.do_(command);
    assert_eq!(site.shown("a.csv"), "current 2, snapshot 1");
}

#[test]
fn days_are_those_of_the_moment_of_deletion() {
    let mut site = BlobSite::new(soft_delete(30));
    site.put("long.csv", "1");
    site.put("short.csv", "22");
    site.delete("long.csv");
    site.set(soft_delete(2));
    site.delete("short.csv");
    site.set(DataProtection::default());
    assert_eq!(site.shown("long.csv"), "deletedblob 1 (30 left)");
    site.put("none.csv", "333");
    site.delete("none.csv");
    assert_eq!(site.listed_deleted(""), "long.csv short.csv");
    site.advance_days(2);
    assert_eq!(site.listed_deleted(""), "long.csv");
    site.advance_days(28);
    assert_eq!(site.listed_deleted(""), "");
    assert!(site.state.timers.is_empty() && site.state.contents.is_empty());
}

#[test]
fn a_deleted_folder_needs_one_timer() {
    let mut site = BlobSite::new(soft_delete(7));
    for number in 0..50 {
        let command = put_file(&site.container, &format!("2026/{number:02}.csv"), &number.to_string());
        site.do_(command);
    }
    site.delete("2026");
    assert_eq!((site.state.past_blobs.len(), site.state.timers.len()), (50, 1));
    site.advance_days(7);
    assert!(site.state.past_blobs.is_empty() && site.state.timers.is_empty());
}

#[test]
fn undeleting_takes_back_every_version_but_makes_none_current() {
    let mut site = BlobSite::new(restorable(7));
    site.put("a.csv", "1");
    site.put("a.csv", "22");
    site.put("a.csv", "333");
    site.delete("a.csv");
    for row in site.versions("a.csv") {
        let command = site.deleting_version("a.csv", row.id.expect("it is a version"));
        site.do_(command);
    }
    assert_eq!(site.shown("a.csv"), "previous 3 (12 left), previous 2 (12 left), previous 1 (12 left)");
    let command = site.undeleting("a.csv");
    site.do_(command);
    assert_eq!(site.shown("a.csv"), "previous 3, previous 2, previous 1");
    assert_eq!(site.listed(""), "");
}

#[test]
fn what_soft_delete_kept_stays_when_versioning_begins() {
    let mut site = BlobSite::new(soft_delete(7));
    site.put("a.csv", "1");
    site.delete("a.csv");
    site.set(restorable(7));
    let command = site.undeleting("a.csv");
    site.do_(command);
    site.put("a.csv", "22");
    assert_eq!(site.shown("a.csv"), "current 2, previous 1");
}

#[test]
fn a_deleted_container_comes_back_with_all_that_is_in_it() {
    let mut site = BlobSite::new(DataProtection { container_soft_delete_days: Some(7), ..versioning() });
    site.put("a.csv", "1");
    site.put("a.csv", "22");
    let before = site.shown("a.csv");
    site.lab.do_(Command::DeleteContainer { container: site.container.clone() });
    assert_eq!(site.deleted_containers(), "data 7");
    let command = put_file(&site.container, "a.csv", "333");
    assert_eq!(site.refused(command), "ContainerNotFound");
    site.advance_days(3);
    assert_eq!(site.deleted_containers(), "data 4");
    let version = deleted_version(&site);
    let wrong_name = undelete_container(&site, "other", version);
    assert_eq!(site.refused(wrong_name), "ContainerNotFound");
    let command = undelete_container(&site, "data", version);
    site.do_(command.clone());
    assert_eq!((site.shown("a.csv"), site.deleted_containers()), (before, String::new()));
    assert_eq!(site.refused(command), "ContainerNotFound");
    site.advance_days(30);
    assert_eq!(site.listed(""), "a.csv");
}

#[test]
fn a_container_does_not_come_back_where_its_name_is_taken() {
    let mut site = BlobSite::new(keeping_containers(7));
    site.put("a.csv", "1");
    site.lab.do_(Command::DeleteContainer { container: site.container.clone() });
    let first = deleted_version(&site);
    let account = site.account.clone();
    site.container(&account, "data");
    let command = undelete_container(&site, "data", first);
    assert_eq!(site.refused(command.clone()), "ContainerAlreadyExists");
    site.advance_days(1);
    site.lab.do_(Command::DeleteContainer { container: site.container.clone() });
    assert_eq!(site.deleted_containers(), "data 6, data 7");
    site.do_(command);
    assert_eq!(site.listed(""), "a.csv");
    assert_eq!(site.deleted_containers(), "data 7");
}

#[test]
fn a_container_that_is_not_undeleted_in_time_is_gone() {
    let mut site = BlobSite::new(keeping_containers(2));
    site.put("a.csv", "1");
    site.lab.do_(Command::DeleteContainer { container: site.container.clone() });
    site.set(DataProtection::default());
    site.advance(2 * 24 * 60 - 1);
    assert_eq!((site.deleted_containers().as_str(), site.state.contents.len()), ("data 1", 1));
    site.advance(1);
    assert_eq!(site.deleted_containers(), "");
    assert!(site.state.paths.is_empty() && site.state.contents.is_empty() && site.state.timers.is_empty());
}

#[test]
fn blobs_in_a_deleted_container_go_on_expiring() {
    let mut site = BlobSite::new(DataProtection { container_soft_delete_days: Some(30), ..soft_delete(7) });
    site.put("a.csv", "1");
    site.put("b.csv", "22");
    site.delete("a.csv");
    site.lab.do_(Command::DeleteContainer { container: site.container.clone() });
    site.advance_days(8);
    let command = undelete_container(&site, "data", deleted_version(&site));
    site.do_(command);
    assert_eq!((site.listed("").as_str(), site.listed_deleted("").as_str()), ("b.csv", ""));
}

#[test]
fn an_account_goes_with_what_it_has_kept() {
    let mut site = BlobSite::new(DataProtection { container_soft_delete_days: Some(30), ..soft_delete(7) });
    site.put("a.csv", "1");
    site.put("a.csv", "22");
    site.lab.do_(Command::DeleteContainer { container: site.container.clone() });
    site.lab.do_(Command::DeleteStorageAccount { account: site.account.clone() });
    assert!(site.state.deleted_containers.is_empty() && site.state.past_blobs.is_empty());
    assert!(site.state.paths.is_empty() && site.state.contents.is_empty());
    site.advance_days(40);
    assert!(site.state.timers.is_empty());
}

#[test]
fn a_container_of_a_data_lake_comes_back_too() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let account = lab.data_lake(&group, "lakesource");
    let settings = keeping_containers(7);
    lab.do_(Command::SetDataProtection { account: account.clone(), settings });
    let container = lab.container(&account, "raw");
    lab.file(&container, "2026/09/a.csv", "1");
    let before = lab.state.paths.len();
    lab.do_(Command::DeleteContainer { container });
    let row = lab.ask(DeletedContainers { account: account.clone() }).remove(0);
    lab.do_(Command::UndeleteContainer { account, name: row.name, version: row.version });
    assert_eq!(lab.state.paths.len(), before);
}

#[test]
fn only_those_who_may_read_a_container_see_that_it_was_deleted() {
    let mut site = BlobSite::new(keeping_containers(7));
    site.lab.do_(Command::DeleteContainer { container: site.container.clone() });
    site.lab.sign_in("Oskar");
    assert_eq!(site.deleted_containers(), "");
    let command = undelete_container(&site, "data", ContainerId(1));
    assert_eq!(site.refused(command), "AuthorizationFailed");
    site.lab.sign_in("Ravi");
    assert_eq!(site.deleted_containers(), "data 7");
}

#[test]
fn deleted_blobs_are_listed_by_the_page() {
    let mut site = BlobSite::new(versioning());
    let paths = ["a", "a/b", "a/c", "a-b", "b", "c/d/e", "c/d/f", "c/g", "there", "z"];
    for path in paths {
        site.put(path, "1");
    }
    for path in paths.into_iter().filter(|path| *path != "there") {
        site.delete(path);
    }
    let listed = |directory: &str, prefix: &str, limit| {
        let (mut from, mut shown) = (None, String::new());
        loop {
            let (directory, prefix) = (directory.to_string(), prefix.to_string());
            let container = site.container.clone();
            let page = site.ask(DeletedBlobs { container, directory, prefix, from, limit });
            for row in &page.rows {
                shown += &format!(" {}{}", row.name, if row.blob.is_none() { "/" } else { "" });
            }
            from = page.next;
            match from {
                Some(_) => shown += ";",
                None => return shown,
            }
        }
    };
    assert_eq!(listed("", "", 10), " a a/ a-b b c/ z");
    assert_eq!(listed("", "", 1), " a; a/; a-b; b; c/; z");
    assert_eq!(listed("", "", 4), " a a/ a-b b; c/ z");
    assert_eq!(listed("", "a", 2), " a a/; a-b");
    assert_eq!(listed("c", "", 1), " d/; g");
    assert_eq!(listed("c/d", "", 1), " e; f");
}
