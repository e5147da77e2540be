//! Creating, deleting and undeleting containers: through the control plane, as the portal does it, so locks on the account
//! count.

use crate::{
    base::ArmId,
    engine::{
        decide::Context,
        event::Event,
        ids::ContainerId,
        rbac::{action, assignment},
        refusal::Refusal,
        request::Command,
        storage::{
            BlobOperation, Container, DeletedContainer, Deletion, Previous, StorageRefusal, change_feed, due,
            immutability, lease, names, point_in_time,
        },
    },
};

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::CreateContainer { account, name } => create(context, account, name),
        Command::DeleteContainer { container } => delete(context, container),
        Command::UndeleteContainer { account, name, version } => undelete(context, account, name, *version),
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

fn create(context: &mut Context, account: &ArmId, name: &str) -> Result<Vec<Event>, Refusal> {
    let container = account.child(Container::ARM_KIND, name);
    context.authorize(action::WRITE_CONTAINER, &container)?;
    let account = context.state.find_account(account)?;
    context.check_write(&container)?;
    names::check_container_name(name)?;
    if context.state.container_named(account.id, name).is_some() {
        return Err(StorageRefusal::ContainerExists { name: name.to_string() }.into());
    }
    Ok(vec![Event::ContainerCreated(Container {
        id: ContainerId(context.ids.take()),
        account: account.id,
        name: name.to_string(),
        created_at: context.now,
        modified_at: context.now,
    })])
}

/// A protected container can be deleted like any other: its backups fail from then on.
fn delete(context: &mut Context, id: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::DELETE_CONTAINER, id)?;
    let container = context.state.find_container(id)?;
    // A Delete lock on the account protects the account, not what is in it: containers go over the data plane. Source:
    // Azure Storage, "Apply an Azure Resource Manager lock to a storage account".
    context.check_write(id)?;
    let account = context.state.account_of(container.id).expect("containers lie in accounts");
    point_in_time::check_container_unblocked(context.state, container)?;
    lease::check_free(context, &lease::container_key(container.id))?;
    immutability::check_container_deletable(context.state, container)?;
    let mut events = assignment::forget_scope(context.state, id);
    let (operation, previous) = (BlobOperation::DeleteContainer, Previous::Container(container.created_at));
    events.extend(change_feed::record_container(context, account, container, operation, previous));
    events.push(match account.data_protection.container_soft_delete_days {
        Some(days) => {
            let deletion = Deletion::lasting(days, context.now);
            Event::ContainerSoftDeleted { container: container.id, deletion }
        }
        None => Event::ContainerDeleted(container.id),
    });
    Ok(due::timed(context, events))
}

/// Takes a soft-deleted container back with everything in it; assignments that were made at it stay gone.
///
/// `version` tells those of one name apart.
fn undelete(
    context: &mut Context,
    account: &ArmId,
    name: &str,
    version: ContainerId,
) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::WRITE_CONTAINER, &account.child(Container::ARM_KIND, name))?;
    let id = account;
    let account = context.state.find_account(id)?;
    context.check_write(id)?;
    let named = |row: &&DeletedContainer| row.container.name == name && row.container.account == account.id;
    let not_found = || StorageRefusal::ContainerNotFound { name: name.to_string() };
    let deleted = context.state.deleted_containers.get(&version).filter(named).ok_or_else(not_found)?;
    if context.state.container_named(account.id, name).is_some() {
        return Err(StorageRefusal::ContainerExists { name: name.to_string() }.into());
    }
    let (operation, previous) = (BlobOperation::UndeleteContainer, Previous::Absent);
    let record = change_feed::record_container(context, account, &deleted.container, operation, previous);
    let mut events = Vec::from_iter(record);
    events.push(Event::ContainerUndeleted(version));
    Ok(due::timed(context, events))
}
