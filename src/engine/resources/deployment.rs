//! Deployments: creating a top-level resource takes a while.

use crate::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        decide::Context,
        event::Event,
        ids::DeploymentId,
        limits,
        resources::{Deployment, DeploymentStatus, ResourceGroup, ResourceKind},
        state::{State, TimerAction},
    },
};
use std::collections::BTreeSet;

/// Starts the deployment of `resource`, with the timer that ends it.
pub fn start(
    context: &mut Context,
    group: &ResourceGroup,
    resource: ArmId,
    kind: ResourceKind,
) -> [Event; 2] {
    let id = DeploymentId(context.ids.take());
    let name = unused_name(context.state, group, name(kind, &resource, context.now));
    let deployment = Deployment {
        id,
        name,
        group: group.id,
        resource,
        kind,
        status: DeploymentStatus::Running,
        started_at: context.now,
        ended_at: None,
        correlation: context.correlation,
    };
    let due = context.now + duration(context, id);
    [Event::DeploymentStarted(deployment), context.timer(due, TimerAction::FinishDeployment(id))]
}

/// The portal's names: an account's with milliseconds since 1970, others' with date and time.
fn name(kind: ResourceKind, resource: &ArmId, now: SimTime) -> String {
    match kind {
        ResourceKind::StorageAccount => format!("{}_{}", resource.name(), now.millis()),
        ResourceKind::BackupVault => dated("Microsoft.BackupVault", now),
        ResourceKind::Disk => dated("Microsoft.ManagedDisk", now),
        ResourceKind::Snapshot => dated("Microsoft.Snapshot", now),
    }
}

fn dated(template: &str, now: SimTime) -> String {
    format!("{template}-{}", now.utc().format("%Y%m%d%H%M%S"))
}

/// While the clock stands still the portal's names repeat: later ones get a number.
fn unused_name(state: &State, group: &ResourceGroup, name: String) -> String {
    let of_group = state.deployments.values().filter(|deployment| deployment.group == group.id);
    let taken: BTreeSet<&str> = of_group.map(|deployment| deployment.name.as_str()).collect();
    let numbered = (2..).map(|number: u64| format!("{name}-{number}"));
    std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name.as_str())).unwrap_or(name)
}

fn duration(context: &Context, deployment: DeploymentId) -> SimSpan {
    let spread = limits::DEPLOYMENT_SECONDS_MAX - limits::DEPLOYMENT_SECONDS_MIN + 1;
    let seconds =
        limits::DEPLOYMENT_SECONDS_MIN + context.seed().below("deployment duration", deployment.0, spread);
    SimSpan::from_seconds(seconds as i64)
}
