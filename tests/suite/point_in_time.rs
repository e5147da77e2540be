//! Putting blobs back to a point in time: what comes back, how far back it reaches, and who may.

use crate::{
    blob_site::{BlobSite, restorable, soft_delete, versioning},
    lab::{bytes_of, persona, put_file},
};
use expect_test::expect;
use futures::FutureExt;
use vault_lab::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        Command, Refusal,
        query::{BlobRestorePreview, BlobRestorePreviewView, BlobRestoreView, BlobRestores, VersionKind},
        rbac::Role,
        resources::LockLevel,
        storage::{
            AccessTier, BlobRestoreStatus, ChangeFeed, DataProtection, RehydratePriority, RestoreCounts,
            RestoreRange,
        },
    },
    store::{Durability, MemoryStorage, Storage, world},
};

/// A site in which restoring has been on for ten minutes.
pub fn site() -> BlobSite {
    let mut site = BlobSite::new(restorable(30));
    site.advance(10);
    site
}

pub fn restoring(site: &BlobSite, time: SimTime, ranges: &[(&str, &str)]) -> Command {
    let ranges = ranges.iter().map(|(start, end)| RestoreRange::new(*start, *end)).collect();
    Command::RestoreBlobRanges { account: site.account.clone(), time, ranges }
}

pub fn view(site: &BlobSite) -> BlobRestoreView {
    site.ask(BlobRestores { account: site.account.clone() })
}

pub fn status(site: &BlobSite) -> BlobRestoreStatus {
    view(site).latest.expect("there was a restore").status
}

/// Restores all blobs and waits until it has ended.
pub fn restore(site: &mut BlobSite, time: SimTime, ranges: &[(&str, &str)]) -> BlobRestoreStatus {
    let command = restoring(site, time, ranges);
    site.do_(command);
    site.advance(1);
    status(site)
}

pub fn preview(site: &BlobSite, time: SimTime) -> BlobRestorePreviewView {
    site.ask(BlobRestorePreview { account: site.account.clone(), time, ranges: Vec::new() })
}

fn counts(reverted: u64, removed: u64, brought_back: u64, moved: u64) -> RestoreCounts {
    RestoreCounts { reverted, removed, brought_back, moved, left: 0 }
}

pub fn complete(reverted: u64, removed: u64, brought_back: u64, moved: u64) -> BlobRestoreStatus {
    BlobRestoreStatus::Complete(counts(reverted, removed, brought_back, moved))
}

#[track_caller]
pub fn reads(site: &BlobSite, path: &str, text: &str) {
    assert_eq!(site.read(path, None).ok(), bytes_of(text).digest, "{path}");
}

#[test]
fn blobs_are_put_back_as_they_were() {
    let mut site = site();
    for path in ["changed", "described", "cooled", "deleted", "same"] {
        site.put(path, "1");
    }
    let described = site.describing("described", "owner", "sales");
    site.do_(described);
    let then = site.now();
    site.put("changed", "22");
    let described = site.describing("described", "owner", "finance");
    let cooled = site.tiering("cooled", AccessTier::Cool, RehydratePriority::Standard);
    site.do_(described);
    site.do_(cooled);
    site.delete("deleted");
    site.put("new", "1");
    let untouched = site.versions("same");
    assert_eq!(preview(&site, then).outcome, Ok(counts(2, 1, 1, 1)));
    assert_eq!(restore(&mut site, then, &[]), complete(2, 1, 1, 1));
    assert_eq!(site.listed(""), "changed cooled deleted described same");
    reads(&site, "changed", "1");
    reads(&site, "deleted", "1");
    assert_eq!(site.versions("described")[0].metadata["owner"], "sales");
    assert_eq!(site.versions("cooled")[0].tier, AccessTier::Hot);
    assert_eq!(site.shown("cooled"), "current 1", "a tier makes no version");
    assert_eq!(site.shown("new"), "previous 1", "it can be had back");
    assert_eq!(site.shown("changed"), "current 1, previous 2, previous 1");
    assert_eq!(site.versions("same"), untouched);
    assert_eq!(restore(&mut site, then, &[]), complete(0, 0, 0, 0), "it is how it was");
}

