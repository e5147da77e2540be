//! Alerts of backup.

use super::Viewer;
use crate::{
    base::{ArmId, SimSpan, SimTime},
    engine::{
        limits,
        monitor::{Alert, AlertCondition, AlertRule, AlertSeverity, AlertState, alerting},
        policy::DatasourceType,
        rbac::action,
        refusal::{RecordedRefusal, Refusal},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Alerts of a vault, or of all that the viewer may read, newest first. Reading a vault covers its alerts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alerts {
    pub vault: Option<ArmId>,
    /// How far back; at most [`limits::ALERT_LIST_WINDOW`] is listed.
    pub window: SimSpan,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlertPage {
    /// The newest [`limits::PAGE_ROWS_MAX`].
    pub rows: Vec<AlertRow>,
    pub total: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlertRow {
    pub guid: Uuid,
    pub rule: AlertRule,
    pub vault: ArmId,
    /// The instance, while it is there or soft-deleted.
    pub instance: Option<ArmId>,
    pub instance_name: String,
    pub datasource: ArmId,
    pub datasource_type: DatasourceType,
    pub fired_at: SimTime,
    /// The newest of the occurrences.
    pub last_at: SimTime,
    pub occurrences: u32,
    pub condition: AlertCondition,
    pub resolved_at: Option<SimTime>,
    pub state: AlertState,
    /// Oldest first.
    pub changes: Vec<AlertChangeRow>,
    pub job: Option<Uuid>,
    pub correlation: Uuid,
    pub error: Option<RecordedRefusal>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlertChangeRow {
    pub at: SimTime,
    /// Name of who did it.
    pub by: String,
    pub to: AlertState,
    pub comment: String,
}

impl Alerts {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<AlertPage, Refusal> {
        if let Some(vault) = &self.vault {
            viewer.require(action::READ_VAULT, vault)?;
            viewer.state.find_vault(vault)?;
        }
        let since = viewer.now - self.window.min(limits::ALERT_LIST_WINDOW);
        let mut readable = BTreeMap::new();
        let mut may_read = |vault: &ArmId| match &self.vault {
            Some(asked) => asked == vault,
            None => *readable.entry(vault.clone()).or_insert_with(|| viewer.may(action::READ_VAULT, vault)),
        };
        let kept = alerting::kept(viewer.state, viewer.now).take_while(|alert| alert.fired_at >= since);
        let found: Vec<&Alert> = kept.filter(|alert| may_read(&alert.vault)).collect();
        let rows = found.iter().take(limits::PAGE_ROWS_MAX).map(|alert| row(viewer, alert)).collect();
        Ok(AlertPage { rows, total: found.len() })
    }
}

/// How many alerts of a vault somebody has to look at still, by severity; the worst first.
pub(super) fn active_alerts(viewer: &Viewer<'_>, vault: &ArmId) -> Vec<(AlertSeverity, usize)> {
    let since = viewer.now - limits::ALERT_LIST_WINDOW;
    let kept = alerting::kept(viewer.state, viewer.now).take_while(|alert| alert.fired_at >= since);
    let active: Vec<&Alert> = kept.filter(|alert| alert.is_active() && alert.vault == *vault).collect();
    let count = |severity| active.iter().filter(|alert| alert.rule.severity() == severity).count();
    AlertSeverity::ALL.into_iter().map(|severity| (severity, count(severity))).collect()
}

fn row(viewer: &Viewer<'_>, alert: &Alert) -> AlertRow {
    let state = viewer.state;
    let deleted = || {
        let vault = state.find_vault(&alert.vault).ok()?;
        state.deleted_instances.get(&(vault.id, alert.instance)).map(|row| &row.instance)
    };
    let instance = state.instances.get(&alert.instance).or_else(deleted);
    let changes = alert.changes.iter().map(|change| AlertChangeRow {
        at: change.at,
        by: viewer.principal_name(change.by),
        to: change.to,
        comment: change.comment.clone(),
    });
    AlertRow {
        guid: alert.guid,
        rule: alert.rule,
        vault: alert.vault.clone(),
        instance: instance.map(|instance| state.instance_id(instance)),
        instance_name: alert.instance_name.clone(),
        datasource: alert.datasource.clone(),
        datasource_type: alert.datasource_type,
        fired_at: alert.fired_at,
        last_at: alert.last_at,
        occurrences: alert.occurrences,
        condition: alert.condition(),
        resolved_at: alert.resolved_at,
        state: alert.state,
        changes: changes.collect(),
        job: alert.job,
        correlation: alert.correlation,
        error: alert.error.clone(),
    }
}
