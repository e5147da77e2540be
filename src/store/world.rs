//! The world in the database: what a commit writes of it, and opening it again.

use crate::{
    base::Digest,
    content::Content,
    engine::State,
    store::{
        Batch, Durability, Savepoints, Storage, StorageError, rows,
        rows::Change,
        savepoints::{Opening, Record},
    },
};

/// As many rows are collected between two questions: some two milliseconds.
const ROWS_AT_ONCE: usize = 1_000;

/// Everything of the state that storage does not hold yet, as commit number `sequence`.
///
/// Call [`State::mark_clean`] when the commit is complete; drop the state when it failed.
pub fn collect(state: &State, sequence: u64, durability: Durability) -> Batch {
    let mut batch = Batch::new(sequence, durability);
    batch.rows.extend(rows::changes(state).map(|change| change.write));
    batch
}

/// The same, and what the savepoint here has to keep of it; `opening` takes a new one first. `go_on` is asked now and then,
/// and may wait for what goes on outside; none where it says no.
///
/// Call [`Savepoints::complete`] with [`State::mark_clean`].
///
/// Errors: those of [`Savepoints::keep`].
pub async fn collect_kept(
    state: &State,
    savepoints: &mut Savepoints,
    opening: Option<Opening>,
    durability: Durability,
    mut go_on: impl AsyncFnMut() -> bool,
) -> Result<Option<(Batch, Record)>, StorageError> {
    let mut batch = Batch::new(0, durability);
    let count = state.change_count();
    let mut kept = Vec::with_capacity(count);
    // Tens of thousands, mostly with as many for the savepoint: a vector that grows would copy them, and hold them twice.
    batch.rows.reserve(2 * count);
    let mut record = savepoints.record(opening, &mut batch);
    record.reserve(count);
    while !savepoints.ready_some(&record, ROWS_AT_ONCE) {
        if !go_on().await {
            return Ok(None);
        }
    }
    for (number, Change { write, before }) in (1..).zip(rows::changes(state)) {
        savepoints.keep(&mut record, &write, before, &mut kept)?;
        batch.rows.push(write);
        if number % ROWS_AT_ONCE == 0 && !go_on().await {
            return Ok(None);
        }
    }
    // Behind the others, which are in order: so are they.
    batch.rows.append(&mut kept);
    Ok(Some((batch, record)))
}

/// Puts another world in the place of a stored one, which a savepoint keeps.
///
/// Errors: those of [`Savepoints::keep`].
pub fn collect_replacement(
    old: &State,
    new: &State,
    savepoints: &mut Savepoints,
    opening: Opening,
) -> Result<(Batch, Record), StorageError> {
    let mut batch = Batch::new(0, Durability::Strict);
    let mut record = savepoints.record_replacement(opening, &mut batch);
    let mut kept = Vec::new();
    for Change { write, before } in rows::replacement(old, new) {
        savepoints.keep(&mut record, &write, before, &mut kept)?;
        batch.rows.push(write);
    }
    batch.rows.append(&mut kept);
    Ok((batch, record))
}

/// Loads the world from a storage that was opened; `None` where there is none yet.
///
/// Errors: those of reading; [`StorageError::NewerVersion`] for rows of a later build;
/// [`StorageError::Corrupt`] for rows that cannot be read, and for rows without a world to be in.
pub async fn open(storage: &impl Storage) -> Result<Option<State>, StorageError> {
    let mut state = State::unloaded();
    let row_count = rows::load(storage, &mut state).await?;
    if row_count == 0 {
        return Ok(None);
    }
    if state.world.is_empty() {
        // Starting a new world on top of them would mix two worlds.
        return Err(StorageError::corrupt("the world", format!("its row is missing among {row_count}")));
    }
    state.rebuild_indexes();
    Ok(Some(state))
}