#[test]
fn a_tier_before_an_overwrite_comes_back() {
    let mut site = site();
    site.put("a.csv", "1");
    let then = site.now();
    site.advance(1);
    let cooled = site.tiering("a.csv", AccessTier::Cool, RehydratePriority::Standard);
    site.do_(cooled);
    let chilled = site.tiering("a.csv", AccessTier::Cold, RehydratePriority::Standard);
    site.do_(chilled);
    site.put("a.csv", "22");
    assert_eq!(restore(&mut site, then, &[]), complete(1, 0, 0, 0));
    reads(&site, "a.csv", "1");
    assert_eq!(site.versions("a.csv")[0].tier, AccessTier::Hot);
}

#[test]
fn deleted_versions_still_serve() {
    let mut site = site();
    site.put("a.csv", "1");
    let then = site.now();
    site.put("a.csv", "22");
    let first = site.newest("a.csv", VersionKind::Previous);
    let gone = site.deleting_version("a.csv", first);
    site.do_(gone);
    site.advance_days(29);
    assert_eq!(restore(&mut site, then, &[]), complete(1, 0, 0, 0));
    reads(&site, "a.csv", "1");
}

#[test]
fn snapshots_are_neither_made_nor_taken_away() {
    let mut site = site();
    let then = site.now();
    site.put("a.csv", "1");
    let snapshot = site.snapshotting("a.csv");
    site.do_(snapshot);
    assert_eq!(restore(&mut site, then, &[]), complete(0, 1, 0, 0));
    assert_eq!(site.listed(""), "");
    let kinds: Vec<VersionKind> = site.versions("a.csv").iter().map(|row| row.kind).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == VersionKind::Snapshot).count(), 1);
}

/// Blobs written before versioning have no version id; theirs is the moment of their creation.
#[test]
fn blobs_from_before_versioning_are_put_back_too() {
    let mut site = BlobSite::new(soft_delete(7));
    site.put("a.csv", "1");
    site.put("b.csv", "1");
    site.delete("b.csv");
    site.set(restorable(30));
    site.advance(10);
    let then = site.now();
    site.put("a.csv", "22");
    let undeleted = site.undeleting("b.csv");
    site.do_(undeleted);
    assert_eq!(site.listed(""), "a.csv b.csv");
    assert_eq!(restore(&mut site, then, &[]), complete(1, 1, 0, 0));
    assert_eq!(site.listed(""), "a.csv", "it was deleted then");
    reads(&site, "a.csv", "1");
}

#[test]
fn a_second_restore_undoes_the_first() {
    let mut site = site();
    for path in ["changed", "deleted", "cooled"] {
        site.put(path, "1");
    }
    let then = site.now();
    site.put("changed", "22");
    site.delete("deleted");
    let cooled = site.tiering("cooled", AccessTier::Cool, RehydratePriority::Standard);
    site.do_(cooled);
    site.put("new", "333");
    site.advance(1);
    let before = site.now();
    assert_eq!(restore(&mut site, then, &[]), complete(1, 1, 1, 1));
    assert_eq!(restore(&mut site, before, &[]), complete(1, 1, 1, 1));
    assert_eq!(site.listed(""), "changed cooled new");
    reads(&site, "changed", "22");
    reads(&site, "new", "333");
    assert_eq!(site.versions("cooled")[0].tier, AccessTier::Cool);
}

