//! Configuring, changing, stopping and resuming protection.

use crate::{
    base::ArmId,
    engine::{
        decide::Context,
        event::Event,
        ids::{InstanceId, JobId, PointSeq},
        job::{JobOperation, JobTrigger, Work, durations, start_job},
        policy::{BackupPolicy, DatasourceType},
        protection::{
            BackupInstance, BlobProtectionError, ContainerSelection, PolicyParameters, ProtectionError,
            ProtectionState,
            backup::{ended, policy_of},
            blob_account, deletion,
            point::{next_removal, points_of},
            readiness::{self, Proposal},
            replication, timers,
        },
        rbac::action,
        refusal::Refusal,
        request::Command,
        resources::{Tags, check_tags},
        state::{State, TimerAction},
    },
};
use ProtectionState::{ProtectionConfigured, ProtectionStopped};

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::ConfigureProtection { vault, instance_name, datasource, policy, parameters, tags } => {
            let policy = Some(policy);
            configure(context, &Proposal { vault, policy, instance_name, datasource, parameters }, tags)
        }
        Command::UpdateProtection { instance, policy, parameters, tags } => {
            update(context, instance, policy, parameters, tags)
        }
        Command::StopProtection { instance } => stop(context, instance),
        Command::SuspendBackups { instance } => suspend(context, instance),
        Command::ResumeProtection { instance } => resume(context, instance),
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

fn configure(context: &mut Context, proposal: &Proposal, tags: &Tags) -> Result<Vec<Event>, Refusal> {
    let ready = readiness::check(context, proposal)?;
    check_tags(tags, false)?;
    let policy = ready.policy.expect("configuring always names a policy");
    let instance = BackupInstance {
        id: InstanceId(context.ids.take()),
        vault: ready.vault.id,
        name: proposal.instance_name.to_string(),
        datasource_type: proposal.parameters.datasource_type(),
        datasource: ready.datasource,
        policy: policy.id,
        parameters: tidied(proposal.parameters),
        tags: tags.clone(),
        state: ProtectionState::ConfiguringProtection,
        created_at: context.now,
        next_point: PointSeq(1),
    };
    let work = Work {
        operation: JobOperation::ConfigureProtection,
        trigger: JobTrigger::User,
        stages: durations::configure_protection(),
        transfer: Default::default(),
        source: None,
        destination: None,
    };
    let job = start_job(context, &instance, work);
    let timer = context.timer(job.due_at, TimerAction::FinishConfiguring(job.id));
    Ok(vec![Event::InstanceCreated(instance), Event::JobStarted(job), timer])
}

/// Protection is configured, unless what it needs has gone meanwhile.
pub fn finish(context: &mut Context, job: JobId) -> Vec<Event> {
    let Some(job) = context.state.jobs.get(&job) else { return Vec::new() };
    let Some(row) = context.state.instances.get(&job.instance) else { return Vec::new() };
    let prepared = readiness::check_source(context, row)
        .and_then(|_| prepare(context, row, policy_of(context.state, row)));
    match prepared {
        Ok(mut events) => {
            events.extend(configured(context, row));
            events.extend(timers::schedule_backup(context, row.id, policy_of(context.state, row)));
            events.push(ended(job, context.now, None));
            events
        }
        Err(refusal) => {
            let state = ProtectionState::ProtectionError;
            vec![
                Event::ProtectionStateChanged { instance: row.id, state },
                ended(job, context.now, Some(refusal)),
            ]
        }
    }
}

/// Another policy concerns the points to come; those that exist keep their rule and their expiry.
fn update(
    context: &mut Context,
    instance: &ArmId,
    policy: &ArmId,
    parameters: &PolicyParameters,
    tags: &Tags,
) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::WRITE_INSTANCE, instance)?;
    let row = context.state.find_instance(instance)?;
    let policy = readiness::find_policy(context, readiness::vault_of(context, row), policy)?;
    context.check_write(instance)?;
    let (before, after) = (row.parameters.containers(), parameters.containers());
    let (before, after) = (before.is_some_and(is_automatic), after.is_some_and(is_automatic));
    if before && !after && parameters.datasource_type() == row.datasource_type {
        return Err(ProtectionError::AutoProtectionIsPermanent.into());
    }
    readiness::check_change(context, row, policy, parameters)?;
    check_state(row, "Editing the backup instance", !row.state.is_settled())?;
    readiness::check_datasource_access(context, row)?;
    check_tags(tags, false)?;
    let parameters = tidied(parameters);
    let changed = BackupInstance { policy: policy.id, parameters: parameters.clone(), ..row.clone() };
    let mut events =
        vec![Event::InstanceUpdated { instance: row.id, policy: policy.id, parameters, tags: tags.clone() }];
    events.extend(prepare(context, &changed, policy)?);
    events.extend(configured(context, row));
    // Under the same policy a backup that is late already still has to come.
    if policy.id != row.policy || row.state != ProtectionConfigured {
        events.extend(timers::schedule_backup(context, row.id, policy));
    }
    Ok(events)
}