/// The chunks that the rows need, in the order of the contents; repeated where they repeat.
pub fn live_chunks(state: &State) -> impl Iterator<Item = Digest> {
    let staged = state.staged_blocks.values().flat_map(|block| block.content.chunks());
    state.contents.values().flat_map(Content::chunks).chain(state.layer_chunks()).chain(staged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::Seed,
        engine::{
            Event,
            apply::apply_event,
            ids::{
                AccountId, AssignmentId, ChangeSeq, ContainerId, DeploymentId, GroupId, InstanceId, JobId,
                LockId, PointSeq, PolicyId, ReplicationId, TimerId, VaultId,
            },
            job::JobStatus,
            protection::ProtectionState,
            restore::RestoreError,
            vault::VaultRedundancy,
        },
        store::{
            MemoryStorage,
            rows::{print, samples},
        },
    };
    use futures::FutureExt;
    use proptest::{collection::vec, prelude::*};

    fn now<T>(future: impl Future<Output = T>) -> T {
        future.now_or_never().expect("memory never waits")
    }

    const EVENT_KINDS: u8 = 64;

    /// Any event, about one of a few rows, so that events meet.
    fn event(kind: u8, row: u64, other: u64) -> Event {
        match kind {
            0..12 => resource_event(kind, row, other),
            12..24 => vault_event(kind, row, other),
            24..38 => backup_event(kind, row, other),
            38 => Event::JobForgotten(JobId(row)),
            _ => blob_event(kind - 39, row, other),
        }
    }

    fn blob_event(kind: u8, row: u64, other: u64) -> Event {
        let (container, account) = (ContainerId(row), AccountId(row));
        let (key, blob) = (samples::past_key(row, other), (container, samples::path(other)));
        match kind {
            0 => Event::DataProtectionSet {
                account,
                settings: samples::data_protection(other),
                restorable_since: Some(samples::minute(other)),
                change_feed_since: Some(samples::minute(row)),
            },
            1 => Event::ContainerSoftDeleted { container, deletion: samples::deletion(other) },
            2 => Event::ContainerUndeleted(container),
            3 | 4 => Event::PastBlobKept { key, past: samples::past(other + row) },
            5 => Event::PastBlobDeleted { key, deletion: samples::deletion(row) },
            6 => Event::PastBlobUndeleted { key },
            7 => Event::PastBlobDropped { key },
            8 => Event::BlobChanged { account, seq: ChangeSeq(other), change: samples::change(other) },
            9 => Event::ChangesForgotten { account, before: ChangeSeq(other) },
            10 => {
                Event::RehydrationSet { blob, rehydration: (other > 0).then(|| samples::rehydration(other)) }
            }
            11 => Event::ReplicationPolicySet(samples::replication(row)),
            12 => Event::ReplicationPolicyDeleted(account),
            13 => Event::BlobRestoreSet(samples::blob_restore(row)),
            14 => Event::ImmutabilitySet {
                container,
                immutability: (other > 0).then(|| samples::immutability(other)),
            },
            16 => Event::ObjectReplicationSet(samples::object_replication(row)),
            17 => Event::ObjectReplicationDeleted(ReplicationId(row)),
            18 => Event::RestorePolicySet(samples::restore_policy(row)),
            19 => Event::RestorePolicyDeleted { account, job: JobId(row) },
            20 => Event::CrossTenantReplicationSet { account, allowed: other > 1 },
            15 => Event::LifecycleSet { account, policy: (other > 0).then(|| samples::lifecycle(row)) },
            21 => {
                Event::BlockStaged { key: samples::block_key(row, other), block: samples::staged_block(row) }
            }
            22 => Event::BlocksDiscarded { blob },
            23 => Event::BlockListSet { blob, list: samples::block_list(other) },
            _ => Event::LeaseSet { key: blob, lease: (other > 0).then(|| samples::lease(other)) },
        }
    }

    fn resource_event(kind: u8, row: u64, other: u64) -> Event {
        match kind {
            0 => Event::SubscriptionCreated(samples::subscription(row)),
            1 => Event::ResourceGroupCreated(samples::group(row)),
            2 => Event::ResourceGroupDeleted(GroupId(row)),
            3 => Event::StorageAccountCreated(samples::account(row)),
            4 => Event::StorageAccountDeleted(AccountId(row)),
            5 => Event::ContainerCreated(samples::container(row)),
            6 => Event::ContainerDeleted(ContainerId(row)),
            7 => Event::ContentStored(samples::content(row)),
            8 | 9 => Event::PathWritten {
                container: ContainerId(row),
                path: samples::path(other),
                entry: samples::entry(other + row),
            },
            10 => Event::PathDeleted { container: ContainerId(row), path: samples::path(other) },
            _ => Event::ContainerTouched { container: ContainerId(row), at: samples::minute(other) },
        }
    }

    fn vault_event(kind: u8, row: u64, other: u64) -> Event {
        match kind {
            12 => Event::PrincipalCreated(samples::principal(row)),
            13 => Event::PrincipalDeleted(samples::principal(row).id),
            14 => Event::RoleAssigned(samples::assignment(row)),
            15 => Event::RoleUnassigned(AssignmentId(row)),
            16 => Event::VaultCreated(samples::vault(row)),
            17 => Event::VaultIdentitySet { vault: VaultId(row), identity: samples::identity(other) },
            18 => {
                Event::VaultRedundancySet { vault: VaultId(row), redundancy: VaultRedundancy::ZoneRedundant }
            }
            19 => Event::VaultDeleted(VaultId(row)),
            20 => Event::PolicyCreated(samples::policy(row)),
            21 => Event::PolicyDeleted(PolicyId(row)),
            22 => Event::DeploymentStarted(samples::deployment(row)),
            _ => Event::DeploymentSucceeded { deployment: DeploymentId(row), at: samples::minute(other) },
        }
    }

    fn backup_event(kind: u8, row: u64, other: u64) -> Event {
        let (instance, point) = (InstanceId(row), PointSeq(other));
        let key = samples::replica_key(row, other);
        match kind {
            24 => Event::InstanceCreated(samples::instance(row)),
            25 => Event::InstanceUpdated {
                instance,
                policy: PolicyId(other),
                parameters: samples::parameters(other),
                tags: samples::tags(other),
            },
            26 => Event::ProtectionStateChanged { instance, state: ProtectionState::ProtectionStopped },
            27 => Event::JobStarted(samples::job(row + 3 * other)),
            28 => Event::JobEnded {
                job: JobId(row),
                status: JobStatus::Failed,
                at: samples::minute(other),
                error: (other > 0).then(|| RestoreError::PointNotFound.into()),
            },
            29 => Event::RecoveryPointStarted(samples::point(row, other)),
            30 => Event::RecoveryPointCompleted { instance, point },
            31 => Event::RecoveryPointExpired { at: samples::minute(other), instance, point },
            32 => Event::ReplicaWritten { key, replica: samples::replica(other) },
            33 => Event::ReplicaDropped { key },
            34 => Event::TimerSet {
                due: samples::minute(other),
                timer: TimerId(row),
                action: samples::timer(row),
            },
            35 => Event::TimerRemoved { due: samples::minute(other), timer: TimerId(row) },
            36 => Event::LockCreated(samples::lock(row)),
            _ => Event::LockDeleted(LockId(row)),
        }
    }

    proptest! {
        #[test]
        fn reopening_gives_the_world_that_was_committed(
            commits in vec(vec((0..EVENT_KINDS, 0u64..3, 0u64..5), 0..40), 1..6),
        ) {
            let storage = MemoryStorage::new();
            now(storage.open()).expect("memory opens");
            let mut state = State::new(Seed(1), "random", samples::minute(0));
            for (commit, events) in (1..).zip(commits) {
                for (kind, row, other) in events {
                    apply_event(&mut state, &event(kind, row, other));
                }
                now(storage.commit(collect(&state, commit, Durability::Relaxed))).expect("memory commits");
                state.mark_clean();
                let opened = now(open(&storage)).expect("it reads").expect("there is a world");
                prop_assert_eq!(print(&opened), print(&state));
                prop_assert!(opened == state, "the indexes differ");
            }
        }
    }

    #[test]
    fn a_commit_writes_what_changed_and_nothing_else() {
        let mut state = samples::world();
        state.mark_clean();
        assert!(collect(&state, 1, Durability::Strict).rows.is_empty());
        apply_event(&mut state, &Event::VaultDeleted(VaultId(1)));
        apply_event(&mut state, &Event::ResourceGroupCreated(samples::group(900)));
        apply_event(&mut state, &Event::ResourceGroupDeleted(GroupId(900)));
        let change = Event::ContainerTouched { container: ContainerId(2), at: samples::minute(5) };
        apply_event(&mut state, &change);
        let batch = collect(&state, 7, Durability::Strict);
        let rows: Vec<_> =
            batch.rows.iter().map(|row| (row.table.0, row.key[7], row.value.is_some())).collect();
        assert_eq!(rows, [(0x06, 2, true), (0x0B, 1, false)]);
        assert_eq!((batch.sequence, batch.durability), (7, Durability::Strict));
        assert!(batch.packs.is_empty() && batch.dropped_packs.is_empty());
    }

    #[test]
    fn an_empty_storage_has_no_world() {
        let storage = MemoryStorage::new();
        now(storage.open()).expect("memory opens");
        assert_eq!(now(open(&storage)), Ok(None));
    }

    #[test]
    fn rows_without_a_world_are_damage() {
        let storage = MemoryStorage::new();
        now(storage.open()).expect("memory opens");
        let mut batch = collect(&samples::world(), 1, Durability::Strict);
        batch.rows.retain(|row| row.table.0 != 1);
        now(storage.commit(batch)).expect("memory commits");
        assert!(matches!(now(open(&storage)), Err(StorageError::Corrupt { .. })));
    }
}
