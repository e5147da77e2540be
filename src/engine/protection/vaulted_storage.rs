//! Vaulted backup of storage accounts, data lakes and flat ones: which accounts and containers can be protected, and
//! copying them to the vault.

use crate::{
    base::{ArmId, SimSpan},
    engine::{
        decide::Context,
        event::Event,
        ids::PointSeq,
        job::{Stages, Work, durations, start_job},
        limits,
        policy::{BackupPolicy, DatasourceType},
        protection::{
            BackupInstance, ContainerSelection, PointData, PolicyParameters, ProtectionError,
            backup::{Start, backup_work, new_point},
            replica_delta::{self, Changes},
            replication,
            selection::selected,
        },
        resources::{ProvisioningState, ResourceKind, lock},
        state::TimerAction,
        storage::{Container, StorageAccount},
        vault::BackupVault,
    },
};

/// # Errors
/// [`ProtectionError::InvalidDatasource`], [`ProtectionError::DatasourceNotFound`].
pub fn find_account<'a>(
    context: &Context<'a>,
    datasource: &ArmId,
) -> Result<&'a StorageAccount, ProtectionError> {
    if !names_account(datasource) {
        return Err(ProtectionError::InvalidDatasource { datasource: datasource.clone() });
    }
    let found = context.state.find_account(datasource).ok();
    let usable = found.filter(|account| account.provisioning == ProvisioningState::Succeeded);
    usable.ok_or_else(|| ProtectionError::DatasourceNotFound { datasource: datasource.clone() })
}

/// Whether an id is that of a storage account at all, there or not.
pub fn names_account(id: &ArmId) -> bool {
    let expected = ResourceKind::StorageAccount.resource_type();
    id.subscription_id().is_some()
        && id.resource_type().is_some_and(|kind| kind.eq_ignore_ascii_case(expected))
}

/// Checks that an account is of the kind and in the place a vault can protect.
///
/// # Errors
/// Unsupported account, region not offered, region mismatch.
pub fn check_account(
    datasource_type: DatasourceType,
    account: &StorageAccount,
    vault: &BackupVault,
) -> Result<(), ProtectionError> {
    let is_blob = datasource_type == DatasourceType::Blob;
    if account.hierarchical_namespace == is_blob {
        let reason = if is_blob { "it has a" } else { "it has no" };
        return Err(ProtectionError::UnsupportedStorageAccount {
            account: account.name.clone(),
            reason: format!("{reason} hierarchical namespace"),
            datasource_type,
        });
    }
    if !is_blob && !account.region.facts().data_lake_backup {
        return Err(ProtectionError::RegionNotOffered {
            account: account.name.clone(),
            region: account.region.display_name().to_string(),
        });
    }
    if account.region != vault.region {
        return Err(ProtectionError::RegionMismatch {
            datasource: account.name.clone(),
            datasource_region: account.region.display_name().to_string(),
            vault: vault.name.clone(),
            vault_region: vault.region.display_name().to_string(),
        });
    }
    Ok(())
}

/// Checks that no read-only lock keeps backup and restore from writing their settings on an account, or data to it.
///
/// # Errors
/// [`ProtectionError::AccountLocked`].
pub fn check_writable(context: &Context, account: &StorageAccount) -> Result<(), ProtectionError> {
    let locks = lock::forbidding_write(context.state, &context.state.account_id(account));
    if locks.is_empty() {
        return Ok(());
    }
    Err(ProtectionError::AccountLocked { account: account.name.clone(), locks })
}

/// Checks that containers of an account can be protected.
///
/// # Errors
/// Too many, none, some that do not exist, or what [`replication::check`] finds.
pub fn check_selection(
    context: &Context,
    account: &StorageAccount,
    containers: &ContainerSelection,
) -> Result<(), ProtectionError> {
    check_count(context, account, containers)?;
    let containers = find_containers(context, account, containers)?;
    Ok(replication::check(context, account, &containers)?)
}