#[test]
fn ranges_restrict_what_is_put_back() {
    let mut site = site();
    let account = site.account.clone();
    let mut other = |name: &str| site.lab.container(&account, name);
    let (one, two, ten) = (other("container1"), other("container2"), other("container10"));
    let then = site.now();
    for container in [&one, &two, &ten] {
        site.advance(1);
        site.lab.file(container, "blob", "1");
    }
    let left = |site: &BlobSite| {
        let name = |container: &ArmId| {
            let id = site.state.find_container(container).expect("it is there").id;
            let filled = site.state.paths.iter().any(|((holder, _), _)| *holder == id);
            filled.then(|| container.name().to_string())
        };
        [&one, &ten, &two].into_iter().filter_map(name).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(restore(&mut site, then, &[("container1/blob0", "")]), complete(0, 2, 0, 0));
    assert_eq!(left(&site), "container1", "the names of containers are compared first");
    site.lab.file(&ten, "blob", "1");
    site.lab.file(&two, "blob", "1");
    // What begins with the name of the first container is in the range.
    assert_eq!(restore(&mut site, then, &[("container1", "container2")]), complete(0, 2, 0, 0));
    assert_eq!(left(&site), "container2");
}

#[test]
fn the_window_begins_minutes_after_it_is_switched_on_and_moves() {
    let mut site = BlobSite::new(restorable(7));
    let on = site.now();
    assert_eq!(view(&site).window, None);
    let command = restoring(&site, on, &[]);
    expect!["InvalidValuesForRequestParameters: Values for request parameters are invalid: timeToRestore. 2026-09-14T08:01:00Z cannot be restored."]
        .assert_eq(&site.refusal(command).to_string());
    site.advance(5);
    let first = on + SimSpan::from_minutes(5);
    assert_eq!(view(&site).window, Some((first, first)));
    site.advance_days(6);
    assert_eq!(view(&site).window, Some((first, site.now())));
    site.advance_days(2);
    let from = site.now() - SimSpan::from_days(7);
    assert_eq!(view(&site).window, Some((from, site.now())));
    let (early, late) = (from - SimSpan::from_millis(1), site.now() + SimSpan::from_millis(1));
    for time in [early, late] {
        let command = restoring(&site, time, &[]);
        assert_eq!(site.refused(command), "InvalidValuesForRequestParameters");
    }
    assert_eq!(restore(&mut site, from, &[]), complete(0, 0, 0, 0));
}

#[test]
fn switching_anything_off_begins_the_window_anew() {
    let mut site = site();
    site.advance_days(3);
    site.set(DataProtection { point_in_time_restore_days: None, ..restorable(30) });
    assert_eq!(view(&site).window, None);
    let command = restoring(&site, site.now(), &[]);
    expect![
        "ContainerOperationFailure: Point In Time Restore policy is not enabled for the account blobaccount."
    ]
    .assert_eq(&site.refusal(command).to_string());
    site.set(versioning());
    site.put("a.csv", "1");
    site.set(restorable(30));
    let on = site.now();
    site.advance_days(1);
    assert_eq!(view(&site).window, Some((on + SimSpan::from_minutes(5), site.now())));
}

/// More days reach no further back than what fewer days have let go of.
#[test]
fn what_was_let_go_of_is_no_longer_restorable() {
    let few = |change_feed| DataProtection { change_feed, blob_soft_delete_days: Some(2), ..restorable(1) };
    let many = DataProtection { change_feed: ChangeFeed::KeepAll, ..restorable(30) };
    // The feed forgets that the blob was written.
    let mut site = BlobSite::new(few(ChangeFeed::Days(2)));
    site.advance(10);
    let before = site.now();
    site.put("a.csv", "1");
    let written = site.now();
    site.advance_days(3);
    assert!(site.state.blob_changes.is_empty());
    site.set(many.clone());
    let window = Some((written + SimSpan::from_minutes(5), site.now()));
    assert_eq!(view(&site).window, window);
    let command = restoring(&site, before, &[]);
    assert_eq!(site.refused(command), "InvalidValuesForRequestParameters");
    // The version that would have to come back is gone.
    let mut site = BlobSite::new(few(ChangeFeed::KeepAll));
    site.put("a.csv", "1");
    site.advance(10);
    let before = site.now();
    site.put("a.csv", "22");
    let (overwritten, first) = (site.now(), site.newest("a.csv", VersionKind::Previous));
    let gone = site.deleting_version("a.csv", first);
    site.do_(gone);
    site.set(many);
    site.advance_days(3);
    let window = Some((overwritten + SimSpan::from_minutes(5), site.now()));
    assert_eq!(view(&site).window, window);
    let command = restoring(&site, before, &[]);
    assert_eq!(site.refused(command), "InvalidValuesForRequestParameters");
}

#[test]
fn ranges_are_checked_before_anything_else() {
    let mut site = BlobSite::new(soft_delete(7));
    let now = site.now();
    for ranges in [vec![("ab", "")], vec![("raw", "raw")], vec![("raw", "sea"); 11]] {
        let command = restoring(&site, now, &ranges);
        let explained = site.refusal(command).explain();
        assert_eq!(explained.code, "InvalidValuesForRequestParameters");
        assert!(explained.message.contains("blobRanges"), "{}", explained.message);
    }
}

#[test]
fn who_may_restore() {
    let mut site = site();
    let (account, now) = (site.account.clone(), site.now());
    let nowhere = ArmId::new(format!("{}x", account.as_str()));
    let short = vec![RestoreRange::new("ab", "")];
    let gone = Command::RestoreBlobRanges { account: nowhere, time: now, ranges: short.clone() };
    let wrong = Command::RestoreBlobRanges { account: account.clone(), time: now, ranges: short };
    let command = restoring(&site, now, &[]);
    assert_eq!(site.lab.sign_in("Ravi").refused(wrong.clone()), "AuthorizationFailed");
    assert_eq!(site.lab.sign_in("Ravi").refused(gone.clone()), "AuthorizationFailed");
    assert_eq!(site.lab.sign_in("Olivia").refused(gone), "ResourceNotFound");
    let lock = site.lab.lock(&account, LockLevel::ReadOnly);
    assert_eq!(site.refused(wrong.clone()), "ScopeLocked", "where comes before what");
    site.lab.do_(Command::DeleteLock { lock });
    assert_eq!(site.refused(wrong), "InvalidValuesForRequestParameters");
    // Data is not enough; what Azure Backup gets on the account is.
    site.give(persona("Ravi"), Role::StorageBlobDataOwner, &account);
    assert_eq!(site.lab.sign_in("Ravi").refused(command.clone()), "AuthorizationFailed");
    site.lab.sign_in("Olivia").give(persona("Ravi"), Role::StorageAccountBackupContributor, &account);
    site.lab.sign_in("Ravi").do_(command);
}

#[test]
fn a_restore_takes_as_long_as_there_is_to_undo() {
    let mut site = site();
    let then = site.now();
    site.advance(1);
    for text in ["1", "22"].repeat(60) {
        (0..10).for_each(|path| drop(site.lab.file(&site.container, &path.to_string(), text)));
    }
    assert_eq!(preview(&site, then).duration, SimSpan::from_seconds(72));
    let command = restoring(&site, then, &[]);
    site.do_(command);
    site.advance(1);
    assert_eq!(status(&site), BlobRestoreStatus::InProgress);
    site.advance(1);
    assert_eq!(status(&site), complete(0, 10, 0, 0));
}

fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("memory never waits")
}

