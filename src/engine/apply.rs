//! Applying events: the only place where the state changes.
//!
//! Applying never fails and decides nothing; an event that names a missing row is a bug.

use crate::{
    base::ArmId,
    engine::{
        event::Event,
        ids::{ChangeSeq, ContainerId, InstanceId, PointSeq, TimerId},
        monitor::alerting,
        protection::{BackupInstance, DeletedInstance, PointState, ProtectionState},
        refusal::Refusal,
        request::Request,
        resources::{Deployment, DeploymentStatus, ProvisioningState, ResourceKind, Tags},
        state::State,
        storage::{self, BlobPath},
        usage,
    },
};

/// Makes the events of one request true.
pub fn apply(state: &mut State, request: &Request, events: &[Event]) {
    for event in events {
        apply_event(state, event);
    }
    if request.at > state.now() {
        state.world.update(&(), |world| world.now = request.at);
    }
}

/// Makes one event true.
pub fn apply_event(state: &mut State, event: &Event) {
    claim_id(state, event);
    usage::counts::count(state, event);
    let going = usage::sizes::before(state, event);
    make_true(state, event);
    usage::sizes::after(state, going);
}

fn make_true(state: &mut State, event: &Event) {
    match event {
        Event::SubscriptionCreated(_)
        | Event::ResourceGroupCreated(_)
        | Event::ResourceGroupDeleted(_)
        | Event::TagsReplaced { .. }
        | Event::DeploymentStarted(_)
        | Event::DeploymentSucceeded { .. }
        | Event::PrincipalCreated(_)
        | Event::PrincipalDeleted(_)
        | Event::RoleAssigned(_)
        | Event::RoleUnassigned(_)
        | Event::LockCreated(_)
        | Event::LockDeleted(_) => apply_directory(state, event),
        Event::AlertFired(_)
        | Event::AlertRepeated { .. }
        | Event::AlertResolved { .. }
        | Event::AlertStateChanged { .. }
        | Event::AlertsForgotten { .. } => alerting::apply(state, event),
        Event::ActivityRecorded(activity) => state.put_activity(activity),
        Event::ActivitiesForgotten { through } => state.forget_activities(*through),
        // Its activity has what was found.
        Event::Checked { .. } => {}
        Event::StorageAccountCreated(_)
        | Event::StorageAccountDeleted(_)
        | Event::ContainerCreated(_)
        | Event::ContainerDeleted(_)
        | Event::ContentStored(_)
        | Event::PathWritten { .. }
        | Event::PathDeleted { .. }
        | Event::BlockStaged { .. }
        | Event::BlocksDiscarded { .. }
        | Event::BlockListSet { .. }
        | Event::ContainerTouched { .. } => apply_storage(state, event),
        Event::DataProtectionSet { .. }
        | Event::ContainerSoftDeleted { .. }
        | Event::ContainerUndeleted(_)
        | Event::PastBlobKept { .. }
        | Event::PastBlobDeleted { .. }
        | Event::PastBlobUndeleted { .. }
        | Event::PastBlobDropped { .. }
        | Event::BlobChanged { .. }
        | Event::ChangesForgotten { .. }
        | Event::RehydrationSet { .. }
        | Event::LeaseSet { .. }
        | Event::ImmutabilitySet { .. }
        | Event::LifecycleSet { .. }
        | Event::ReplicationPolicySet(_)
        | Event::ReplicationPolicyDeleted(_)
        | Event::ObjectReplicationSet(_)
        | Event::ObjectReplicationDeleted(_)
        | Event::RestorePolicySet(_)
        | Event::RestorePolicyDeleted { .. }
        | Event::CrossTenantReplicationSet { .. }
        | Event::BlobRestoreSet(_) => storage::apply::apply(state, event),
        Event::DiskCreated { .. }
        | Event::DiskResized { .. }
        | Event::DiskWritten { .. }
        | Event::DiskChurned { .. }
        | Event::DiskWorkloadSet { .. }
        | Event::DiskManaged { .. }
        | Event::DiskDeleted(_)
        | Event::SnapshotCreated { .. }
        | Event::SnapshotDeleted(_) => apply_compute(state, event),
        Event::VaultCreated(_)
        | Event::VaultIdentitySet { .. }
        | Event::VaultRedundancySet { .. }
        | Event::VaultSoftDeleteSet { .. }
        | Event::VaultDeleted(_)
        | Event::PolicyCreated(_)
        | Event::PolicyDeleted(_)
        | Event::InstanceCreated(_)
        | Event::InstanceUpdated { .. }
        | Event::InstanceDeleted(_)
        | Event::InstanceSoftDeleted { .. }
        | Event::InstanceUndeleted { .. }
        | Event::InstancePurged { .. }
        | Event::ProtectionStateChanged { .. } => apply_vault(state, event),
        Event::JobStarted(_)
        | Event::JobEnded { .. }
        | Event::JobForgotten(_)
        | Event::RecoveryPointStarted(_)
        | Event::RecoveryPointCompleted { .. }
        | Event::RecoveryPointAbandoned { .. }
        | Event::RecoveryPointExpired { .. }
        | Event::ReplicaWritten { .. }
        | Event::ReplicaClosed { .. }
        | Event::ReplicaReopened { .. }
        | Event::ReplicaDropped { .. } => apply_backup(state, event),
        // They are counted already.
        Event::DaysCounted { .. } => {}
        Event::StoresMeasured(rows) => {
            for (key, row) in rows {
                state.stored_days.put(*key, *row);
            }
        }
        Event::TimerSet { due, timer, action } => {
            state.timers.put((*due, *timer), action.clone());
        }
        Event::TimerRemoved { due, timer } => {
            state.timers.remove(&(*due, *timer));
        }
        Event::ClockSet { speed, paused } => {
            state.world.update(&(), |world| (world.speed, world.paused) = (*speed, *paused));
        }
    }
}

