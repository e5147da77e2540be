//! A deployment in words.

use crate::{
    engine::{query::DeploymentView, resources::DeploymentStatus},
    portal::{blades::badge::Badge, format},
};

/// The heading of the page, as the portal words it.
pub fn heading(status: DeploymentStatus) -> (&'static str, Badge) {
    match status {
        DeploymentStatus::Running => ("… Deployment is in progress", Badge::InProgress),
        DeploymentStatus::Succeeded => ("Your deployment is complete", Badge::Success),
    }
}

/// Status of the one resource in it.
pub fn resource_status(status: DeploymentStatus) -> (&'static str, Badge) {
    match status {
        DeploymentStatus::Running => ("Accepted", Badge::InProgress),
        DeploymentStatus::Succeeded => ("OK", Badge::Success),
    }
}

/// How long it took, once it is over.
pub fn duration(deployment: &DeploymentView) -> String {
    deployment
        .ended_at
        .map_or_else(|| "-".to_string(), |ended| format::duration(ended.since(deployment.started_at)))
}