/// Checks that not more containers are asked for than can be protected. Those that join later by
/// themselves are not refused: they stay out.
fn check_count(
    context: &Context,
    account: &StorageAccount,
    containers: &ContainerSelection,
) -> Result<(), ProtectionError> {
    let count = selected(context.state, account.id, containers).asked;
    if count <= limits::PROTECTED_CONTAINERS_PER_ACCOUNT_MAX {
        return Ok(());
    }
    Err(ProtectionError::TooManyContainers { account: account.name.clone(), count })
}

/// The selection that a policy makes an instance copy: none where it makes no vaulted backups.
///
/// # Errors
/// [`ProtectionError::NoContainers`] where vaulted backups have nothing selected.
pub fn selection_under<'p>(
    policy: Option<&BackupPolicy>,
    account: &StorageAccount,
    parameters: &'p PolicyParameters,
) -> Result<Option<&'p ContainerSelection>, ProtectionError> {
    match (policy.map(|policy| policy.scheduled.is_some()), parameters.containers()) {
        (Some(false), _) => Ok(None),
        (Some(true), None) => Err(ProtectionError::NoContainers { account: account.name.clone() }),
        (_, containers) => Ok(containers),
    }
}

/// The containers to read, sorted by name, never empty.
///
/// # Errors
/// [`ProtectionError::NoContainers`], [`ProtectionError::ContainersNotFound`].
pub fn find_containers<'a>(
    context: &Context<'a>,
    account: &StorageAccount,
    containers: &ContainerSelection,
) -> Result<Vec<&'a Container>, ProtectionError> {
    let selected = selected(context.state, account.id, containers);
    let account = account.name.clone();
    if selected.asked == 0 {
        return Err(ProtectionError::NoContainers { account });
    }
    if !selected.missing.is_empty() {
        return Err(ProtectionError::ContainersNotFound { account, containers: selected.missing });
    }
    Ok(selected.containers)
}

/// Starts to copy what changed in these containers, one at least, to the vault; or all of it, where replication begins.
pub fn copy(
    context: &mut Context,
    instance: &BackupInstance,
    start: Start,
    containers: &[&Container],
) -> Vec<Event> {
    let seq = instance.next_point;
    let account = context.state.account_of(containers[0].id).expect("containers lie in accounts");
    let mut changes = replica_delta::changes(context.state, instance.id, seq, containers);
    if !replication::is_primed(context, account) {
        changes.transferred = changes.held.size;
    }
    let marker = |minutes_max| replication_time(context, instance, minutes_max);
    let stages = match instance.datasource_type {
        DatasourceType::Blob => {
            durations::blob_backup(marker(limits::BLOB_REPLICATION_MINUTES_MAX), changes.transferred)
        }
        DatasourceType::DataLakeStorage | DatasourceType::Disk => {
            durations::lake_backup(marker(limits::ADLS_REPLICATION_MINUTES_MAX), changes.transferred)
        }
    };
    let job = start_job(context, instance, work(start, stages, &changes, seq));
    let data = PointData::VaultStore {
        containers: containers.iter().map(|container| container.name.clone()).collect(),
        files: changes.held.files,
    };
    let mut point = new_point(context, instance, &job, start, data);
    (point.size, point.transferred) = (changes.held.size, changes.transferred);
    let timer = context.timer(job.due_at, TimerAction::FinishBackup(job.id));
    let mut events = vec![Event::JobStarted(job), Event::RecoveryPointStarted(point)];
    events.extend(changes.events);
    events.push(replication::renewed(context, account, containers, true));
    events.push(timer);
    events
}

fn work(start: Start, stages: Stages, changes: &Changes, point: PointSeq) -> Work {
    Work { transfer: changes.transferred, source: Some(point.into()), ..backup_work(start, stages) }
}

/// How long until the marker of a point has come through, beside the time that the bytes take.
fn replication_time(context: &Context, instance: &BackupInstance, minutes_max: u64) -> SimSpan {
    let variety = context.seed().derive("replication", instance.id.0);
    let minutes = 1 + variety.below("minutes", instance.next_point.0, minutes_max - 1);
    SimSpan::from_minutes(i64::try_from(minutes).unwrap_or(1))
}
