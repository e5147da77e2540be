//! Versions of blobs that go, or go offline, while a vaulted backup copies them.
//!
//! A backup copies what was there when it began. Object replication reads it from versions: one that is deleted or moved
//! to the archive tier before the job has ended, by somebody or by a lifecycle rule, fails the job. A blob that is only
//! overwritten or deleted does not, for what it was stays as a version. Nor do versions of more than some days: by then
//! they have long been copied, which is why lifecycle rules shall leave versions alone for that time.
//!
//! What happened is read from the change feed, which vaulted backups need anyhow: a step for each change since the job
//! began.
//!
//! | Since the job began | what fails it |
//! |---|---|
//! | a version deleted, softly or not | deleted |
//! | a container deleted that is not back | deleted |
//! | a blob or a version moved to the archive tier, and still there | archived |
//!
//! Source: Azure Backup, "Troubleshoot issues in Azure Blob backup". That a deleted container counts as its versions do is
//! our reading.

use crate::{
    base::SimTime,
    engine::{
        decide::Context,
        ids::ChangeSeq,
        job::Job,
        limits,
        policy::DatasourceType,
        protection::{BackupInstance, BlobProtectionError, RecoveryPoint, vaulted_storage},
        state::State,
        storage::{
            AccessTier, BlobChange, BlobOperation, PastKey, PathEntry, Previous, VersionId, change_feed,
            history,
        },
    },
};
use std::collections::BTreeSet;

/// What a change took from a running backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Loss {
    Deleted,
    Archived,
}

/// Checks that what a backup of blobs had to copy was there until it ended.
///
/// # Errors
/// [`BlobProtectionError::VersionsLost`].
pub fn check(
    context: &Context,
    instance: &BackupInstance,
    job: &Job,
    point: &RecoveryPoint,
) -> Result<(), BlobProtectionError> {
    if instance.datasource_type != DatasourceType::Blob {
        return Ok(());
    }
    let Ok(account) = vaulted_storage::find_account(context, &instance.datasource) else { return Ok(()) };
    let state = context.state;
    let copied = |change: &&BlobChange| point.containers().binary_search(&change.container).is_ok();
    // Records and jobs are numbered by one counter.
    let changes = change_feed::of_account(state, account.id, ChangeSeq(job.id.0)).map(|(_, change)| change);
    // Each version once, however often it was moved.
    let named =
        |change: &'_ BlobChange, loss| (loss, change.container_id, change.path.clone(), change.version);
    let losses: BTreeSet<_> = changes
        .filter(copied)
        .filter_map(|change| loss(state, change, job).map(|loss| named(change, loss)))
        .collect();
    if losses.is_empty() {
        return Ok(());
    }
    let count = |wanted| losses.iter().filter(|(loss, ..)| *loss == wanted).count();
    let (deleted, archived) = (count(Loss::Deleted), count(Loss::Archived));
    Err(BlobProtectionError::VersionsLost { account: account.name.clone(), deleted, archived })
}

fn loss(state: &State, change: &BlobChange, job: &Job) -> Option<Loss> {
    match (change.operation, change.previous) {
        (BlobOperation::DeleteContainer, Previous::Container(made_at)) => {
            let is_gone = !state.containers.contains(&change.container_id);
            (is_gone && made_at <= job.started_at).then_some(Loss::Deleted)
        }
        // A deleted snapshot has no version.
        (BlobOperation::DeleteBlob, Previous::Unchanged) => {
            is_needed(change.version?.moment(), job).then_some(Loss::Deleted)
        }
        (BlobOperation::SetBlobTier, Previous::Tier(_) | Previous::Unchanged) => {
            let entry = entry_of(state, change)?;
            let is_archived = entry.file().is_some_and(|facts| facts.tier == AccessTier::Archive);
            let made_at = change.version.map_or(entry.created_at, VersionId::moment);
            (is_archived && is_needed(made_at, job)).then_some(Loss::Archived)
        }
        _ => None,
    }
}

/// The state of a blob that a record is about, where it can still be read.
fn entry_of<'a>(state: &'a State, change: &BlobChange) -> Option<&'a PathEntry> {
    let (container, path) = (change.container_id, change.path.clone());
    match change.version {
        Some(id) => history::readable(state, &PastKey { container, path, id }).ok(),
        None => state.paths.get(&(container, path)),
    }
}

/// Whether the backup still had to copy what was made at `moment`.
fn is_needed(moment: SimTime, job: &Job) -> bool {
    moment <= job.started_at && job.started_at.since(moment) < limits::BLOB_VERSION_NEEDED
}
