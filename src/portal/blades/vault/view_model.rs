//! Lines of the vault's lists, what its tiles count, and which filters a link presets.

use crate::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        job::{JobOperation, JobStatus},
        policy::RetentionRule,
        protection::ProtectionState,
        query::{InstanceRow, JobRow, PolicyRow, RoleAssignmentRow, VaultView},
    },
    portal::{
        blades::{
            backup_words::{
                datastore, duration_text, job_badge, job_duration, job_status_text, job_title,
                protection_badge, schedule_sentence,
            },
            badge::Badge,
        },
        format::moment,
        route::{MenuItem, Route},
    },
};

/// How far back the list of jobs can look: value, words, span.
pub const TIME_RANGES: [(&str, &str, SimSpan); 3] = [
    ("1", "Last 24 hours", SimSpan::from_days(1)),
    ("3", "Last 3 days", SimSpan::from_days(3)),
    ("7", "Last 7 days", SimSpan::from_days(7)),
];

/// The span of a time range's value; the longest for anything else.
pub fn time_range(value: &str) -> SimSpan {
    TIME_RANGES.iter().find(|range| range.0 == value).map_or(TIME_RANGES[2].2, |range| range.2)
}

/// A line of a list of jobs.
#[derive(Clone, Debug, PartialEq)]
pub struct JobLine {
    pub key: String,
    pub href: String,
    pub instance: String,
    pub instance_href: String,
    pub datasource_type: &'static str,
    pub datasource_group: String,
    pub datasource_subscription: String,
    pub operation: &'static str,
    pub badge: Badge,
    pub status: String,
    pub started_at: SimTime,
    pub started: String,
    pub duration: String,
    pub seconds: i64,
}

impl JobLine {
    pub fn new(vault: &ArmId, row: &JobRow, now: Option<SimTime>) -> JobLine {
        let instance = vault.child("backupInstances", &row.instance_name);
        let end = row.ended_at.or(now).unwrap_or(row.started_at);
        let status = match &row.error_code {
            Some(code) => format!("{}: {code}", job_status_text(row)),
            None => job_status_text(row),
        };
        JobLine {
            key: row.guid.to_string(),
            href: Route::Job { vault: vault.clone(), guid: row.guid }.href(),
            instance: row.instance_name.clone(),
            instance_href: Route::Instance { id: instance }.href(),
            datasource_type: row.datasource_type.display_name(),
            datasource_group: row.datasource_group.clone(),
            datasource_subscription: row.datasource_subscription.clone(),
            operation: job_title(row.operation, row.trigger),
            badge: job_badge(row.status),
            status,
            started_at: row.started_at,
            started: moment(row.started_at),
            duration: job_duration(row, now),
            seconds: end.since(row.started_at).seconds(),
        }
    }
}

/// The jobs whose operation and status are among the chosen ones; nothing chosen means all.
pub fn filtered_jobs(rows: &[JobRow], operations: &[String], statuses: &[String]) -> Vec<JobRow> {
    let among = |chosen: &[String], name: &str| chosen.is_empty() || chosen.iter().any(|one| one == name);
    let fits = |row: &&JobRow| {
        among(operations, row.operation.display_name()) && among(statuses, row.status.display_name())
    };
    rows.iter().filter(fits).cloned().collect()
}

/// Whether any of the jobs still runs, so that their progress moves.
pub fn any_running(rows: &[JobRow]) -> bool {
    rows.iter().any(|row| row.status == JobStatus::InProgress)
}

/// The statuses and operations that the filters offer.
pub fn job_statuses() -> Vec<&'static str> {
    JobStatus::ALL.map(JobStatus::display_name).to_vec()
}

pub fn job_operations() -> Vec<&'static str> {
    JobOperation::ALL.map(JobOperation::display_name).to_vec()
}

pub fn protection_states() -> Vec<&'static str> {
    ProtectionState::ALL.map(ProtectionState::display_name).to_vec()
}

/// What a link presets of a filter: the one value, if it is one of those on offer.
pub fn preset(filter: Option<&str>, offered: &[&str]) -> Vec<String> {
    filter.filter(|filter| offered.contains(filter)).map(ToString::to_string).into_iter().collect()
}

