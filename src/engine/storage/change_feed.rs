//! The change feed: what happened to the blobs of an account, in order, while it is switched on.
//!
//! Records are only ever added at the end and forgotten, by the hour, at the beginning. They name their container
//! as it was called, for it may be gone when they are read. What is written late in Azure, by some minutes, is
//! there at once here.
//!
//! Each record says what the blob was before ([`Previous`]): point-in-time restore reads the feed backwards and
//! needs nothing else to know how everything was. Containers that go and come back are written down too, for the
//! same reader; nobody else sees those records, as nobody reads Azure's control events.
//!
//! Source: Azure Storage, "Change feed support in Azure Blob Storage" (event record schemas, `previousInfo`).

use crate::{
    base::SimTime,
    engine::{
        decide::Context,
        event::Event,
        ids::{AccountId, ChangeSeq, ContainerId},
        state::State,
        storage::{AccessTier, BlobPath, Container, PathEntry, StorageAccount, VersionId, place::Place},
    },
};
use serde::{Deserialize, Serialize};

/// One change of one blob.
#[derive(Clone, Debug, PartialEq)]
pub struct BlobChange {
    pub at: SimTime,
    pub operation: BlobOperation,
    pub container: String,
    pub container_id: ContainerId,
    /// Empty in a record about the container itself.
    pub path: BlobPath,
    pub etag: u64,
    pub version: Option<VersionId>,
    pub previous: Previous,
}

/// What a change took the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Previous {
    /// The blob is as it was: only something that is kept of it changed, or a way back from the archive began.
    Unchanged,
    /// There was none.
    Absent,
    /// It is kept as this version.
    Kept(VersionId),
    /// It was in another tier, and the same in everything else.
    Tier(AccessTier),
    /// Nothing keeps it: versioning was off.
    Lost,
    /// A container that was made at that moment.
    Container(SimTime),
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
    DeleteContainer,
    UndeleteContainer,
}

impl BlobOperation {
    pub const ALL: [BlobOperation; 10] = [
        BlobOperation::PutBlob,
        BlobOperation::CopyBlob,
        BlobOperation::SetBlobMetadata,
        BlobOperation::SetBlobTier,
        BlobOperation::RehydrateBlob,
        BlobOperation::SnapshotBlob,
        BlobOperation::DeleteBlob,
        BlobOperation::UndeleteBlob,
        BlobOperation::DeleteContainer,
        BlobOperation::UndeleteContainer,
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
            BlobOperation::DeleteContainer => "DeleteContainer",
            BlobOperation::UndeleteContainer => "RestoreContainer",
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
            BlobOperation::DeleteContainer | BlobOperation::UndeleteContainer => "Control",
        }
    }

    /// Whether the record is about a container: only point-in-time restore reads it.
    pub fn is_of_container(self) -> bool {
        matches!(self, BlobOperation::DeleteContainer | BlobOperation::UndeleteContainer)
    }
}

/// Writes down what happens to the blob at `place`, where the account keeps a change feed.
pub(super) fn record(
    context: &mut Context,
    place: &Place,
    operation: BlobOperation,
    entry: &PathEntry,
    previous: Previous,
) -> Option<Event> {
    let (path, etag, version) = (place.path.clone(), entry.etag, entry.version);
    let Container { id: container_id, name, .. } = place.container;
    let (container_id, container) = (*container_id, name.clone());
    let at = context.now;
    let change = BlobChange { at, operation, container, container_id, path, etag, version, previous };
    append(context, place.account, change)
}

/// Writes down that a container is gone or back, where the account keeps a change feed.
pub(super) fn record_container(
    context: &mut Context,
    account: &StorageAccount,
    container: &Container,
    operation: BlobOperation,
    previous: Previous,
) -> Option<Event> {
    let change = BlobChange {
        at: context.now,
        operation,
        container: container.name.clone(),
        container_id: container.id,
        path: BlobPath(String::new()),
        etag: 0,
        version: None,
        previous,
    };
    append(context, account, change)
}

fn append(context: &mut Context, account: &StorageAccount, change: BlobChange) -> Option<Event> {
    let seq = || ChangeSeq(context.ids.take());
    let is_on = account.data_protection.change_feed.is_on();
    is_on.then(seq).map(|seq| Event::BlobChanged { account: account.id, seq, change })
}

/// The records of an account that are younger than a moment, newest first: costs a step for each.
pub fn since(state: &State, account: AccountId, moment: SimTime) -> impl Iterator<Item = &BlobChange> {
    newest_first(state, account).take_while(move |change| change.at > moment)
}

/// The records of an account from a moment on, newest first: costs a step for each.
pub fn from_moment(state: &State, account: AccountId, moment: SimTime) -> impl Iterator<Item = &BlobChange> {
    newest_first(state, account).take_while(move |change| change.at >= moment)
}

fn newest_first(state: &State, account: AccountId) -> impl Iterator<Item = &BlobChange> {
    of_account(state, account, ChangeSeq(0)).rev().map(|(_, change)| change)
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
