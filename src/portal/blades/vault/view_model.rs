//! Counts and words of a vault's overview.

use crate::{
    engine::{
        job::JobStatus,
        monitor::AlertSeverity,
        protection::ProtectionState,
        query::{InstanceRow, VaultView},
        resources::ProvisioningState,
    },
    portal::{
        blades::{
            alerts::view_model::{active_route, severity_badge},
            backup_words::{job_badge, protection_badge, restore_blocked},
            badge::Badge,
            instances::view_model::state_filter,
            jobs::view_model::JobFilter,
        },
        format::moment,
        route::{MenuItem, Route},
    },
};

/// A counted line of a tile.
#[derive(Clone, Debug, PartialEq)]
pub struct CountLine {
    pub badge: Badge,
    pub label: &'static str,
    pub count: usize,
    pub href: String,
}

/// Jobs by status; what needs attention stands first.
pub fn job_lines(view: &VaultView) -> Vec<CountLine> {
    let order =
        [JobStatus::Failed, JobStatus::CompletedWithWarnings, JobStatus::InProgress, JobStatus::Completed];
    let count =
        |wanted| view.jobs.iter().find(|(status, _)| *status == wanted).map_or(0, |(_, count)| *count);
    let line = |status: JobStatus| CountLine {
        badge: job_badge(status),
        label: status.display_name(),
        count: count(status),
        href: Route::VaultList {
            id: view.id.clone(),
            item: MenuItem::BackupJobs,
            filter: JobFilter::of_status(status).text(),
        }
        .href(),
    };
    // Warnings are rare: without any the line is left out.
    let is_shown =
        |line: &CountLine| line.count > 0 || line.label != JobStatus::CompletedWithWarnings.display_name();
    order.into_iter().map(line).filter(is_shown).collect()
}

/// Backup instances by protection status; statuses nothing has are left out.
pub fn instance_lines(view: &VaultView) -> Vec<CountLine> {
    let line = |(state, count): &(ProtectionState, usize)| CountLine {
        badge: protection_badge(*state),
        label: state.display_name(),
        count: *count,
        href: Route::VaultList {
            id: view.id.clone(),
            item: MenuItem::BackupInstances,
            filter: state_filter(*state),
        }
        .href(),
    };
    view.instances.iter().map(line).collect()
}

/// Alerts that somebody has to look at still, by severity.
pub fn alert_lines(view: &VaultView) -> Vec<CountLine> {
    let line = |(severity, count): &(AlertSeverity, usize)| CountLine {
        badge: severity_badge(*severity),
        label: severity.display_name(),
        count: *count,
        href: active_route(&view.id, *severity).href(),
    };
    view.alerts.iter().map(line).collect()
}

/// How many backup instances the vault has, in whatever state.
pub fn protected(view: &VaultView) -> usize {
    view.instances.iter().map(|(_, count)| count).sum()
}

/// Why nothing can be backed up or restored yet.
pub fn unusable_reason(view: &VaultView) -> Option<String> {
    (view.provisioning != ProvisioningState::Succeeded)
        .then(|| "The vault is still being deployed.".to_string())
}

/// Why *Restore* is disabled.
pub fn restore_reason(view: &VaultView) -> Option<String> {
    unusable_reason(view).or_else(|| {
        view.instances
            .is_empty()
            .then(|| "This vault protects nothing yet: configure a backup first.".to_string())
    })
}

/// A row of the pane that asks what to restore.
#[derive(Clone, Debug, PartialEq)]
pub struct PickRow {
    pub key: String,
    pub name: String,
    pub datasource: String,
    pub latest: String,
    /// Why it cannot be chosen.
    pub blocked: Option<String>,
}

impl PickRow {
    pub fn new(row: &InstanceRow) -> PickRow {
        PickRow {
            key: row.id.to_string(),
            name: row.name.clone(),
            datasource: row.datasource_name.clone(),
            latest: row.latest_point.map_or_else(|| "-".into(), moment),
            blocked: restore_blocked(row),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{
        base::{ArmId, SimTime},
        engine::{
            resources::{Region, Tags},
            vault::{SoftDelete, VaultRedundancy},
        },
    };
    use uuid::Uuid;

    pub(crate) fn vault() -> VaultView {
        let group = ArmId::resource_group(Uuid::nil(), "g");
        VaultView {
            id: ArmId::resource(&group, "Microsoft.DataProtection/backupVaults", "vault1"),
            name: "vault1".into(),
            group,
            group_name: "g".into(),
            subscription: Uuid::nil(),
            subscription_name: "Production".into(),
            region: Region::WestEurope,
            redundancy: VaultRedundancy::GeoRedundant,
            identity: None,
            soft_delete: SoftDelete { always_on: false, days: 14 },
            tags: Tags::new(),
            provisioning: ProvisioningState::Succeeded,
            created_at: SimTime::EPOCH,
            policies: 0,
            instances: vec![(ProtectionState::ProtectionError, 2)],
            alerts: vec![(AlertSeverity::Critical, 0), (AlertSeverity::Error, 2)],
            jobs: vec![(JobStatus::Completed, 5), (JobStatus::Failed, 1)],
        }
    }

    #[test]
    fn alerts_are_counted_by_severity() {
        let lines = alert_lines(&vault());
        assert_eq!(lines.iter().map(|line| line.count).collect::<Vec<_>>(), [0, 2]);
        assert!(lines[1].href.contains("/alerts/filter/"), "{}", lines[1].href);
    }

    #[test]
    fn counts_lead_to_filtered_lists() {
        let jobs = job_lines(&vault());
        let counted: Vec<(&str, usize)> = jobs.iter().map(|line| (line.label, line.count)).collect();
        assert_eq!(counted, [("Failed", 1), ("In progress", 0), ("Completed", 5)]);
        assert!(matches!(
            Route::parse(&jobs[1].href),
            Route::VaultList { item: MenuItem::BackupJobs, filter, .. } if filter == "status=In progress"
        ));
        let instances = instance_lines(&vault());
        assert!(matches!(
            Route::parse(&instances[0].href),
            Route::VaultList { item: MenuItem::BackupInstances, filter, .. } if filter == "ProtectionError"
        ));
    }

    #[test]
    fn nothing_can_be_restored_from_an_empty_vault() {
        let mut view = vault();
        assert_eq!(restore_reason(&view), None);
        view.instances.clear();
        assert!(restore_reason(&view).expect("empty").contains("protects nothing"));
        view.provisioning = ProvisioningState::Provisioning;
        assert!(restore_reason(&view).expect("not there yet").contains("deployed"));
    }
}
