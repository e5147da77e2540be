//! Lifecycle rules: what they do to blobs, versions and snapshots as days pass, and what stops them.

use crate::{
    blob_site::{BlobSite, restorable, soft_delete, versioning},
    immutability::{clear_hold, set_hold},
    lab::persona,
    point_in_time::restore,
};
use futures::FutureExt;
use vault_lab::{
    base::ArmId,
    engine::{
        Command,
        query::{LifecycleRules, VersionKind},
        storage::{
            AccessTier, BlobRestoreStatus, DataProtection, LeaseAction, LifecycleActions, LifecycleRule,
            RehydratePriority, RestoreFailure,
        },
    },
    store::{Durability, MemoryStorage, Storage, world},
};

const NOTHING: LifecycleActions = LifecycleActions { cool: None, cold: None, archive: None, delete: None };

fn delete(days: u32) -> LifecycleActions {
    LifecycleActions { delete: Some(days), ..NOTHING }
}

fn archive(days: u32) -> LifecycleActions {
    LifecycleActions { archive: Some(days), ..NOTHING }
}

fn rule(name: &str, blobs: LifecycleActions) -> LifecycleRule {
    LifecycleRule {
        name: name.to_string(),
        enabled: true,
        prefixes: Vec::new(),
        blobs,
        snapshots: NOTHING,
        versions: NOTHING,
    }
}

fn setting(account: &ArmId, rules: &[LifecycleRule]) -> Command {
    Command::SetLifecyclePolicy { account: account.clone(), rules: rules.to_vec() }
}

fn set(site: &mut BlobSite, rules: &[LifecycleRule]) {
    let command = setting(&site.account, rules);
    site.do_(command);
}

fn tier(site: &BlobSite, path: &str) -> Option<AccessTier> {
    site.versions(path).into_iter().find(|row| row.kind == VersionKind::Current).map(|row| row.tier)
}

#[test]
fn blobs_grow_cold_and_go() {
    let mut site = BlobSite::new(soft_delete(7));
    site.put("a.csv", "1");
    site.advance(1);
    let actions = LifecycleActions { cool: Some(1), cold: Some(2), archive: Some(3), delete: Some(4) };
    set(&mut site, &[rule("ages", actions)]);
    for expected in [AccessTier::Cool, AccessTier::Cold, AccessTier::Archive] {
        let before = site.now();
        site.advance(24 * 60 - 1);
        assert_ne!(tier(&site, "a.csv"), Some(expected), "rules run once a day, a day after {before:?}");
        site.advance(1);
        assert_eq!(tier(&site, "a.csv"), Some(expected));
    }
    site.put("b.csv", "1");
    site.advance_days(1);
    assert_eq!((tier(&site, "a.csv"), tier(&site, "b.csv")), (None, Some(AccessTier::Hot)));
    assert_eq!(site.shown("a.csv"), "deletedblob 1 (7 left)", "soft-deleted as by anybody");
    set(&mut site, &[]);
    site.advance_days(30);
    assert_eq!(tier(&site, "b.csv"), Some(AccessTier::Hot), "no rules do nothing");
    assert!(site.state.lifecycles.is_empty() && site.state.timers.is_empty());
}

#[test]
fn rules_hold_for_their_prefixes() {
    for (prefixes, enabled, gone) in [
        (&[][..], true, "a.csv logs/a.csv"),
        (&[], false, ""),
        (&["data/logs/"], true, "logs/a.csv"),
        (&["data/a", "more"], true, "a.csv"),
        (&["dat"], true, "a.csv logs/a.csv"),
        (&["data/A", "logs"], true, ""),
    ] {
        let mut site = BlobSite::new(DataProtection::default());
        site.put("a.csv", "1");
        site.put("logs/a.csv", "1");
        let prefixes = prefixes.iter().map(|prefix| prefix.to_string()).collect();
        set(&mut site, &[LifecycleRule { enabled, prefixes, ..rule("some", delete(0)) }]);
        site.advance_days(1);
        let there = |path: &&str| tier(&site, path).is_none();
        let found: Vec<&str> = ["a.csv", "logs/a.csv"].into_iter().filter(there).collect();
        assert_eq!(found.join(" "), gone);
    }
}

