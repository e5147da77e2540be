//! Immutable storage: what retention policies and legal holds refuse, and what may be done with them.

use crate::{
    blob_site::{BlobSite, restorable, soft_delete, versioning},
    lab::{bytes_of, persona, put_file},
    point_in_time::{restore, restoring, status},
};
use futures::FutureExt;
use vault_lab::{
    base::{ArmId, SimTime},
    engine::{
        Command,
        query::{ContainerImmutability, Containers, ImmutabilityView, VersionKind},
        resources::LockLevel,
        storage::{
            AccessTier, BlobRestoreStatus, DataProtection, LeaseAction, RehydratePriority, RestoreCounts,
        },
    },
    store::{Durability, MemoryStorage, Storage, world},
};

pub fn set_policy(container: &ArmId, days: u32) -> Command {
    Command::SetImmutabilityPolicy { container: container.clone(), days }
}

fn extend_policy(container: &ArmId, days: u32) -> Command {
    Command::ExtendImmutabilityPolicy { container: container.clone(), days }
}

fn lock_policy(container: &ArmId) -> Command {
    Command::LockImmutabilityPolicy { container: container.clone() }
}

pub fn delete_policy(container: &ArmId) -> Command {
    Command::DeleteImmutabilityPolicy { container: container.clone() }
}

pub fn set_hold(container: &ArmId, tags: &[&str]) -> Command {
    let tags = tags.iter().map(|tag| tag.to_string()).collect();
    Command::SetLegalHold { container: container.clone(), tags }
}

pub fn clear_hold(container: &ArmId, tags: &[&str]) -> Command {
    let tags = tags.iter().map(|tag| tag.to_string()).collect();
    Command::ClearLegalHold { container: container.clone(), tags }
}

/// How a request ended: Azure's code, or that it was done.
fn outcome(site: &mut BlobSite, command: Command) -> &'static str {
    let before = site.unlogged();
    match site.request(command) {
        Ok(_) => "done",
        Err(refusal) => {
            assert!(site.unlogged() == before, "a refusal leaves nothing but a row of the activity log");
            refusal.code()
        }
    }
}

fn deletion(site: &mut BlobSite, path: &str) -> &'static str {
    let command = site.deleting(path);
    outcome(site, command)
}

fn view(site: &BlobSite) -> ImmutabilityView {
    site.ask(ContainerImmutability { container: site.container.clone() })
}

/// The same, as the list of containers shows it.
fn listed(site: &BlobSite) -> ImmutabilityView {
    let rows = site.ask(Containers { account: site.account.clone() });
    let row = rows.into_iter().find(|row| row.id == site.container).expect("it is listed");
    ImmutabilityView { container: row.id, policy: row.policy, legal_hold_tags: row.legal_hold_tags }
}

#[test]
fn the_list_of_containers_shows_what_keeps_them() {
    let mut site = site();
    let commands = [
        set_policy(&site.container, 30),
        lock_policy(&site.container),
        set_hold(&site.container, &["case7", "audit"]),
    ];
    assert_eq!(listed(&site), view(&site));
    for command in commands {
        site.do_(command);
        assert_eq!(listed(&site), view(&site));
    }
    let shown = listed(&site);
    assert_eq!(shown.legal_hold_tags, ["audit", "case7"]);
    assert_eq!(shown.policy.map(|policy| (policy.days, policy.locked)), Some((30, true)));
}

/// Days of the policy, whether it is locked, and how often it can still be made longer.
fn policy(site: &BlobSite) -> Option<(u32, bool, u32)> {
    view(site).policy.map(|policy| (policy.days, policy.locked, policy.extensions_left))
}

/// With the blobs `a.csv` and `b.csv`, and a version and a snapshot of the first.
fn site() -> BlobSite {
    let mut site = BlobSite::new(versioning());
    site.put("a.csv", "1");
    site.put("a.csv", "22");
    let snapshot = site.snapshotting("a.csv");
    site.do_(snapshot);
    site.put("b.csv", "1");
    site
}

fn no_lease() -> LeaseAction {
    LeaseAction::Break { seconds: None }
}

