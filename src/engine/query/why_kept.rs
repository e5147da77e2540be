//! Why a recovery point is kept: the rule that chose it, the rules that did not, and what holds it now.

use super::Viewer;
use crate::{
    base::{ArmId, SimTime},
    engine::{
        ids::PointSeq,
        policy::{
            DatasourceType, RetentionDuration, RetentionTag, TimeZone,
            retention::{TagReason, expires_at, first_in_period, ranked},
            schedule::local_text,
            verdict::{KeepReason, Verdict},
        },
        protection::{
            BackupInstance, PointState, ProtectionState, RecoveryPoint,
            backup::policy_of,
            disk,
            point::{points_of, verdict_of},
        },
        rbac::action,
        refusal::Refusal,
        restore::RestoreError,
    },
};
use serde::{Deserialize, Serialize};

/// Why a recovery point is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhyKept {
    pub instance: ArmId,
    pub point: PointSeq,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhyKeptView {
    pub datasource_type: DatasourceType,
    pub state: ProtectionState,
    pub policy_name: String,
    pub created_at: SimTime,
    /// The slot that the schedule made it for, on a clock in the schedule's zone; none when a person started the backup.
    pub slot: Option<String>,
    pub tag: RetentionTag,
    /// How long its rule keeps it, as long as the policy is the one that it was made by.
    pub duration: Option<RetentionDuration>,
    /// Why this rule; none when a person chose it.
    pub reason: Option<TagReason>,
    /// Rules of a higher rank, each with the point that was the first of the period, while that is there.
    pub passed_over: Vec<(RetentionTag, Option<SimTime>)>,
    pub expires_at: SimTime,
    /// When it goes if nothing changes; past for what is overdue.
    pub removal: Option<SimTime>,
    /// Why it is there; empty for what is about to be deleted.
    pub reasons: Vec<KeepReason>,
    /// What is in the way of deleting it, due or not.
    pub obstacle: Option<Refusal>,
}

impl WhyKept {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<WhyKeptView, Refusal> {
        viewer.require(action::READ_POINTS, &self.instance)?;
        let instance = viewer.state.find_instance(&self.instance)?;
        let point = viewer.state.points.get(&(instance.id, self.point));
        let point = point.ok_or(RestoreError::PointNotFound)?;
        let policy = policy_of(viewer.state, instance);
        let zone = policy.scheduled.as_ref().map_or(TimeZone::Utc, |scheduled| scheduled.schedule.time_zone);
        let duration = policy.rule(point.tag).map(|rule| rule.duration);
        let context = viewer.context(viewer.principal);
        let verdict = verdict_of(&context, instance, point);
        let access = disk::check_cleanup(&context, instance).err();
        let lock = disk::check_deletable(viewer.state, point).err().map(Refusal::from);
        Ok(WhyKeptView {
            datasource_type: instance.datasource_type,
            state: instance.state,
            policy_name: policy.name.clone(),
            created_at: point.created_at,
            slot: point.slot.map(|slot| local_text(slot, zone)),
            tag: point.tag,
            duration: duration.filter(|length| expires_at(point.created_at, *length) == point.expires_at),
            reason: point.slot.map(|_| reason_of(point.tag)),
            passed_over: passed_over(viewer, instance, point, zone),
            expires_at: point.expires_at,
            removal: verdict.removal(),
            reasons: match verdict {
                Verdict::Keep { because, .. } => because.iter().collect(),
                Verdict::Expire { .. } => Vec::new(),
            },
            obstacle: access.or(lock),
        })
    }
}

fn reason_of(tag: RetentionTag) -> TagReason {
    match tag {
        RetentionTag::Yearly => TagReason::FirstOfYear,
        RetentionTag::Monthly => TagReason::FirstOfMonth,
        RetentionTag::Weekly => TagReason::FirstOfWeek,
        RetentionTag::Daily => TagReason::FirstOfDay,
        RetentionTag::Default => TagReason::Otherwise,
    }
}

/// Rules of the policy that rank higher than the one that keeps a point; the tag of the point is what they left.
fn passed_over(
    viewer: &Viewer<'_>,
    instance: &BackupInstance,
    point: &RecoveryPoint,
    zone: TimeZone,
) -> Vec<(RetentionTag, Option<SimTime>)> {
    let Some(slot) = point.slot else { return Vec::new() };
    let earlier: Vec<SimTime> = points_of(viewer.state, instance.id)
        .take_while(|other| other.seq < point.seq)
        .filter(|other| other.state == PointState::Completed)
        .filter_map(|other| other.slot)
        .collect();
    let higher = ranked(policy_of(viewer.state, instance).rules()).take_while(|(tag, _)| *tag > point.tag);
    higher.map(|(tag, _)| (tag, first_in_period(tag, slot, zone, &earlier))).collect()
}
