//! What stands in the way of reading and writing blobs: the archive tier, and leases.

use crate::{
    blob_site::{BlobSite, versioning},
    lab::{bytes_of, put_file, put_generated},
};
use uuid::Uuid;
use vault_lab::{
    base::{ByteSize, SimSpan, SimTime},
    engine::{
        Command, limits,
        query::{BlobVersions, Containers, Paths, VersionKind},
        storage::{AccessTier, DataProtection, LeaseAction, LeaseState, RehydratePriority},
    },
};

const STANDARD: RehydratePriority = RehydratePriority::Standard;
const HIGH: RehydratePriority = RehydratePriority::High;

fn archived(settings: DataProtection) -> BlobSite {
    let mut site = BlobSite::new(settings);
    site.put("a.csv", "1");
    let command = site.tiering("a.csv", AccessTier::Archive, STANDARD);
    site.do_(command);
    site
}

/// When the blob will be online again.
fn online_at(site: &BlobSite) -> Option<SimTime> {
    let (container, path) = (site.container.clone(), "a.csv".to_string());
    site.ask(BlobVersions { container, path, before: None, limit: 1 }).rehydration.map(|row| row.until)
}

#[test]
fn an_archived_blob_is_offline() {
    let mut site = archived(DataProtection::default());
    assert_eq!(site.read("a.csv", None).expect_err("it is offline").code(), "BlobArchived");
    let commands = [site.describing("a.csv", "owner", "sales"), site.snapshotting("a.csv")];
    for command in commands {
        assert_eq!(site.refused(command), "BlobArchived");
    }
    site.put("a.csv", "22");
    assert_eq!(site.read("a.csv", None).ok(), bytes_of("22").digest, "overwriting needs no bytes");
}

#[test]
fn an_archived_version_is_not_promoted() {
    let mut site = archived(versioning());
    site.put("a.csv", "22");
    let version = site.newest("a.csv", VersionKind::Previous);
    assert_eq!(site.read("a.csv", Some(version)).expect_err("it is offline").code(), "BlobArchived");
    let command = site.promoting("a.csv", version);
    assert_eq!(site.refused(command), "BlobArchived");
}

#[test]
fn the_way_back_takes_hours() {
    let mut site = archived(DataProtection::default());
    let command = site.tiering("a.csv", AccessTier::Cool, STANDARD);
    site.do_(command);
    let until = online_at(&site).expect("it is on its way");
    let hours = |count: u64| SimSpan::from_hours(count as i64);
    let (min, max) = (limits::REHYDRATION_STANDARD_HOURS_MIN, limits::REHYDRATION_STANDARD_HOURS_MAX);
    assert!((site.now() + hours(min)..=site.now() + hours(max)).contains(&until));
    site.advance_to(until - SimSpan::from_minutes(1));
    assert_eq!(site.versions("a.csv")[0].tier, AccessTier::Archive);
    assert_eq!(site.read("a.csv", None).expect_err("not yet").code(), "BlobArchived");
    site.advance(1);
    assert_eq!((site.versions("a.csv")[0].tier, online_at(&site)), (AccessTier::Cool, None));
    assert_eq!(site.read("a.csv", None).ok(), bytes_of("1").digest);
}

#[test]
fn a_blob_on_its_way_back_can_only_be_hurried() {
    let mut site = archived(DataProtection::default());
    let command = site.tiering("a.csv", AccessTier::Hot, STANDARD);
    site.do_(command.clone());
    let slow = online_at(&site).expect("it is on its way");
    for tier in [AccessTier::Cool, AccessTier::Archive] {
        let other = site.tiering("a.csv", tier, HIGH);
        assert_eq!(site.refused(other), "BlobBeingRehydrated");
    }
    site.do_(command.clone());
    assert_eq!(online_at(&site), Some(slow), "asking again changes nothing");
    let hurry = site.tiering("a.csv", AccessTier::Hot, HIGH);
    site.do_(hurry);
    let minutes = SimSpan::from_minutes(limits::REHYDRATION_HIGH_MINUTES_MAX as i64);
    assert!(online_at(&site) <= Some(site.now() + minutes));
    assert_eq!(site.refused(command), "BlobBeingRehydrated");
    site.advance(60);
    assert_eq!(site.versions("a.csv")[0].tier, AccessTier::Hot);
}