/// A counted line of a tile.
#[derive(Clone, Debug, PartialEq)]
pub struct CountLine {
    pub badge: Badge,
    pub label: &'static str,
    pub count: usize,
    pub href: String,
}

/// Jobs of the last seven days, failed ones first.
pub fn job_counts(vault: &VaultView) -> Vec<CountLine> {
    [JobStatus::Failed, JobStatus::InProgress, JobStatus::Completed]
        .into_iter()
        .map(|status| CountLine {
            badge: job_badge(status),
            label: status.display_name(),
            count: count_of(&vault.jobs, status),
            href: list_href(vault, MenuItem::BackupJobs, status.display_name()),
        })
        .collect()
}

/// Backup instances by protection status; *Configuring protection* only while there is one.
pub fn instance_counts(vault: &VaultView) -> Vec<CountLine> {
    [
        ProtectionState::ProtectionConfigured,
        ProtectionState::ConfiguringProtection,
        ProtectionState::ProtectionError,
        ProtectionState::ProtectionStopped,
    ]
    .into_iter()
    .map(|state| CountLine {
        badge: protection_badge(state),
        label: state.display_name(),
        count: count_of(&vault.instances, state),
        href: list_href(vault, MenuItem::BackupInstances, state.display_name()),
    })
    .filter(|line| line.count > 0 || line.label != ProtectionState::ConfiguringProtection.display_name())
    .collect()
}

fn count_of<K: PartialEq>(counts: &[(K, usize)], wanted: K) -> usize {
    counts.iter().find(|(key, _)| *key == wanted).map_or(0, |(_, count)| *count)
}

fn list_href(vault: &VaultView, item: MenuItem, filter: &str) -> String {
    Route::VaultList { id: vault.id.clone(), item, filter: filter.to_string() }.href()
}

/// How many backup instances the vault has, in whatever state.
pub fn protected(vault: &VaultView) -> usize {
    vault.instances.iter().map(|(_, count)| count).sum()
}

/// A line of the list of backup instances.
#[derive(Clone, Debug, PartialEq)]
pub struct InstanceLine {
    pub key: String,
    pub name: String,
    pub href: String,
    pub restore_href: String,
    pub datasource: String,
    pub datasource_href: String,
    pub datasource_type: &'static str,
    pub group: String,
    pub badge: Badge,
    pub state: &'static str,
    pub policy: String,
    pub policy_href: String,
    pub latest_at: Option<SimTime>,
    pub latest: String,
}

impl InstanceLine {
    pub fn new(row: &InstanceRow) -> InstanceLine {
        InstanceLine {
            key: row.id.key(),
            name: row.name.clone(),
            href: Route::Instance { id: row.id.clone() }.href(),
            restore_href: Route::Restore { instance: row.id.clone() }.href(),
            datasource: row.datasource_name.clone(),
            datasource_href: Route::of_resource(&row.datasource).href(),
            datasource_type: row.datasource_type.display_name(),
            group: row.datasource_group.clone(),
            badge: protection_badge(row.state),
            state: row.state.display_name(),
            policy: row.policy_name.clone(),
            policy_href: Route::Policy { id: row.policy.clone() }.href(),
            latest_at: row.latest_point,
            latest: row.latest_point.map_or_else(|| "None yet".into(), moment),
        }
    }
}

/// A line of the list of backup policies.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyLine {
    pub id: ArmId,
    pub key: String,
    pub name: String,
    pub href: String,
    pub datasource_type: &'static str,
    pub datastore: &'static str,
    pub schedule: String,
    pub retention: String,
    pub instances: usize,
}

impl PolicyLine {
    pub fn new(row: &PolicyRow) -> PolicyLine {
        PolicyLine {
            id: row.id.clone(),
            key: row.id.key(),
            name: row.name.clone(),
            href: Route::Policy { id: row.id.clone() }.href(),
            datasource_type: row.datasource_type.display_name(),
            datastore: datastore(row.datasource_type),
            schedule: schedule_sentence(&row.schedule),
            retention: retention_text(&row.retention),
            instances: row.instances,
        }
    }
}

/// `Default 30 days, Monthly 12 months`.
pub fn retention_text(rules: &[RetentionRule]) -> String {
    let one = |rule: &RetentionRule| format!("{} {}", rule.tag.display_name(), duration_text(rule.duration));
    rules.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A role that the vault's identity holds.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleLine {
    pub key: String,
    pub role: &'static str,
    pub scope: String,
    pub scope_href: String,
    pub scope_type: String,
    pub badge: Badge,
    pub effect: String,
}