/// Each action of two rules fits: the cheapest is done. Nothing is ever moved to a warmer tier.
#[test]
fn the_cheapest_action_is_done() {
    let mut site = BlobSite::new(DataProtection::default());
    site.put("a.csv", "1");
    site.put("b.csv", "1");
    let archived = site.tiering("b.csv", AccessTier::Archive, RehydratePriority::Standard);
    site.do_(archived);
    let cool = LifecycleActions { cool: Some(0), ..NOTHING };
    let cold = LifecycleActions { cold: Some(0), ..NOTHING };
    set(&mut site, &[rule("cold", cold), rule("cool", cool)]);
    site.advance_days(1);
    assert_eq!(tier(&site, "a.csv"), Some(AccessTier::Cold));
    assert_eq!(tier(&site, "b.csv"), Some(AccessTier::Archive));
    set(&mut site, &[rule("gone", delete(0)), rule("cool", cool)]);
    site.advance_days(1);
    assert_eq!((tier(&site, "a.csv"), tier(&site, "b.csv")), (None, None));
}

#[test]
fn versions_and_snapshots_have_rules_of_their_own() {
    let mut site = BlobSite::new(versioning());
    site.put("a.csv", "1");
    let snapshot = site.snapshotting("a.csv");
    site.do_(snapshot);
    site.put("a.csv", "22");
    let kinds =
        |site: &BlobSite| site.versions("a.csv").iter().map(|row| (row.kind, row.tier)).collect::<Vec<_>>();
    let before = kinds(&site);
    set(&mut site, &[LifecycleRule { snapshots: delete(1), versions: archive(0), ..rule("past", NOTHING) }]);
    site.advance_days(1);
    let versions = |tier| vec![(VersionKind::Previous, tier); 2];
    let current = (VersionKind::Current, AccessTier::Hot);
    let tiers = |kind| kinds(&site).into_iter().filter(|row| row.0 == kind).collect::<Vec<_>>();
    assert_eq!(before.len(), 4);
    assert_eq!(tiers(VersionKind::Previous), versions(AccessTier::Archive));
    assert_eq!(tiers(VersionKind::Snapshot), [], "it was a day and a minute old");
    assert_eq!(tiers(VersionKind::Current), [current]);
    let version = site.newest("a.csv", VersionKind::Previous);
    let refusal = site.read("a.csv", Some(version)).err();
    assert_eq!(refusal.map(|refusal| refusal.code()), Some("BlobArchived"));
    set(&mut site, &[LifecycleRule { versions: delete(1), ..rule("past", NOTHING) }]);
    site.advance_days(1);
    assert_eq!(kinds(&site), [current]);
}

/// A lease, a hold and snapshots keep a blob until they are gone; the run goes on to the next blob.
#[test]
fn what_stops_a_person_stops_a_rule() {
    let mut site = BlobSite::new(DataProtection::default());
    for path in ["free", "leased", "snapped"] {
        site.put(path, "1");
    }
    let snapshot = site.snapshotting("snapped");
    site.do_(snapshot);
    let lease = |site: &BlobSite, action| Command::Lease {
        container: site.container.clone(),
        path: Some("leased".to_string()),
        action,
    };
    let acquire = lease(&site, LeaseAction::Acquire { seconds: None, proposed: None });
    site.do_(acquire);
    let container = site.container.clone();
    site.do_(set_hold(&container, &["case1"]));
    set(&mut site, &[rule("all", delete(0))]);
    site.advance_days(1);
    assert_eq!(site.listed(""), "free leased snapped");
    site.do_(clear_hold(&container, &["case1"]));
    site.advance_days(1);
    assert_eq!(site.listed(""), "leased snapped");
    let broken = lease(&site, LeaseAction::Break { seconds: None });
    site.do_(broken);
    set(&mut site, &[LifecycleRule { snapshots: delete(0), ..rule("all", delete(0)) }]);
    site.advance_days(1);
    assert_eq!(site.listed(""), "snapped", "its snapshot goes first");
    site.advance_days(1);
    assert_eq!(site.listed(""), "");
}

