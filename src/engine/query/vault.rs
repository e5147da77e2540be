//! Backup vaults and backup policies.

use super::{Viewer, alerts::active_alerts};
use crate::{
    base::{ArmId, SimTime},
    engine::{
        ids::VaultId,
        job::JobStatus,
        limits,
        monitor::AlertSeverity,
        policy::{
            BackupPolicy, DatasourceType, RetentionDuration, RetentionRule, RetentionTag, Schedule,
            ScheduledBackups,
            retention::{choose_tag, expires_at},
            schedule::{local_text, next_firing},
            validate::{check_retention, check_schedule},
        },
        protection::{BackupInstance, ProtectionState},
        rbac::{PrincipalId, action},
        refusal::Refusal,
        resources::{ProvisioningState, Region, Tags},
        state::State,
        vault::{SoftDelete, VaultRedundancy},
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VaultDetail {
    pub vault: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VaultView {
    pub id: ArmId,
    pub name: String,
    pub group: ArmId,
    pub group_name: String,
    pub subscription: Uuid,
    pub subscription_name: String,
    pub region: Region,
    pub redundancy: VaultRedundancy,
    pub identity: Option<PrincipalId>,
    pub soft_delete: SoftDelete,
    pub tags: Tags,
    pub provisioning: ProvisioningState,
    pub created_at: SimTime,
    pub policies: usize,
    /// Backup instances by protection status; statuses without any are left out.
    pub instances: Vec<(ProtectionState, usize)>,
    /// Jobs of the last seven days by status; statuses without any are there with 0.
    pub jobs: Vec<(JobStatus, usize)>,
    /// Alerts that somebody has to look at still; severities without any are there with 0.
    pub alerts: Vec<(AlertSeverity, usize)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policies {
    pub vault: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyRow {
    pub id: ArmId,
    pub name: String,
    pub datasource_type: DatasourceType,
    pub scheduled: Option<ScheduledBackups>,
    pub continuous: Option<RetentionDuration>,
    pub instances: usize,
    pub created_at: SimTime,
}

impl PolicyRow {
    /// The rules of its schedule, none where it has no schedule.
    pub fn rules(&self) -> &[RetentionRule] {
        self.scheduled.as_ref().map_or(&[], |scheduled| &scheduled.retention)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyDetail {
    pub policy: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyView {
    pub row: PolicyRow,
    pub vault: ArmId,
    pub instances: Vec<ArmId>,
    /// The next runs of its schedule.
    pub preview: Vec<PreviewRun>,
}

/// The next runs of a schedule, with the rule each recovery point would be kept by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyPreview {
    pub datasource_type: DatasourceType,
    pub schedule: Schedule,
    pub retention: Vec<RetentionRule>,
    pub runs: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviewRun {
    pub at: SimTime,
    /// The same moment on a clock in the schedule's zone, `Sun 20 Sep 2026 07:30`.
    pub local: String,
    pub tag: RetentionTag,
    pub expires_at: SimTime,
}

impl VaultDetail {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<VaultView, Refusal> {
        viewer.require(action::READ_VAULT, &self.vault)?;
        let state = viewer.state;
        let vault = state.find_vault(&self.vault)?;
        let group = viewer.group(vault.group);
        Ok(VaultView {
            id: state.vault_id(vault),
            name: vault.name.clone(),
            group: group.arm_id(),
            group_name: group.name.clone(),
            subscription: group.subscription,
            subscription_name: viewer.subscription_name(group.subscription),
            region: vault.region,
            redundancy: vault.redundancy,
            identity: vault.identity.map(|identity| identity.principal),
            soft_delete: vault.soft_delete,
            tags: vault.tags.clone(),
            provisioning: vault.provisioning,
            created_at: vault.created_at,
            policies: state.policies.values().filter(|policy| policy.vault == vault.id).count(),
            instances: instances_by_state(state, vault.id),
            jobs: recent_jobs_by_status(viewer, vault.id),
            alerts: active_alerts(viewer, &state.vault_id(vault)),
        })
    }
}

fn instances_by_state(state: &State, vault: VaultId) -> Vec<(ProtectionState, usize)> {
    let deleted = || state.deleted_instances_of(vault).map(|row| &row.instance);
    let all = || state.instances_of(vault).chain(deleted());
    let count = |wanted| all().filter(|instance| instance.state == wanted).count();
    let counted = ProtectionState::ALL.map(|protection| (protection, count(protection)));
    counted.into_iter().filter(|(_, count)| *count > 0).collect()
}

fn recent_jobs_by_status(viewer: &Viewer<'_>, vault: VaultId) -> Vec<(JobStatus, usize)> {
    let since = viewer.now - limits::JOB_LIST_WINDOW;
    // Ids are handed out in the order of time.
    let recent = viewer.state.jobs.values().rev().take_while(|job| job.started_at >= since);
    let jobs: Vec<JobStatus> = recent.filter(|job| job.vault == vault).map(|job| job.status).collect();
    let count = |wanted| jobs.iter().filter(|status| **status == wanted).count();
    JobStatus::ALL.map(|status| (status, count(status))).to_vec()
}

impl Policies {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<PolicyRow>, Refusal> {
        viewer.require(action::READ_POLICIES, &self.vault)?;
        let vault = viewer.state.find_vault(&self.vault)?.id;
        let policies = viewer.state.policies.values().filter(|policy| policy.vault == vault);
        let mut rows: Vec<PolicyRow> = policies.map(|policy| policy_row(viewer, policy)).collect();
        rows.sort_by_key(|row| row.name.to_lowercase());
        Ok(rows)
    }
}

impl PolicyDetail {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<PolicyView, Refusal> {
        viewer.require(action::READ_POLICIES, &self.policy)?;
        let policy = viewer.state.find_policy(&self.policy)?;
        let vault = viewer.state.vaults.get(&policy.vault).expect("a vault outlives its policies");
        Ok(PolicyView {
            row: policy_row(viewer, policy),
            vault: viewer.state.vault_id(vault),
            instances: users(viewer, policy).map(|instance| viewer.state.instance_id(instance)).collect(),
            preview: policy.scheduled.as_ref().map_or_else(Vec::new, |scheduled| {
                preview(&scheduled.schedule, &scheduled.retention, viewer.now, limits::POLICY_PREVIEW_RUNS)
            }),
        })
    }
}

impl PolicyPreview {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<Vec<PreviewRun>, Refusal> {
        check_schedule(self.datasource_type, &self.schedule)?;
        check_retention(self.datasource_type, &self.schedule, &self.retention)?;
        let runs = self.runs.min(limits::PAGE_ROWS_MAX);
        Ok(preview(&self.schedule, &self.retention, viewer.now, runs))
    }
}

fn policy_row(viewer: &Viewer<'_>, policy: &BackupPolicy) -> PolicyRow {
    PolicyRow {
        id: viewer.state.policy_id(policy),
        name: policy.name.clone(),
        datasource_type: policy.datasource_type,
        scheduled: policy.scheduled.clone(),
        continuous: policy.continuous,
        instances: users(viewer, policy).count(),
        created_at: policy.created_at,
    }
}

fn users<'a>(
    viewer: &Viewer<'a>,
    policy: &BackupPolicy,
) -> impl Iterator<Item = &'a BackupInstance> + use<'a> {
    let id = policy.id;
    viewer.state.instances_of(policy.vault).filter(move |instance| instance.policy == id)
}

/// The runs after `now`, as if each succeeded and none had been before.
fn preview(schedule: &Schedule, retention: &[RetentionRule], now: SimTime, runs: usize) -> Vec<PreviewRun> {
    let firings =
        std::iter::successors(Some(next_firing(schedule, now)), |at| Some(next_firing(schedule, *at)));
    // The latest run tells whether a year, month, week or day has had one.
    let mut latest = None;
    let runs = firings.take(runs).map(|at| {
        let tag = choose_tag(retention, at, schedule.time_zone, latest.replace(at));
        let rule = retention.iter().find(|rule| rule.tag == tag);
        let expires_at = rule.map_or(at, |rule| expires_at(at, rule.duration));
        PreviewRun { at, local: local_text(at, schedule.time_zone), tag, expires_at }
    });
    runs.collect()
}
