//! Backups: started by a schedule or by a person, finished by a timer.
//!
//! What a recovery point holds is fixed when its job starts; the rest of the job is the time the copy
//! takes. A backup that cannot start is a job that failed at once.

use crate::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        decide::Context,
        event::Event,
        ids::{InstanceId, JobId, PointSeq},
        job::{Job, JobOperation, JobStatus, JobTrigger, Work, start_job, transfer_time},
        limits,
        policy::{
            BackupPolicy, RetentionTag,
            retention::{choose_tag, expires_at, period_start},
            schedule::local_date,
        },
        protection::{
            BackupInstance, PointState, ProtectionError, ProtectionState, RecoveryPoint,
            point::{pending_point, points_of, scheduled_moments},
            readiness::{Source, check_account_access, check_source},
            replica::{self, Changes},
            timers,
        },
        refusal::Refusal,
        state::{State, TimerAction},
    },
};
use chrono::Days;

const BACKUP: &str = "Microsoft.DataProtection/backupVaults/backupInstances/backup/action";

/// The first snapshot is as long after the start as the second is after the first.
const FIRST_SNAPSHOT: SimSpan =
    SimSpan::from_millis(limits::ADLS_SNAPSHOT_INTERVAL.millis() - limits::BACKUP_TRIGGER.millis());

/// *Backup now*: one at a time, kept by a rule of the policy, a few a day.
///
/// # Errors
/// Not authorized, not found, no such rule, wrong state, one is running, too many today.
pub fn backup_now(context: &mut Context, instance: &ArmId, tag: RetentionTag) -> Result<Vec<Event>, Refusal> {
    context.authorize(BACKUP, instance)?;
    let row = context.state.find_instance(instance)?;
    let policy = policy_of(context.state, row);
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
    if on_demand_left(context.state, row.id, context.now) == 0 {
        return Err(ProtectionError::OnDemandLimitReached { instance: row.name.clone() }.into());
    }
    Ok(begin(context, row, JobTrigger::User, tag))
}

/// The schedule fires: sets its next timer and starts a backup.
pub fn scheduled(context: &mut Context, instance: InstanceId) -> Vec<Event> {
    let Some(row) = context.state.instances.get(&instance) else { return Vec::new() };
    if row.state != ProtectionState::ProtectionConfigured {
        return Vec::new();
    }
    let policy = policy_of(context.state, row);
    let mut events = timers::schedule_backup(context, instance, policy);
    let tag = scheduled_tag(context, row, policy);
    events.extend(begin(context, row, JobTrigger::Scheduled, tag));
    events
}

/// The copy is complete: the recovery point can be restored, unless what it needs has gone meanwhile.
pub fn finish(context: &mut Context, job: JobId) -> Vec<Event> {
    let state = context.state;
    let Some(job) = state.jobs.get(&job) else { return Vec::new() };
    let Some(row) = state.instances.get(&job.instance) else { return Vec::new() };
    let Some(point) = job.point.and_then(|seq| state.points.get(&(row.id, seq))) else { return Vec::new() };
    // What was captured stays captured: containers deleted meanwhile do not matter.
    match check_account_access(context, row) {
        Err(refusal) => {
            let mut events = abandon(state, row.id, point.seq);
            events.push(ended(job, context.now, Some(refusal)));
            events
        }
        Ok(_) => {
            let mut events = vec![Event::RecoveryPointCompleted { instance: row.id, point: point.seq }];
            if row.state != ProtectionState::ProtectionStopped {
                events.extend(timers::expire_by(context, row.id, point.expires_at));
            }
            events.push(ended(job, context.now, None));
            events
        }
    }
}

/// On-demand backups that are left today (UTC). Those that failed do not count.
pub fn on_demand_left(state: &State, instance: InstanceId, now: SimTime) -> usize {
    let today = now.utc().date_naive();
    // Jobs are numbered in the order they start, so the day's are the last ones.
    let on_demand = state
        .jobs
        .values()
        .rev()
        .take_while(|job| job.started_at.utc().date_naive() == today)
        .filter(|job| job.instance == instance && job.operation == JobOperation::Backup)
        .filter(|job| job.trigger == JobTrigger::User && job.status != JobStatus::Failed);
    limits::ADLS_ON_DEMAND_BACKUPS_PER_DAY_MAX.saturating_sub(on_demand.count())
}

/// The policy of an instance.
pub fn policy_of<'a>(state: &'a State, instance: &BackupInstance) -> &'a BackupPolicy {
    state.policies.get(&instance.policy).expect("a policy in use is never deleted")
}

fn check_idle(state: &State, instance: &BackupInstance) -> Result<(), ProtectionError> {
    match pending_point(state, instance.id) {
        Some(_) => Err(ProtectionError::BackupInProgress { instance: instance.name.clone() }),
        None => Ok(()),
    }
}

