//! Restores of vaulted backups of storage accounts: into new containers of another storage account.

use crate::{
    base::ArmId,
    engine::{
        decide::Context,
        event::Event,
        ids::ContainerId,
        job::{Stages, durations},
        policy::DatasourceType,
        protection::{
            BackupInstance, RecoveryPoint,
            access::{NeededRole, STORAGE_ROLE, check_access},
            readiness::vault_of,
            vaulted_storage::{check_writable, names_account},
        },
        refusal::Refusal,
        resources::ProvisioningState,
        restore::{
            RestoreError, RestoreSelection,
            plan::{Plan, PlannedContainer, check_limits, plan},
            restore_policy,
        },
        storage::{
            AccessTier, Acl, Container, FileFacts, PathEntry, PathKind, StorageAccount, arrival,
            immutability, point_in_time,
        },
        vault::BackupVault,
    },
};

/// Who the restored paths belong to: access control lists are not part of a backup.
const OWNER: &str = "$superuser";

/// A restore that can be carried out.
#[derive(Debug)]
pub struct Feasible<'a> {
    pub target: &'a StorageAccount,
    pub plan: Plan<'a>,
}

impl Feasible<'_> {
    pub fn stages(&self) -> Stages {
        durations::vault_restore(self.plan.size)
    }

    /// What writes all of it.
    pub fn write(&self, context: &mut Context) -> Vec<Event> {
        let mut events = Vec::new();
        for container in &self.plan.containers {
            write_container(context, self.target, container, &mut events);
        }
        arrival::timed(context, events)
    }
}

/// What a vault needs to restore to an account.
pub fn needed_roles(account: &ArmId) -> Vec<NeededRole> {
    vec![NeededRole { role: STORAGE_ROLE, scope: account.clone() }]
}

/// # Errors
/// The first thing in the way.
///
/// How much may be selected is part of what the request says: it bounds the work of all that follows.
pub fn check<'a>(
    context: &Context<'a>,
    instance: &'a BackupInstance,
    point: &RecoveryPoint,
    target: &ArmId,
    selection: &RestoreSelection,
) -> Result<Feasible<'a>, Refusal> {
    let account = find_target(context, target)?;
    check_writable(context, account)?;
    point_in_time::check_account_unblocked(context.state, account)?;
    restore_policy::check_none_left(context, account)?;
    let vault = vault_of(context, instance);
    check_target(context, instance, vault, account)?;
    check_limits(selection)?;
    let plan = plan(context.state, instance.datasource_type, point, selection)?;
    check_conflicts(context, account, &plan)?;
    check_access(context, vault, &needed_roles(&context.state.account_id(account)))?;
    Ok(Feasible { target: account, plan })
}

fn find_target<'a>(context: &Context<'a>, target: &ArmId) -> Result<&'a StorageAccount, RestoreError> {
    if !names_account(target) {
        return Err(RestoreError::InvalidTarget { target: target.clone() });
    }
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
    let is_blob = instance.datasource_type == DatasourceType::Blob;
    if account.hierarchical_namespace == is_blob {
        let reason = if is_blob { "it has a" } else { "it has no" };
        return Err(RestoreError::UnsupportedTarget {
            account: account.name.clone(),
            reason: format!("{reason} hierarchical namespace"),
            datasource_type: instance.datasource_type,
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

/// A restore never writes to a container that exists. For one with an immutability policy Azure documents an error of
/// its own; that it comes before the general one is our reading, for deleting the container, which would get rid of
/// that, is not possible either.
fn check_conflicts(context: &Context, account: &StorageAccount, plan: &Plan) -> Result<(), RestoreError> {
    let names = plan.containers.iter();
    let taken: Vec<&Container> =
        names.filter_map(|planned| context.state.container_named(account.id, &planned.name)).collect();
    let immutable = immutability::immutable_among(context.state, taken.iter().copied());
    if !immutable.is_empty() {
        let account = account.name.clone();
        return Err(RestoreError::TargetContainersImmutable { account, containers: immutable });
    }
    let containers: Vec<String> = taken.iter().map(|container| container.name.clone()).collect();
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
    let container = Container {
        id: ContainerId(context.ids.take()),
        account: account.id,
        name: planned.name.clone(),
        created_at: context.now,
        modified_at: context.now,
    };
    events.push(Event::ContainerCreated(container.clone()));
    for (path, entry) in &planned.entries {
        let entry = restored(context, account, entry);
        events.extend(arrival::written(context, account, &container, path, entry));
    }
}

/// The entry as a restore writes it: bytes, type and metadata as they were; hot, new and, in a data lake, with a new
/// access control list.
fn restored(context: &mut Context, account: &StorageAccount, entry: &PathEntry) -> PathEntry {
    let kind = match &entry.kind {
        PathKind::Directory => PathKind::Directory,
        PathKind::File(facts) => PathKind::File(FileFacts { tier: AccessTier::Hot, ..facts.clone() }),
    };
    PathEntry {
        kind,
        created_at: context.now,
        modified_at: context.now,
        metadata: entry.metadata.clone(),
        acl: account
            .hierarchical_namespace
            .then(|| Box::new(Acl::for_new_path(OWNER, None, entry.is_directory()))),
        etag: context.ids.take(),
        version: None,
    }
}
