//! Whether a datasource can be protected: one answer for the wizard, for configuring and for every backup.

use crate::{
    base::ArmId,
    engine::{
        compute::ManagedDisk,
        decide::Context,
        limits,
        policy::BackupPolicy,
        protection::{
            BackupInstance, DiskProtectionError, PolicyParameters, ProtectionError,
            access::{NeededRole, STORAGE_ROLE, check_access, check_identity},
            backup::policy_of,
            blob_account, deletion, disk, replication, vaulted_storage,
        },
        rbac::action,
        refusal::Refusal,
        resources::{ProvisioningState, ResourceError, ResourceGroup},
        storage::Container,
        vault::BackupVault,
    },
};

/// What somebody wants to protect, and how.
#[derive(Debug)]
pub struct Proposal<'p> {
    pub vault: &'p ArmId,
    /// Not chosen yet while the wizard is still asking.
    pub policy: Option<&'p ArmId>,
    pub instance_name: &'p str,
    pub datasource: &'p ArmId,
    pub parameters: &'p PolicyParameters,
}

/// A proposal that can be carried out, with what its ids name.
#[derive(Debug)]
pub struct Ready<'a> {
    pub vault: &'a BackupVault,
    pub policy: Option<&'a BackupPolicy>,
    /// As the resource itself spells it.
    pub datasource: ArmId,
}

/// A datasource that can be read now.
#[derive(Debug)]
pub enum Source<'a> {
    /// The containers to read: sorted by name, never empty.
    Containers(Vec<&'a Container>),
    /// An account whose blobs are protected in place: nothing is read.
    Continuous,
    /// The disk, and the group that its snapshots are kept in.
    Disk(&'a ManagedDisk, &'a ResourceGroup),
}

/// Checks a proposal: who asks, what exists, what the request says, what the state allows.
///
/// For disks in the order that is known of the service: region, already protected, identity, disk, frequency,
/// snapshot group, roles. Each hides the next.
///
/// # Errors
/// The first thing in the way.
pub fn check<'a>(context: &Context<'a>, proposal: &Proposal) -> Result<Ready<'a>, Refusal> {
    let Proposal { vault, policy, instance_name, datasource, parameters } = *proposal;
    let instance = vault.child("backupInstances", instance_name);
    context.authorize(action::WRITE_INSTANCE, &instance)?;
    let vault = find_usable_vault(context, vault)?;
    let policy = policy.map(|policy| find_policy(context, vault, policy)).transpose()?;
    context.check_write(&instance)?;
    let datasource = match parameters {
        PolicyParameters::Containers(_) | PolicyParameters::Blobs(_) => {
            let datasource = find_datasource(context, datasource, parameters)?;
            check_request(policy, proposal)?;
            check_account(context, vault, policy, &datasource, parameters)?;
            check_unprotected(context, vault, &datasource)?;
            datasource
        }
        PolicyParameters::SnapshotGroup(group) => {
            check_request(policy, proposal)?;
            let found = disk::find_disk(context, datasource).ok();
            found.map_or(Ok(()), |disk| disk::check_disk(disk, vault))?;
            check_unprotected(context, vault, datasource)?;
            check_disk_and_group(context, vault, policy, datasource, group)?
        }
    };
    // What is soft-deleted gets its name back when it is undeleted.
    let deleted = context.state.deleted_instances_of(vault.id).map(|row| &row.instance);
    let mut instances = context.state.instances_of(vault.id).chain(deleted);
    if instances.any(|instance| instance.name.eq_ignore_ascii_case(instance_name)) {
        return Err(ProtectionError::InstanceNameTaken { name: instance_name.to_string() }.into());
    }
    check_access(context, vault, &needed_roles(&datasource, parameters))?;
    Ok(Ready { vault, policy, datasource })
}

/// Checks what a proposal says by itself.
fn check_request(policy: Option<&BackupPolicy>, proposal: &Proposal) -> Result<(), ProtectionError> {
    check_instance_name(proposal.instance_name)?;
    policy.map_or(Ok(()), |policy| check_datasource_type(policy, proposal.parameters))
}

/// Checks everything that the snapshots of a disk need but the roles; answers the id of the disk.
fn check_disk_and_group(
    context: &Context,
    vault: &BackupVault,
    policy: Option<&BackupPolicy>,
    datasource: &ArmId,
    group: &ArmId,
) -> Result<ArmId, Refusal> {
    check_identity(vault)?;
    let disk = disk::find_disk(context, datasource)?;
    disk::check_disk(disk, vault)?;
    policy.map_or(Ok(()), |policy| disk::check_frequency(disk, policy))?;
    let datasource = context.state.disk_id(disk);
    let group = disk::find_snapshot_group(context, group)?;
    disk::check_subscription(&datasource, group)?;
    disk::check_writable(context, group)?;
    Ok(datasource)
}

/// The roles a vault needs to back up a datasource.
pub fn needed_roles(datasource: &ArmId, parameters: &PolicyParameters) -> Vec<NeededRole> {
    match parameters {
        PolicyParameters::Containers(_) | PolicyParameters::Blobs(_) => {
            vec![NeededRole { role: STORAGE_ROLE, scope: datasource.clone() }]
        }
        PolicyParameters::SnapshotGroup(group) => disk::backup_roles(datasource, group),
    }
}

