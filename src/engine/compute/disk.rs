//! Creating, growing, writing and deleting disks.

use crate::{
    base::ArmId,
    content::{
        Pattern,
        image::{BLOCK_BYTES, Churn, UNIT_BYTES},
    },
    engine::{
        compute::{ComputeError, DiskSource, DiskWrite, ManagedDisk, Snapshot, attachment, names, workload},
        decide::{Context, decide_command},
        event::Event,
        ids::{DiskId, LayerId},
        rbac::{action, assignment},
        refusal::Refusal,
        request::Command,
        resources::{ProvisioningState, ResourceKind, Tags, check_tags, deployment},
        state::State,
    },
};

/// A rewritten share is given in parts of this.
pub const WHOLE_DISK: u32 = 1_000;

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::CreateDisk { .. } => create(context, command),
        Command::UpdateDisk { disk, tags, size_gib } => update(context, disk, tags.clone(), *size_gib),
        Command::WriteDisk { disk, writes } => write(context, disk, writes),
        Command::RewriteDisk { disk, per_mille } => rewrite(context, disk, *per_mille),
        Command::SetDiskWorkload { disk, per_mille } => workload::set(context, disk, *per_mille),
        Command::AttachDisk { disk, machine } => attachment::attach(context, disk, machine),
        Command::DetachDisk { disk } => attachment::detach(context, disk),
        Command::DeleteDisk { disk } => delete(context, disk),
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

fn create(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    let Command::CreateDisk { group, name, region, zone, sku, size_gib, source, tags } = command else {
        unreachable!("only called for this command")
    };
    let resource = ArmId::resource(group, ResourceKind::Disk.resource_type(), name);
    context.authorize(action::WRITE_DISK, &resource)?;
    let group = context.state.find_group(group)?;
    let snapshot = find_source(context, source)?;
    context.check_write(&resource)?;
    names::check_name(name)?;
    names::check_place(*sku, *region, *zone)?;
    names::check_size(*sku, *size_gib)?;
    snapshot.map_or(Ok(()), |snapshot| check_source(snapshot, *region, *size_gib))?;
    check_tags(tags, false)?;
    if context.state.find_disk(&resource).is_ok() {
        return Err(ComputeError::NameTaken { name: name.clone(), group: group.name.clone() }.into());
    }
    let id = DiskId(context.ids.take());
    let disk = ManagedDisk {
        id,
        group: group.id,
        name: name.clone(),
        region: *region,
        zone: *zone,
        sku: *sku,
        size_gib: *size_gib,
        origin: source.clone(),
        unique_id: context.seed().guid("disk", id.0),
        managed_by: None,
        workload: None,
        layer: LayerId(context.ids.take()),
        tags: tags.clone(),
        provisioning: ProvisioningState::Provisioning,
        created_at: context.now,
    };
    let mut events = vec![Event::DiskCreated { disk, above: snapshot.map(|snapshot| snapshot.layer) }];
    events.extend(deployment::start(context, group, resource, ResourceKind::Disk));
    Ok(events)
}

/// The snapshot a disk is to be made of, which the caller must be able to read.
fn find_source<'a>(context: &Context<'a>, source: &DiskSource) -> Result<Option<&'a Snapshot>, Refusal> {
    match source {
        DiskSource::Empty => Ok(None),
        DiskSource::Snapshot(snapshot) => {
            context.authorize(action::READ_SNAPSHOT, snapshot)?;
            context.state.find_snapshot(snapshot).map(Some)
        }
    }
}

fn check_source(
    snapshot: &Snapshot,
    region: crate::engine::resources::Region,
    size_gib: u32,
) -> Result<(), ComputeError> {
    if snapshot.region != region {
        return Err(ComputeError::SourceInOtherRegion {
            snapshot: snapshot.name.clone(),
            region: snapshot.region.display_name().to_string(),
        });
    }
    if size_gib < snapshot.size_gib {
        return Err(ComputeError::SizeBelowCurrent { size_gib, current_gib: snapshot.size_gib });
    }
    Ok(())
}

