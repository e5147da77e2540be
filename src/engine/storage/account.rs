//! Creating and deleting storage accounts.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        decide::{Context, decide_command},
        event::Event,
        ids::AccountId,
        job::{Job, JobStatus},
        rbac::{action, assignment},
        refusal::Refusal,
        request::Command,
        resources::{ProvisioningState, ResourceKind, Tags, check_tags, deployment},
        restore::RestoreDestination,
        state::State,
        storage::{
            DataProtection, StorageAccount, StorageRefusal, immutability, names, point_in_time, replication,
        },
    },
};

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::CreateStorageAccount { .. } => create(context, command),
        Command::UpdateStorageAccount { account, tags, cross_tenant_replication } => {
            update(context, account, tags.clone(), *cross_tenant_replication)
        }
        Command::DeleteStorageAccount { account } => delete(context, account),
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

fn create(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    let Command::CreateStorageAccount {
        group,
        name,
        region,
        redundancy,
        hierarchical_namespace,
        cross_tenant_replication,
        tags,
    } = command
    else {
        unreachable!("only called for this command")
    };
    let resource = ArmId::resource(group, ResourceKind::StorageAccount.resource_type(), name);
    context.authorize(action::WRITE_ACCOUNT, &resource)?;
    let group = context.state.find_group(group)?;
    context.check_write(&resource)?;
    names::check_account_name(name)?;
    names::check_redundancy(*redundancy, *region)?;
    check_tags(tags, true)?;
    if is_name_taken(context.state, name) {
        return Err(StorageRefusal::AccountNameTaken { name: name.clone() }.into());
    }
    let account = StorageAccount {
        id: AccountId(context.ids.take()),
        group: group.id,
        name: name.clone(),
        region: *region,
        redundancy: *redundancy,
        hierarchical_namespace: *hierarchical_namespace,
        tags: tags.clone(),
        provisioning: ProvisioningState::Provisioning,
        created_at: context.now,
        data_protection: DataProtection::default(),
        restorable_since: None,
        change_feed_since: None,
        cross_tenant_replication: *cross_tenant_replication,
    };
    let mut events = vec![Event::StorageAccountCreated(account)];
    events.extend(deployment::start(context, group, resource, ResourceKind::StorageAccount));
    Ok(events)
}

fn update(
    context: &mut Context,
    account: &ArmId,
    tags: Option<Tags>,
    cross_tenant_replication: Option<bool>,
) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::WRITE_ACCOUNT, account)?;
    context.state.find_account(account)?;
    let mut events = Vec::new();
    if let Some(tags) = tags {
        events.extend(decide_command(context, &Command::SetTags { resource: account.clone(), tags })?);
    }
    if let Some(allowed) = cross_tenant_replication {
        events.extend(replication::set_cross_tenant(context, account, allowed)?);
    }
    Ok(events)
}

/// Account names are host names: one browser's world is its whole internet.
pub fn is_name_taken(state: &State, name: &str) -> bool {
    state.accounts.values().any(|account| account.name.eq_ignore_ascii_case(name))
}

fn delete(context: &mut Context, id: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::DELETE_ACCOUNT, id)?;
    let state = context.state;
    let account = state.find_account(id)?;
    context.check_delete(id)?;
    check_removable(state, account, context.now)?;
    let mut events = assignment::forget_scope(state, id);
    events.extend(removal(state, account.id));
    Ok(events)
}

/// # Errors
/// What [`check_idle`] finds; then [`ImmutabilityRefusal::AccountProtected`](crate::engine::storage::ImmutabilityRefusal).
pub fn check_removable(state: &State, account: &StorageAccount, now: SimTime) -> Result<(), StorageRefusal> {
    check_idle(state, account)?;
    Ok(immutability::check_account_deletable(state, account, now)?)
}

/// # Errors
/// [`StorageRefusal::AccountIsProtected`] while a job reads from the account or writes to it; also while its blobs
/// are being put back to an earlier time.
fn check_idle(state: &State, account: &StorageAccount) -> Result<(), StorageRefusal> {
    point_in_time::check_account_unblocked(state, account)?;
    let id = state.account_id(account);
    let touches = |job: &&Job| {
        job.status == JobStatus::InProgress
            && (job.datasource == id
                || job.destination.as_ref().and_then(RestoreDestination::account) == Some(&id))
    };
    // Jobs in progress are among the newest, but the table is short enough to be read whole.
    let Some(job) = state.jobs.values().rev().find(touches) else { return Ok(()) };
    let vault = state.vaults.get(&job.vault).map(|vault| vault.name.clone()).unwrap_or_default();
    Err(StorageRefusal::AccountIsProtected { account: account.name.clone(), vault })
}

/// Takes away an account with everything in it, what is soft-deleted too. Assignments at the account are the caller's affair.
pub fn removal(state: &State, account: AccountId) -> Vec<Event> {
    let deleted = state.deleted_containers_of(account).map(|row| row.container.id);
    let containers = state.containers_of(account).map(|container| container.id).chain(deleted);
    containers.map(Event::ContainerDeleted).chain([Event::StorageAccountDeleted(account)]).collect()
}