/// What the documentation prohibits, and what it does not, each in a world of its own.
#[test]
fn what_is_refused_of_a_protected_blob() {
    type Prepare = fn(&mut BlobSite);
    let running: Prepare = |site| drop(site.lab.do_(set_policy(&site.container, 7)));
    let expired: Prepare = |site| {
        site.lab.do_(set_policy(&site.container, 7));
        site.advance_days(7);
    };
    let held: Prepare = |site| {
        site.lab.do_(set_hold(&site.container, &["case1"]));
        site.advance_days(7);
    };
    let (policy, hold) = ("BlobImmutableDueToPolicy", "BlobImmutableDueToLegalHold");
    for (prepare, unchanging, lasting) in
        [(running, policy, policy), (expired, policy, "done"), (held, hold, hold)]
    {
        let tried = |command: &dyn Fn(&BlobSite) -> Command| {
            let mut site = site();
            prepare(&mut site);
            let command = command(&site);
            outcome(&mut site, command)
        };
        assert_eq!(tried(&|site| put_file(&site.container, "a.csv", "333")), unchanging);
        assert_eq!(tried(&|site| site.describing("a.csv", "owner", "me")), unchanging);
        assert_eq!(tried(&|site| site.snapshotting("b.csv")), unchanging);
        assert_eq!(
            tried(&|site| site.promoting("a.csv", site.newest("a.csv", VersionKind::Previous))),
            unchanging
        );
        assert_eq!(tried(&|site| site.deleting("b.csv")), lasting);
        let previous = |site: &BlobSite| site.newest("a.csv", VersionKind::Previous);
        assert_eq!(tried(&|site| site.deleting_version("a.csv", previous(site))), lasting);
        let snapshots = |snapshot| {
            move |site: &BlobSite| Command::DeleteBlobSnapshots {
                container: site.container.clone(),
                path: "a.csv".to_string(),
                snapshot,
            }
        };
        assert_eq!(tried(&snapshots(None)), lasting);
        assert_eq!(tried(&|site| put_file(&site.container, "new.csv", "1")), "done");
        assert_eq!(
            tried(&|site| site.tiering("a.csv", AccessTier::Cool, RehydratePriority::Standard)),
            "done"
        );
        let acquire = LeaseAction::Acquire { seconds: None, proposed: None };
        let lease = |action: &LeaseAction| {
            let action = action.clone();
            move |site: &BlobSite| Command::Lease {
                container: site.container.clone(),
                path: Some("a.csv".to_string()),
                action: action.clone(),
            }
        };
        assert_eq!(tried(&lease(&acquire)), "done");
        assert_eq!(
            tried(&lease(&no_lease())),
            "LeaseNotPresentWithLeaseOperation",
            "immutability is no lease"
        );
    }
}

/// Days run for each blob since it was made, of a version since that version was, and one more day counts at once.
#[test]
fn the_days_of_each_blob_run_by_themselves() {
    let mut site = BlobSite::new(versioning());
    site.put("old.csv", "1");
    site.advance_days(3);
    site.put("old.csv", "22");
    site.put("new.csv", "1");
    let (container, old) = (site.container.clone(), site.newest("old.csv", VersionKind::Previous));
    site.do_(set_policy(&container, 3));
    let version = site.deleting_version("old.csv", old);
    site.do_(version);
    let delete = site.deleting("old.csv");
    assert_eq!(outcome(&mut site, delete.clone()), "BlobImmutableDueToPolicy", "its version is new");
    site.advance_days(3);
    site.do_(set_policy(&container, 4));
    assert_eq!(outcome(&mut site, delete.clone()), "BlobImmutableDueToPolicy");
    site.do_(set_policy(&container, 3));
    assert_eq!(outcome(&mut site, delete), "done");
    site.put("old.csv", "333");
    assert_eq!(deletion(&mut site, "old.csv"), "BlobImmutableDueToPolicy", "a new blob is protected");
    site.delete("new.csv");
}

/// One protected blob keeps the folder it lies in.
#[test]
fn a_folder_is_deleted_whole_or_not_at_all() {
    let mut site = BlobSite::new(DataProtection::default());
    site.put("folder/a.csv", "1");
    site.advance_days(5);
    site.put("folder/b.csv", "1");
    let container = site.container.clone();
    site.do_(set_policy(&container, 2));
    let delete = site.deleting("folder");
    assert_eq!(outcome(&mut site, delete.clone()), "BlobImmutableDueToPolicy");
    site.advance_days(2);
    assert_eq!(outcome(&mut site, delete), "done");
}