fn scheduled_tag(context: &Context, instance: &BackupInstance, policy: &BackupPolicy) -> RetentionTag {
    let zone = policy.schedule.time_zone;
    let year = period_start(RetentionTag::Yearly, local_date(context.now, zone));
    // A day more than any zone is away from UTC.
    let since = year.checked_sub_days(Days::new(1)).unwrap_or(year).and_time(chrono::NaiveTime::MIN);
    let since = SimTime::from_utc(since.and_utc());
    let earlier = scheduled_moments(context.state, instance.id, since);
    choose_tag(&policy.retention, context.now, zone, earlier)
}

/// Starts a backup, or records why it could not.
fn begin(
    context: &mut Context,
    instance: &BackupInstance,
    trigger: JobTrigger,
    tag: RetentionTag,
) -> Vec<Event> {
    let source = check_idle(context.state, instance)
        .map_err(Refusal::from)
        .and_then(|()| check_source(context, instance, &instance.containers));
    match source {
        Ok(source) => copy(context, instance, trigger, tag, &source),
        Err(refusal) => {
            let stages = vec![("Trigger Backup", SimSpan::ZERO)];
            let job = start_job(context, instance, work(trigger, stages, &Changes::default(), None));
            let end = ended(&job, context.now, Some(refusal));
            vec![Event::JobStarted(job), end]
        }
    }
}

fn copy(
    context: &mut Context,
    instance: &BackupInstance,
    trigger: JobTrigger,
    tag: RetentionTag,
    source: &Source,
) -> Vec<Event> {
    let seq = instance.next_point;
    let changes = replica::changes(context.state, instance.id, seq, &source.containers);
    let stages = stages(context, instance, &changes);
    let job = start_job(context, instance, work(trigger, stages, &changes, Some(seq)));
    let point = new_point(context, instance, &job, tag, source, &changes);
    let timer = context.timer(job.due_at, TimerAction::FinishBackup(job.id));
    let mut events = vec![Event::JobStarted(job), Event::RecoveryPointStarted(point)];
    events.extend(changes.events);
    events.push(timer);
    events
}

fn work(
    trigger: JobTrigger,
    stages: Vec<(&'static str, SimSpan)>,
    changes: &Changes,
    point: Option<PointSeq>,
) -> Work {
    let operation = JobOperation::Backup;
    Work { operation, trigger, stages, transfer: changes.transferred, point, destination: None }
}

/// Two snapshot intervals, a few minutes of replication, and the time the bytes take: never less than the
/// 30 to 40 minutes the service needs.
fn stages(context: &Context, instance: &BackupInstance, changes: &Changes) -> Vec<(&'static str, SimSpan)> {
    let variety = context.seed().derive("replication", instance.id.0);
    let minutes =
        1 + variety.below("minutes", instance.next_point.0, limits::ADLS_REPLICATION_MINUTES_MAX - 1);
    let replication = SimSpan::from_minutes(i64::try_from(minutes).unwrap_or(1));
    vec![
        ("Trigger Backup", limits::BACKUP_TRIGGER),
        ("Take snapshot", FIRST_SNAPSHOT),
        ("Take second snapshot", limits::ADLS_SNAPSHOT_INTERVAL),
        ("Replicate changes", replication + transfer_time(changes.transferred)),
        ("Create recovery point", limits::RECOVERY_POINT_CREATION),
    ]
}

fn new_point(
    context: &Context,
    instance: &BackupInstance,
    job: &Job,
    tag: RetentionTag,
    source: &Source,
    changes: &Changes,
) -> RecoveryPoint {
    let rule = policy_of(context.state, instance).rule(tag).expect("the tag was chosen among the rules");
    RecoveryPoint {
        instance: instance.id,
        seq: instance.next_point,
        guid: context.seed().guid("recovery point", job.id.0),
        state: PointState::Replicating,
        created_at: context.now,
        job: job.id,
        tag,
        expires_at: expires_at(context.now, rule.duration),
        containers: source.containers.iter().map(|container| container.name.clone()).collect(),
        files: changes.files,
        size: changes.size,
        transferred: changes.transferred,
    }
}

fn abandon(state: &State, instance: InstanceId, point: PointSeq) -> Vec<Event> {
    let remaining: Vec<PointSeq> =
        points_of(state, instance).map(|row| row.seq).filter(|seq| *seq != point).collect();
    let mut events = vec![Event::RecoveryPointAbandoned { instance, point }];
    events.extend(replica::sweep(state, instance, &remaining, Some(point)));
    events
}

/// The end of a job: failed with a refusal, completed without.
pub fn ended(job: &Job, at: SimTime, error: Option<Refusal>) -> Event {
    let status = if error.is_some() { JobStatus::Failed } else { JobStatus::Completed };
    Event::JobEnded { job: job.id, status, at, error }
}
