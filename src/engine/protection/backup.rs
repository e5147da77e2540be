//! Backups: started by a schedule or by a person, finished by a timer.
//!
//! What a recovery point holds is fixed when its job starts; the rest of the job is the time the copy
//! takes. A backup that cannot start is a job that failed at once.

use crate::{
    base::{ArmId, ByteSize, SimTime},
    engine::{
        compute::snapshot::check_limits,
        decide::Context,
        event::Event,
        ids::{InstanceId, JobId, PointSeq},
        job::{Job, JobOperation, JobStatus, JobTrigger, Stages, Work, durations, memory, start_job},
        limits,
        policy::{
            BackupPolicy, DatasourceType, RetentionTag, ScheduledBackups,
            retention::{choose_tag, expires_at, lookback_start},
            schedule::{day_start, local_date},
        },
        protection::{
            BackupInstance, BlobProtectionError, PointData, PointState, ProtectionError, ProtectionState,
            RecoveryPoint, blob_account, disk,
            point::{self, pending_point, points_of, slots_since},
            readiness::{Source, check_datasource_access, check_source},
            replica, timers, vaulted_storage, version_loss,
        },
        rbac::action,
        refusal::Refusal,
        state::State,
        usage::measure,
    },
};

/// *Backup now*: one at a time, kept by a rule of the policy, a few a day.
///
/// # Errors
/// Not authorized, not found, no such rule, wrong state, one is running, too many today.
pub fn backup_now(context: &mut Context, instance: &ArmId, tag: RetentionTag) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::BACK_UP, instance)?;
    let row = context.state.find_instance(instance)?;
    context.check_write(instance)?;
    let policy = policy_of(context.state, row);
    if policy.scheduled.is_none() {
        let (instance, policy) = (row.name.clone(), policy.name.clone());
        return Err(BlobProtectionError::NoVaultedBackup { instance, policy }.into());
    }
    if policy.rule(tag).is_none() {
        let (policy, tag) = (policy.name.clone(), tag.display_name().to_string());
        return Err(ProtectionError::NoSuchRule { policy, tag }.into());
    }
    if row.state != ProtectionState::ProtectionConfigured {
        return Err(ProtectionError::StateForbids {
            instance: row.name.clone(),
            state: row.state,
            operation: "Backup now".to_string(),
        }
        .into());
    }
    check_idle(context.state, row)?;
    check_quota(context, row)?;
    Ok(begin(context, row, Start { slot: None, tag }))
}

/// # Errors
/// [`ProtectionError::BackupLimitReached`].
fn check_quota(context: &Context, instance: &BackupInstance) -> Result<(), ProtectionError> {
    if on_demand_left(context.state, instance, context.now) > 0 {
        return Ok(());
    }
    let (instance, datasource_type) = (instance.name.clone(), instance.datasource_type);
    Err(ProtectionError::BackupLimitReached { instance, datasource_type })
}

/// The schedule fires: sets its next timer and starts a backup.
///
/// A slot that finds the backup before it still running is skipped, without a job; the next one is as usual (what the
/// service does is not documented). So are those of the time in which backups are suspended: nothing makes up for them.
pub fn scheduled(context: &mut Context, instance: InstanceId) -> Vec<Event> {
    let Some(row) = context.state.instances.get(&instance) else { return Vec::new() };
    if row.state != ProtectionState::ProtectionConfigured {
        return Vec::new();
    }
    let policy = policy_of(context.state, row);
    let Some(scheduled) = &policy.scheduled else { return Vec::new() };
    let mut events = timers::schedule_backup(context, instance, policy);
    if check_idle(context.state, row).is_err() {
        return events;
    }
    let slot = timers::slot_of(context, instance, policy, context.now);
    let tag = scheduled_tag(context.state, row, scheduled, slot);
    events.extend(begin(context, row, Start { slot: Some(slot), tag }));
    events.extend(memory::forget_old(context.state, instance, context.now));
    events
}

