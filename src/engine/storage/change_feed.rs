//! The change feed: what happened to the blobs of an account, in order, while it is switched on.
//!
//! Records are only ever added at the end and forgotten, by the hour, at the beginning. They name their container
//! as it was called, for it may be gone when they are read. What is written late in Azure, by some minutes, is
//! there at once here.
//!
//! Source: Azure Storage, "Change feed support in Azure Blob Storage" (event record schemas).

use crate::{
    base::SimTime,
    engine::{
        decide::Context,
        event::Event,
        ids::{AccountId, ChangeSeq},
        state::State,
        storage::{BlobPath, PathEntry, VersionId, place::Place},
    },
};
use serde::{Deserialize, Serialize};

/// One change of one blob.
#[derive(Clone, Debug, PartialEq)]
pub struct BlobChange {
    pub at: SimTime,
    pub operation: BlobOperation,
    pub container: String,
    pub path: BlobPath,
    pub etag: u64,
    pub version: Option<VersionId>,
}

/// The operation that a change came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlobOperation {
    PutBlob,
    CopyBlob,
    SetBlobMetadata,
    SetBlobTier,
    /// The blob is on its way from the archive tier.
    RehydrateBlob,
    SnapshotBlob,
    DeleteBlob,
    UndeleteBlob,
}

impl BlobOperation {
    pub const ALL: [BlobOperation; 8] = [
        BlobOperation::PutBlob,
        BlobOperation::CopyBlob,
        BlobOperation::SetBlobMetadata,
        BlobOperation::SetBlobTier,
        BlobOperation::RehydrateBlob,
        BlobOperation::SnapshotBlob,
        BlobOperation::DeleteBlob,
        BlobOperation::UndeleteBlob,
    ];

    /// `data.api` of the record.
    pub fn api(self) -> &'static str {
        match self {
            BlobOperation::PutBlob => "PutBlob",
            BlobOperation::CopyBlob => "CopyBlob",
            BlobOperation::SetBlobMetadata => "SetBlobMetadata",
            BlobOperation::SetBlobTier | BlobOperation::RehydrateBlob => "SetBlobTier",
            BlobOperation::SnapshotBlob => "SnapshotBlob",
            BlobOperation::DeleteBlob => "DeleteBlob",
            BlobOperation::UndeleteBlob => "UndeleteBlob",
        }
    }

    /// `eventType` of the record. That of undeleting is unverified.
    pub fn event_type(self) -> &'static str {
        match self {
            BlobOperation::PutBlob | BlobOperation::CopyBlob | BlobOperation::UndeleteBlob => "BlobCreated",
            BlobOperation::SetBlobMetadata => "BlobPropertiesUpdated",
            BlobOperation::SetBlobTier => "BlobTierChanged",
            BlobOperation::RehydrateBlob => "BlobAsyncOperationInitiated",
            BlobOperation::SnapshotBlob => "BlobSnapshotCreated",
            BlobOperation::DeleteBlob => "BlobDeleted",
        }
    }
}

/// Writes down what happens to the blob at `place`, where the account keeps a change feed.
pub(super) fn record(
    context: &mut Context,
    place: &Place,
    operation: BlobOperation,
    entry: &PathEntry,
) -> Vec<Event> {
    let settings = &place.account.data_protection;
    if !settings.change_feed.is_on() {
        return Vec::new();
    }
    let change = BlobChange {
        at: context.now,
        operation,
        container: place.container.name.clone(),
        path: place.path.clone(),
        etag: entry.etag,
        version: entry.version,
    };
    let seq = ChangeSeq(context.ids.take());
    vec![Event::BlobChanged { account: place.account.id, seq, change }]
}

/// The records of an account from one on, oldest first.
pub fn of_account(
    state: &State,
    account: AccountId,
    from: ChangeSeq,
) -> impl DoubleEndedIterator<Item = (ChangeSeq, &BlobChange)> {
    let all = (account, from)..=(account, ChangeSeq(u64::MAX));
    state.blob_changes.range(all).map(|((_, seq), change)| (*seq, change))
}
