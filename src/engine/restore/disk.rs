//! Restores of disks: a new disk out of a snapshot. The disk that was backed up is not touched.
//!
//! Source: Azure Backup, "Restore Azure Managed Disks".

use crate::{
    base::ArmId,
    engine::{
        compute::{
            DiskSource, ManagedDisk, Snapshot,
            names::{check_name, check_place},
        },
        decide::Context,
        event::Event,
        ids::{DiskId, LayerId},
        job::JobOperation,
        limits,
        policy::DatasourceType,
        protection::{
            BackupInstance, PolicyParameters, RecoveryPoint,
            access::{NeededRole, check_access},
            backup::todays_jobs,
            disk::{find_snapshot_group, snapshot_of, snapshot_role},
            readiness::vault_of,
        },
        rbac::{Role, action},
        refusal::Refusal,
        resources::{ProvisioningState, ResourceGroup, ResourceKind, Tags},
        restore::RestoreError,
        state::State,
    },
};

/// What the caller needs on the group a restore makes a disk in.
pub const WRITE_TARGET: &str = action::WRITE_DISK;

/// A restore that can be carried out.
#[derive(Debug)]
pub struct Feasible<'a> {
    snapshot: &'a Snapshot,
    group: &'a ResourceGroup,
    name: String,
}

/// What a vault needs to make a disk in `group` of a snapshot.
pub fn needed_roles(parameters: &PolicyParameters, group: &ArmId) -> Vec<NeededRole> {
    let snapshots = parameters.snapshot_group().map(snapshot_role);
    let target = NeededRole { role: Role::DiskRestoreOperator, scope: group.clone() };
    snapshots.into_iter().chain([target]).collect()
}

/// # Errors
/// [`RestoreError::DailyLimitReached`].
pub fn check_daily_limit(context: &Context, instance: &BackupInstance) -> Result<(), RestoreError> {
    let restores = todays_jobs(context.state, instance.id, context.now)
        .filter(|job| job.operation == JobOperation::Restore);
    if instance.datasource_type == DatasourceType::Disk
        && restores.count() >= limits::DISK_RESTORES_PER_DAY_MAX
    {
        return Err(RestoreError::DailyLimitReached { instance: instance.name.clone() });
    }
    Ok(())
}

/// # Errors
/// The first thing in the way.
pub fn check<'a>(
    context: &Context<'a>,
    instance: &BackupInstance,
    point: &RecoveryPoint,
    group: &ArmId,
    name: &str,
) -> Result<Feasible<'a>, Refusal> {
    let target = find_group(context, group)?;
    let disk = ArmId::resource(group, ResourceKind::Disk.resource_type(), name);
    context.check_write(&disk)?;
    check_name(name)?;
    let snapshot = find_snapshot(context, instance, point)?;
    if context.state.find_disk(&disk).is_ok() {
        let (name, group) = (name.to_string(), target.name.clone());
        return Err(RestoreError::DiskNameTaken { name, group }.into());
    }
    check_access(context, vault_of(context, instance), &needed_roles(&instance.parameters, group))?;
    Ok(Feasible { snapshot, group: target, name: name.to_string() })
}

fn find_group<'a>(context: &Context<'a>, group: &ArmId) -> Result<&'a ResourceGroup, RestoreError> {
    context.state.find_group(group).map_err(|_| RestoreError::TargetGroupNotFound {
        group: group.resource_group_name().unwrap_or_default().to_string(),
    })
}

/// The snapshot of a point. Where its group is gone, that is what there is to say.
fn find_snapshot<'a>(
    context: &Context<'a>,
    instance: &BackupInstance,
    point: &RecoveryPoint,
) -> Result<&'a Snapshot, Refusal> {
    if let Some(group) = instance.parameters.snapshot_group() {
        find_snapshot_group(context, group)?;
    }
    Ok(snapshot_of(context.state, point).ok_or(RestoreError::SnapshotNotFound)?)
}

impl Feasible<'_> {
    /// The new disk: of the kind, the size and in the zone of the one that was backed up (unverified).
    pub fn write(&self, context: &mut Context) -> Vec<Event> {
        let Snapshot { region, disk_sku: sku, size_gib, layer, .. } = *self.snapshot;
        let zone = source_zone(context.state, self.snapshot);
        let id = DiskId(context.ids.take());
        let disk = ManagedDisk {
            id,
            group: self.group.id,
            name: self.name.clone(),
            region,
            zone: zone.filter(|zone| check_place(sku, region, Some(*zone)).is_ok()),
            sku,
            size_gib,
            origin: DiskSource::Snapshot(context.state.snapshot_id(self.snapshot)),
            unique_id: context.seed().guid("disk", id.0),
            managed_by: None,
            workload: None,
            layer: LayerId(context.ids.take()),
            tags: Tags::new(),
            provisioning: ProvisioningState::Succeeded,
            created_at: context.now,
        };
        vec![Event::DiskCreated { disk, above: Some(layer) }]
    }
}

/// The zone of the disk that was backed up, while it exists.
fn source_zone(state: &State, snapshot: &Snapshot) -> Option<u8> {
    let source = state.find_disk(&snapshot.disk).ok()?;
    source.zone.filter(|_| source.unique_id == snapshot.disk_unique_id)
}
