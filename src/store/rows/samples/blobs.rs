//! Sample rows of what is kept of blobs.

use super::{container, entry, guid, minute, path, pick};
use crate::engine::{
    State,
    ids::{AccountId, ChangeSeq, ContainerId, JobId, ReplicationId},
    storage::{
        AccessTier, BlobChange, BlobOperation, BlobRestore, BlobRestoreStatus, ChangeFeed, DataProtection,
        DeletedContainer, Deletion, Immutability, ImmutabilityPolicy, Lease, LifecycleActions,
        LifecyclePolicy, LifecycleRule, ObjectReplication, PastBlob, PastKey, PastKind, Previous,
        RehydratePriority, Rehydration, ReplicationPolicy, ReplicationRule, RestoreCounts, RestoreFailure,
        RestorePolicy, RestoreRange, VersionId,
    },
};

pub fn data_protection(number: u64) -> DataProtection {
    let days = 7 + number as u32;
    DataProtection {
        blob_soft_delete_days: (number % 2 == 1).then_some(days),
        container_soft_delete_days: (number % 3 == 1).then_some(days),
        versioning: number % 2 == 1,
        change_feed: pick(&[ChangeFeed::Off, ChangeFeed::KeepAll, ChangeFeed::Days(days)], number),
        point_in_time_restore_days: (number % 2 == 1).then_some(days - 1),
    }
}

pub fn deletion(number: u64) -> Deletion {
    Deletion { at: minute(number), until: minute(number + 1_440) }
}

pub fn past_key(container: u64, number: u64) -> PastKey {
    let id = VersionId::at(minute(number)).next();
    PastKey { container: ContainerId(container), path: path(number), id }
}

pub fn past(number: u64) -> PastBlob {
    PastBlob {
        kind: pick(&[PastKind::Version, PastKind::Snapshot, PastKind::Base], number),
        entry: entry(number),
        ended_at: minute(number + 2),
        deletion: (number % 2 == 1).then(|| deletion(number)),
    }
}

pub fn change(number: u64) -> BlobChange {
    BlobChange {
        at: minute(number),
        operation: pick(&BlobOperation::ALL, number),
        container: container(number).name,
        container_id: ContainerId(number),
        path: path(number),
        etag: number,
        version: entry(number).version,
        previous: previous(number),
    }
}

fn previous(number: u64) -> Previous {
    let version = VersionId::at(minute(number));
    let kinds = [
        Previous::Unchanged,
        Previous::Absent,
        Previous::Kept(version),
        Previous::Tier(pick(&AccessTier::ALL, number)),
        Previous::Lost,
        Previous::Container(minute(number)),
    ];
    pick(&kinds, number)
}

pub fn blob_restore(number: u64) -> BlobRestore {
    let failures = [
        RestoreFailure::ContainerNotFound,
        RestoreFailure::ArchivedBlob,
        RestoreFailure::LeasedBlob,
        RestoreFailure::StateLost,
    ];
    let counts = RestoreCounts { reverted: number, removed: 1, brought_back: 2, moved: 3, left: 4 };
    BlobRestore {
        account: AccountId(number),
        id: guid("blob restore", number),
        time: minute(number),
        ranges: (0..number % 3).map(|range| RestoreRange::of_container(&container(range).name)).collect(),
        started_at: minute(number + 1),
        due_at: minute(number + 2),
        status: match number {
            0 => BlobRestoreStatus::InProgress,
            1 => BlobRestoreStatus::Complete(counts),
            other => BlobRestoreStatus::Failed(pick(&failures, other)(container(other).name)),
        },
    }
}

pub fn rehydration(number: u64) -> Rehydration {
    let (tier, priority) = (pick(&AccessTier::ALL, number), pick(&RehydratePriority::ALL, number));
    Rehydration { tier, priority, until: minute(number + 60) }
}

pub fn lease(number: u64) -> Lease {
    Lease {
        id: guid("lease", number),
        seconds: (number % 2 == 1).then_some(15),
        since: minute(number),
        broken_from: (number % 3 == 1).then(|| minute(number + 1)),
    }
}

pub fn immutability(number: u64) -> Immutability {
    let days = 1 + number as u32;
    Immutability {
        policy: (number != 1).then_some(ImmutabilityPolicy {
            days,
            locked: number > 1,
            extensions: days / 3,
        }),
        holds: (0..number % 3).map(|tag| format!("case{tag}")).collect(),
    }
}

pub fn lifecycle(number: u64) -> LifecyclePolicy {
    let days = number as u32;
    let cool = LifecycleActions { cool: Some(days), cold: Some(days + 1), ..LifecycleActions::default() };
    let delete = LifecycleActions { archive: Some(days), delete: Some(days + 2), ..cool };
    let rule = |rule: u64| LifecycleRule {
        name: format!("rule-{rule}"),
        enabled: rule.is_multiple_of(2),
        prefixes: (0..rule).map(|prefix| format!("data/{prefix}")).collect(),
        blobs: cool,
        snapshots: LifecycleActions::default(),
        versions: delete,
    };
    LifecyclePolicy {
        account: AccountId(number),
        rules: (0..=number % 3).map(rule).collect(),
        next_run: minute(number + 1_440),
    }
}

pub fn replication(number: u64) -> ReplicationPolicy {
    ReplicationPolicy {
        account: AccountId(number),
        guid: guid("replication", number),
        destination: format!("vaultstore{number}"),
        containers: (0..number % 3).map(|container| format!("raw-{container}")).collect(),
        created_at: minute(number),
        is_primed: number.is_multiple_of(2),
    }
}

pub fn object_replication(number: u64) -> ObjectReplication {
    let rule = |rule: u64| ReplicationRule {
        source: format!("raw-{rule}"),
        destination: format!("copy-{rule}"),
        copies_existing: rule % 2 == 1,
    };
    ObjectReplication {
        id: ReplicationId(number),
        guid: guid("object replication", number),
        source: AccountId(number),
        destination: AccountId(number + 1),
        rules: (0..=number % 3).map(rule).collect(),
        created_at: minute(number),
        read_to: ChangeSeq(number),
        is_catching_up: number % 2 == 1,
        copied: number,
        failed: number % 2,
    }
}

pub fn restore_policy(number: u64) -> RestorePolicy {
    RestorePolicy {
        account: AccountId(number),
        job: JobId(number),
        guid: guid("restore policy", number),
        source: format!("vaultstore{number}"),
        containers: (0..number % 3).map(|container| format!("raw-{container}")).collect(),
        created_at: minute(number),
    }
}

/// Adds rows to every table of this file.
pub(super) fn add(state: &mut State) {
    for number in 0..8 {
        state.past_blobs.put(past_key(number / 5, number), past(number));
        state.blob_changes.put((AccountId(number / 5), ChangeSeq(number)), change(number));
    }
    for number in 0..6 {
        state.blob_restores.put(AccountId(number), blob_restore(number));
    }
    for number in 0..4 {
        let row = DeletedContainer { container: container(number + 10), deletion: deletion(number) };
        state.deleted_containers.put(row.container.id, row);
        state.rehydrations.put((ContainerId(number), path(number)), rehydration(number));
        state.lifecycles.put(AccountId(number), lifecycle(number));
        state.immutability.put(ContainerId(number), immutability(number));
        state.leases.put((ContainerId(number), path(number)), lease(number));
        state.replication_policies.put(AccountId(number), replication(number));
        state.object_replications.put(ReplicationId(number), object_replication(number));
        state.restore_policies.put((AccountId(number), JobId(number)), restore_policy(number));
    }
}
