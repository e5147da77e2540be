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
    protection::{BackupInstance, BlobProtectionError, vaulted_storage},
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

/// What ends with the protection of an account.
pub fn release(context: &Context, instance: &BackupInstance) -> Vec<Event> {
    unlock(context, instance).into_iter().collect()
}

fn unlock(context: &Context, instance: &BackupInstance) -> Option<Event> {
    let found = lock::named(context.state, &instance.datasource, LOCK_NAME)?;
    Some(Event::LockDeleted(found.id))
}

/// The settings a policy needs, never less than they are.
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
