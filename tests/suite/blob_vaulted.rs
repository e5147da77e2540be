//! Vaulted backups of blobs: what they hold, what makes them fail, and restoring them to another account.

use crate::blob_backup_site::{BlobBackupSite, Parts, all_blobs_except, blobs};
use Parts::{Both, Vaulted};
use vault_lab::{
    base::SimTime,
    engine::{
        Command, Refusal,
        ids::PointSeq,
        job::{JobStatus, JobTrigger},
        protection::{BlobProtectionError, ProtectionError, point::points_of},
        query::{ChangeRecords, PointFacts, RestoreTargets},
        resources::LockLevel,
        restore::{ContainerPick, RestoreError, RestoreSelection},
        storage::{AccessTier, BlobPath, ChangeFeed, DataProtection, RehydratePriority},
    },
};

fn picks(picked: &[(&str, &[&str])]) -> RestoreSelection {
    let pick = |(container, prefixes): &(&str, &[&str])| ContainerPick {
        container: container.to_string(),
        prefixes: prefixes.iter().map(|prefix| prefix.to_string()).collect(),
    };
    RestoreSelection::Containers(picked.iter().map(pick).collect())
}

fn tier(site: &mut BlobBackupSite, path: &str, tier: AccessTier) {
    let container = site.container_id(&site.source, "data");
    let (path, priority) = (path.to_string(), RehydratePriority::Standard);
    site.do_(Command::SetBlobTier { container, path, tier, priority });
}

/// Names of all blobs of a container of the target.
fn restored(site: &BlobBackupSite, container: &str) -> Vec<String> {
    let id = site.state.find_container(&site.container_id(&site.target, container)).expect("restored").id;
    let paths = site.state.paths.iter().filter(|((holder, _), _)| *holder == id);
    paths.map(|((_, path), _)| path.to_string()).collect()
}

fn files(site: &BlobBackupSite, point: PointSeq) -> u64 {
    let row = site.points().into_iter().find(|row| row.seq == point).expect("the point is there");
    match row.data {
        PointFacts::VaultStore { files, .. } => files,
        PointFacts::OperationalStore { .. } => panic!("blobs are kept in the vault"),
    }
}

#[test]
fn what_is_restored_is_what_was_backed_up() {
    for parts in [Vaulted, Both] {
        let mut site = BlobBackupSite::protected(parts);
        site.write("data", "2026/orders.csv", "first");
        let first = site.back_up();
        site.write("data", "2026/orders.csv", "second");
        site.delete("data", "readme.txt");
        let second = site.back_up();
        let source = site.source.clone();
        let digest = |site: &BlobBackupSite| site.digest(&source, "data", "2026/orders.csv");
        let now = digest(&site).expect("a digest");
        for (point, names) in
            [(first, vec!["2026/orders.csv", "readme.txt"]), (second, vec!["2026/orders.csv"])]
        {
            let restore = site.restore(point, RestoreSelection::All);
            site.do_(restore);
            site.advance(15);
            assert_eq!(site.last_job().status, JobStatus::Completed);
            assert_eq!(restored(&site, "data"), names);
            let target = site.target.clone();
            let restored = site.digest(&target, "data", "2026/orders.csv").expect("a digest");
            assert_eq!(restored == now, point == second, "{parts:?} {point:?}");
            assert_eq!(
                site.digest(&target, "logs", "readme.txt"),
                site.digest(&source, "logs", "readme.txt")
            );
            site.delete_container(&target, "data");
            site.delete_container(&target, "logs");
        }
    }
}

#[test]
fn a_backup_copies_what_has_changed() {
    let mut site = BlobBackupSite::protected(Vaulted);
    site.write("data", "large.txt", &"large".repeat(1_000));
    site.back_up();
    site.write("data", "small.txt", "12345678");
    site.back_up();
    let points: Vec<_> =
        points_of(&site.state, site.row().id).map(|row| (row.size, row.transferred)).collect();
    assert_eq!((points[1].0.bytes(), points[1].1.bytes()), (points[0].0.bytes() + 8, 8));
    assert_eq!(points[0].0, points[0].1);
}

#[test]
fn the_schedule_makes_the_first_backup_and_the_policy_keeps_it() {
    let mut site = BlobBackupSite::protected(Both);
    assert_eq!(site.points().len(), 0);
    site.advance_to(SimTime::parse("2026-09-14T20:00:00Z").expect("a moment"));
    let job = site.last_job();
    assert_eq!((job.trigger, job.status), (JobTrigger::Scheduled, JobStatus::InProgress));
    site.advance(30);
    assert_eq!(site.points().len(), 1);
    site.advance_days(30);
    let names: Vec<_> = site.points().iter().map(|row| row.tag.display_name()).collect();
    assert_eq!(names.iter().filter(|tag| **tag == "Yearly").count(), 1, "one rule for each point");
    assert_eq!(names.iter().filter(|tag| **tag == "Monthly").count(), 1);
    assert!(names.iter().filter(|tag| **tag == "Default").count() <= 7, "{names:?}");
}