/// The copy is complete: the recovery point can be restored, unless what it needs has gone meanwhile.
pub fn finish(context: &mut Context, job: JobId) -> Vec<Event> {
    let state = context.state;
    let Some(job) = state.jobs.get(&job) else { return Vec::new() };
    let Some(row) = state.instances.get(&job.instance) else { return Vec::new() };
    let Some(point) = job.point.and_then(|seq| state.points.get(&(row.id, seq))) else { return Vec::new() };
    match check_end(context, row, job, point) {
        Err(refusal) => {
            let mut events = abandon(state, point);
            events.push(ended(job, context.now, Some(refusal)));
            events
        }
        Ok(_) => {
            let mut events = vec![Event::RecoveryPointCompleted { instance: row.id, point: point.seq }];
            events.extend(point::expire_after(context, row, point));
            events.push(ended(job, context.now, None));
            events.extend(measure::schedule(context));
            events
        }
    }
}

/// Of a data lake, what was captured stays captured: containers deleted meanwhile do not matter. A disk does, and so do
/// versions of blobs.
fn check_end(
    context: &Context,
    instance: &BackupInstance,
    job: &Job,
    point: &RecoveryPoint,
) -> Result<(), Refusal> {
    match &point.data {
        PointData::VaultStore { .. } => {
            check_datasource_access(context, instance)?;
            Ok(version_loss::check(context, instance, job, point)?)
        }
        PointData::OperationalStore { .. } => Ok(disk::check_taken(context, instance, point)?),
    }
}

/// On-demand backups that an instance takes in a day; of blobs, scheduled ones count too.
pub fn on_demand_max(datasource_type: DatasourceType) -> usize {
    match datasource_type {
        DatasourceType::DataLakeStorage => limits::ADLS_ON_DEMAND_BACKUPS_PER_DAY_MAX,
        DatasourceType::Disk => limits::DISK_ON_DEMAND_BACKUPS_PER_DAY_MAX,
        DatasourceType::Blob => limits::BLOB_BACKUPS_PER_DAY_MAX,
    }
}

/// On-demand backups that are left today (UTC). Those that failed do not count.
pub fn on_demand_left(state: &State, instance: &BackupInstance, now: SimTime) -> usize {
    let counts = |job: &&Job| {
        let by_hand = job.trigger == JobTrigger::User || instance.datasource_type == DatasourceType::Blob;
        job.operation == JobOperation::Backup && by_hand
    };
    let taken = todays_jobs(state, instance.id, now).filter(counts);
    on_demand_max(instance.datasource_type).saturating_sub(taken.count())
}

/// The jobs of an instance that started today (UTC) and did not fail.
pub fn todays_jobs(state: &State, instance: InstanceId, now: SimTime) -> impl Iterator<Item = &Job> {
    let today = now.utc().date_naive();
    // Jobs are numbered in the order they start, so the day's are the last ones.
    let jobs = state.jobs.by(&instance).rev();
    let todays = jobs.take_while(move |job| job.started_at.utc().date_naive() == today);
    todays.filter(move |job| job.status != JobStatus::Failed)
}

/// The policy of an instance.
pub fn policy_of<'a>(state: &'a State, instance: &BackupInstance) -> &'a BackupPolicy {
    state.policies.get(&instance.policy).expect("a policy in use is never deleted")
}

/// # Errors
/// [`ProtectionError::BackupInProgress`].
pub fn check_idle(state: &State, instance: &BackupInstance) -> Result<(), ProtectionError> {
    match pending_point(state, instance.id) {
        Some(_) => Err(ProtectionError::BackupInProgress { instance: instance.name.clone() }),
        None => Ok(()),
    }
}

/// Days and weeks are those of the slots: a backup that starts late is still the one of its day.
fn scheduled_tag(
    state: &State,
    instance: &BackupInstance,
    scheduled: &ScheduledBackups,
    slot: SimTime,
) -> RetentionTag {
    let zone = scheduled.schedule.time_zone;
    let since = day_start(lookback_start(&scheduled.retention, local_date(slot, zone)), zone);
    // Slots come in order: the newest one tells of every period whether it has had one.
    choose_tag(&scheduled.retention, slot, zone, slots_since(state, instance.id, since).take(1))
}

