//! Taking and deleting snapshots.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        compute::{ComputeError, ManagedDisk, Snapshot, SnapshotSku, names},
        decide::Context,
        event::Event,
        ids::{GroupId, LayerId, SnapshotId},
        limits,
        rbac::{action, assignment},
        refusal::Refusal,
        request::Command,
        resources::{ProvisioningState, ResourceKind, Tags, check_tags, deployment},
        state::State,
    },
};

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::CreateSnapshot { .. } => create(context, command),
        Command::DeleteSnapshot { snapshot } => delete(context, snapshot),
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

fn create(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    let Command::CreateSnapshot { group, name, disk, incremental, sku, tags } = command else {
        unreachable!("only called for this command")
    };
    let resource = ArmId::resource(group, ResourceKind::Snapshot.resource_type(), name);
    context.authorize(action::WRITE_SNAPSHOT, &resource)?;
    context.authorize(action::EXPORT_DISK, disk)?;
    let group = context.state.find_group(group)?;
    let disk = context.state.find_disk(disk)?;
    context.check_write(&resource)?;
    names::check_name(name)?;
    names::check_snapshot_sku(*sku, disk.region)?;
    check_tags(tags, false)?;
    if !incremental && disk.sku.copies_snapshots() {
        return Err(ComputeError::FullSnapshotNotOffered { sku: disk.sku }.into());
    }
    if context.state.find_snapshot(&resource).is_ok() {
        return Err(ComputeError::NameTaken { name: name.clone(), group: group.name.clone() }.into());
    }
    if *incremental {
        check_limits(context, disk)?;
    }
    let id = SnapshotId(context.ids.take());
    let snapshot = Snapshot {
        sku: *sku,
        incremental: *incremental,
        tags: tags.clone(),
        provisioning: ProvisioningState::Provisioning,
        ..Snapshot::of(context.state, disk, id, group.id, name.clone(), context.now)
    };
    let top = LayerId(context.ids.take());
    let mut events = vec![Event::SnapshotCreated { snapshot, disk: disk.id, top }];
    events.extend(deployment::start(context, group, resource, ResourceKind::Snapshot));
    Ok(events)
}

impl Snapshot {
    /// An incremental snapshot of a disk as it is now, in locally redundant storage.
    pub fn of(
        state: &State,
        disk: &ManagedDisk,
        id: SnapshotId,
        group: GroupId,
        name: String,
        now: SimTime,
    ) -> Snapshot {
        Snapshot {
            id,
            group,
            name,
            region: disk.region,
            sku: SnapshotSku::StandardLrs,
            incremental: true,
            disk: state.disk_id(disk),
            disk_unique_id: disk.unique_id,
            disk_sku: disk.sku,
            size_gib: disk.size_gib,
            layer: disk.layer,
            tags: Tags::new(),
            provisioning: ProvisioningState::Succeeded,
            created_at: now,
        }
    }
}

/// Checks that one more incremental snapshot of a disk may be taken now.
///
/// # Errors
/// [`ComputeError::SnapshotLimitReached`], [`ComputeError::SnapshotRateReached`].
pub fn check_limits(context: &Context, disk: &ManagedDisk) -> Result<(), ComputeError> {
    if context.state.family_size(disk.unique_id) >= limits::SNAPSHOTS_PER_DISK_MAX {
        return Err(ComputeError::SnapshotLimitReached { disk: disk.name.clone() });
    }
    let is_recent = |snapshot: &&Snapshot| snapshot.created_at + limits::SNAPSHOT_WINDOW > context.now;
    let newest = context.state.family_of(disk.unique_id).rev().take_while(is_recent);
    if newest.count() >= limits::SNAPSHOTS_PER_DISK_AND_WINDOW_MAX {
        return Err(ComputeError::SnapshotRateReached { disk: disk.name.clone() });
    }
    Ok(())
}

fn delete(context: &mut Context, id: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::DELETE_SNAPSHOT, id)?;
    let snapshot = context.state.find_snapshot(id)?;
    context.check_delete(id)?;
    let mut events = assignment::forget_scope(context.state, id);
    events.push(Event::SnapshotDeleted(snapshot.id));
    Ok(events)
}