/// Locked or not, and what is asked of it: how it ends, and what there is then.
#[test]
fn the_rules_of_policies() {
    let (none, found) = ("ImmutabilityPolicyNotFound", "done");
    let (state, value) = ("ImmutabilityPolicyStateNotAllowed", "InvalidValuesForRequestParameters");
    type Ask = fn(&ArmId) -> Command;
    let (shorter, longer): (Ask, Ask) = (|id| set_policy(id, 5), |id| set_policy(id, 9));
    let (extend, same, less): (Ask, Ask, Ask) =
        (|id| extend_policy(id, 9), |id| extend_policy(id, 7), |id| extend_policy(id, 5));
    for (locked, command, ends, after) in [
        (None, shorter, found, Some((5, false, 5))),
        (None, extend, none, None),
        (None, lock_policy, none, None),
        (None, delete_policy, none, None),
        (Some(false), shorter, found, Some((5, false, 5))),
        (Some(false), longer, found, Some((9, false, 5))),
        (Some(false), extend, state, Some((7, false, 5))),
        (Some(false), lock_policy, found, Some((7, true, 5))),
        (Some(false), delete_policy, found, None),
        (Some(true), shorter, state, Some((7, true, 5))),
        (Some(true), longer, state, Some((7, true, 5))),
        (Some(true), extend, found, Some((9, true, 4))),
        (Some(true), same, value, Some((7, true, 5))),
        (Some(true), less, value, Some((7, true, 5))),
        (Some(true), lock_policy, state, Some((7, true, 5))),
        (Some(true), delete_policy, state, Some((7, true, 5))),
    ] {
        let mut site = BlobSite::new(DataProtection::default());
        let container = site.container.clone();
        if let Some(locked) = locked {
            site.do_(set_policy(&container, 7));
            if locked {
                site.do_(lock_policy(&container));
            }
        }
        let command = command(&container);
        let shown = format!("{locked:?} {command:?}");
        assert_eq!(outcome(&mut site, command), ends, "{shown}");
        assert_eq!(policy(&site), after, "{shown}");
        assert_eq!(site.state.immutability.is_empty(), after.is_none(), "nothing is kept of nothing");
    }
}

#[test]
fn bounds_of_policies() {
    let mut site = BlobSite::new(DataProtection::default());
    let container = site.container.clone();
    for (days, ends) in [(0, "InvalidValuesForRequestParameters"), (1, "done"), (146_000, "done")] {
        assert_eq!(outcome(&mut site, set_policy(&container, days)), ends, "{days}");
    }
    assert_eq!(outcome(&mut site, set_policy(&container, 146_001)), "InvalidValuesForRequestParameters");
    site.do_(set_policy(&container, 1));
    site.do_(lock_policy(&container));
    for days in 2..=6 {
        site.do_(extend_policy(&container, days));
    }
    assert_eq!(policy(&site), Some((6, true, 0)));
    assert_eq!(outcome(&mut site, extend_policy(&container, 7)), "ImmutabilityPolicyStateNotAllowed");
}

#[test]
fn bounds_of_legal_holds() {
    let mut site = BlobSite::new(DataProtection::default());
    let container = site.container.clone();
    let (shortest, longest) = ("abc", "a".repeat(23));
    for tags in [&[][..], &["ab"], &["no-dash"], &["größe"], &["fine", ""], &[&"a".repeat(24)]] {
        assert_eq!(
            outcome(&mut site, set_hold(&container, tags)),
            "InvalidValuesForRequestParameters",
            "{tags:?}"
        );
    }
    site.do_(set_hold(&container, &[shortest, &longest, "Case7"]));
    site.do_(set_hold(&container, &["CASE7"]));
    assert_eq!(view(&site).legal_hold_tags, [longest.as_str(), "abc", "case7"], "in lower case, and once");
    let more: Vec<String> = (0..8).map(|tag| format!("more{tag}")).collect();
    let more: Vec<&str> = more.iter().map(String::as_str).collect();
    assert_eq!(outcome(&mut site, set_hold(&container, &more)), "InvalidValuesForRequestParameters");
    site.do_(set_hold(&container, &more[..7]));
    assert_eq!(view(&site).legal_hold_tags.len(), 10);
    site.do_(clear_hold(&container, &more[..7]));
    site.do_(clear_hold(&container, &["abc", &longest, "never"]));
    site.put("a.csv", "1");
    assert_eq!(deletion(&mut site, "a.csv"), "BlobImmutableDueToLegalHold", "one is left");
    site.do_(clear_hold(&container, &["cAsE7"]));
    site.delete("a.csv");
    assert!(site.state.immutability.is_empty());
}

