//! Whether a datasource can be protected: one answer for the wizard, for configuring and for every backup.

use crate::{
    base::ArmId,
    engine::{
        decide::Context,
        limits,
        policy::{BackupPolicy, DatasourceType},
        protection::{
            BackupInstance, ContainerSelection, ProtectionError, access::check_access, selection::selected,
        },
        refusal::Refusal,
        resources::{ProvisioningState, ResourceError},
        storage::{Container, StorageAccount},
        vault::BackupVault,
    },
};

const WRITE: &str = "Microsoft.DataProtection/backupVaults/backupInstances/write";

/// What somebody wants to protect, and how.
#[derive(Debug)]
pub struct Proposal<'p> {
    pub vault: &'p ArmId,
    /// Not chosen yet while the wizard is still asking.
    pub policy: Option<&'p ArmId>,
    pub instance_name: &'p str,
    pub datasource: &'p ArmId,
    pub containers: &'p ContainerSelection,
}

/// A proposal that can be carried out, with what its ids name.
#[derive(Debug)]
pub struct Ready<'a> {
    pub vault: &'a BackupVault,
    pub policy: Option<&'a BackupPolicy>,
    pub account: &'a StorageAccount,
}

/// An account that can be read, with the containers to read.
#[derive(Debug)]
pub struct Source<'a> {
    pub account: &'a StorageAccount,
    /// Sorted by name, never empty.
    pub containers: Vec<&'a Container>,
}

/// Checks a proposal: who asks, what exists, what the request says, what the state allows.
///
/// # Errors
/// The first thing in the way.
pub fn check<'a>(context: &Context<'a>, proposal: &Proposal) -> Result<Ready<'a>, Refusal> {
    let Proposal { vault, policy, instance_name, datasource, containers } = *proposal;
    context.authorize(WRITE, &vault.child("backupInstances", instance_name))?;
    let vault = find_usable_vault(context, vault)?;
    let policy = policy.map(|policy| find_policy(context, vault, policy)).transpose()?;
    let account = find_datasource(context, datasource)?;
    check_instance_name(instance_name)?;
    policy.map_or(Ok(()), check_datasource_type)?;
    check_account(account, vault)?;
    check_count(context, account, containers)?;
    check_containers(context, account, containers)?;
    check_unprotected(context, datasource)?;
    let mut instances = context.state.instances_of(vault.id);
    if instances.any(|instance| instance.name.eq_ignore_ascii_case(instance_name)) {
        return Err(ProtectionError::InstanceNameTaken { name: instance_name.to_string() }.into());
    }
    check_access(context, vault, account).map_err(ProtectionError::from)?;
    Ok(Ready { vault, policy, account })
}

/// Checks that what an instance protects can be read now: what every backup needs.
///
/// # Errors
/// The first thing in the way.
pub fn check_source<'a>(
    context: &Context<'a>,
    instance: &BackupInstance,
    containers: &ContainerSelection,
) -> Result<Source<'a>, Refusal> {
    let account = find_datasource(context, &instance.datasource)?;
    check_account(account, vault_of(context, instance))?;
    let containers = check_containers(context, account, containers)?;
    check_account_access(context, instance)?;
    Ok(Source { account, containers })
}

/// Checks that an instance could protect other containers of its account.
///
/// # Errors
/// Account gone or unsupported, containers missing or too many.
pub fn check_containers_of(
    context: &Context,
    instance: &BackupInstance,
    containers: &ContainerSelection,
) -> Result<(), Refusal> {
    let account = find_datasource(context, &instance.datasource)?;
    check_account(account, vault_of(context, instance))?;
    check_count(context, account, containers)?;
    check_containers(context, account, containers)?;
    Ok(())
}

/// Checks that the account of an instance is there and that the vault may read it.
///
/// # Errors
/// Not found, no identity, role missing or not effective.
pub fn check_account_access<'a>(
    context: &Context<'a>,
    instance: &BackupInstance,
) -> Result<&'a StorageAccount, Refusal> {
    let account = find_datasource(context, &instance.datasource)?;
    check_access(context, vault_of(context, instance), account).map_err(ProtectionError::from)?;
    Ok(account)
}

