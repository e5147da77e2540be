//! Starting and finishing restores, whatever is restored.

use crate::{
    base::{ArmId, ByteSize},
    engine::{
        decide::Context,
        event::Event,
        ids::{JobId, PointSeq},
        job::{Job, JobOperation, JobTrigger, Stages, Work, durations, start_job},
        protection::{BackupInstance, PointState, RecoveryPoint, access::NeededRole, backup::ended},
        rbac::{RbacError, action},
        refusal::Refusal,
        restore::{
            RestoreDestination, RestoreError, RestoreSource, disk, operational, restore_policy,
            vaulted_storage,
        },
        state::TimerAction,
    },
};

/// A restore that can be carried out.
#[derive(Debug)]
pub enum Feasible<'a> {
    Copy(Copy<'a>),
    /// The account puts its blobs back by itself.
    InPlace(operational::Feasible<'a>),
}

/// A restore that writes something new.
#[derive(Debug)]
pub enum Copy<'a> {
    Account(vaulted_storage::Feasible<'a>),
    Disk(disk::Feasible<'a>),
}

impl Copy<'_> {
    fn stages(&self) -> Stages {
        match self {
            Copy::Account(feasible) => feasible.stages(),
            Copy::Disk(_) => durations::disk_restore(),
        }
    }

    /// Bytes that are moved; a disk is there at once.
    fn transfer(&self) -> ByteSize {
        match self {
            Copy::Account(feasible) => feasible.plan.size,
            Copy::Disk(_) => ByteSize::ZERO,
        }
    }

    fn write(&self, context: &mut Context) -> Vec<Event> {
        match self {
            Copy::Account(feasible) => feasible.write(context),
            Copy::Disk(feasible) => feasible.write(context),
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
    source: RestoreSource,
    destination: &RestoreDestination,
) -> Result<Vec<Event>, Refusal> {
    let feasible = match check(context, instance, source, destination)? {
        Feasible::Copy(feasible) => feasible,
        Feasible::InPlace(feasible) => return Ok(feasible.start(context)?),
    };
    let work = Work {
        operation: JobOperation::Restore,
        trigger: JobTrigger::User,
        stages: feasible.stages(),
        transfer: feasible.transfer(),
        source: Some(source),
        destination: Some(destination.clone()),
    };
    let job = start_job(context, context.state.find_instance(instance)?, work);
    let timer = context.timer(job.due_at, TimerAction::FinishRestore(job.id));
    let policy = match &feasible {
        Copy::Account(feasible) => Some(restore_policy::made(context, &job, feasible)),
        Copy::Disk(_) => None,
    };
    Ok([Event::JobStarted(job), timer].into_iter().chain(policy).collect())
}

/// Writes everything at once, or nothing: the target is checked again at this moment.
pub fn finish(context: &mut Context, job: JobId) -> Vec<Event> {
    let Some(job) = context.state.jobs.get(&job) else { return Vec::new() };
    if let Some(RestoreDestination::InPlace { .. }) = job.destination {
        return vec![operational::finish(context, job)];
    }
    match check_again(context, job) {
        Ok(feasible) => {
            let mut events = feasible.write(context);
            events.extend(restore_policy::completed(context, job));
            events
        }
        Err(refusal) => {
            let policy = restore_policy::ended(context, job).ok().flatten();
            policy.into_iter().chain([ended(job, context.now, Some(refusal))]).collect()
        }
    }
}

/// Checks a restore: who asks, what exists, what the request says, what the state allows, how many there were today.
///
/// # Errors
/// The first thing in the way.
pub fn check<'a>(
    context: &Context<'a>,
    instance: &ArmId,
    source: RestoreSource,
    destination: &RestoreDestination,
) -> Result<Feasible<'a>, Refusal> {
    context.authorize(action::RESTORE, instance)?;
    let row = context.state.find_instance(instance);
    authorize_target(context, row.as_ref().ok().map(|row| &row.datasource), destination)?;
    let row = row?;
    context.check_write(instance)?;
    let feasible = check_feasible(context, row, source, destination)?;
    disk::check_daily_limit(context, row)?;
    Ok(feasible)
}

/// The roles that the vault needs for a restore.
pub fn needed_roles(instance: &BackupInstance, destination: &RestoreDestination) -> Vec<NeededRole> {
    match destination {
        RestoreDestination::Account { account, .. } => vaulted_storage::needed_roles(account),
        RestoreDestination::Disk { group, .. } => disk::needed_roles(&instance.parameters, group),
        RestoreDestination::InPlace { .. } => vaulted_storage::needed_roles(&instance.datasource),
    }
}

fn check_again<'a>(context: &Context<'a>, job: &Job) -> Result<Copy<'a>, Refusal> {
    let not_found = || Refusal::from(RestoreError::PointNotFound);
    let instance = context.state.instances.get(&job.instance).ok_or_else(not_found)?;
    let point = job.point.ok_or_else(not_found)?;
    check_copy(context, instance, point, job.destination.as_ref().ok_or_else(not_found)?)
}

fn check_feasible<'a>(
    context: &Context<'a>,
    instance: &'a BackupInstance,
    source: RestoreSource,
    destination: &RestoreDestination,
) -> Result<Feasible<'a>, Refusal> {
    match (source, destination) {
        (RestoreSource::Time(time), RestoreDestination::InPlace { ranges }) => {
            operational::check(context, instance, time, ranges).map(Feasible::InPlace)
        }
        (RestoreSource::Point(point), destination) => {
            check_copy(context, instance, point, destination).map(Feasible::Copy)
        }
        (RestoreSource::Time(_), _) => Err(wrong_destination(instance)),
    }
}

fn check_copy<'a>(
    context: &Context<'a>,
    instance: &'a BackupInstance,
    point: PointSeq,
    destination: &RestoreDestination,
) -> Result<Copy<'a>, Refusal> {
    let point = find_point(context, instance, point)?;
    match (destination, point.snapshot()) {
        (RestoreDestination::Account { account, selection }, None) => {
            vaulted_storage::check(context, instance, point, account, selection).map(Copy::Account)
        }
        (RestoreDestination::Disk { group, name }, Some(_)) => {
            disk::check(context, instance, point, group, name).map(Copy::Disk)
        }
        _ => Err(wrong_destination(instance)),
    }
}

fn wrong_destination(instance: &BackupInstance) -> Refusal {
    RestoreError::WrongDestination { datasource_type: instance.datasource_type }.into()
}

/// Over the vault the caller may restore; over what it writes to it needs a right of its own. In place that is the
/// datasource, where there is one.
fn authorize_target(
    context: &Context,
    datasource: Option<&ArmId>,
    destination: &RestoreDestination,
) -> Result<(), Refusal> {
    let authorized = match destination {
        RestoreDestination::Account { account, .. } => context.authorize(action::WRITE_CONTAINER, account),
        RestoreDestination::Disk { group, .. } => context.authorize(disk::WRITE_TARGET, group),
        RestoreDestination::InPlace { .. } => {
            datasource.map_or(Ok(()), |account| context.authorize(action::READ_ACCOUNT, account))
        }
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
