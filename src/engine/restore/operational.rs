//! Operational restores of blobs: in place, to any second of the restorable window.
//!
//! The account does the work by itself ([`point_in_time`]); a job watches over it. So the job ends when the account
//! is done, with what the account says, and nothing can cancel it.
//!
//! Source: Azure Backup, "Restore Azure Blobs", "Overview of operational backup for Azure Blobs".

use crate::{
    base::{ByteSize, SimTime},
    engine::{
        decide::Context,
        event::Event,
        job::{Job, JobOperation, JobTrigger, Work, durations, start_job},
        protection::{
            BackupInstance,
            access::check_access,
            backup::ended,
            readiness::vault_of,
            vaulted_storage::{check_writable, find_account},
        },
        refusal::Refusal,
        restore::{RestoreDestination, RestoreError, RestoreSource, vaulted_storage::needed_roles},
        state::TimerAction,
        storage::{
            BlobRestoreStatus, RestoreRange, RestoreRanges, StorageAccount, immutability, point_in_time,
        },
    },
};

/// A restore that can be carried out.
#[derive(Debug)]
pub struct Feasible<'a> {
    instance: &'a BackupInstance,
    account: &'a StorageAccount,
    time: SimTime,
    ranges: Vec<RestoreRange>,
}

/// # Errors
/// The first thing in the way: no operational backup, no account, locks, ranges, time, another restore, immutable
/// containers, roles. What
/// only the restore itself finds out ends its job.
pub fn check<'a>(
    context: &Context<'a>,
    instance: &'a BackupInstance,
    time: SimTime,
    ranges: &[RestoreRange],
) -> Result<Feasible<'a>, Refusal> {
    check_operational(context, instance)?;
    let account = find_account(context, &instance.datasource)?;
    check_writable(context, account)?;
    let checked = point_in_time::check(context.state, account, time, ranges, context.now);
    let parsed = checked.map_err(RestoreError::NotRestorable)?;
    check_mutable(context, account, &parsed)?;
    check_access(context, vault_of(context, instance), &needed_roles(&instance.datasource))?;
    Ok(Feasible { instance, account, time, ranges: ranges.to_vec() })
}

/// # Errors
/// [`RestoreError::NoOperationalBackup`].
fn check_operational(context: &Context, instance: &BackupInstance) -> Result<(), RestoreError> {
    let policy = context.state.policies.get(&instance.policy);
    if policy.is_some_and(|policy| policy.continuous.is_some()) {
        return Ok(());
    }
    Err(RestoreError::NoOperationalBackup { instance: instance.name.clone() })
}

/// A container with a policy or a hold stops a restore whether or not a blob in it is protected now: that is how the
/// documented error reads. A policy that comes while the restore runs leaves its blobs as they are.
///
/// # Errors
/// [`RestoreError::ImmutabilityConfigured`].
fn check_mutable(
    context: &Context,
    account: &StorageAccount,
    ranges: &RestoreRanges,
) -> Result<(), RestoreError> {
    let state = context.state;
    let touched = state.containers_of(account.id).filter(|container| ranges.touches(&container.name));
    let containers = immutability::immutable_among(state, touched);
    if containers.is_empty() {
        return Ok(());
    }
    Err(RestoreError::ImmutabilityConfigured { account: account.name.clone(), containers })
}

impl Feasible<'_> {
    /// Begins the restore and its job. The timer of the job comes behind that of the restore, so that the restore has
    /// ended when the job looks at it.
    pub fn start(&self, context: &mut Context) -> Result<Vec<Event>, RestoreError> {
        let started = point_in_time::start(context, self.account, self.time, &self.ranges)
            .map_err(RestoreError::NotRestorable)?;
        let work = Work {
            operation: JobOperation::Restore,
            trigger: JobTrigger::User,
            stages: durations::restore_in_place(started.restore.due_at.since(context.now)),
            transfer: ByteSize::ZERO,
            source: Some(RestoreSource::Time(self.time)),
            destination: Some(RestoreDestination::InPlace { ranges: self.ranges.clone() }),
        };
        let job = start_job(context, self.instance, work);
        let timer = context.timer(job.due_at, TimerAction::FinishRestore(job.id));
        let mut events = started.events;
        events.extend([Event::JobStarted(job), timer]);
        Ok(events)
    }
}

/// Ends a job as the restore of its account ended.
pub fn finish(context: &Context, job: &Job) -> Event {
    ended(job, context.now, outcome(context, job).err())
}

fn outcome(context: &Context, job: &Job) -> Result<(), Refusal> {
    let account = find_account(context, &job.datasource)?;
    // One restore runs at a time, and the job began with it.
    let latest = point_in_time::latest(context.state, account.id);
    match latest.filter(|restore| restore.started_at == job.started_at).map(|restore| &restore.status) {
        Some(BlobRestoreStatus::Complete(_)) => Ok(()),
        Some(BlobRestoreStatus::Failed(failure)) => Err(RestoreError::NotPutBack(failure.clone()).into()),
        Some(BlobRestoreStatus::InProgress) | None => {
            Err(RestoreError::TrackingLost { account: job.datasource.clone() }.into())
        }
    }
}
