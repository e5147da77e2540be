//! Data protection settings of accounts, and the change feed.

use crate::{
    blob_site::{BlobSite, restorable, soft_delete, versioning},
    lab::{Lab, put_file},
};
use expect_test::expect;
use vault_lab::{
    base::SimSpan,
    engine::{
        Command, Refusal,
        query::{ChangeRecords, DataProtectionDetail},
        storage::{AccessTier, ChangeFeed, DataProtection, RehydratePriority},
    },
};

/// Settings that are wrong in one way each, with what is said about them.
fn wrong_settings() -> Vec<DataProtection> {
    let good = restorable(30);
    vec![
        soft_delete(0),
        soft_delete(366),
        DataProtection { container_soft_delete_days: Some(366), ..good.clone() },
        DataProtection { change_feed: ChangeFeed::Days(146_001), ..DataProtection::default() },
        DataProtection { point_in_time_restore_days: Some(0), ..good.clone() },
        DataProtection { versioning: false, ..good.clone() },
        DataProtection { change_feed: ChangeFeed::Off, ..good.clone() },
        DataProtection { blob_soft_delete_days: None, ..good.clone() },
        DataProtection { blob_soft_delete_days: Some(30), ..good.clone() },
        DataProtection { change_feed: ChangeFeed::Days(30), ..good },
    ]
}