/// Five a day, the scheduled one among them.
#[test]
fn five_backups_a_day_are_all_there_are() {
    let mut site = BlobBackupSite::protected(Vaulted);
    for _ in 0..5 {
        site.back_up();
    }
    let sixth = site.backup_now();
    let refused = site.refusal(sixth.clone()).explain();
    assert_eq!(refused.code, "UserErrorBackupRequestThrottled");
    assert!(
        refused.cause.contains("5 backups a day, scheduled and on-demand ones together"),
        "{}",
        refused.cause
    );
    site.advance_to(SimTime::parse("2026-09-14T20:01:00Z").expect("a moment"));
    assert_eq!(site.last_failure().code, "UserErrorBackupRequestThrottled");
    assert_eq!(site.points().len(), 5);
    site.advance_to(SimTime::parse("2026-09-15T00:00:00Z").expect("a moment"));
    site.do_(sixth);
}

/// Every backup fails until the list is corrected.
#[test]
fn a_listed_container_that_is_gone_fails_every_backup() {
    let mut site = BlobBackupSite::protected(Vaulted);
    let source = site.source.clone();
    site.delete_container(&source, "logs");
    site.advance_days(2);
    let failed = site.jobs().into_iter().filter(|job| job.status == JobStatus::Failed).count();
    assert_eq!((failed, site.points().len()), (2, 0));
    assert_eq!(site.last_failure().code, "UserErrorIncorrectContainersSelectedForOperation");
    let update = site.update(&site.policy(Vaulted), blobs(&["data"]));
    site.do_(update);
    site.back_up();
}

/// What was not there when the list was made is not protected.
#[test]
fn a_list_of_all_present_containers_leaves_later_ones_out() {
    for (parameters, expected) in [(blobs(&["data", "logs"]), 2), (all_blobs_except(&["tmp"]), 3)] {
        let mut site = BlobBackupSite::new();
        let command = site.configure(Vaulted, parameters);
        site.do_(command);
        site.advance(2);
        let source = site.source.clone();
        site.container(&source, "later");
        site.container(&source, "tmp-later");
        site.write("later", "new.txt", "new");
        let point = site.back_up();
        assert_eq!(files(&site, point), expected);
    }
}

#[test]
fn archived_blobs_are_silently_absent() {
    let mut site = BlobBackupSite::protected(Vaulted);
    site.write("data", "old.txt", "old");
    tier(&mut site, "old.txt", AccessTier::Archive);
    let point = site.back_up();
    assert_eq!(files(&site, point), 2);
    let restore = site.restore(point, picks(&[("data", &[])]));
    site.do_(restore);
    site.advance(15);
    assert_eq!(restored(&site, "data"), ["readme.txt"]);
    let nothing = site.restore(point, picks(&[("data", &["old"])]));
    assert_eq!(site.refused(nothing), "UserErrorInvalidRestorePrefixRange");
}

/// Snapshots of blobs and their earlier versions stay behind; metadata comes along.
#[test]
fn snapshots_are_not_carried() {
    let mut site = BlobBackupSite::protected(Vaulted);
    let container = site.container_id(&site.source, "data");
    site.do_(Command::CreateBlobSnapshot { container, path: "readme.txt".to_string() });
    let point = site.back_up();
    let restore = site.restore(point, RestoreSelection::All);
    site.do_(restore);
    site.advance(15);
    let target = site.state.find_container(&site.container_id(&site.target, "data")).expect("restored").id;
    assert!(site.state.past_blobs.iter().all(|(key, _)| key.container != target));
}

/// Cool and cold come back hot.
#[test]
fn cool_and_cold_come_back_hot() {
    let mut site = BlobBackupSite::protected(Vaulted);
    for (path, to) in [("cool.txt", AccessTier::Cool), ("cold.txt", AccessTier::Cold)] {
        site.write("data", path, path);
        tier(&mut site, path, to);
    }
    let point = site.back_up();
    let restore = site.restore(point, RestoreSelection::All);
    site.do_(restore);
    site.advance(15);
    let target = site.state.find_container(&site.container_id(&site.target, "data")).expect("restored").id;
    for path in ["cool.txt", "cold.txt"] {
        let entry = site.state.paths.get(&(target, BlobPath(path.to_string()))).expect("restored");
        assert_eq!(entry.file().map(|facts| facts.tier), Some(AccessTier::Hot), "{path}");
    }
}

