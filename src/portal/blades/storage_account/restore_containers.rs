//! *Restore containers*: what stands in the way of it, and how the last restore went.
//!
//! Source: Azure Storage, "Perform a point-in-time restore on block blob data"; Azure Backup, "Operational backup for
//! Azure Blobs": with it, blobs are restored through the vault.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        query::{BlobRestoreRow, DataProtectionView, InstanceRow},
        request::Command,
        storage::{BlobRestoreStatus, RestoreRange},
    },
    portal::{
        blades::{backup_words::ranges_text, badge::Badge},
        format::{counted, moment},
        route::{MenuItem, Route},
    },
};

/// Why nothing can be restored here, and where to go instead.
#[derive(Clone, Debug, PartialEq)]
pub struct Obstacle {
    pub text: String,
    pub link: Option<(&'static str, String)>,
}

pub fn obstacle(settings: &DataProtectionView, instance: Option<&InstanceRow>) -> Option<Obstacle> {
    if settings.hierarchical_namespace {
        let text = "Accounts with a hierarchical namespace have no point-in-time restore.".to_string();
        return Some(Obstacle { text, link: None });
    }
    if let Some(instance) = instance.filter(|instance| instance.operational) {
        let text = format!(
            "Operational backup manages point-in-time restore of this account, as {}. Its blobs are restored from the Backup vault.",
            instance.name
        );
        let href = Route::Restore { instance: instance.id.clone() }.href();
        return Some(Obstacle { text, link: Some(("Restore from the Backup vault", href)) });
    }
    let off = settings.settings.point_in_time_restore_days.is_none();
    off.then(|| Obstacle {
        text: "Point-in-time restore is switched off for this account.".to_string(),
        link: Some((
            "Switch it on under Data protection",
            Route::StorageAccount { id: settings.account.clone(), item: MenuItem::DataProtection }.href(),
        )),
    })
}

/// Why the window is empty, where restoring is switched on.
pub const NO_WINDOW: &str = "Nothing can be restored yet: the window begins some minutes after point-in-time restore was switched on.";

/// How the newest restore of the account stands.
pub fn latest_text(row: &BlobRestoreRow) -> (Badge, String) {
    let blobs = if row.ranges.is_empty() { "all blobs".to_string() } else { ranges_text(&row.ranges) };
    let what = format!("Restore of {blobs} to {}", moment(row.time));
    match &row.status {
        BlobRestoreStatus::InProgress => (
            Badge::InProgress,
            format!("{what} is running until about {}. It cannot be cancelled.", moment(row.due_at)),
        ),
        BlobRestoreStatus::Complete(counts) => (
            Badge::Success,
            format!(
                "{what} ended on {}: {} changed.",
                moment(row.due_at),
                counted(counts.total(), "blob was", "blobs were")
            ),
        ),
        BlobRestoreStatus::Failed(_) => {
            let why = row.failure.clone().unwrap_or_default();
            (Badge::Error, format!("{what} failed on {}: {why}", moment(row.due_at)))
        }
    }
}

pub fn command(account: &ArmId, time: SimTime, ranges: Vec<RestoreRange>) -> Command {
    Command::RestoreBlobRanges { account: account.clone(), time, ranges }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{
        policy::DatasourceType,
        protection::ProtectionState,
        storage::{DataProtection, RestoreCounts, RestoreFailure},
    };
    use uuid::Uuid;

    fn account() -> ArmId {
        ArmId::resource(
            &ArmId::resource_group(Uuid::nil(), "rg"),
            "Microsoft.Storage/storageAccounts",
            "media",
        )
    }

    fn settings(hierarchical_namespace: bool, days: Option<u32>) -> DataProtectionView {
        DataProtectionView {
            account: account(),
            hierarchical_namespace,
            settings: DataProtection { point_in_time_restore_days: days, ..DataProtection::default() },
            restorable_since: None,
            restorable_from: None,
            deleted_containers: 0,
        }
    }

    fn instance(operational: bool) -> InstanceRow {
        InstanceRow {
            id: ArmId::new("/v/backupInstances/media-backup"),
            name: "media-backup".into(),
            datasource: account(),
            datasource_name: "media".into(),
            datasource_group: "rg".into(),
            datasource_type: DatasourceType::Blob,
            state: ProtectionState::ProtectionConfigured,
            policy: ArmId::new("/v/backupPolicies/p"),
            policy_name: "p".into(),
            latest_point: None,
            operational,
        }
    }

    #[test]
    fn each_obstacle_says_where_to_go() {
        let lake = obstacle(&settings(true, None), None).expect("lakes have none");
        assert!(lake.text.contains("hierarchical namespace") && lake.link.is_none());
        let off = obstacle(&settings(false, None), None).expect("it is off");
        assert!(off.link.is_some_and(|(_, href)| href.ends_with("/dataprotection")));
        let managed = obstacle(&settings(false, Some(7)), Some(&instance(true))).expect("the vault does it");
        assert!(managed.text.contains("media-backup"));
        assert!(managed.link.is_some_and(|(_, href)| href.contains("restore/instance")));
        assert_eq!(obstacle(&settings(false, Some(7)), Some(&instance(false))), None, "vaulted backup only");
        assert_eq!(obstacle(&settings(false, Some(7)), None), None);
    }

    #[test]
    fn the_last_restore_is_told() {
        let row = |status, failure: Option<&str>| BlobRestoreRow {
            id: Uuid::nil(),
            time: SimTime::EPOCH,
            ranges: Vec::new(),
            started_at: SimTime::EPOCH,
            due_at: SimTime::EPOCH,
            status,
            failure: failure.map(Into::into),
        };
        let (badge, text) = latest_text(&row(BlobRestoreStatus::InProgress, None));
        assert!(badge == Badge::InProgress && text.starts_with("Restore of all blobs"), "{text}");
        let counts = RestoreCounts { reverted: 1, removed: 0, brought_back: 0, moved: 0, left: 0 };
        assert!(
            latest_text(&row(BlobRestoreStatus::Complete(counts), None)).1.contains("1 blob was changed")
        );
        let failed = BlobRestoreStatus::Failed(RestoreFailure::ArchivedBlob("raw/a".into()));
        let (badge, text) = latest_text(&row(failed, Some("a blob is archived")));
        assert!(badge == Badge::Error && text.ends_with(": a blob is archived"), "{text}");
    }
}