#[test]
fn a_large_blob_is_not_hurried() {
    let mut site = BlobSite::new(DataProtection::default());
    let size = ByteSize(limits::REHYDRATION_HIGH_SIZE_MAX.bytes() + 1);
    let command = put_generated(&site.container, "a.csv", 1, size);
    site.do_(command);
    for (tier, priority) in [(AccessTier::Archive, STANDARD), (AccessTier::Hot, HIGH)] {
        let command = site.tiering("a.csv", tier, priority);
        site.do_(command);
    }
    assert!(online_at(&site) >= Some(site.now() + SimSpan::from_hours(1)));
}

#[test]
fn overwriting_or_deleting_gives_the_way_back_up() {
    for delete in [false, true] {
        let mut site = archived(DataProtection::default());
        let command = site.tiering("a.csv", AccessTier::Hot, STANDARD);
        site.do_(command);
        if delete {
            site.delete("a.csv");
        } else {
            site.put("a.csv", "22");
        }
        assert!(site.state.rehydrations.is_empty());
        site.advance_days(1);
        assert_eq!(site.listed(""), if delete { "" } else { "a.csv" });
    }
}

#[test]
fn a_blob_comes_back_in_a_deleted_container() {
    let settings = DataProtection { container_soft_delete_days: Some(7), ..DataProtection::default() };
    let mut site = archived(settings);
    let command = site.tiering("a.csv", AccessTier::Hot, STANDARD);
    site.do_(command);
    let version = site.state.containers.values().next().expect("there is one").id;
    site.lab.do_(Command::DeleteContainer { container: site.container.clone() });
    site.advance_days(1);
    let name = "data".to_string();
    site.lab.do_(Command::UndeleteContainer { account: site.account.clone(), name, version });
    assert_eq!(site.versions("a.csv")[0].tier, AccessTier::Hot);
}

fn lease(site: &BlobSite, path: Option<&str>, action: LeaseAction) -> Command {
    Command::Lease { container: site.container.clone(), path: path.map(str::to_string), action }
}

fn acquire(seconds: Option<u32>, id: u128) -> LeaseAction {
    LeaseAction::Acquire { seconds, proposed: Some(Uuid::from_u128(id)) }
}

fn lease_state(site: &BlobSite) -> LeaseState {
    let (container, path) = (site.container.clone(), "a.csv".to_string());
    site.ask(BlobVersions { container, path, before: None, limit: 1 }).lease
}

fn after_seconds(site: &mut BlobSite, seconds: i64) {
    let later = site.now() + SimSpan::from_seconds(seconds);
    site.advance_to(later);
}

#[test]
fn a_leased_blob_is_not_written() {
    let mut site = BlobSite::new(versioning());
    site.put("a.csv", "1");
    site.put("a.csv", "22");
    let previous = site.newest("a.csv", VersionKind::Previous);
    let command = lease(&site, Some("a.csv"), acquire(None, 1));
    site.do_(command);
    assert_eq!(lease_state(&site), LeaseState::Leased);
    let commands = [
        put_file(&site.container, "a.csv", "333"),
        site.deleting("a.csv"),
        site.describing("a.csv", "owner", "sales"),
        site.promoting("a.csv", previous),
    ];
    for command in commands {
        assert_eq!(site.refused(command), "LeaseIdMissing");
    }
    let cooled = site.tiering("a.csv", AccessTier::Cool, STANDARD);
    site.do_(cooled);
    let release = |id| LeaseAction::Release { lease: Uuid::from_u128(id) };
    let command = lease(&site, Some("a.csv"), release(2));
    assert_eq!(site.refused(command), "LeaseIdMismatchWithLeaseOperation");
    let command = lease(&site, Some("a.csv"), release(1));
    site.do_(command);
    site.delete("a.csv");
}

/// Leases as the lists of containers and of blobs show them: the container, `a.csv`, `b.csv`.
fn listed_leases(site: &BlobSite) -> [LeaseState; 3] {
    let rows = site.ask(Containers { account: site.account.clone() });
    let container = rows.iter().find(|row| row.id == site.container).expect("it is listed").lease;
    let (directory, prefix) = (String::new(), String::new());
    let page =
        site.ask(Paths { container: site.container.clone(), directory, prefix, from: None, limit: 10 });
    let blob = |name: &str| page.rows.iter().find(|row| row.name == name).expect("it is listed").lease;
    [container, blob("a.csv"), blob("b.csv")]
}

#[test]
fn lists_show_who_is_leased() {
    use LeaseState::{Available, Broken, Leased};
    let mut site = BlobSite::new(DataProtection::default());
    site.put("a.csv", "1");
    site.put("b.csv", "2");
    assert_eq!(listed_leases(&site), [Available; 3]);
    let command = lease(&site, Some("a.csv"), acquire(None, 1));
    site.do_(command);
    assert_eq!(listed_leases(&site), [Available, Leased, Available]);
    let command = lease(&site, None, acquire(None, 2));
    site.do_(command);
    let command = lease(&site, Some("a.csv"), LeaseAction::Break { seconds: Some(0) });
    site.do_(command);
    assert_eq!(listed_leases(&site), [Leased, Broken, Available]);
}