#[test]
fn a_backup_needs_the_features_it_reads_changes_from() {
    let mut site = BlobBackupSite::protected(Vaulted);
    site.back_up();
    site.set(DataProtection { change_feed: ChangeFeed::Off, ..site.settings() });
    let command = site.backup_now();
    site.do_(command.clone());
    let failure = site.last_failure();
    assert_eq!(failure.code, "UserErrorRequiredStorageFeaturesDisabled");
    assert_eq!(failure.message, "Features that backup needs are switched off on blobsource: change feed.");
    site.set(DataProtection { change_feed: ChangeFeed::KeepAll, ..site.settings() });
    site.back_up();
    let refused: Refusal = BlobProtectionError::RequiredFeaturesDisabled {
        account: "blobsource".to_string(),
        features: vec!["change feed".to_string()],
    }
    .into();
    assert_eq!(refused.record(), failure);
}

/// Every way in which the target does not fit, and the role that it needs too.
#[test]
fn a_restore_goes_to_another_flat_account_that_has_none_of_the_containers() {
    let mut site = BlobBackupSite::protected(Vaulted);
    let group = site.group.clone();
    let lake = site.data_lake(&group, "laketarget");
    let roleless = site.flat_account(&group, "roleless");
    let (source, target) = (site.source.clone(), site.target.clone());
    let point = site.back_up();
    let six: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
    let many: Vec<String> = (0..101).map(|number| format!("c{number}")).collect();
    let many = RestoreSelection::Containers(
        many.into_iter().map(|container| ContainerPick { container, prefixes: Vec::new() }).collect(),
    );
    let cases = [
        (
            site.restore_to(&source, point, RestoreSelection::All),
            "UserErrorOriginalLocationRestoreNotSupported",
        ),
        (site.restore_to(&lake, point, RestoreSelection::All), "UserErrorUnsupportedStorageAccountType"),
        (site.restore_to(&roleless, point, RestoreSelection::All), "UserErrorMissingRequiredPermissions"),
        (site.restore(point, picks(&[])), "UserErrorNoContainersSelectedForOperation"),
        (site.restore(point, picks(&[("music", &[])])), "UserErrorIncorrectContainersSelectedForOperation"),
        (site.restore(point, picks(&[("data", &six)])), "UserErrorTooManyPrefixesGivenForBlobRestore"),
        (site.restore(point, many), "UserErrorTooManyRestoreCriteriaGivenForBlobRestore"),
        (site.restore(PointSeq(99), RestoreSelection::All), "UserErrorRestorePointNotFoundInBackupVault"),
    ];
    for (command, code) in cases {
        assert_eq!(site.refused(command.clone()), code, "{command:?}");
    }
    site.container(&target, "data");
    let clash = site.restore(point, RestoreSelection::All);
    let refusal = site.refusal(clash);
    let expected = RestoreError::TargetContainersExist {
        account: "blobtarget".to_string(),
        containers: vec!["data".to_string()],
    };
    assert_eq!(refusal, expected.into());
    let one = site.restore(point, picks(&[("logs", &six[..5])]));
    assert_eq!(site.refused(one), "UserErrorInvalidRestorePrefixRange");
    let logs = site.restore(point, picks(&[("logs", &["read"])]));
    site.do_(logs);
    site.advance(15);
    assert_eq!(restored(&site, "logs"), ["readme.txt"]);
    let rows = site.ask(RestoreTargets { instance: site.instance.clone() });
    let names: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.reason.is_none())).collect();
    assert_eq!(names, [("blobsource", false), ("blobtarget", true), ("roleless", true)]);
}

#[test]
fn a_read_only_lock_on_either_side_stands_in_the_way() {
    let mut site = BlobBackupSite::protected(Vaulted);
    let point = site.back_up();
    let (source, target) = (site.source.clone(), site.target.clone());
    site.lock(&source, LockLevel::ReadOnly);
    let backup = site.backup_now();
    site.do_(backup);
    assert_eq!(site.last_failure().code, "UserErrorStorageAccountInLockedState");
    site.lock(&target, LockLevel::ReadOnly);
    let restore = site.restore(point, RestoreSelection::All);
    let refused = site.refusal(restore);
    assert!(matches!(refused, Refusal::Protection(ProtectionError::AccountLocked { .. })), "{refused:?}");
}

