//! What the page of a deployment shows.

use crate::{
    base::SimTime,
    engine::policy::DatasourceType,
    engine::{
        query::DeploymentView,
        resources::{DeploymentStatus, ResourceKind},
    },
    portal::{
        blades::badge::Badge,
        format,
        route::{MenuItem, Route},
    },
};

/// The heading, with its mark.
pub fn status_heading(status: DeploymentStatus) -> (Badge, &'static str) {
    match status {
        DeploymentStatus::Running => (Badge::InProgress, "Deployment is in progress"),
        DeploymentStatus::Succeeded => (Badge::Success, "Your deployment is complete"),
    }
}

/// Status of the one resource it makes.
pub fn operation_text(status: DeploymentStatus) -> &'static str {
    match status {
        DeploymentStatus::Running => "Created",
        DeploymentStatus::Succeeded => "OK",
    }
}

/// How the list of deployments calls the status.
pub fn list_text(status: DeploymentStatus) -> &'static str {
    match status {
        DeploymentStatus::Running => "Deploying",
        DeploymentStatus::Succeeded => "Succeeded",
    }
}

/// How long it took, or has taken so far.
pub fn duration(view: &DeploymentView, now: Option<SimTime>) -> String {
    match view.ended_at.or(now) {
        Some(end) => format::duration(end.since(view.started_at)),
        None => "-".into(),
    }
}

/// What to do next: text and where it leads.
pub fn next_steps(view: &DeploymentView) -> Vec<(&'static str, &'static str, Route)> {
    let page = |item| match view.kind {
        ResourceKind::StorageAccount => Route::StorageAccount { id: view.resource.clone(), item },
        ResourceKind::BackupVault => Route::Vault { id: view.resource.clone(), item },
        ResourceKind::Disk => Route::Disk { id: view.resource.clone(), item },
        ResourceKind::Snapshot => Route::Snapshot { id: view.resource.clone(), item },
    };
    match view.kind {
        ResourceKind::StorageAccount => vec![
            ("Create a container and upload files", "Recommended", page(MenuItem::Containers)),
            ("Review who has access", "Recommended", page(MenuItem::AccessControl)),
        ],
        ResourceKind::BackupVault => vec![
            (
                "Create a backup policy",
                "Required",
                Route::CreatePolicy {
                    vault: view.resource.clone(),
                    datasource_type: DatasourceType::DataLakeStorage,
                },
            ),
            (
                "Configure backup",
                "Recommended",
                Route::ConfigureBackup {
                    vault: view.resource.clone(),
                    datasource_type: DatasourceType::DataLakeStorage,
                },
            ),
        ],
        ResourceKind::Disk => vec![
            ("Create a snapshot", "Recommended", Route::CreateSnapshot { disk: Some(view.resource.clone()) }),
            ("Review who has access", "Recommended", page(MenuItem::AccessControl)),
        ],
        ResourceKind::Snapshot => vec![(
            "Create a disk from this snapshot",
            "Optional",
            Route::CreateDisk { snapshot: Some(view.resource.clone()) },
        )],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{ArmId, SimSpan};
    use uuid::Uuid;

    fn view(ended: bool) -> DeploymentView {
        let group = ArmId::resource_group(Uuid::nil(), "rg");
        DeploymentView {
            name: "Microsoft.BackupVault-1".into(),
            resource: ArmId::resource(&group, ResourceKind::BackupVault.resource_type(), "vault1"),
            group,
            subscription_name: "Production".into(),
            kind: ResourceKind::BackupVault,
            status: if ended { DeploymentStatus::Succeeded } else { DeploymentStatus::Running },
            started_at: SimTime::EPOCH,
            ended_at: ended.then(|| SimTime::EPOCH + SimSpan::from_seconds(75)),
            correlation: Uuid::nil(),
        }
    }

    #[test]
    fn the_heading_follows_the_status() {
        assert_eq!(status_heading(view(false).status).1, "Deployment is in progress");
        assert_eq!(status_heading(view(true).status), (Badge::Success, "Your deployment is complete"));
        assert_eq!([operation_text(view(true).status), list_text(view(false).status)], ["OK", "Deploying"]);
    }

    #[test]
    fn durations_run_until_the_end() {
        let later = SimTime::EPOCH + SimSpan::from_seconds(10);
        assert_eq!(duration(&view(false), Some(later)), "10 s");
        assert_eq!(duration(&view(false), None), "-");
        assert_eq!(duration(&view(true), Some(later)), "1 min");
    }

    #[test]
    fn next_steps_fit_the_resource() {
        let steps = next_steps(&view(true));
        assert_eq!(steps[0].0, "Create a backup policy");
        assert!(matches!(&steps[1].2, Route::ConfigureBackup { vault, .. } if vault.name() == "vault1"));
    }
}