/// Disks grow; they never shrink.
fn resize(context: &Context, id: &ArmId, size_gib: u32) -> Result<Vec<Event>, Refusal> {
    let disk = context.state.find_disk(id)?;
    context.check_write(id)?;
    names::check_size(disk.sku, size_gib)?;
    if size_gib < disk.size_gib {
        return Err(ComputeError::SizeBelowCurrent { size_gib, current_gib: disk.size_gib }.into());
    }
    if size_gib == disk.size_gib {
        return Ok(Vec::new());
    }
    Ok(vec![Event::DiskResized { disk: disk.id, size_gib }])
}

fn update(
    context: &mut Context,
    disk: &ArmId,
    tags: Option<Tags>,
    size_gib: Option<u32>,
) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::WRITE_DISK, disk)?;
    context.state.find_disk(disk)?;
    let mut events = Vec::new();
    if let Some(size_gib) = size_gib {
        events.extend(resize(context, disk, size_gib)?);
    }
    if let Some(tags) = tags {
        events.extend(decide_command(context, &Command::SetTags { resource: disk.clone(), tags })?);
    }
    Ok(events)
}

/// Bytes written on a disk; their chunks are already stored. Locks do not keep a machine from its data.
fn write(context: &mut Context, id: &ArmId, writes: &[DiskWrite]) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::WRITE_DISK, id)?;
    let disk = context.state.find_disk(id)?;
    writes.iter().try_for_each(|write| check_write(disk, write))?;
    let events = writes.iter().map(|write| Event::DiskWritten { disk: disk.id, write: write.clone() });
    Ok(events.collect())
}

fn check_write(disk: &ManagedDisk, write: &DiskWrite) -> Result<(), ComputeError> {
    let DiskWrite { offset, extent } = write;
    let whole_blocks = offset.is_multiple_of(BLOCK_BYTES) && extent.length.is_multiple_of(BLOCK_BYTES);
    let is_block = extent.chunk().is_none() || extent.length == BLOCK_BYTES;
    let within = offset.checked_add(extent.length).is_some_and(|end| end <= disk.size().bytes());
    if whole_blocks && is_block && within && extent.length > 0 {
        return Ok(());
    }
    Err(ComputeError::WriteOutOfRange { offset: *offset, length: extent.length })
}

/// Rewrites a share of a disk with bytes that nothing compresses: a day's work, or ransomware.
fn rewrite(context: &mut Context, id: &ArmId, per_mille: u32) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::WRITE_DISK, id)?;
    let disk = context.state.find_disk(id)?;
    let units = disk.size().bytes() / UNIT_BYTES;
    let count = (units * u64::from(per_mille.min(WHOLE_DISK))).div_ceil(u64::from(WHOLE_DISK));
    let seed = context.seed().derive("disk churn", context.state.world().next_id);
    let churn = Churn::scattered(0..units, count, Pattern::Noise, seed).filter(|churn| churn.count() > 0);
    Ok(churn.map(|churn| Event::DiskChurned { disk: disk.id, churn }).into_iter().collect())
}

/// A disk goes, and the work on it ends.
pub fn removal(state: &State, disk: &ManagedDisk) -> Vec<Event> {
    let mut events = workload::stop(state, disk.id);
    events.push(Event::DiskDeleted(disk.id));
    events
}

fn delete(context: &mut Context, id: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::DELETE_DISK, id)?;
    let disk = context.state.find_disk(id)?;
    context.check_delete(id)?;
    if let Some(machine) = &disk.managed_by {
        let (disk, machine) = (disk.name.clone(), machine.clone());
        return Err(ComputeError::DiskAttached { disk, machine }.into());
    }
    let mut events = assignment::forget_scope(context.state, id);
    events.extend(removal(context.state, disk));
    Ok(events)
}
