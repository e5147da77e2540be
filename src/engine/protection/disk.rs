//! Backup of managed disks: which can be protected, and the snapshots that are their recovery points.
//!
//! A recovery point is an incremental snapshot in a resource group of the customer. Whoever may delete there
//! can take it away; the point is then still listed, and cannot be restored.
//!
//! Source: Azure Backup, "Back up Azure Disks", "Azure Disk Backup support matrix".

use crate::{
    base::{ArmId, ByteSize},
    engine::{
        compute::{ManagedDisk, Snapshot, SnapshotSku},
        decide::Context,
        event::Event,
        ids::{LayerId, SnapshotId},
        job::{Job, Work, durations, start_job},
        limits,
        policy::{BackupPolicy, ScheduleFrequency},
        protection::{
            BackupInstance, DiskProtectionError, PointData, ProtectionError, RecoveryPoint,
            access::{NeededRole, check_access, check_identity},
            backup::{Start, backup_work, new_point},
            readiness::vault_of,
        },
        rbac::{Role, assignment},
        refusal::Refusal,
        resources::{LockedOperation, ProvisioningState, ResourceGroup, StandingLock, Tags, lock},
        state::{State, TimerAction},
        vault::BackupVault,
    },
};

/// # Errors
/// [`DiskProtectionError::DiskNotFound`].
pub fn find_disk<'a>(
    context: &Context<'a>,
    datasource: &ArmId,
) -> Result<&'a ManagedDisk, DiskProtectionError> {
    let found = context.state.find_disk(datasource).ok();
    let usable = found.filter(|disk| disk.provisioning == ProvisioningState::Succeeded);
    usable.ok_or_else(|| DiskProtectionError::DiskNotFound { disk: datasource.name().to_string() })
}

/// The resource group that snapshots are to be kept in.
///
/// # Errors
/// [`DiskProtectionError::SnapshotGroupNotProvided`], [`DiskProtectionError::SnapshotGroupInvalid`],
/// [`DiskProtectionError::SnapshotGroupNotFound`].
pub fn find_snapshot_group<'a>(
    context: &Context<'a>,
    group: &ArmId,
) -> Result<&'a ResourceGroup, DiskProtectionError> {
    match group.resource_group_name() {
        None | Some("") => Err(DiskProtectionError::SnapshotGroupNotProvided),
        Some(_) if group.resource_type().is_some() => {
            Err(DiskProtectionError::SnapshotGroupInvalid { group: group.clone() })
        }
        Some(name) => context
            .state
            .find_group(group)
            .map_err(|_| DiskProtectionError::SnapshotGroupNotFound { group: name.to_string() }),
    }
}

/// Checks that a disk can be protected by a vault at all.
///
/// # Errors
/// [`ProtectionError::RegionMismatch`].
pub fn check_disk(disk: &ManagedDisk, vault: &BackupVault) -> Result<(), ProtectionError> {
    if disk.region == vault.region {
        return Ok(());
    }
    Err(ProtectionError::RegionMismatch {
        datasource: disk.name.clone(),
        datasource_region: disk.region.display_name().to_string(),
        vault: vault.name.clone(),
        vault_region: vault.region.display_name().to_string(),
    })
}

/// Checks that a kind of disk takes snapshots as often as a policy asks for.
///
/// # Errors
/// [`DiskProtectionError::FrequencyNotSupported`].
pub fn check_frequency(disk: &ManagedDisk, policy: &BackupPolicy) -> Result<(), DiskProtectionError> {
    match policy.scheduled.as_ref().map(|scheduled| &scheduled.schedule.frequency) {
        Some(ScheduleFrequency::Hourly(hours))
            if disk.sku.copies_snapshots() && *hours != limits::COPIED_SNAPSHOT_INTERVAL_HOURS =>
        {
            Err(DiskProtectionError::FrequencyNotSupported {
                disk: disk.name.clone(),
                sku: disk.sku,
                policy: policy.name.clone(),
            })
        }
        _ => Ok(()),
    }
}

/// Snapshots can only be taken within the subscription of their disk.
///
/// # Errors
/// [`DiskProtectionError::SnapshotGroupInOtherSubscription`].
pub fn check_subscription(disk: &ArmId, group: &ResourceGroup) -> Result<(), DiskProtectionError> {
    if disk.subscription_id() == Some(group.subscription) {
        return Ok(());
    }
    Err(DiskProtectionError::SnapshotGroupInOtherSubscription { group: group.name.clone() })
}

