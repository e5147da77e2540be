//! Rows, filters and words of alerts.

use crate::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        limits,
        monitor::{AlertCondition, AlertRule, AlertSeverity, AlertState},
        query::AlertRow,
    },
    portal::{
        blades::badge::Badge,
        format::{counted, moment},
        route::{MenuItem, Route},
    },
};
use uuid::Uuid;

/// How far back the list goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AlertWindow {
    Day,
    #[default]
    Week,
    All,
}

impl AlertWindow {
    pub const ALL: [AlertWindow; 3] = [AlertWindow::Day, AlertWindow::Week, AlertWindow::All];

    pub fn label(self) -> &'static str {
        match self {
            AlertWindow::Day => "Last 24 hours",
            AlertWindow::Week => "Last 7 days",
            AlertWindow::All => "Last 15 days",
        }
    }

    pub fn span(self) -> SimSpan {
        match self {
            AlertWindow::Day => SimSpan::from_hours(24),
            AlertWindow::Week => SimSpan::from_days(7),
            AlertWindow::All => limits::ALERT_LIST_WINDOW,
        }
    }
}

/// Which alerts are shown; an empty list means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlertFilter {
    pub window: AlertWindow,
    pub severities: Vec<String>,
    pub conditions: Vec<String>,
    pub states: Vec<String>,
    /// Ids.
    pub vaults: Vec<String>,
}

const ALERT: &str = "alert=";
const SEVERITY: &str = "severity=";

/// The address of the alerts of a vault with one of them open.
pub fn alert_route(vault: &ArmId, alert: Uuid) -> Route {
    Route::VaultList { id: vault.clone(), item: MenuItem::Alerts, filter: format!("{ALERT}{alert}") }
}

/// The address of the alerts of a vault that somebody has to look at still.
pub fn active_route(vault: &ArmId, severity: AlertSeverity) -> Route {
    let filter = format!("{SEVERITY}{}", severity.display_name());
    Route::VaultList { id: vault.clone(), item: MenuItem::Alerts, filter }
}

/// Reads what an address presets, and which alert it opens; anything else filters nothing.
pub fn parse_filter(text: &str) -> (AlertFilter, Option<Uuid>) {
    let whole = AlertFilter { window: AlertWindow::All, ..AlertFilter::default() };
    if let Some(alert) = text.strip_prefix(ALERT).and_then(|guid| Uuid::parse_str(guid).ok()) {
        return (whole, Some(alert));
    }
    let named = text.strip_prefix(SEVERITY);
    let severity = AlertSeverity::ALL.into_iter().find(|severity| Some(severity.display_name()) == named);
    let Some(severity) = severity else { return (AlertFilter::default(), None) };
    let open = [AlertState::New, AlertState::Acknowledged];
    let filter = AlertFilter {
        severities: vec![severity.display_name().to_string()],
        conditions: vec![AlertCondition::Fired.display_name().to_string()],
        states: open.map(|state| state.display_name().to_string()).to_vec(),
        ..whole
    };
    (filter, None)
}

impl AlertFilter {
    pub fn keeps(&self, row: &AlertRow) -> bool {
        let listed = |names: &[String], name: &str| names.is_empty() || names.iter().any(|one| one == name);
        listed(&self.severities, row.rule.severity().display_name())
            && listed(&self.conditions, row.condition.display_name())
            && listed(&self.states, row.state.display_name())
            && (self.vaults.is_empty()
                || self.vaults.iter().any(|vault| ArmId::new(vault.as_str()) == row.vault))
    }
}

/// An alert as a list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertLine {
    pub guid: Uuid,
    pub name: &'static str,
    pub severity: &'static str,
    pub severity_badge: Badge,
    pub instance: String,
    /// None where the instance is gone.
    pub instance_href: Option<String>,
    pub datasource_type: &'static str,
    pub vault: String,
    pub vault_href: String,
    pub condition: &'static str,
    pub condition_badge: Badge,
    pub state: &'static str,
    pub fired: String,
    pub fired_at: SimTime,
    pub occurrences: u32,
}

