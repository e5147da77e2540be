//! What each way of losing data leaves, and that the page which says so is right about it.

use crate::{
    blob_backup_site::{BlobBackupSite, Parts},
    blob_site::restorable,
};
use expect_test::expect;
use std::fmt::Write;
use vault_lab::engine::{
    Command,
    query::{DataLossView, DataLosses, DataPlace, Disaster, Means, Outcome},
    restore::{RestoreDestination, RestoreSelection, RestoreSource},
    storage::DataProtection,
};

fn losses(site: &BlobBackupSite) -> DataLossView {
    site.ask(DataLosses { account: site.source.clone() })
}

/// A letter for each means: brings back, is not there, or is out of reach.
fn matrix(site: &BlobBackupSite) -> String {
    let view = losses(site);
    let mut text = String::new();
    for disaster in Disaster::ALL {
        let of_disaster = view.rescues.iter().filter(|rescue| rescue.disaster == disaster);
        let letters = of_disaster.map(|rescue| match rescue.outcome {
            Outcome::Recovers { .. } => "yes",
            Outcome::NotThere => "off",
            Outcome::OutOfReach => "-",
        });
        writeln!(text, "{disaster:?}: {}", letters.collect::<Vec<_>>().join(" "))
            .expect("text can be written");
    }
    text
}

fn outcome(site: &BlobBackupSite, disaster: Disaster, means: Means) -> Outcome {
    let view = losses(site);
    let found = view.rescues.iter().find(|rescue| rescue.disaster == disaster && rescue.means == means);
    found.expect("each pair is there").outcome
}

fn stored(site: &BlobBackupSite, place: DataPlace) -> u64 {
    let view = losses(site);
    view.places.iter().find(|stored| stored.place == place).expect("each place is there").count
}

#[test]
fn each_kind_of_protection_survives_its_own_disasters() {
    let bare = BlobBackupSite::new();
    expect![[r#"
        BlobDeleted: off off off off
        Overwritten: off off off off
        ContainerDeleted: off - - off
        AccountDeleted: - - - off
    "#]]
    .assert_eq(&matrix(&bare));
    let mut operational = BlobBackupSite::protected(Parts::Operational);
    operational.advance(15);
    expect![[r#"
        BlobDeleted: yes yes yes off
        Overwritten: yes yes yes off
        ContainerDeleted: off - - off
        AccountDeleted: - - - off
    "#]]
    .assert_eq(&matrix(&operational));
    assert!(losses(&operational).locked && !losses(&bare).locked);
    let mut both = BlobBackupSite::protected(Parts::Both);
    both.back_up();
    expect![[r#"
        BlobDeleted: yes yes yes yes
        Overwritten: yes yes yes yes
        ContainerDeleted: off - - yes
        AccountDeleted: - - - yes
    "#]]
    .assert_eq(&matrix(&both));
}

#[test]
fn bytes_are_counted_where_they_are() {
    let mut site = BlobBackupSite::new();
    site.set(DataProtection { container_soft_delete_days: Some(7), ..restorable(30) });
    let counts = |site: &BlobBackupSite| {
        use DataPlace::*;
        [Current, Versions, SoftDeleted, DeletedContainers, Vault].map(|place| stored(site, place))
    };
    assert_eq!(counts(&site), [2, 0, 0, 0, 0]);
    site.write("data", "readme.txt", "another");
    site.delete("logs", "readme.txt");
    assert_eq!(counts(&site), [1, 2, 0, 0, 0]);
    let source = site.source.clone();
    site.delete_container(&source, "logs");
    assert_eq!(counts(&site), [1, 1, 0, 1, 0]);
    site.set(DataProtection { blob_soft_delete_days: Some(7), ..DataProtection::default() });
    site.write("data", "plain.txt", "1");
    site.delete("data", "plain.txt");
    assert_eq!(counts(&site), [1, 1, 1, 1, 0]);
}

/// What the page promises of an operational restore is what the restore does, to the last day and no longer.
#[test]
fn a_promise_holds_until_its_last_moment() {
    let mut site = BlobBackupSite::protected(Parts::Operational);
    site.advance(15);
    let then = site.now();
    let Outcome::Recovers { until: Some(until), .. } =
        outcome(&site, Disaster::Overwritten, Means::OperationalBackup)
    else {
        panic!("operational backup brings back what is overwritten");
    };
    let restore = Command::Restore {
        instance: site.instance.clone(),
        source: RestoreSource::Time(then),
        destination: RestoreDestination::InPlace { ranges: Vec::new() },
    };
    while site.now() < until {
        site.advance(60);
    }
    site.do_(restore.clone());
    site.advance(5);
    assert_eq!(site.refused(restore), "UserErrorInvalidRecoveryPointInTime");
}

#[test]
fn the_vault_promises_its_newest_point() {
    let mut site = BlobBackupSite::protected(Parts::Vaulted);
    let point = site.back_up();
    let row = site.points()[0].clone();
    let promised = outcome(&site, Disaster::AccountDeleted, Means::VaultedBackup);
    assert_eq!(promised, Outcome::Recovers { state_of: Some(row.created_at), until: Some(row.expires_at) });
    let source = site.source.clone();
    site.do_(Command::DeleteStorageAccount { account: source });
    let restore = site.restore(point, RestoreSelection::All);
    site.do_(restore);
}