/// Container, account and group, as policy and blobs come and go.
#[test]
fn what_holds_protected_blobs_is_not_deleted() {
    let mut site = BlobSite::new(DataProtection::default());
    let (container, account) = (site.container.clone(), site.account.clone());
    let group = ArmId::resource_group(site.subscription(0), "rg-blobs");
    let deletions = |site: &mut BlobSite| {
        let commands = [
            Command::DeleteContainer { container: site.container.clone() },
            Command::DeleteStorageAccount { account: account.clone() },
            Command::DeleteResourceGroup { group: group.clone() },
        ];
        commands.map(|command| {
            let before = site.state.clone();
            let ends = outcome(site, command);
            site.state = before;
            ends
        })
    };
    let (locked, open) = ("ContainerImmutabilityPolicyLocked", "ContainerProtectedFromDeletion");
    let (hold, kept) = ("ContainerHasLegalHold", "AccountProtectedFromDeletion");
    site.do_(set_policy(&container, 2));
    assert_eq!(deletions(&mut site), ["done"; 3], "there is nothing to protect");
    site.put("a.csv", "1");
    assert_eq!(deletions(&mut site), [open, kept, kept]);
    site.advance_days(2);
    assert_eq!(deletions(&mut site), [open, "done", "done"], "its days are over, the blob is still there");
    site.do_(lock_policy(&container));
    assert_eq!(deletions(&mut site), [locked, kept, kept]);
    site.do_(set_hold(&container, &["case1"]));
    assert_eq!(deletions(&mut site), [hold, kept, kept]);
    site.do_(clear_hold(&container, &["case1"]));
    site.delete("a.csv");
    assert_eq!(deletions(&mut site), ["done", kept, kept]);
    site.do_(Command::DeleteContainer { container });
    assert!(site.state.immutability.is_empty(), "the policy goes with the container");
    assert_eq!(deletions(&mut site), ["ContainerNotFound", "done", "done"]);
}

/// A version that can be read is a blob of the container; one that is soft-deleted is none.
#[test]
fn versions_keep_their_container() {
    let settings = DataProtection { versioning: true, container_soft_delete_days: Some(7), ..soft_delete(7) };
    let mut site = BlobSite::new(settings);
    let container = site.container.clone();
    site.put("a.csv", "1");
    site.delete("a.csv");
    site.do_(set_policy(&container, 1));
    let delete = Command::DeleteContainer { container: container.clone() };
    assert_eq!(outcome(&mut site, delete.clone()), "ContainerProtectedFromDeletion");
    site.advance_days(1);
    let version = site.newest("a.csv", VersionKind::Previous);
    let gone = site.deleting_version("a.csv", version);
    site.do_(gone);
    site.do_(delete);
    let row = site.state.deleted_containers.values().next().expect("it is soft-deleted");
    let (account, version) = (site.account.clone(), row.container.id);
    site.lab.do_(Command::UndeleteContainer { account, name: "data".to_string(), version });
    assert_eq!(policy(&site), Some((1, false, 5)), "it comes back with its policy");
}

#[test]
fn who_may_and_where() {
    let mut site = BlobSite::new(DataProtection::default());
    let group = ArmId::resource_group(site.subscription(0), "rg-blobs");
    let (container, account) = (site.container.clone(), site.account.clone());
    let lake = site.data_lake(&group, "lakesource");
    let raw = site.lab.container(&lake, "raw");
    let commands = |container: &ArmId| {
        [
            set_policy(container, 7),
            extend_policy(container, 7),
            lock_policy(container),
            delete_policy(container),
            set_hold(container, &["case1"]),
            clear_hold(container, &["case1"]),
        ]
    };
    let missing = account.child("blobServices/default/containers", "missing");
    for (container, code) in [(&raw, "FeatureNotSupportedForAccount"), (&missing, "ContainerNotFound")] {
        for command in commands(container) {
            assert_eq!(outcome(&mut site, command), code);
        }
    }
    let owner = std::mem::replace(&mut site.lab.principal, persona("Ravi"));
    for command in commands(&container) {
        assert_eq!(outcome(&mut site, command), "AuthorizationFailed");
    }
    site.sign_in("Rosa");
    let asked = site.query(ContainerImmutability { container: container.clone() });
    assert_eq!(asked.err().map(|refusal| refusal.code()), Some("AuthorizationFailed"));
    site.lab.principal = owner;
    site.do_(set_policy(&container, 7));
    site.lab.lock(&account, LockLevel::CanNotDelete);
    assert_eq!(outcome(&mut site, delete_policy(&container)), "ScopeLocked");
    site.do_(set_policy(&container, 8));
}

