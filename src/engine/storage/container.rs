//! Creating and deleting containers: through the control plane, as the portal does it, so locks on the account count.

use crate::{
    base::ArmId,
    engine::{
        decide::Context,
        event::Event,
        ids::ContainerId,
        rbac::assignment,
        refusal::Refusal,
        request::Command,
        storage::{Container, StorageRefusal, names},
    },
};

const WRITE_CONTAINER: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/write";
const DELETE_CONTAINER: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/delete";

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::CreateContainer { account, name } => create(context, account, name),
        Command::DeleteContainer { container } => delete(context, container),
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

fn create(context: &mut Context, account: &ArmId, name: &str) -> Result<Vec<Event>, Refusal> {
    let container = account.child(Container::ARM_KIND, name);
    context.authorize(WRITE_CONTAINER, &container)?;
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
    context.authorize(DELETE_CONTAINER, id)?;
    let container = context.state.find_container(id)?;
    context.check_delete(id)?;
    let mut events = assignment::forget_scope(context.state, id);
    events.push(Event::ContainerDeleted(container.id));
    Ok(events)
}