fn apply_directory(state: &mut State, event: &Event) {
    match event {
        Event::SubscriptionCreated(row) => drop(state.subscriptions.put(row.id, row.clone())),
        Event::ResourceGroupCreated(row) => drop(state.groups.put(row.id, row.clone())),
        Event::ResourceGroupDeleted(group) => {
            let in_group = |row: &&Deployment| row.group == *group;
            let deployments: Vec<_> = state.deployments.values().filter(in_group).map(|row| row.id).collect();
            for deployment in deployments {
                state.deployments.remove(&deployment);
            }
            state.groups.remove(group);
        }
        Event::TagsReplaced { resource, tags } => replace_tags(state, resource, tags),
        Event::DeploymentStarted(row) => drop(state.deployments.put(row.id, row.clone())),
        Event::DeploymentSucceeded { deployment, at } => {
            let Some(row) = state.deployments.get(deployment).cloned() else { return };
            state.deployments.update(deployment, |row| {
                row.status = DeploymentStatus::Succeeded;
                row.ended_at = Some(*at);
            });
            finish_provisioning(state, row.kind, &row.resource);
        }
        Event::PrincipalCreated(row) => drop(state.principals.put(row.id, row.clone())),
        Event::PrincipalDeleted(principal) => drop(state.principals.remove(principal)),
        Event::RoleAssigned(row) => drop(state.assignments.put(row.id, row.clone())),
        Event::RoleUnassigned(assignment) => drop(state.assignments.remove(assignment)),
        Event::LockCreated(row) => drop(state.locks.put(row.id, row.clone())),
        Event::LockDeleted(lock) => drop(state.locks.remove(lock)),
        other => unreachable!("{other:?} is applied elsewhere"),
    }
}

fn finish_provisioning(state: &mut State, kind: ResourceKind, resource: &ArmId) {
    match kind {
        ResourceKind::StorageAccount => {
            if let Ok(account) = state.find_account(resource).map(|account| account.id) {
                state.accounts.update(&account, |row| row.provisioning = ProvisioningState::Succeeded);
            }
        }
        ResourceKind::BackupVault => {
            if let Ok(vault) = state.find_vault(resource).map(|vault| vault.id) {
                state.vaults.update(&vault, |row| row.provisioning = ProvisioningState::Succeeded);
            }
        }
        ResourceKind::Disk => {
            if let Ok(disk) = state.find_disk(resource).map(|disk| disk.id) {
                state.disks.update(&disk, |row| row.provisioning = ProvisioningState::Succeeded);
            }
        }
        ResourceKind::Snapshot => {
            if let Ok(snapshot) = state.find_snapshot(resource).map(|snapshot| snapshot.id) {
                state.snapshots.update(&snapshot, |row| row.provisioning = ProvisioningState::Succeeded);
            }
        }
    }
}

fn replace_tags(state: &mut State, resource: &ArmId, tags: &Tags) {
    if let Ok(account) = state.find_account(resource).map(|account| account.id) {
        state.accounts.update(&account, |row| row.tags = tags.clone());
    } else if let Ok(vault) = state.find_vault(resource).map(|vault| vault.id) {
        state.vaults.update(&vault, |row| row.tags = tags.clone());
    } else if let Ok(disk) = state.find_disk(resource).map(|disk| disk.id) {
        state.disks.update(&disk, |row| row.tags = tags.clone());
    } else if let Ok(snapshot) = state.find_snapshot(resource).map(|snapshot| snapshot.id) {
        state.snapshots.update(&snapshot, |row| row.tags = tags.clone());
    } else if let Ok(group) = state.find_group(resource).map(|group| group.id) {
        state.groups.update(&group, |row| row.tags = tags.clone());
    }
}