impl RoleLine {
    pub fn new(row: &RoleAssignmentRow) -> RoleLine {
        let (badge, effect) = if row.effective {
            (Badge::Success, "In effect".to_string())
        } else {
            (Badge::InProgress, format!("Takes effect at {}", moment(row.effective_at)))
        };
        RoleLine {
            key: row.id.key(),
            role: row.role.name(),
            scope: row.scope_name.clone(),
            scope_href: access_route(&row.scope).href(),
            scope_type: scope_type(&row.scope),
            badge,
            effect,
        }
    }
}

/// The page of access control of whatever a scope is.
fn access_route(scope: &ArmId) -> Route {
    let item = MenuItem::AccessControl;
    match Route::of_resource(scope) {
        Route::StorageAccount { id, .. } => Route::StorageAccount { id, item },
        Route::ResourceGroup { id, .. } => Route::ResourceGroup { id, item },
        Route::Subscription { id, .. } => Route::Subscription { id, item },
        Route::Vault { id, .. } => Route::Vault { id, item },
        other => other,
    }
}

fn scope_type(scope: &ArmId) -> String {
    match Route::of_resource(scope) {
        Route::StorageAccount { .. } => "Storage account".into(),
        Route::Container { .. } => "Container".into(),
        Route::ResourceGroup { .. } => "Resource group".into(),
        Route::Subscription { .. } => "Subscription".into(),
        Route::Vault { .. } => "Backup vault".into(),
        _ => scope.resource_type().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{job::JobTrigger, policy::DatasourceType};
    use uuid::Uuid;

    fn vault() -> ArmId {
        ArmId::resource(
            &ArmId::resource_group(Uuid::nil(), "rg-a"),
            "Microsoft.DataProtection/backupVaults",
            "v1",
        )
    }

    fn job(operation: JobOperation, status: JobStatus) -> JobRow {
        JobRow {
            id: vault().child("backupJobs", "1"),
            guid: Uuid::from_u128(1),
            instance_name: "lake1".into(),
            datasource_type: DatasourceType::DataLakeStorage,
            datasource_group: "rg-a".into(),
            datasource_subscription: "Production".into(),
            operation,
            trigger: JobTrigger::Scheduled,
            status,
            started_at: SimTime::from_millis(0),
            ended_at: None,
            progress_percent: 38,
            error_code: None,
        }
    }

    #[test]
    fn a_running_job_says_how_far_and_how_long() {
        let now = SimTime::from_millis(0) + SimSpan::from_minutes(16);
        let line = JobLine::new(&vault(), &job(JobOperation::Backup, JobStatus::InProgress), Some(now));
        assert_eq!((line.status.as_str(), line.duration.as_str()), ("In progress, 38 %", "16 min"));
        assert_eq!((line.operation, line.seconds), ("Scheduled backup", 960));
        assert!(line.instance_href.ends_with("/backupInstances/lake1"));
    }

    #[test]
    fn filters_keep_what_was_chosen_and_presets_are_known_values() {
        let rows = [
            job(JobOperation::Backup, JobStatus::Failed),
            job(JobOperation::Restore, JobStatus::Failed),
            job(JobOperation::Backup, JobStatus::Completed),
        ];
        let failed = preset(Some("Failed"), &job_statuses());
        assert_eq!(filtered_jobs(&rows, &[], &failed).len(), 2);
        assert_eq!(filtered_jobs(&rows, &["Backup".into()], &failed).len(), 1);
        assert_eq!(filtered_jobs(&rows, &[], &preset(Some("nonsense"), &job_statuses())).len(), 3);
    }

    #[test]
    fn roles_lead_to_access_control() {
        let group = ArmId::resource_group(Uuid::nil(), "rg-a");
        assert!(access_route(&group).href().ends_with("/iam"));
        assert_eq!(scope_type(&group), "Resource group");
        assert_eq!(scope_type(&vault()), "Backup vault");
    }

    #[test]
    fn an_unknown_time_range_is_the_longest() {
        assert_eq!(time_range("1"), SimSpan::from_days(1));
        assert_eq!(time_range(""), SimSpan::from_days(7));
    }
}