/// A target that keeps versions and changes keeps them of what is restored, too.
#[test]
fn what_is_restored_is_a_version_and_a_change_where_the_target_keeps_them() {
    let mut site = BlobBackupSite::protected(Vaulted);
    let point = site.back_up();
    let account = site.target.clone();
    let settings =
        DataProtection { versioning: true, change_feed: ChangeFeed::Days(7), ..DataProtection::default() };
    site.do_(Command::SetDataProtection { account: account.clone(), settings });
    let restore = site.restore(point, RestoreSelection::All);
    site.do_(restore);
    site.advance(15);
    let target = site.state.find_container(&site.container_id(&account, "data")).expect("restored").id;
    let entry = site.state.paths.get(&(target, BlobPath("readme.txt".to_string()))).expect("restored");
    assert!(entry.version.is_some());
    let changes = |site: &BlobBackupSite| {
        site.ask(ChangeRecords { account: account.clone(), after: None, limit: 1_000 }).len()
    };
    assert_eq!(changes(&site), 2);
    site.advance_days(8);
    assert_eq!(changes(&site), 0, "and forgets them in time");
}

/// The copy knows containers by name.
#[test]
fn a_container_that_is_made_again_keeps_its_old_blobs_in_later_points() {
    let mut site = BlobBackupSite::protected(Vaulted);
    let source = site.source.clone();
    for path in ["same.txt", "gone.txt", "folder/gone.txt"] {
        site.write("data", path, "old");
    }
    site.back_up();
    site.delete_container(&source, "data");
    site.advance(1);
    site.container(&source, "data");
    site.write("data", "same.txt", "new");
    site.back_up();
    site.write("data", "later.txt", "later");
    site.delete("data", "same.txt");
    let point = site.back_up();
    assert_eq!(files(&site, point), 5, "four of `data`, one of `logs`");
    let restore = site.restore(point, picks(&[("data", &[])]));
    site.do_(restore);
    site.advance(15);
    assert_eq!(restored(&site, "data"), ["folder/gone.txt", "gone.txt", "later.txt", "readme.txt"]);
    let target = site.target.clone();
    let old = site.digest(&target, "logs", "readme.txt");
    assert_eq!(old, None, "only one container was asked for");
    site.write("data", "gone.txt", "back");
    site.delete("data", "gone.txt");
    let point = site.back_up();
    assert_eq!(files(&site, point), 5, "what came and went between two backups was never seen");
}

/// System containers: a website and a root come back under their own names.
#[test]
fn a_website_comes_back_as_one() {
    let mut site = BlobBackupSite::new();
    let source = site.source.clone();
    for name in ["$web", "$root"] {
        site.container(&source, name);
        site.write(name, "index.html", name);
    }
    let command = site.configure(Vaulted, blobs(&["$root", "$web"]));
    site.do_(command);
    site.advance(2);
    let point = site.back_up();
    let restore = site.restore(point, RestoreSelection::All);
    site.do_(restore);
    site.advance(15);
    for name in ["$web", "$root"] {
        assert_eq!(restored(&site, name), ["index.html"]);
    }
}

/// A shorter policy shortens no point that exists.
#[test]
fn another_policy_never_shortens_existing_points() {
    let mut site = BlobBackupSite::protected(Vaulted);
    let point = site.back_up();
    let expires = |site: &BlobBackupSite| {
        site.points().into_iter().find(|row| row.seq == point).map(|row| row.expires_at)
    };
    let before = expires(&site).expect("the point is there");
    let update = site.update(&site.policy(Both), blobs(&["data"]));
    site.do_(update);
    let operational = site.update(&site.policy(Parts::Operational), blobs(&[]));
    site.do_(operational);
    assert_eq!(expires(&site), Some(before), "not even a policy without recovery points does");
    let restore = site.restore(point, RestoreSelection::All);
    site.do_(restore);
    site.advance(15);
    assert_eq!(site.last_job().status, JobStatus::Completed);
    let stop = site.suspend();
    site.do_(stop);
    site.advance_days(30);
    assert_eq!(site.points().len(), 1, "retained as per policy, the last one stays for ever");
    let delete = site.delete_instance();
    site.do_(delete);
    assert_eq!(site.state.deleted_instances.len(), 1, "there is something in the vault");
}

/// Vaulted protection leaves versioning and the change feed on when it is stopped.
#[test]
fn stopping_leaves_versioning_and_change_feed_on() {
    let mut site = BlobBackupSite::protected(Vaulted);
    let before = site.settings();
    assert!(before.versioning && before.change_feed.is_on());
    let stop = site.stop();
    site.do_(stop);
    assert_eq!(site.settings(), before);
    let account = site.source.clone();
    site.do_(Command::SetDataProtection { account, settings: DataProtection::default() });
}