fn apply_storage(state: &mut State, event: &Event) {
    match event {
        Event::StorageAccountCreated(row) => drop(state.accounts.put(row.id, row.clone())),
        Event::StorageAccountDeleted(account) => {
            state.forget_changes(*account, ChangeSeq(u64::MAX));
            state.replication_policies.remove(account);
            state.forget_replications(*account);
            state.forget_restore_policies(*account);
            state.blob_restores.remove(account);
            state.set_lifecycle(*account, None);
            state.accounts.remove(account);
        }
        Event::ContainerCreated(row) => drop(state.containers.put(row.id, row.clone())),
        Event::ContainerDeleted(container) => {
            for path in paths_of(state, *container) {
                remove_path(state, *container, &path);
            }
            state.forget_container(*container);
            state.containers.remove(container);
        }
        Event::ContentStored(row) => drop(state.contents.put(row.id, row.clone())),
        Event::PathWritten { container, path, entry } => {
            // The new use is counted first, so that rewriting the same bytes never drops them.
            state.use_content(entry);
            let before = state.paths.put((*container, path.clone()), entry.clone());
            state.note_archived(*container, path, before.as_deref(), Some(entry));
            if let Some(before) = before {
                state.release_content(&before);
            }
            state.forget_stale_list(&(*container, path.clone()));
        }
        Event::BlockStaged { key, block } => state.stage_block(key, block),
        Event::BlocksDiscarded { blob } => state.forget_blocks(blob),
        Event::BlockListSet { blob, list } => drop(state.block_lists.put(blob.clone(), list.clone())),
        Event::PathDeleted { container, path } => remove_path(state, *container, path),
        Event::ContainerTouched { container, at } => {
            state.containers.update(container, |row| row.modified_at = *at);
        }
        other => unreachable!("{other:?} is applied elsewhere"),
    }
}

fn paths_of(state: &State, container: ContainerId) -> Vec<BlobPath> {
    let start = (container, BlobPath(String::new()));
    let end = (ContainerId(container.0 + 1), BlobPath(String::new()));
    state.paths.range(start..end).map(|((_, path), _)| path.clone()).collect()
}

fn remove_path(state: &mut State, container: ContainerId, path: &BlobPath) {
    let key = (container, path.clone());
    if let Some(entry) = state.paths.remove(&key) {
        state.note_archived(container, path, Some(&entry), None);
        state.release_content(&entry);
        state.set_rehydration(&key, None);
        state.leases.remove(&key);
        state.forget_blocks(&key);
    }
}

fn apply_compute(state: &mut State, event: &Event) {
    match event {
        Event::DiskCreated { disk, above } => {
            state.put_layer(disk.layer, *above);
            state.disks.put(disk.id, disk.clone());
        }
        Event::DiskResized { disk, size_gib } => {
            state.disks.update(disk, |row| row.size_gib = *size_gib);
        }
        Event::DiskWritten { disk, write } => {
            state.write_layer(*disk, |layer| layer.write(write.offset, write.extent));
        }
        Event::DiskChurned { disk, churn } => state.write_layer(*disk, |layer| layer.churn(*churn)),
        Event::DiskWorkloadSet { disk, workload } => {
            state.disks.update(disk, |row| row.workload = *workload);
        }
        Event::DiskManaged { disk, machine } => {
            state.disks.update(disk, |row| row.managed_by = machine.clone());
        }
        Event::DiskDeleted(disk) => {
            if let Some(row) = state.disks.remove(disk) {
                state.disown_layer(row.layer);
            }
        }
        Event::SnapshotCreated { snapshot, disk, top } => {
            state.hand_over_layer(*disk, snapshot, *top);
            state.snapshots.put(snapshot.id, snapshot.clone());
        }
        Event::SnapshotDeleted(snapshot) => {
            if let Some(row) = state.snapshots.remove(snapshot) {
                state.disown_layer(row.layer);
            }
        }
        other => unreachable!("{other:?} is applied elsewhere"),
    }
}

