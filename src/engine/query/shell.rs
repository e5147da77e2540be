//! What the shell shows around every blade: the world, its next events, the search box.

use crate::{
    base::{ArmId, SimTime},
    engine::{ids::TimerId, rbac::PrincipalId, request::Command},
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

/// The next things that will happen by themselves, soonest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextEvents {
    pub limit: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextEvent {
    pub at: SimTime,
    pub timer: TimerId,
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
    pub fn resolve(&self, _viewer: &super::Viewer<'_>) -> Result<super::WorldView, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl NextEvents {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<Vec<super::NextEvent>, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl Search {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<Vec<super::SearchHit>, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

impl CheckCommand {
    pub fn resolve(
        &self,
        _viewer: &super::Viewer<'_>,
    ) -> Result<Option<crate::engine::Refusal>, crate::engine::Refusal> {
        unbuilt() // BUILD ME
    }
}

fn unbuilt<T>() -> Result<T, crate::engine::Refusal> {
    Err(crate::engine::rbac::RbacError::RoleAssignmentExists.into()) // BUILD ME
}