/// Checks that no read-only lock keeps the vault from taking snapshots in a group.
///
/// # Errors
/// [`DiskProtectionError::SnapshotGroupLocked`].
pub fn check_writable(context: &Context, group: &ResourceGroup) -> Result<(), DiskProtectionError> {
    let locks = lock::forbidding_write(context.state, &group.arm_id());
    check_locks(group.name.clone(), LockedOperation::Write, locks)
}

/// Checks that no lock keeps the vault from deleting the snapshot of a point, while there is one.
///
/// # Errors
/// [`DiskProtectionError::SnapshotGroupLocked`].
pub fn check_deletable(state: &State, point: &RecoveryPoint) -> Result<(), DiskProtectionError> {
    if state.locks.is_empty() {
        // Every point that expires comes here: a snapshot is not named for nothing.
        return Ok(());
    }
    let Some(snapshot) = snapshot_of(state, point).map(|row| state.snapshot_id(row)) else { return Ok(()) };
    let group = snapshot.resource_group_name().unwrap_or_default().to_string();
    check_locks(group, LockedOperation::Delete, lock::forbidding_delete(state, &snapshot))
}

fn check_locks(
    group: String,
    operation: LockedOperation,
    locks: Vec<StandingLock>,
) -> Result<(), DiskProtectionError> {
    if locks.is_empty() {
        return Ok(());
    }
    Err(DiskProtectionError::SnapshotGroupLocked { group, operation, locks })
}

/// What a vault needs to take snapshots.
pub fn backup_roles(disk: &ArmId, snapshot_group: &ArmId) -> Vec<NeededRole> {
    vec![NeededRole { role: Role::DiskBackupReader, scope: disk.clone() }, snapshot_role(snapshot_group)]
}

/// What a vault needs to delete snapshots, and to make disks of them.
pub fn snapshot_role(snapshot_group: &ArmId) -> NeededRole {
    NeededRole { role: Role::DiskSnapshotContributor, scope: snapshot_group.clone() }
}

/// The snapshot of a recovery point, while nobody has deleted it. What somebody makes under its name later is not it.
pub fn snapshot_of<'a>(state: &'a State, point: &RecoveryPoint) -> Option<&'a Snapshot> {
    let id = point.snapshot()?;
    // A backup takes the id of its snapshot right after that of its job, and no id is given twice.
    state.snapshots.get(&SnapshotId(point.job.0 + 1)).filter(|row| row.name == id.name())
}

/// Checks that the vault can take snapshots of a disk: what every backup needs.
///
/// # Errors
/// The first thing in the way: identity, disk, group, lock, roles.
pub fn check_source<'a>(
    context: &Context<'a>,
    instance: &BackupInstance,
    snapshot_group: &ArmId,
) -> Result<(&'a ManagedDisk, &'a ResourceGroup), Refusal> {
    let vault = vault_of(context, instance);
    check_identity(vault)?;
    let disk = find_disk(context, &instance.datasource)?;
    let group = find_snapshot_group(context, snapshot_group)?;
    check_writable(context, group)?;
    check_access(context, vault, &backup_roles(&instance.datasource, snapshot_group))?;
    Ok((disk, group))
}

/// Takes a snapshot now. The rest of the job is the time that the service takes to commit the point, and, for
/// disks that copy their snapshots, the time until it can be used.
pub fn take_snapshot(
    context: &mut Context,
    instance: &BackupInstance,
    start: Start,
    disk: &ManagedDisk,
    group: &ResourceGroup,
) -> Vec<Event> {
    let job = start_snapshot_job(context, instance, start, disk);
    let name = format!("AzureBackup_{}", context.seed().guid("snapshot", job.id.0));
    let mut snapshot = Snapshot {
        sku: snapshot_sku(context.state, disk),
        ..Snapshot::of(context.state, disk, SnapshotId(context.ids.take()), group.id, name, context.now)
    };
    let data = PointData::OperationalStore { snapshot: snapshot.arm_id(&group.arm_id()) };
    let mut point = new_point(context, instance, &job, start, data);
    point.size = disk.size();
    snapshot.tags = tags(context.state, instance, &point);
    let top = LayerId(context.ids.take());
    let timer = context.timer(job.due_at, TimerAction::FinishBackup(job.id));
    vec![
        Event::JobStarted(job),
        Event::SnapshotCreated { snapshot, disk: disk.id, top },
        Event::RecoveryPointStarted(point),
        timer,
    ]
}