/// Trap: a rule that archives versions takes away what point-in-time restore would put back.
#[test]
fn archived_versions_cannot_be_put_back() {
    let mut site = BlobSite::new(restorable(30));
    site.advance(10);
    site.put("a.csv", "1");
    let then = site.now();
    site.put("a.csv", "22");
    set(&mut site, &[LifecycleRule { versions: archive(0), ..rule("past", NOTHING) }]);
    site.advance_days(1);
    let failed = BlobRestoreStatus::Failed(RestoreFailure::ArchivedBlob("data/a.csv".to_string()));
    assert_eq!(restore(&mut site, then, &[]), failed);
}

/// Trap: one that was brought back is as old as before.
#[test]
fn a_rehydrated_blob_is_archived_again() {
    let mut site = BlobSite::new(DataProtection::default());
    site.put("a.csv", "1");
    set(&mut site, &[rule("old", archive(0))]);
    site.advance_days(1);
    let back = site.tiering("a.csv", AccessTier::Hot, RehydratePriority::High);
    site.do_(back);
    site.advance(60);
    assert_eq!(tier(&site, "a.csv"), Some(AccessTier::Hot));
    site.advance_days(1);
    assert_eq!(tier(&site, "a.csv"), Some(AccessTier::Archive));
}

#[test]
fn rules_are_checked() {
    let mut site = BlobSite::new(DataProtection::default());
    let fine = rule("fine-1", delete(1));
    let many =
        |count: usize| (0..count).map(|number| rule(&format!("r{number}"), delete(1))).collect::<Vec<_>>();
    let prefixed = |count: usize| LifecycleRule { prefixes: vec!["data".to_string(); count], ..fine.clone() };
    for (rules, is_fine) in [
        (vec![fine.clone()], true),
        (many(100), true),
        (many(101), false),
        (vec![fine.clone(), fine.clone()], false),
        (vec![rule("", delete(1))], false),
        (vec![rule("has space", delete(1))], false),
        (vec![rule(&"a".repeat(256), delete(1))], true),
        (vec![rule(&"a".repeat(257), delete(1))], false),
        (vec![rule("idle", NOTHING)], false),
        (vec![prefixed(10)], true),
        (vec![prefixed(11)], false),
        (vec![LifecycleRule { prefixes: vec![String::new()], ..fine.clone() }], false),
    ] {
        let command = setting(&site.account, &rules);
        let answer = site.request(command).map(drop).map_err(|refusal| refusal.code());
        let expected = if is_fine { Ok(()) } else { Err("InvalidValuesForRequestParameters") };
        assert_eq!(answer, expected, "{:?}", rules.first());
    }
    let group = ArmId::resource_group(site.subscription(0), "rg-blobs");
    let lake = site.data_lake(&group, "lakesource");
    assert_eq!(site.refused(setting(&lake, std::slice::from_ref(&fine))), "FeatureNotSupportedForAccount");
    let command = setting(&site.account, &[]);
    site.lab.principal = persona("Ravi");
    assert_eq!(site.refused(command), "AuthorizationFailed");
}

fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("memory never waits")
}

#[test]
fn rules_go_on_where_the_world_is_opened_again() {
    let mut site = BlobSite::new(DataProtection::default());
    site.put("a.csv", "1");
    set(&mut site, &[rule("gone", delete(0))]);
    let shown = site.ask(LifecycleRules { account: site.account.clone() });
    assert_eq!((shown.rules.len(), shown.next_run.is_some()), (1, true));
    let storage = MemoryStorage::new();
    now(storage.open()).expect("memory opens");
    now(storage.commit(world::collect(&site.state, 1, Durability::Strict))).expect("memory commits");
    let opened = now(world::open(&storage)).expect("the rows are readable").expect("there is a world");
    assert!(opened == site.state);
    site.state = opened;
    assert_eq!(site.ask(LifecycleRules { account: site.account.clone() }), shown);
    site.advance_days(1);
    assert_eq!(site.listed(""), "");
    let account = site.account.clone();
    site.lab.do_(Command::DeleteStorageAccount { account });
    assert!(site.state.lifecycles.is_empty());
    site.advance_days(2);
}
