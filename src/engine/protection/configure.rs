//! Configuring, changing, stopping and resuming protection.

use crate::{
    base::{ArmId, SimSpan},
    engine::{
        decide::Context,
        event::Event,
        ids::{InstanceId, JobId, PointSeq},
        job::{JobOperation, JobTrigger, Work, start_job},
        limits,
        policy::DatasourceType,
        protection::{
            BackupInstance, ContainerSelection, ProtectionError, ProtectionState,
            backup::{ended, policy_of},
            point::{earliest_expiry, points_of},
            readiness::{self, Proposal},
            timers,
        },
        refusal::Refusal,
        request::Command,
        state::TimerAction,
    },
};
use ProtectionState::{ProtectionConfigured, ProtectionStopped};

const WRITE: &str = "Microsoft.DataProtection/backupVaults/backupInstances/write";
const STOP: &str = "Microsoft.DataProtection/backupVaults/backupInstances/stopProtection/action";
const RESUME: &str = "Microsoft.DataProtection/backupVaults/backupInstances/resumeProtection/action";

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::ConfigureProtection { vault, instance_name, datasource, policy, containers } => {
            let policy = Some(policy);
            configure(context, &Proposal { vault, policy, instance_name, datasource, containers })
        }
        Command::UpdateProtection { instance, policy, containers } => {
            update(context, instance, policy, containers)
        }
        Command::StopProtection { instance } => stop(context, instance),
        Command::ResumeProtection { instance } => resume(context, instance),
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

fn configure(context: &mut Context, proposal: &Proposal) -> Result<Vec<Event>, Refusal> {
    let ready = readiness::check(context, proposal)?;
    let policy = ready.policy.expect("configuring always names a policy");
    let instance = BackupInstance {
        id: InstanceId(context.ids.take()),
        vault: ready.vault.id,
        name: proposal.instance_name.to_string(),
        datasource_type: DatasourceType::DataLakeStorage,
        datasource: context.state.account_id(ready.account),
        policy: policy.id,
        containers: tidied(proposal.containers),
        state: ProtectionState::ConfiguringProtection,
        created_at: context.now,
        next_point: PointSeq(1),
    };
    let half = SimSpan::from_millis(limits::CONFIGURE_PROTECTION.millis() / 2);
    let work = Work {
        operation: JobOperation::ConfigureProtection,
        trigger: JobTrigger::User,
        stages: vec![("Validate datasource", half), ("Configure replication", half)],
        transfer: Default::default(),
        point: None,
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
    match readiness::check_source(context, row, &row.containers) {
        Ok(_) => {
            let mut events = configured(context, row);
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
    containers: &ContainerSelection,
) -> Result<Vec<Event>, Refusal> {
    context.authorize(WRITE, instance)?;
    let row = context.state.find_instance(instance)?;
    let policy = readiness::find_policy(context, readiness::vault_of(context, row), policy)?;
    readiness::check_datasource_type(policy)?;
    let (before, after) = (&row.containers, containers);
    if let (ContainerSelection::AllExcept { .. }, ContainerSelection::Listed(_)) = (before, after) {
        return Err(ProtectionError::AutoProtectionIsPermanent.into());
    }
    readiness::check_containers_of(context, row, containers)?;
    check_state(row, "Editing the backup instance", !is_settled(row.state))?;
    readiness::check_account_access(context, row)?;
    let update =
        Event::InstanceUpdated { instance: row.id, policy: policy.id, containers: tidied(containers) };
    let mut events = vec![update];
    events.extend(configured(context, row));
    events.extend(timers::schedule_backup(context, row.id, policy));
    Ok(events)
}

/// Stops backups; everything is retained until somebody deletes it. A running job comes to its end.
fn stop(context: &mut Context, instance: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(STOP, instance)?;
    let row = context.state.find_instance(instance)?;
    check_state(row, "Stop backup", !is_settled(row.state))?;
    let mut events = vec![Event::ProtectionStateChanged { instance: row.id, state: ProtectionStopped }];
    events.extend(timers::stop(context.state, row.id));
    Ok(events)
}

/// Takes backups up again. Points whose time came while protection was stopped expire now.
fn resume(context: &mut Context, instance: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(RESUME, instance)?;
    let row = context.state.find_instance(instance)?;
    let resumable = matches!(row.state, ProtectionStopped | ProtectionState::ProtectionError);
    check_state(row, "Resume backup", !resumable)?;
    readiness::check_source(context, row, &row.containers)?;
    let mut events = configured(context, row);
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
    if let Some(next) = earliest_expiry(points_of(context.state, instance.id)) {
        events.extend(timers::expire_by(context, instance.id, next));
    }
    events
}

fn is_settled(state: ProtectionState) -> bool {
    matches!(state, ProtectionConfigured | ProtectionState::ProtectionError)
}

fn check_state(instance: &BackupInstance, operation: &str, forbidden: bool) -> Result<(), ProtectionError> {
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
fn tidied(containers: &ContainerSelection) -> ContainerSelection {
    let tidy = |names: &[String]| {
        let mut names = names.to_vec();
        names.sort();
        names.dedup();
        names.retain(|name| !name.is_empty());
        names
    };
    match containers {
        ContainerSelection::Listed(names) => ContainerSelection::Listed(tidy(names)),
        ContainerSelection::AllExcept { prefixes } => {
            ContainerSelection::AllExcept { prefixes: tidy(prefixes) }
        }
    }
}
