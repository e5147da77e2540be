//! Starting and finishing restores.

use crate::{
    base::{ArmId, SimSpan},
    engine::{
        decide::Context,
        event::Event,
        ids::{ContainerId, JobId, PointSeq},
        job::{Job, JobOperation, JobTrigger, RestoreDestination, Work, start_job, transfer_time},
        limits,
        protection::{
            BackupInstance, PointState, RecoveryPoint, access::check_access, backup::ended,
            readiness::vault_of,
        },
        rbac::RbacError,
        refusal::Refusal,
        resources::ProvisioningState,
        restore::{
            RestoreError, RestoreSelection,
            plan::{Plan, PlannedContainer, check_limits, plan},
        },
        state::TimerAction,
        storage::{AccessTier, Acl, Container, FileFacts, PathEntry, PathKind, StorageAccount},
        vault::BackupVault,
    },
};

const RESTORE: &str = "Microsoft.DataProtection/backupVaults/backupInstances/restore/action";

/// What the caller needs on the account a restore writes to.
const WRITE_TARGET: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/write";

/// Who the restored paths belong to: access control lists are not part of a backup.
const OWNER: &str = "$superuser";

const PREPARATION: SimSpan =
    SimSpan::from_millis(limits::RESTORE_PREPARATION.millis() - limits::RESTORE_TRIGGER.millis());

/// A restore that can be carried out.
#[derive(Debug)]
pub struct Feasible<'a> {
    pub instance: &'a BackupInstance,
    pub target: &'a StorageAccount,
    pub plan: Plan<'a>,
}

/// Starts a restore.
///
/// # Errors
/// See [`check`].
pub fn start(
    context: &mut Context,
    instance: &ArmId,
    point: PointSeq,
    target: &ArmId,
    selection: &RestoreSelection,
) -> Result<Vec<Event>, Refusal> {
    let feasible = check(context, instance, point, target, selection)?;
    let account = context.state.account_id(feasible.target);
    let work = Work {
        operation: JobOperation::Restore,
        trigger: JobTrigger::User,
        stages: vec![
            ("Trigger Restore", limits::RESTORE_TRIGGER),
            ("Prepare target", PREPARATION),
            ("Restore data", limits::RESTORE_WRITING_MIN + transfer_time(feasible.plan.size)),
        ],
        transfer: feasible.plan.size,
        point: Some(point),
        destination: Some(RestoreDestination { account, selection: selection.clone() }),
    };
    let job = start_job(context, feasible.instance, work);
    let timer = context.timer(job.due_at, TimerAction::FinishRestore(job.id));
    Ok(vec![Event::JobStarted(job), timer])
}

/// Writes everything at once, or nothing: the target is checked again at this moment.
pub fn finish(context: &mut Context, job: JobId) -> Vec<Event> {
    let Some(job) = context.state.jobs.get(&job) else { return Vec::new() };
    match check_again(context, job) {
        Ok(feasible) => {
            let mut events = Vec::new();
            for container in &feasible.plan.containers {
                write_container(context, feasible.target, container, &mut events);
            }
            events.push(ended(job, context.now, None));
            events
        }
        Err(refusal) => vec![ended(job, context.now, Some(refusal))],
    }
}

/// Checks a restore: who asks, what exists, what the request says, what the state allows.
///
/// How much may be selected is part of what the request says: it bounds the work of all that follows.
///
/// # Errors
/// The first thing in the way.
pub fn check<'a>(
    context: &Context<'a>,
    instance: &ArmId,
    point: PointSeq,
    target: &ArmId,
    selection: &RestoreSelection,
) -> Result<Feasible<'a>, Refusal> {
    context.authorize(RESTORE, instance)?;
    authorize_target(context, target)?;
    let instance = context.state.find_instance(instance)?;
    check_feasible(context, instance, point, target, selection)
}

fn check_again<'a>(context: &Context<'a>, job: &Job) -> Result<Feasible<'a>, Refusal> {
    let not_found = || Refusal::from(RestoreError::PointNotFound);
    let instance = context.state.instances.get(&job.instance).ok_or_else(not_found)?;
    let point = job.point.ok_or_else(not_found)?;
    let destination = job.destination.as_ref().ok_or_else(not_found)?;
    check_feasible(context, instance, point, &destination.account, &destination.selection)
}