/// How a backup comes about, and which rule will keep its recovery point.
#[derive(Clone, Copy)]
pub struct Start {
    /// The slot of the schedule it is for; none when a person starts it.
    pub slot: Option<SimTime>,
    pub tag: RetentionTag,
}

impl Start {
    fn trigger(self) -> JobTrigger {
        if self.slot.is_some() { JobTrigger::Scheduled } else { JobTrigger::User }
    }
}

/// Starts a backup, or records why it could not.
fn begin(context: &mut Context, instance: &BackupInstance, start: Start) -> Vec<Event> {
    let source = check_source(context, instance).and_then(|source| check_room(context, instance, source));
    match source {
        Ok(Source::Continuous) => Vec::new(),
        Ok(Source::Containers(containers)) => vaulted_storage::copy(context, instance, start, &containers),
        Ok(Source::Disk(source, group)) => disk::take_snapshot(context, instance, start, source, group),
        Err(refusal) => {
            let job = start_job(context, instance, backup_work(start, durations::failed_backup()));
            let end = ended(&job, context.now, Some(refusal));
            vec![Event::JobStarted(job), end]
        }
    }
}

/// What stands in the way of a backup, not of protection: a disk takes so many snapshots at a time, an account so many
/// backups a day, and of blobs the changes have to be written down.
fn check_room<'a>(
    context: &Context,
    instance: &BackupInstance,
    source: Source<'a>,
) -> Result<Source<'a>, Refusal> {
    match &source {
        Source::Disk(disk, _) => check_limits(context, disk)?,
        Source::Containers(_) if instance.datasource_type == DatasourceType::Blob => {
            check_quota(context, instance)?;
            blob_account::check_features(vaulted_storage::find_account(context, &instance.datasource)?)?;
        }
        Source::Containers(_) | Source::Continuous => {}
    }
    Ok(source)
}

/// The start of every backup job.
pub(super) fn backup_work(start: Start, stages: Stages) -> Work {
    let operation = JobOperation::Backup;
    let trigger = start.trigger();
    Work { operation, trigger, stages, transfer: ByteSize::ZERO, source: None, destination: None }
}

/// A recovery point of this moment, without a size.
pub(super) fn new_point(
    context: &Context,
    instance: &BackupInstance,
    job: &Job,
    start: Start,
    data: PointData,
) -> RecoveryPoint {
    let rule =
        policy_of(context.state, instance).rule(start.tag).expect("the tag was chosen among the rules");
    RecoveryPoint {
        instance: instance.id,
        seq: instance.next_point,
        guid: context.seed().guid("recovery point", job.id.0),
        state: PointState::Replicating,
        created_at: context.now,
        job: job.id,
        slot: start.slot,
        tag: start.tag,
        expires_at: expires_at(context.now, rule.duration),
        data,
        size: ByteSize::ZERO,
        transferred: ByteSize::ZERO,
    }
}

/// Takes out what a backup that failed had made.
fn abandon(state: &State, point: &RecoveryPoint) -> Vec<Event> {
    let (instance, seq) = (point.instance, point.seq);
    let mut events = disk::delete_snapshots(state, [point]);
    events.push(Event::RecoveryPointAbandoned { instance, point: seq });
    if point.snapshot().is_none() {
        let remaining: Vec<PointSeq> =
            points_of(state, instance).map(|row| row.seq).filter(|other| *other != seq).collect();
        events.extend(replica::sweep(state, instance, &remaining, Some(seq)));
    }
    events
}

/// The end of a job: failed with a refusal, completed without.
pub fn ended(job: &Job, at: SimTime, error: Option<Refusal>) -> Event {
    let status = if error.is_some() { JobStatus::Failed } else { JobStatus::Completed };
    Event::JobEnded { job: job.id, status, at, error }
}
