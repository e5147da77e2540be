//! Attaching disks to virtual machines, of which the simulator knows no more than their names.
//!
//! That a read-only lock on the disk forbids both is unverified: it changes what the disk says of itself.

use crate::{
    base::ArmId,
    engine::{
        compute::{DiskUseError, names},
        decide::Context,
        event::Event,
        rbac::action,
        refusal::Refusal,
    },
};

pub fn attach(context: &mut Context, id: &ArmId, machine: &str) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::WRITE_DISK, id)?;
    let disk = context.state.find_disk(id)?;
    context.check_write(id)?;
    names::check_machine_name(machine)?;
    if let Some(holder) = &disk.managed_by {
        let (disk, machine, holder) = (disk.name.clone(), machine.to_string(), holder.clone());
        return Err(DiskUseError::AlreadyAttached { disk, machine, holder }.into());
    }
    Ok(vec![Event::DiskManaged { disk: disk.id, machine: Some(machine.to_string()) }])
}

pub fn detach(context: &mut Context, id: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::WRITE_DISK, id)?;
    let disk = context.state.find_disk(id)?;
    context.check_write(id)?;
    if disk.managed_by.is_none() {
        return Err(DiskUseError::NotAttached { disk: disk.name.clone() }.into());
    }
    Ok(vec![Event::DiskManaged { disk: disk.id, machine: None }])
}