/// Writes down what is new in the world and opens it again.
fn reopen(site: &mut BlobSite, storage: &MemoryStorage, sequence: u64) {
    now(storage.commit(world::collect(&site.state, sequence, Durability::Strict))).expect("memory commits");
    let opened = now(world::open(storage)).expect("the rows are readable").expect("there is a world");
    assert!(opened == site.state);
    site.state = opened;
}

#[test]
fn a_restore_goes_on_where_the_world_is_opened_again() {
    let mut site = site();
    site.put("a.csv", "1");
    let then = site.now();
    site.put("a.csv", "22");
    site.put("b.csv", "1");
    let command = restoring(&site, then, &[("data/a", "data/c")]);
    site.do_(command);
    let storage = MemoryStorage::new();
    now(storage.open()).expect("memory opens");
    reopen(&mut site, &storage, 1);
    let write = put_file(&site.container, "a.csv", "333");
    assert_eq!(site.refused(write), "BlobRestoreInProgress");
    site.advance(1);
    assert_eq!(status(&site), complete(1, 1, 0, 0));
    let refusal: Option<Refusal> = site.read("b.csv", None).err();
    assert_eq!(refusal.map(|refusal| refusal.code()), Some("PathNotFound"));
    reopen(&mut site, &storage, 2);
    assert_eq!(status(&site), complete(1, 1, 0, 0));
}

#[test]
fn a_deleted_account_takes_its_restore_with_it() {
    let mut site = site();
    let time = site.now();
    assert_eq!(restore(&mut site, time, &[]), complete(0, 0, 0, 0));
    let account = site.account.clone();
    site.lab.do_(Command::DeleteStorageAccount { account });
    assert!(site.state.blob_restores.is_empty());
}