/// Stops backups; everything is retained until somebody deletes it. A running job comes to its end.
fn stop(context: &mut Context, instance: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::STOP_PROTECTION, instance)?;
    let row = context.state.find_instance(instance)?;
    context.check_write(instance)?;
    check_stoppable(context, row)?;
    let mut events = vec![Event::ProtectionStateChanged { instance: row.id, state: ProtectionStopped }];
    events.extend(timers::stop(context.state, row.id));
    events.extend(replication::end(context, row));
    Ok(events)
}

/// Stops backups; recovery points expire as they would have, but for the newest.
fn suspend(context: &mut Context, instance: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::SUSPEND_BACKUPS, instance)?;
    let row = context.state.find_instance(instance)?;
    context.check_write(instance)?;
    check_stoppable(context, row)?;
    let mut events =
        vec![Event::ProtectionStateChanged { instance: row.id, state: ProtectionState::BackupsSuspended }];
    events.extend(timers::stop_backups(context.state, row.id));
    events.extend(replication::end(context, row));
    Ok(events)
}

/// Whether backups can be stopped with their data retained: operational ones of blobs keep none in the vault.
fn check_stoppable(context: &Context, instance: &BackupInstance) -> Result<(), ProtectionError> {
    if !holds_points(context.state, instance) {
        return Err(BlobProtectionError::OperationalCannotStop { instance: instance.name.clone() }.into());
    }
    check_state(instance, "Stop backup", !instance.state.is_settled())
}

/// Whether there are recovery points, or will be.
fn holds_points(state: &State, instance: &BackupInstance) -> bool {
    policy_of(state, instance).scheduled.is_some() || points_of(state, instance.id).next().is_some()
}

/// Takes backups up again. Points whose time came while protection was stopped expire now.
fn resume(context: &mut Context, instance: &ArmId) -> Result<Vec<Event>, Refusal> {
    let suspended =
        context.state.find_instance(instance).is_ok_and(|row| row.state == ProtectionState::BackupsSuspended);
    context
        .authorize(if suspended { action::RESUME_BACKUPS } else { action::RESUME_PROTECTION }, instance)?;
    let row = context.state.find_instance(instance)?;
    context.check_write(instance)?;
    let resumable = suspended || matches!(row.state, ProtectionStopped | ProtectionState::ProtectionError);
    check_state(row, "Resume backup", !resumable)?;
    deletion::check_sole(context.state, row)?;
    readiness::check_source(context, row)?;
    let mut events = prepare(context, row, policy_of(context.state, row))?;
    events.extend(configured(context, row));
    events.extend(timers::schedule_backup(context, row.id, policy_of(context.state, row)));
    Ok(events)
}

/// The change to the configured state, with the expiry that goes with it.
fn configured(context: &mut Context, instance: &BackupInstance) -> Vec<Event> {
    if instance.state == ProtectionConfigured {
        return Vec::new();
    }
    let mut events =
        vec![Event::ProtectionStateChanged { instance: instance.id, state: ProtectionConfigured }];
    // Only now may the newest point of a suspended instance expire too, where that is possible at all.
    let changed = BackupInstance { state: ProtectionConfigured, ..instance.clone() };
    if let Some(next) = next_removal(context.state, &changed, context.now) {
        events.extend(timers::expire_by(context, instance.id, next));
    }
    events
}

/// What protection under a policy needs of the datasource itself.
fn prepare(
    context: &mut Context,
    instance: &BackupInstance,
    policy: &BackupPolicy,
) -> Result<Vec<Event>, Refusal> {
    let mut events = Vec::new();
    match instance.datasource_type {
        DatasourceType::Disk => return Ok(events),
        DatasourceType::DataLakeStorage => {}
        DatasourceType::Blob => events.extend(blob_account::prepare(context, instance, policy)?),
    }
    events.extend(replication::prepare(context, instance, policy));
    Ok(events)
}

fn is_automatic(selection: &ContainerSelection) -> bool {
    matches!(selection, ContainerSelection::AllExcept { .. })
}

pub(super) fn check_state(
    instance: &BackupInstance,
    operation: &str,
    forbidden: bool,
) -> Result<(), ProtectionError> {
    if !forbidden {
        return Ok(());
    }
    Err(ProtectionError::StateForbids {
        instance: instance.name.clone(),
        state: instance.state,
        operation: operation.to_string(),
    })
}

/// Names and prefixes in order, each once.
fn tidied(parameters: &PolicyParameters) -> PolicyParameters {
    let tidy = |names: &[String]| {
        let mut names = names.to_vec();
        names.sort();
        names.dedup();
        names.retain(|name| !name.is_empty());
        names
    };
    let selection = |containers: &ContainerSelection| match containers {
        ContainerSelection::Listed(names) => ContainerSelection::Listed(tidy(names)),
        ContainerSelection::AllExcept { prefixes } => {
            ContainerSelection::AllExcept { prefixes: tidy(prefixes) }
        }
    };
    match parameters {
        PolicyParameters::SnapshotGroup(group) => PolicyParameters::SnapshotGroup(group.clone()),
        PolicyParameters::Containers(containers) => PolicyParameters::Containers(selection(containers)),
        PolicyParameters::Blobs(containers) => PolicyParameters::Blobs(containers.as_ref().map(selection)),
    }
}
