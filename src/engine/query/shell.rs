//! What the shell shows around every blade: the world, its next events, the search box.

use crate::{
    base::{ArmId, SimTime},
    engine::{
        decide,
        ids::{AssignmentId, InstanceId, JobId},
        limits,
        query::{Subscriptions, Viewer, resources::Readable},
        rbac::{PrincipalId, action, people::DIRECTORY},
        refusal::Refusal,
        request::{Command, Request},
        state::{State, TimerAction},
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The world as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorldSummary;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorldView {
    pub scenario: String,
    pub now: SimTime,
    pub speed: u32,
    pub paused: bool,
    pub resources: usize,
    pub directory: String,
    pub default_subscription: Uuid,
}

/// The next things of consequence that will happen by themselves, soonest first.
///
/// What storage lets go and what simulated work writes are not among them: nobody would wait for these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextEvents {
    pub limit: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextEvent {
    pub at: SimTime,
    pub kind: NextEventKind,
    /// The resource it happens to, by name.
    pub subject: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NextEventKind {
    DeploymentFinishes,
    RoleTakesEffect,
    RoleIsRemoved,
    ProtectionIsConfigured,
    ScheduledBackup,
    BackupFinishes,
    RestoreFinishes,
    PointExpires,
    /// The subject is the vault.
    DeletedDataIsPurged,
    /// The subject is the blob.
    BlobIsRehydrated,
}

/// Resources and resource groups whose name contains the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Search {
    pub text: String,
    pub limit: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SearchHit {
    pub id: ArmId,
    pub name: String,
    /// `Storage account`, `Backup vault`, `Resource group`, `Subscription`.
    pub kind: String,
    pub location: String,
}

/// Whether a command would be carried out if it were given now; `None` means yes.
///
/// Used to disable a control with its reason, and to check names while they are typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckCommand {
    pub command: Box<Command>,
    pub principal: PrincipalId,
}

impl WorldSummary {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<WorldView, Refusal> {
        let state = viewer.state;
        let world = state.world();
        Ok(WorldView {
            scenario: world.scenario.clone(),
            now: viewer.now,
            speed: world.speed,
            paused: world.paused,
            resources: state.accounts.len() + state.vaults.len(),
            directory: DIRECTORY.to_string(),
            default_subscription: state.subscriptions.first().map(|(id, _)| *id).unwrap_or_default(),
        })
    }
}

impl NextEvents {
    /// Timers belong to the simulator: everybody sees all of them.
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<NextEvent>, Refusal> {
        Ok(self.in_state(viewer.state))
    }

    pub fn in_state(&self, state: &State) -> Vec<NextEvent> {
        let limit = self.limit.min(limits::PAGE_ROWS_MAX);
        let timers = state.timers.iter().filter_map(|((at, _), action)| {
            let (kind, subject) = describe(state, action)?;
            Some(NextEvent { at: *at, kind, subject })
        });
        let mut events: Vec<NextEvent> = timers.take(limit).collect();
        // Storage has one timer for everything it does, so blobs that come back are not among the timers.
        events.extend(state.rehydrations.iter().map(|((_, path), rehydration)| NextEvent {
            at: rehydration.until,
            kind: NextEventKind::BlobIsRehydrated,
            subject: path.to_string(),
        }));
        events.sort_by_key(|event| event.at);
        events.truncate(limit);
        events
    }
}

/// What a timer will do to what; `None` when nobody would wait for it, or when what it is about is gone.
fn describe(state: &State, action: &TimerAction) -> Option<(NextEventKind, String)> {
    Some(match action {
        TimerAction::FinishDeployment(deployment) => {
            let resource = &state.deployments.get(deployment)?.resource;
            (NextEventKind::DeploymentFinishes, resource.name().to_string())
        }
        TimerAction::RoleEffective(id) => (NextEventKind::RoleTakesEffect, describe_role(state, *id)?),
        TimerAction::RemoveRole(id) => (NextEventKind::RoleIsRemoved, describe_role(state, *id)?),
        TimerAction::FinishConfiguring(job) => {
            (NextEventKind::ProtectionIsConfigured, instance_of(state, *job)?)
        }
        TimerAction::ScheduledBackup(id) => (NextEventKind::ScheduledBackup, instance_name(state, *id)?),
        TimerAction::FinishBackup(job) => (NextEventKind::BackupFinishes, instance_of(state, *job)?),
        TimerAction::FinishRestore(job) => (NextEventKind::RestoreFinishes, instance_of(state, *job)?),
        TimerAction::ExpirePoints(id) => (NextEventKind::PointExpires, instance_name(state, *id)?),
        TimerAction::FinishBlobRestore(id) => {
            (NextEventKind::RestoreFinishes, state.accounts.get(id)?.name.clone())
        }
        TimerAction::PurgeInstances(id) => {
            (NextEventKind::DeletedDataIsPurged, state.vaults.get(id)?.name.clone())
        }
        TimerAction::TendStorage | TimerAction::WorkDisk(_) | TimerAction::MeasureStores => return None,
    })
}

/// `Storage Account Backup Contributor on lakesource`.
fn describe_role(state: &State, assignment: AssignmentId) -> Option<String> {
    let row = state.assignments.get(&assignment)?;
    Some(format!("{} on {}", row.role.name(), super::directory::scope_name(state, &row.scope)))
}

fn instance_of(state: &State, job: JobId) -> Option<String> {
    state.jobs.get(&job).map(|job| job.instance_name.clone())
}

fn instance_name(state: &State, instance: InstanceId) -> Option<String> {
    state.instances.get(&instance).map(|instance| instance.name.clone())
}

impl Search {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<SearchHit>, Refusal> {
        let text = self.text.trim().to_lowercase();
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let mut hits = searchable(viewer, &text)?;
        hits.retain(|hit| hit.name.to_lowercase().contains(&text));
        // Names that start with the text come first, as in the portal.
        hits.sort_by_cached_key(|hit| {
            let name = hit.name.to_lowercase();
            (!name.starts_with(&text), name)
        });
        hits.truncate(self.limit.min(limits::PAGE_ROWS_MAX));
        Ok(hits)
    }
}

/// Some of what does not contain the text is left out already: there are many resources.
fn searchable(viewer: &Viewer<'_>, text: &str) -> Result<Vec<SearchHit>, Refusal> {
    let hit = |id, name, kind: &str, location| SearchHit { id, name, kind: kind.to_string(), location };
    let subscriptions = Subscriptions.resolve(viewer)?.into_iter();
    let mut hits: Vec<SearchHit> =
        subscriptions.map(|row| hit(row.arm_id, row.name, "Subscription", String::new())).collect();
    let groups = viewer.state.groups.values().filter(|group| viewer.may(action::READ_GROUP, &group.arm_id()));
    hits.extend(groups.map(|group| {
        hit(group.arm_id(), group.name.clone(), "Resource group", group.region.display_name().to_string())
    }));
    let resources = Readable::new(viewer).of(None, None);
    let resources = resources.filter(|listed| listed.name().to_lowercase().contains(text));
    hits.extend(resources.map(|listed| {
        let (kind, region) = (listed.kind().display_name(), listed.region().display_name());
        hit(listed.id(viewer), listed.name().to_string(), kind, region.to_string())
    }));
    Ok(hits)
}

impl CheckCommand {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Option<Refusal>, Refusal> {
        let request = Request {
            command: (*self.command).clone(),
            principal: self.principal,
            at: viewer.now,
            correlation: Uuid::nil(),
        };
        Ok(decide::decide(viewer.state, &request).err())
    }
}
