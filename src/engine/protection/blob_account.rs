//! What backup of blobs does to a storage account, in the place of its owner.
//!
//! | | operational backup for n days | vaulted backup |
//! |---|---|---|
//! | point-in-time restore | n days | as it was |
//! | blob soft delete | n + 5 days | as it was |
//! | versioning, change feed | on | on |
//! | delete lock of Azure Backup | on the account | none |
//!
//! What is there already and reaches further stays: retentions are only ever raised. When protection ends, the lock goes
//! and everything else stays on, and is paid for, until somebody switches it off.
//!
//! Source: Azure Backup, "Overview of Azure Blob backup", "Configure and manage backup for Azure Blobs". Name of the lock:
//! that of Azure Backup for other storage; unverified for blobs.

use crate::engine::{
    decide::Context,
    event::Event,
    limits,
    policy::{BackupPolicy, snapshot_count},
    protection::{BackupInstance, BlobProtectionError, readiness, vaulted_storage},
    refusal::Refusal,
    resources::{LockLevel, Region, lock},
    storage::{ChangeFeed, DataProtection, StorageAccount, data_protection},
};

/// The lock that operational backup puts on an account.
pub const LOCK_NAME: &str = "AzureBackupProtectionLock";
const LOCK_NOTES: &str = "Auto-created by Azure Backup for storage accounts with operational backup of blobs: keeps the account, and the data to restore in it, from being deleted.";

/// Checks that the region offers what a policy asks for.
///
/// Source: Azure Backup, "Support matrix for Azure Blobs backup".
///
/// # Errors
/// [`BlobProtectionError::RegionNotOffered`].
pub fn check_region(account: &StorageAccount, policy: &BackupPolicy) -> Result<(), BlobProtectionError> {
    if policy.continuous.is_none() || account.region != Region::FranceSouth {
        return Ok(());
    }
    Err(BlobProtectionError::RegionNotOffered {
        account: account.name.clone(),
        region: account.region.display_name().to_string(),
    })
}

/// Checks that nobody switched off what vaulted backups need of an account.
///
/// # Errors
/// [`BlobProtectionError::RequiredFeaturesDisabled`].
pub fn check_features(account: &StorageAccount) -> Result<(), BlobProtectionError> {
    let settings = &account.data_protection;
    let needed = [("versioning", settings.versioning), ("change feed", settings.change_feed.is_on())];
    let off = needed.into_iter().filter(|(_, on)| !on).map(|(feature, _)| feature.to_string());
    let features: Vec<String> = off.collect();
    if features.is_empty() {
        return Ok(());
    }
    Err(BlobProtectionError::RequiredFeaturesDisabled { account: account.name.clone(), features })
}

/// Switches on what a policy needs of the account, and locks it or takes the lock back.
///
/// # Errors
/// The account is gone; it has too many locks for another one.
pub fn prepare(
    context: &mut Context,
    instance: &BackupInstance,
    policy: &BackupPolicy,
) -> Result<Vec<Event>, Refusal> {
    let account = vaulted_storage::find_account(context, &instance.datasource)?;
    let settings = raised(&account.data_protection, policy);
    let mut events = data_protection::change(context, account, &settings);
    match policy.continuous {
        Some(_) => {
            let level = LockLevel::CanNotDelete;
            events.extend(lock::put(context, &instance.datasource, LOCK_NAME, level, LOCK_NOTES)?);
        }
        None => events.extend(unlock(context, instance)),
    }
    Ok(events)
}

/// What ends with the protection of an account: the lock, which a vault without its role has to leave behind.
pub fn release(context: &Context, instance: &BackupInstance) -> Option<Event> {
    readiness::check_datasource_access(context, instance).ok()?;
    unlock(context, instance)
}

fn unlock(context: &Context, instance: &BackupInstance) -> Option<Event> {
    let found = lock::named(context.state, &instance.datasource, LOCK_NAME)?;
    Some(Event::LockDeleted(found.id))
}

/// The settings a policy needs, never less than they are. A month is the twelfth part of a year (unverified).
fn raised(settings: &DataProtection, policy: &BackupPolicy) -> DataProtection {
    let mut raised = settings.clone();
    raised.versioning = true;
    if let Some(duration) = policy.continuous {
        let days = snapshot_count::days(duration);
        let kept = days + limits::BLOB_OPERATIONAL_SOFT_DELETE_DAYS_MORE;
        raised.point_in_time_restore_days = settings.point_in_time_restore_days.max(Some(days));
        raised.blob_soft_delete_days = settings.blob_soft_delete_days.max(Some(kept));
    }
    raised.change_feed = match (settings.change_feed, raised.point_in_time_restore_days) {
        (ChangeFeed::Off | ChangeFeed::KeepAll, _) => ChangeFeed::KeepAll,
        // It has to remember more than can be restored.
        (ChangeFeed::Days(days), Some(restored)) => ChangeFeed::Days(days.max(restored + 1)),
        (ChangeFeed::Days(days), None) => ChangeFeed::Days(days),
    };
    raised
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::SimTime,
        engine::{
            ids::{PolicyId, VaultId},
            policy::{DatasourceType, RetentionDuration},
            storage::check_data_protection,
        },
    };

    fn policy(continuous: Option<RetentionDuration>) -> BackupPolicy {
        BackupPolicy {
            id: PolicyId(1),
            vault: VaultId(1),
            name: "policy".to_string(),
            datasource_type: DatasourceType::Blob,
            scheduled: None,
            continuous,
            created_at: SimTime::EPOCH,
        }
    }

    /// Everything that an account can be set to, with days at both ends.
    fn valid_settings() -> Vec<DataProtection> {
        let days = [None, Some(1), Some(30), Some(364), Some(365)];
        let feeds = [ChangeFeed::Off, ChangeFeed::KeepAll, ChangeFeed::Days(2), ChangeFeed::Days(366)];
        let mut settings = Vec::new();
        for point_in_time_restore_days in days {
            for blob_soft_delete_days in days {
                for change_feed in feeds {
                    settings.push(DataProtection {
                        blob_soft_delete_days,
                        container_soft_delete_days: None,
                        versioning: point_in_time_restore_days.is_some(),
                        change_feed,
                        point_in_time_restore_days,
                    });
                }
            }
        }
        settings.retain(|settings| check_data_protection(settings, false).is_ok());
        settings
    }

    #[test]
    fn what_was_valid_stays_so_and_nothing_is_lowered() {
        let durations = [
            None,
            Some(RetentionDuration::Days(1)),
            Some(RetentionDuration::Days(360)),
            Some(RetentionDuration::Weeks(51)),
            Some(RetentionDuration::Months(11)),
        ];
        let before = valid_settings();
        assert!(before.len() > 30, "{}", before.len());
        for (settings, continuous) in before.iter().flat_map(|one| durations.map(|duration| (one, duration)))
        {
            let raised = raised(settings, &policy(continuous));
            assert_eq!(check_data_protection(&raised, false), Ok(()), "{settings:?} {continuous:?}");
            assert!(raised.point_in_time_restore_days >= settings.point_in_time_restore_days);
            assert!(raised.blob_soft_delete_days >= settings.blob_soft_delete_days);
            assert!(raised.versioning && raised.change_feed.is_on());
            assert_eq!(super::raised(&raised, &policy(continuous)), raised, "once is enough");
        }
    }
}