impl AlertLine {
    pub fn new(row: &AlertRow) -> AlertLine {
        AlertLine {
            guid: row.guid,
            name: row.rule.display_name(),
            severity: row.rule.severity().display_name(),
            severity_badge: severity_badge(row.rule.severity()),
            instance: row.instance_name.clone(),
            instance_href: row.instance.clone().map(|id| Route::Instance { id }.href()),
            datasource_type: row.datasource_type.display_name(),
            vault: row.vault.name().to_string(),
            vault_href: Route::Vault { id: row.vault.clone(), item: MenuItem::Overview }.href(),
            condition: row.condition.display_name(),
            condition_badge: condition_badge(row.condition),
            state: row.state.display_name(),
            fired: moment(row.fired_at),
            fired_at: row.fired_at,
            occurrences: row.occurrences,
        }
    }
}

pub fn severity_badge(severity: AlertSeverity) -> Badge {
    match severity {
        AlertSeverity::Critical => Badge::Error,
        AlertSeverity::Error => Badge::Warning,
    }
}

pub fn condition_badge(condition: AlertCondition) -> Badge {
    match condition {
        AlertCondition::Fired => Badge::Warning,
        AlertCondition::Resolved => Badge::Success,
    }
}

/// What happened, as a sentence.
pub fn description(row: &AlertRow) -> String {
    let (instance, vault) = (&row.instance_name, row.vault.name());
    match row.rule {
        AlertRule::DeleteBackupData => {
            format!("Backup data of {instance} was deleted in the vault {vault}.")
        }
        AlertRule::BackupFailure => {
            let times = counted(u64::from(row.occurrences), "backup", "backups");
            format!("{times} of {instance} failed in the vault {vault}.")
        }
        AlertRule::RestoreFailure => {
            let times = counted(u64::from(row.occurrences), "restore", "restores");
            format!("{times} of {instance} failed in the vault {vault}.")
        }
    }
}

/// What to do about it.
pub fn recommended_action(row: &AlertRow) -> String {
    match (&row.error, row.rule) {
        (Some(error), _) => error.action.clone(),
        (None, AlertRule::DeleteBackupData) => {
            "If nobody meant to delete it, undelete the backup instance before it is purged, and look into the activity log for who did it.".to_string()
        }
        (None, _) => "Open the job for what went wrong.".to_string(),
    }
}

/// When it was resolved, or what resolves it.
pub fn condition_text(row: &AlertRow) -> String {
    match (row.resolved_at, row.rule) {
        (Some(at), _) => format!("Resolved on {}", moment(at)),
        (None, AlertRule::DeleteBackupData) => "Fired; nothing resolves it by itself".to_string(),
        (None, AlertRule::BackupFailure) => "Fired; the next backup that succeeds resolves it".to_string(),
        (None, AlertRule::RestoreFailure) => "Fired; the next restore that succeeds resolves it".to_string(),
    }
}

/// One line for each thing that happened to it, oldest first: when, and what.
pub fn history(row: &AlertRow) -> Vec<(String, String)> {
    let mut lines = vec![(row.fired_at, "Fired".to_string())];
    if row.occurrences > 1 {
        lines.push((row.last_at, format!("Happened {} times so far", row.occurrences)));
    }
    lines.extend(row.changes.iter().map(|change| {
        let comment = if change.comment.is_empty() { String::new() } else { format!(": {}", change.comment) };
        (change.at, format!("{} by {}{comment}", change.to.display_name(), change.by))
    }));
    lines.extend(row.resolved_at.map(|at| (at, "Resolved".to_string())));
    lines.sort_by_key(|(at, _)| *at);
    lines.into_iter().map(|(at, text)| (moment(at), text)).collect()
}

/// What stands above the list where it does not hold everything.
pub fn shortened(shown: usize, total: usize) -> Option<String> {
    (shown < total).then(|| format!("The newest {shown} of {total} alerts are listed."))
}