#[test]
fn a_lease_ends_with_its_time_and_can_be_renewed() {
    let mut site = BlobSite::new(DataProtection::default());
    site.put("a.csv", "1");
    let ask = |site: &mut BlobSite, action| {
        let command = lease(site, Some("a.csv"), action);
        site.request(command).map(drop).map_err(|refusal| refusal.code())
    };
    let renew = |id| LeaseAction::Renew { lease: Uuid::from_u128(id) };
    assert_eq!(ask(&mut site, acquire(Some(14), 1)), Err("InvalidHeaderValue"));
    assert_eq!(ask(&mut site, renew(1)), Err("LeaseNotPresentWithLeaseOperation"));
    assert_eq!(ask(&mut site, acquire(Some(15), 1)), Ok(()));
    assert_eq!(ask(&mut site, acquire(Some(15), 2)), Err("LeaseAlreadyPresent"));
    assert_eq!(ask(&mut site, acquire(Some(30), 1)), Ok(()), "its holder may change its length");
    after_seconds(&mut site, 29);
    assert_eq!(lease_state(&site), LeaseState::Leased);
    after_seconds(&mut site, 1);
    assert_eq!(lease_state(&site), LeaseState::Expired);
    assert_eq!(ask(&mut site, renew(1)), Ok(()));
    assert_eq!(lease_state(&site), LeaseState::Leased);
    site.put("a.csv", "22"); // A minute later.
    assert_eq!(ask(&mut site, renew(1)), Err("LeaseNotPresentWithLeaseOperation"), "somebody wrote");
    assert_eq!(ask(&mut site, acquire(Some(60), 2)), Ok(()));
}

#[test]
fn a_lease_is_broken_by_anybody() {
    let mut site = BlobSite::new(DataProtection::default());
    site.put("a.csv", "1");
    let ask = |site: &mut BlobSite, action| {
        let command = lease(site, Some("a.csv"), action);
        site.request(command).map(drop).map_err(|refusal| refusal.code())
    };
    let end = |seconds| LeaseAction::Break { seconds };
    assert_eq!(ask(&mut site, end(None)), Err("LeaseNotPresentWithLeaseOperation"));
    assert_eq!(ask(&mut site, end(Some(61))), Err("InvalidHeaderValue"));
    ask(&mut site, acquire(None, 1)).expect("it is free");
    assert_eq!(ask(&mut site, end(Some(40))), Ok(()));
    assert_eq!(lease_state(&site), LeaseState::Breaking);
    assert_eq!(ask(&mut site, acquire(None, 2)), Err("LeaseIsBreakingAndCannotBeAcquired"));
    let renew = LeaseAction::Renew { lease: Uuid::from_u128(1) };
    assert_eq!(ask(&mut site, renew), Err("LeaseIsBrokenAndCannotBeRenewed"));
    after_seconds(&mut site, 10);
    assert_eq!(ask(&mut site, end(Some(60))), Ok(()), "it breaks no later than it was going to");
    after_seconds(&mut site, 30);
    assert_eq!(lease_state(&site), LeaseState::Broken);
    ask(&mut site, acquire(None, 2)).expect("it is free again");
    assert_eq!(ask(&mut site, end(None)), Ok(()));
    assert_eq!(lease_state(&site), LeaseState::Broken, "one for ever ends at once");
    ask(&mut site, acquire(Some(20), 3)).expect("it is free again");
    assert_eq!(ask(&mut site, end(None)), Ok(()));
    assert_eq!(lease_state(&site), LeaseState::Breaking, "one with an end keeps it");
    after_seconds(&mut site, 20);
    site.delete("a.csv");
    assert!(site.state.leases.is_empty());
}

#[test]
fn a_leased_container_is_not_deleted() {
    let mut site = BlobSite::new(DataProtection::default());
    site.put("a.csv", "1");
    let command = lease(&site, None, acquire(Some(60), 1));
    site.do_(command);
    let delete = Command::DeleteContainer { container: site.container.clone() };
    assert_eq!(site.refused(delete.clone()), "LeaseIdMissing");
    site.put("a.csv", "22"); // Blobs in it are nobody's in particular.
    site.do_(delete);
    let command = lease(&site, None, acquire(None, 1));
    assert_eq!(site.refused(command), "ContainerNotFound");
}