/// The job that takes a snapshot now, for the next recovery point.
pub fn start_snapshot_job(
    context: &mut Context,
    instance: &BackupInstance,
    start: Start,
    disk: &ManagedDisk,
) -> Job {
    let copied = disk.sku.copies_snapshots().then(|| unsaved(context.state, disk));
    let stages = durations::disk_backup(disk.size_gib, copied);
    let work = Work { source: Some(instance.next_point.into()), ..backup_work(start, stages) };
    start_job(context, instance, work)
}

/// What was written since the newest snapshot; everything where there is none.
fn unsaved(state: &State, disk: &ManagedDisk) -> ByteSize {
    match state.family_of(disk.unique_id).next() {
        Some(_) => state.disk_unsaved(disk),
        None => state.disk_used(disk),
    }
}

/// That of the snapshot before it; otherwise in all zones where there are some.
///
/// Source: Azure Compute, "Create an incremental snapshot for managed disks".
fn snapshot_sku(state: &State, disk: &ManagedDisk) -> SnapshotSku {
    let inherited = state.family_of(disk.unique_id).next_back().map(|snapshot| snapshot.sku);
    inherited.unwrap_or(if disk.region.facts().availability_zones {
        SnapshotSku::StandardZrs
    } else {
        SnapshotSku::StandardLrs
    })
}

/// The name of the instance, on each snapshot that Azure Backup takes.
const INSTANCE_TAG: &str = "AzureBackup.BackupInstance";

/// Whether Azure Backup took a snapshot, and no person.
pub fn is_of_backup(snapshot: &Snapshot) -> bool {
    snapshot.tags.contains_key(INSTANCE_TAG)
}

/// The service tells its snapshots by tags whose names it does not publish; these are illustrative.
fn tags(state: &State, instance: &BackupInstance, point: &RecoveryPoint) -> Tags {
    let vault = state.vaults.get(&instance.vault).map(|vault| vault.name.clone());
    [
        (INSTANCE_TAG, instance.name.clone()),
        ("AzureBackup.Vault", vault.unwrap_or_default()),
        ("AzureBackup.RecoveryPointId", point.guid.simple().to_string()),
        ("AzureBackup.RetentionTag", point.tag.display_name().to_string()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_string(), value))
    .collect()
}

/// Checks at the end of a backup that its disk and its snapshot are still there, and that the copy of the snapshot
/// was left in peace: growing the disk meanwhile makes it fail.
///
/// # Errors
/// [`DiskProtectionError::DiskNotFound`], [`DiskProtectionError::SnapshotGroupNotFound`],
/// [`DiskProtectionError::SnapshotVanished`], [`DiskProtectionError::DiskGrewMeanwhile`].
pub fn check_taken(
    context: &Context,
    instance: &BackupInstance,
    point: &RecoveryPoint,
) -> Result<(), DiskProtectionError> {
    let disk = find_disk(context, &instance.datasource)?;
    if let Some(group) = instance.parameters.snapshot_group() {
        find_snapshot_group(context, group)?;
    }
    let snapshot = snapshot_of(context.state, point).ok_or(DiskProtectionError::SnapshotVanished)?;
    if disk.sku.copies_snapshots() && disk.size_gib != snapshot.size_gib {
        return Err(DiskProtectionError::DiskGrewMeanwhile { disk: disk.name.clone() });
    }
    Ok(())
}

/// What deletes the snapshots of points. Locked ones stay, and belong to nobody from then on.
pub fn delete_snapshots<'a>(
    state: &State,
    points: impl IntoIterator<Item = &'a RecoveryPoint>,
) -> Vec<Event> {
    let deletable = points.into_iter().filter(|point| check_deletable(state, point).is_ok());
    let snapshots = deletable.filter_map(|point| snapshot_of(state, point));
    let removal = |snapshot: &Snapshot| {
        let mut events = assignment::forget_scope(state, &state.snapshot_id(snapshot));
        events.push(Event::SnapshotDeleted(snapshot.id));
        events
    };
    snapshots.flat_map(removal).collect()
}

/// Checks that the vault may delete snapshots in the group of an instance.
///
/// # Errors
/// [`DiskProtectionError::SnapshotGroupNotFound`]; no identity, role missing or not effective.
pub fn check_cleanup(context: &Context, instance: &BackupInstance) -> Result<(), Refusal> {
    let Some(group) = instance.parameters.snapshot_group() else { return Ok(()) };
    find_snapshot_group(context, group)?;
    Ok(check_access(context, vault_of(context, instance), &[snapshot_role(group)])?)
}
