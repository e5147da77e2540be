//! What a batch of events means to the pages: which topics changed, what to tell people.

use crate::{
    engine::{
        Event, State,
        ids::JobId,
        job::{Job, JobOperation},
        monitor::{Alert, AlertRule},
        query::Topic,
        state::TimerAction,
    },
    rpc::{Happening, Made},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Adds the topics an event belongs to.
pub fn add_topics(event: &Event, topics: &mut BTreeSet<Topic>) {
    topics.extend(topics_of(event));
}

fn topics_of(event: &Event) -> &'static [Topic] {
    match event {
        Event::SubscriptionCreated(_) | Event::ResourceGroupCreated(_) | Event::ResourceGroupDeleted(_) => {
            &[Topic::Resources]
        }
        Event::TagsReplaced { .. } | Event::DeploymentStarted(_) | Event::DeploymentSucceeded { .. } => {
            &[Topic::Resources, Topic::Storage, Topic::Disks, Topic::Vaults]
        }
        Event::StorageAccountCreated(_) | Event::StorageAccountDeleted(_) => {
            &[Topic::Storage, Topic::Resources]
        }
        Event::ContainerCreated(_) | Event::ContainerDeleted(_) => &[Topic::Storage, Topic::Files],
        Event::ContentStored(_) | Event::ActivitiesForgotten { .. } | Event::Checked { .. } => &[],
        Event::ActivityRecorded(_) => &[Topic::Activity],
        Event::AlertFired(_)
        | Event::AlertRepeated { .. }
        | Event::AlertResolved { .. }
        | Event::AlertStateChanged { .. } => &[Topic::Alerts],
        Event::AlertsForgotten { .. } => &[],
        Event::PathWritten { .. } | Event::PathDeleted { .. } | Event::ContainerTouched { .. } => {
            &[Topic::Files]
        }
        Event::ContainerSoftDeleted { .. } | Event::ContainerUndeleted(_) => &[Topic::Storage, Topic::Files],
        Event::DataProtectionSet { .. }
        | Event::ReplicationPolicySet(_)
        | Event::ReplicationPolicyDeleted(_)
        | Event::ObjectReplicationSet(_)
        | Event::ObjectReplicationDeleted(_)
        | Event::RestorePolicySet(_)
        | Event::RestorePolicyDeleted { .. }
        | Event::CrossTenantReplicationSet { .. }
        | Event::ImmutabilitySet { .. }
        | Event::LifecycleSet { .. }
        | Event::BlobRestoreSet(_) => &[Topic::Storage],
        Event::PastBlobKept { .. }
        | Event::PastBlobDeleted { .. }
        | Event::PastBlobUndeleted { .. }
        | Event::PastBlobDropped { .. }
        | Event::BlobChanged { .. }
        | Event::BlockStaged { .. }
        | Event::BlocksDiscarded { .. }
        | Event::BlockListSet { .. }
        | Event::ChangesForgotten { .. }
        | Event::RehydrationSet { .. }
        | Event::LeaseSet { .. } => &[Topic::Files],
        Event::DiskCreated { .. }
        | Event::DiskDeleted(_)
        | Event::SnapshotCreated { .. }
        | Event::SnapshotDeleted(_) => &[Topic::Disks, Topic::Resources],
        Event::DiskResized { .. }
        | Event::DiskWritten { .. }
        | Event::DiskChurned { .. }
        | Event::DiskWorkloadSet { .. }
        | Event::DiskManaged { .. } => &[Topic::Disks],
        Event::PrincipalCreated(_)
        | Event::PrincipalDeleted(_)
        | Event::RoleAssigned(_)
        | Event::RoleUnassigned(_)
        | Event::LockCreated(_)
        | Event::LockDeleted(_) => &[Topic::Access],
        Event::VaultCreated(_) | Event::VaultDeleted(_) => &[Topic::Vaults, Topic::Resources],
        Event::VaultIdentitySet { .. }
        | Event::VaultRedundancySet { .. }
        | Event::VaultSoftDeleteSet { .. } => &[Topic::Vaults, Topic::Access],
        Event::PolicyCreated(_) | Event::PolicyDeleted(_) => &[Topic::Policies, Topic::Vaults],
        Event::InstanceCreated(_)
        | Event::InstanceUpdated { .. }
        | Event::InstanceDeleted(_)
        | Event::InstanceSoftDeleted { .. }
        | Event::InstanceUndeleted { .. }
        | Event::InstancePurged { .. }
        | Event::ProtectionStateChanged { .. } => &[Topic::Instances, Topic::Vaults],
        Event::JobStarted(_) | Event::JobForgotten(_) => &[Topic::Jobs],
        Event::JobEnded { .. } => &[Topic::Jobs, Topic::Usage],
        Event::RecoveryPointExpired { .. } => &[Topic::Points, Topic::Usage],
        Event::RecoveryPointStarted(_)
        | Event::RecoveryPointCompleted { .. }
        | Event::RecoveryPointAbandoned { .. }
        | Event::ReplicaWritten { .. }
        | Event::ReplicaClosed { .. }
        | Event::ReplicaReopened { .. }
        | Event::ReplicaDropped { .. } => &[Topic::Points],
        Event::DaysCounted { .. } | Event::StoresMeasured(_) => &[Topic::Usage],
        Event::TimerSet { .. } | Event::TimerRemoved { .. } => &[Topic::Timers],
        Event::ClockSet { .. } => &[Topic::World],
    }
}