#[test]
fn settings_have_bounds_and_go_together() {
    let mut site = BlobSite::new(DataProtection::default());
    let refusals = wrong_settings().into_iter().map(|settings| {
        let command = site.setting(settings);
        let explained = site.refusal(command).explain();
        format!("{}: {} {}\n", explained.code, explained.message, explained.cause)
    });
    expect![[r#"
        InvalidValuesForRequestParameters: Values for request parameters are invalid: deleteRetentionPolicy.days. 0 is not between 1 and 365 days.
        InvalidValuesForRequestParameters: Values for request parameters are invalid: deleteRetentionPolicy.days. 366 is not between 1 and 365 days.
        InvalidValuesForRequestParameters: Values for request parameters are invalid: containerDeleteRetentionPolicy.days. 366 is not between 1 and 365 days.
        InvalidValuesForRequestParameters: Values for request parameters are invalid: changeFeed.days. 146001 is not between 1 and 146000 days.
        InvalidValuesForRequestParameters: Values for request parameters are invalid: restorePolicy.days. 0 is not between 1 and 365 days.
        ContainerOperationFailure: Point In Time Restore policy requires versioning to be enabled. Blobs are put back from their versions.
        ContainerOperationFailure: Point In Time Restore policy requires the change feed to be enabled. What has to be put back is found in the change feed.
        ContainerOperationFailure: Point In Time Restore policy requires the blob delete retention policy to be enabled. Deleted versions have to stay for as long as they may be put back.
        ContainerOperationFailure: Blob Delete Retention policy days should be longer than Point In Time Restore policy days. Deleted blobs are kept for 30 days, restoring reaches back 30.
        ContainerOperationFailure: Change feed retention days should be longer than Point In Time Restore policy days. Changes are kept for 30 days, restoring reaches back 30.
    "#]]
    .assert_eq(&refusals.collect::<String>());
    let widest = DataProtection {
        blob_soft_delete_days: Some(365),
        container_soft_delete_days: Some(1),
        change_feed: ChangeFeed::Days(365),
        point_in_time_restore_days: Some(364),
        versioning: true,
    };
    site.set(widest.clone());
    let view = site.ask(DataProtectionDetail { account: site.account.clone() });
    assert_eq!((view.settings, view.hierarchical_namespace), (widest, false));
}

#[test]
fn what_restoring_needs_cannot_be_switched_off_under_it() {
    let mut site = BlobSite::new(restorable(30));
    let off = DataProtection { versioning: false, ..restorable(30) };
    let command = site.setting(off.clone());
    assert_eq!(site.refused(command), "ContainerOperationFailure");
    site.set(DataProtection { point_in_time_restore_days: None, ..off });
    let view = site.ask(DataProtectionDetail { account: site.account.clone() });
    assert_eq!(view.restorable_since, None);
}

#[test]
fn the_restorable_time_begins_when_restoring_is_switched_on() {
    let mut site = BlobSite::new(restorable(30));
    let begun = site.now();
    let since =
        |site: &BlobSite| site.ask(DataProtectionDetail { account: site.account.clone() }).restorable_since;
    site.advance_days(2);
    site.set(restorable(60));
    assert_eq!(since(&site), Some(begun), "more days do not begin anew");
    site.set(versioning());
    site.advance_days(1);
    site.set(restorable(30));
    assert_eq!(since(&site), Some(begun + SimSpan::from_days(3)));
}

#[test]
fn data_lakes_have_container_soft_delete_only() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lake");
    let account = lab.data_lake(&group, "lakesource");
    let set = |settings| Command::SetDataProtection { account: account.clone(), settings };
    let restore_only = DataProtection { point_in_time_restore_days: Some(7), ..DataProtection::default() };
    let feed = DataProtection { change_feed: ChangeFeed::KeepAll, ..DataProtection::default() };
    for settings in [versioning(), restore_only, feed, soft_delete(7)] {
        assert_eq!(lab.refused(set(settings)), "FeatureNotSupportedForAccount");
    }
    lab.do_(set(DataProtection { container_soft_delete_days: Some(7), ..DataProtection::default() }));
    let container = lab.container(&account, "raw");
    lab.file(&container, "a/b.csv", "12345");
    assert_eq!(
        lab.refused(Command::UndeleteBlob { container, path: "a/b.csv".to_string() }),
        "FeatureNotSupportedForAccount"
    );
}

#[test]
fn settings_are_for_those_who_may_write_them() {
    let mut site = BlobSite::new(DataProtection::default());
    let command = site.setting(soft_delete(0));
    assert_eq!(site.lab.sign_in("Ravi").refused(command), "AuthorizationFailed");
    let question = DataProtectionDetail { account: site.account.clone() };
    assert!(site.lab.sign_in("Ravi").query(question.clone()).is_ok(), "a reader may look");
    assert_eq!(
        site.lab.sign_in("Rosa").query(question).map_err(|refusal: Refusal| refusal.code()).err(),
        Some("AuthorizationFailed")
    );
}

#[test]
fn the_change_feed_tells_what_happened() {
    let mut site = BlobSite::new(DataProtection { change_feed: ChangeFeed::KeepAll, ..soft_delete(7) });
    site.put("a.csv", "1");
    site.put("a.csv", "22");
    let described = site.describing("a.csv", "owner", "sales");
    site.do_(described);
    let cooled = site.tiering("a.csv", AccessTier::Cool, RehydratePriority::Standard);
    site.do_(cooled);
    let kept = site.snapshotting("a.csv");
    site.do_(kept);
    let cleared = Command::DeleteBlobSnapshots {
        container: site.container.clone(),
        path: "a.csv".to_string(),
        snapshot: None,
    };
    site.do_(cleared);
    site.delete("a.csv");
    let back = site.undeleting("a.csv");
    site.do_(back);
    expect![[r#"
        BlobCreated PutBlob data/a.csv
        BlobCreated PutBlob data/a.csv
        BlobPropertiesUpdated SetBlobMetadata data/a.csv
        BlobTierChanged SetBlobTier data/a.csv
        BlobSnapshotCreated SnapshotBlob data/a.csv
        BlobDeleted DeleteBlob data/a.csv
        BlobDeleted DeleteBlob data/a.csv
        BlobCreated UndeleteBlob data/a.csv
    "#]]
    .assert_eq(&site.changes());
    // Switched off, it says no more, but still says what it said.
    let before = site.changes();
    site.set(DataProtection::default());
    site.put("b.csv", "1");
    site.lab.do_(Command::DeleteContainer { container: site.container.clone() });
    assert_eq!(site.changes(), before, "records name their container though it is gone");
    site.lab.do_(Command::DeleteStorageAccount { account: site.account.clone() });
    assert!(site.state.blob_changes.is_empty());
}

#[test]
fn the_change_feed_is_read_on_from_where_one_was() {
    let mut site = BlobSite::new(DataProtection { change_feed: ChangeFeed::KeepAll, ..versioning() });
    (0..5).for_each(|number| site.put(&format!("{number}.csv"), "1"));
    let page = |after, limit| site.ask(ChangeRecords { account: site.account.clone(), after, limit });
    let first = page(None, 3);
    let second = page(first.last().map(|row| row.seq), 3);
    let paths = first.iter().chain(&second).map(|row| row.path.as_str());
    assert_eq!(paths.collect::<Vec<_>>(), ["0.csv", "1.csv", "2.csv", "3.csv", "4.csv"]);
    assert!(first.iter().all(|row| row.version.is_some()), "with versioning every record names one");
    assert!(page(second.last().map(|row| row.seq), 3).is_empty());
}

#[test]
fn the_change_feed_forgets_by_the_hour() {
    let keep = |days| DataProtection { change_feed: ChangeFeed::Days(days), ..DataProtection::default() };
    let mut site = BlobSite::new(keep(2));
    site.put("a.csv", "1"); // 08:02
    site.advance(30);
    site.put("b.csv", "1"); // 08:33
    site.advance(60);
    site.put("c.csv", "1"); // 09:34
    let count = |site: &BlobSite| site.changes().lines().count();
    site.advance(2 * 24 * 60 - 35);
    assert_eq!(count(&site), 3, "one minute before the end of the hour");
    site.advance(1);
    assert_eq!(count(&site), 1, "what was written down in one hour goes together");
    site.advance(59);
    assert_eq!(count(&site), 1);
    site.advance(1);
    assert_eq!(count(&site), 0);
    assert!(site.state.timers.is_empty(), "nothing is left to look after");
    // A shorter memory forgets what is too old for it at once.
    site.set(keep(100));
    site.put("d.csv", "1");
    site.advance_days(5);
    assert_eq!(count(&site), 1);
    site.set(keep(3));
    site.advance(0);
    assert_eq!(count(&site), 0);
}

#[test]
fn an_unchanged_blob_costs_one_small_row() {
    let mut site = BlobSite::new(restorable(30));
    let dirty = |site: &BlobSite| (site.state.paths.len(), site.state.past_blobs.len());
    let command = put_file(&site.container, "2026/09/14/orders-00001.csv", "1;2;3");
    site.do_(command);
    assert_eq!(dirty(&site), (1, 0), "what never changed has no past");
    let entry = site.state.paths.values().next().expect("it is there");
    assert_eq!(entry.acl, None);
}