/// The vault an instance lies in.
pub fn vault_of<'a>(context: &Context<'a>, instance: &BackupInstance) -> &'a BackupVault {
    context.state.vaults.get(&instance.vault).expect("a vault outlives its backup instances")
}

/// The policy with this id, if it belongs to `vault`.
///
/// # Errors
/// Not found.
pub fn find_policy<'a>(
    context: &Context<'a>,
    vault: &BackupVault,
    policy: &ArmId,
) -> Result<&'a BackupPolicy, Refusal> {
    let found = context.state.find_policy(policy)?;
    if found.vault == vault.id {
        return Ok(found);
    }
    Err(ResourceError::ResourceNotFound { resource: policy.clone() }.into())
}

/// Checks that a policy is one for data lakes.
///
/// # Errors
/// [`ProtectionError::WrongDatasourceType`].
pub fn check_datasource_type(policy: &BackupPolicy) -> Result<(), Refusal> {
    if policy.datasource_type == DatasourceType::DataLakeStorage {
        return Ok(());
    }
    Err(ProtectionError::WrongDatasourceType { policy: policy.name.clone() }.into())
}

fn find_usable_vault<'a>(context: &Context<'a>, vault: &ArmId) -> Result<&'a BackupVault, Refusal> {
    let found = context.state.find_vault(vault)?;
    match found.provisioning {
        ProvisioningState::Succeeded => Ok(found),
        ProvisioningState::Provisioning => {
            Err(ResourceError::ResourceNotFound { resource: vault.clone() }.into())
        }
    }
}

fn find_datasource<'a>(context: &Context<'a>, datasource: &ArmId) -> Result<&'a StorageAccount, Refusal> {
    let found = context.state.find_account(datasource).ok();
    let usable = found.filter(|account| account.provisioning == ProvisioningState::Succeeded);
    Ok(usable.ok_or_else(|| ProtectionError::DatasourceNotFound { datasource: datasource.clone() })?)
}

/// Checks the name of a backup instance: letters, digits and hyphens.
///
/// # Errors
/// [`ProtectionError::InvalidInstanceName`].
pub fn check_instance_name(name: &str) -> Result<(), ProtectionError> {
    let length = limits::INSTANCE_NAME_LENGTH_MIN..=limits::INSTANCE_NAME_LENGTH_MAX;
    let letters = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    if length.contains(&name.len()) && letters && !name.starts_with('-') {
        return Ok(());
    }
    Err(ProtectionError::InvalidInstanceName { name: name.to_string() })
}

/// Checks that an account is of the kind and in the place a vault can protect.
///
/// # Errors
/// Unsupported account, region not offered, region mismatch.
pub fn check_account(account: &StorageAccount, vault: &BackupVault) -> Result<(), ProtectionError> {
    if !account.hierarchical_namespace {
        return Err(ProtectionError::UnsupportedStorageAccount {
            account: account.name.clone(),
            reason: "it has no hierarchical namespace".to_string(),
        });
    }
    if !account.region.facts().data_lake_backup {
        return Err(ProtectionError::RegionNotOffered {
            account: account.name.clone(),
            region: account.region.display_name().to_string(),
        });
    }
    if account.region != vault.region {
        return Err(ProtectionError::RegionMismatch {
            account: account.name.clone(),
            account_region: account.region.display_name().to_string(),
            vault: vault.name.clone(),
            vault_region: vault.region.display_name().to_string(),
        });
    }
    Ok(())
}

/// Checks that not more containers are asked for than can be protected. Those that join later by
/// themselves are not refused: they stay out.
///
/// # Errors
/// [`ProtectionError::TooManyContainers`].
pub fn check_count(
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

fn check_containers<'a>(
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

/// Checks that no vault protects this datasource; a stopped instance that keeps its data counts.
///
/// # Errors
/// [`ProtectionError::AlreadyProtected`].
pub fn check_unprotected(context: &Context, datasource: &ArmId) -> Result<(), ProtectionError> {
    let state = context.state;
    let Some(instance) = state.instances.values().find(|instance| instance.datasource == *datasource) else {
        return Ok(());
    };
    let vault = state.vault_id(vault_of(context, instance));
    Err(ProtectionError::AlreadyProtected { vault, instance: instance.name.clone() })
}
