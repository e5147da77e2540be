//! Data protection settings of a storage account: what is kept of blobs that change or go.
//!
//! | Setting | What it does |
//! |---|---|
//! | blob soft delete | what is deleted or overwritten stays for some days, unreadable, and can be taken back |
//! | container soft delete | the same for whole containers |
//! | versioning | each write and each deletion leaves the state before it as a readable version, for ever |
//! | change feed | each change is written down |
//! | point-in-time restore | blobs can be put back to how they were; needs the first, third and fourth |
//!
//! A setting counts for what happens from then on. Switching one off takes nothing away that it has kept:
//! what is soft-deleted goes when the days are over that counted when it was deleted, versions and changes stay.
//!
//! In an account with a hierarchical namespace only container soft delete can be set. Azure offers blob soft
//! delete there too, of whole directories; that is not simulated, and refused.
//!
//! Sources: Azure Storage, "Soft delete for blobs", "Soft delete for containers", "Blob versioning", "Change
//! feed support in Azure Blob Storage", "Point-in-time restore for block blobs".

use crate::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        decide::Context,
        event::Event,
        limits,
        rbac::action,
        refusal::Refusal,
        request::Command,
        storage::{BlobRefusal, StorageAccount, due, object_replication, point_in_time, replication},
    },
};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// What an account keeps; nothing, by default.
///
/// Units: days. `None` is switched off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataProtection {
    pub blob_soft_delete_days: Option<u32>,
    pub container_soft_delete_days: Option<u32>,
    pub versioning: bool,
    pub change_feed: ChangeFeed,
    pub point_in_time_restore_days: Option<u32>,
}

/// Whether changes are written down, and for how long they are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeFeed {
    #[default]
    Off,
    KeepAll,
    Days(u32),
}

impl ChangeFeed {
    pub fn is_on(self) -> bool {
        self != ChangeFeed::Off
    }
}

/// When something was soft-deleted, and from when on it is gone for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    pub at: SimTime,
    pub until: SimTime,
}

impl Deletion {
    pub(in crate::engine) fn lasting(days: u32, now: SimTime) -> Deletion {
        Deletion { at: now, until: now + SimSpan::from_days(i64::from(days)) }
    }

    /// Whole days that are left, the last one counted as one.
    pub fn days_left(self, now: SimTime) -> i64 {
        let day = SimSpan::from_days(1).millis();
        (self.until.since(now).millis() + day - 1) / day
    }
}

/// Checks settings on their own and against the kind of account, before anything is known of its state.
///
/// # Errors
/// Days outside their bounds; settings that the account cannot have; point-in-time restore without what it needs.
pub fn check_data_protection(
    settings: &DataProtection,
    hierarchical_namespace: bool,
) -> Result<(), BlobRefusal> {
    check_days(settings)?;
    if hierarchical_namespace {
        check_hierarchical(settings)?;
    }
    let Some(days) = settings.point_in_time_restore_days else { return Ok(()) };
    if !settings.versioning {
        return Err(BlobRefusal::RestoreNeedsVersioning);
    }
    if !settings.change_feed.is_on() {
        return Err(BlobRefusal::RestoreNeedsChangeFeed);
    }
    match settings.blob_soft_delete_days {
        None => return Err(BlobRefusal::RestoreNeedsSoftDelete),
        Some(kept) if kept <= days => return Err(BlobRefusal::RestoreOutlastsSoftDelete { days, kept }),
        Some(_) => {}
    }
    match settings.change_feed {
        ChangeFeed::Days(kept) if kept <= days => Err(BlobRefusal::RestoreOutlastsChangeFeed { days, kept }),
        _ => Ok(()),
    }
}

