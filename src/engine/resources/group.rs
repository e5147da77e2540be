//! Creating and deleting resource groups, replacing tags, setting the clock.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        compute::disk,
        decide::Context,
        event::Event,
        ids::GroupId,
        limits,
        rbac::{action, assignment},
        refusal::Refusal,
        request::Command,
        resources::{Region, ResourceError, ResourceGroup, ResourceKind, Tags, names},
        state::{State, TimerAction},
        storage::account,
        vault,
    },
};
use uuid::Uuid;

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::CreateResourceGroup { subscription, name, region, tags } => {
            create(context, *subscription, name, *region, tags)
        }
        Command::DeleteResourceGroup { group } => delete(context, group),
        Command::SetTags { resource, tags } => set_tags(context, resource, tags),
        Command::SetClock { speed, paused } => set_clock(*speed, *paused),
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

/// As in ARM, creating a group that is there already replaces its tags; its region cannot change.
fn create(
    context: &mut Context,
    subscription: Uuid,
    name: &str,
    region: Region,
    tags: &Tags,
) -> Result<Vec<Event>, Refusal> {
    let scope = ArmId::subscription(subscription);
    context.authorize(action::WRITE_GROUP, &scope)?;
    context.state.find_subscription(&scope)?;
    context.check_write(&ArmId::resource_group(subscription, name))?;
    names::check_resource_group_name(name)?;
    names::check_tags(tags, false)?;
    let Ok(existing) = context.state.find_group(&ArmId::resource_group(subscription, name)) else {
        return Ok(vec![Event::ResourceGroupCreated(ResourceGroup {
            id: GroupId(context.ids.take()),
            subscription,
            name: name.to_string(),
            region,
            tags: tags.clone(),
            created_at: context.now,
        })]);
    };
    if existing.region != region {
        let (name, region) = (existing.name.clone(), existing.region.display_name().to_string());
        return Err(ResourceError::ResourceGroupExists { name, region }.into());
    }
    if existing.tags == *tags {
        return Ok(Vec::new());
    }
    Ok(vec![Event::TagsReplaced { resource: existing.arm_id(), tags: tags.clone() }])
}

fn delete(context: &mut Context, id: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::DELETE_GROUP, id)?;
    let state = context.state;
    let group = state.find_group(id)?;
    context.check_delete(id)?;
    check_deletable(state, group.id, context.now)?;
    let mut events = assignment::forget_scope(state, id);
    for account in state.accounts.values().filter(|account| account.group == group.id) {
        events.extend(account::removal(state, account.id));
    }
    for vault in state.vaults.values().filter(|vault| vault.group == group.id) {
        events.extend(vault::decide::removal(state, vault));
    }
    let disks = state.disks.values().filter(|disk| disk.group == group.id);
    // The machine that uses one is no more than a name on it, and goes with it.
    events.extend(disks.flat_map(|disk| disk::removal(state, disk)));
    let snapshots = state.snapshots.values().filter(|snapshot| snapshot.group == group.id);
    events.extend(snapshots.map(|snapshot| Event::SnapshotDeleted(snapshot.id)));
    events.extend(deployment_timers(state, group.id));
    events.push(Event::ResourceGroupDeleted(group.id));
    Ok(events)
}

fn check_deletable(state: &State, group: GroupId, now: SimTime) -> Result<(), Refusal> {
    for vault in state.vaults.values().filter(|vault| vault.group == group) {
        let instances = state.held_instances(vault.id);
        if instances > 0 {
            let vault = state.vault_id(vault);
            return Err(ResourceError::GroupHoldsProtectedVault { vault, instances }.into());
        }
    }
    for account in state.accounts.values().filter(|account| account.group == group) {
        account::check_removable(state, account, now)?;
    }
    Ok(())
}

/// Deployments go with their group, and so do the timers that would end them.
fn deployment_timers(state: &State, group: GroupId) -> impl Iterator<Item = Event> {
    let in_group = move |action: &TimerAction| match action {
        TimerAction::FinishDeployment(deployment) => {
            state.deployments.get(deployment).is_some_and(|deployment| deployment.group == group)
        }
        _ => false,
    };
    state
        .timers
        .iter()
        .filter(move |(_, action)| in_group(action))
        .map(|((due, timer), _)| Event::TimerRemoved { due: *due, timer: *timer })
}

fn set_tags(context: &mut Context, resource: &ArmId, tags: &Tags) -> Result<Vec<Event>, Refusal> {
    let kind = resource.resource_type();
    let needed = match kind.as_deref().map(ResourceKind::parse) {
        None if resource.resource_group_name().is_some() => action::WRITE_GROUP,
        Some(Some(ResourceKind::StorageAccount)) => action::WRITE_ACCOUNT,
        Some(Some(ResourceKind::BackupVault)) => action::WRITE_VAULT,
        Some(Some(ResourceKind::Disk)) => action::WRITE_DISK,
        Some(Some(ResourceKind::Snapshot)) => action::WRITE_SNAPSHOT,
        // Other things exist, but carry no tags here.
        None | Some(None) => action::WRITE_TAGS,
    };
    context.authorize(needed, resource)?;
    let before = taggable(context.state, resource)?;
    context.check_write(resource)?;
    names::check_tags(tags, needed == action::WRITE_ACCOUNT)?;
    if before == tags {
        return Ok(Vec::new());
    }
    Ok(vec![Event::TagsReplaced { resource: resource.clone(), tags: tags.clone() }])
}

fn taggable<'a>(state: &'a State, resource: &ArmId) -> Result<&'a Tags, Refusal> {
    let not_found = || ResourceError::ResourceNotFound { resource: resource.clone() };
    match resource.resource_type().as_deref().map(ResourceKind::parse) {
        None if resource.resource_group_name().is_some() => Ok(&state.find_group(resource)?.tags),
        Some(Some(ResourceKind::StorageAccount)) => Ok(&state.find_account(resource)?.tags),
        Some(Some(ResourceKind::BackupVault)) => Ok(&state.find_vault(resource)?.tags),
        Some(Some(ResourceKind::Disk)) => Ok(&state.find_disk(resource)?.tags),
        Some(Some(ResourceKind::Snapshot)) => Ok(&state.find_snapshot(resource)?.tags),
        None | Some(None) => Err(not_found().into()),
    }
}

/// The clock belongs to the simulator, not to Azure: anybody may set it.
fn set_clock(speed: u32, paused: bool) -> Result<Vec<Event>, Refusal> {
    if !(1..=limits::SPEED_MAX).contains(&speed) {
        return Err(ResourceError::UnsupportedSpeed { speed }.into());
    }
    Ok(vec![Event::ClockSet { speed, paused }])
}
