//! Deleting backup data, and the days in which that can be taken back.
//!
//! | | before | soft-deleted | undeleted |
//! |---|---|---|---|
//! | recovery points | to be restored; they expire | nobody sees them; none expires | to be restored; none expires until backup is resumed |
//! | backups | as scheduled | none | none until backup is resumed |
//! | the datasource | protected | free, but not for the same vault | as another vault left it |
//!
//! A soft-deleted instance lies in a table of its own, as in ARM under another id: whatever looks for instances does not
//! find it, and only what counts what a vault holds has to know.
//!
//! The vault says how many days there are, at the moment of deletion. When they are over the data is purged: recovery
//! points and vault copy are gone for good. Only recovery points are worth keeping: an instance without any goes at once
//! (unverified for Backup vaults), and so does the operational part of blobs, which has none.
//!
//! Snapshots of disks stay in their group meanwhile, where whoever may can delete them. Those that the vault may not delete
//! when the time has come are left behind, and belong to nobody from then on (unverified).
//!
//! Source: Azure Backup, "Secure by default with soft delete", "Enhanced soft delete", "Manage Azure Managed Disks",
//! "Configure and manage backup for Azure Blobs".

use crate::{
    base::{ArmId, SimTime},
    engine::{
        decide::Context,
        event::Event,
        ids::{TimerId, VaultId},
        protection::{
            BackupInstance, DeletedInstance, ProtectionError, ProtectionState, RecoveryPoint,
            backup::check_idle,
            blob_account,
            configure::check_state,
            disk,
            point::{self, points_of},
            readiness::vault_of,
            replication, timers,
        },
        rbac::{action, assignment},
        refusal::Refusal,
        state::{State, TimerAction},
        storage::Deletion,
    },
};

/// Stops protection and deletes the instance: softly, where it has recovery points. What operational backup of blobs
/// switched on in the account stays on.
///
/// # Errors
/// Not authorized, not found, locked, being configured, being backed up; for disks, snapshots that the vault may not delete.
pub fn delete(context: &mut Context, instance: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::DELETE_INSTANCE, instance)?;
    let state = context.state;
    let row = state.find_instance(instance)?;
    context.check_delete(instance)?;
    check_state(row, "Delete backup data", row.state == ProtectionState::ConfiguringProtection)?;
    check_idle(state, row)?;
    disk::check_cleanup(context, row)?;
    points_of(state, row.id).try_for_each(|point| disk::check_deletable(state, point))?;
    let mut events = release(context, row);
    events.extend(timers::stop(state, row.id));
    events.extend(assignment::forget_scope(state, instance));
    if points_of(state, row.id).next().is_none() {
        events.push(Event::InstanceDeleted(row.id));
        return Ok(events);
    }
    let deletion = Deletion::lasting(vault_of(context, row).soft_delete.days, context.now);
    events.push(Event::InstanceSoftDeleted { instance: row.id, deletion });
    events.push(context.timer(deletion.until, TimerAction::PurgeInstances(row.vault)));
    Ok(events)
}

/// Gives back what protection holds of the datasource; of one that is stopped, unless another instance holds it by now.
fn release(context: &Context, instance: &BackupInstance) -> Vec<Event> {
    let mut besides = context.state.instances_for(&instance.datasource).filter(|row| row.id != instance.id);
    if instance.state.is_stopped() && besides.next().is_some() {
        return Vec::new();
    }
    let lock = blob_account::release(context, instance);
    lock.into_iter().chain(replication::end(context, instance)).collect()
}

/// Takes a soft-deleted instance back as one that is stopped with its data retained, wherever its datasource is
/// protected by now.
///
/// # Errors
/// Not authorized, not found, locked.
pub fn undelete(context: &mut Context, instance: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::UNDELETE_INSTANCE, instance)?;
    let row = context.state.find_deleted_instance(instance)?;
    context.check_write(instance)?;
    let DeletedInstance { instance: BackupInstance { vault, id, .. }, deletion } = *row;
    let mut events = vec![Event::InstanceUndeleted { vault, instance: id }];
    events.extend(purge_timer(context.state, vault, deletion.until));
    Ok(events)
}

/// Takes away one of the timers that purge at that moment: each deletion has set one.
fn purge_timer(state: &State, vault: VaultId, due: SimTime) -> Option<Event> {
    let at_that_moment = state.timers.range((due, TimerId(0))..=(due, TimerId(u64::MAX)));
    let mut purges = at_that_moment.filter(|(_, action)| **action == TimerAction::PurgeInstances(vault));
    purges.next().map(|((due, timer), _)| Event::TimerRemoved { due: *due, timer: *timer })
}

/// Purges what a vault has kept long enough.
pub fn purge(context: &mut Context, vault: VaultId) -> Vec<Event> {
    let deleted = context.state.deleted_instances_of(vault);
    let due = deleted.filter(|row| row.deletion.until <= context.now);
    due.flat_map(|row| purge_instance(context, &row.instance)).collect()
}

fn purge_instance(context: &Context, instance: &BackupInstance) -> Vec<Event> {
    let points: Vec<&RecoveryPoint> = points_of(context.state, instance.id).collect();
    let mut events = match disk::check_cleanup(context, instance) {
        Ok(()) => point::remove(context.state, instance, &points, context.now),
        Err(_) => point::forget(context.state, instance, &points, context.now),
    };
    events.push(Event::InstancePurged { vault: instance.vault, instance: instance.id });
    events
}

/// Checks that no soft-deleted instance in the same vault is in the way of protecting a datasource.
///
/// # Errors
/// [`ProtectionError::AlreadyHasInstance`].
pub fn check_not_deleted(state: &State, vault: VaultId, datasource: &ArmId) -> Result<(), ProtectionError> {
    let mut deleted = state.deleted_instances_of(vault).map(|row| &row.instance);
    match deleted.find(|instance| instance.datasource == *datasource) {
        Some(instance) => Err(already_has(state, instance)),
        None => Ok(()),
    }
}

/// Checks that nobody else protects the datasource of an instance that is to be resumed.
///
/// # Errors
/// [`ProtectionError::AlreadyHasInstance`].
pub fn check_sole(state: &State, instance: &BackupInstance) -> Result<(), ProtectionError> {
    active_besides(state, instance).map_or(Ok(()), |other| Err(already_has(state, other)))
}

fn active_besides<'a>(state: &'a State, instance: &BackupInstance) -> Option<&'a BackupInstance> {
    let mut all = state.instances_for(&instance.datasource);
    all.find(|other| other.id != instance.id && !other.state.is_stopped())
}

fn already_has(state: &State, instance: &BackupInstance) -> ProtectionError {
    ProtectionError::AlreadyHasInstance {
        vault: state
            .vaults
            .get(&instance.vault)
            .map_or_else(|| ArmId::new("/"), |vault| state.vault_id(vault)),
        instance: instance.name.clone(),
        state: instance.state,
    }
}