fn check_feasible<'a>(
    context: &Context<'a>,
    instance: &'a BackupInstance,
    point: PointSeq,
    target: &ArmId,
    selection: &RestoreSelection,
) -> Result<Feasible<'a>, Refusal> {
    let point = find_point(context, instance, point)?;
    let account = find_target(context, target)?;
    let vault = vault_of(context, instance);
    check_target(context, instance, vault, account)?;
    check_limits(selection)?;
    let plan = plan(context.state, point, selection)?;
    check_conflicts(context, account, &plan)?;
    check_access(context, vault, account).map_err(RestoreError::from)?;
    Ok(Feasible { instance, target: account, plan })
}

/// Over the vault the caller may restore; over the account it writes to it needs a right of its own.
fn authorize_target(context: &Context, target: &ArmId) -> Result<(), Refusal> {
    let refusal = match context.authorize(WRITE_TARGET, target) {
        Ok(()) => return Ok(()),
        Err(refusal) => refusal,
    };
    let Refusal::Rbac(RbacError::AuthorizationFailed { client, action, scope, .. }) = refusal else {
        return Err(refusal);
    };
    Err(RestoreError::LinkedAuthorizationFailed { client, action, scope }.into())
}

fn find_point<'a>(
    context: &Context<'a>,
    instance: &BackupInstance,
    point: PointSeq,
) -> Result<&'a RecoveryPoint, RestoreError> {
    let found = context.state.points.get(&(instance.id, point));
    found.filter(|point| point.state == PointState::Completed).ok_or(RestoreError::PointNotFound)
}

fn find_target<'a>(context: &Context<'a>, target: &ArmId) -> Result<&'a StorageAccount, RestoreError> {
    let found = context.state.find_account(target).ok();
    let usable = found.filter(|account| account.provisioning == ProvisioningState::Succeeded);
    usable.ok_or_else(|| RestoreError::TargetNotFound { target: target.clone() })
}

/// Checks that an account can be the target of a restore of this instance, whatever is selected.
///
/// # Errors
/// The source itself, unsupported account, other region.
pub fn check_target(
    context: &Context,
    instance: &BackupInstance,
    vault: &BackupVault,
    account: &StorageAccount,
) -> Result<(), RestoreError> {
    if context.state.account_id(account) == instance.datasource {
        return Err(RestoreError::OriginalLocation { account: account.name.clone() });
    }
    if !account.hierarchical_namespace {
        return Err(RestoreError::UnsupportedTarget {
            account: account.name.clone(),
            reason: "it has no hierarchical namespace".to_string(),
        });
    }
    if account.region != vault.region {
        return Err(RestoreError::RegionMismatch {
            account: account.name.clone(),
            account_region: account.region.display_name().to_string(),
            vault_region: vault.region.display_name().to_string(),
        });
    }
    Ok(())
}

fn check_conflicts(context: &Context, account: &StorageAccount, plan: &Plan) -> Result<(), RestoreError> {
    let exists = |name: &String| context.state.container_named(account.id, name).is_some();
    let names = plan.containers.iter().map(|container| container.name.clone());
    let containers: Vec<String> = names.filter(exists).collect();
    if containers.is_empty() {
        return Ok(());
    }
    Err(RestoreError::TargetContainersExist { account: account.name.clone(), containers })
}

fn write_container(
    context: &mut Context,
    account: &StorageAccount,
    planned: &PlannedContainer,
    events: &mut Vec<Event>,
) {
    let container = ContainerId(context.ids.take());
    events.push(Event::ContainerCreated(Container {
        id: container,
        account: account.id,
        name: planned.name.clone(),
        created_at: context.now,
        modified_at: context.now,
    }));
    for (path, entry) in &planned.entries {
        let entry = restored(context, entry);
        events.push(Event::PathWritten { container, path: (*path).clone(), entry });
    }
}

/// The entry as a restore writes it: bytes, type and metadata as they were; hot, new and with a new
/// access control list.
fn restored(context: &mut Context, entry: &PathEntry) -> PathEntry {
    let kind = match &entry.kind {
        PathKind::Directory => PathKind::Directory,
        PathKind::File(facts) => PathKind::File(FileFacts { tier: AccessTier::Hot, ..facts.clone() }),
    };
    PathEntry {
        kind,
        created_at: context.now,
        modified_at: context.now,
        metadata: entry.metadata.clone(),
        acl: Acl::for_new_path(OWNER, None, entry.is_directory()),
        etag: context.ids.take(),
    }
}
