//! What ends a run of the clock before its time.
//!
//! A person who runs the clock ahead says beforehand what is worth stopping for. Asked after each due timer, of the
//! state that its events have led to.

use crate::{
    base::ArmId,
    engine::{
        event::Event,
        ids::{InstanceId, JobId},
        job::{Job, JobOperation, JobStatus, JobTrigger},
        monitor::AlertRule,
        state::{State, TimerAction},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Something to stop for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum StopCondition {
    JobFails,
    /// Work that a person began ends, well or badly.
    UserJobEnds,
    /// Any job ends, well or badly.
    JobEnds,
    AlertFires,
    DeploymentEnds,
    RoleTakesEffect,
    PointExpires,
}

impl StopCondition {
    pub const ALL: [StopCondition; 7] = [
        StopCondition::JobFails,
        StopCondition::UserJobEnds,
        StopCondition::JobEnds,
        StopCondition::AlertFires,
        StopCondition::DeploymentEnds,
        StopCondition::RoleTakesEffect,
        StopCondition::PointExpires,
    ];
}

/// Everything to stop for; empty where nothing is.
pub type StopConditions = BTreeSet<StopCondition>;

/// What a run of the clock stopped for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StopReason {
    JobEnded { vault: ArmId, guid: Uuid, instance: String, operation: JobOperation, status: JobStatus },
    AlertFired { vault: ArmId, guid: Uuid, rule: AlertRule, instance: String },
    DeploymentEnded { resource: ArmId },
    RoleTookEffect { scope: ArmId, role: String },
    PointExpired { instance: String },
}

/// Why to stop after a timer with this action and these events, if there is a reason.
pub fn reason(
    state: &State,
    conditions: &StopConditions,
    fired: &TimerAction,
    events: &[Event],
) -> Option<StopReason> {
    let by_event = || events.iter().find_map(|event| reason_of(state, conditions, event));
    match fired {
        TimerAction::RoleEffective(assignment) if conditions.contains(&StopCondition::RoleTakesEffect) => {
            let row = state.assignments.get(assignment)?;
            let (scope, role) = (row.scope.clone(), row.role.name().to_string());
            Some(StopReason::RoleTookEffect { scope, role })
        }
        _ => by_event(),
    }
}

fn reason_of(state: &State, conditions: &StopConditions, event: &Event) -> Option<StopReason> {
    match event {
        Event::JobEnded { job, .. } => job_ended(state, conditions, *job),
        Event::AlertFired(alert) if conditions.contains(&StopCondition::AlertFires) => {
            let (vault, instance) = (alert.vault.clone(), alert.instance_name.clone());
            Some(StopReason::AlertFired { vault, guid: alert.guid, rule: alert.rule, instance })
        }
        Event::DeploymentSucceeded { deployment, .. }
            if conditions.contains(&StopCondition::DeploymentEnds) =>
        {
            let resource = state.deployments.get(deployment)?.resource.clone();
            Some(StopReason::DeploymentEnded { resource })
        }
        Event::RecoveryPointExpired { instance, .. } if conditions.contains(&StopCondition::PointExpires) => {
            Some(StopReason::PointExpired { instance: instance_name(state, *instance) })
        }
        _ => None,
    }
}

fn job_ended(state: &State, conditions: &StopConditions, job: JobId) -> Option<StopReason> {
    let job = state.jobs.get(&job)?;
    let is_asked_for = |condition: &StopCondition| match condition {
        StopCondition::JobFails => job.status == JobStatus::Failed,
        StopCondition::UserJobEnds => job.trigger == JobTrigger::User,
        StopCondition::JobEnds => true,
        StopCondition::AlertFires
        | StopCondition::DeploymentEnds
        | StopCondition::RoleTakesEffect
        | StopCondition::PointExpires => false,
    };
    if !conditions.iter().any(is_asked_for) {
        return None;
    }
    let Job { vault, guid, instance_name, operation, status, .. } = job;
    Some(StopReason::JobEnded {
        vault: state.vault_id(state.vaults.get(vault)?),
        guid: *guid,
        instance: instance_name.clone(),
        operation: *operation,
        status: *status,
    })
}

/// Also of an instance that is gone with its last point; the name is for people only.
fn instance_name(state: &State, instance: InstanceId) -> String {
    state.instances.get(&instance).map_or_else(String::new, |row| row.name.clone())
}