fn apply_vault(state: &mut State, event: &Event) {
    match event {
        Event::VaultCreated(row) => drop(state.vaults.put(row.id, row.clone())),
        Event::VaultIdentitySet { vault, identity } => {
            state.vaults.update(vault, |row| row.identity = *identity);
        }
        Event::VaultRedundancySet { vault, redundancy } => {
            state.vaults.update(vault, |row| row.redundancy = *redundancy);
        }
        Event::VaultSoftDeleteSet { vault, soft_delete } => {
            state.vaults.update(vault, |row| row.soft_delete = *soft_delete);
        }
        Event::VaultDeleted(vault) => drop(state.vaults.remove(vault)),
        Event::PolicyCreated(row) => drop(state.policies.put(row.id, row.clone())),
        Event::PolicyDeleted(policy) => drop(state.policies.remove(policy)),
        Event::InstanceCreated(row) => drop(state.instances.put(row.id, row.clone())),
        Event::InstanceUpdated { instance, policy, parameters, tags } => {
            state.instances.update(instance, |row| {
                row.policy = *policy;
                row.parameters = parameters.clone();
                row.tags = tags.clone();
            });
        }
        Event::InstanceDeleted(instance) => drop(state.instances.remove(instance)),
        Event::InstanceSoftDeleted { instance, deletion } => {
            if let Some(row) = state.instances.remove(instance) {
                let instance = BackupInstance { state: ProtectionState::SoftDeleted, ..row.into_inner() };
                let row = DeletedInstance { instance, deletion: *deletion };
                state.deleted_instances.put((row.instance.vault, row.instance.id), row);
            }
        }
        Event::InstanceUndeleted { vault, instance } => {
            if let Some(row) = state.deleted_instances.remove(&(*vault, *instance)) {
                let instance = row.into_inner().instance;
                let row = BackupInstance { state: ProtectionState::ProtectionStopped, ..instance };
                state.instances.put(row.id, row);
            }
        }
        Event::InstancePurged { vault, instance } => {
            state.deleted_instances.remove(&(*vault, *instance));
        }
        Event::ProtectionStateChanged { instance, state: protection } => {
            state.instances.update(instance, |row| row.state = *protection);
        }
        other => unreachable!("{other:?} is applied elsewhere"),
    }
}

fn apply_backup(state: &mut State, event: &Event) {
    match event {
        Event::JobStarted(row) => drop(state.jobs.put(row.id, row.clone())),
        Event::JobForgotten(job) => drop(state.jobs.remove(job)),
        Event::JobEnded { job, status, at, error } => {
            state.jobs.update(job, |row| {
                row.status = *status;
                row.ended_at = Some(*at);
                row.error = error.as_ref().map(Refusal::record);
            });
        }
        Event::RecoveryPointStarted(row) => {
            state.instances.update(&row.instance, |instance| instance.next_point = PointSeq(row.seq.0 + 1));
            state.points.put((row.instance, row.seq), row.clone());
        }
        Event::RecoveryPointCompleted { instance, point } => {
            state.points.update(&(*instance, *point), |row| row.state = PointState::Completed);
        }
        Event::RecoveryPointAbandoned { instance, point }
        | Event::RecoveryPointExpired { instance, point, .. } => remove_point(state, *instance, *point),
        Event::ReplicaWritten { key, replica } => state.put_replica(key, replica),
        Event::ReplicaClosed { key, until } => state.end_replica(key, Some(*until)),
        Event::ReplicaReopened { key } => state.end_replica(key, None),
        Event::ReplicaDropped { key } => state.drop_replica(key),
        other => unreachable!("{other:?} is applied elsewhere"),
    }
}

fn remove_point(state: &mut State, instance: InstanceId, point: PointSeq) {
    state.points.remove(&(instance, point));
}

/// Keeps the id counter ahead of every id that was handed out.
fn claim_id(state: &mut State, event: &Event) {
    let claimed = match event {
        Event::ResourceGroupCreated(row) => row.id.0,
        Event::DeploymentStarted(row) => row.id.0,
        Event::StorageAccountCreated(row) => row.id.0,
        Event::ContainerCreated(row) => row.id.0,
        Event::PathWritten { entry, .. } => entry.etag,
        Event::BlobChanged { seq, .. } => seq.0,
        // The length of a way back and the id of a lease are drawn by an id that nothing else is called by.
        Event::RehydrationSet { rehydration: Some(_), .. }
        | Event::LeaseSet { lease: Some(_), .. }
        | Event::ReplicationPolicySet(_) => state.world().next_id,
        Event::ObjectReplicationSet(row) => row.id.0,
        Event::RoleAssigned(row) => row.id.0,
        Event::ActivityRecorded(row) => row.id.0,
        Event::AlertFired(row) => row.id.0,
        Event::LockCreated(row) => row.id.0,
        // An identity has no row id of its own, but uses one up: the next identity has to be another.
        Event::PrincipalCreated(_) => state.world().next_id,
        Event::DiskCreated { disk, .. } => disk.layer.0,
        Event::DiskChurned { .. } => state.world().next_id,
        Event::SnapshotCreated { top, .. } => top.0,
        Event::VaultCreated(row) => row.id.0,
        Event::PolicyCreated(row) => row.id.0,
        Event::InstanceCreated(row) => row.id.0,
        Event::JobStarted(row) => row.id.0,
        Event::TimerSet { timer: TimerId(id), .. } => *id,
        _ => return,
    };
    if claimed >= state.world().next_id {
        state.world.update(&(), |world| world.next_id = claimed + 1);
    }
}