/// Checks that what an instance protects can be read now: what every backup needs.
///
/// # Errors
/// The first thing in the way.
pub fn check_source<'a>(context: &Context<'a>, instance: &BackupInstance) -> Result<Source<'a>, Refusal> {
    match &instance.parameters {
        PolicyParameters::Containers(_) | PolicyParameters::Blobs(_) => {
            check_source_account(context, instance)
        }
        PolicyParameters::SnapshotGroup(group) => {
            let (disk, group) = disk::check_source(context, instance, group)?;
            Ok(Source::Disk(disk, group))
        }
    }
}

fn check_source_account<'a>(context: &Context<'a>, instance: &BackupInstance) -> Result<Source<'a>, Refusal> {
    let account = vaulted_storage::find_account(context, &instance.datasource)?;
    vaulted_storage::check_account(instance.datasource_type, account, vault_of(context, instance))?;
    vaulted_storage::check_writable(context, account)?;
    let policy = policy_of(context.state, instance);
    let selection = vaulted_storage::selection_under(Some(policy), account, &instance.parameters)?;
    let find = |selection| vaulted_storage::find_containers(context, account, selection);
    let containers = selection.map(find).transpose()?;
    containers.as_ref().map_or(Ok(()), |containers| replication::check(context, account, containers))?;
    check_datasource_access(context, instance)?;
    Ok(containers.map_or(Source::Continuous, Source::Containers))
}

/// Checks that an instance could be protected with another policy and other parameters.
///
/// # Errors
/// Datasource gone or unsupported, containers missing or too many, another snapshot group.
pub fn check_change(
    context: &Context,
    instance: &BackupInstance,
    policy: &BackupPolicy,
    parameters: &PolicyParameters,
) -> Result<(), Refusal> {
    let vault = vault_of(context, instance);
    let check_types = || {
        check_datasource_type(policy, &instance.parameters)?;
        check_datasource_type(policy, parameters)
    };
    let PolicyParameters::SnapshotGroup(before) = &instance.parameters else {
        let datasource = find_datasource(context, &instance.datasource, &instance.parameters)?;
        check_types()?;
        return Ok(check_account(context, vault, Some(policy), &datasource, parameters)?);
    };
    check_types()?;
    if parameters.snapshot_group() != Some(before) {
        let group = before.resource_group_name().unwrap_or_default().to_string();
        return Err(DiskProtectionError::SnapshotGroupIsFixed { group }.into());
    }
    check_disk_and_group(context, vault, Some(policy), &instance.datasource, before).map(drop)
}

/// Checks that the datasource of an instance is there and that the vault may read it.
///
/// # Errors
/// Not found, no identity, role missing or not effective.
pub fn check_datasource_access(context: &Context, instance: &BackupInstance) -> Result<(), Refusal> {
    let datasource = find_datasource(context, &instance.datasource, &instance.parameters)?;
    let roles = needed_roles(&datasource, &instance.parameters);
    Ok(check_access(context, vault_of(context, instance), &roles)?)
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

/// Checks that a policy is one for the datasource that has these parameters.
fn check_datasource_type(
    policy: &BackupPolicy,
    parameters: &PolicyParameters,
) -> Result<(), ProtectionError> {
    let datasource_type = parameters.datasource_type();
    if policy.datasource_type == datasource_type {
        return Ok(());
    }
    Err(ProtectionError::WrongDatasourceType { policy: policy.name.clone(), datasource_type })
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

/// The id of a datasource as the resource itself spells it, with everything else that has to exist.
fn find_datasource(
    context: &Context,
    datasource: &ArmId,
    parameters: &PolicyParameters,
) -> Result<ArmId, ProtectionError> {
    match parameters {
        PolicyParameters::Containers(_) | PolicyParameters::Blobs(_) => {
            vaulted_storage::find_account(context, datasource)
                .map(|account| context.state.account_id(account))
        }
        PolicyParameters::SnapshotGroup(group) => {
            let disk = disk::find_disk(context, datasource)?;
            disk::find_snapshot_group(context, group)?;
            Ok(context.state.disk_id(disk))
        }
    }
}

/// Checks an account, and the containers that the policy makes the vault copy.
fn check_account(
    context: &Context,
    vault: &BackupVault,
    policy: Option<&BackupPolicy>,
    datasource: &ArmId,
    parameters: &PolicyParameters,
) -> Result<(), ProtectionError> {
    let account = vaulted_storage::find_account(context, datasource)?;
    vaulted_storage::check_account(parameters.datasource_type(), account, vault)?;
    policy.map_or(Ok(()), |policy| blob_account::check_region(account, policy))?;
    vaulted_storage::check_writable(context, account)?;
    let selection = vaulted_storage::selection_under(policy, account, parameters)?;
    selection.map_or(Ok(()), |selection| vaulted_storage::check_selection(context, account, selection))
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

/// Checks that no vault protects this datasource, a stopped instance that keeps its data counts, and that this one has
/// none of it soft-deleted.
///
/// # Errors
/// [`ProtectionError::AlreadyProtected`], [`ProtectionError::AlreadyHasInstance`].
pub fn check_unprotected(
    context: &Context,
    vault: &BackupVault,
    datasource: &ArmId,
) -> Result<(), ProtectionError> {
    let state = context.state;
    let Some(instance) = state.protecting(datasource) else {
        return deletion::check_not_deleted(state, vault.id, datasource);
    };
    let vault = state.vault_id(vault_of(context, instance));
    Err(ProtectionError::AlreadyProtected { vault, instance: instance.name.clone() })
}
