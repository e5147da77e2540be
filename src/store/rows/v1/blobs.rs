//! Rows of what is kept of blobs: settings, past states, soft-deleted containers, changes, leases, version 1.

use super::storage::{ContainerTwin, PathEntryTwin};
use crate::{
    engine::storage::{
        BlobChange, ChangeFeed, DataProtection, DeletedContainer, Deletion, Lease, PastBlob, Rehydration,
    },
    store::{
        row::RowError,
        rows::twin::{Stored, twin, twin_enum},
    },
};
use serde::{Deserialize, Serialize};

twin! {
    DataProtectionTwin of DataProtection {
        blob_soft_delete_days: Option<u32>,
        container_soft_delete_days: Option<u32>,
        versioning: bool,
        change_feed: ChangeFeedTwin,
        point_in_time_restore_days: Option<u32>,
    }
}

twin_enum! {
    ChangeFeedTwin of ChangeFeed {
        Off,
        KeepAll,
        Days(days: u32),
    }
}

twin! {
    DeletionTwin of Deletion {
        at: i64,
        until: i64,
    }
}

twin! {
    PastBlobTwin of PastBlob {
        kind: u8,
        entry: PathEntryTwin,
        ended_at: i64,
        deletion: Option<DeletionTwin>,
    }
}

twin! {
    DeletedContainerTwin of DeletedContainer {
        container: ContainerTwin,
        deletion: DeletionTwin,
    }
}

twin! {
    BlobChangeTwin of BlobChange {
        at: i64,
        operation: u8,
        container: String,
        path: String,
        etag: u64,
        version: Option<u64>,
    }
}

twin! {
    RehydrationTwin of Rehydration {
        tier: u8,
        priority: u8,
        until: i64,
    }
}

twin! {
    LeaseTwin of Lease {
        id: [u8; 16],
        seconds: Option<u32>,
        since: i64,
        broken_from: Option<i64>,
    }
}