/// Whether the events of a command did anything to the simulated cloud: setting the clock does not, nor does looking.
pub fn is_done(events: &[Event]) -> bool {
    !events.iter().all(|event| {
        matches!(
            event,
            Event::ClockSet { .. }
                | Event::Checked { .. }
                | Event::ActivityRecorded(_)
                | Event::ActivitiesForgotten { .. }
        )
    })
}

/// The row of the activity log among the events of a command.
pub fn activity(events: &[Event]) -> Option<Uuid> {
    events.iter().find_map(|event| match event {
        Event::ActivityRecorded(activity) => Some(activity.guid),
        _ => None,
    })
}

/// What the events of one command brought into being, for its receipt.
pub fn made(state: &State, events: &[Event]) -> Made {
    events.iter().find_map(|event| made_by(state, event)).unwrap_or(Made::Nothing)
}

fn made_by(state: &State, event: &Event) -> Option<Made> {
    Some(match event {
        Event::DeploymentStarted(deployment) => {
            Made::Deployment { group: state.group_id(deployment.group), name: deployment.name.clone() }
        }
        Event::JobStarted(job) if job.operation != JobOperation::ConfigureProtection => {
            Made::Job { vault: state.vault_id(state.vaults.get(&job.vault)?), guid: job.guid }
        }
        Event::ResourceGroupCreated(group) => Made::Resource(group.arm_id()),
        Event::ContainerCreated(container) => Made::Resource(state.container_id(container)),
        Event::PolicyCreated(policy) => Made::Resource(state.policy_id(policy)),
        Event::InstanceCreated(instance) => Made::Resource(state.instance_id(instance)),
        _ => return None,
    })
}

/// What people should hear of, from the events of a due timer and the state they led to.
pub fn happenings(state: &State, fired: Option<&TimerAction>, events: &[Event]) -> Vec<Happening> {
    let mut found: Vec<Happening> =
        events.iter().filter_map(|event| happening(state, event, events)).collect();
    if let Some(TimerAction::RoleEffective(assignment)) = fired {
        found.extend(state.assignments.get(assignment).map(|row| Happening::RoleTookEffect {
            scope: row.scope.clone(),
            role: row.role.name().to_string(),
        }));
    }
    found
}

fn happening(state: &State, event: &Event, all: &[Event]) -> Option<Happening> {
    match event {
        Event::JobEnded { job, .. } => job_ended(state, *job, alert_among(all)),
        // What a job caused is told of with the job: nobody has to hear of one thing twice.
        Event::AlertFired(Alert { job: None, vault, guid, rule, instance_name, .. }) => {
            let (vault, instance) = (vault.clone(), instance_name.clone());
            Some(Happening::AlertFired { vault, guid: *guid, rule: *rule, instance })
        }
        Event::DeploymentSucceeded { deployment, .. } => {
            let row = state.deployments.get(deployment)?;
            Some(Happening::DeploymentSucceeded {
                group: state.group_id(row.group),
                name: row.name.clone(),
                resource: row.resource.clone(),
            })
        }
        _ => None,
    }
}

fn alert_among(events: &[Event]) -> Option<AlertRule> {
    events.iter().find_map(|event| match event {
        Event::AlertFired(alert) => Some(alert.rule),
        _ => None,
    })
}

fn job_ended(state: &State, job: JobId, alert: Option<AlertRule>) -> Option<Happening> {
    let Job { vault, guid, instance_name, operation, status, .. } = state.jobs.get(&job)?;
    Some(Happening::JobEnded {
        vault: state.vault_id(state.vaults.get(vault)?),
        guid: *guid,
        instance: instance_name.clone(),
        operation: *operation,
        status: *status,
        alert,
    })
}
