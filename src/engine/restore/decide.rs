//! Starting and finishing restores, whatever is restored.

use crate::{
    base::{ArmId, ByteSize, SimSpan},
    engine::{
        decide::Context,
        event::Event,
        ids::{JobId, PointSeq},
        job::{Job, JobOperation, JobTrigger, Work, start_job},
        protection::{BackupInstance, PointState, RecoveryPoint, access::NeededRole, backup::ended},
        rbac::RbacError,
        refusal::Refusal,
        restore::{RestoreDestination, RestoreError, disk, vaulted_storage},
        state::TimerAction,
    },
};

const RESTORE: &str = "Microsoft.DataProtection/backupVaults/backupInstances/restore/action";

/// Names and lengths of the stages of a job.
pub type Stages = Vec<(&'static str, SimSpan)>;

/// A restore that can be carried out.
#[derive(Debug)]
pub enum Feasible<'a> {
    Account(vaulted_storage::Feasible<'a>),
    Disk(disk::Feasible<'a>),
}

impl Feasible<'_> {
    fn stages(&self) -> Stages {
        match self {
            Feasible::Account(feasible) => feasible.stages(),
            Feasible::Disk(_) => disk::stages(),
        }
    }

    /// Bytes that are moved; a disk is there at once.
    fn transfer(&self) -> ByteSize {
        match self {
            Feasible::Account(feasible) => feasible.plan.size,
            Feasible::Disk(_) => ByteSize::ZERO,
        }
    }

    fn write(&self, context: &mut Context) -> Vec<Event> {
        match self {
            Feasible::Account(feasible) => feasible.write(context),
            Feasible::Disk(feasible) => feasible.write(context),
        }
    }
}

/// Starts a restore.
///
/// # Errors
/// See [`check`].
pub fn start(
    context: &mut Context,
    instance: &ArmId,
    point: PointSeq,
    destination: &RestoreDestination,
) -> Result<Vec<Event>, Refusal> {
    let feasible = check(context, instance, point, destination)?;
    let work = Work {
        operation: JobOperation::Restore,
        trigger: JobTrigger::User,
        stages: feasible.stages(),
        transfer: feasible.transfer(),
        point: Some(point),
        destination: Some(destination.clone()),
    };
    let job = start_job(context, context.state.find_instance(instance)?, work);
    let timer = context.timer(job.due_at, TimerAction::FinishRestore(job.id));
    Ok(vec![Event::JobStarted(job), timer])
}

/// Writes everything at once, or nothing: the target is checked again at this moment.
pub fn finish(context: &mut Context, job: JobId) -> Vec<Event> {
    let Some(job) = context.state.jobs.get(&job) else { return Vec::new() };
    match check_again(context, job) {
        Ok(feasible) => {
            let mut events = feasible.write(context);
            events.push(ended(job, context.now, None));
            events
        }
        Err(refusal) => vec![ended(job, context.now, Some(refusal))],
    }
}

/// Checks a restore: who asks, what exists, what the request says, what the state allows, how many there were today.
///
/// # Errors
/// The first thing in the way.
pub fn check<'a>(
    context: &Context<'a>,
    instance: &ArmId,
    point: PointSeq,
    destination: &RestoreDestination,
) -> Result<Feasible<'a>, Refusal> {
    context.authorize(RESTORE, instance)?;
    authorize_target(context, destination)?;
    let row = context.state.find_instance(instance)?;
    context.check_write(instance)?;
    let feasible = check_feasible(context, row, point, destination)?;
    disk::check_daily_limit(context, row)?;
    Ok(feasible)
}

/// The roles that the vault needs for a restore.
pub fn needed_roles(instance: &BackupInstance, destination: &RestoreDestination) -> Vec<NeededRole> {
    match destination {
        RestoreDestination::Account { account, .. } => vaulted_storage::needed_roles(account),
        RestoreDestination::Disk { group, .. } => disk::needed_roles(&instance.parameters, group),
    }
}

fn check_again<'a>(context: &Context<'a>, job: &Job) -> Result<Feasible<'a>, Refusal> {
    let not_found = || Refusal::from(RestoreError::PointNotFound);
    let instance = context.state.instances.get(&job.instance).ok_or_else(not_found)?;
    let point = job.point.ok_or_else(not_found)?;
    check_feasible(context, instance, point, job.destination.as_ref().ok_or_else(not_found)?)
}

fn check_feasible<'a>(
    context: &Context<'a>,
    instance: &'a BackupInstance,
    point: PointSeq,
    destination: &RestoreDestination,
) -> Result<Feasible<'a>, Refusal> {
    let point = find_point(context, instance, point)?;
    match (destination, point.snapshot()) {
        (RestoreDestination::Account { account, selection }, None) => {
            vaulted_storage::check(context, instance, point, account, selection).map(Feasible::Account)
        }
        (RestoreDestination::Disk { group, name }, Some(_)) => {
            disk::check(context, instance, point, group, name).map(Feasible::Disk)
        }
        _ => Err(RestoreError::WrongDestination { datasource_type: instance.datasource_type }.into()),
    }
}

/// Over the vault the caller may restore; over what it writes to it needs a right of its own.
fn authorize_target(context: &Context, destination: &RestoreDestination) -> Result<(), Refusal> {
    let authorized = match destination {
        RestoreDestination::Account { account, .. } => {
            context.authorize(vaulted_storage::WRITE_TARGET, account)
        }
        RestoreDestination::Disk { group, .. } => context.authorize(disk::WRITE_TARGET, group),
    };
    match authorized {
        Err(Refusal::Rbac(RbacError::AuthorizationFailed { client, action, scope, .. })) => {
            Err(RestoreError::LinkedAuthorizationFailed { client, action, scope }.into())
        }
        other => other,
    }
}

fn find_point<'a>(
    context: &Context<'a>,
    instance: &BackupInstance,
    point: PointSeq,
) -> Result<&'a RecoveryPoint, RestoreError> {
    let found = context.state.points.get(&(instance.id, point));
    found.filter(|point| point.state == PointState::Completed).ok_or(RestoreError::PointNotFound)
}
