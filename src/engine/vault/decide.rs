//! Creating, changing and deleting vaults.

use crate::{
    base::ArmId,
    engine::{
        decide::{Context, decide_command},
        event::Event,
        ids::VaultId,
        rbac::{Principal, PrincipalId, PrincipalKind, action, assignment},
        refusal::Refusal,
        request::Command,
        resources::{ProvisioningState, ResourceKind, check_tags, deployment},
        state::State,
        vault::{
            BackupVault, SoftDelete, SoftDeleteState, VaultChanges, VaultError, VaultIdentity,
            VaultRedundancy, names,
        },
    },
};

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::CreateBackupVault { .. } => create(context, command),
        Command::SetVaultIdentity { vault, system_assigned } => {
            set_identity(context, vault, *system_assigned)
        }
        Command::SetVaultRedundancy { vault, redundancy } => set_redundancy(context, vault, *redundancy),
        Command::SetVaultSoftDelete { vault, state, days } => set_soft_delete(context, vault, *state, *days),
        Command::UpdateBackupVault { vault, changes } => update(context, vault, changes),
        Command::DeleteBackupVault { vault } => delete(context, vault),
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

fn create(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    let Command::CreateBackupVault {
        group,
        name,
        region,
        redundancy,
        system_assigned_identity,
        soft_delete,
        soft_delete_days,
        tags,
    } = command
    else {
        unreachable!("only called for this command")
    };
    let resource = ArmId::resource(group, ResourceKind::BackupVault.resource_type(), name);
    context.authorize(action::WRITE_VAULT, &resource)?;
    let group = context.state.find_group(group)?;
    context.check_write(&resource)?;
    names::check_vault_name(name)?;
    names::check_vault_redundancy(*redundancy, *region)?;
    names::check_soft_delete_days(*soft_delete_days)?;
    check_tags(tags, false)?;
    if context.state.find_vault(&resource).is_ok() {
        return Err(VaultError::VaultNameTaken { name: name.clone() }.into());
    }
    if *soft_delete == SoftDeleteState::Off {
        return Err(VaultError::SoftDeleteStaysOn { name: name.clone() }.into());
    }
    let id = VaultId(context.ids.take());
    let identity = system_assigned_identity.then(|| new_identity(context, &resource));
    let mut events = Vec::from_iter(identity.clone().map(Event::PrincipalCreated));
    events.push(Event::VaultCreated(BackupVault {
        id,
        group: group.id,
        name: name.clone(),
        region: *region,
        redundancy: *redundancy,
        identity: identity.map(|principal| VaultIdentity { principal: principal.id }),
        soft_delete: SoftDelete {
            always_on: *soft_delete == SoftDeleteState::AlwaysOn,
            days: *soft_delete_days,
        },
        tags: tags.clone(),
        provisioning: ProvisioningState::Provisioning,
        created_at: context.now,
    }));
    events.extend(deployment::start(context, group, resource, ResourceKind::BackupVault));
    Ok(events)
}

/// The service principal of a vault's system-assigned identity; never one that there was before.
fn new_identity(context: &mut Context, vault: &ArmId) -> Principal {
    let number = context.ids.take();
    Principal {
        id: PrincipalId(context.seed().guid("managed identity", number)),
        kind: PrincipalKind::ManagedIdentity,
        name: vault.name().to_string(),
        resource: Some(vault.clone()),
    }
}

/// Off and on again makes another identity: what was assigned to the old one stays behind, orphaned.
fn set_identity(context: &mut Context, id: &ArmId, on: bool) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::WRITE_VAULT, id)?;
    let vault = context.state.find_vault(id)?;
    context.check_write(id)?;
    Ok(match (vault.identity, on) {
        (None, true) => {
            let principal = new_identity(context, &context.state.vault_id(vault));
            let identity = Some(VaultIdentity { principal: principal.id });
            vec![Event::PrincipalCreated(principal), Event::VaultIdentitySet { vault: vault.id, identity }]
        }
        (Some(identity), false) => vec![
            Event::VaultIdentitySet { vault: vault.id, identity: None },
            Event::PrincipalDeleted(identity.principal),
        ],
        (None, false) | (Some(_), true) => Vec::new(),
    })
}

fn set_redundancy(
    context: &mut Context,
    id: &ArmId,
    redundancy: VaultRedundancy,
) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::WRITE_VAULT, id)?;
    let vault = context.state.find_vault(id)?;
    context.check_write(id)?;
    names::check_vault_redundancy(redundancy, vault.region)?;
    if vault.redundancy == redundancy {
        return Ok(Vec::new());
    }
    let instances = context.state.held_instances(vault.id);
    if instances > 0 {
        return Err(VaultError::RedundancyIsFixed { instances }.into());
    }
    Ok(vec![Event::VaultRedundancySet { vault: vault.id, redundancy }])
}

/// What one change would be refused with, refuses all of them: each looks at the vault as it was, and none bears on
/// another.
fn update(context: &mut Context, vault: &ArmId, changes: &VaultChanges) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::WRITE_VAULT, vault)?;
    let mut events = Vec::new();
    for command in changes.commands(vault) {
        events.extend(decide_command(context, &command)?);
    }
    Ok(events)
}

/// The days concern what is deleted from now on.
fn set_soft_delete(
    context: &mut Context,
    id: &ArmId,
    state: SoftDeleteState,
    days: u32,
) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::WRITE_VAULT, id)?;
    let vault = context.state.find_vault(id)?;
    context.check_write(id)?;
    names::check_soft_delete_days(days)?;
    let always_on = state == SoftDeleteState::AlwaysOn;
    if vault.soft_delete.always_on && !always_on {
        return Err(VaultError::SoftDeleteIsAlwaysOn { name: vault.name.clone() }.into());
    }
    if state == SoftDeleteState::Off {
        return Err(VaultError::SoftDeleteStaysOn { name: vault.name.clone() }.into());
    }
    let soft_delete = SoftDelete { always_on, days };
    if vault.soft_delete == soft_delete {
        return Ok(Vec::new());
    }
    Ok(vec![Event::VaultSoftDeleteSet { vault: vault.id, soft_delete }])
}

fn delete(context: &mut Context, id: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::DELETE_VAULT, id)?;
    let state = context.state;
    let vault = state.find_vault(id)?;
    context.check_delete(id)?;
    let instances = state.instances_of(vault.id).count();
    let soft_deleted = state.deleted_instances_of(vault.id).count();
    let policies = state.policies.values().filter(|policy| policy.vault == vault.id).count();
    if instances + soft_deleted + policies > 0 {
        return Err(VaultError::VaultNotEmpty { instances, soft_deleted, policies }.into());
    }
    let mut events = assignment::forget_scope(state, id);
    events.extend(removal(state, vault));
    Ok(events)
}

/// Takes away a vault without instances, with its policies and its identity. Assignments at the vault are
/// the caller's affair; those of its identity elsewhere stay behind, orphaned.
pub fn removal(state: &State, vault: &BackupVault) -> Vec<Event> {
    let policies = state.policies.values().filter(|policy| policy.vault == vault.id);
    let mut events: Vec<Event> = policies.map(|policy| Event::PolicyDeleted(policy.id)).collect();
    events.extend(vault.identity.map(|identity| Event::PrincipalDeleted(identity.principal)));
    events.push(Event::VaultDeleted(vault.id));
    events
}