/// Why a change of state cannot be given yet.
pub fn blocked(row: &AlertRow, state: AlertState, comment: &str) -> Option<String> {
    if comment.chars().count() > limits::ALERT_COMMENT_LENGTH_MAX {
        return Some(format!("A comment has up to {} characters.", limits::ALERT_COMMENT_LENGTH_MAX));
    }
    (row.state == state).then(|| format!("The alert is {} already.", state.display_name().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{policy::DatasourceType, query::AlertChangeRow};

    fn row() -> AlertRow {
        let vault = ArmId::new(
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/v",
        );
        AlertRow {
            guid: Uuid::from_u128(3),
            rule: AlertRule::BackupFailure,
            instance: Some(vault.child("backupInstances", "disk1")),
            vault,
            instance_name: "disk1".into(),
            datasource: ArmId::new("/d"),
            datasource_type: DatasourceType::Disk,
            fired_at: SimTime::EPOCH,
            last_at: SimTime::EPOCH + SimSpan::from_hours(2),
            occurrences: 3,
            condition: AlertCondition::Fired,
            resolved_at: None,
            state: AlertState::Acknowledged,
            changes: vec![AlertChangeRow {
                at: SimTime::EPOCH + SimSpan::from_hours(1),
                by: "Rosa".into(),
                to: AlertState::Acknowledged,
                comment: "mine".into(),
            }],
            job: None,
            correlation: Uuid::nil(),
            error: None,
        }
    }

    #[test]
    fn addresses_preset_what_they_name() {
        let vault = row().vault;
        let Route::VaultList { filter, .. } = alert_route(&vault, Uuid::from_u128(3)) else { unreachable!() };
        let (all, opened) = parse_filter(&filter);
        assert_eq!((all.window, opened), (AlertWindow::All, Some(Uuid::from_u128(3))));
        let Route::VaultList { filter, .. } = active_route(&vault, AlertSeverity::Error) else {
            unreachable!()
        };
        let (active, opened) = parse_filter(&filter);
        assert!(active.keeps(&row()) && opened.is_none());
        assert!(!active.keeps(&AlertRow { state: AlertState::Closed, ..row() }));
        assert!(!active.keeps(&AlertRow { condition: AlertCondition::Resolved, ..row() }));
        assert!(!active.keeps(&AlertRow { rule: AlertRule::DeleteBackupData, ..row() }));
        assert_eq!(parse_filter("nonsense"), (AlertFilter::default(), None));
    }

    #[test]
    fn a_vault_is_filtered_by_whatever_its_case() {
        let vaults = vec![row().vault.as_str().to_uppercase()];
        assert!(AlertFilter { vaults, ..AlertFilter::default() }.keeps(&row()));
        let vaults = vec!["/other".to_string()];
        assert!(!AlertFilter { vaults, ..AlertFilter::default() }.keeps(&row()));
    }

    #[test]
    fn what_happened_is_told_in_order() {
        let resolved = Some(SimTime::EPOCH + SimSpan::from_hours(3));
        let told: Vec<String> =
            history(&AlertRow { resolved_at: resolved, ..row() }).into_iter().map(|(_, text)| text).collect();
        assert_eq!(told, ["Fired", "Acknowledged by Rosa: mine", "Happened 3 times so far", "Resolved"]);
        assert_eq!(description(&row()), "3 backups of disk1 failed in the vault v.");
        assert!(condition_text(&row()).contains("next backup"));
    }

    #[test]
    fn a_change_says_why_it_cannot_be_given() {
        assert_eq!(blocked(&row(), AlertState::Closed, ""), None);
        assert!(
            blocked(&row(), AlertState::Acknowledged, "").is_some_and(|why| why.contains("acknowledged"))
        );
        let long = "x".repeat(limits::ALERT_COMMENT_LENGTH_MAX + 1);
        assert!(blocked(&row(), AlertState::Closed, &long).is_some());
    }

    #[test]
    fn rows_lead_to_what_is_there() {
        let line = AlertLine::new(&row());
        assert!(line.instance_href.is_some_and(|href| href.ends_with("/backupInstances/disk1")));
        assert_eq!(AlertLine::new(&AlertRow { instance: None, ..row() }).instance_href, None);
        assert_eq!((shortened(5, 5), shortened(5, 6).is_some()), (None, true));
    }
}
