//! Rows of what is kept of blobs: settings, past states, soft-deleted containers, changes, leases, version 1.

use super::storage::{ContainerTwin, PathEntryTwin};
use crate::{
    engine::storage::{
        BlobChange, BlobRestore, BlobRestoreStatus, ChangeFeed, DataProtection, DeletedContainer, Deletion,
        Immutability, ImmutabilityPolicy, Lease, LifecycleActions, LifecyclePolicy, LifecycleRule, PastBlob,
        Previous, Rehydration, RestoreCounts, RestoreFailure, RestoreRange,
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
        container_id: u64,
        path: String,
        etag: u64,
        version: Option<u64>,
        previous: PreviousTwin,
    }
}

twin_enum! {
    PreviousTwin of Previous {
        Unchanged,
        Absent,
        Kept(version: u64),
        Tier(tier: u8),
        Lost,
        Container(created_at: i64),
    }
}

twin! {
    BlobRestoreTwin of BlobRestore {
        account: u64,
        id: [u8; 16],
        time: i64,
        ranges: Vec<RestoreRangeTwin>,
        started_at: i64,
        due_at: i64,
        status: BlobRestoreStatusTwin,
    }
}

twin! {
    RestoreRangeTwin of RestoreRange {
        start: String,
        end: String,
    }
}

twin_enum! {
    BlobRestoreStatusTwin of BlobRestoreStatus {
        InProgress,
        Complete(counts: RestoreCountsTwin),
        Failed(failure: RestoreFailureTwin),
    }
}

twin! {
    RestoreCountsTwin of RestoreCounts {
        reverted: u64,
        removed: u64,
        brought_back: u64,
        moved: u64,
        left: u64,
    }
}

twin_enum! {
    RestoreFailureTwin of RestoreFailure {
        ContainerNotFound(container: String),
        ArchivedBlob(blob: String),
        LeasedBlob(blob: String),
        StateLost(blob: String),
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

twin! {
    ImmutabilityTwin of Immutability {
        policy: Option<ImmutabilityPolicyTwin>,
        holds: Vec<String>,
    }
}

twin! {
    ImmutabilityPolicyTwin of ImmutabilityPolicy {
        days: u32,
        locked: bool,
        extensions: u32,
    }
}

twin! {
    LifecyclePolicyTwin of LifecyclePolicy {
        account: u64,
        rules: Vec<LifecycleRuleTwin>,
        next_run: i64,
    }
}

twin! {
    LifecycleRuleTwin of LifecycleRule {
        name: String,
        enabled: bool,
        prefixes: Vec<String>,
        blobs: LifecycleActionsTwin,
        snapshots: LifecycleActionsTwin,
        versions: LifecycleActionsTwin,
    }
}

twin! {
    LifecycleActionsTwin of LifecycleActions {
        cool: Option<u32>,
        cold: Option<u32>,
        archive: Option<u32>,
        delete: Option<u32>,
    }
}