/// What protects one container is nothing to its neighbour.
#[test]
fn another_container_is_free() {
    let mut site = site();
    let (container, account) = (site.container.clone(), site.account.clone());
    site.do_(set_hold(&container, &["case1"]));
    site.container = site.lab.container(&account, "more");
    site.put("a.csv", "1");
    site.put("a.csv", "22");
    site.delete("a.csv");
    assert_eq!(view(&site).legal_hold_tags, Vec::<String>::new());
}

fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("memory never waits")
}

#[test]
fn policies_and_holds_are_kept() {
    let mut site = site();
    let container = site.container.clone();
    site.do_(set_policy(&container, 7));
    site.do_(lock_policy(&container));
    site.do_(extend_policy(&container, 8));
    site.do_(set_hold(&container, &["case1", "case2"]));
    let (before, storage) = (view(&site), MemoryStorage::new());
    now(storage.open()).expect("memory opens");
    for sequence in 1..=2 {
        now(storage.commit(world::collect(&site.state, sequence, Durability::Strict)))
            .expect("memory commits");
        site.state = now(world::open(&storage)).expect("the rows are readable").expect("there is a world");
        assert_eq!(view(&site), before);
        assert_eq!(policy(&site), Some((8, true, 4)));
    }
    assert_eq!(deletion(&mut site, "a.csv"), "BlobImmutableDueToLegalHold");
    site.do_(clear_hold(&container, &["case1", "case2"]));
    assert_eq!(deletion(&mut site, "b.csv"), "BlobImmutableDueToPolicy");
}

fn restored(reverted: u64, removed: u64, brought_back: u64, left: u64) -> BlobRestoreStatus {
    BlobRestoreStatus::Complete(RestoreCounts { reverted, removed, brought_back, moved: 0, left })
}

/// A site with one blob changed, one new, one gone and one moved to another tier since the moment it answers.
fn worked_on() -> (BlobSite, SimTime) {
    let mut site = BlobSite::new(restorable(30));
    site.advance(10);
    for path in ["changed", "deleted", "cooled", "same"] {
        site.put(path, "1");
    }
    let then = site.now();
    site.put("changed", "22");
    site.delete("deleted");
    let cooled = site.tiering("cooled", AccessTier::Cool, RehydratePriority::Standard);
    site.do_(cooled);
    site.put("new", "1");
    (site, then)
}

/// Trap: a restore goes well, and what it leaves behind is no state that there ever was.
#[test]
fn point_in_time_restore_leaves_immutable_blobs_as_they_are() {
    let (mut site, then) = worked_on();
    let container = site.container.clone();
    site.do_(set_policy(&container, 1));
    assert_eq!(restore(&mut site, then, &[]), restored(0, 0, 1, 3));
    assert_eq!(site.listed(""), "changed cooled deleted new same");
    assert_eq!(site.read("changed", None).ok(), bytes_of("22").digest);
    assert_eq!(site.versions("cooled")[0].tier, AccessTier::Cool);
    site.advance_days(1);
    assert_eq!(restore(&mut site, then, &[]), restored(0, 1, 0, 2), "what may be deleted now is");
    site.do_(delete_policy(&container));
    let BlobRestoreStatus::Complete(counts) = restore(&mut site, then, &[]) else { panic!("it is complete") };
    assert_eq!((counts.reverted, counts.moved, counts.left), (1, 1, 0));
    assert_eq!(site.read("changed", None).ok(), bytes_of("1").digest);
}

/// Where a lease would sink the restore, a hold on top of it does not: the blob is not touched at all.
#[test]
fn a_hold_that_comes_while_a_restore_runs_keeps_its_blobs() {
    let (mut site, then) = worked_on();
    let container = site.container.clone();
    site.do_(Command::Lease {
        container: container.clone(),
        path: Some("changed".to_string()),
        action: LeaseAction::Acquire { seconds: None, proposed: None },
    });
    assert!(matches!(restore(&mut site, then, &[]), BlobRestoreStatus::Failed(_)));
    let command = restoring(&site, then, &[]);
    site.do_(command);
    site.do_(set_hold(&container, &["case1"]));
    site.advance(1);
    assert_eq!(status(&site), restored(0, 0, 1, 3));
}