fn check_days(settings: &DataProtection) -> Result<(), BlobRefusal> {
    let kept = limits::STORAGE_SOFT_DELETE_DAYS_MIN..=limits::STORAGE_SOFT_DELETE_DAYS_MAX;
    let restored = limits::POINT_IN_TIME_RESTORE_DAYS_MIN..=limits::POINT_IN_TIME_RESTORE_DAYS_MAX;
    let written = limits::CHANGE_FEED_DAYS_MIN..=limits::CHANGE_FEED_DAYS_MAX;
    let feed_days = match settings.change_feed {
        ChangeFeed::Days(days) => Some(days),
        ChangeFeed::Off | ChangeFeed::KeepAll => None,
    };
    check_range("deleteRetentionPolicy", settings.blob_soft_delete_days, &kept)?;
    check_range("containerDeleteRetentionPolicy", settings.container_soft_delete_days, &kept)?;
    check_range("changeFeed", feed_days, &written)?;
    check_range("restorePolicy", settings.point_in_time_restore_days, &restored)
}

fn check_range(
    setting: &'static str,
    days: Option<u32>,
    range: &RangeInclusive<u32>,
) -> Result<(), BlobRefusal> {
    match days.filter(|days| !range.contains(days)) {
        None => Ok(()),
        Some(days) => {
            let setting = setting.to_string();
            Err(BlobRefusal::DaysOutOfRange { setting, days, min: *range.start(), max: *range.end() })
        }
    }
}

fn check_hierarchical(settings: &DataProtection) -> Result<(), BlobRefusal> {
    let unsupported = [
        ("Point-in-time restore", settings.point_in_time_restore_days.is_some()),
        ("Versioning", settings.versioning),
        ("The change feed", settings.change_feed.is_on()),
    ];
    if let Some((feature, _)) = unsupported.into_iter().find(|(_, wanted)| *wanted) {
        return Err(BlobRefusal::NotInHierarchicalNamespace { feature: feature.to_string() });
    }
    match settings.blob_soft_delete_days {
        Some(_) => Err(BlobRefusal::LakeSoftDeleteNotSimulated),
        None => Ok(()),
    }
}

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::SetDataProtection { account, settings } => set(context, account, settings),
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

fn set(context: &mut Context, id: &ArmId, settings: &DataProtection) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::WRITE_BLOB_SERVICE, id)?;
    let account = context.state.find_account(id)?;
    context.check_write(id)?;
    check_data_protection(settings, account.hierarchical_namespace)?;
    if !account.hierarchical_namespace {
        replication::check_versioning(context.state, account.id, settings.versioning)?;
        object_replication::check_settings(context.state, account.id, settings)?;
    }
    if account.data_protection != *settings {
        point_in_time::check_account_unblocked(context.state, account)?;
    }
    Ok(change(context, account, settings))
}

/// What puts valid settings in the place of those of an account.
pub(in crate::engine) fn change(
    context: &mut Context,
    account: &StorageAccount,
    settings: &DataProtection,
) -> Vec<Event> {
    if account.data_protection == *settings {
        return Vec::new();
    }
    let restorable_since =
        settings.point_in_time_restore_days.map(|_| account.restorable_since.unwrap_or(context.now));
    let change_feed_since =
        settings.change_feed.is_on().then(|| account.change_feed_since.unwrap_or(context.now));
    let settings_set = Event::DataProtectionSet {
        account: account.id,
        settings: settings.clone(),
        restorable_since,
        change_feed_since,
    };
    let mut events = vec![settings_set];
    events.extend(watch_feed(context, account, settings));
    events
}

/// A shorter memory of the change feed can be over before anything else is due.
fn watch_feed(context: &mut Context, account: &StorageAccount, settings: &DataProtection) -> Option<Event> {
    let changed = StorageAccount { data_protection: settings.clone(), ..account.clone() };
    let due = due::feed_due(context.state, &changed)?;
    due::watch(context, due)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_counts_as_one() {
        let deletion = Deletion::lasting(7, SimTime::EPOCH);
        let left = |minutes| deletion.days_left(SimTime::EPOCH + SimSpan::from_minutes(minutes));
        assert_eq!(
            [left(0), left(1), left(24 * 60), left(7 * 24 * 60 - 1), left(7 * 24 * 60)],
            [7, 7, 6, 1, 0]
        );
    }
}
